"""What an ontology consists of: classes and properties as frozen data, and what is wrong with them as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

#: What stands in `Property.range`, and for the object type in `Ontology.accepts`, where the object is a date.
DATE = "date"

#: fact: stated by texts and written to graphs. abstract: marked as such, only its sub-properties are stated. inverse:
#: reads another property the other way round. qualifier: says something about a fact. record: where facts come from.
PropertyKind = Literal["fact", "abstract", "inverse", "qualifier", "record"]

LOCAL_NAME = re.compile(r"[^\W\d][\w-]*")


@dataclass(frozen=True, slots=True)
class OntologyClass:
    """A class. `parents` are local names of its direct super-classes within the ontology, sorted."""

    name: str
    label: str
    comment: str
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property.

    Attributes
    ----------
    name
        Local name.
    domain, range
        Local names of classes, sorted; any of them will do. ``("date",)`` as range of dates, the local name of the
        XSD datatype for other literals. Empty for what lies outside the ontology (the domain of qualifiers).
    is_date
        Its values are dates.
    functional, symmetric, transitive, asymmetric
        The OWL axioms.
    usually_one
        It may have several values, but mostly has one.
    begins, ends
        With its date the subject, or the fact that it qualifies, begins or ends.
    within_years
        Of a property that begins its subject: so many years later the subject is over.
    presupposes
        Who exists whenever one of its facts holds: ``subject``, ``object``, both, or nobody.
    object_older_by
        By how many years its objects are at least older than anything that happens to its subjects.
    inverse
        Local name of the property that reads it the other way round, if one is declared.
    parents
        Local names of its direct super-properties within the ontology, sorted.
    disjoint
        Local names of the properties that no two things it holds between have, in either direction; sorted.
    """

    name: str
    label: str
    comment: str
    kind: PropertyKind
    domain: tuple[str, ...]
    range: tuple[str, ...]
    is_date: bool = False
    functional: bool = False
    symmetric: bool = False
    transitive: bool = False
    inverse: str | None = None
    parents: tuple[str, ...] = ()
    asymmetric: bool = False
    usually_one: bool = False
    begins: bool = False
    ends: bool = False
    within_years: int | None = None
    presupposes: tuple[Literal["subject", "object"], ...] = ()
    object_older_by: int | None = None
    disjoint: tuple[str, ...] = ()


def closure(parents: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Everything above each name: transitive, without the name itself unless it is in a cycle."""
    result: dict[str, frozenset[str]] = {}
    for name in parents:
        above: set[str] = set()
        todo = list(parents[name])
        while todo:
            one = todo.pop()
            if one not in above:
                above.add(one)
                todo.extend(parents.get(one, ()))
        result[name] = frozenset(above)
    return result


def name_problems(what: str, names: Iterable[str]) -> Iterator[str]:
    """Names that are not simple, and pairs that differ by case only."""
    seen: dict[str, str] = {}
    for name in sorted(names):
        if not LOCAL_NAME.fullmatch(name):
            yield f"{name}: not a simple name (letters, digits, _ and -, a letter first)."
        if (other := seen.setdefault(name.casefold(), name)) != name:
            yield f"{name}: clashes with {other}; {what} must differ by more than case."


def cycle_problems(what: str, parents: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Rings of super-classes or super-properties."""
    above = closure(parents)
    rings = {frozenset(n for n in above[name] if name in above.get(n, ())) for name in above if name in above[name]}
    for ring in sorted(rings, key=sorted):
        yield f"{', '.join(sorted(ring))}: a cycle; a {what} cannot be above itself."


def axiom_problems(classes: Mapping[str, OntologyClass], properties: Mapping[str, Property]) -> Iterator[str]:
    """Axioms that contradict each other; all names must be declared and free of cycles."""
    above = {n: up | {n} for n, up in closure({n: c.parents for n, c in classes.items()}).items()}

    def within(names: tuple[str, ...], wider: tuple[str, ...]) -> bool:
        return all(not above.get(n, {n}).isdisjoint(wider) for n in names)

    for p in properties.values():
        if p.symmetric and p.domain != p.range:
            yield f"{p.name}: symmetric, but its domain and range differ."
        if p.symmetric and p.asymmetric:
            yield f"{p.name}: symmetric and asymmetric at once."
        if (p.begins or p.ends) and not p.is_date:
            yield f"{p.name}: pa:begins and pa:ends are for properties whose values are dates."
        if p.within_years is not None and not p.begins:
            yield f"{p.name}: pa:withinYears counts from a date that begins its subject: say pa:begins true, too."
        if p.symmetric and p.inverse:
            yield f"{p.name}: symmetric, so it is its own inverse; {p.inverse} is superfluous."
        if p.inverse and p.is_date:
            yield f"{p.name}: has dates as values, so it cannot have the inverse {p.inverse}."
        elif p.kind == "inverse" and p.inverse:
            forward = properties[p.inverse]
            if (p.domain, p.range) != (forward.range, forward.domain):
                yield f"{p.name}: domain and range are not those of {forward.name} exchanged."
        if p.name in p.disjoint:
            yield f"{p.name}: disjoint with itself, so that nothing could have it."
        for name in p.parents:
            parent = properties[name]
            if not (within(p.domain, parent.domain) and within(p.range, parent.range)):
                yield f"{p.name}: domain or range is wider than that of its super-property {name}."
