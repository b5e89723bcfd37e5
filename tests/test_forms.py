"""Named graphs and RDF 1.2: the same facts and evidence as graph.ttl and evidence.ttl, for people and for queries."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pyoxigraph as ox
import pytest
from documents import extraction, person, source, thing
from fakes import FakeExtractor
from hypothesis import given, settings
from rdflib import Dataset, Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from resolutions import ONTOLOGY, resolutions, sample, save
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.errors import BuildError, ExportError
from kgraph.explore.knowledge_graph import open_build
from kgraph.export import export
from kgraph.forms import FORM_FILES, form_names, read_triples
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Resolution
from kgraph.pipeline import build
from kgraph.query import load_store
from kgraph.rdf import read_build
from kgraph.resolve import resolve
from kgraph.validate import validate

ROOT = Path(__file__).parent.parent
TEXTS = {
    "anna": "Anna Lind danced in Giselle. Anna Lind trained Bela Varga.",
    "bela": "Bela Varga danced in Raymonda. Anna Lind danced in Giselle.",
}
#: What the README asks, beside what is asked of this corpus.
QUESTIONS = (
    """SELECT ?who ?p ?what ?c ?path ?begin ?sentence WHERE { ?s rdf:subject/rdfs:label ?who ; rdf:predicate ?p ;
       rdf:object/rdfs:label ?what ; pa:confidence ?c ; prov:wasDerivedFrom ?n . ?n a nif:Sentence ;
       nif:anchorOf ?sentence ; nif:beginIndex ?begin ; nif:referenceContext/pa:path ?path }""",
    "SELECT ?source ?who ?what WHERE { GRAPH ?source { ?who pa:performedIn ?what } }",
    "SELECT ?fact ?p ?o ?c WHERE { << <person/anna-lind> ?p ?o ~ ?fact >> pa:confidence ?c }",
    "SELECT ?s ?p ?o WHERE { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s pa:performedIn ?o }",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build in every form, of texts two of which state the same fact."""
    folder = tmp_path_factory.mktemp("forms")
    (folder / "corpus").mkdir()
    for name, text in TEXTS.items():
        (folder / "corpus" / f"{name}.txt").write_text(text, "utf-8")
    report = build(folder / "corpus", folder / "out", extractor=FakeExtractor(), provenance=list(FORM_FILES))
    assert report.conforms
    assert {folder / "out" / name for name in FORM_FILES.values()} <= set(report.files)
    return folder / "out"


def export_as(form: str, source: Resolution | Path, folder: Path) -> Path:
    return export(source, form, folder / FORM_FILES[form], ONTOLOGY)[0]


def quads(path: Path) -> set[ox.Quad]:
    return set(load_store(path, ONTOLOGY))


every_form = pytest.mark.parametrize("form", list(FORM_FILES))


# --------------------------------------------------------------------------------------- the same in every form


@given(resolutions())
@settings(max_examples=40)
def test_any_build_is_the_same_in_every_form(tmp_path_factory: pytest.TempPathFactory, resolution: Resolution) -> None:
    folder = tmp_path_factory.getbasetemp()
    reified = save(resolution, folder / "reified")
    written = {t.triple for name in ("graph.ttl", "evidence.ttl") for t in ox.parse(path=reified / name)}
    expected = quads(reified)
    for form in FORM_FILES:
        path = export_as(form, resolution, folder)
        assert {ox.Triple(t.subject, t.predicate, t.object) for t in read_triples(path)} == written
        assert quads(path) == expected
        assert read_build(path, ONTOLOGY) == resolution


