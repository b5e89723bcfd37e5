"""A whole build, facts and evidence, in one file: named graphs for each source, or RDF 1.2 with reifiers.

They are made of what ``graph.ttl`` and ``evidence.ttl`` say, block by block, so that no form says anything that another
does not. See `kgraph.forms` for what they look like and how they are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from rdflib.namespace import DCTERMS, PROV, RDF

from kgraph.model import Resolution
from kgraph.namespaces import NIF
from kgraph.rdf import base_of, evidence_blocks, graph_blocks, prefixes_of
from kgraph.turtle import Block, Object, TextSink, Triple, TurtleWriter, nquad, ntriple, triples

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

__all__ = ["FORM_WRITERS", "write_nquads", "write_rdf12", "write_trig"]

_STATEMENT = str(RDF.Statement)
_SUBJECT, _PREDICATE, _OBJECT = str(RDF.subject), str(RDF.predicate), str(RDF.object)
_CONTEXT_OF, _DERIVATION, _SENTENCE = str(NIF.referenceContext), str(PROV.qualifiedDerivation), str(PROV.entity)
_SHOWN = ("itsrdf", "nif", "prov", "rdf", "rdfs", "skos", "xsd")


def write_trig(stream: TextSink, resolution: Resolution, ontology: Ontology, base: str | None = None) -> None:
    """Write TriG: the build in the default graph, and a graph for each document with the facts that it states.

    Parameters
    ----------
    stream
        A text stream; it is not closed.
    resolution, ontology
        What to write, and the ontology of its local names.
    base
        The base IRI with which the corpus was resolved; if None, as its entities tell.
    """
    base = base or base_of(resolution)
    writer = TurtleWriter(stream, _prefixes(resolution, ontology, base), base)
    said = _SaidBySource()
    for block in said.listen(_blocks(resolution, ontology, base)):
        writer.block(*block)
    for document, facts in said.graphs():
        with writer.graph(document):
            for subject, pairs in facts:
                writer.block(subject, pairs)


def write_nquads(stream: TextSink, resolution: Resolution, ontology: Ontology, base: str | None = None) -> None:
    """Write the quads of `write_trig` as N-Quads, one a line, in the same order. Parameters as there."""
    base = base or base_of(resolution)
    said = _SaidBySource()
    for triple in triples(said.listen(_blocks(resolution, ontology, base))):
        stream.write(ntriple(triple) + "\n")
    for document, facts in said.graphs():
        for triple in triples(facts):
            stream.write(nquad(triple, document) + "\n")


def write_rdf12(stream: TextSink, resolution: Resolution, ontology: Ontology, base: str | None = None) -> None:
    """Write Turtle of RDF 1.2: as the reified form, but statements are reifiers of triple terms.

    Parameters as of `write_trig`.
    """
    base = base or base_of(resolution)
    stream.write('@version "1.2" .\n')
    writer = TurtleWriter(stream, _prefixes(resolution, ontology, base), base)
    for subject, pairs in _blocks(resolution, ontology, base):
        fact = _stated(pairs)
        if fact is not None:
            pairs = [(p, o) for p, o in pairs if p not in (_SUBJECT, _PREDICATE, _OBJECT) and o != _STATEMENT]
        writer.block(subject, pairs, fact)


def _prefixes(resolution: Resolution, ontology: Ontology, base: str) -> dict[str, str]:
    prefixes = prefixes_of(resolution, ontology, base, _SHOWN)
    return prefixes | {"dcterms": str(DCTERMS), "statement": f"{base}statement/"}


def _blocks(resolution: Resolution, ontology: Ontology, base: str) -> Iterator[Block]:
    yield from graph_blocks(resolution, ontology, base)
    yield from evidence_blocks(resolution, ontology, base)


def _stated(pairs: Iterable[tuple[str, Object]]) -> Triple | None:
    """The triple that a block states as an ``rdf:Statement``; None if it is another block."""
    parts = {p: o for p, o in pairs if p in (_SUBJECT, _PREDICATE, _OBJECT)}
    return (str(parts[_SUBJECT]), str(parts[_PREDICATE]), parts[_OBJECT]) if len(parts) == 3 else None


#: By the name of the form, as in `kgraph.forms`.
FORM_WRITERS = MappingProxyType({"trig": write_trig, "nquads": write_nquads, "rdf12": write_rdf12})


class _SaidBySource:
    """Finds out, from blocks that pass by, which facts each document states."""

    def __init__(self) -> None:
        self._documents: dict[Object, str] = {}  # sentence → document
        self._statements: dict[str, Triple] = {}  # derivation → fact
        # A dict for a set that keeps its order.
        self._facts: dict[str, dict[Triple, None]] = defaultdict(dict)

    def listen(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass the blocks on: documents with their sentences, then each statement before its derivations."""
        for block in blocks:
            subject, pairs = block
            fact = _stated(pairs)
            for predicate, obj in pairs:
                if predicate == _CONTEXT_OF:
                    self._documents[subject] = str(obj)
                elif predicate == _DERIVATION and fact is not None:
                    self._statements[str(obj)] = fact
                elif predicate == _SENTENCE and subject in self._statements and obj in self._documents:
                    self._facts[self._documents[obj]][self._statements.pop(subject)] = None
            yield block

    def graphs(self) -> Iterator[tuple[str, list[Block]]]:
        """Each document that states something, sorted, with its facts by subject, in the order in which they came."""
        for document in sorted(self._facts):
            blocks: dict[str, list[tuple[str, Object]]] = defaultdict(list)
            for subject, predicate, obj in self._facts[document]:
                blocks[subject].append((predicate, obj))
            yield document, list(blocks.items())
