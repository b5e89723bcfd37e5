"""Which value of a functional property the graph carries, where the texts state several.

All of them stay in a build, each with its evidence; the graph carries one of each property and subject, and every other
is marked with it (`Fact.overridden_by`). The one is, in this order,

0. *a person's word*: what the curation file adds;
1. *sources*: what more documents state. A less precise value counts for the only more precise one that it could be;
2. *confidence*: what is surer, by the best evidence of each;
3. *precision*: the more precise date, or the place within the other;
4. *order*: the earlier date, or the first by IRI.

Less precise values are no contradiction. “1901” is the day in May that another text gives, and whoever was born in Brno
was born in Moravia if a transitive property leads from the one to the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kgraph.model import Fact, Literal

if TYPE_CHECKING:
    from kgraph.ontology import Ontology


def settle(facts: Iterable[Fact], ontology: Ontology) -> list[Fact]:
    """Mark the facts that the graph does not carry.

    Parameters
    ----------
    facts
        All facts of a corpus. Earlier marks play no role: settling what is settled changes nothing.
    ontology
        Says which properties are functional, and which are transitive.

    Returns
    -------
    list of Fact
        The same facts in the same order, with `Fact.overridden_by` set anew.
    """
    facts = list(facts)
    rivals: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        prop = ontology.properties.get(fact.property)
        if prop is not None and prop.functional:
            rivals[fact.subject, fact.property].append(fact)
    precision = Precision(facts, ontology)
    carried = {key: ranked(several, precision)[0][1].object for key, several in rivals.items()}
    settled = []
    for fact in facts:
        chosen = carried.get((fact.subject, fact.property), fact.object)
        instead = None if chosen == fact.object else chosen
        settled.append(fact if fact.overridden_by == instead else replace(fact, overridden_by=instead))
    return settled


class Precision:
    """Tells which values say the same less precisely.

    Parameters
    ----------
    facts
        All facts of a corpus: those of transitive properties say which place lies in which.
    ontology
        The ontology of their local names.
    """

    def __init__(self, facts: Iterable[Fact], ontology: Ontology) -> None:
        self._dates = {name for name, prop in ontology.properties.items() if prop.is_date}
        transitive = {name for name, prop in ontology.properties.items() if prop.transitive and not prop.symmetric}
        self._within: dict[str, list[str]] = defaultdict(list)
        for fact in facts:
            if fact.property in transitive and isinstance(fact.object, str):
                self._within[fact.subject].append(fact.object)

    def finer(self, fact: Fact, other: Fact) -> bool:
        """Whether the object of a fact is a more precise value than that of another with the same property."""
        if isinstance(fact.object, Literal) or isinstance(other.object, Literal):
            if fact.property not in self._dates:
                return False
            return isinstance(fact.object, Literal) and fact.object.value.startswith(f"{_value(other)}-")
        return fact.object != other.object and other.object in self._around(fact.object)

    def agree(self, fact: Fact, other: Fact) -> bool:
        """Whether the objects of two facts with the same property are one value, perhaps not equally precise."""
        return fact.object == other.object or self.finer(fact, other) or self.finer(other, fact)

    def _around(self, place: str) -> set[str]:
        """What a place lies in, at any depth."""
        found: set[str] = set()
        todo = [place]
        while todo:
            for wider in self._within.get(todo.pop(), ()):
                if wider not in found:
                    found.add(wider)
                    todo.append(wider)
        return found


class Support(NamedTuple):
    """What speaks for a value, in the order in which it counts. Smaller is better."""

    curated: bool
    sources: int
    confidence: float
    precision: int
    order: str


def ranked(several: Sequence[Fact], precision: Precision) -> list[tuple[Support, Fact]]:
    """Facts with one subject and property, and what speaks for each: the best supported first."""
    sources: Mapping[int, set[str]] = {i: {e.document for e in fact.evidence} for i, fact in enumerate(several)}
    finer = [[i for i, fact in enumerate(several) if precision.finer(fact, other)] for other in several]
    supported = {i: set(own) for i, own in sources.items()}
    for i, above in enumerate(finer):
        finest = [j for j in above if not finer[j]]
        if len(finest) == 1:
            supported[finest[0]] |= sources[i]
    supports = [
        Support(
            not any(e.curated for e in fact.evidence),
            -len(supported[i]),
            -fact.confidence,
            -len(fact.object.value) if isinstance(fact.object, Literal) else -sum(i in above for above in finer),
            _value(fact),
        )
        for i, fact in enumerate(several)
    ]
    return sorted(zip(supports, several, strict=True), key=lambda pair: pair[0])


def reason(best: Support, other: Support, is_date: bool) -> str:
    """Why one value is carried rather than another, in words."""
    if best.curated != other.curated:
        return "chosen by hand"
    if best.sources != other.sources:
        return f"{-best.sources} documents against {-other.sources}"
    if best.confidence != other.confidence:
        return f"confidence {-best.confidence:.2f} against {-other.confidence:.2f}"
    if best.precision != other.precision:
        return "the more precise of equally supported values"
    return f"the {'earlier' if is_date else 'first'} of equally supported values"


def _value(fact: Fact) -> str:
    return fact.object.value if isinstance(fact.object, Literal) else fact.object
