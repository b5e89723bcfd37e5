"""The SHACL shapes of an ontology: its ``shapes.ttl``, completed from its axioms.

Three sources, in this order; a later one only fills what the earlier ones leave open:

1. ``shapes.ttl`` of the ontology's folder, if there is one. It has the last word on every property that one of its
   shapes takes as ``sh:targetSubjectsOf``.
2. Domains, ranges and functional properties of the ontology, for the properties that are left.
3. The evidence shapes that come with kgraph (``ev:``): entities, documents, mentions and statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import shacl

from kgraph.errors import OntologyError
from kgraph.ontology import Ontology, Property, default_folder

#: Namespace of the shapes that hold for builds of any domain.
EVIDENCE_SHAPES = "https://w3id.org/kgraph/evidence-shapes#"
#: Beginning of the IRIs of shapes made from axioms; the local name of the property follows.
GENERATED_SHAPES = "urn:kgraph:shape:"

SHAPES_FILE = "shapes.ttl"

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = {"sh": _SH, "rdfs": _RDFS, "xsd": _XSD, "ev": EVIDENCE_SHAPES}

# SHACL beyond its core, over which the validator passes in silence.
_UNSUPPORTED = ("sparql", "js", "rule", "target", "select", "ask", "expression", "validator", "nodeValidator")
_ENTITY = ox.NamedNode(EVIDENCE_SHAPES + "Entity")
_TARGET = ox.NamedNode(_SH + "targetSubjectsOf")


@dataclass(frozen=True, slots=True)
class CompiledShapes:
    """Shapes ready to validate with.

    Attributes
    ----------
    engine
        The compiled shapes graph; may be used any number of times, and by several threads.
    triples
        The same as N-Triples, for other SHACL processors.
    hierarchy
        The sub-class axioms among the ontology's classes as N-Triples, to go into the data graph: ``sh:class`` and
        ``sh:targetClass`` follow them there.
    targets
        IRI of a fact shape → IRI of the property whose subjects it looks at.
    """

    engine: shacl.Shapes
    triples: str
    hierarchy: str
    targets: dict[str, str]


@lru_cache(maxsize=4)
def compile_shapes(ontology: Ontology) -> CompiledShapes:
    """Read, complete and compile the shapes of an ontology.

    Raises
    ------
    OntologyError
        ``shapes.ttl`` does not parse, or uses SHACL beyond its core (SPARQL constraints, rules, own components).
    """
    file = ontology.folder / SHAPES_FILE
    triples = list(read_shapes(file)) if file.exists() else []
    subjects = {t.subject for t in triples}
    triples += evidence_shapes(default_folder() / SHAPES_FILE, known=subjects)
    if _ENTITY not in subjects:
        triples += _parse("\n".join(entity_targets(ontology)), "the entity targets")
    covered = {t.object.value for t in triples if t.predicate == _TARGET and isinstance(t.object, ox.NamedNode)}
    missing = [p for n, p in ontology.properties.items() if ontology.iri(n) not in covered]
    triples += _parse("\n".join(generate(ontology, missing)), "the generated shapes")
    targets = {
        t.subject.value: t.object.value
        for t in triples
        if t.predicate == _TARGET
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
        and not t.subject.value.startswith(EVIDENCE_SHAPES)
    }
    text = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    hierarchy = "".join(
        f"<{ontology.iri(c.name)}> <{_RDFS}subClassOf> <{ontology.iri(parent)}> .\n"
        for c in ontology.classes.values()
        for parent in c.parents
    )
    try:
        engine = shacl.Shapes.from_text(text, format="nt")
    except ValueError as error:
        raise OntologyError(f"{file}: not a usable shapes graph: {error}") from error
    return CompiledShapes(engine, text, hierarchy, targets)


def read_shapes(file: Path) -> Iterator[ox.Triple]:
    """The triples of a shapes file.

    Raises
    ------
    OntologyError
        It cannot be read, does not parse, or uses SHACL beyond its core.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{file} cannot be read as UTF-8: {error}") from error
    triples = _parse(text, str(file))
    used = sorted({name for t in triples for name in _UNSUPPORTED if t.predicate.value == _SH + name})
    if used:
        raise OntologyError(
            f"{file}: uses {', '.join('sh:' + n for n in used)}, which would not be checked. "
            "Express it with the SHACL core constraints, or leave it out."
        )
    yield from triples


