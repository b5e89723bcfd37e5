"""An entity's card for the terminal and for pipes, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kgraph.explore.views import EntityView, FactView, grouped, segments
from kgraph.model import Evidence
from kgraph.text import printable

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {"": "", "subject": "bold cyan", "object": "bold yellow", "both": "bold magenta"}


def card(view: EntityView, *, evidence: int = 2, marks: bool = False) -> Iterator[tuple[int, Text]]:
    """The lines of a card.

    Parameters
    ----------
    view
        The entity.
    evidence
        Sentences shown for each fact; the others are counted. 0 for none.
    marks
        Put «» around subject and object in each sentence: for output without colours.

    Yields
    ------
    tuple of int and Text
        Columns to indent the line by, and the line.
    """
    from rich.text import Text

    yield 0, Text.assemble((printable(view.name), "bold"), "  ", (view.subtype or view.type, "green"))
    yield 0, Text(printable(view.iri), "dim")
    if view.aliases:
        yield 0, Text(f"also: {', '.join(printable(a) for a in view.aliases)}")
    for homonym in view.homonyms:
        yield 0, Text(f"not {homonym}: {printable(homonym.iri)}", "dim")
    yield 0, Text(f"in {_count(view.documents, 'document')}: {', '.join(view.documents)}", "dim")
    for heading, facts in grouped(view).items():
        yield 0, Text()
        yield 0, Text(heading, "bold underline" if not marks else "")
        for outgoing, fact in facts:
            other = fact.object_name if outgoing else fact.subject.name
            line = Text.assemble(printable(other), "  ", (f"{fact.confidence:.2f}", "dim"))
            if fact.standing:
                line.append(f"  {fact.standing}", "red")
            if fact.qualifiers:
                line.append(f"  ({fact.qualification})", "italic")
            yield 2, line
            for one in fact.evidence[:evidence]:
                yield 4, quoted(one, marks)
            hidden = len(fact.evidence) - evidence
            if evidence and hidden > 0:
                yield 4, Text(f"… and {hidden} more", "dim")


def card_json(view: EntityView) -> dict[str, Any]:
    """All that a card shows, and all evidence, as data; offsets in characters, end-exclusive."""
    return {
        "iri": view.iri,
        "type": view.type,
        "subtype": view.subtype or None,
        "name": view.name,
        "aliases": list(view.aliases),
        "homonyms": [other.iri for other in view.homonyms],
        "documents": list(view.documents),
        "facts": [_fact_json(fact, outgoing) for facts in grouped(view).values() for outgoing, fact in facts],
    }


def _fact_json(fact: FactView, outgoing: bool) -> dict[str, Any]:
    instead = {} if fact.overridden_by is None else {"overridden_by": object_json(fact.overridden_by)}
    return {
        "direction": "out" if outgoing else "in",
        "subject": {"iri": fact.subject.iri, "name": fact.subject.name},
        "property": fact.property,
        "object": object_json(fact.object),
        **instead,
        "confidence": fact.confidence,
        "qualifiers": fact.qualifiers,
        "evidence": evidence_json(fact),
    }


def object_json(target: EntityView | str) -> dict[str, str]:
    """The entity or value at the end of a fact as data."""
    return {"value": target} if isinstance(target, str) else {"iri": target.iri, "name": target.name}


def evidence_json(fact: FactView) -> list[dict[str, Any]]:
    """Where texts state a fact, as data, the most confident first; offsets in characters, end-exclusive."""
    return [
        {
            "document": e.document,
            "sentence": e.sentence,
            "sentence_span": [e.sentence_span.start, e.sentence_span.end],
            "subject_span": [e.subject_span.start, e.subject_span.end],
            "object_span": [e.object_span.start, e.object_span.end],
            "confidence": e.confidence,
            "qualifiers": dict(e.qualifiers),
        }
        for e in fact.evidence
    ]


def quoted(evidence: Evidence, marks: bool) -> Text:
    """The sentence of a piece of evidence with its arguments marked, and where it stands."""
    from rich.text import Text

    line = Text()
    for segment in segments(evidence):
        text = printable(segment.text)
        line.append(f"«{text}»" if marks and segment.role else text, _STYLES[segment.role])
    span = evidence.sentence_span
    line.append(f"  — {printable(evidence.document)}, {span.start}–{span.end}", "dim")
    return line


def _count(things: tuple[str, ...], noun: str) -> str:
    return f"{len(things)} {noun}" + ("" if len(things) == 1 else "s")
