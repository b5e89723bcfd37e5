"""Labels that tell namesakes apart: ``Anna Lind (b. 1921, soprano)``.

Where several entities of one topmost class have one label, each label is extended by what is known of what
``identity.yaml`` of the ontology lists under ``labels``, without what is the same for all of them. Where nothing is
known, or the label still is another's, the first document that speaks of the entity is added, then where it does so.
A label that a person gave stays as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgraph.merge import merged_time
from kgraph.model import Entity, Fact, Literal
from kgraph.names import clean
from kgraph.resolve.weights import CLASS, VALUE, Weights

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

#: Marks of EDTF by which a date is not exact.
_ROUGH = frozenset("~?%")

_Facts = Mapping[tuple[str, str], Sequence[Fact]]


def tell_apart(
    entities: Sequence[Entity], facts: Iterable[Fact], ontology: Ontology, named: Collection[str] = ()
) -> list[Entity]:
    """The entities in their order; those with a label that others of their class have get one of their own.

    The label that they had becomes an alias. Case does not make a label another.

    Parameters
    ----------
    entities
        In any order.
    facts
        All facts about them; those that others override say nothing here.
    ontology
        Its folder says what tells entities apart.
    named
        IRIs of those whose label a person gave: it is never extended.
    """
    groups: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity in entities:
        groups[ontology.root_class(entity.type), entity.label.casefold()].append(entity)
    namesakes = [sorted(group, key=lambda e: e.iri) for group in groups.values() if len(group) > 1]
    if not namesakes:
        return list(entities)
    teller = _Teller(entities, facts, {e.iri for group in namesakes for e in group}, ontology)
    labels = {iri: label for group in namesakes for iri, label in teller.labels(group, named).items()}
    return [_relabelled(entity, labels[entity.iri]) if entity.iri in labels else entity for entity in entities]


def _relabelled(entity: Entity, label: str) -> Entity:
    return replace(entity, label=label, aliases=tuple(sorted({*entity.aliases, entity.label} - {label})))


class _Teller:
    """Knows what tells some entities apart."""

    def __init__(self, entities: Iterable[Entity], facts: Iterable[Fact], wanted: set[str], ontology: Ontology) -> None:
        self._ontology = ontology
        self._lines = Weights.of(ontology).labels
        self._names = {entity.iri: entity.label for entity in entities}
        said = {prop for line in self._lines for prop in line}
        self._facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            if fact.property in said and fact.subject in wanted and fact.overridden_by is None:
                self._facts[fact.subject, fact.property].append(fact)

    def labels(self, group: Sequence[Entity], named: Collection[str]) -> dict[str, str]:
        """A label for each of some namesakes but those that a person named, by IRI."""
        lines = [[self._said(entity, line) for entity in group] for line in self._lines]
        lines = [line for line in lines if len(set(line)) > 1]
        details = {entity.iri: [line[i] for line in lines if line[i]] for i, entity in enumerate(group)}
        details.update({entity.iri: [] for entity in group if entity.iri in named})
        others = [entity for entity in group if entity.iri not in named]
        for more in (_document, _position, _end_of_iri):
            seen = Counter(_label(entity, details[entity.iri]).casefold() for entity in group)
            for entity in others:
                own = details[entity.iri]
                if not own or seen[_label(entity, own).casefold()] > 1:
                    own.append(more(entity))
        return {entity.iri: _label(entity, details[entity.iri]) for entity in others}

    def _said(self, entity: Entity, line: Mapping[str, str]) -> str:
        """What one line of the list says of an entity: the first of its properties that is known, or nothing."""
        for prop, saying in line.items():
            value = self._class(entity) if prop == CLASS else self._value(entity.iri, prop)
            if value:
                return saying.replace(VALUE, value)
        return ""

    def _class(self, entity: Entity) -> str:
        known = self._ontology.classes.get(entity.subtype)
        return known.label if known else ""

    def _value(self, iri: str, prop: str) -> str:
        """The value that most documents give, then the surest, then the one that stands first; of a date the year."""
        fact = min(self._facts.get((iri, prop), ()), key=self._rank, default=None)
        if fact is None:
            return ""
        if not isinstance(fact.object, Literal):
            return self._names[fact.object]
        if not self._ontology.properties[prop].is_date:
            return clean(fact.object.value)
        about = "about " if _ROUGH & set(merged_time(fact.evidence, fact.object.value)) else ""
        return about + fact.object.value[:4]

    def _rank(self, fact: Fact) -> tuple[object, ...]:
        first = fact.evidence[0]
        return (
            -len({e.document for e in fact.evidence}),
            -fact.confidence,
            *(first.document, first.sentence_span, first.object_span),
            fact.object.value if isinstance(fact.object, Literal) else self._names[fact.object],
        )


def _label(entity: Entity, details: Sequence[str]) -> str:
    said = ", ".join(filter(None, details))
    return f"{entity.label} ({said})" if said else entity.label


def _document(entity: Entity) -> str:
    return f"in the text {clean(entity.mentions[0].document)}" if entity.mentions else ""


def _position(entity: Entity) -> str:
    return f"at {entity.mentions[0].span.start}" if entity.mentions else ""


def _end_of_iri(entity: Entity) -> str:
    return entity.iri.rpartition("/")[2]
