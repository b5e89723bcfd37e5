"""What an ontology knows of places: its classes by what they are aligned with in schema.org, and the names it lists.

No class is known by its name here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from rdflib.namespace import RDFS, SKOS

from kgraph.lexicon import gazetteer
from kgraph.model import Entity
from kgraph.ontology import Ontology
from kgraph.places.gazetteer import Kind, name_key
from kgraph.query.inference import load_axioms

_SCHEMA = ("https://schema.org/", "http://schema.org/")
_ALIGNED = tuple(str(p) for p in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch))
_ANY = frozenset(Kind)
_CITIES = frozenset({Kind.CITY, Kind.CAPITAL})
_LANDS = _ANY - _CITIES


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """What the places of a class may be in the gazetteer.

    Attributes
    ----------
    allowed
        Kinds that are looked for at all.
    usual
        Those of them that the class says it is.
    settled
        Whether the class says that much. A place of which it is not known whether it is a city or a river needs more.
    """

    allowed: frozenset[Kind] = _ANY
    usual: frozenset[Kind] = _ANY
    settled: bool = False


_BY_ALIGNMENT = {
    "City": PlaceClass(_CITIES, _CITIES, True),
    "Country": PlaceClass(_LANDS, frozenset({Kind.COUNTRY}), True),
    "AdministrativeArea": PlaceClass(_LANDS, frozenset({Kind.REGION, Kind.CONTINENT}), True),
    "Place": PlaceClass(),
}
#: Places that the gazetteer has none of: theatres, halls.
_NOT_LINKED = frozenset({"EventVenue"})
_LOCATED_IN = frozenset({"containedInPlace", "containedIn"})


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """What an ontology knows of places.

    Attributes
    ----------
    classes
        Its classes of places that are looked up, by local name.
    located_in
        Its properties that say where something lies.
    known
        The class of each place that its gazetteer lists, by `name_key`; of names of several classes none.
    """

    classes: Mapping[str, PlaceClass] = field(default_factory=dict)
    located_in: frozenset[str] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ontology: Ontology) -> PlaceTerms:
        """Those of an ontology; none if it is aligned with nothing that is known here.

        Raises
        ------
        OntologyError
            A file of the ontology cannot be read.
        """
        return _terms(ontology.folder, ontology.digest, ontology)

    def of_entity(self, entity: Entity) -> PlaceClass | None:
        """What an entity is: what the texts call it, else what the gazetteer says; None if no place to look up."""
        if entity.type not in self.classes:
            return None
        if entity.subtype or self.classes[entity.type].settled:
            return self.classes.get(entity.subtype or entity.type)
        keys = map(name_key, (entity.bare_label, *entity.aliases))
        return self.classes[next((self.known[key] for key in keys if key in self.known), entity.type)]


@lru_cache(maxsize=2)
def _terms(folder: Path, digest: str, ontology: Ontology) -> PlaceTerms:
    """Those of an ontology with this folder and digest, read once in a process."""
    aligned = _alignments(ontology)
    classes: dict[str, PlaceClass] = {}
    for name in ontology.classes:
        own = aligned.get(name, set())
        above = own.union(*(aligned.get(c, set()) for c in ontology.super_classes(name)))
        if "Place" in above and not above & _NOT_LINKED:
            classes[name] = next((_BY_ALIGNMENT[a] for a in _BY_ALIGNMENT if a in own), PlaceClass())
    located = frozenset(p for p in ontology.properties if aligned.get(p, set()) & _LOCATED_IN)
    return PlaceTerms(classes, located, _known(ontology, classes) if classes else {})


def _known(ontology: Ontology, classes: Mapping[str, PlaceClass]) -> dict[str, str]:
    """What is wrong in the gazetteer's files, extraction reports."""
    found: dict[str, set[str]] = {}
    for entry in gazetteer.load(ontology.folder, ontology, []).entries:
        if entry.type in classes:
            for form in entry.forms:
                found.setdefault(name_key(form), set()).add(entry.subtype or entry.type)
    return {name: next(iter(c)) for name, c in sorted(found.items()) if len(c) == 1 and c <= set(classes)}


def _alignments(ontology: Ontology) -> dict[str, set[str]]:
    """For each local name of the ontology the local names in schema.org that it is aligned with."""
    axioms = load_axioms(ontology)
    found: dict[str, set[str]] = {}
    for predicate in _ALIGNED:
        for quad in axioms.quads_for_pattern(None, ox.NamedNode(predicate), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                name, target = ontology.local(quad.subject.value), quad.object.value
                namespace = next((n for n in _SCHEMA if target.startswith(n)), "")
                if name and namespace:
                    found.setdefault(name, set()).add(target[len(namespace) :])
    return found
