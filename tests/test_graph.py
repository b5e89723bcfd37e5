"""The NetworkX graph: what a node and an edge have, and that nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, settings
from resolutions import ONTOLOGY, resolutions, sample

from kgraph.graph import add_fact, from_networkx, to_networkx
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Evidence, Fact, Literal, Resolution, Span

ANNA = DEFAULT_BASE + "person/anna-lind"
BALLET = DEFAULT_BASE + "organization/royal-ballet"


def evidence(document: str, start: int = 0, confidence: float = 0.5) -> Evidence:
    span = Span(start, start + 1)
    return Evidence(document, span, span, span, "x", confidence)


def test_a_node_is_an_entity() -> None:
    graph = to_networkx(sample(), ONTOLOGY)
    assert isinstance(graph, nx.MultiDiGraph)
    node = graph.nodes[BALLET]
    assert (node["type"], node["subtype"], node["label"]) == ("Company", "BalletCompany", "Royal Ballet")
    assert node["aliases"] == ["the company"]
    assert node["documents"] == ["b", "dancers/anna lind#1"]
    assert [m.text for m in node["mentions"]] == ["Royal Ballet", "Royal Ballet", "the company"]
    born = graph.nodes[ANNA]["literals"]["birthDate"]
    assert {value: len(found) for value, found in born.items()} == {"1970-03-02": 2}


def test_an_edge_is_a_fact_and_its_key_the_property() -> None:
    edge = to_networkx(sample(), ONTOLOGY).edges[ANNA, BALLET, "memberOf"]
    assert edge["iri"] == ONTOLOGY.iri("memberOf")
    assert edge["confidence"] == 0.9
    assert [e.document for e in edge["evidence"]] == ["b", "dancers/anna lind#1"]


def test_it_becomes_what_it_was() -> None:
    assert from_networkx(to_networkx(sample(), ONTOLOGY)) == sample()


@given(resolutions())
@settings(max_examples=40)
def test_anything_becomes_what_it_was(resolution: Resolution) -> None:
    assert from_networkx(to_networkx(resolution, ONTOLOGY)) == resolution


def test_adding_to_an_edge_appends_evidence() -> None:
    graph = to_networkx(sample(), ONTOLOGY)
    before = list(graph.edges[ANNA, BALLET, "memberOf"]["evidence"])
    more = (evidence("a", confidence=0.99), evidence("zz"))
    add_fact(graph, Fact(ANNA, "memberOf", BALLET, (*more, before[0])))
    edge = graph.edges[ANNA, BALLET, "memberOf"]
    assert edge["evidence"] == [more[0], *before, more[1]]
    assert edge["confidence"] == 0.99
    assert graph.number_of_edges(ANNA, BALLET) == 1
    add_fact(graph, Fact(ANNA, "worksFor", BALLET, more))
    assert graph.number_of_edges(ANNA, BALLET) == 2


def test_adding_to_a_value_appends_evidence() -> None:
    graph = to_networkx(sample(), ONTOLOGY)
    add_fact(graph, Fact(ANNA, "birthDate", Literal("1970-03-02"), (evidence("zz"),)))
    add_fact(graph, Fact(ANNA, "birthDate", Literal("1971"), (evidence("zz"),)))
    born = graph.nodes[ANNA]["literals"]["birthDate"]
    assert {value: len(found) for value, found in born.items()} == {"1970-03-02": 3, "1971": 1}


def test_what_was_built_from_does_not_change() -> None:
    resolution = sample()
    add_fact(to_networkx(resolution, ONTOLOGY), Fact(ANNA, "memberOf", BALLET, (evidence("zz"),)))
    assert resolution == sample()


@pytest.mark.parametrize("missing", ["subject", "object"])
def test_a_fact_about_no_node_is_refused(missing: str) -> None:
    fact = replace(Fact(ANNA, "memberOf", BALLET, (evidence("a"),)), **{missing: "urn:nobody"})
    with pytest.raises(KeyError, match="urn:nobody"):
        add_fact(to_networkx(sample(), ONTOLOGY), fact)
