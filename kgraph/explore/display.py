"""Entities and facts as HTML for notebooks: self-contained, everything from texts escaped, light or dark page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from kgraph.explore.stats import Stats
from kgraph.explore.timeline import Moment
from kgraph.explore.views import EntityView, FactView, Role, grouped, segments
from kgraph.model import Evidence
from kgraph.text import printable

#: Facts shown of a long list; the rest is counted.
MAX_ROWS = 60

_MARKS: dict[Role, str] = {
    "subject": "background:#1f77b433;border-bottom:2px solid #1f77b4",
    "object": "background:#ff7f0e33;border-bottom:2px solid #ff7f0e",
    "both": "background:#9467bd33;border-bottom:2px solid #9467bd",
}
_SMALL = "opacity:.65;font-size:85%"


def entity_html(view: EntityView) -> str:
    """A card: name, classes, other names, then the facts grouped by property, each with its sentence."""
    parts = [
        '<div style="max-width:60em">',
        f'<b style="font-size:120%">{_text(view.name)}</b> {_small(view.subtype or view.type)}',
        f'<div style="{_SMALL}"><code>{_text(view.iri)}</code></div>',
    ]
    if view.aliases:
        parts.append(f"<div>also: {_text(', '.join(view.aliases))}</div>")
    for homonym in view.homonyms:
        parts.append(f'<div style="{_SMALL}">not {_text(str(homonym))}: <code>{_text(homonym.iri)}</code></div>')
    parts.append(f'<div style="{_SMALL}">in {_text(", ".join(view.documents))}</div>')
    left = MAX_ROWS
    for heading, facts in grouped(view).items():
        if left > 0:
            parts.append(f'<div style="margin-top:.6em"><b>{_text(heading)}</b></div>')
        for outgoing, fact in facts[: max(left, 0)]:
            other = fact.object_name if outgoing else fact.subject.name
            parts.append(f'<div style="margin-left:1em">{_text(other)} {_details(fact)}{_sentence(fact)}</div>')
        left -= len(facts)
    return "\n".join([*parts, _rest(len(view.facts)), "</div>"])


def fact_html(view: FactView) -> str:
    """A statement above the sentence that makes it, subject and object marked."""
    head = f"<b>{_text(view.subject.name)}</b> · {_text(view.label)} · <b>{_text(view.object_name)}</b>"
    return f'<div style="max-width:60em">{head} {_details(view)}{_sentence(view)}</div>'


def facts_html(views: Iterable[FactView]) -> str:
    """A table of statements with their sentences."""
    facts = tuple(views)
    cells = ("subject", "property", "object", "confidence", "sentence")
    rows = [_row(cells, "th")]
    for fact in facts[:MAX_ROWS]:
        qualifiers = f"<br>{_small(fact.qualification)}" if fact.qualifiers else ""
        columns = (
            _text(fact.subject.name),
            _text(fact.label),
            _text(fact.object_name) + qualifiers,
            f"{fact.confidence:.2f}",
            sentence_html(fact.evidence[0]) + f"<br>{_small(fact.evidence[0].document)}",
        )
        rows.append(_row(columns))
    return f"<table>{''.join(rows)}</table>{_rest(len(facts))}"


def entities_html(views: Iterable[EntityView]) -> str:
    """A table of entities."""
    entities = tuple(views)
    cells = ("name", "type", "facts", "documents")
    rows = [_row(cells, "th")]
    for entity in entities[:MAX_ROWS]:
        also = f"<br>{_small('also: ' + ', '.join(entity.aliases))}" if entity.aliases else ""
        kind = _text(entity.subtype or entity.type)
        columns = (_text(entity.name) + also, kind, str(len(entity.facts)), str(len(entity.documents)))
        rows.append(_row(columns))
    return f"<table>{''.join(rows)}</table>{_rest(len(entities), 'entities')}"


def sentence_html(evidence: Evidence) -> str:
    """A sentence with its subject and object marked."""
    return "".join(
        f'<mark style="{_MARKS[s.role]};color:inherit" title="{s.role}">{_text(s.text)}</mark>'
        if s.role
        else _text(s.text)
        for s in segments(evidence)
    )


def _row(cells: Iterable[str], tag: str = "td") -> str:
    joined = "".join(f'<{tag} style="text-align:left">{cell}</{tag}>' for cell in cells)
    return f"<tr>{joined}</tr>"


def _details(fact: FactView) -> str:
    qualified = f"{fact.qualification} · " if fact.qualifiers else ""
    standing = f" · {fact.standing}" if fact.standing else ""
    return _small(f"{qualified}{fact.confidence:.2f}{standing}")


def _sentence(fact: FactView) -> str:
    best, *others = fact.evidence
    more = f" and {len(others)} more" if others else ""
    source = _small(best.document + more)
    return f'<div style="margin-left:1em;font-style:italic">{sentence_html(best)} {source}</div>'


def _rest(count: int, what: str = "facts") -> str:
    return _small(f"… and {count - MAX_ROWS} more {what}") if count > MAX_ROWS else ""


def _small(text: str) -> str:
    return f'<span style="{_SMALL};font-style:normal">{_text(text)}</span>'


def _text(text: str) -> str:
    return escape(printable(text))


def timeline_html(moments: Iterable[Moment]) -> str:
    """A table of dated facts, in the order of time."""
    rows = []
    for moment in moments:
        fact = moment.fact
        what = f"{_text(fact.subject.name)} {_text(fact.label)} <b>{_text(fact.object_name)}</b>"
        cells = (_text(moment.when), f"{what} {_details(fact)}", sentence_html(fact.evidence[0]))
        rows.append(_row(cells))
    return f"<table>{''.join(rows)}</table>"


def stats_html(figures: Stats) -> str:
    """The size of a graph, and its classes and properties with how often each occurs."""
    head = f"{figures.entities} entities, {figures.facts} facts from {len(figures.documents)} documents"
    rows = [
        _row((f"<b>{title}</b>", ", ".join(f"{_text(name)} {n}" for name, n in counts.items())))
        for title, counts in (("entities", figures.classes), ("facts", figures.properties))
        if counts
    ]
    return f"<b>{head}</b><table>{''.join(rows)}</table>"
