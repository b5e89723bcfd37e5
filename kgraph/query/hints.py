"""What may be wrong with a query that finds nothing: a term that the ontology has not, another name for a label."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from kgraph.ontology import Ontology
from kgraph.query import sparql

#: How alike a term must be, in 0-100, to be suggested.
_NEAR = 70.0
_NAMED = """SELECT ?label ?said WHERE { ?x skos:altLabel ?name ; rdfs:label ?label
FILTER (STR(?name) = STR(?said)) FILTER NOT EXISTS { ?other rdfs:label ?same FILTER (STR(?same) = STR(?said)) } }"""
_SKOS = {"skos": "http://www.w3.org/2004/02/skos/core#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
#: The quotation marks around a string.
_QUOTES = re.compile(r"^(?:\"\"\"|\"|\'\'\'|\')|(?:\"\"\"|\"|\'\'\'|\')$")
#: Labels of one name that are shown.
_SHOWN = 3


def hints(text: str, store: ox.Store, ontology: Ontology, prefixes: Mapping[str, str]) -> list[str]:
    """Sentences on what may be wrong with a query without an answer, in the order of its text.

    Parameters
    ----------
    text
        A query that could be evaluated.
    store
        What it was asked of.
    ontology
        Says which terms there are.
    prefixes
        Declared before the query.
    """
    known = sorted({*ontology.classes, *ontology.terms})
    found: dict[str, None] = {}
    for token in sparql.tokens(text):
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefixes.get(prefix) == ontology.namespace and local and local not in known:
                best = process.extractOne(local, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
                meant = f" Did you mean {prefix}:{best[0]}?" if best else ""
                found[f"The ontology has no {token.text}.{meant}"] = None
        elif token.kind == "string" and (labels := _labels(_QUOTES.sub("", token.text), store)):
            listed = ", ".join(f'"{label}"' for label in labels[:_SHOWN]) + (" and others" if labels[_SHOWN:] else "")
            found[f"{token.text} is no label (rdfs:label), but another name (skos:altLabel) of {listed}."] = None
    return list(found)


def _labels(said: str, store: ox.Store) -> list[str]:
    """The labels of what has a name that nothing has for its label."""
    rows = store.query(_NAMED, prefixes=_SKOS, substitutions={ox.Variable("said"): ox.Literal(said)})
    return sorted({row["label"].value for row in rows}) if isinstance(rows, ox.QuerySolutions) else []
