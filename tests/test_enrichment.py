from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from documents import extraction, person, source, thing
from fakes import FakeExtractor
from gazetteers import WORLD
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from typer.testing import CliRunner

from kgraph import pipeline
from kgraph.cli import app
from kgraph.errors import BuildError
from kgraph.explore.knowledge_graph import open_build
from kgraph.forms import FORM_FILES
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Document, Extraction
from kgraph.namespaces import GN, SSSOM, WGS84
from kgraph.ontology import load_ontology
from kgraph.places.enrichment import write_enrichment
from kgraph.places.gazetteer import DATA, default_gazetteer
from kgraph.places.linking import link_places
from kgraph.resolve import resolve
from kgraph.validate import validate

ONTOLOGY = load_ontology()
FEATURE = "https://sws.geonames.org/{}/"
FILES = ["decisions.jsonl", "enrichment.ttl", "evidence.ttl", "graph.ttl", "provenance.ttl", "report.json"]


def enriched() -> str:
    read = extraction(
        "a",
        person("Ada Ode"),
        thing("Newport", "Place", subtype="City"),
        thing("Northshire", "Place", subtype="Region"),
        thing("Tiny", "Place", subtype="City"),
        thing("Newport Hall", "Venue"),
    )
    resolution = resolve([read], [source(read)], ONTOLOGY)
    text = io.StringIO()
    write_enrichment(text, link_places(resolution, ONTOLOGY, WORLD), WORLD, resolution, ONTOLOGY)
    return text.getvalue()


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=enriched(), format="turtle")


def node(path: str) -> URIRef:
    return URIRef(DEFAULT_BASE + path)


def test_a_linked_place(graph: Graph) -> None:
    newport = URIRef(FEATURE.format(101))
    assert set(graph.objects(node("place/newport"), SKOS.exactMatch)) == {newport}
    assert graph.value(newport, GN.name) == Literal("Newport")
    assert graph.value(newport, GN.parentFeature) == graph.value(newport, GN.parentADM1) == URIRef(FEATURE.format(21))
    assert graph.value(newport, GN.parentCountry) == URIRef(FEATURE.format(10))
    assert float(str(graph.value(newport, WGS84.lat))) == 54.0
    assert graph.value(URIRef(FEATURE.format(10)), GN.parentFeature) == URIRef(FEATURE.format(1))
    assert graph.value(URIRef(FEATURE.format(10)), GN.parentCountry) is None


def test_candidates_are_kept_with_their_confidence_and_reasons(graph: Graph) -> None:
    found = {}
    for axiom in graph.subjects(RDF.type, OWL.Axiom):
        pair = graph.value(axiom, SSSOM.subject_label), graph.value(axiom, SSSOM.object_label)
        found[tuple(map(str, pair))] = axiom
        assert graph.value(axiom, OWL.annotatedProperty) == SKOS.exactMatch
        assert graph.value(axiom, OWL.annotatedTarget) is not None
    assert set(found) == {
        ("Newport", "Newport, Northshire, Arcadia, Westland"),
        ("Newport", "Newport, Oldonia, Borduria, Westland"),
        ("Northshire", "Northshire, Arcadia, Westland"),
        ("Tiny", "Tiny, Oldonia, Eastland"),
    }
    best = found["Newport", "Newport, Northshire, Arcadia, Westland"]
    assert graph.value(best, OWL.annotatedSource) == node("place/newport")
    assert float(str(graph.value(best, SSSOM.confidence))) > 0.9
    assert Literal("+3.00 it is named near Northshire") in set(graph.objects(best, RDFS.comment))
    assert graph.value(node("place/tiny"), SKOS.exactMatch) is None
    tiny = found["Tiny", "Tiny, Oldonia, Eastland"]
    assert Literal("not linked: it does not clearly win") in set(graph.objects(tiny, RDFS.comment))
    assert not any(str(c).startswith("not linked") for c in graph.objects(best, RDFS.comment))


def test_it_names_its_source(graph: Graph) -> None:
    assert graph.value(node("enrichment"), RDF.type) == SSSOM.MappingSet
    assert graph.value(node("enrichment"), SSSOM.object_source_version) == Literal("a small world, 1")


