"""The ontology's axioms at work: what a graph entails through sub-classes, sub-properties, inverses and symmetry.

Graphs hold what texts state, in one direction, under the most specific class. For a query that asks otherwise
("who are the *members* of …", "everything that is an *agent*") the entailed triples are added to a store in memory,
never to a file. Domain and range infer nothing: in kgraph they are what a fact is checked against.

The axioms read: ``rdfs:subClassOf``, ``owl:equivalentClass``, ``rdfs:subPropertyOf``, ``owl:equivalentProperty``,
``owl:inverseOf``, ``owl:SymmetricProperty`` and ``owl:TransitiveProperty``, between terms with IRIs. Terms of other
vocabularies count, so that a class declared below ``schema:Person`` answers a query for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from kgraph.errors import OntologyError
from kgraph.ontology import Ontology

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_TYPE = f"{_RDF}type"

T = TypeVar("T")


def ontology_files(ontology: Ontology) -> list[Path]:
    """The Turtle files that make up an ontology, sorted; its shapes are not among them."""
    return sorted(p for p in ontology.folder.glob("*.ttl") if p.name != "shapes.ttl")


def load_axioms(ontology: Ontology) -> ox.Store:
    """The ontology's own triples, labels included.

    Raises
    ------
    OntologyError
        A file cannot be read or parsed.
    """
    store = ox.Store()
    for path in ontology_files(ontology):
        try:
            store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=ontology.namespace.rstrip("#"))
        except (OSError, SyntaxError) as error:
            raise OntologyError(f"{path}: {error}") from error
    return store


def entail(store: ox.Store, axioms: ox.Store) -> int:
    """Add to a store all that its triples entail under the axioms, and the axioms themselves.

    Parameters
    ----------
    store
        The data; changed in place.
    axioms
        The ontology, as `load_axioms` returns it.

    Returns
    -------
    int
        How many triples were added; anonymous classes of the ontology are not among them.

    Notes
    -----
    One pass over the triples of each property that has axioms; a second and further ones only for transitive
    properties. A million triples take seconds.
    """
    before = len(store)
    classes = _class_closure(axioms)
    properties = _property_closure(axioms)
    transitive = _instances(axioms, f"{_OWL}TransitiveProperty")
    while True:
        size = len(store)
        for name, above in properties.items():
            for other, flipped in above:
                pattern = f"?o <{other}> ?s" if flipped else f"?s <{other}> ?o"
                store.update(f"INSERT {{ {pattern} }} WHERE {{ ?s <{name}> ?o }}")
        for name in transitive:
            store.update(f"INSERT {{ ?s <{name}> ?o }} WHERE {{ ?s <{name}>/<{name}>+ ?o }}")
        if not transitive or len(store) == size:
            break
    for name, supers in classes.items():
        types = " . ".join(f"?s <{_TYPE}> <{other}>" for other in supers)
        store.update(f"INSERT {{ {types} }} WHERE {{ ?s <{_TYPE}> <{name}> }}")
    # Blank nodes get new identifiers on every run, and no answer may depend on the run.
    store.extend(
        q for q in axioms if not isinstance(q.subject, ox.BlankNode) and not isinstance(q.object, ox.BlankNode)
    )
    return len(store) - before


def _pairs(axioms: ox.Store, predicate: str) -> Iterator[tuple[str, str]]:
    """Subject and object IRIs of a predicate; anonymous classes are left out."""
    for quad in axioms.quads_for_pattern(None, ox.NamedNode(predicate), None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad.subject.value, quad.object.value


def _instances(axioms: ox.Store, cls: str) -> list[str]:
    """IRIs of the instances of a class, sorted."""
    return sorted(s for s, o in _pairs(axioms, _TYPE) if o == cls)


def _class_closure(axioms: ox.Store) -> dict[str, list[str]]:
    """For each class that has some, all classes above it, both sorted."""
    above: dict[str, set[str]] = {}
    for lower, upper in _pairs(axioms, f"{_RDFS}subClassOf"):
        above.setdefault(lower, set()).add(upper)
    for one, other in _pairs(axioms, f"{_OWL}equivalentClass"):
        above.setdefault(one, set()).add(other)
        above.setdefault(other, set()).add(one)
    closed = {name: _reachable(name, above) - {name} for name in sorted(above)}
    return {name: sorted(supers) for name, supers in closed.items() if supers}


def _property_closure(axioms: ox.Store) -> dict[str, list[tuple[str, bool]]]:
    """For each property, all that one triple of it entails: another property, and whether the ends change places."""
    steps: dict[tuple[str, bool], set[tuple[str, bool]]] = {}

    def rule(lower: str, upper: str, flips: bool) -> None:
        for flipped in (False, True):
            steps.setdefault((lower, flipped), set()).add((upper, flipped != flips))

    for lower, upper in _pairs(axioms, f"{_RDFS}subPropertyOf"):
        rule(lower, upper, False)
    for one, other in _pairs(axioms, f"{_OWL}equivalentProperty"):
        rule(one, other, False)
        rule(other, one, False)
    for one, other in _pairs(axioms, f"{_OWL}inverseOf"):
        rule(one, other, True)
        rule(other, one, True)
    for name in _instances(axioms, f"{_OWL}SymmetricProperty"):
        rule(name, name, True)
    names = sorted({name for name, _ in steps})
    closed = {name: _reachable((name, False), steps) - {(name, False)} for name in names}
    return {name: sorted(entailed) for name, entailed in closed.items()}


def _reachable(start: T, steps: Mapping[T, set[T]]) -> set[T]:
    """All that can be reached from `start`, itself included."""
    seen, todo = {start}, [start]
    while todo:
        new = steps.get(todo.pop(), set()) - seen
        seen |= new
        todo.extend(new)
    return seen