def readme_queries() -> list[str]:
    """The README's queries about what the texts say."""
    blocks = re.findall(r"^```sh\n(kgraph query .*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    return [shlex.split(block)[-1] for block in blocks if "--enriched" not in block]


def test_the_readme_has_a_query_of_each_way_to_ask() -> None:
    text = "\n".join(readme_queries())
    assert all(word in text for word in ("rdf:predicate", "GRAPH", "~ ?"))


@every_form
@pytest.mark.parametrize("text", [*readme_queries(), *QUESTIONS])
@pytest.mark.parametrize("infer", [False, True])
def test_queries_have_the_same_answers(folder: Path, form: str, text: str, infer: bool) -> None:
    expected = open_build(folder).ask(text, infer)
    found = open_build(folder / FORM_FILES[form]).ask(text, infer)
    assert found.to_csv() == expected.to_csv()
    assert found.variables == expected.variables


@pytest.mark.parametrize("text", QUESTIONS)
def test_there_is_something_to_answer(folder: Path, text: str) -> None:
    assert len(open_build(folder).ask(text))


def test_n_quads_have_the_base_of_their_entities(tmp_path: Path) -> None:
    base = "https://example.org/архив/"
    path = export_as("nquads", sample(base), tmp_path)
    assert open_build(path).ask("ASK { document:b a nif:Context . GRAPH <document/b> { <person/anna-lind> ?p ?o } }")


@every_form
def test_every_form_conforms_to_the_shapes(folder: Path, form: str, tmp_path: Path) -> None:
    path = folder / FORM_FILES[form]
    assert validate(path, ONTOLOGY) == ()
    wrong = tmp_path / path.name
    wrong.write_text(path.read_text("utf-8").replace("0.9", "1.9"), "utf-8")
    found = validate(wrong, ONTOLOGY)
    assert "confidence" in found[0].message
    assert found[0].quotations


@every_form
def test_build_and_export_write_the_same_bytes(folder: Path, form: str, tmp_path: Path) -> None:
    assert export_as(form, folder, tmp_path).read_bytes() == (folder / FORM_FILES[form]).read_bytes()
    # And a form is as good a source of exports as the build.
    assert export_as("trig", folder / FORM_FILES[form], tmp_path).read_bytes() == (folder / "graph.trig").read_bytes()


# ---------------------------------------------------------------------------------------------- what they say


def test_each_document_has_a_graph_with_its_facts(folder: Path) -> None:
    rows = open_build(folder).ask("SELECT ?d ?s ?p ?o WHERE { GRAPH ?d { ?s ?p ?o } }")
    assert [tuple(rows.shown(term) for term in row) for row in rows.rows] == [
        ("document:anna", "person:anna-lind", "pa:performedIn", "work:giselle"),
        ("document:anna", "person:anna-lind", "pa:studentOf", "person:bela-varga"),
        ("document:bela", "person:anna-lind", "pa:performedIn", "work:giselle"),
        ("document:bela", "person:bela-varga", "pa:performedIn", "work:raymonda"),
    ]


@pytest.mark.parametrize(("name", "format"), [("graph.trig", "trig"), ("graph.nq", "nquads")])
# rdflib's own, in its parsers.
@pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset.default_context) is deprecated:DeprecationWarning")
def test_another_library_reads_the_named_graphs(folder: Path, name: str, format: str) -> None:
    data = Dataset()
    data.parse(data=(folder / name).read_text("utf-8"), format=format)
    anna, giselle = (URIRef(DEFAULT_BASE + iri) for iri in ("person/anna-lind", "work/giselle"))
    sources = {g.identifier for g in data.graphs() if (anna, URIRef(ONTOLOGY.iri("performedIn")), giselle) in g}
    assert {URIRef(f"{DEFAULT_BASE}document/{d}") for d in TEXTS} <= sources
    plain = Graph()
    for file in ("graph.ttl", "evidence.ttl"):
        plain.parse(folder / file)
    assert set(data.graph(DATASET_DEFAULT_GRAPH_ID)) == set(plain)


def test_rdf_12_has_reifiers_under_the_iris_of_the_statements(folder: Path) -> None:
    reifies = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
    facts = {t.subject: t.object for t in ox.parse(path=folder / "graph.rdf12.ttl") if t.predicate == reifies}
    statements = open_build(folder).ask("SELECT ?s WHERE { ?s a rdf:Statement }")
    assert set(facts) == {row[0] for row in statements.rows}
    text = (folder / "graph.rdf12.ttl").read_text("utf-8")
    assert re.search(r"\n<< person:anna-lind pa:performedIn work:giselle ~ statement:[0-9a-f]{16} >> ", text)
    assert "rdf:subject" not in text


def test_a_triple_term_is_shown_and_is_json(folder: Path) -> None:
    result = open_build(folder).ask("SELECT ?t WHERE { ?s rdf:reifies ?t FILTER(OBJECT(?t) = work:raymonda) }")
    assert "<<( person:bela-varga pa:performedIn work:raymonda )>>" in result.to_text()
    assert '"type": "triple"' in result.to_json()
    assert f'"value": "{DEFAULT_BASE}work/raymonda"' in result.to_json()


#: What texts disagree about and when it was, in each of the ways to ask.
DISPUTED = (
    "SELECT ?who ?p ?o ?instead WHERE { ?s pa:overriddenBy/rdf:object ?instead ; rdf:subject/rdfs:label ?who ; "
    "rdf:predicate ?p ; rdf:object ?o }",
    "SELECT ?o ?instead WHERE { << ?who pa:birthDate ?o ~ ?fact >> pa:overriddenBy/rdf:object ?instead }",
    "SELECT ?source ?o WHERE { GRAPH ?source { ?who pa:birthDate ?o } FILTER NOT EXISTS { ?who pa:birthDate ?o } }",
    "SELECT ?p ?when WHERE { << ?who ?p ?what ~ ?fact >> pa:edtf ?when }",
    "SELECT ?s ?when WHERE { ?s pa:edtf ?when }",
)


