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
    functional, symmetric, transitive
        The OWL axioms.
    inverse
        Local name of the property that reads it the other way round, if one is declared.
    parents
        Local names of its direct super-properties within the ontology, sorted.
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
        if p.symmetric and p.inverse:
            yield f"{p.name}: symmetric, so it is its own inverse; {p.inverse} is superfluous."
        if p.inverse and p.is_date:
            yield f"{p.name}: has dates as values, so it cannot have the inverse {p.inverse}."
        elif p.kind == "inverse" and p.inverse:
            forward = properties[p.inverse]
            if (p.domain, p.range) != (forward.range, forward.domain):
                yield f"{p.name}: domain and range are not those of {forward.name} exchanged."
        for name in p.parents:
            parent = properties[name]
            if not (within(p.domain, parent.domain) and within(p.range, parent.range)):
                yield f"{p.name}: domain or range is wider than that of its super-property {name}."
