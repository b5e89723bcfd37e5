"""A person's decisions, applied inside resolution, so that all that follows is consistent.

What *same*, *different* and *type* speak of is looked up among the entities as they would be without any decision, but
that what a text is said to have misread is in parts (`kgraph.resolve.curated_parts`); what the others speak of, among
the entities as those three leave them. So the order of the entries plays no role, but that of two decisions on one
thing the later one counts. A decision that means nothing in the corpus, or several things, is left out; it is reported,
and so is what is applied though the texts speak against it.

`kgraph.resolve.curated_facts` has what is done about facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kgraph.curation import Curation, Different, Entry, Name, Pin, Retype, Same
from kgraph.errors import CurationError
from kgraph.model import (
    Extraction,
    Literal,
    Place,
    Remark,
)
from kgraph.resolve.candidates import Candidate
from kgraph.resolve.clusters import Clusters
from kgraph.resolve.fitting import ends, fits
from kgraph.resolve.lookup import Lookup, Meant

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

#: How many pairs are listed that decisions left apart.
_LISTED = 3
#: Numbers of candidates that one reference means.
Numbers = tuple[int, ...]
#: What a person gave to an entity of a document, after the number of the entry: of several the highest counts.
Given = tuple[int, str]


@dataclass(slots=True)
class Orders:
    """Decisions in terms of candidates.

    Attributes
    ----------
    same
        What is one: for each reference the numbers of its candidates.
    different
        Pairs of candidates that are not one.
    names, iris
        By document and id of an entity: what it is to be called.
    remarks
        What is to be said of decisions.
    """

    same: list[tuple[Same, tuple[Numbers, ...]]] = field(default_factory=list)
    different: list[tuple[Different, int, int]] = field(default_factory=list)
    names: dict[Place, Given] = field(default_factory=dict)
    iris: dict[Place, Given] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def enforce(self, clusters: Clusters) -> list[tuple[Entry, int, int]]:
        """Join and keep apart what a person said, and tell what was joined.

        Raises
        ------
        CurationError
            If two are to be one and not to be one.
        """
        for _, a, b in self.different:
            clusters.keep_apart(a, b)
        joined: list[tuple[Entry, int, int]] = []
        for entry, groups in self.same:
            first, *others = (n for group in groups for n in group)
            for other in others:
                if clusters.find(first) != clusters.find(other):
                    joined.append((entry, first, other))
                    clusters.force(first, other)
        for kept, a, b in self.different:
            if clusters.find(a) == clusters.find(b):
                raise CurationError(self._contradiction(kept, a, b, clusters))
        return joined

    def _contradiction(self, kept: Different, a: int, b: int, clusters: Clusters) -> str:
        one, other = (f"'{clusters.candidates[n].entity.name}' of {clusters.candidates[n].document}" for n in (a, b))
        lines = [str(e.line) for e, groups in self.same if clusters.find(groups[0][0]) == clusters.find(a)]
        makes = f"line{'s' if len(lines) > 1 else ''} {' and '.join(lines)} make{'' if len(lines) > 1 else 's'}"
        return (
            f"Line {kept.line} of the curation file says that {one} and {other} differ, but {makes} them one. "
            "Remove one of these decisions, or add to its names the documents that are meant, in brackets."
        )

    def remark(self, entry: Entry, message: str, *, applies: bool = False) -> None:
        """Say something of a decision."""
        self.remarks.append(Remark(entry.line, message, applies))

    def understood(self, entry: Entry, meant: Iterable[Meant]) -> bool:
        """Whether all references of a decision mean something; if not, that is said."""
        problems = [m.problem for m in meant if m.problem]
        for problem in problems:
            self.remark(entry, problem)
        return not problems

    def later(self, decided: Sequence[tuple[Entry, str, Iterable[Hashable]]]) -> set[int]:
        """The lines of those decisions that nothing left of, as later ones say something else of the same things."""
        latest: dict[Hashable, tuple[Entry, str]] = {}
        beaten: dict[int, tuple[Entry, Entry]] = {}
        for entry, value, things in decided:
            for thing in things:
                if thing in latest and latest[thing][1] != value:
                    beaten[latest[thing][0].line] = latest[thing][0], entry
                latest[thing] = entry, value
        left = {entry.line for entry, _ in latest.values()}
        lost = {line: by for line, by in beaten.items() if line not in left}
        for entry, by in lost.values():
            self.remark(entry, f"line {by.line} decides the same otherwise, and counts")
        return set(lost)


# ------------------------------------------------------------------------------------ before anything is linked


def types(curation: Curation, lookup: Lookup, orders: Orders) -> dict[Place, Retype]:
    """The decisions on the classes of entities of documents: of several the last."""
    decided: list[tuple[Retype, str, Numbers]] = []
    for entry in curation.entries:
        if isinstance(entry, Retype):
            meant = lookup.whole(entry.of)
            if orders.understood(entry, [meant]):
                decided.append((entry, entry.type, meant.numbers))
    orders.later(decided)
    return {lookup.clusters.candidates[n].place: entry for entry, _, numbers in decided for n in numbers}


def retyped(
    extractions: Sequence[Extraction], given: Mapping[Place, Retype], ontology: Ontology, orders: Orders
) -> list[Extraction]:
    """The extractions with the classes that a person gave. Facts that do not fit them are left out, and reported."""
    if not given:
        return list(extractions)
    used = {e.type for extraction in extractions for e in extraction.entities}
    return [_retyped(extraction, given, used, ontology, orders) for extraction in extractions]


def _retyped(
    extraction: Extraction, given: Mapping[Place, Retype], used: set[str], ontology: Ontology, orders: Orders
) -> Extraction:
    decisions = {
        e.id: given[extraction.document, e.id] for e in extraction.entities if (extraction.document, e.id) in given
    }
    if not decisions:
        return extraction
    entities = {e.id: e for e in extraction.entities}
    for identifier, entry in decisions.items():
        type_, subtype = _type_of(entry.type, used, ontology)
        entities[identifier] = replace(entities[identifier], type=type_, subtype=subtype)
    facts = []
    for fact in extraction.facts:
        by = [decisions[end] for end in ends(fact) if end in decisions]
        if not by or fits(fact, entities, ontology):
            facts.append(fact)
            continue
        value = fact.object.value if isinstance(fact.object, Literal) else entities[fact.object].name
        said = f"'{entities[fact.subject].name} {fact.property} {value}' of {extraction.document}"
        orders.remark(by[0], f"{said} does not fit the class, and is left out", applies=True)
    return Extraction(extraction.document, tuple(entities.values()), tuple(facts))


def _type_of(cls: str, used: set[str], ontology: Ontology) -> tuple[str, str]:
    """A class as type and subtype, where the texts' entities are of these types."""
    above = [c for c in ontology.super_classes(cls) if c in used]
    if cls in used or not above:
        return cls, ""
    return max(above, key=lambda c: len(ontology.super_classes(c))), cls


