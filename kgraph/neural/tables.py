"""What the ontology lets mentions of the model's types have, as arrays: for decisions, and for losses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kgraph.neural.labels import QUALIFIER_TYPES, Labels
from kgraph.neural.reading import Array
from kgraph.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Tables:
    """Arrays over the positions of the labels.

    Attributes
    ----------
    properties
        (type, type, property): allowed.
    pairs
        (type, type): allowed to have some property.
    qualifiers
        (qualifier, type): may fill it.
    symmetric, functional
        Of each property.
    """

    properties: Array
    pairs: Array
    qualifiers: Array
    symmetric: Array
    functional: Array

    @classmethod
    def of(cls, labels: Labels, ontology: Ontology) -> Tables:
        """Those of the labels in an ontology."""
        n = len(labels.types)
        properties = np.zeros((n, n, len(labels.properties)), dtype=bool)
        for (s, o), allowed in labels.accepts(ontology).items():
            properties[labels.type_index(s), labels.type_index(o), list(allowed)] = True
        qualifiers = np.zeros((len(labels.qualifiers), n), dtype=bool)
        for q, name in enumerate(labels.qualifiers):
            qualifiers[q, [labels.type_index(t) for t in QUALIFIER_TYPES[name] if t in labels.types]] = True
        known = [ontology.properties.get(p) for p in labels.properties]
        return cls(
            properties,
            np.asarray(properties.any(2)),
            qualifiers,
            np.array([p is not None and p.symmetric for p in known]),
            np.array([p is not None and p.functional for p in known]),
        )
