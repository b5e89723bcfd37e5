"""A person's decisions, applied inside resolution: before anything is linked, so that all that follows is consistent.

What a decision speaks of is looked up among the entities as they would be without any decision. One that means nothing
in the corpus, or several things, is reported and left out; so is what the texts contradict or state themselves by now.
A fact that is added becomes one more document, the curation file itself, which states it in the words of its entry.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kgraph.curation import Add, Curation, Different, Entry, Name, Pin, Reference, Reject, Retype, Same
from kgraph.errors import CurationError
from kgraph.model import Curated, Extraction, Literal, LocalEntity, LocalFact, Mention, Place, Source, Span
from kgraph.names import speaking_order, title_key
from kgraph.resolve.candidates import Candidate
from kgraph.resolve.clusters import Clusters
from kgraph.text import fold

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_BRACKETS = re.compile(r"(?P<name>.+?)\s*\((?P<which>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a reference means.

    Attributes
    ----------
    numbers
        Of candidates, sorted.
    problem
        Why it means nothing, or empty.
    new
        Whether that is because no text speaks of the name, or of one of the class in its brackets.
    """

    numbers: tuple[int, ...] = ()
    problem: str = ""
    new: bool = False


@dataclass(slots=True)
class Orders:
    """Decisions in terms of candidates.

    Attributes
    ----------
    same, different
        Numbers of candidates that are one, or are not, with their entries.
    names, iris
        By document and id of an entity: what it is to be called.
    problems
        Decisions that do not apply, in the order of the file.
    """

    same: list[tuple[Same | Add, tuple[int, ...]]] = field(default_factory=list)
    different: list[tuple[Different, int, int]] = field(default_factory=list)
    names: dict[Place, str] = field(default_factory=dict)
    iris: dict[Place, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

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
        for entry, numbers in self.same:
            for other in numbers[1:]:
                if clusters.find(numbers[0]) != clusters.find(other):
                    joined.append((entry, numbers[0], other))
                    clusters.force(numbers[0], other)
        for kept, a, b in self.different:
            if clusters.find(a) == clusters.find(b):
                names = " and ".join(f"'{clusters.candidates[n].entity.name}'" for n in (a, b))
                raise CurationError(
                    f"Line {kept.line} of the curation file says that {names} differ, but other lines make them one. "
                    "Remove one of these decisions."
                )
        return joined


class Lookup:
    """Finds what references mean.

    Parameters
    ----------
    clusters
        The entities as they are without decisions.
    ontology
        Its classes may tell apart what has one name.
    """

    def __init__(self, clusters: Clusters, ontology: Ontology) -> None:
        self._clusters, self._ontology = clusters, ontology
        self._documents = {c.document for c in clusters.candidates}
        self._named: dict[str, list[int]] = defaultdict(list)
        for number, candidate in enumerate(clusters.candidates):
            for key in _keys(candidate.entity):
                self._named[key].append(number)

    def __call__(self, reference: Reference) -> Meant:
        """The candidates that are meant, in the document that is named, or in all where they are one entity."""
        name, documents, classes = self._parts(reference.text)
        called = self._named.get(fold(name) or name, [])
        found = [
            n
            for n in called
            if (not documents or self._clusters.candidates[n].document in documents)
            and all(self._ontology.is_a(self._clusters.candidates[n].leaf, c) for c in classes)
        ]
        if not found:
            if not called:
                return Meant((), f"nothing is called '{name}'", new=True)
            others = _listing(self._options(name, called))
            return Meant((), f"nothing is meant by '{reference.text}': write {others}", new=not documents)
        options = self._options(name, found)
        if len(options) > 1:
            return Meant((), f"'{reference.text}' could be {_listing(options)}: write one of these")
        return Meant(tuple(found))

    def _options(self, name: str, numbers: Sequence[int]) -> list[str]:
        """For each entity among candidates of one name a reference that means it."""
        sets: dict[int, list[int]] = defaultdict(list)
        for number in numbers:
            sets[self._clusters.find(number)].append(number)
        return [self._distinct(name, sets[root]) for root in sorted(sets)]

    def plain(self, reference: Reference) -> str:
        """The name in a reference."""
        return self._parts(reference.text)[0]

    def _parts(self, text: str) -> tuple[str, set[str], set[str]]:
        """Name, documents and classes."""
        match = _BRACKETS.fullmatch(text)
        if match is None:
            return text, set(), set()
        which = [part.strip() for part in match["which"].split(",")]
        known = [part in self._documents or part in self._ontology.classes for part in which]
        if not all(known):
            return (match["name"], set(which), set()) if text not in self._named else (text, set(), set())
        classes = {part for part in which if part not in self._documents}
        return match["name"], set(which) - classes, classes

    def _distinct(self, name: str, numbers: Sequence[int]) -> str:
        """A reference that means one of several."""
        first = self._clusters.candidates[numbers[0]]
        also = [
            n
            for n in self._named.get(fold(name) or name, [])
            if self._clusters.candidates[n].document == first.document and n not in numbers
        ]
        return f"'{name} ({first.document}{f', {first.entity.type}' if also else ''})'"


def _keys(entity: LocalEntity) -> set[str]:
    forms = {entity.name, *entity.aliases, *(m.text for m in (*entity.mentions, *entity.forms) if not m.pronoun)}
    forms |= {speaking_order(form) for form in forms}
    return {fold(form) or form for form in forms} | {title_key(form) for form in forms}


def _listing(options: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(options[:-1]), options[-1]]))


