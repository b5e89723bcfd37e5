"""A build as a property graph: one row for each entity, one for each fact between entities.

What all formats for property graphs write, so that they differ in syntax only. Facts that others override are left out,
as in ``graph.ttl``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.iris import statement_iri
from kgraph.merge import evidence_key, merged_qualifiers
from kgraph.model import Literal, Qualifiers, Resolution
from kgraph.rdf import base_of

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

# What XML 1.0 cannot hold, and lone surrogates, which no UTF-8 file can.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Joins several values where a format has no lists.
SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class NodeRow:
    """An entity.

    Attributes
    ----------
    classes
        Local names of its classes: its type and finer classes first, then those above them.
    literals
        Facts whose object is no entity: the values of each property, sorted.
    """

    iri: str
    name: str
    classes: tuple[str, ...]
    type: str
    subtype: str
    aliases: tuple[str, ...]
    documents: tuple[str, ...]
    literals: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """A fact between two entities.

    Attributes
    ----------
    iri
        That of its statement in ``evidence.ttl``.
    evidence
        Number of places that state it.
    sentence
        Of the most confident evidence, on one line.
    """

    iri: str
    source: str
    target: str
    property: str
    confidence: float
    evidence: int
    documents: tuple[str, ...]
    sentence: str
    qualifiers: Qualifiers


def node_rows(resolution: Resolution, ontology: Ontology) -> Iterator[NodeRow]:
    """The entities in their order."""
    literals: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in resolution.carried:
        if isinstance(fact.object, Literal):
            literals[fact.subject][fact.property].append(storable(fact.object.value))
    for e in resolution.entities:
        own = tuple(c for c in (e.subtype, e.type) if c)
        above = {c for name in own for c in ontology.super_classes(name)} - set(own)
        values = literals.get(e.iri, {})
        yield NodeRow(
            iri=e.iri,
            name=storable(e.label),
            classes=(*own, *sorted(above)),
            type=e.type,
            subtype=e.subtype,
            aliases=tuple(storable(a) for a in e.aliases),
            documents=tuple(storable(d) for d in e.documents),
            literals={prop: tuple(sorted(values[prop])) for prop in sorted(values)},
        )


def edge_rows(resolution: Resolution) -> Iterator[EdgeRow]:
    """The facts between entities in their order."""
    base = base_of(resolution)
    for fact in resolution.carried:
        if isinstance(fact.object, Literal):
            continue
        best = min(fact.evidence, key=lambda e: (-e.confidence, evidence_key(e)))
        yield EdgeRow(
            iri=statement_iri(base, fact.subject, fact.property, fact.object),
            source=fact.subject,
            target=fact.object,
            property=fact.property,
            confidence=fact.confidence,
            evidence=len(fact.evidence),
            documents=tuple(sorted({storable(e.document) for e in fact.evidence})),
            sentence=" ".join(storable(best.sentence).split()),
            qualifiers=tuple((name, storable(value)) for name, value in merged_qualifiers(fact.evidence)),
        )


def storable(text: str) -> str:
    """Text that any format can hold: characters that XML 1.0 forbids become U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def joined(values: Iterable[str]) -> str:
    """Several values as one text."""
    return SEPARATOR.join(values)


def literal_names(resolution: Resolution) -> list[str]:
    """The properties with literal values that occur, sorted."""
    return sorted({f.property for f in resolution.carried if isinstance(f.object, Literal)})


def qualifier_names(resolution: Resolution) -> list[str]:
    """The qualifiers that occur, sorted."""
    return sorted({name for f in resolution.carried for e in f.evidence for name, _ in e.qualifiers})
