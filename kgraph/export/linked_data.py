"""JSON-LD and N-Triples: the triples of ``graph.ttl`` in other syntaxes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rdflib.namespace import RDFS, SKOS, XSD

from kgraph.export.rows import storable
from kgraph.model import Literal, Resolution
from kgraph.namespaces import KG
from kgraph.rdf import base_of, graph_blocks
from kgraph.turtle import RDF_TYPE, Object, TextSink, ntriple, triples

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

_XSD = str(XSD)
_FIXED = {"label": str(RDFS.label), "altLabel": str(SKOS.altLabel), "mentionedIn": str(KG.mentionedIn)}
_TAKEN = frozenset({"id", "type", "xsd", *_FIXED})


def write_ntriples(stream: TextSink, resolution: Resolution, ontology: Ontology) -> None:
    """Write the triples of the graph one a line, in the order of ``graph.ttl``."""
    for triple in triples(graph_blocks(resolution, ontology, base_of(resolution))):
        stream.write(ntriple(triple) + "\n")


def write_jsonld(stream: TextSink, resolution: Resolution, ontology: Ontology) -> None:
    """Write the graph as JSON-LD 1.1: one object for each entity, its properties under their plain names.

    The context declares the classes and properties that occur. IRIs of the build are relative to its ``@base``.
    """
    base = base_of(resolution)
    terms, linked = _terms(resolution, ontology)
    context: dict[str, Any] = {"@base": base, "id": "@id", "type": "@type", "xsd": _XSD}
    context |= {name: {"@id": iri, "@type": "@id"} if iri in linked else iri for iri, name in terms.items()}
    stream.write('{\n  "@context": ' + _dump(context, 4) + ',\n  "@graph": [')
    separator = "\n    "
    for subject, pairs in graph_blocks(resolution, ontology, base):
        node: dict[str, Any] = {"id": _relative(subject, base)}
        for predicate, obj in sorted(set(pairs), key=lambda pair: (terms.get(pair[0], ""), str(pair[1]))):
            if predicate == RDF_TYPE:
                node.setdefault("type", []).append(terms[str(obj)])
            else:
                node.setdefault(terms[predicate], []).append(_value(obj, base))
        stream.write(separator + _dump({k: v[0] if len(v) == 1 and k != "id" else v for k, v in node.items()}, 6))
        separator = ",\n    "
    stream.write("\n  ]\n}\n")


def _terms(resolution: Resolution, ontology: Ontology) -> tuple[dict[str, str], set[str]]:
    """A term for the IRI of each class and property that occurs; and the IRIs of properties that lead to entities."""
    own = {c for e in resolution.entities for c in (e.type, e.subtype) if c}
    classes = own | {above for c in own for above in ontology.super_classes(c)}
    links = {f.property for f in resolution.carried if not isinstance(f.object, Literal)}
    values = {f.property for f in resolution.carried if isinstance(f.object, Literal)}
    terms = {iri: name for name, iri in _FIXED.items()}
    for name in sorted(classes | links | values):
        terms[ontology.iri(name)] = f"{name}_" if name in _TAKEN else name
    return terms, {ontology.iri(name) for name in links} | {_FIXED["mentionedIn"]}


def _value(obj: Object, base: str) -> Any:
    if isinstance(obj, str):
        return _relative(obj, base)
    value, datatype = obj
    return {"@value": storable(value), "@type": datatype.replace(_XSD, "xsd:")} if datatype else storable(value)


def _relative(iri: str, base: str) -> str:
    rest = iri.removeprefix(base)
    return rest if rest and ":" not in rest and not rest.startswith(("/", ".", "?", "#")) else iri


def _dump(value: object, indent: int) -> str:
    """JSON with two blanks an indentation, the first line's indentation left to the caller."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.replace("\n", "\n" + " " * (indent - 2))