# ------------------------------------------------------------------------------------------------- application


def retyped(
    curation: Curation, lookup: Lookup, candidates: Sequence[Candidate], extractions: Sequence[Extraction],
    ontology: Ontology, problems: list[str],
) -> list[Extraction]:  # fmt: skip
    """The extractions with the classes that a person gave. Facts that no longer fit them are left out, and reported."""
    classes: dict[Place, str] = {}
    for entry in curation.entries:
        if isinstance(entry, Retype):
            meant = lookup(entry.of)
            if meant.problem:
                problems.append(_problem(entry, meant.problem))
            classes.update((candidates[n].place, entry.type) for n in meant.numbers)
    if not classes:
        return list(extractions)
    return [_retype(extraction, classes, ontology, problems) for extraction in extractions]


def _retype(extraction: Extraction, classes: dict[Place, str], ontology: Ontology, problems: list[str]) -> Extraction:
    if not any((extraction.document, e.id) in classes for e in extraction.entities):
        return extraction
    entities = tuple(
        replace(e, type=classes[extraction.document, e.id], subtype="") if (extraction.document, e.id) in classes else e
        for e in extraction.entities
    )
    by_id = {e.id: e for e in entities}
    kept = []
    for fact in extraction.facts:
        target = "" if isinstance(fact.object, Literal) else by_id[fact.object].type
        if isinstance(fact.object, Literal) or ontology.accepts(fact.property, by_id[fact.subject].type, target):
            kept.append(fact)
        else:
            said = f"{by_id[fact.subject].name} {fact.property} {by_id[str(fact.object)].name}"
            problems.append(f"'{said}' of {extraction.document} does not fit the class that was given, and is left out")
    return Extraction(extraction.document, entities, tuple(kept))


def orders(curation: Curation, lookup: Lookup, candidates: Sequence[Candidate], clusters: Clusters) -> Orders:
    """What the decisions on identity, names and IRIs mean. Of two on one thing, the later one counts."""
    found = Orders()
    for entry in curation.entries:
        if isinstance(entry, Same | Different):
            meant = [lookup(reference) for reference in entry.references]
            found.problems.extend(_problem(entry, m.problem) for m in meant if m.problem)
            if any(m.problem for m in meant):
                continue
            if isinstance(entry, Same):
                found.same.append((entry, tuple(n for m in meant for n in m.numbers)))
                found.problems.extend(_contradicted(entry, [m.numbers[0] for m in meant], clusters))
            else:
                _part(entry, [m.numbers for m in meant], found)
        elif isinstance(entry, Name | Pin):
            meant_ = lookup(entry.of)
            if meant_.problem:
                found.problems.append(_problem(entry, meant_.problem))
            places = [candidates[n].place for n in meant_.numbers]
            if isinstance(entry, Name):
                found.names.update((place, entry.name) for place in places)
            else:
                found.iris.update((place, entry.iri) for place in places)
    return found


def _part(entry: Different, groups: Sequence[tuple[int, ...]], found: Orders) -> None:
    for i, group in enumerate(groups):
        for other in groups[i + 1 :]:
            if not set(group).isdisjoint(other):
                found.problems.append(
                    _problem(entry, "both names stand for one thing in one document: add the documents in brackets")
                )
                return
            found.different.extend((entry, a, b) for a in group for b in other)


def _contradicted(entry: Same, numbers: Sequence[int], clusters: Clusters) -> Iterable[str]:
    for other in numbers[1:]:
        conflict = clusters.conflict(numbers[0], other)
        if conflict:
            yield _problem(entry, f"it is applied, but the texts speak against it: {conflict}")