def identity(curation: Curation, lookup: Lookup, orders: Orders) -> None:
    """Note what is one and what is not."""
    for entry in curation.entries:
        if isinstance(entry, Same | Different):
            meant = [lookup(reference) for reference in entry.references]
            if not orders.understood(entry, meant):
                continue
            groups = tuple(m.numbers for m in meant)
            if isinstance(entry, Same):
                orders.same.append((entry, groups))
            elif any(not set(a).isdisjoint(b) for i, a in enumerate(groups) for b in groups[i + 1 :]):
                orders.remark(
                    entry,
                    "two of the names stand for one thing in one document: add the documents in brackets, or, if the "
                    "document was misread, where it names each of the two, as in 'Lind (diary, at 120)'",
                )
            else:
                pairs = (
                    (a, b) for i, one in enumerate(groups) for other in groups[i + 1 :] for a in one for b in other
                )
                orders.different.extend((entry, a, b) for a, b in pairs)


# ---------------------------------------------------------------------- among the entities that are one by now


def naming(curation: Curation, lookup: Lookup, orders: Orders) -> None:
    """Note preferred names and IRIs."""
    clusters = lookup.clusters
    for kind, given in ((Name, orders.names), (Pin, orders.iris)):
        decided: list[tuple[Entry, str, Numbers]] = []
        for entry in curation.entries:
            if isinstance(entry, Name | Pin) and isinstance(entry, kind):
                meant = lookup(entry.of)
                if orders.understood(entry, [meant]):
                    decided.append((entry, entry.name if isinstance(entry, Name) else entry.iri, meant.numbers))
        lost = orders.later([(entry, value, {clusters.find(n) for n in numbers}) for entry, value, numbers in decided])
        bearers: dict[str, tuple[Entry, int]] = {}
        for index, (entry, value, numbers) in enumerate(decided):
            if entry.line in lost:
                continue
            if kind is Pin:
                other, root = bearers.setdefault(value, (entry, clusters.find(numbers[0])))
                if clusters.find(numbers[0]) != root:
                    orders.remark(entry, f"'{value}' is the IRI of something else by line {other.line}")
                    continue
            given.update((clusters.candidates[n].place, (index, value)) for n in numbers)


