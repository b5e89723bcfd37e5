"""graph.ttl and evidence.ttl: to the contract, conforming, read back without loss."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from documents import extraction, person, source, thing
from hypothesis import given, settings
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.compare import isomorphic
from resolutions import NASTY, ONTOLOGY, resolutions, sample, save

from kgraph.errors import BuildError
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Resolution
from kgraph.namespaces import ITSRDF, KG, NIF
from kgraph.rdf import base_of, read_build, to_rdflib
from kgraph.resolve import resolve
from kgraph.validate import validate

ANNA = URIRef(DEFAULT_BASE + "person/anna-lind")
BALLET = URIRef(DEFAULT_BASE + "organization/royal-ballet")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(sample(), tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def graph(build: Path) -> Graph:
    return Graph().parse(build / "graph.ttl")


@pytest.fixture(scope="module")
def evidence(build: Path) -> Graph:
    return Graph().parse(build / "evidence.ttl")


def pa(name: str) -> URIRef:
    return URIRef(ONTOLOGY.iri(name))


def test_the_files_conform_to_the_shapes(build: Path) -> None:
    assert validate(build, ONTOLOGY) == ()


def test_an_entity_has_its_classes_one_label_and_its_documents(graph: Graph) -> None:
    assert set(graph.objects(BALLET, RDF.type)) == {pa("Organization"), pa("Company"), pa("BalletCompany")}
    assert list(map(str, graph.objects(ANNA, RDFS.label))) == ["Anna Lind"]
    assert set(map(str, graph.objects(ANNA, SKOS.altLabel))) == {"Lind"}
    documents = {"document/b", "document/dancers/anna%20lind%231"}
    assert set(graph.objects(ANNA, KG.mentionedIn)) == {URIRef(DEFAULT_BASE + d) for d in documents}


def test_facts_are_plain_triples_and_dates_are_typed(graph: Graph) -> None:
    assert (ANNA, pa("memberOf"), BALLET) in graph
    assert (ANNA, pa("birthDate"), RdfLiteral("1970-03-02", datatype=XSD.date)) in graph
    assert (ANNA, pa("deathDate"), RdfLiteral("2001", datatype=XSD.gYear)) in graph
    assert len(set(graph.objects(ANNA, pa("birthDate")))) == 1


def test_each_fact_has_one_statement_and_each_statement_its_triple(graph: Graph, evidence: Graph) -> None:
    statements = set(evidence.subjects(RDF.type, RDF.Statement))
    stated = {tuple(evidence.value(s, p) for p in (RDF.subject, RDF.predicate, RDF.object)) for s in statements}
    assert len(stated) == len(statements)
    facts = {t for t in graph if str(t[1]).startswith(ONTOLOGY.namespace) and t[1] != KG.mentionedIn}
    assert stated == facts


def test_a_statement_has_confidence_qualifiers_and_provenance(evidence: Graph) -> None:
    (statement,) = (s for s in evidence.subjects(RDF.predicate, pa("memberOf")))
    assert evidence.value(statement, KG.confidence) == RdfLiteral("0.9", datatype=XSD.decimal)
    # The more confident text has the rank and the years; the other contradicts the rank, and adds nothing.
    assert evidence.value(statement, pa("startDate")) == RdfLiteral("1990", datatype=XSD.gYear)
    assert evidence.value(statement, pa("endDate")) == RdfLiteral("1999-05", datatype=XSD.gYearMonth)
    assert evidence.value(statement, pa("rank")) == RdfLiteral('first "x"')
    derived = set(evidence.objects(statement, PROV.wasDerivedFrom))
    kinds = [frozenset(evidence.objects(d, RDF.type)) for d in derived]
    assert len(derived) == 6
    assert kinds.count(frozenset({NIF.Sentence})) == 2
    derivations = sorted(evidence.objects(statement, PROV.qualifiedDerivation))
    assert [str(evidence.value(d, KG.confidence)) for d in derivations] == ["0.55", "0.9"]
    for derivation in derivations:
        subject, target = (evidence.value(derivation, p) for p in (KG.subjectMention, KG.objectMention))
        assert evidence.value(subject, ITSRDF.taIdentRef) == ANNA
        assert evidence.value(target, ITSRDF.taIdentRef) == BALLET
        assert {subject, target, evidence.value(derivation, PROV.entity)} <= derived


def test_each_mention_quotes_its_characters(evidence: Graph) -> None:
    phrases = set(evidence.subjects(RDF.type, NIF.Phrase))
    assert phrases == set(evidence.subjects(NIF.anchorOf)) - set(evidence.subjects(RDF.type, NIF.Sentence))
    for phrase in phrases:
        begin, end = (int(evidence.value(phrase, p)) for p in (NIF.beginIndex, NIF.endIndex))
        assert str(phrase).endswith(f"#char={begin},{end}")
        assert end - begin == len(str(evidence.value(phrase, NIF.anchorOf)))
        document = evidence.value(phrase, NIF.referenceContext)
        assert str(phrase).startswith(f"{document}#")
        assert {NIF.Context, PROV.Entity} <= set(evidence.objects(document, RDF.type))
    pronouns = {str(evidence.value(p, NIF.anchorOf)) for p in evidence.subjects(KG.anaphoric)}
    assert pronouns == {"She", "her"}


def test_documents_without_entities_are_there_too(evidence: Graph) -> None:
    document = URIRef(DEFAULT_BASE + "document/empty")
    assert {str(evidence.value(document, p)) for p in (DCTERMS.identifier, KG.path)} == {"empty", "empty.txt"}
    assert str(evidence.value(document, KG.sha256)) == "0" * 64


def test_characters_that_are_two_entities_are_one_phrase_with_two_references(tmp_path: Path) -> None:
    one = extraction("a", thing("Giselle", "Work"), thing("Giselle", "Character"))
    entities = (one.entities[0], one.entities[1].__class__("e2", "Character", "Giselle", (), one.entities[0].mentions))
    documents = [one.__class__("a", entities, ())]
    resolution = resolve(documents, map(source, documents), ONTOLOGY)
    build = save(resolution, tmp_path / "b")
    evidence = Graph().parse(build / "evidence.ttl")
    (phrase,) = evidence.subjects(RDF.type, NIF.Phrase)
    assert len(set(evidence.objects(phrase, ITSRDF.taIdentRef))) == 2
    assert read_build(build, ONTOLOGY) == resolution


def test_there_are_no_blank_nodes_and_all_terms_are_declared(build: Path) -> None:
    both = to_rdflib(build)
    assert not [node for triple in both for node in triple if isinstance(node, BNode)]
    ontology = Graph().parse(ONTOLOGY.folder / "performing-arts.ttl")
    used = {t for triple in both for t in triple[1:] if str(t).startswith(ONTOLOGY.namespace)}
    assert used <= set(ontology.subjects())


def test_nasty_names_are_labels_to_the_letter(graph: Graph) -> None:
    labels = {str(o) for o in graph.objects(None, RDFS.label)}
    assert {'Zoë "Zed" \\O\'Neil\\ <b>&amp;', NASTY[1], "محمد عبده", "山田太郎", "]]> ]] -- --> <!--"} <= labels
    assert {"Ctrl Name", "Line break return", "שלמה evil"} <= labels


def test_it_is_pleasant_to_read(build: Path) -> None:
    text = (build / "graph.ttl").read_text(encoding="utf-8")
    assert (
        "\nperson:anna-lind a pa:Person ;\n"
        '    rdfs:label "Anna Lind" ;\n'
        '    skos:altLabel "Lind" ;\n'
        '    pa:birthDate "1970-03-02"^^xsd:date ;\n'
        "    pa:birthPlace place:paris ;\n"
    ) in text
    assert "\n    pa:mentionedIn <document/dancers/anna%20lind%231> , document:b ;\n" in text


# -------------------------------------------------------------------------------------------- there and back


def test_it_is_read_back(build: Path) -> None:
    assert read_build(build, ONTOLOGY) == sample()
    assert read_build(str(build)) == sample()


@given(resolutions())
@settings(max_examples=60)
def test_anything_is_read_back(tmp_path_factory: pytest.TempPathFactory, resolution: Resolution) -> None:
    folder = save(resolution, tmp_path_factory.getbasetemp() / "any")
    assert read_build(folder, ONTOLOGY) == resolution


def test_it_is_read_back_after_other_tools_rewrote_it(build: Path, tmp_path: Path) -> None:
    for name in ("graph.ttl", "evidence.ttl"):
        text = Graph().parse(build / name).serialize(format="turtle")
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_build(tmp_path, ONTOLOGY) == sample()


def test_another_base_is_kept(tmp_path: Path) -> None:
    base = "https://example.org/архив/"
    build = save(sample(base), tmp_path / "b", base)
    read = read_build(build, ONTOLOGY)
    assert read == sample(base)
    assert base_of(read) == base
    assert base_of(Resolution((), ())) == DEFAULT_BASE
    assert DEFAULT_BASE not in (build / "evidence.ttl").read_text(encoding="utf-8")


def test_rdflib_gets_both_files_with_their_prefixes(build: Path, graph: Graph, evidence: Graph) -> None:
    both = to_rdflib(build)
    assert isomorphic(both, graph + evidence)
    assert dict(both.namespaces())["person"] == URIRef(DEFAULT_BASE + "person/")


@pytest.mark.parametrize("name", ["graph.ttl", "evidence.ttl"])
def test_a_folder_that_is_no_build_is_named(build: Path, tmp_path: Path, name: str) -> None:
    for file in ("graph.ttl", "evidence.ttl"):
        (tmp_path / file).write_bytes((build / file).read_bytes())
    (tmp_path / name).unlink()
    for read in (read_build, to_rdflib):
        with pytest.raises(BuildError, match=f"not a finished build: it has no readable {name}"):
            read(tmp_path)
    (tmp_path / name).write_text("person:a a", encoding="utf-8")
    for read in (read_build, to_rdflib):
        with pytest.raises(BuildError, match=name):
            read(tmp_path)
    (tmp_path / name).write_text("<urn:s> <urn:p> <urn:o> .", encoding="utf-8")
    with pytest.raises(BuildError, match="do not belong together"):
        read_build(tmp_path)


def test_a_fact_about_nobody_is_named(build: Path, tmp_path: Path) -> None:
    (tmp_path / "evidence.ttl").write_bytes((build / "evidence.ttl").read_bytes())
    (tmp_path / "graph.ttl").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match=r"the graph lacks an entity of a fact about <.*person/"):
        read_build(tmp_path)


_WRITE = """
import io, hashlib, sys
from resolutions import sample, ONTOLOGY
from kgraph.export import export
from kgraph.rdf import write_evidence, write_graph
from pathlib import Path
stream = io.StringIO()
write_graph(stream, sample(), ONTOLOGY)
write_evidence(stream, sample(), ONTOLOGY)
total = hashlib.sha256(stream.getvalue().encode())
for name in ("jsonld", "ntriples", "graphml", "gexf", "csv", "cytoscape", "trig", "nquads", "rdf12"):
    for path in export(sample(), name, Path(sys.argv[1]) / name, ONTOLOGY):
        total.update(path.read_bytes())
print(total.hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    digests = set()
    for seed in ("0", "1", "4711"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent), "PATH": ""}
        command = [sys.executable, "-c", _WRITE, str(tmp_path / seed)]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        digests.add(ran.stdout.strip())
    assert len(digests) == 1
    assert len(min(digests)) == len(hashlib.sha256().hexdigest())


def test_a_person_known_by_many_is_written_once(tmp_path: Path) -> None:
    documents = [extraction(f"d{n}", person("Anna Lind")) for n in range(12)]
    resolution = resolve(documents, map(source, documents), ONTOLOGY)
    graph = Graph().parse(save(resolution, tmp_path / "b") / "graph.ttl")
    assert len(set(graph.subjects())) == 1
    assert len(set(graph.objects(ANNA, KG.mentionedIn))) == 12