def evidence_shapes(file: Path, *, known: Iterable[object] = ()) -> list[ox.Triple]:
    """The evidence shapes of a shapes file with everything that hangs on them, but those in `known`."""
    by_subject: dict[object, list[ox.Triple]] = {}
    for triple in read_shapes(file):
        by_subject.setdefault(triple.subject, []).append(triple)
    wanted: set[object] = {s for s in by_subject if isinstance(s, ox.NamedNode) and s.value.startswith(EVIDENCE_SHAPES)}
    wanted -= set(known)
    todo = list(wanted)
    while todo:
        for triple in by_subject.get(todo.pop(), ()):
            if isinstance(triple.object, ox.BlankNode) and triple.object not in wanted:
                wanted.add(triple.object)
                todo.append(triple.object)
    return [t for subject, triples in by_subject.items() if subject in wanted for t in triples]


def entity_targets(ontology: Ontology) -> Iterator[str]:
    """Turtle that makes the instances of the ontology's topmost classes subject to the entity shape."""
    yield _prefixes()
    for name, cls in ontology.classes.items():
        if not cls.parents:
            yield f"ev:Entity sh:targetClass {_iri(ontology, name)} ."


def generate(ontology: Ontology, properties: Iterable[Property]) -> Iterator[str]:
    """Turtle with one shape for each property, from its domain, range and functionality."""
    yield _prefixes()
    for p in properties:
        path = _iri(ontology, p.name)
        if p.is_date:
            value, expected = "sh:node ev:Date", "a date: a day, a month or a year"
        elif set(p.range) <= set(ontology.classes):
            value, expected = _classes(ontology, p.range), _alternatives(p.range)
        else:
            value = "sh:or ( " + " ".join(f"[ sh:datatype xsd:{r} ]" for r in p.range) + " )"
            expected = " or ".join(f"xsd:{r}" for r in p.range)
        yield f"<{GENERATED_SHAPES}{p.name}> a sh:NodeShape ; sh:targetSubjectsOf {path} ;"
        yield f"  {_classes(ontology, p.domain)} ;"
        yield f'  sh:message "The subject of {p.name} must be {_alternatives(p.domain)}." ;'
        if p.functional:
            yield f'  sh:property [ sh:path {path} ; sh:maxCount 1 ; sh:message "There can be only one {p.name}." ] ;'
        yield f'  sh:property [ sh:path {path} ; {value} ; sh:message "The object of {p.name} must be {expected}." ] .'


def _prefixes() -> str:
    return "\n".join(f"@prefix {p}: <{n}> ." for p, n in _PREFIXES.items())


def _iri(ontology: Ontology, name: str) -> str:
    return f"<{ontology.iri(name)}>"


def _classes(ontology: Ontology, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"sh:class {_iri(ontology, names[0])}"
    return "sh:or ( " + " ".join(f"[ sh:class {_iri(ontology, n)} ]" for n in names) + " )"


def _alternatives(names: tuple[str, ...]) -> str:
    """'a Person', 'an Organization or a Person', 'an Event, an Organization or a Venue'."""
    said = [f"{'an' if n[0] in 'AEIOU' else 'a'} {n}" for n in names]
    return " or ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _parse(text: str, source: str) -> list[ox.Triple]:
    try:
        quads = ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        return [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
    except SyntaxError as error:
        raise OntologyError(f"{source}, line {error.lineno}: {error.msg}") from error