@pytest.fixture(scope="module")
def disputed() -> Resolution:
    """Two of three texts give one year of birth, one of them says "about"; and a time without an XSD date."""
    texts = [
        extraction("a", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1901")]),
        extraction("b", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1903", {}, 0.8, "1903~")]),
        extraction(
            "c",
            person("Anna Lind"),
            thing("Nessa", "Work"),
            facts=[("Anna Lind", "birthDate", "1901"), ("Anna Lind", "performedIn", "Nessa", {}, 0.8, "192X")],
        ),
    ]
    return resolve(texts, map(source, texts), ONTOLOGY)


@every_form
def test_disputes_and_times_are_in_every_form(disputed: Resolution, form: str, tmp_path: Path) -> None:
    reified = open_build(save(disputed, tmp_path / "reified"))
    path = export_as(form, disputed, tmp_path)
    assert validate(path, ONTOLOGY) == ()
    for text in DISPUTED:
        assert len(reified.ask(text))
        assert open_build(path).ask(text).to_csv() == reified.ask(text).to_csv()
    assert reified.ask(DISPUTED[2]).to_csv() == f"source,o\n{DEFAULT_BASE}document/b,1903\n"


@every_form
def test_commands_take_any_form_for_a_build(disputed: Resolution, form: str, tmp_path: Path) -> None:
    folder = save(disputed, tmp_path / "reified")
    path = export_as(form, disputed, tmp_path)

    def run(command: str, build: Path, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, [command, str(build), *arguments])
        return result.exit_code, result.stdout

    for command in (["conflicts"], ["timeline", "Anna Lind"], ["show", "Anna Lind"], ["stats"], ["validate"]):
        code, printed = run(command[0], folder, *command[1:])
        assert (code, bool(printed)) == (0, True)
        assert run(command[0], path, *command[1:]) == (code, printed.replace(str(folder), str(path)))
    assert run("diff", folder, str(path))[0] == run("diff", path, str(folder))[0] == 0


# --------------------------------------------------------------------------------------------------- mistakes


def test_a_rebuild_leaves_no_form_of_the_graph_before(folder: Path, tmp_path: Path) -> None:
    corpus, out = folder.parent / "corpus", tmp_path / "out"
    build(corpus, out, extractor=FakeExtractor(), provenance=["TriG", "RDF 1.2"])
    assert (out / "graph.trig").exists()
    assert (out / "graph.rdf12.ttl").exists()
    build(corpus, out, extractor=FakeExtractor(), provenance=["reified", "N-Quads"])
    assert not (out / "graph.trig").exists()
    assert not (out / "graph.rdf12.ttl").exists()
    assert (out / "graph.nq").read_bytes() == (folder / "graph.nq").read_bytes()


def test_an_unknown_form_is_named_before_the_work_begins(tmp_path: Path) -> None:
    assert form_names(["RDF-1.2", "reified", "nquads", "rdf12"]) == ("nquads", "rdf12")
    with pytest.raises(ExportError, match=r"no form 'quads'\. Choose among reified, trig, nquads, rdf12"):
        build(tmp_path, tmp_path / "out", extractor=FakeExtractor(), provenance=["quads"])


@every_form
def test_a_damaged_file_is_named(folder: Path, form: str, tmp_path: Path) -> None:
    path = tmp_path / FORM_FILES[form]
    path.write_text((folder / path.name).read_text("utf-8") + "\n<< <", "utf-8")
    for read in (lambda: load_store(path, ONTOLOGY), lambda: read_build(path), lambda: validate(path, ONTOLOGY)):
        with pytest.raises(BuildError, match=re.escape(path.name)):
            read()


def test_a_file_that_is_no_rdf_is_named(tmp_path: Path) -> None:
    (tmp_path / "graph.gexf").write_text("<gexf/>", "utf-8")
    for read in (lambda: open_build(tmp_path / "graph.gexf"), lambda: read_build(tmp_path / "graph.gexf")):
        with pytest.raises(BuildError, match=r"graph\.gexf is not a build.*\*\.trig"):
            read()


def test_the_sample_with_everything_special_survives(tmp_path: Path) -> None:
    for form in FORM_FILES:
        assert read_build(export_as(form, sample(), tmp_path), ONTOLOGY) == sample()