# ----------------------------------------------------------------------------------------------- after all is done


def contradicted(orders: Orders, clusters: Clusters) -> None:
    """Report what is one by decision though the texts, without the facts that were rejected, say it is not."""
    for entry, groups in orders.same:
        conflicts = (clusters.unlike(one, other) for i, one in enumerate(groups) for other in groups[i + 1 :])
        conflict = next(filter(None, conflicts), "")
        if conflict:
            orders.remark(entry, f"it is applied, but the texts speak against it: {conflict}", applies=True)


def separated(orders: Orders, before: Clusters, after: Clusters, retyped: Collection[Place]) -> None:
    """Report what decisions on who is who have left apart that was one without them, though none of them says so.

    Parameters
    ----------
    orders
        The decisions.
    before, after
        Who is one without and with them.
    retyped
        What has another class by decision.
    """
    number = {candidate.place: n for n, candidate in enumerate(after.candidates)}
    meant: dict[int, Entry] = {}  # by the set in `before` of what it speaks of, the first decision
    for entry, numbers in (
        *((entry, [n for group in groups for n in group]) for entry, groups in orders.same),
        *((entry, [a]) for entry, a, b in orders.different if before.find(a) == before.find(b)),
    ):
        for n in numbers:
            root = before.find(n)
            if root not in meant or entry.line < meant[root].line:
                meant[root] = entry
    said = {(min(a, b), max(a, b)) for _, a, b in orders.different}
    lost: dict[Entry, list[str]] = defaultdict(list)
    for members in before.members():
        parts: dict[int, list[int]] = defaultdict(list)
        for n in members:
            place = before.candidates[n].place
            if (now := number.get(place)) is not None and place not in retyped:
                parts[after.find(now)].append(n)
        by = meant.get(before.find(members[0]))
        if by is None or len(parts) < 2:
            continue
        largest, *others = sorted(parts.values(), key=lambda part: (-len(part), part))
        for part in others:
            if not any((min(a, b), max(a, b)) in said for a in part for b in largest):
                one, other = (_called(before.candidates[min(group)]) for group in (part, largest))
                lost[by].append(f"{one} and {other}")
    for entry, pairs in lost.items():
        more = f" and {len(pairs) - _LISTED} more" if len(pairs) > _LISTED else ""
        orders.remark(
            entry,
            f"with it no longer one: {'; '.join(pairs[:_LISTED])}{more}. If they are, say so with 'same'",
            applies=True,
        )


def _called(candidate: Candidate) -> str:
    return f"'{candidate.entity.name} ({candidate.document})'"
