"""The resolved corpus as RDF: what ``graph.ttl`` and ``evidence.ttl`` say.

*graph.ttl* has a block for each entity: its classes, spelled out up to the topmost, one `rdfs:label`, `skos:altLabel`s,
the documents that mention it (`pa:mentionedIn`), and each fact that nothing overrides as one plain triple. Dates are
typed as precise as they are.

*evidence.ttl* says where that comes from, in RFC 5147 and NIF terms:

- each document, a `nif:Context` and `prov:Entity` with its id, path and SHA-256;
- each mention, a `nif:Phrase` of the document with its offsets and characters, `itsrdf:taIdentRef` its entity and
  `itsrdf:taClassRef` the entity's class. One phrase may refer to two entities (a work and its title role).
  `pa:anaphoric` marks pronouns and the like. A date that a fact has for object is a phrase without entity;
- each sentence that states a fact, a `nif:Sentence`;
- each fact, an `rdf:Statement` with the confidence of its best evidence, the qualifiers of all of it
  (`kgraph.merge.merged_qualifiers`), when it was so in EDTF (`pa:edtf`: of a date as object, that date), and
  `prov:wasDerivedFrom` the mentions and sentences that state it. One that is not in the graph has `pa:overriddenBy` the
  statement that is there in its place;
- each place where a text states the fact, a `prov:Derivation` of the statement (`prov:qualifiedDerivation`) that tells
  the words for the subject (`pa:subjectMention`) and for the object (`pa:objectMention`) in the sentence
  (`prov:entity`). What a person added has `pa:curated` there, its `dcterms:source`, and `dcterms:creator`,
  `dcterms:date` and `dcterms:description` if the curation file, which is the document then, says so. If there are
  several, each has the confidence, qualifiers and time that its own text gives.

Both are sorted, have no blank nodes, and are read back without loss by `read_build`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import Graph
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS, XSD

from kgraph.errors import BuildError
from kgraph.iris import DEFAULT_BASE, document_iri, entity_base, evidence_iri, span_iri, statement_iri
from kgraph.merge import merged_qualifiers, merged_time, stated_time
from kgraph.model import (
    Curated,
    Entity,
    EntityMention,
    Evidence,
    Fact,
    Literal,
    Qualifiers,
    Resolution,
    Source,
    Span,
)
from kgraph.namespaces import ITSRDF, KG, NIF
from kgraph.rdf_reader import CURATED_TERMS, EVIDENCE_FILE, GRAPH_FILE, read_build
from kgraph.turtle import Block, Object, TextSink, TurtleWriter

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

__all__ = [
    "EVIDENCE_FILE",
    "GRAPH_FILE",
    "base_of",
    "evidence_blocks",
    "graph_blocks",
    "prefixes_of",
    "read_build",
    "to_rdflib",
    "write_evidence",
    "write_graph",
]

_TYPE, _LABEL, _ALIAS = str(RDF.type), str(RDFS.label), str(SKOS.altLabel)
_MENTIONED_IN, _CONFIDENCE, _EDTF = str(KG.mentionedIn), str(KG.confidence), str(KG.edtf)
_OVERRIDDEN_BY, _CURATED = str(KG.overriddenBy), str(KG.curated)
_DERIVED_FROM, _DERIVATION, _FROM_SENTENCE = (
    str(p) for p in (PROV.wasDerivedFrom, PROV.qualifiedDerivation, PROV.entity)
)
_SUBJECT_MENTION, _OBJECT_MENTION = str(KG.subjectMention), str(KG.objectMention)
_SUBJECT, _PREDICATE, _OBJECT = str(RDF.subject), str(RDF.predicate), str(RDF.object)
_A_STATEMENT: tuple[str, Object] = (_TYPE, str(RDF.Statement))
_A_DERIVATION: tuple[str, Object] = (_TYPE, str(PROV.Derivation))
_BEGIN, _END, _CONTEXT_OF, _ANCHOR = (
    str(p) for p in (NIF.beginIndex, NIF.endIndex, NIF.referenceContext, NIF.anchorOf)
)
_IDENTITY, _CLASS = str(ITSRDF.taIdentRef), str(ITSRDF.taClassRef)
_PHRASE: tuple[str, Object] = (_TYPE, str(NIF.Phrase))
_SENTENCE: tuple[str, Object] = (_TYPE, str(NIF.Sentence))
_ANAPHORIC: tuple[str, Object] = (str(KG.anaphoric), ("true", str(XSD.boolean)))
_DECIMAL, _INDEX = str(XSD.decimal), str(XSD.nonNegativeInteger)

_DATES = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), str(XSD.date)),
    (re.compile(r"[0-9]{4}-[0-9]{2}"), str(XSD.gYearMonth)),
    (re.compile(r"[0-9]{4}"), str(XSD.gYear)),
)
_SHOWN_IN_GRAPH = ("rdfs", "skos", "xsd")
_SHOWN_IN_EVIDENCE = ("itsrdf", "nif", "prov", "rdf", "xsd")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")


def write_graph(stream: TextSink, resolution: Resolution, ontology: Ontology, base: str = DEFAULT_BASE) -> None:
    """Write ``graph.ttl``: the entities and their facts.

    Parameters
    ----------
    stream
        A text stream; it is not closed.
    resolution, ontology
        What to write, and the ontology of its local names.
    base
        The base IRI with which the corpus was resolved.
    """
    writer = TurtleWriter(stream, prefixes_of(resolution, ontology, base, _SHOWN_IN_GRAPH), base)
    for subject, pairs in graph_blocks(resolution, ontology, base):
        writer.block(subject, pairs)


def write_evidence(stream: TextSink, resolution: Resolution, ontology: Ontology, base: str = DEFAULT_BASE) -> None:
    """Write ``evidence.ttl``: documents, mentions, sentences and statements. Parameters as of `write_graph`."""
    prefixes = prefixes_of(resolution, ontology, base, _SHOWN_IN_EVIDENCE)
    prefixes |= {"dcterms": str(DCTERMS), "statement": f"{base}statement/"}
    writer = TurtleWriter(stream, prefixes, base)
    for subject, pairs in evidence_blocks(resolution, ontology, base):
        writer.block(subject, pairs)


def prefixes_of(resolution: Resolution, ontology: Ontology, base: str, wanted: Iterable[str]) -> dict[str, str]:
    """Prefixes to write a build with: the ontology's, those `wanted`, one for documents and for each kind of entity."""
    known = ontology.prefixes
    prefixes = {p: known[p] for p in (*wanted, ontology.prefix)}
    if str(KG._NS) not in prefixes.values():
        prefixes["pa"] = str(KG._NS)
    for namespace in sorted({f"{base}document/", *(e.iri[: e.iri.rfind("/") + 1] for e in resolution.entities)}):
        name = namespace[len(base) : -1]
        if namespace.startswith(base) and _PREFIX.fullmatch(name) and name not in known:
            prefixes.setdefault(name, namespace)
    return prefixes


