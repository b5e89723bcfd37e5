"""A build's Turtle → the resolved corpus that it was written from: the other direction of `kgraph.rdf`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS

from kgraph.errors import BuildError
from kgraph.forms import rdf_format, read_triples
from kgraph.merge import evidence_key, fact_key, plain_time
from kgraph.model import Curated, Entity, EntityMention, Evidence, Fact, Literal, Qualifiers, Resolution, Source, Span
from kgraph.namespaces import ITSRDF, KG, NIF

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

GRAPH_FILE = "graph.ttl"
EVIDENCE_FILE = "evidence.ttl"

_TYPE, _LABEL, _ALIAS, _MENTIONED_IN = (str(p) for p in (RDF.type, RDFS.label, SKOS.altLabel, KG.mentionedIn))
_IDENTIFIER, _PATH, _SHA = str(DCTERMS.identifier), str(KG.path), str(KG.sha256)
_CONTEXT_OF, _BEGIN, _END, _ANCHOR = (
    str(p) for p in (NIF.referenceContext, NIF.beginIndex, NIF.endIndex, NIF.anchorOf)
)
_ENTITY, _CLASS, _ANAPHORIC = str(ITSRDF.taIdentRef), str(ITSRDF.taClassRef), str(KG.anaphoric)
_SUBJECT, _PREDICATE, _OBJECT = str(RDF.subject), str(RDF.predicate), str(RDF.object)
_CONFIDENCE, _DERIVATION, _OVERRIDDEN_BY = str(KG.confidence), str(PROV.qualifiedDerivation), str(KG.overriddenBy)
_SUBJECT_MENTION, _OBJECT_MENTION, _SENTENCE = str(KG.subjectMention), str(KG.objectMention), str(PROV.entity)
_EDTF, _CURATED = str(KG.edtf), str(KG.curated)
#: Of a fact that a person added: its source, and who added it, when and why.
CURATED_TERMS = tuple(str(t) for t in (DCTERMS.source, DCTERMS.creator, DCTERMS.date, DCTERMS.description))
_NO_QUALIFIERS = frozenset({_CONFIDENCE, _CURATED, _EDTF, _OVERRIDDEN_BY, _SUBJECT_MENTION, _OBJECT_MENTION})

#: What is said of one subject: predicate, object, predicate, object … Objects are IRIs, or values after a quotation
#: mark. One flat list each keeps large builds small in memory.
_Node = list[str]
_QUOTE = '"'


def read_build(folder: Path | str, ontology: Ontology | None = None) -> Resolution:
    """Read the files of a build back into entities, facts and sources.

    Parameters
    ----------
    folder
        Output of ``kgraph build``; or a file that holds a whole build, in any of the forms of `kgraph.forms`.
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
    folder = Path(folder)
    if folder.is_file():
        evidence = _nodes(folder)
        graph = {iri: node for iri, node in evidence.items() if _LABEL in node}
    else:
        graph, evidence = _nodes(folder / GRAPH_FILE), _nodes(folder / EVIDENCE_FILE)
    try:
        return _Reader(graph, evidence, ontology).resolution()
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        raise BuildError(
            f"The files in '{folder}' do not belong together, or are not of this version and ontology ({error!r}). "
            "Name the ontology they were built with, or run kgraph build again."
        ) from error


def _nodes(path: Path) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    known: dict[str, str] = {}  # equal IRIs share one string
    try:
        for triple in read_triples(path):
            predicate, obj = triple.predicate.value, triple.object
            if isinstance(obj, ox.Literal):
                value = _QUOTE + obj.value
            else:
                value = obj.value if isinstance(obj, ox.NamedNode) else str(obj)
                value = known.setdefault(value, value)
            subject = triple.subject
            iri = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
            node = nodes.get(iri)
            if node is None:
                iri = known.setdefault(iri, iri)
                node = nodes[iri] = []
            node += (known.setdefault(predicate, predicate), value)
    except OSError as error:
        raise BuildError(
            f"'{path.parent}' is not a finished build: it has no readable {path.name}. Run kgraph build."
        ) from error
    except SyntaxError as error:
        raise BuildError(
            f"'{path}', line {error.lineno}: not {rdf_format(path).name}. Run kgraph build again."
        ) from error
    return nodes


def _all(node: _Node, predicate: str) -> list[str]:
    """All objects of a predicate."""
    return [node[i + 1] for i in range(0, len(node), 2) if node[i] == predicate]


def _one(node: _Node, predicate: str) -> str:
    """The only object of a predicate; of a literal, its value."""
    for i in range(0, len(node), 2):
        if node[i] == predicate:
            return node[i + 1].removeprefix(_QUOTE)
    raise LookupError(f"something lacks <{predicate}>")


def _object(statement: _Node) -> str | Literal:
    """The object of a statement: the IRI of an entity, or a literal."""
    target = _all(statement, _OBJECT)[0]
    return Literal(target[1:]) if target.startswith(_QUOTE) else target


def _curated(derivation: _Node) -> Curated | None:
    if not _all(derivation, _CURATED):
        return None
    return Curated(*(next(iter(_all(derivation, term)), "").removeprefix(_QUOTE) for term in CURATED_TERMS))


