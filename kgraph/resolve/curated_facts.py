"""Facts that a person rejected or added, applied inside resolution (`kgraph.resolve.curated`).

What is added becomes one more document, the curation file itself, which states each fact in the words of its entry. It
says nothing of who is who: that is decided without it, and its entities are then those that its names mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kgraph.curation import Add, Curation, Entry, Reference, Reject
from kgraph.model import Curated, Extraction, Literal, LocalEntity, LocalFact, Mention, Resolution, Span
from kgraph.ontology import DATE
from kgraph.resolve.curated import Orders
from kgraph.resolve.lookup import Lookup, Meant
from kgraph.text import fold

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

#: How many of the facts are shown that texts state instead of a rejected one.
_SHOWN = 3


def without_rejected(
    curation: Curation, lookup: Lookup, extractions: Sequence[Extraction], ontology: Ontology, orders: Orders
) -> list[Extraction]:
    """The extractions without the facts that a person rejected."""
    rejected: dict[str, list[_Rejected]] = defaultdict(list)
    for entry in curation.entries:
        if isinstance(entry, Reject):
            if entry.document and entry.document not in lookup.documents:
                orders.remark(entry, f"there is no document '{entry.document}'")
                continue
            date = ontology.properties[entry.property].is_date
            meant = [lookup(entry.subject), *([] if date else [lookup(entry.object)])]
            if orders.understood(entry, meant):
                ends = [lookup.clusters.find(m.numbers[0]) for m in meant]
                rejected[entry.property].append(_Rejected(entry, ends[0], entry.object.text if date else ends[1]))
    if not rejected:
        return list(extractions)
    number = {c.place: n for n, c in enumerate(lookup.clusters.candidates)}
    used: set[int] = set()
    instead: dict[int, set[str]] = defaultdict(set)  # what texts state of its subject, by the line of a decision
    out = []
    for extraction in extractions:
        kept = []
        for fact in extraction.facts:
            subject = lookup.clusters.find(number[extraction.document, fact.subject])
            target: int | str
            if isinstance(fact.object, Literal):
                target = fact.object.value
            else:
                target = lookup.clusters.find(number[extraction.document, fact.object])
            hits = [
                one.entry.line
                for one in rejected.get(fact.property, ())
                if one.means(extraction.document, subject, target, ontology.properties[fact.property].symmetric)
            ]
            used.update(hits)
            if hits:
                continue
            kept.append(fact)
            for one in rejected.get(fact.property, ()):
                if one.subject == subject and one.entry.document in ("", extraction.document):
                    instead[one.entry.line].add(_shown(fact, extraction.document, lookup))
        out.append(replace(extraction, facts=tuple(kept)) if len(kept) < len(extraction.facts) else extraction)
    for one in (one for several in rejected.values() for one in several):
        if one.entry.line not in used:
            others = sorted(instead[one.entry.line])
            if others:
                stated = ", ".join(others[:_SHOWN])
                orders.remark(
                    one.entry, f"no text states that fact, but {stated}: write that, or take the decision out"
                )
            else:
                orders.remark(one.entry, "no text states that fact any more: the decision can go")
    return out


def _shown(fact: LocalFact, document: str, lookup: Lookup) -> str:
    """The object of a fact, as a decision would name it."""
    if isinstance(fact.object, Literal):
        return f"'{fact.object.value}'"
    entities = {c.entity.id: c.entity for c in lookup.clusters.candidates if c.document == document}
    return f"'{entities[fact.object].name} ({document})'"


@dataclass(frozen=True, slots=True)
class _Rejected:
    """A fact by the sets of its ends, or the date at its end."""

    entry: Reject
    subject: int
    object: int | str

    def means(self, document: str, subject: int, target: int | str, symmetric: bool) -> bool:
        """Whether it is this fact of a document."""
        if self.entry.document not in ("", document):
            return False
        ends = (self.subject, self.object)
        return ends == (subject, target) or (symmetric and ends == (target, subject))


# ------------------------------------------------------------------------------------------------ facts that are added


@dataclass(frozen=True, slots=True)
class Addition:
    """The facts of the curation file as one more document.

    Attributes
    ----------
    extraction
        The document.
    known
        For each of its entities the number of a candidate of the texts that it is; None if no text speaks of it.
    entries
        For each of its entities the decisions that name it, in their order.
    """

    extraction: Extraction
    known: tuple[int | None, ...]
    entries: tuple[tuple[Entry, ...], ...]


def added(curation: Curation, lookup: Lookup, ontology: Ontology, orders: Orders) -> Addition | None:
    """The facts that a person added; None if there are none, or none that can be."""
    entries = [entry for entry in curation.entries if isinstance(entry, Add)]
    writer = _Writer(curation, lookup, ontology, orders)
    lost = orders.later([thing for entry in entries for thing in writer.exclusive(entry)])
    for entry in entries:
        if entry.line not in lost:
            writer.add(entry)
    return writer.addition()


@dataclass(slots=True)
class _Bearer:
    """An entity of the curation file, as it grows."""

    id: str
    type: str
    subtype: str
    known: int | None
    entries: list[Entry] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    mentions: set[Mention] = field(default_factory=set)

    def entity(self) -> LocalEntity:
        first, *others = dict.fromkeys(self.names)
        mentions = tuple(sorted(self.mentions))
        return LocalEntity(self.id, self.type, first, tuple(sorted(others)), mentions, self.subtype, curated=True)


@dataclass(frozen=True, slots=True)
class _End:
    """An end of a fact that is an entity.

    Attributes
    ----------
    meant
        What its reference means.
    type, subtype
        Its class; empty if nothing tells.
    key
        The same for all references to it.
    span
        Its characters in the file.
    """

    meant: Meant
    type: str
    subtype: str
    key: tuple[str, int | str]
    span: Span


class _Writer:
    """Makes a document of the curation file."""

    def __init__(self, curation: Curation, lookup: Lookup, ontology: Ontology, orders: Orders) -> None:
        self._text, self._name = curation.text, curation.name
        self._lookup, self._ontology, self._orders = lookup, ontology, orders
        self._bearers: dict[tuple[str, int | str], _Bearer] = {}
        self._facts: list[LocalFact] = []

    def exclusive(self, entry: Add) -> Iterable[tuple[Entry, str, Iterable[Hashable]]]:
        """A fact of a property that can have one value only: the value, and what it is a value of."""
        ends = self._ends(entry)
        meant = all(end.meant.numbers or end.meant.unknown for end in ends)
        if self._ontology.properties[entry.property].functional and meant and not self._problem(entry, ends):
            value = str(ends[1].key) if len(ends) > 1 else entry.object.text
            yield entry, value, [(ends[0].key, entry.property)]

    def add(self, entry: Add) -> None:
        """State the fact of an entry, unless that cannot be."""
        ends = self._ends(entry)
        if not self._orders.understood(entry, (end.meant for end in ends if not end.meant.unknown)):
            return
        problem = self._problem(entry, ends)
        if problem:
            self._orders.remark(entry, problem)
            return
        subject, *target = (self._bearer(entry, end) for end in ends)
        self._facts.append(
            LocalFact(
                subject,
                entry.property,
                target[0] if target else Literal(entry.object.text),
                ends[0].span,
                ends[1].span if target else self._span(entry.object, entry.object.text),
                entry.span,
                entry.text,
                1.0,
                entry.qualifiers,
                "curated",
                curated=Curated(entry.source, entry.by, entry.date, entry.note),
            )
        )

    def addition(self) -> Addition | None:
        """What was stated; None if that is nothing."""
        if not self._facts:
            return None
        bearers = self._bearers.values()
        extraction = Extraction(self._name, tuple(b.entity() for b in bearers), tuple(self._facts))
        return Addition(extraction, tuple(b.known for b in bearers), tuple(tuple(b.entries) for b in bearers))

    def _ends(self, entry: Add) -> list[_End]:
        prop = self._ontology.properties[entry.property]
        ends = [self._end(entry.subject, prop.domain)]
        return ends if prop.is_date else [*ends, self._end(entry.object, prop.range)]

    def _end(self, reference: Reference, classes: Sequence[str]) -> _End:
        """Its class is that of the texts, if they know it, else what the brackets or the property say."""
        meant = self._lookup(reference)
        span = self._span(reference, meant.name)
        if meant.numbers:
            entity = self._lookup.clusters.candidates[meant.numbers[0]].entity
            return _End(meant, entity.type, entity.subtype, ("", self._lookup.clusters.find(meant.numbers[0])), span)
        options = sorted(meant.classes) or classes
        type_ = options[0] if len(options) == 1 else ""
        return _End(meant, type_, "", (type_, fold(meant.name) or meant.name), span)

    def _problem(self, entry: Add, ends: Sequence[_End]) -> str:
        """Why the fact cannot be, or nothing."""
        for end in ends:
            if not end.type:
                name = end.meant.name
                return f"no text speaks of '{name}': say of which class it is, as '{name} (Person)'"
        target = ends[1].type if len(ends) > 1 else DATE
        if not self._ontology.accepts(entry.property, ends[0].type, target):
            return f"'{entry.property}' does not hold between {ends[0].type} and {target}"
        return "both names mean the same thing" if len({end.key for end in ends}) < len(ends) else ""

    def _bearer(self, entry: Add, end: _End) -> str:
        """The id of an end of a fact, which has one more mention now."""
        if end.key not in self._bearers:
            known = end.meant.numbers[0] if end.meant.numbers else None
            if known is None:
                said = f"no text speaks of '{end.meant.name}': it is added, as {end.type}"
                self._orders.remark(entry, said, applies=True)
            self._bearers[end.key] = _Bearer(f"e{len(self._bearers) + 1}", end.type, end.subtype, known)
        bearer = self._bearers[end.key]
        bearer.entries.append(entry)
        bearer.names.append(end.meant.name)
        bearer.mentions.add(Mention(end.span, self._text[end.span.start : end.span.end]))
        return bearer.id

    def _span(self, reference: Reference, name: str) -> Span:
        """The characters of the name in a reference: without quotation marks and brackets, where it is as written."""
        start = self._text.find(name, reference.span.start, reference.span.end)
        return reference.span if start < 0 else Span(start, start + len(name))


def overriding(curation: Curation, resolution: Resolution, orders: Orders) -> None:
    """Report what was added though texts state something else that cannot be true as well."""
    lines = {entry.span.start: entry for entry in curation.entries if isinstance(entry, Add)}
    labels = {entity.iri: entity.label for entity in resolution.entities}
    carried = {(f.subject, f.property, f.object): f for f in resolution.facts if f.overridden_by is None}
    for fact in resolution.facts:
        if fact.overridden_by is None:
            continue
        instead = carried[fact.subject, fact.property, fact.overridden_by]
        said = fact.object.value if isinstance(fact.object, Literal) else labels[fact.object]
        documents = sorted({e.document for e in fact.evidence if e.curated is None})
        for start in sorted({e.sentence_span.start for e in instead.evidence if e.curated is not None}):
            if documents:
                says = f"{', '.join(documents)} say{'s' if len(documents) == 1 else ''} {said}"
                orders.remark(lines[start], f"it is applied, but {says}", applies=True)
