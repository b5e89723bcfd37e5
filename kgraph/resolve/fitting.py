"""Whether facts still fit where the class of what they speak of has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kgraph.model import Literal, LocalEntity, LocalFact
from kgraph.ontology import DATE

if TYPE_CHECKING:
    from kgraph.ontology import Ontology


def ends(fact: LocalFact) -> tuple[str, ...]:
    """Ids of the entities of which a fact speaks."""
    return (fact.subject,) if isinstance(fact.object, Literal) else (fact.subject, fact.object)


def fits(fact: LocalFact, entities: Mapping[str, LocalEntity], ontology: Ontology) -> bool:
    """Whether a fact can be said of its entities, by their types."""
    target = DATE if isinstance(fact.object, Literal) else entities[fact.object].type
    return ontology.accepts(fact.property, entities[fact.subject].type, target)