class _Reader:
    """Looks up what it needs by subject; the order of the triples in the files plays no role."""

    def __init__(self, graph: dict[str, _Node], evidence: dict[str, _Node], ontology: Ontology) -> None:
        self.graph = graph
        self.evidence = evidence
        self.ontology = ontology
        self.documents = {iri: node for iri, node in evidence.items() if _IDENTIFIER in node}
        self.ids = {iri: _one(node, _IDENTIFIER) for iri, node in self.documents.items()}
        self.qualifiers: dict[str, str] = {}  # predicate → local name, or nothing for what is no qualifier

    def resolution(self) -> Resolution:
        sources = [
            Source(self.ids[iri], _one(node, _PATH), _one(node, _SHA), int(_one(node, _END)))
            for iri, node in self.documents.items()
        ]
        return Resolution(
            entities=tuple(sorted(self._entities(), key=lambda e: e.iri)),
            facts=tuple(sorted(self._facts(), key=fact_key)),
            sources=tuple(sorted(sources)),
        )

    def _place(self, node: _Node) -> tuple[str, Span]:
        return self.ids[_one(node, _CONTEXT_OF)], Span(int(_one(node, _BEGIN)), int(_one(node, _END)))

    def _entities(self) -> Iterator[Entity]:
        mentions: dict[str, list[EntityMention]] = defaultdict(list)
        classes: dict[str, set[str]] = defaultdict(set)
        for node in self.evidence.values():
            if _ENTITY not in node:
                continue
            document, span = self._place(node)
            mention = EntityMention(document, span, _one(node, _ANCHOR), _QUOTE + "true" in _all(node, _ANAPHORIC))
            for entity in _all(node, _ENTITY):
                mentions[entity].append(mention)
                classes[entity].update(_all(node, _CLASS))
        for iri, node in self.graph.items():
            if not all(document in self.ids for document in _all(node, _MENTIONED_IN)):
                raise LookupError(f"the evidence lacks a document of <{iri}>")
            types = set(_all(node, _TYPE))
            locals_ = {self._local(t) for t in types}
            kind = self._deepest({self._local(t) for t in types & classes[iri]} or locals_)
            finer = {t for t in locals_ if t != kind and self.ontology.is_a(t, kind)}
            yield Entity(
                iri=iri,
                type=kind,
                label=_one(node, _LABEL),
                aliases=tuple(sorted(a.removeprefix(_QUOTE) for a in _all(node, _ALIAS))),
                mentions=tuple(sorted(mentions[iri], key=lambda m: (m.document, m.span, m.pronoun, m.text))),
                subtype=self._deepest(finer) if finer else "",
            )

    def _deepest(self, classes: set[str]) -> str:
        return max(sorted(classes), key=lambda c: len(self.ontology.super_classes(c)))

    def _local(self, iri: str) -> str:
        local = self.ontology.local(iri)
        if local is None:
            raise LookupError(f"<{iri}> is not of <{self.ontology.namespace}>")
        return local

    def _facts(self) -> Iterator[Fact]:
        for node in self.evidence.values():
            if _PREDICATE in node:
                derivations = [self.evidence[d] for d in _all(node, _DERIVATION)]
                subject, target = _one(node, _SUBJECT), _object(node)
                value = target.value if isinstance(target, Literal) else ""
                found = [self._evidence(d, node if len(derivations) == 1 else d, value) for d in derivations]
                if subject not in self.graph or (isinstance(target, str) and target not in self.graph):
                    raise LookupError(f"the graph lacks an entity of a fact about <{subject}>")
                instead = [self.evidence[statement] for statement in _all(node, _OVERRIDDEN_BY)]
                yield Fact(
                    subject=subject,
                    property=self._local(_one(node, _PREDICATE)),
                    object=target,
                    evidence=tuple(sorted(found, key=evidence_key)),
                    overridden_by=_object(instead[0]) if instead else None,
                )

    def _evidence(self, derivation: _Node, stated: _Node, value: str) -> Evidence:
        """The evidence of a derivation; what its text says stands with it or, if it is the only one, above it."""
        document, subject = self._place(self.evidence[_one(derivation, _SUBJECT_MENTION)])
        _, object_ = self._place(self.evidence[_one(derivation, _OBJECT_MENTION)])
        sentence = self.evidence[_one(derivation, _SENTENCE)]
        qualifiers = self._qualifiers(stated)
        time = next(iter(_all(stated, _EDTF)), "").removeprefix(_QUOTE)
        return Evidence(
            document=document,
            subject_span=subject,
            object_span=object_,
            sentence_span=self._place(sentence)[1],
            sentence=_one(sentence, _ANCHOR),
            confidence=float(_one(stated, _CONFIDENCE)),
            qualifiers=qualifiers,
            edtf="" if time == plain_time(value, qualifiers) else time,
            curated=_curated(derivation),
        )

    def _qualifiers(self, node: _Node) -> Qualifiers:
        found = []
        for i in range(0, len(node), 2):
            predicate = node[i]
            if predicate not in self.qualifiers:
                self.qualifiers[predicate] = self._qualifier(predicate)
            if self.qualifiers[predicate]:
                found.append((self.qualifiers[predicate], node[i + 1].removeprefix(_QUOTE)))
        return tuple(sorted(found))

    def _qualifier(self, predicate: str) -> str:
        if predicate in _NO_QUALIFIERS:
            return ""
        namespaces = (self.ontology.namespace, str(KG._NS))
        return next((predicate[len(n) :] for n in namespaces if predicate.startswith(n)), "")
