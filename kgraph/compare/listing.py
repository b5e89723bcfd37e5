"""The difference between two builds as lines for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kgraph.compare.difference import Diff, EntityChange, EntityRef, FactChange, FactRef
from kgraph.text import printable

if TYPE_CHECKING:
    from rich.text import Text

_ADDED, _REMOVED, _CHANGED = "green", "red", "yellow"


def to_lines(diff: Diff) -> Iterator[tuple[int, Text]]:
    """The difference for a terminal: a line for each thing that came (+), went (-) or changed (~).

    Yields
    ------
    tuple of int and Text
        Columns to indent the line by, and the line.
    """
    from rich.text import Text

    if not diff:
        yield 0, Text("The builds say the same.")
        return
    first = True
    for title, lines in (("Documents", _documents(diff)), ("Entities", _entities(diff)), ("Facts", _facts(diff))):
        found = list(lines)
        if found:
            if not first:
                yield 0, Text()
            first = False
            yield 0, Text(f"{title}: {len(found)} difference{'' if len(found) == 1 else 's'}", "bold")
        for sign, line in found:
            style = {"+": _ADDED, "-": _REMOVED}.get(sign, _CHANGED)
            yield 2, Text(f"{sign} {line}", style)


def _documents(diff: Diff) -> Iterator[tuple[str, str]]:
    documents = diff.documents
    yield from (("-", printable(document)) for document in documents.removed)
    yield from (("+", printable(document)) for document in documents.added)
    yield from (("~", f"{printable(document)}: another text") for document in documents.changed)
    yield from (("~", f"{printable(old)} is now {printable(new)}") for old, new in documents.renamed)


def _entities(diff: Diff) -> Iterator[tuple[str, str]]:
    yield from (("-", _entity(entity)) for entity in diff.removed)
    yield from (("+", _entity(entity)) for entity in diff.added)
    for what, regrouped in (("merged", diff.merged), ("split", diff.split)):
        for found in regrouped:
            yield "~", f"{what}: {_all(found.old)} → {_all(found.new)}"
    for change in diff.renamed:
        yield "~", f"renamed: {_entity(change.old)} → {printable(change.new.label)}"
    for change in diff.retyped:
        yield "~", f"retyped: {_entity(change.old)} → {change.new.type}"
    for change in diff.moved:
        yield "~", f"IRI: {_entity(change.old)} → {printable(change.new.iri)}"


def _all(entities: Iterable[EntityRef]) -> str:
    return " + ".join(_entity(entity) for entity in entities)


def _entity(entity: EntityRef) -> str:
    return f"{printable(entity.label)} ({entity.type}) {printable(entity.iri)}"


def _facts(diff: Diff) -> Iterator[tuple[str, str]]:
    yield from (("-", _fact(fact)) for fact in diff.facts_removed)
    yield from (("+", _fact(fact)) for fact in diff.facts_added)
    for what, changes in (("redated", diff.redated), ("requalified", diff.requalified)):
        for change in changes:
            yield "~", f"{what}: {_statement(change.old)}{_qualified(change.old)} → {_changed(change)}"
    for change in diff.overridden:
        yield "~", f"no longer in the graph, which has another value: {_statement(change.new)}"
    for change in diff.reinstated:
        yield "~", f"in the graph in the place of another value: {_statement(change.new)}"
    for change in diff.reconfidenced:
        old, new = change.old.confidence, change.new.confidence
        yield "~", f"confidence: {_statement(change.old)}: {old:.2f} → {new:.2f}"


def _changed(change: FactChange) -> str:
    """What a fact has become: its value if that is another, its qualifiers if these are."""
    value = "" if _end(change.old) == _end(change.new) else _end(change.new)
    return f"{value}{_qualified(change.new)}".strip() or "no qualifiers"


def _fact(fact: FactRef) -> str:
    overridden = "" if fact.carried else ", overridden by another value"
    return f"{_statement(fact)}{_qualified(fact)} {fact.confidence:.2f}{overridden}"


def _statement(fact: FactRef) -> str:
    return f"{printable(fact.subject.label)} · {fact.property} · {_end(fact)}"


def _end(fact: FactRef) -> str:
    return printable(fact.object if isinstance(fact.object, str) else fact.object.label)


def _qualified(fact: FactRef) -> str:
    said = ", ".join(f"{name} {printable(value)}" for name, value in fact.qualifiers)
    return f" ({said})" if said else ""


def to_json(diff: Diff) -> dict[str, Any]:
    """The difference as data; every list is sorted by name, then IRI."""
    documents = diff.documents
    return {
        "same": not diff,
        "documents": {
            "added": list(documents.added),
            "removed": list(documents.removed),
            "changed": list(documents.changed),
            "renamed": [{"from": old, "to": new} for old, new in documents.renamed],
        },
        "entities": {
            "added": [_entity_json(entity) for entity in diff.added],
            "removed": [_entity_json(entity) for entity in diff.removed],
            "merged": [{"from": [_entity_json(e) for e in r.old], "to": _entity_json(r.new[0])} for r in diff.merged],
            "split": [{"from": _entity_json(r.old[0]), "to": [_entity_json(e) for e in r.new]} for r in diff.split],
            "renamed": [_change_json(change) for change in diff.renamed],
            "retyped": [_change_json(change) for change in diff.retyped],
            "moved": [_change_json(change) for change in diff.moved],
        },
        "facts": {
            "added": [_fact_json(fact) for fact in diff.facts_added],
            "removed": [_fact_json(fact) for fact in diff.facts_removed],
            "redated": [_change_json(change) for change in diff.redated],
            "requalified": [_change_json(change) for change in diff.requalified],
            "overridden": [_change_json(change) for change in diff.overridden],
            "reinstated": [_change_json(change) for change in diff.reinstated],
            "reconfidenced": [_change_json(change) for change in diff.reconfidenced],
        },
    }


def _entity_json(entity: EntityRef) -> dict[str, str]:
    return {"iri": entity.iri, "name": entity.label, "type": entity.type}


def _fact_json(fact: FactRef) -> dict[str, Any]:
    return {
        "subject": _entity_json(fact.subject),
        "property": fact.property,
        "object": {"value": fact.object} if isinstance(fact.object, str) else _entity_json(fact.object),
        "qualifiers": dict(fact.qualifiers),
        "confidence": fact.confidence,
        "in_graph": fact.carried,
    }


def _change_json(change: EntityChange | FactChange) -> dict[str, Any]:
    if isinstance(change, EntityChange):
        return {"from": _entity_json(change.old), "to": _entity_json(change.new)}
    return {"from": _fact_json(change.old), "to": _fact_json(change.new)}
