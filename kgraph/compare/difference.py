"""What is different between two builds, by entity and fact.

Entities are tied by their mentions (`kgraph.compare.match`), and facts are the same if they lead from the same entity
by the same property to the same entity or value. A merge or a split alone changes no fact. Not compared are aliases,
mentions and further evidence for a fact that both builds have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import product
from typing import TYPE_CHECKING, Any

from kgraph.compare.match import DocumentChanges, compare_documents, match_entities
from kgraph.merge import merged_qualifiers
from kgraph.model import Fact, Literal, Qualifiers, Resolution

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True, order=True)
class EntityRef:
    """An entity of one of the builds. `type` is the local name of its finest class."""

    label: str
    iri: str
    type: str


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact of one of the builds.

    Attributes
    ----------
    object
        An entity, or the text of a literal.
    carried
        Whether the graph carries it; else another fact overrides it.
    """

    subject: EntityRef
    property: str
    object: EntityRef | str
    qualifiers: Qualifiers
    confidence: float
    carried: bool


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Entities that are tied: several `old` ones that became one `new` one, or one that became several."""

    old: tuple[EntityRef, ...]
    new: tuple[EntityRef, ...]


@dataclass(frozen=True, slots=True)
class EntityChange:
    """One entity in both builds."""

    old: EntityRef
    new: EntityRef


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact in both builds."""

    old: FactRef
    new: FactRef


