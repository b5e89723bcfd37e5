"""Facts that cannot hold together although no property forbids either: lives that end before they begin, and the like.

What to look for stands in the ontology: dates that begin or end a life, facts that presuppose a living subject or
object, parents who are older than their children, properties that are disjoint. Only facts that the graph carries are
looked at. Of dates that are not equally precise the common part counts: somebody who died in 1901 may well have danced
in May 1901.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.merge import fact_key, merged_qualifiers
from kgraph.model import Fact, Literal, Resolution

if TYPE_CHECKING:
    from kgraph.ontology import Ontology, Property

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Impossibility:
    """Facts that cannot hold together.

    Attributes
    ----------
    reason
        What is wrong, as a sentence.
    facts
        The facts; one if it contradicts itself.
    """

    reason: str
    facts: tuple[Fact, ...]


def impossibilities(resolution: Resolution, ontology: Ontology) -> tuple[Impossibility, ...]:
    """What cannot hold together in a build, sorted by facts."""
    look = _Look(resolution, ontology)
    found = {
        *look.lives(),
        *(found for fact in resolution.carried for found in look.fact(fact)),
    }
    return tuple(sorted(found, key=lambda i: ([fact_key(fact) for fact in i.facts], i.reason)))


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date, and the fact that states it."""

    date: str
    fact: Fact


