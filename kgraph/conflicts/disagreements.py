"""Sources that disagree: several values of a property that can have one only, or mostly has one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kgraph.conflicts.settle import Precision, ranked, reason
from kgraph.merge import fact_key
from kgraph.model import Entity, Fact, Literal, Resolution

if TYPE_CHECKING:
    from kgraph.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Values of one property of one entity that are not one value less precisely.

    Attributes
    ----------
    subject
        IRI of the entity.
    property
        Local name of the property.
    values
        The facts, the best supported first. The graph carries those that nothing overrides.
    reason
        Why it carries what it carries.
    """

    subject: str
    property: str
    values: tuple[Fact, ...]
    reason: str


def disagreements(resolution: Resolution, ontology: Ontology) -> Iterator[Disagreement]:
    """The disagreements of a build, by subject and property.

    Values of a *functional* property disagree unless one is the other less precisely (`kgraph.conflicts.settle`). Those
    of a property that *usually* has one disagree if, besides, no document states both, and they are of one class: a
    city and a country, which may lie in each other, are left alone.
    """
    several: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in resolution.facts:
        prop = ontology.properties.get(fact.property)
        if prop is not None and (prop.functional or prop.usually_one):
            several[fact.subject, fact.property].append(fact)
    precision = Precision(resolution.facts, ontology)
    entities = {entity.iri: entity for entity in resolution.entities}
    for (subject, name), facts in sorted(several.items()):
        if len(facts) > 1 and _disagree(facts, ontology.properties[name].functional, precision, entities):
            order = ranked(facts, precision)
            best, first = order[0]
            rival = next((s for s, fact in order[1:] if not precision.agree(first, fact)), order[1][0])
            if all(_carried(fact) for fact in facts):
                why = "the graph carries all values, as there may be several"
            elif _carried(first):
                why = reason(best, rival, ontology.properties[name].is_date)
            else:
                why = "chosen by hand"
            values = sorted((fact for _, fact in order), key=lambda fact: not _carried(fact))
            yield Disagreement(subject, name, tuple(values), why)


def _disagree(facts: Sequence[Fact], functional: bool, precision: Precision, entities: Mapping[str, Entity]) -> bool:
    return any(
        not precision.agree(a, b) and (functional or (_alike(a, b, entities) and _sources(a).isdisjoint(_sources(b))))
        for a, b in combinations(sorted(facts, key=fact_key), 2)
    )


def _carried(fact: Fact) -> bool:
    return fact.overridden_by is None


def _sources(fact: Fact) -> set[str]:
    return {evidence.document for evidence in fact.evidence}


def _alike(a: Fact, b: Fact, entities: Mapping[str, Entity]) -> bool:
    """Whether the objects of two facts are literals, or entities of one finest class."""
    if isinstance(a.object, Literal) or isinstance(b.object, Literal):
        return True
    one, other = entities[a.object], entities[b.object]
    return (one.subtype or one.type) == (other.subtype or other.type)
