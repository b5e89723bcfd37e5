"""A build's Turtle → the resolved corpus that it was written from: the other direction of `kgraph.rdf`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS

from kgraph.errors import BuildError
from kgraph.merge import evidence_key, fact_key
from kgraph.model import Entity, EntityMention, Evidence, Fact, Literal, Qualifiers, Resolution, Source, Span
from kgraph.namespaces import ITSRDF, KG, NIF

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

GRAPH_FILE = "graph.ttl"
EVIDENCE_FILE = "evidence.ttl"

_TYPE, _LABEL, _ALIAS = str(RDF.type), str(RDFS.label), str(SKOS.altLabel)
_IDENTIFIER, _PATH, _SHA = str(DCTERMS.identifier), str(KG.path), str(KG.sha256)
_CONTEXT_OF, _BEGIN, _END, _ANCHOR = (
    str(p) for p in (NIF.referenceContext, NIF.beginIndex, NIF.endIndex, NIF.anchorOf)
)
_ENTITY, _CLASS, _ANAPHORIC = str(ITSRDF.taIdentRef), str(ITSRDF.taClassRef), str(KG.anaphoric)
_SUBJECT, _PREDICATE, _OBJECT = str(RDF.subject), str(RDF.predicate), str(RDF.object)
_CONFIDENCE, _DERIVATION = str(KG.confidence), str(PROV.qualifiedDerivation)
_SUBJECT_MENTION, _OBJECT_MENTION, _SENTENCE = str(KG.subjectMention), str(KG.objectMention), str(PROV.entity)
_NO_QUALIFIERS = frozenset({_CONFIDENCE, _SUBJECT_MENTION, _OBJECT_MENTION})

#: The objects of one subject, by predicate.
_Node = dict[str, list[str | Literal]]


def read_build(folder: Path | str, ontology: Ontology | None = None) -> Resolution:
    """Read the files of a build back into entities, facts and sources.

    Parameters
    ----------
    folder
        Output of ``kgraph build``.
    ontology
        The one that it was built with; None for the one that comes with kgraph.

    Returns
    -------
    Resolution
        What was written, but for the files that were skipped, which a build's report lists.

    Raises
    ------
    BuildError
        When a file is missing, is not Turtle, or was not written by kgraph.
    """
    if ontology is None:
        from kgraph.ontology import load_ontology

        ontology = load_ontology()
    graph = _nodes(Path(folder) / GRAPH_FILE)
    evidence = _nodes(Path(folder) / EVIDENCE_FILE)
    try:
        return _Reader(graph, evidence, ontology).resolution()
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        raise BuildError(
            f"The files in '{folder}' do not belong together, or are not of this version and ontology ({error!r}). "
            "Name the ontology they were built with, or run kgraph build again."
        ) from error


def _nodes(path: Path) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    try:
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            subject, obj = triple.subject, triple.object
            value = Literal(obj.value) if isinstance(obj, ox.Literal) else _iri(obj)
            nodes.setdefault(_iri(subject), {}).setdefault(triple.predicate.value, []).append(value)
    except OSError as error:
        raise BuildError(
            f"'{path.parent}' is not a finished build: it has no readable {path.name}. Run kgraph build."
        ) from error
    except SyntaxError as error:
        raise BuildError(f"'{path}', line {error.lineno}: not Turtle. Run kgraph build again.") from error
    return nodes


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class _Reader:
    """Looks up what it needs by subject; the order of the triples in the files plays no role."""

    def __init__(self, graph: dict[str, _Node], evidence: dict[str, _Node], ontology: Ontology) -> None:
        self.graph = graph
        self.evidence = evidence
        self.ontology = ontology
        self.ids = {iri: _text(node, _IDENTIFIER) for iri, node in evidence.items() if _IDENTIFIER in node}

    def resolution(self) -> Resolution:
        sources = [
            Source(_text(n, _IDENTIFIER), _text(n, _PATH), _text(n, _SHA), int(_text(n, _END)))
            for n in self.evidence.values()
            if _IDENTIFIER in n
        ]
        return Resolution(
            entities=tuple(sorted(self._entities(), key=lambda e: e.iri)),
            facts=tuple(sorted(self._facts(), key=fact_key)),
            sources=tuple(sorted(sources)),
        )

    def _place(self, iri: str) -> tuple[str, Span]:
        node = self.evidence[iri]
        return self.ids[_text(node, _CONTEXT_OF)], Span(int(_text(node, _BEGIN)), int(_text(node, _END)))

    def _entities(self) -> Iterator[Entity]:
        mentions: dict[str, list[EntityMention]] = defaultdict(list)
        classes: dict[str, set[str]] = defaultdict(set)
        for iri, node in self.evidence.items():
            for entity in node.get(_ENTITY, ()):
                document, span = self._place(iri)
                mention = EntityMention(document, span, _text(node, _ANCHOR), _ANAPHORIC in node)
                mentions[str(entity)].append(mention)
                classes[str(entity)].update(self._local(c) for c in node.get(_CLASS, ()))
        for iri, node in self.graph.items():
            types = {self._local(t) for t in node[_TYPE]}
            kind = self._deepest(types & classes[iri] or types)
            finer = {t for t in types if t != kind and self.ontology.is_a(t, kind)}
            yield Entity(
                iri=iri,
                type=kind,
                label=_text(node, _LABEL),
                aliases=tuple(sorted(a.value for a in node.get(_ALIAS, ()) if isinstance(a, Literal))),
                mentions=tuple(sorted(mentions[iri], key=lambda m: (m.document, m.span, m.pronoun, m.text))),
                subtype=self._deepest(finer) if finer else "",
            )

    def _deepest(self, classes: set[str]) -> str:
        return max(sorted(classes), key=lambda c: len(self.ontology.super_classes(c)))

    def _local(self, iri: str | Literal) -> str:
        local = self.ontology.local(str(iri))
        if local is None:
            raise LookupError(f"<{iri}> is not of <{self.ontology.namespace}>")
        return local

    def _facts(self) -> Iterator[Fact]:
        for node in self.evidence.values():
            if _PREDICATE in node:
                derivations = [self.evidence[str(d)] for d in node[_DERIVATION]]
                found = [self._evidence(d, node if len(derivations) == 1 else d) for d in derivations]
                yield Fact(
                    subject=_text(node, _SUBJECT),
                    property=self._local(node[_PREDICATE][0]),
                    object=node[_OBJECT][0],
                    evidence=tuple(sorted(found, key=evidence_key)),
                )

    def _evidence(self, derivation: _Node, stated: _Node) -> Evidence:
        """The evidence of a derivation; confidence and qualifiers stand with it or, if it is the only one, above it."""
        document, subject = self._place(_text(derivation, _SUBJECT_MENTION))
        _, object_ = self._place(_text(derivation, _OBJECT_MENTION))
        sentence = _text(derivation, _SENTENCE)
        return Evidence(
            document=document,
            subject_span=subject,
            object_span=object_,
            sentence_span=self._place(sentence)[1],
            sentence=_text(self.evidence[sentence], _ANCHOR),
            confidence=float(_text(stated, _CONFIDENCE)),
            qualifiers=self._qualifiers(stated),
        )

    def _qualifiers(self, node: _Node) -> Qualifiers:
        found = []
        for predicate, values in node.items():
            for namespace in (self.ontology.namespace, str(KG._NS)):
                if predicate.startswith(namespace) and predicate not in _NO_QUALIFIERS:
                    found += [(predicate[len(namespace) :], v.value) for v in values if isinstance(v, Literal)]
                    break
        return tuple(sorted(found))


def _text(node: _Node, predicate: str) -> str:
    """The only object of a predicate, be it an IRI or a literal."""
    value = node[predicate][0]
    return value.value if isinstance(value, Literal) else value
