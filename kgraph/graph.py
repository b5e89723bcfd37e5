"""The resolved corpus as a NetworkX graph, and back.

A `networkx.MultiDiGraph`. A *node* is an entity's IRI with the attributes

``type``, ``subtype``, ``label``
    Local names of its classes (`subtype` may be empty), and its preferred name.
``aliases``, ``documents``
    Lists: other names; ids of the documents that mention it. Both sorted.
``mentions``
    A list of `EntityMention`, by document and position.
``literals``
    Facts whose object is no entity: by property, then by value, the list of `Evidence`, as in
    ``{"birthDate": {"1901-05-03": [Evidence(…)]}}``.
``overridden``
    A list of the `Fact`s about it that other facts override (`Fact.overridden_by`). They are neither literals nor
    edges, so that the graph says one thing.

An *edge* is a fact. Its key is the local name of the property, its attributes are ``evidence``, the list of all
`Evidence` for it by document and position, ``confidence``, that of the best evidence, and ``iri``, the property's IRI.
The graph's own attributes ``sources`` and ``skipped`` list the documents; ``namespace`` is that of the ontology.

Nothing is lost: `from_networkx` gives back what `to_networkx` was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from kgraph.merge import evidence_key, fact_key
from kgraph.model import Entity, Evidence, Fact, Literal, Resolution

if TYPE_CHECKING:
    from kgraph.ontology import Ontology

    MultiDiGraph = nx.MultiDiGraph[str]
else:
    MultiDiGraph = nx.MultiDiGraph


def to_networkx(resolution: Resolution, ontology: Ontology) -> MultiDiGraph:
    """The entities and facts of a resolved corpus as a graph.

    Parameters
    ----------
    resolution
        What `kgraph.resolve.resolve` or `kgraph.rdf.read_build` returned.
    ontology
        The ontology of its local names.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes in the order of the entities, edges in the order of the facts.
    """
    graph: MultiDiGraph = nx.MultiDiGraph(
        sources=list(resolution.sources), skipped=list(resolution.skipped), namespace=ontology.namespace
    )
    for entity in resolution.entities:
        graph.add_node(
            entity.iri,
            type=entity.type,
            subtype=entity.subtype,
            label=entity.label,
            aliases=list(entity.aliases),
            documents=list(entity.documents),
            mentions=list(entity.mentions),
            literals={},
            overridden=[],
        )
    for fact in resolution.facts:
        add_fact(graph, fact)
    return graph


def add_fact(graph: MultiDiGraph, fact: Fact) -> None:
    """Add a fact to a graph of `to_networkx`; to one that is there already, its evidence.

    A fact that is there stays what it is, overridden or not. Evidence that is there already is not doubled; the rest is
    appended and all of it sorted by document and position.

    Raises
    ------
    KeyError
        When the subject or the object is no node of the graph.
    """
    ends = (fact.subject,) if isinstance(fact.object, Literal) else (fact.subject, fact.object)
    for end in ends:
        if end not in graph:
            raise KeyError(end)
    overridden = graph.nodes[fact.subject]["overridden"]
    for i, other in enumerate(overridden):
        if (other.property, other.object) == (fact.property, fact.object):
            overridden[i] = replace(other, evidence=tuple(_united(other.evidence, fact.evidence)))
            return
    if fact.overridden_by is not None and not _is_there(graph, fact):
        overridden.append(fact)
        overridden.sort(key=fact_key)
        return
    if isinstance(fact.object, Literal):
        values = graph.nodes[fact.subject]["literals"].setdefault(fact.property, {})
        values[fact.object.value] = _united(values.get(fact.object.value, []), fact.evidence)
        return
    if not graph.has_edge(fact.subject, fact.object, fact.property):
        iri = graph.graph["namespace"] + fact.property
        graph.add_edge(fact.subject, fact.object, fact.property, iri=iri, evidence=[])
    edge = graph.edges[fact.subject, fact.object, fact.property]
    edge["evidence"] = _united(edge["evidence"], fact.evidence)
    edge["confidence"] = max(e.confidence for e in edge["evidence"])


def _is_there(graph: MultiDiGraph, fact: Fact) -> bool:
    """Whether the graph carries a fact, as a literal or an edge."""
    if isinstance(fact.object, Literal):
        return fact.object.value in graph.nodes[fact.subject]["literals"].get(fact.property, {})
    return bool(graph.has_edge(fact.subject, fact.object, fact.property))


def _united(old: Iterable[Evidence], new: Iterable[Evidence]) -> list[Evidence]:
    return sorted({*old, *new}, key=evidence_key)


def from_networkx(graph: MultiDiGraph) -> Resolution:
    """The entities and facts of a graph as `to_networkx` makes it, after whatever was added to it or removed.

    A fact is no longer overridden if the one that stood in its place was removed.

    Raises
    ------
    KeyError
        When a node or an edge lacks an attribute.
    """
    entities = [
        Entity(
            iri=iri,
            type=data["type"],
            label=data["label"],
            aliases=tuple(sorted(data["aliases"])),
            mentions=tuple(sorted(data["mentions"], key=lambda m: (m.document, m.span, m.pronoun, m.text))),
            subtype=data["subtype"],
        )
        for iri, data in graph.nodes(data=True)
    ]
    facts = [
        Fact(subject, prop, target, tuple(sorted(data["evidence"], key=evidence_key)))
        for subject, target, prop, data in graph.edges(keys=True, data=True)
    ]
    facts += [
        Fact(subject, prop, Literal(value), tuple(sorted(evidence, key=evidence_key)))
        for subject, data in graph.nodes(data=True)
        for prop, values in data["literals"].items()
        for value, evidence in values.items()
    ]
    carried = {(fact.subject, fact.property, fact.object) for fact in facts}
    for _, data in graph.nodes(data=True):
        for fact in data["overridden"]:
            if isinstance(fact.object, Literal) or fact.object in graph:
                stands = (fact.subject, fact.property, fact.overridden_by) not in carried
                facts.append(replace(fact, overridden_by=None) if stands else fact)
    return Resolution(
        entities=tuple(sorted(entities, key=lambda e: e.iri)),
        facts=tuple(sorted(facts, key=fact_key)),
        sources=tuple(graph.graph.get("sources", ())),
        skipped=tuple(graph.graph.get("skipped", ())),
    )
