"""The terms of the vocabularies that kgraph writes and rdflib does not ship, as closed namespaces.

A mistyped term raises an `AttributeError` and never becomes an IRI. What a *domain* ontology defines is not here:
its names come from its own Turtle, through `kgraph.ontology`. For PROV, SKOS, RDF and the like use `rdflib`'s.
"""

# ruff: noqa: N815 (the names are those of the vocabularies)
from __future__ import annotations

from rdflib import Namespace
from rdflib.namespace import DefinedNamespace
from rdflib.term import URIRef

__all__ = ["GN", "ITSRDF", "KG", "NIF", "SSSOM", "WGS84"]


class NIF(DefinedNamespace):
    """NLP Interchange Format core: texts and the strings in them, addressed by character offsets."""

    _fail = True
    _NS = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")

    Context: URIRef  # a whole text
    Phrase: URIRef  # some words of it: here, a mention
    Sentence: URIRef  # one sentence of it
    anchorOf: URIRef  # the characters themselves
    beginIndex: URIRef  # offset of the first character
    endIndex: URIRef  # offset after the last character
    referenceContext: URIRef  # the text that the offsets count in


class ITSRDF(DefinedNamespace):
    """Internationalization Tag Set 2.0 as RDF: what words refer to."""

    _fail = True
    _NS = Namespace("http://www.w3.org/2005/11/its/rdf#")

    taClassRef: URIRef  # from a mention to the class of its entity
    taIdentRef: URIRef  # from a mention to its entity


class KG(DefinedNamespace):
    """The terms that kgraph knows whatever the domain ontology: where a fact comes from, and what must hold of it.

    They are declared in the performing-arts ontology, and shared by graphs of other domains so that one query reads
    the evidence of any of them.
    """

    _fail = True
    _NS = Namespace("https://w3id.org/kgraph/performing-arts#")

    abstract: URIRef  # true of a property that only its sub-properties state
    anaphoric: URIRef  # true of a mention that is no name
    begins: URIRef  # true of a property with whose date its subject, or the fact that it qualifies, begins
    confidence: URIRef  # of a statement, 0 to 1
    curated: URIRef  # true of a derivation from the curation file, of a fact that a person added
    edtf: URIRef  # of a statement: when it was so, as the text gives it
    ends: URIRef  # true of a property with whose date its subject, or the fact that it qualifies, ends
    extractor: URIRef  # of a build: the pipeline that read the texts
    mentionedIn: URIRef  # from an entity to a document
    minConfidence: URIRef  # of a build: least confidence of the facts that were kept
    objectMention: URIRef  # from a derivation of a statement to the words for its object
    objectOlderBy: URIRef  # from a property to the years by which its objects are at least older than its subjects
    overriddenBy: URIRef  # from a statement to the one that the graph carries in its place
    path: URIRef  # of a document, below the corpus
    presupposes: URIRef  # from a property to the party, rdf:subject or rdf:object, that exists when its facts hold
    sha256: URIRef  # of a document's file
    subjectMention: URIRef  # from a derivation of a statement to the words for its subject
    usuallyOne: URIRef  # true of a property that may have several values, but mostly has one
    withinYears: URIRef  # from a property that begins its subject to the years after which it is over


class GN(DefinedNamespace):
    """The GeoNames ontology: places, and what they are part of."""

    _fail = True
    _NS = Namespace("http://www.geonames.org/ontology#")

    Feature: URIRef  # a place of GeoNames
    name: URIRef  # of a feature
    parentADM1: URIRef  # from a feature to the first-level division of a country that it is in
    parentADM2: URIRef  # to the second-level division
    parentCountry: URIRef  # to the country
    parentFeature: URIRef  # to what directly contains it
    population: URIRef  # of a feature


class WGS84(DefinedNamespace):
    """W3C Basic Geo: where on Earth something is."""

    _fail = True
    _NS = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")

    lat: URIRef  # degrees north
    long: URIRef  # degrees east


class SSSOM(DefinedNamespace):
    """Simple Standard for Sharing Ontological Mappings: what may be the same as what, how sure, and why."""

    _fail = True
    _NS = Namespace("https://w3id.org/sssom/")

    MappingSet: URIRef  # mappings that were made together
    confidence: URIRef  # of a mapping, 0 to 1
    mapping_justification: URIRef  # from a mapping to the kind of its evidence
    object_label: URIRef  # the name of what is mapped to
    object_source_version: URIRef  # the version of the data that is mapped to
    subject_label: URIRef  # the name of what is mapped