def test_it_says_nothing_that_a_query_for_the_texts_would_find(graph: Graph) -> None:
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    assert set(graph.objects(None, RDFS.label)) == set()
    assert not [o for o in graph.objects(None, RDF.type) if str(o).startswith(ONTOLOGY.namespace)]
    assert not [p for p in graph.predicates() if str(p).startswith(ONTOLOGY.namespace)]


def test_the_file_is_sorted_and_the_same_each_time() -> None:
    assert enriched() == enriched()
    subjects = [block.split(" ", 1)[0] for block in enriched().split("\n\n")[2:]]
    features = [s for s in subjects if "sws.geonames.org" in s]
    assert features == sorted(features, key=lambda s: int(s.split("/")[-2]))
    places = [s.strip("<>").replace("place:", "place/") for s in subjects if s not in features]
    assert places == sorted(places)


# --- in a build ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Places(FakeExtractor):
    """Reads a line "Anna: Leeds, Hull" as: Anna performed in these cities."""

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for document in documents:
            who, _, where = document.text.strip().partition(": ")
            cities = [thing(name, "Place", subtype="City") for name in where.split(", ") if name]
            facts = [(who, "performedAt", c.name) for c in cities]
            yield extraction(document.id, person(who), *cities, facts=facts)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pipeline, "_default_extractor", lambda *_: Places())
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "anna.txt").write_text("Anna Lind: Leeds, Milan, Nowhereville", "utf8")
    (folder / "bela.txt").write_text("Bela Varga: Florence, Milan, Lyon", "utf8")
    return folder


def names(out: Path) -> list[str]:
    return sorted(p.name for p in out.iterdir() if p.name != "cache.sqlite")


def test_a_build_writes_it_and_counts(corpus: Path, tmp_path: Path) -> None:
    report = pipeline.build(corpus, tmp_path / "out")
    assert names(tmp_path / "out") == FILES
    assert tmp_path / "out" / "enrichment.ttl" in report.files
    assert report.places == {"linked": 4, "ambiguous": 0, "unknown": 1}
    assert "Places: 4 linked to GeoNames, 0 ambiguous, 1 unknown there" in report.to_text()
    assert json.loads((tmp_path / "out" / "report.json").read_text("utf8"))["places"] == report.places
    assert "geonames" not in (tmp_path / "out" / "graph.ttl").read_text("utf8")


