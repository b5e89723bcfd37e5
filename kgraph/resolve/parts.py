"""An entity of a document that is several: cut in parts, each with its mentions and the facts told with them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kgraph.model import Extraction, LocalEntity, LocalFact, Mention, Span
from kgraph.resolve.candidates import PART


def cut(extraction: Extraction, groups: Mapping[str, Sequence[Sequence[Mention]]]) -> Extraction:
    """A document with some entities cut in parts; itself if there are none.

    Parameters
    ----------
    extraction
        What the document says.
    groups
        Id of an entity → the mentions of which each part has at least these, the parts by their first ones. Each other
        mention goes with the nearest of these before it, or with the first, and each fact with its mention. With fewer
        than two parts an entity stays whole.
    """
    parts = {e.id: _parts(e, groups[e.id]) for e in extraction.entities if len(groups.get(e.id, ())) > 1}
    if not parts:
        return extraction
    entities = [part for e in extraction.entities for part in parts.get(e.id, (e,))]
    moved = tuple(_moved(fact, parts) for fact in extraction.facts)
    return replace(extraction, entities=tuple(entities), facts=moved)


def _parts(entity: LocalEntity, groups: Sequence[Sequence[Mention]]) -> list[LocalEntity]:
    """The parts of an entity, by their first mentions."""
    number = {m.span: n for n, group in enumerate(groups) for m in group}
    own: list[list[Mention]] = [[] for _ in groups]
    current = 0
    for mention in entity.mentions:
        current = number.get(mention.span, current)
        own[current].append(mention)
    return [_part(entity, n, groups[n][0].text, mentions) for n, mentions in enumerate(own)]


def _part(entity: LocalEntity, number: int, called: str, mentions: Sequence[Mention]) -> LocalEntity:
    """A part of an entity. If it does not have the entity's name it is named as it is `called`; and of a part it is not
    known whether it is a man or a woman.
    """
    said = {m.text for m in mentions}
    aliases = [alias for alias in entity.aliases if alias in said]
    name = called if entity.name not in said and called in aliases else entity.name
    return replace(
        entity,
        id=f"{entity.id}{PART}{number + 1}" if number else entity.id,
        name=name,
        aliases=tuple(alias for alias in aliases if alias != name),
        mentions=tuple(mentions),
        forms=tuple(f for f in entity.forms if any(_meet(f.span, m.span) for m in mentions)),
        gender="",
    )


def _meet(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _moved(fact: LocalFact, parts: Mapping[str, Sequence[LocalEntity]]) -> LocalFact:
    """A fact of the parts whose mentions it is told with."""
    if fact.subject in parts:
        fact = replace(fact, subject=_part_at(parts[fact.subject], fact.subject_span))
    if isinstance(fact.object, str) and fact.object in parts:
        fact = replace(fact, object=_part_at(parts[fact.object], fact.object_span))
    return fact


def _part_at(parts: Sequence[LocalEntity], span: Span) -> str:
    """The part that a mention belongs to, or else the one mentioned last before it."""
    where = sorted((m.span.start, part.id) for part in parts for m in part.mentions)
    return where[max(bisect_right(where, (span.start, "\uffff")) - 1, 0)][1]
