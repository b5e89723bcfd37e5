"""Why an entity is one, as lines for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from kgraph.decisions.explain import Contrast, Explanation, Namesake, SideView, StepView
from kgraph.decisions.record import member_json, reasons_json
from kgraph.explore.show import quoted
from kgraph.explore.views import EntityView
from kgraph.model import Evidence, Reason
from kgraph.resolve.evidence import ENOUGH
from kgraph.text import printable

if TYPE_CHECKING:
    from rich.text import Text

T = TypeVar("T")
#: Documents named on one line; the others are counted.
_DOCUMENTS = 4


def to_lines(
    found: Explanation, *, evidence: int = 1, limit: int = 0, marks: bool = False
) -> Iterator[tuple[int, Text]]:
    """An explanation for a terminal.

    Parameters
    ----------
    found
        The explanation.
    evidence
        Sentences shown for each side of a decision, each sentence once; 0 for none.
    limit
        Documents, joinings, refusals and namesakes shown of each; the others are counted. 0 for all.
    marks
        Put «» around subject and object in each sentence: for output without colours.

    Yields
    ------
    tuple of int and Text
        Columns to indent the line by, and the line.
    """
    from rich.text import Text

    view = found.entity
    shown: set[Evidence] = set()
    yield 0, Text.assemble((printable(view.name), "bold"), "  ", (view.subtype or view.type, "green"))
    yield 0, Text(printable(view.iri), "dim")
    yield 0, Text()
    count = len(found.names)
    yield 0, Text(f"{count} document{'' if count == 1 else 's'} speak{'s' if count == 1 else ''} of it", "bold")
    for document in _first(tuple(found.names), limit):
        said = ", ".join(map(printable, found.names[document])) or "by pronouns and the like"
        yield 2, Text.assemble(printable(document), (": ", "dim"), said)
    yield from _rest(count, limit)
    yield 0, Text()
    if found.joinings:
        yield 0, Text(f"Why it is one: {ENOUGH:g} points are needed, one is about a factor of two in the odds", "bold")
    else:
        yield 0, Text("Nothing was joined to make it one.", "bold")
    for number, told in enumerate(_first(found.joinings, limit), start=1):
        sides = f"{_side(told.left)} = {_side(told.right)}"
        yield 2, Text.assemble(f"{number}. {sides}  ", (_points(told), "green"))
        if told.step.verdict and not told.step.curated:
            yield 5, Text(printable(told.step.verdict))
        yield from _because(told, (told.left, told.right), evidence, marks, shown)
    yield from _rest(len(found.joinings), limit)
    if found.refusals:
        yield 0, Text()
        yield 0, Text("What it was kept apart from", "bold")
    for told in _first(found.refusals, limit):
        own, other = (told.left, told.right) if told.left.entity == view else (told.right, told.left)
        yield 2, Text.assemble(f"{_side(other, other.entity.name)}  ", (_points(told), "dim"))
        yield 5, Text(printable(other.entity.iri), "dim")
        yield 5, Text(f"kept apart: {printable(told.step.verdict)}", "red")
        yield from _because(told, (own, other), evidence, marks, shown)
    yield from _rest(len(found.refusals), limit)
    if found.namesakes:
        yield 0, Text()
        yield 0, Text("Others of this name", "bold")
    for namesake in _first(found.namesakes, limit):
        yield 2, Text.assemble(str(namesake.entity), (f"  {printable(namesake.entity.iri)}", "dim"))
        yield 5, Text(_differences(namesake))
    yield from _rest(len(found.namesakes), limit)


def _first(items: Sequence[T], limit: int) -> Sequence[T]:
    return items[:limit] if limit else items


def _rest(count: int, limit: int) -> Iterator[tuple[int, Text]]:
    from rich.text import Text

    if 0 < limit < count:
        yield 2, Text(f"… and {count - limit} more: --limit 0 shows all", "dim")


def _side(side: SideView, name: str = "") -> str:
    documents = [printable(document) for document in side.documents]
    more = f" and {len(documents) - _DOCUMENTS} more" if len(documents) > _DOCUMENTS else ""
    return f"{printable(name or side.name)} in {', '.join(documents[:_DOCUMENTS])}{more}"


def _points(told: StepView) -> str:
    if told.step.curated:
        return "decided by a person"
    return f"{told.step.points:g} point{'' if told.step.points == 1 else 's'}"


def _because(
    told: StepView, sides: Sequence[SideView], evidence: int, marks: bool, shown: set[Evidence]
) -> Iterator[tuple[int, Text]]:
    from rich.text import Text

    for reason in told.step.reasons:
        yield 5, Text.assemble((_weight(reason), "green" if reason.points > 0 else "red"), printable(reason.detail))
    for side in sides:
        for context in side.contexts[:evidence]:
            if context not in shown:
                yield 7, quoted(context, marks)
        shown.update(side.contexts[:evidence])


def _weight(reason: Reason) -> str:
    return "" if reason.kind == "curated" else f"{reason.points:<+6g} "


def _differences(namesake: Namesake) -> str:
    if namesake.contrasts:
        return "; ".join(map(_difference, namesake.contrasts))
    return "kept apart: see above" if namesake.refused else "too little speaks for their being one"


def _difference(contrast: Contrast) -> str:
    here, there = (", ".join(map(printable, values)) for values in (contrast.here, contrast.there))
    return f"{contrast.what}: {here} here, {there} there"


def to_json(found: Explanation) -> dict[str, Any]:
    """An explanation as data; offsets in characters, end-exclusive."""
    return {
        **_entity_json(found.entity),
        "type": found.entity.type,
        "names": {document: list(said) for document, said in found.names.items()},
        "points_needed": ENOUGH,
        "joinings": [_step_json(told) for told in found.joinings],
        "refusals": [_step_json(told) for told in found.refusals],
        "namesakes": [
            {
                **_entity_json(namesake.entity),
                "type": namesake.entity.type,
                "refused": namesake.refused,
                "contrasts": [
                    {"what": c.what, "here": list(c.here), "there": list(c.there)} for c in namesake.contrasts
                ],
            }
            for namesake in found.namesakes
        ],
    }


def _entity_json(view: EntityView) -> dict[str, str]:
    return {"iri": view.iri, "name": view.name}


def _step_json(told: StepView) -> dict[str, Any]:
    step = told.step
    return {
        "number": step.number,
        "joined": step.joined,
        "points": step.points,
        "verdict": step.verdict,
        "curated": step.curated,
        "reasons": reasons_json(step.reasons),
        "left": _side_json(told.left),
        "right": _side_json(told.right),
    }


def _side_json(side: SideView) -> dict[str, Any]:
    return {
        "name": side.name,
        "entity": _entity_json(side.entity),
        "members": [member_json(member) for member in side.members],
        "contexts": [_context_json(context) for context in side.contexts],
    }


def _context_json(context: Evidence) -> dict[str, Any]:
    span = context.sentence_span
    return {"document": context.document, "sentence": context.sentence, "sentence_span": [span.start, span.end]}
