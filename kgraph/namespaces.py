"""The terms of the vocabularies that kgraph writes and rdflib does not ship, as closed namespaces.

A mistyped term raises an `AttributeError` and never becomes an IRI. What a *domain* ontology defines is not here:
its names come from its own Turtle, through `kgraph.ontology`. For PROV, SKOS, RDF and the like use `rdflib`'s.
"""

# ruff: noqa: N815 (the names are those of the vocabularies)
from __future__ import annotations

from rdflib import Namespace
from rdflib.namespace import DefinedNamespace
from rdflib.term import URIRef

__all__ = ["ITSRDF", "KG", "NIF"]


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
    """The record terms of every build, whatever its domain ontology: where a fact comes from.

    They are declared in the performing-arts ontology, and shared by graphs of other domains so that one query reads
    the evidence of any of them.
    """

    _fail = True
    _NS = Namespace("https://w3id.org/kgraph/performing-arts#")

    abstract: URIRef  # true of a property that only its sub-properties state
    anaphoric: URIRef  # true of a mention that is no name
    confidence: URIRef  # of a statement, 0 to 1
    extractor: URIRef  # of a build: the pipeline that read the texts
    mentionedIn: URIRef  # from an entity to a document
    minConfidence: URIRef  # of a build: least confidence of the facts that were kept
    objectMention: URIRef  # from a derivation of a statement to the words for its object
    path: URIRef  # of a document, below the corpus
    sha256: URIRef  # of a document's file
    subjectMention: URIRef  # from a derivation of a statement to the words for its subject