def without_rejected(
    curation: Curation, lookup: Lookup, clusters: Clusters, extractions: Sequence[Extraction], problems: list[str],
    ontology: Ontology,
) -> list[Extraction]:  # fmt: skip
    """The extractions without the facts that a person rejected.

    Parameters
    ----------
    clusters
        The entities with all decisions on identity.
    """
    rejected: dict[int, list[tuple[Reject, set[int], set[int] | str]]] = defaultdict(list)
    used: set[int] = set()
    for index, entry in enumerate(curation.entries):
        if isinstance(entry, Reject):
            date = ontology.properties[entry.property].is_date
            meant = [lookup(entry.subject), *([] if date else [lookup(entry.object)])]
            if any(m.problem for m in meant):
                problems.extend(_problem(entry, m.problem) for m in meant if m.problem)
                used.add(index)
                continue
            sets = [{clusters.find(n) for n in m.numbers} for m in meant]
            rejected[index].append((entry, sets[0], entry.object.text if date else sets[1]))
    if not rejected:
        return list(extractions)
    number = {c.place: n for n, c in enumerate(clusters.candidates)}
    out = []
    for extraction in extractions:
        kept = []
        for fact in extraction.facts:
            hit = next(
                (i for i, found in rejected.items() if _is(fact, extraction, found, number, clusters, ontology)), None
            )
            if hit is None:
                kept.append(fact)
            else:
                used.add(hit)
        out.append(replace(extraction, facts=tuple(kept)) if len(kept) < len(extraction.facts) else extraction)
    for index in rejected:
        if index not in used:
            entry = curation.entries[index]
            problems.append(_problem(entry, "no text states that fact any more: the decision can go"))
    return out


def _is(
    fact: LocalFact, extraction: Extraction, found: Sequence[tuple[Reject, set[int], set[int] | str]],
    number: dict[Place, int], clusters: Clusters, ontology: Ontology,
) -> bool:  # fmt: skip
    for entry, subjects, objects in found:
        if fact.property != entry.property or entry.document not in ("", extraction.document):
            continue
        subject = clusters.find(number[extraction.document, fact.subject])
        if isinstance(objects, str):
            if isinstance(fact.object, Literal) and fact.object.value == objects and subject in subjects:
                return True
            continue
        if isinstance(fact.object, Literal):
            continue
        target = clusters.find(number[extraction.document, fact.object])
        symmetric = ontology.properties[fact.property].symmetric
        if (subject in subjects and target in objects) or (symmetric and subject in objects and target in subjects):
            return True
    return False


def added(
    curation: Curation, lookup: Lookup, clusters: Clusters, ontology: Ontology, found: Orders
) -> tuple[Extraction, Source] | None:
    """The facts of the curation file as one more document, whose entities are those that its names mean."""
    entries = [entry for entry in curation.entries if isinstance(entry, Add)]
    if not entries:
        return None
    entities: list[LocalEntity] = []
    facts: list[LocalFact] = []
    first = len(clusters.candidates)
    for entry in entries:
        prop = ontology.properties[entry.property]
        ends: list[str] = []
        own: list[LocalEntity] = []
        same: list[tuple[Add, tuple[int, ...]]] = []
        for reference, classes in ((entry.subject, prop.domain), (entry.object, prop.range)):
            if reference is entry.object and prop.is_date:
                ends.append(entry.object.text)
                continue
            meant = lookup(reference)
            if meant.problem and not meant.new:
                found.problems.append(_problem(entry, meant.problem))
                break
            name = lookup.plain(reference)
            if meant.problem:
                found.problems.append(_problem(entry, f"no text speaks of '{name}': it is added, too"))
                type_, subtype = sorted(classes)[0], ""
            else:
                known = clusters.candidates[meant.numbers[0]].entity
                type_, subtype = known.type, known.subtype
            mention = Mention(_name_span(curation.text, reference.span, name), name)
            ends.append(f"e{len(entities) + len(own) + 1}")
            if meant.numbers:
                same.append((entry, (*meant.numbers[:1], first + len(entities) + len(own))))
            own.append(LocalEntity(ends[-1], type_, name, (), (mention,), subtype, curated=True))
        if len(ends) < 2:
            continue
        target = Literal(ends[1]) if prop.is_date else ends[1]
        if not prop.is_date and not ontology.accepts(entry.property, *(entity.type for entity in own)):
            found.problems.append(_problem(entry, f"{entry.property} does not hold between these classes"))
            continue
        entities += own
        found.same += same
        said = Curated(entry.source, entry.by, entry.date, entry.note)
        spans = [_name_span(curation.text, r.span, lookup.plain(r)) for r in (entry.subject, entry.object)]
        facts.append(
            LocalFact(
                ends[0], entry.property, target, spans[0], spans[1], entry.span, entry.text, 1.0, entry.qualifiers,
                "curated", curated=said,
            )
        )  # fmt: skip
    source = Source(curation.name, curation.name, curation.sha256, len(curation.text))
    return Extraction(curation.name, tuple(entities), tuple(facts)), source


def _name_span(text: str, span: Span, name: str) -> Span:
    """The characters of the name in a reference: without quotation marks and brackets."""
    start = text.find(name, span.start, span.end)
    return span if start < 0 else Span(start, start + len(name))


def _problem(entry: Entry, message: str) -> str:
    return f"line {entry.line}: {message}"
