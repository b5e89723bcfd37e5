"""A build in figures: what it holds, by class, property and document, who is connected most, how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.model import Literal, Resolution

_BINS = 10


@dataclass(frozen=True, slots=True)
class DocumentStats:
    """One document: its length in characters, entities mentioned, facts stated."""

    id: str
    length: int
    entities: int
    facts: int


@dataclass(frozen=True, slots=True)
class Leader:
    """An entity and the number of facts that it takes part in."""

    iri: str
    name: str
    type: str
    degree: int


@dataclass(frozen=True)
class Stats:
    """The figures of a build.

    Attributes
    ----------
    entities, facts, evidence, mentions
        How many of each; a fact stated twice has two pieces of evidence. Facts that others override do not count.
    classes, subclasses, properties
        Entities by class and by finer class, facts by property: the most frequent first.
    documents
        Sorted by id.
    leaders
        The entities that take part in most facts.
    confidence
        Facts by confidence: ten bins, 0.0–0.1 first, 0.9–1.0 last.
    """

    entities: int
    facts: int
    evidence: int
    mentions: int
    classes: Mapping[str, int]
    subclasses: Mapping[str, int]
    properties: Mapping[str, int]
    documents: tuple[DocumentStats, ...]
    leaders: tuple[Leader, ...]
    confidence: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as data."""
        return {
            "documents": len(self.documents),
            "entities": self.entities,
            "facts": self.facts,
            "evidence": self.evidence,
            "mentions": self.mentions,
            "classes": dict(self.classes),
            "subclasses": dict(self.subclasses),
            "properties": dict(self.properties),
            "confidence": [
                {"low": i / _BINS, "high": (i + 1) / _BINS, "facts": n} for i, n in enumerate(self.confidence)
            ],
            "leaders": [{"iri": x.iri, "name": x.name, "type": x.type, "degree": x.degree} for x in self.leaders],
            "by_document": [
                {"id": d.id, "characters": d.length, "entities": d.entities, "facts": d.facts} for d in self.documents
            ],
        }


def statistics(resolution: Resolution, leaders: int = 10) -> Stats:
    """Count.

    Parameters
    ----------
    resolution
        The graph.
    leaders
        How many of the entities with most facts to name.
    """
    facts = resolution.carried
    degree: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    confidence = [0] * _BINS
    for fact in facts:
        ends = {fact.subject} if isinstance(fact.object, Literal) else {fact.subject, fact.object}
        degree.update(ends)
        stated.update({e.document for e in fact.evidence})
        confidence[min(int(round(fact.confidence * _BINS, 6)), _BINS - 1)] += 1
    mentioned = Counter(document for e in resolution.entities for document in e.documents)
    known = {e.iri: e for e in resolution.entities}
    ranked = sorted(((n, iri) for iri, n in degree.items() if iri in known), key=lambda x: (-x[0], x[1]))
    return Stats(
        entities=len(resolution.entities),
        facts=len(facts),
        evidence=sum(len(f.evidence) for f in facts),
        mentions=sum(len(e.mentions) for e in resolution.entities),
        classes=_ranked(Counter(e.type for e in resolution.entities)),
        subclasses=_ranked(Counter(e.subtype for e in resolution.entities if e.subtype)),
        properties=_ranked(Counter(f.property for f in facts)),
        documents=tuple(
            DocumentStats(s.id, s.length, mentioned[s.id], stated[s.id])
            for s in sorted(resolution.sources, key=lambda s: s.id)
        ),
        leaders=tuple(
            Leader(iri, known[iri].label, known[iri].subtype or known[iri].type, n) for n, iri in ranked[:leaders]
        ),
        confidence=tuple(confidence),
    )


def _ranked(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first, then by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