class _Look:
    """The facts of a build, indexed for one look at each."""

    def __init__(self, resolution: Resolution, ontology: Ontology) -> None:
        self._properties = ontology.properties
        self._terms = ontology.terms
        self._labels = {entity.iri: entity.label for entity in resolution.entities}
        self._links = {(f.subject, f.property, f.object): f for f in resolution.carried}
        self._begins: dict[str, list[_Dated]] = defaultdict(list)
        self._ends: dict[str, list[_Dated]] = defaultdict(list)
        self._happens: dict[str, list[_Dated]] = defaultdict(list)
        for fact in resolution.carried:
            prop = self._properties.get(fact.property)
            if prop is not None and isinstance(fact.object, Literal) and _is_date(prop, fact.object.value):
                dated = _Dated(fact.object.value, fact)
                self._happens[fact.subject].append(dated)
                if prop.begins:
                    self._begins[fact.subject].append(dated)
                if prop.ends:
                    self._ends[fact.subject].append(dated)

    def _begin(self, iri: str) -> _Dated | None:
        """When an entity began at the earliest, if that is known."""
        return min(self._begins.get(iri, ()), key=lambda d: d.date, default=None)

    def _end(self, iri: str) -> _Dated | None:
        """When an entity ended at the latest, if that is known."""
        return max(self._ends.get(iri, ()), key=lambda d: d.date, default=None)

    def _label(self, name: str) -> str:
        return self._terms[name].label

    # ------------------------------------------------------------------------------------------- one entity

    def lives(self) -> Iterator[Impossibility]:
        """Entities that end before they begin, or last too long."""
        for iri in self._ends:
            begin, end = self._begin(iri), self._end(iri)
            if begin is None or end is None:
                continue
            facts = (begin.fact, end.fact)
            labels = [self._label(fact.property) for fact in facts]
            if _before(end.date, begin.date):
                yield Impossibility(f"The {labels[1]} of {self._labels[iri]} lies before the {labels[0]}.", facts)
            elif (years := self._beyond(begin, end.date)) is not None:
                name = self._labels[iri]
                yield Impossibility(f"Between the {labels[0]} and the {labels[1]} of {name} lie {years} years.", facts)

    def _beyond(self, begin: _Dated, date: str) -> int | None:
        """How many years a date comes after a beginning, if that is longer than the subject can last."""
        limit = self._properties[begin.fact.property].within_years
        years = _year(date) - _year(begin.date)
        return years if limit is not None and years > limit else None

    # --------------------------------------------------------------------------------------------- one fact

    def fact(self, fact: Fact) -> Iterator[Impossibility]:
        """What is wrong with a fact, by itself or with others."""
        prop = self._properties.get(fact.property)
        if prop is None:
            return
        yield from self._itself(fact)
        if isinstance(fact.object, str):
            yield from self._mutual(fact, fact.object, prop)
            yield from self._disjoint(fact, fact.object, prop)
            yield from self._older(fact, fact.object, prop)
        for party in prop.presupposes:
            end = fact.subject if party == "subject" else fact.object
            if isinstance(end, str):
                yield from self._presupposed(fact, end)

    def _dates(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """The qualifiers of a fact that are dates: name and value."""
        for name, value in merged_qualifiers(fact.evidence):
            if name in self._terms and _is_date(self._terms[name], value):
                yield name, value

    def _itself(self, fact: Fact) -> Iterator[Impossibility]:
        dates = list(self._dates(fact))
        for first, begin in dates:
            for last, end in dates:
                if self._terms[first].begins and self._terms[last].ends and _before(end, begin):
                    yield Impossibility(f"The {self._label(last)} lies before the {self._label(first)}.", (fact,))

    def _mutual(self, fact: Fact, target: str, prop: Property) -> Iterator[Impossibility]:
        other = self._links.get((target, fact.property, fact.subject))
        if other is None or prop.symmetric or not (prop.asymmetric or prop.transitive):
            return
        names = f"{self._labels[fact.subject]} and {self._labels[target]}"
        if target == fact.subject:
            yield Impossibility(f"{self._labels[target]} is its own {prop.label}.", (fact,))
        elif fact.subject < target:
            yield Impossibility(f"“{prop.label}” leads from each of {names} to the other.", (fact, other))

    def _disjoint(self, fact: Fact, target: str, prop: Property) -> Iterator[Impossibility]:
        """Other facts between the same two that no two have beside such a fact."""
        for name in prop.disjoint:
            for pair in ((fact.subject, target), (target, fact.subject)):
                other = self._links.get((pair[0], name, pair[1]))
                if other is not None and fact.property < name:
                    labels = f"“{prop.label}” and “{self._label(name)}”"
                    names = f"{self._labels[fact.subject]} and {self._labels[target]}"
                    yield Impossibility(f"{labels} cannot both hold between {names}.", (fact, other))

    def _older(self, fact: Fact, target: str, prop: Property) -> Iterator[Impossibility]:
        begin = self._begin(target)
        first = min(self._happens.get(fact.subject, ()), key=lambda d: d.date, default=None)
        if prop.object_older_by is None or begin is None or first is None:
            return
        years = _year(first.date) - _year(begin.date)
        if years < prop.object_older_by:
            when = f"{_count(years)} after" if years > 0 else f"{_count(-years)} before" if years else "in the year of"
            dates = f"The {self._label(first.fact.property)} of {self._labels[fact.subject]} lies {when}"
            yield Impossibility(
                f"{dates} the {self._label(begin.fact.property)} of {self._labels[target]}, the {prop.label}.",
                (fact, first.fact, begin.fact),
            )

    def _presupposed(self, fact: Fact, iri: str) -> Iterator[Impossibility]:
        begin, end = self._begin(iri), self._end(iri)
        for name, date in self._dates(fact):
            said = f"The {self._label(name)} {date} lies"
            if begin is not None and _before(date, begin.date):
                limit = f"before the {self._label(begin.fact.property)}"
                yield Impossibility(f"{said} {limit} of {self._labels[iri]}.", (fact, begin.fact))
            elif end is not None and _before(end.date, date):
                limit = f"after the {self._label(end.fact.property)}"
                yield Impossibility(f"{said} {limit} of {self._labels[iri]}.", (fact, end.fact))
            elif begin is not None and (years := self._beyond(begin, date)) is not None:
                limit = f"{years} years after the {self._label(begin.fact.property)}"
                yield Impossibility(f"{said} {limit} of {self._labels[iri]}.", (fact, begin.fact))


def _is_date(prop: Property, value: str) -> bool:
    return prop.is_date and _DATE.fullmatch(value) is not None


def _before(date: str, other: str) -> bool:
    """Whether a date certainly lies before another, as far as both are precise."""
    length = min(len(date), len(other))
    return date[:length] < other[:length]


def _count(years: int) -> str:
    return f"{years} year{'' if years == 1 else 's'}"


def _year(date: str) -> int:
    return int(date[:4])