@dataclass(frozen=True)
class Diff:
    """What is different between two builds. All is sorted by name, then IRI.

    Attributes
    ----------
    documents
        Those added, removed, renamed, and those whose text changed.
    added, removed
        Entities that only one of the builds has.
    merged, split
        Several entities that became one; one that became several.
    renamed, retyped, moved
        Entities with another preferred name, another class, another IRI.
    facts_added, facts_removed
        Facts that only one of the builds has.
    redated
        Facts whose date changed: the value itself, or a qualifier.
    requalified
        Facts of which only other qualifiers changed.
    overridden, reinstated
        Facts that the graph no longer carries, as another value is better supported; facts that it now does.
    reconfidenced
        Facts of another confidence, if that was asked for.
    """

    documents: DocumentChanges
    added: tuple[EntityRef, ...]
    removed: tuple[EntityRef, ...]
    merged: tuple[Regrouped, ...]
    split: tuple[Regrouped, ...]
    renamed: tuple[EntityChange, ...]
    retyped: tuple[EntityChange, ...]
    moved: tuple[EntityChange, ...]
    facts_added: tuple[FactRef, ...]
    facts_removed: tuple[FactRef, ...]
    redated: tuple[FactChange, ...]
    requalified: tuple[FactChange, ...]
    overridden: tuple[FactChange, ...]
    reinstated: tuple[FactChange, ...]
    reconfidenced: tuple[FactChange, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return self.documents != DocumentChanges() or any(
            getattr(self, field.name) for field in fields(self) if field.name != "documents"
        )


def diff(old: Resolution, new: Resolution, ontology: Ontology, *, confidence: bool = False) -> Diff:
    """Compare two builds.

    Parameters
    ----------
    old, new
        The builds, as `kgraph.rdf.read_build` reads them.
    ontology
        Says which properties are symmetric.
    confidence
        Whether another confidence is a difference.

    Notes
    -----
    Linear in the number of mentions and facts, but for sorting.
    """
    documents = compare_documents(old, new)
    ties = match_entities(old, new, documents)
    before, after = _references(old), _references(new)
    forth: dict[str, list[str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for one, other in ties:
        forth[one].append(other)
        back[other].append(one)
    pairs = [
        (EntityChange(before[one], after[other]), one, other)
        for one, other in ties
        if len(forth[one]) == len(back[other]) == 1
    ]
    pairs.sort(key=lambda pair: (pair[0].old, pair[0].new))
    kinds = [{e.iri: (e.type, e.subtype) for e in build.entities} for build in (old, new)]
    groups = _groups(ties)
    symmetric = frozenset(name for name, prop in ontology.properties.items() if prop.symmetric)
    compared = _compare_facts(
        _index(old, before, groups[0], symmetric, "old"), _index(new, after, groups[1], symmetric, "new"), confidence
    )
    return Diff(
        documents=documents,
        added=tuple(sorted(ref for iri, ref in after.items() if iri not in back)),
        removed=tuple(sorted(ref for iri, ref in before.items() if iri not in forth)),
        merged=_regrouped(
            Regrouped(_sorted(before, olds), (after[iri],)) for iri, olds in back.items() if len(olds) > 1
        ),
        split=_regrouped(
            Regrouped((before[iri],), _sorted(after, news)) for iri, news in forth.items() if len(news) > 1
        ),
        renamed=tuple(change for change, _, _ in pairs if change.old.label != change.new.label),
        retyped=tuple(change for change, one, other in pairs if kinds[0][one] != kinds[1][other]),
        moved=tuple(change for change, one, other in pairs if one != other),
        **compared,
    )


def _references(build: Resolution) -> dict[str, EntityRef]:
    return {e.iri: EntityRef(e.label, e.iri, e.subtype or e.type) for e in build.entities}


def _sorted(references: dict[str, EntityRef], iris: Iterable[str]) -> tuple[EntityRef, ...]:
    return tuple(sorted(references[iri] for iri in iris))


def _regrouped(found: Iterable[Regrouped]) -> tuple[Regrouped, ...]:
    return tuple(sorted(found, key=lambda r: (r.old, r.new)))


# ----------------------------------------------------------------------------------------------------- facts

#: Group of the subject, property, then group of the object or its value. Entities of a group are tied to each other.
_Key = tuple[str, str, str, str]


def _groups(ties: Sequence[tuple[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """For the entities of both builds, an old IRI that stands for all that are tied to them, directly or not."""
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def root(node: tuple[int, str]) -> tuple[int, str]:
        path = []
        while (above := parent.setdefault(node, node)) != node:
            path.append(node)
            node = above
        for passed in path:
            parent[passed] = node
        return node

    for one, other in ties:
        a, b = root((0, one)), root((1, other))
        parent[max(a, b)] = min(a, b)
    groups: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for side, iri in list(parent):
        groups[side][iri] = root((side, iri))[1]
    return groups


@dataclass(frozen=True, slots=True)
class _Stated:
    """What one build says of a fact: all its facts that are one with those of the other build."""

    facts: tuple[Fact, ...]
    reference: FactRef

    @property
    def sentences(self) -> set[tuple[str, str]]:
        """The sentences that state it, with their documents."""
        return {(e.document, e.sentence) for fact in self.facts for e in fact.evidence}


def _index(
    build: Resolution, references: dict[str, EntityRef], groups: dict[str, str], symmetric: frozenset[str], side: str
) -> dict[_Key, _Stated]:
    """The facts of a build by what makes them the same in both."""
    found: dict[_Key, list[Fact]] = defaultdict(list)
    for fact in build.facts:
        # No IRI has a blank: without a tie, an entity is none of the other build's, whatever its IRI.
        subject = groups.get(fact.subject, f"{side} {fact.subject}")
        if isinstance(fact.object, Literal):
            found[subject, fact.property, "value", fact.object.value].append(fact)
            continue
        target = groups.get(fact.object, f"{side} {fact.object}")
        if fact.property in symmetric and target < subject:
            subject, target = target, subject
        found[subject, fact.property, "entity", target].append(fact)
    return {key: _Stated(tuple(facts), _reference(facts, references)) for key, facts in found.items()}


def _reference(facts: Sequence[Fact], references: dict[str, EntityRef]) -> FactRef:
    first = facts[0]
    return FactRef(
        subject=references[first.subject],
        property=first.property,
        object=first.object.value if isinstance(first.object, Literal) else references[first.object],
        qualifiers=merged_qualifiers([evidence for fact in facts for evidence in fact.evidence]),
        confidence=max(fact.confidence for fact in facts),
        carried=any(fact.overridden_by is None for fact in facts),
    )


def _compare_facts(
    before: dict[_Key, _Stated], after: dict[_Key, _Stated], confidence: bool
) -> dict[str, tuple[Any, ...]]:
    """The fields of a `Diff` that are about facts."""
    gone = {key: stated for key, stated in before.items() if key not in after}
    come = {key: stated for key, stated in after.items() if key not in before}
    redated = []
    for one, other in _moved_dates(gone, come):
        redated.append(FactChange(gone.pop(one).reference, come.pop(other).reference))
    changes = [FactChange(stated.reference, after[key].reference) for key, stated in before.items() if key in after]
    qualified = [c for c in changes if c.old.qualifiers != c.new.qualifiers]
    dated = [_dates(c.old) != _dates(c.new) for c in qualified]
    redated += [change for change, is_date in zip(qualified, dated, strict=True) if is_date]
    return {
        "facts_added": tuple(sorted((s.reference for s in come.values()), key=_fact_order)),
        "facts_removed": tuple(sorted((s.reference for s in gone.values()), key=_fact_order)),
        "redated": _changes(redated),
        "requalified": _changes(c for c, is_date in zip(qualified, dated, strict=True) if not is_date),
        "overridden": _changes(c for c in changes if c.old.carried and not c.new.carried),
        "reinstated": _changes(c for c in changes if c.new.carried and not c.old.carried),
        "reconfidenced": _changes(c for c in changes if confidence and c.old.confidence != c.new.confidence),
    }


def _moved_dates(gone: dict[_Key, _Stated], come: dict[_Key, _Stated]) -> Iterator[tuple[_Key, _Key]]:
    """Pairs of keys of the same statement with another date.

    Of the dates of one property of one entity those belong together of which one is the other less precisely; then
    those that one sentence states; then the only two that are left.
    """
    dates: tuple[dict[_Key, list[_Key]], dict[_Key, list[_Key]]] = (defaultdict(list), defaultdict(list))
    for index, side in zip(dates, (gone, come), strict=True):
        for key in side:
            if key[2] == "value" and _DATE.fullmatch(key[3]):
                index[(*key[:3], "")].append(key)
    for statement, olds in dates[0].items():
        news = dates[1].get(statement, [])
        pairs = sorted(product(sorted(olds), sorted(news)), key=sorted)
        left = {*olds, *news}
        for together in (_less_precise, lambda a, b: not gone[a].sentences.isdisjoint(come[b].sentences)):
            for one, other in pairs:
                if one in left and other in left and together(one, other):
                    left -= {one, other}
                    yield one, other
        rest = [(one, other) for one, other in pairs if one in left and other in left]
        if len(rest) == 1:
            yield rest[0]


def _less_precise(one: _Key, other: _Key) -> bool:
    return one[3].startswith(f"{other[3]}-") or other[3].startswith(f"{one[3]}-")


def _dates(fact: FactRef) -> dict[str, str]:
    return {name: value for name, value in fact.qualifiers if _DATE.fullmatch(value)}


def _changes(found: Iterable[FactChange]) -> tuple[FactChange, ...]:
    return tuple(sorted(found, key=lambda change: (_fact_order(change.old), _fact_order(change.new))))


def _fact_order(fact: FactRef) -> tuple[object, ...]:
    """Sort key: by names as people read them, and by IRI where names are the same."""
    entity = isinstance(fact.object, EntityRef)
    target = (fact.object.label, fact.object.iri) if isinstance(fact.object, EntityRef) else (fact.object, "")
    return fact.subject, fact.property, entity, target
