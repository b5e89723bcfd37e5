"""An entity of a document that is several: cut in parts, each with its mentions and the facts told with them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count

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
    taken = {e.id for e in extraction.entities}
    parts: dict[str, list[LocalEntity]] = {}
    for entity in extraction.entities:
        if len(groups.get(entity.id, ())) > 1:
            parts[entity.id] = _parts(entity, groups[entity.id], taken)
            taken.update(part.id for part in parts[entity.id])
    if not parts:
        return extraction
    entities = [part for e in extraction.entities for part in parts.get(e.id, (e,))]
    moved = tuple(_moved(fact, parts) for fact in extraction.facts)
    return replace(extraction, entities=tuple(entities), facts=moved)


def _parts(entity: LocalEntity, groups: Sequence[Sequence[Mention]], taken: Collection[str]) -> list[LocalEntity]:
    """The parts of an entity, by their first mentions. The first keeps its id, the others get ids that none has yet."""
    whole = entity.id.partition(PART)[0]
    free = (id_ for n in count(2) if (id_ := f"{whole}{PART}{n}") not in taken)
    number = {m.span: n for n, group in enumerate(groups) for m in group}
    own: list[list[Mention]] = [[] for _ in groups]
    current = 0
    for mention in entity.mentions:
        current = number.get(mention.span, current)
        own[current].append(mention)
    return [
        _part(entity, next(free) if n else entity.id, _plain(groups[n][0]), mentions) for n, mentions in enumerate(own)
    ]


def _part(entity: LocalEntity, identifier: str, called: str, mentions: Sequence[Mention]) -> LocalEntity:
    """A part of an entity. If it does not have the entity's name it is named as it is `called`; and of a part it is not
    known whether it is a man or a woman.
    """
    forms = tuple(f for f in entity.forms if any(meet(f.span, m.span) for m in mentions))
    said = {_plain(m) for m in (*mentions, *forms)}
    name = entity.name if entity.name in said else called
    return replace(
        entity,
        id=identifier,
        name=name,
        aliases=tuple(alias for alias in entity.aliases if alias in said and alias != name),
        mentions=tuple(mentions),
        forms=forms,
        gender="",
        namesake=entity.namesake and identifier == entity.id,
    )


def _plain(mention: Mention) -> str:
    """What a mention says, with single blanks, as names have them."""
    return " ".join(mention.text.split())


def meet(a: Span, b: Span) -> bool:
    """Whether two stretches have a character in common."""
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
