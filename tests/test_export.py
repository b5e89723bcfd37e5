"""Exports: each format is read back by the reader that its users have."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from rdflib import Graph
from rdflib.compare import isomorphic
from resolutions import NASTY, ONTOLOGY, resolutions, sample, save

from kgraph.errors import BuildError, ExportError
from kgraph.export import FORMATS, export
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Literal, Resolution
from kgraph.names import clean

ANNA = DEFAULT_BASE + "person/anna-lind"
BALLET = DEFAULT_BASE + "organization/royal-ballet"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(sample(), tmp_path_factory.mktemp("build"))


def exported(source: Resolution | Path, name: str, folder: Path) -> Path:
    return export(source, name, folder / FORMATS[name], ONTOLOGY)[0]


def labels(resolution: Resolution) -> dict[str, str]:
    return {e.iri: e.label.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") for e in resolution.entities}


def links(resolution: Resolution) -> list[tuple[str, str, str]]:
    return [(f.subject, f.object, f.property) for f in resolution.facts if not isinstance(f.object, Literal)]


# ---------------------------------------------------------------------------------------------- linked data


# rdflib's own, in its JSON-LD parser.
CONJUNCTIVE = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@CONJUNCTIVE
@pytest.mark.parametrize(("name", "format"), [("ntriples", "nt"), ("jsonld", "json-ld")])
def test_linked_data_has_the_triples_of_the_graph(build: Path, tmp_path: Path, name: str, format: str) -> None:
    graph = Graph().parse(build / "graph.ttl")
    assert isomorphic(Graph().parse(exported(build, name, tmp_path), format=format), graph)
    assert exported(build, name, tmp_path).read_bytes() == exported(sample(), name, tmp_path).read_bytes()


@given(resolutions())
@settings(max_examples=40)
def test_any_graph_survives(tmp_path_factory: pytest.TempPathFactory, resolution: Resolution) -> None:
    folder = tmp_path_factory.getbasetemp()
    as_json = set(ox.parse(path=exported(resolution, "jsonld", folder), format=ox.RdfFormat.JSON_LD))
    as_lines = set(ox.parse(path=exported(resolution, "ntriples", folder), format=ox.RdfFormat.N_TRIPLES))
    assert as_json == as_lines


def test_json_ld_reads_like_json(build: Path, tmp_path: Path) -> None:
    data = json.loads(exported(build, "jsonld", tmp_path).read_text(encoding="utf-8"))
    (anna,) = (node for node in data["@graph"] if node["id"] == "person/anna-lind")
    assert anna["type"] == "Person"
    assert anna["label"] == "Anna Lind"
    assert anna["memberOf"] == "organization/royal-ballet"
    assert anna["birthDate"] == {"@value": "1970-03-02", "@type": "xsd:date"}
    assert "Ballet" in data["@context"]
    assert "premiereDate" not in data["@context"]


# ------------------------------------------------------------------------------------------- property graphs


def read_graph(path: Path, name: str) -> nx.MultiDiGraph[str]:
    if name == "graphml":
        return nx.read_graphml(path, force_multigraph=True)
    if name == "gexf":
        return nx.MultiDiGraph(nx.read_gexf(path))
    return nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["graphml", "gexf", "cytoscape"])
def test_networkx_reads_nodes_and_edges(build: Path, tmp_path: Path, name: str) -> None:
    graph = read_graph(exported(build, name, tmp_path), name)
    label = "name" if name == "cytoscape" else "label"
    assert {iri: data[label] for iri, data in graph.nodes(data=True)} == labels(sample())
    prop = "interaction" if name == "cytoscape" else "property"
    assert sorted((s, t, d[prop]) for s, t, d in graph.edges(data=True)) == sorted(links(sample()))
    assert graph.nodes[BALLET]["type"] == "Company"
    assert graph.nodes[BALLET]["subtype"] == "BalletCompany"
    (member,) = (d for _, t, d in graph.out_edges(ANNA, data=True) if t == BALLET)
    assert (member["confidence"], member["evidence"]) == (0.9, 2)
    if name == "cytoscape":
        assert graph.nodes[ANNA]["literals"]["birthDate"] == ["1970-03-02"]
        assert member["qualifiers"] == {"endDate": "1999-05", "rank": 'first "x"', "startDate": "1990"}
    else:
        assert graph.nodes[ANNA]["birthDate"] == "1970-03-02"
        assert (member["startDate"], member["rank"]) == ("1990", 'first "x"')
        assert member["documents"] == "b | dancers/anna lind#1"


@given(resolutions())
@settings(max_examples=40)
def test_any_property_graph_is_read_back(tmp_path_factory: pytest.TempPathFactory, resolution: Resolution) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("graphml", "gexf", "cytoscape"):
        graph = read_graph(exported(resolution, name, folder), name)
        label = "name" if name == "cytoscape" else "label"
        assert {iri: data[label] for iri, data in graph.nodes(data=True)} == labels(resolution)
        assert graph.number_of_edges() == len(links(resolution))


def test_gexf_has_no_date(build: Path, tmp_path: Path) -> None:
    assert "date=" not in exported(build, "gexf", tmp_path).read_text(encoding="utf-8").split("<graph")[0]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_the_tables_are_what_neo4j_imports(build: Path, tmp_path: Path) -> None:
    nodes_file, edges_file = export(build, "csv", tmp_path / "csv", ONTOLOGY)
    nodes = {row["iri:ID"]: row for row in rows(nodes_file)}
    assert {iri: row["name"] for iri, row in nodes.items()} == labels(sample())
    assert nodes[BALLET][":LABEL"] == "BalletCompany;Company;Organization"
    assert nodes[ANNA]["birthDate"] == "1970-03-02"
    edges = rows(edges_file)
    assert [(r[":START_ID"], r[":END_ID"], r[":TYPE"]) for r in edges] == links(sample())
    assert {r[":START_ID"] for r in edges} | {r[":END_ID"] for r in edges} <= set(nodes)
    (member,) = (r for r in edges if r[":TYPE"] == "memberOf")
    assert (member["confidence:double"], member["evidence:int"], member["endDate"]) == ("0.9", "2", "1999-05")
    assert member["documents:string[]"] == "b;dancers/anna lind#1"
    # One line a row: the importer takes fields over several lines only when told to.
    assert len(nodes_file.read_text(encoding="utf-8").splitlines()) >= len(nodes) + 1
    assert nodes_file.read_bytes().count(b"\n") == len(nodes) + 1
    assert edges_file.read_bytes().count(b"\n") == len(edges) + 1


@given(resolutions())
@settings(max_examples=30)
def test_any_table_is_read_back(tmp_path_factory: pytest.TempPathFactory, resolution: Resolution) -> None:
    nodes_file, edges_file = export(resolution, "csv", tmp_path_factory.getbasetemp() / "tables", ONTOLOGY)
    expected = {iri: " ".join(label.split()) for iri, label in labels(resolution).items()}
    assert {row["iri:ID"]: row["name"] for row in rows(nodes_file)} == expected
    assert len(rows(edges_file)) == len(links(resolution))


# ---------------------------------------------------------------------------------------- files and mistakes


def test_nasty_names_are_in_every_format(build: Path, tmp_path: Path) -> None:
    expected = {clean(name) for name in NASTY if "\uffff" not in name}
    assert expected <= set(labels(sample()).values())


@pytest.mark.parametrize("name", ["JSON-LD", "N-Triples", "GraphML", "GEXF", "CSV", "Cytoscape", "SSSOM"])
def test_formats_go_by_their_usual_names(build: Path, tmp_path: Path, name: str) -> None:
    written = export(build, name, str(tmp_path / "new" / "folder" / "x"))
    assert all(path.stat().st_size for path in written)


def test_an_unknown_format_is_named(build: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no format 'xlsx'\. Choose one of jsonld, ntriples, graphml"):
        export(build, "xlsx", tmp_path / "x")


def test_what_is_no_build_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="not a finished build"):
        export(tmp_path, "jsonld", tmp_path / "x")


def test_an_earlier_file_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = exported(sample(), "graphml", tmp_path)
    before = target.read_bytes()

    def full(resolution: Resolution) -> list[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kgraph.export.xml_graphs.edge_rows", full)
    with pytest.raises(ExportError, match="disk is full"):
        exported(sample(), "graphml", tmp_path)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_target_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="file"):
        export(sample(), "graphml", tmp_path / "file" / "x", ONTOLOGY)
    with pytest.raises(ExportError, match="folder"):
        export(sample(), "graphml", tmp_path, ONTOLOGY)