def base_of(resolution: Resolution) -> str:
    """The base IRI with which a corpus was resolved, as far as the IRIs of its entities tell."""
    return next((base for e in resolution.entities[:1] if (base := entity_base(e.iri))), DEFAULT_BASE)


def to_rdflib(folder: Path | str) -> Graph:
    """Load both files of a build into one `rdflib.Graph`, with the prefixes that the files declare.

    Raises
    ------
    BuildError
        When a file is missing or is not Turtle.
    """
    graph = Graph(bind_namespaces="none")
    for name in (GRAPH_FILE, EVIDENCE_FILE):
        path = Path(folder) / name
        try:
            graph.parse(path, format="turtle")
        except OSError as error:
            raise BuildError(
                f"'{folder}' is not a finished build: it has no readable {name}. Run kgraph build."
            ) from error
        except SyntaxError as error:
            raise BuildError(f"'{path}' is not Turtle. Run kgraph build again.") from error
    return graph


# ----------------------------------------------------------------------------------------------------- graph


def graph_blocks(resolution: Resolution, ontology: Ontology, base: str = DEFAULT_BASE) -> Iterator[Block]:
    """One block of triples for each entity, in the order of the entities."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in resolution.carried:
        facts[fact.subject].append(fact)
    for entity in resolution.entities:
        pairs: list[tuple[str, Object]] = [(_TYPE, ontology.iri(c)) for c in _classes(entity, ontology)]
        pairs.append((_LABEL, (entity.label, "")))
        pairs += [(_ALIAS, (alias, "")) for alias in entity.aliases]
        pairs += [(_MENTIONED_IN, document_iri(base, d)) for d in entity.documents]
        pairs += [(ontology.iri(f.property), _object(f, ontology)) for f in facts[entity.iri]]
        yield entity.iri, pairs


def _classes(entity: Entity, ontology: Ontology) -> set[str]:
    own = [c for c in (entity.type, entity.subtype) if c]
    return {*own, *(above for c in own for above in ontology.super_classes(c))}


def _object(fact: Fact, ontology: Ontology) -> Object:
    if not isinstance(fact.object, Literal):
        return fact.object
    return fact.object.value, _datatype(fact.object.value, fact.property, ontology)


def _datatype(value: str, name: str, ontology: Ontology) -> str:
    """The datatype of a value by the range of its property: dates by their precision; a string if in doubt."""
    term = ontology.terms.get(name)
    if term is None or term.is_date:
        return next((datatype for pattern, datatype in _DATES if pattern.fullmatch(value)), "")
    return str(XSD) + term.range[0] if len(term.range) == 1 and term.range[0] != "string" else ""


def _number(value: float) -> tuple[str, str]:
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0", _DECIMAL


# -------------------------------------------------------------------------------------------------- evidence


def evidence_blocks(resolution: Resolution, ontology: Ontology, base: str = DEFAULT_BASE) -> Iterator[Block]:
    """The blocks of ``evidence.ttl``: each document with its mentions and sentences by position, then the facts."""
    mentions: dict[str, list[tuple[Entity, EntityMention]]] = defaultdict(list)
    for entity in resolution.entities:
        for mention in entity.mentions:
            mentions[mention.document].append((entity, mention))
    statements: dict[str, list[Evidence]] = defaultdict(list)
    for fact in resolution.facts:
        for evidence in fact.evidence:
            statements[evidence.document].append(evidence)
    sources = {source.id: source for source in resolution.sources}
    for name in sorted(sources.keys() | mentions.keys() | statements.keys()):
        document = document_iri(base, name)
        if name in sources:
            yield document, _document(sources[name])
        yield from _spans(document, mentions.pop(name, []), statements.pop(name, []), ontology)
    for fact in resolution.facts:
        yield from _fact_blocks(fact, ontology, base)


def _document(source: Source) -> list[tuple[str, Object]]:
    return [
        (_TYPE, str(NIF.Context)),
        (_TYPE, str(PROV.Entity)),
        (str(DCTERMS.identifier), (source.id, "")),
        (str(KG.path), (source.path, "")),
        (str(KG.sha256), (source.sha256, "")),
        (_BEGIN, ("0", _INDEX)),
        (_END, (str(source.length), _INDEX)),
    ]


def _spans(
    document: str,
    mentions: Iterable[tuple[Entity, EntityMention]],
    statements: Iterable[Evidence],
    ontology: Ontology,
) -> Iterator[Block]:
    """The mentions, dates and sentences of a document by position, the longer first."""
    # A dict for a set that keeps its order.
    about: dict[Span, dict[tuple[str, Object], None]] = defaultdict(dict)
    for entity, mention in mentions:
        said = about[mention.span]
        said[_PHRASE] = said[_ANCHOR, (mention.text, "")] = None
        said[_IDENTITY, entity.iri] = said[_CLASS, ontology.iri(entity.type)] = None
        if mention.pronoun:
            said[_ANAPHORIC] = None
    for evidence in statements:
        said = about[evidence.sentence_span]
        said[_SENTENCE] = said[_ANCHOR, (evidence.sentence, "")] = None
        for span in (evidence.subject_span, evidence.object_span):
            if _PHRASE not in about[span]:
                about[span][_PHRASE] = about[span][_ANCHOR, (_quoted(evidence, span), "")] = None
    for span in sorted(about, key=lambda s: (s.start, -s.end)):
        offsets: list[tuple[str, Object]] = [(_BEGIN, (str(span.start), _INDEX)), (_END, (str(span.end), _INDEX))]
        yield span_iri(document, span), [*offsets, (_CONTEXT_OF, document), *about[span]]


def _quoted(evidence: Evidence, span: Span) -> str:
    """The characters of a span, out of the sentence around it."""
    start = span.start - evidence.sentence_span.start
    return evidence.sentence[max(start, 0) : max(span.end - evidence.sentence_span.start, 0)]


def _fact_blocks(fact: Fact, ontology: Ontology, base: str) -> Iterator[Block]:
    """The statement of a fact, and then its derivations."""
    statement = statement_iri(base, fact.subject, fact.property, fact.object)
    value = fact.object.value if isinstance(fact.object, Literal) else ""
    pairs: list[tuple[str, Object]] = [
        _A_STATEMENT,
        (_SUBJECT, fact.subject),
        (_PREDICATE, ontology.iri(fact.property)),
        (_OBJECT, _object(fact, ontology)),
        (_CONFIDENCE, _number(fact.confidence)),
        *_qualifiers(merged_qualifiers(fact.evidence), ontology),
        *_time(merged_time(fact.evidence, value)),
    ]
    if fact.overridden_by is not None:
        pairs.append((_OVERRIDDEN_BY, statement_iri(base, fact.subject, fact.property, fact.overridden_by)))
    derivations: list[Block] = []
    for evidence in fact.evidence:
        document = document_iri(base, evidence.document)
        subject, object_, sentence = (
            span_iri(document, span) for span in (evidence.subject_span, evidence.object_span, evidence.sentence_span)
        )
        pairs += [(_DERIVED_FROM, subject), (_DERIVED_FROM, object_), (_DERIVED_FROM, sentence)]
        derivation = evidence_iri(statement, evidence)
        pairs.append((_DERIVATION, derivation))
        said: list[tuple[str, Object]] = [
            _A_DERIVATION,
            (_FROM_SENTENCE, sentence),
            (_SUBJECT_MENTION, subject),
            (_OBJECT_MENTION, object_),
        ]
        if len(fact.evidence) > 1:
            said += [(_CONFIDENCE, _number(evidence.confidence)), *_qualifiers(evidence.qualifiers, ontology)]
            said += _time(stated_time(evidence, value))
        said += _curated(evidence.curated)
        derivations.append((derivation, said))
    yield statement, pairs
    yield from derivations


def _curated(said: Curated | None) -> Iterator[tuple[str, Object]]:
    """That a person added it: the source, and who, when and why as far as the curation file says."""
    if said is not None:
        yield _CURATED, ("true", str(XSD.boolean))
        for predicate, value in zip(CURATED_TERMS, (said.source, said.by, said.date, said.note), strict=True):
            if value:
                yield predicate, (value, "")


def _time(edtf: str) -> Iterator[tuple[str, Object]]:
    if edtf:
        yield _EDTF, (edtf, "")


def _qualifiers(qualifiers: Qualifiers, ontology: Ontology) -> Iterator[tuple[str, Object]]:
    for name, value in qualifiers:
        namespace = ontology.namespace if name in ontology.terms else str(KG._NS)
        yield namespace + name, (value, _datatype(value, name, ontology))
