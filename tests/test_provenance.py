"""provenance.ttl: which texts, models, ontology and version made a build, in PROV-O, without a clock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import pytest
from fakes import FakeExtractor
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, PROV, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef

from kgraph.explore.knowledge_graph import open_build
from kgraph.extract import Extractor
from kgraph.extract.models import DEFAULT_MODEL, model_version
from kgraph.forms import FORM_FILES
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Source
from kgraph.namespaces import KG
from kgraph.neural.model import model_digest
from kgraph.ontology import Ontology, load_ontology
from kgraph.pipeline import build
from kgraph.provenance import HashingSink, Material, Run, describe_run, write_provenance
from kgraph.validate import validate

ONTOLOGY: Ontology = load_ontology()
MODEL = Material("model", "reader", "c" * 64, "2.1")


@dataclass(frozen=True)
class ModelledExtractor(FakeExtractor):
    """A reader that has a name and a model."""

    kind: str = "fake"
    materials: tuple[Material, ...] = (MODEL,)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provenance")
    (folder / "corpus" / "letters").mkdir(parents=True)
    (folder / "corpus" / "anna.txt").write_text("Anna danced in Giselle.", "utf-8")
    (folder / "corpus" / "letters" / "à b.txt").write_text("Bela danced in Raymonda.", "utf-8")
    (folder / "corpus" / "empty.txt").write_bytes(b"")
    build(folder / "corpus", folder / "out", extractor=ModelledExtractor(), min_confidence=0.25, provenance=["trig"])
    return folder


@pytest.fixture(scope="module")
def graph(folder: Path) -> Graph:
    return Graph().parse(folder / "out" / "provenance.ttl")


def the_run(graph: Graph) -> URIRef:
    (run,) = graph.subjects(RDF.type, PROV.Activity)
    assert isinstance(run, URIRef)
    return run


def test_the_run_used_each_document_with_its_digest(folder: Path, graph: Graph) -> None:
    found = {
        str(path): str(graph.value(document, KG.sha256))
        for document in graph.objects(the_run(graph), PROV.used)
        for path in graph.objects(document, KG.path)
    }
    names = ("anna.txt", "letters/à b.txt")
    assert found == {n: hashlib.sha256((folder / "corpus" / n).read_bytes()).hexdigest() for n in names}
    evidence = Graph().parse(folder / "out" / "evidence.ttl")
    documents = set(evidence.subjects(KG.sha256))
    assert documents
    for document in documents:
        assert set(graph.triples((document, None, None))) <= set(evidence)


def test_the_run_generated_each_file_with_its_digest(folder: Path, graph: Graph) -> None:
    found = {
        str(graph.value(file, RDFS.label)): str(graph.value(file, KG.sha256))
        for file in graph.objects(the_run(graph), PROV.generated)
    }
    names = ("graph.ttl", "evidence.ttl", "graph.trig", "decisions.jsonl", "report.json")
    assert found == {n: hashlib.sha256((folder / "out" / n).read_bytes()).hexdigest() for n in names}


def test_the_run_names_software_model_ontology_and_settings(graph: Graph) -> None:
    run = the_run(graph)
    agent = graph.value(run, PROV.wasAssociatedWith)
    assert (agent, RDF.type, PROV.SoftwareAgent) in graph
    assert (agent, OWL.versionInfo, Literal(version("kgraph"))) in graph
    assert graph.value(run, KG.extractor) == Literal("fake")
    assert graph.value(run, KG.minConfidence) == Literal("0.25", datatype=XSD.decimal)
    (model,) = graph.subjects(RDFS.label, Literal("reader"))
    assert (run, PROV.used, model) in graph
    assert {str(graph.value(model, p)) for p in (OWL.versionInfo, KG.sha256)} == {"2.1", "c" * 64}
    (ontology,) = graph.subjects(RDFS.label, Literal("performing-arts"))
    assert (run, PROV.used, ontology) in graph
    assert str(graph.value(ontology, KG.sha256)) == ONTOLOGY.digest
    turtle = Graph().parse(ONTOLOGY.folder / "performing-arts.ttl")
    (declared,) = turtle.subjects(RDF.type, OWL.Ontology)
    assert graph.value(ontology, PROV.specializationOf) == declared
    assert graph.value(ontology, OWL.versionInfo) == turtle.value(declared, OWL.versionInfo)


def test_it_has_iris_only_and_conforms(folder: Path, graph: Graph, tmp_path: Path) -> None:
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]
    path = folder / "out" / "provenance.ttl"
    assert validate(path, ONTOLOGY) == ()
    (tmp_path / "x.ttl").write_text(path.read_text("utf-8").replace("c" * 64, "c" * 63), "utf-8")
    assert "SHA-256" in validate(tmp_path / "x.ttl", ONTOLOGY)[0].message


def test_it_is_asked_by_itself(folder: Path) -> None:
    text = "SELECT ?name WHERE { ?run prov:used/rdfs:label ?name }"
    names = [row["name"] for row in open_build(folder / "out" / "provenance.ttl").ask(text)]
    assert names == ["performing-arts", "reader"]


def test_only_inputs_count(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere"
    options = {"min_confidence": 0.25, "provenance": ["trig"]}
    build(folder / "corpus", again, extractor=ModelledExtractor(), workers=2, **options)  # type: ignore[arg-type]
    before = (folder / "out" / "provenance.ttl").read_bytes()
    assert (again / "provenance.ttl").read_bytes() == before
    changed = ModelledExtractor(materials=(replace(MODEL, sha256="d" * 64),))
    build(folder / "corpus", again, extractor=changed, **options)  # type: ignore[arg-type]
    assert (again / "provenance.ttl").read_bytes() != before


SOURCE = Source("a", "a.txt", "a" * 64, 9)
RUN = Run("1.0", "neural", 0.5, (MODEL,))


def run_iri(run: Run, *sources: Source) -> URIRef:
    stream = StringIO()
    write_provenance(stream, run, sources, {"graph.ttl": "b" * 64}, "https://example.org/a/")
    return the_run(Graph().parse(data=stream.getvalue()))


@pytest.mark.parametrize(
    ("run", "source"),
    [
        (replace(RUN, version="1.1"), SOURCE),
        (replace(RUN, extractor="lexicon"), SOURCE),
        (replace(RUN, min_confidence=0.75), SOURCE),
        (replace(RUN, materials=()), SOURCE),
        (RUN, replace(SOURCE, sha256="e" * 64)),
        (RUN, replace(SOURCE, path="b.txt")),
    ],
)
def test_another_run_has_another_iri(run: Run, source: Source) -> None:
    assert run_iri(run, source) != run_iri(RUN, SOURCE)
    assert run_iri(run, source) == run_iri(run, source)


def test_the_order_of_documents_does_not_count() -> None:
    other = replace(SOURCE, id="b", path="b.txt")
    assert run_iri(RUN, SOURCE, other) == run_iri(RUN, other, SOURCE)
    assert str(run_iri(RUN, SOURCE)).startswith("https://example.org/a/provenance/")


def test_a_curation_file_is_used_if_there_is_one(tmp_path: Path) -> None:
    assert [m.kind for m in describe_run(ONTOLOGY).materials] == ["ontology"]
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    (corpus / "anna.txt").write_text("Anna danced in Giselle.", "utf-8")
    path = corpus / "curation.yaml"
    path.write_text("- add: [Anna, performedIn, Giselle]\n  source: A playbill\n", "utf-8")
    build(corpus, out, extractor=ModelledExtractor(), provenance=list(FORM_FILES))
    graph = Graph().parse(out / "provenance.ttl")
    used = list(graph.objects(the_run(graph), PROV.used))
    assert {str(path) for thing in used for path in graph.objects(thing, KG.path)} == {"anna.txt"}
    (curation,) = (thing for thing in used if (thing, RDFS.label, Literal("curation.yaml")) in graph)
    assert str(graph.value(curation, KG.sha256)) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert validate(out / "provenance.ttl", ONTOLOGY) == ()
    # What a person added is in the graph of the file that says so, in every form.
    text = "SELECT ?d { GRAPH ?d { ?who pa:performedIn ?what } ?x pa:curated true ; dcterms:source 'A playbill' }"
    expected = [f"{DEFAULT_BASE}document/{name}" for name in ("anna", "curation.yaml")]
    for name in ("", *FORM_FILES.values()):
        assert validate(out / name, ONTOLOGY) == ()
        assert open_build(out / name).ask(text).to_csv().splitlines()[1:] == expected


def test_an_ontology_need_not_have_a_version(tmp_path: Path) -> None:
    (tmp_path / "zoo.ttl").write_text(
        "@prefix : <https://example.org/zoo#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . <https://example.org/zoo> a owl:Ontology . "
        ':Ape a owl:Class ; rdfs:label "ape" . :mate a owl:ObjectProperty ; rdfs:label "mate" ; '
        "rdfs:domain :Ape ; rdfs:range :Ape .",
        "utf-8",
    )
    (material,) = describe_run(load_ontology(tmp_path)).materials
    assert (material.name, material.version, material.general) == ("zoo", "", "https://example.org/zoo")


def test_the_extractors_name_their_models() -> None:
    parser = model_version(None).removeprefix(f"{DEFAULT_MODEL}-")
    own = ("kgraph model", version("kgraph"), model_digest())
    for kind, expected in (
        ("neural", ["kgraph model"]),
        ("lexicon", [DEFAULT_MODEL]),
        ("combined", ["kgraph model", DEFAULT_MODEL]),
    ):
        models = Extractor(ONTOLOGY, extractor=kind).materials
        assert [m.name for m in models] == expected
        assert all((m.name, m.version, m.sha256) == own for m in models if m.name == "kgraph model")
        assert all(m.version == parser and len(m.sha256) == 64 for m in models if m.name == DEFAULT_MODEL)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_a_sink_knows_the_digest_of_its_file(parts: list[str]) -> None:
    stream = StringIO()
    sink = HashingSink(stream)
    for part in parts:
        sink.write(part)
    assert stream.getvalue() == "".join(parts)
    assert sink.sha256 == hashlib.sha256("".join(parts).encode()).hexdigest()
