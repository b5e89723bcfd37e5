"""Which entities of two builds are the same: those that the same words of the same documents name.

IRIs are no help where it matters: a merge and a split change them. So the entities of the two builds are tied by their
mentions, names before pronouns. Each entity is tied to the one of the other build with which it shares most mentions;
one that is tied to several was split, or they were merged. Those that share none are tied by mentions that begin or end
at the same character ("Royal Ballet" is "the Royal Ballet"), and what is left by IRI.

A mention is the characters that it stands at. If the text of a document changed, they have moved: there the n-th
mention of “Anna Lind” in the one text is the n-th of “Anna Lind” in the other. A document that has another id but the
same SHA-256 was renamed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kgraph.model import Entity, EntityMention, Resolution

#: A mention: its document, and its offsets; or its characters and how many of the same precede it.
_Place = tuple[str, int | str, int | str]


@dataclass(frozen=True, slots=True)
class DocumentChanges:
    """What became of the documents: ids, sorted. `renamed` has pairs of the old id and the new one."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def compare_documents(old: Resolution, new: Resolution) -> DocumentChanges:
    """Compare the documents of two builds by id and SHA-256."""
    before, after = ({source.id: source.sha256 for source in build.sources} for build in (old, new))
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    digests = [Counter(ids[i] for i in left) for ids, left in ((before, gone), (after, come))]
    unique = {d for d in digests[0] if digests[0][d] == digests[1][d] == 1}
    new_names = {after[i]: i for i in come}
    renamed = sorted((i, new_names[before[i]]) for i in gone if before[i] in unique)
    return DocumentChanges(
        added=tuple(sorted(come - {new_id for _, new_id in renamed})),
        removed=tuple(sorted(gone - {old_id for old_id, _ in renamed})),
        changed=tuple(sorted(i for i in before.keys() & after.keys() if before[i] != after[i])),
        renamed=tuple(renamed),
    )


def match_entities(old: Resolution, new: Resolution, documents: DocumentChanges) -> list[tuple[str, str]]:
    """Tie the entities of two builds.

    Parameters
    ----------
    old, new
        The builds.
    documents
        What `compare_documents` says of them.

    Returns
    -------
    list of tuple of str and str
        Pairs of an IRI of the old build and one of the new, sorted. Entities in no pair have no counterpart; one in
        several was split or merged. Exchanging the builds exchanges the members of each pair.

    Notes
    -----
    Linear in the number of mentions.
    """
    old_names = {new_id: old_id for old_id, new_id in documents.renamed}
    before, after = _Mentions(old, documents.changed, {}), _Mentions(new, documents.changed, old_names)
    ties = _tied(before.places(old.entities), after.places(new.entities))
    left = _untied(old, new, ties)
    ties |= _tied(before.ends(left[0]), after.ends(left[1]))
    left = _untied(old, new, ties)
    ties |= {(iri, iri) for iri in {e.iri for e in left[0]} & {e.iri for e in left[1]}}
    return sorted(ties)


class _Mentions:
    """The mentions of one build that tell its entities: names, and the pronouns of entities that have no name."""

    def __init__(self, build: Resolution, changed: Collection[str], old_names: Mapping[str, str]) -> None:
        self._changed = frozenset(changed)
        self._old_names = old_names
        starts: dict[tuple[str, str], set[int]] = defaultdict(set)  # of the same characters in a changed text
        for entity in build.entities:
            for mention in entity.mentions:
                if mention.document in self._changed:
                    starts[mention.document, mention.text].add(mention.span.start)
        self._nth = {(*key, start): n for key, found in starts.items() for n, start in enumerate(sorted(found))}

    def places(self, entities: Iterable[Entity]) -> dict[_Place, list[Entity]]:
        """What each mention refers to."""
        holders: dict[_Place, list[Entity]] = defaultdict(list)
        for entity in entities:
            for mention in _names(entity):
                holders[self._place(mention)].append(entity)
        return holders

    def ends(self, entities: Iterable[Entity]) -> dict[_Place, list[Entity]]:
        """What the mentions that begin, and those that end, at one character refer to; changed texts left out."""
        holders: dict[_Place, list[Entity]] = defaultdict(list)
        for entity in entities:
            for mention in _names(entity):
                if mention.document not in self._changed:
                    document, start, end = self._place(mention)
                    holders[document, start, "…"].append(entity)
                    holders[document, "…", end].append(entity)
        return holders

    def _place(self, mention: EntityMention) -> _Place:
        document, span = mention.document, mention.span
        if document in self._changed:
            return document, mention.text, self._nth[document, mention.text, span.start]
        return self._old_names.get(document, document), span.start, span.end


def _names(entity: Entity) -> Sequence[EntityMention]:
    return [mention for mention in entity.mentions if not mention.pronoun] or entity.mentions


def _tied(before: Mapping[_Place, list[Entity]], after: Mapping[_Place, list[Entity]]) -> set[tuple[str, str]]:
    """Each entity with the one of the other build with which it shares most places."""
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    back: dict[str, Counter[str]] = defaultdict(Counter)
    for place, entities in before.items():
        for entity, partner in _partners(entities, after.get(place, ())):
            shared[entity.iri][partner.iri] += 1
            back[partner.iri][entity.iri] += 1
    ties = {(iri, _closest(iri, others)) for iri, others in shared.items()}
    return ties | {(_closest(iri, others), iri) for iri, others in back.items()}


def _untied(old: Resolution, new: Resolution, ties: Iterable[tuple[str, str]]) -> tuple[list[Entity], list[Entity]]:
    ends = ({one for one, _ in ties}, {other for _, other in ties})
    return [e for e in old.entities if e.iri not in ends[0]], [e for e in new.entities if e.iri not in ends[1]]


def _partners(old: Iterable[Entity], new: Iterable[Entity]) -> Iterator[tuple[Entity, Entity]]:
    """Who may be whom among those that one mention refers to, such as a work and its title role: one class first."""
    old, new = list(old), list(new)
    alike = [(one, other) for one in old for other in new if one.type == other.type]
    yield from alike
    paired = {id(entity) for pair in alike for entity in pair}
    yield from ((a, b) for a in old for b in new if id(a) not in paired and id(b) not in paired)


def _closest(iri: str, others: Mapping[str, int]) -> str:
    """Of the entities that share mentions with one, that with most of them; then the one with its IRI."""
    return min(others, key=lambda other: (-others[other], other != iri, other))