def test_a_build_without_it_leaves_none_behind_and_changes_nothing_else(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pipeline.build(corpus, out)
    before = (out / "graph.ttl").read_bytes(), (out / "evidence.ttl").read_bytes()
    report = pipeline.build(corpus, out, enrich=False)
    assert names(out) == [name for name in FILES if name != "enrichment.ttl"]
    assert report.places == {}
    assert "Places" not in report.to_text()
    assert before == ((out / "graph.ttl").read_bytes(), (out / "evidence.ttl").read_bytes())


def test_an_ontology_without_places_has_none(tmp_path: Path) -> None:
    folder = tmp_path / "domain"
    folder.mkdir()
    (folder / "domain.ttl").write_text(
        """@prefix d: <https://example.org/domain#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <https://example.org/domain> a owl:Ontology .
        d:Place a owl:Class ; rdfs:label "place"@en . d:Person a owl:Class ; rdfs:label "person"@en .
        d:bornIn a owl:ObjectProperty ; rdfs:label "born in"@en ; rdfs:domain d:Person ; rdfs:range d:Place .""",
        "utf8",
    )
    read = extraction("a", thing("Leeds", "Place"))
    assert link_places(resolve([read], [source(read)], ONTOLOGY), load_ontology(folder)) == ()


def test_the_same_bytes_with_any_hash_seed(corpus: Path, tmp_path: Path) -> None:
    found = set()
    for seed in ("0", "7"):
        script = textwrap.dedent(
            f"""
            import sys
            sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path(__file__).parent.parent)!r}]
            from test_enrichment import Places
            from kgraph.pipeline import build
            build({str(corpus)!r}, {str(tmp_path / seed)!r}, extractor=Places())
            """
        )
        subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        found.add((tmp_path / seed / "enrichment.ttl").read_bytes())
    assert len(found) == 1


CONTAINED = """SELECT DISTINCT ?who ?city WHERE {
  ?p pa:performedAt ?place ; rdfs:label ?who . ?place rdfs:label ?city ; skos:exactMatch/gn:parentFeature* ?land .
  ?land gn:name "Italy" }"""


def test_performances_by_containment(corpus: Path, tmp_path: Path) -> None:
    pipeline.build(corpus, tmp_path / "out")
    graph = open_build(tmp_path / "out")
    rows = [(row["who"], row["city"]) for row in graph.ask(CONTAINED, enriched=True)]
    assert rows == [("Anna Lind", "Milan"), ("Bela Varga", "Florence"), ("Bela Varga", "Milan")]
    assert len(graph.ask(CONTAINED)) == 0


@pytest.mark.parametrize("form", list(FORM_FILES))
def test_every_form_is_enriched_by_the_file_beside_it(corpus: Path, tmp_path: Path, form: str) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    pipeline.build(corpus, out, provenance=[form])
    file = out / FORM_FILES[form]
    assert "geonames" not in file.read_text("utf8")
    for infer in (False, True):
        found = open_build(file).ask(CONTAINED, infer, enriched=True)
        assert found.to_csv() == open_build(out).ask(CONTAINED, infer, enriched=True).to_csv()
        assert len(found) == 3
    assert len(open_build(file).ask(CONTAINED)) == 0
    elsewhere.mkdir()
    moved = file.rename(elsewhere / file.name)
    with pytest.raises(BuildError, match=rf"no enrichment\.ttl beside .*{re.escape(file.name)}\. Copy it from"):
        open_build(moved).ask(CONTAINED, enriched=True)
    (out / "enrichment.ttl").rename(elsewhere / "enrichment.ttl")
    assert len(open_build(moved).ask(CONTAINED, enriched=True)) == 3


USED = """SELECT ?kind ?name ?sha256 ?version WHERE { ?run a prov:Activity ; ?kind ?x .
  ?x rdfs:label ?name ; pa:sha256 ?sha256 OPTIONAL { ?x owl:versionInfo ?version }
  FILTER(?name IN ("geonames.tsv.gz", "enrichment.ttl")) }"""


def test_the_run_used_the_gazetteer_and_generated_the_file(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pipeline.build(corpus, out)
    assert validate(out / "provenance.ttl", ONTOLOGY) == ()
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (DATA, out / "enrichment.ttl")]
    rows = open_build(out / "provenance.ttl").ask(USED)
    assert [tuple(map(rows.shown, row)) for row in rows.rows] == [
        ("prov:generated", "enrichment.ttl", digests[1], ""),
        ("prov:used", "geonames.tsv.gz", digests[0], default_gazetteer().version),
    ]
    run = "SELECT ?run WHERE { ?run a prov:Activity }"
    before = open_build(out / "provenance.ttl").ask(run).to_csv()
    pipeline.build(corpus, out, enrich=False)
    assert len(open_build(out / "provenance.ttl").ask(USED)) == 0
    assert open_build(out / "provenance.ttl").ask(run).to_csv() != before


def test_on_the_command_line(corpus: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, list(arguments))
        return result.exit_code, result.stdout, result.stderr

    out = str(tmp_path / "out")
    assert run("build", str(corpus), "--out", out)[0] == 0
    code, printed, _ = run("query", out, "--enriched", CONTAINED)
    assert code == 0
    assert "Florence" in printed
    assert printed.endswith("3 rows\n")
    assert run("build", str(corpus), "--out", out, "--no-enrich")[0] == 0
    code, printed, complaint = run("query", out, "--enriched", CONTAINED)
    assert (code, printed) == (2, "")
    assert "has no enrichment.ttl: it was built with --no-enrich" in complaint


def test_a_query_for_what_is_not_there_says_what_to_do(corpus: Path, tmp_path: Path) -> None:
    pipeline.build(corpus, tmp_path / "out", enrich=False)
    with pytest.raises(BuildError, match=r"Build again: kgraph build CORPUS"):
        open_build(tmp_path / "out").ask(CONTAINED, enriched=True)
