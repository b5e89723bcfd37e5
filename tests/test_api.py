"""The Python API: what `import kgraph` offers to notebooks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
from asking import BASE, resolution, write_resolved
from fakes import FakeExtractor

import kgraph
from kgraph import KGraphError, KnowledgeGraph
from kgraph.errors import BuildError, QueryError
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.lookup import AmbiguousNameError, UnknownNameError
from kgraph.explore.paths import neighbourhood
from kgraph.ontology import load_ontology


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_resolved(tmp_path_factory.mktemp("api") / "build")


@pytest.fixture(scope="module")
def kg(folder: Path) -> KnowledgeGraph:
    return kgraph.open(folder)


# --- the package ----------------------------------------------------------------------------------------------------
def test_importing_the_package_imports_nothing_heavy():
    heavy = ["spacy", "rdflib", "networkx", "pyoxigraph", "numpy"]
    code = f"import sys, kgraph; print([m for m in {heavy} if m in sys.modules])"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output == "[]\n"


def test_the_package_offers_what_it_names():
    assert all(getattr(kgraph, name) is not None for name in kgraph.__all__)
    assert set(kgraph.__all__) <= set(dir(kgraph))
    assert kgraph.__version__.count(".") == 2
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = kgraph.nonsense


# --- opening and building -------------------------------------------------------------------------------------------
def test_opening_reads_back_what_was_written(kg):
    assert kg.resolution == resolution()
    assert kg.report is None
    assert len(kg) == 6
    assert repr(kg).endswith("build: 6 entities, 7 facts>")


def test_opening_what_is_not_a_build(tmp_path):
    with pytest.raises(BuildError, match=r"is not a folder\. Make a build first"):
        kgraph.open(tmp_path / "missing")
    with pytest.raises(BuildError, match=r"it has no graph\.ttl"):
        kgraph.open(tmp_path)


def test_building_returns_the_graph_with_its_report(tmp_path, monkeypatch):
    monkeypatch.setattr("kgraph.pipeline._default_extractor", lambda *_: FakeExtractor())
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "anna.txt").write_text("Anna danced in Giselle.")
    (corpus / "empty.txt").write_text("")
    seen = []
    kg = kgraph.build(
        str(corpus), tmp_path / "out", workers=1, on_progress=lambda stage, done, total: seen.append(stage)
    )
    assert [str(f) for f in kg.facts("performedIn")] == ["Anna · performed in · Giselle (0.90)"]
    assert [s.path for s in kg.report.skipped] == ["empty.txt"]
    assert kg.report.conforms
    assert "extract" in seen
    assert kgraph.open(tmp_path / "out").resolution.facts == kg.resolution.facts


def test_building_applies_the_curation_file_that_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("kgraph.pipeline._default_extractor", lambda *_: FakeExtractor())
    corpus, decisions = tmp_path / "corpus", tmp_path / "hand.yaml"
    corpus.mkdir()
    (corpus / "anna.txt").write_text("Anna danced in Giselle.")
    decisions.write_text("- {name: Anna Lind, of: Anna}\n- {name: Eva, of: Nobody}\n")
    kg = kgraph.build(corpus, tmp_path / "out", workers=1, curation=str(decisions))
    assert kg["Anna"].name == "Anna Lind"
    assert kg.report.curation["remarks"] == ["line 2: nothing is called 'Nobody'"]


# --- finding --------------------------------------------------------------------------------------------------------
def test_entities_by_name(kg):
    ada = kg["ada novak"]
    assert (ada.name, ada.type) == ("Ada Novák", "Person")
    assert kg["Novak"] == kg[ada.iri] == ada
    assert "Ada Novák" in kg
    assert "Nobody" not in kg
    assert 7 not in kg
    assert [e.iri for e in kg] == sorted(e.iri for e in kg)


def test_unknown_and_ambiguous_names(kg):
    with pytest.raises(UnknownNameError, match="Did you mean: Ada Novák") as unknown:
        kg["Ada Nowak"]
    assert isinstance(unknown.value, KGraphError)
    assert isinstance(unknown.value, KeyError)
    with pytest.raises(AmbiguousNameError, match="2 entities"):
        kg["Giselle"]
    assert [e.type for e in kg.find("Giselle")] == ["Character", "Work"]
    assert kg.find("nobody") == ()


def test_a_class_or_the_entity_itself_names_it(kg):
    ballet = kg["Giselle", "Ballet"]
    assert ballet.type == "Work"
    assert kg["giselle", "character"].iri == BASE + "character/giselle"
    assert kg[ballet] is ballet
    assert [f.property for f in kg.path(ballet, kg["Ada Novák"])] == ["performedIn"]
    assert len(kg.timeline(("Giselle", "Work"))) == 1


def test_entities_by_class(kg):
    assert [e.name for e in kg.entities("Person")] == ["Ada Novák", "Ben Okri"]
    assert [e.name for e in kg.entities("Organization")] == ["Ballet Nova"], "sub-classes included"
    assert [e.name for e in kg.entities("ballet company")] == ["Ballet Nova"], "by label"
    assert len(kg.entities()) == 6
    with pytest.raises(UnknownNameError, match=r"no class called “Persn”.*\n.*Person"):
        kg.entities("Persn")


def test_facts_by_property(kg):
    assert [str(f) for f in kg.facts("memberOf")] == ["Ada Novák · member of · Ballet Nova (0.91)"]
    assert len(kg.facts()) == 7
    with pytest.raises(UnknownNameError, match="no property"):
        kg.facts("danced")


# --- exploring ------------------------------------------------------------------------------------------------------
def test_the_timeline_is_in_the_order_of_time(kg):
    assert [(m.start, m.end, m.fact.property) for m in kg.timeline("Ada Novák")] == [
        ("1970-03-02", "1970-03-02", "birthDate"),
        ("1995", "1999", "memberOf"),
        ("1996", "1996", "performedIn"),
        ("2001", "2001", "spouse"),
    ]
    assert str(kg.timeline("Ada Novák")[1]) == "1995–1999   Ada Novák · member of · Ballet Nova (0.91)"
    assert kg.timeline("Brno") == ()
    assert "1995–1999" in kg.timeline("Ada Novák")._repr_html_()


def test_the_shortest_path_follows_facts_either_way(kg):
    assert [str(f) for f in kg.path("Brno", "Ben Okri")] == [
        "Ada Novák · place of birth · Brno (0.88)",
        "Ben Okri · spouse · Ada Novák (0.90)",
    ]
    assert [f.property for f in kg.path("Ballet Nova", "Ada Novák")] == ["memberOf"]
    assert kg.path("Ben Okri", "Ben Okri") == ()


def test_the_shortest_path_goes_around_what_it_must_not_touch(kg):
    assert [f.property for f in kg.path("Ballet Nova", "Brno")] == ["memberOf", "birthPlace"]
    assert kg.path("Ballet Nova", "Brno", without={"Person"}) == ()
    assert [f.property for f in kg.path("Ben Okri", "Ada Novák", without=["person"])] == ["spouse"], "ends may be"


def test_the_neighbourhood_grows_by_facts(kg):
    brno = kg["Brno"].iri
    assert neighbourhood(kg.catalogue, [brno], 0) == {brno}
    assert neighbourhood(kg.catalogue, [brno], 1) == {brno, kg["Ada Novák"].iri}
    assert len(neighbourhood(kg.catalogue, [brno], 2)) == 6
    assert neighbourhood(kg.catalogue, [brno], 9, ["Person"]) == {brno}


def test_the_networkx_graph(kg):
    assert isinstance(kg.graph, nx.MultiDiGraph)
    ada, nova = kg["Ada Novák"].iri, kg["Ballet Nova"].iri
    assert list(kg.graph[ada][nova]) == ["memberOf"]
    assert kg.graph.nodes[ada]["label"] == "Ada Novák"
    assert nx.shortest_path(kg.graph.to_undirected(), nova, BASE + "place/brno")[1] == ada


def test_the_drawing(kg):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    ax = kg.draw("Ada Novák")
    names = {text.get_text() for text in ax.texts}
    assert {"Ada Novák", "Ben Okri", "Ballet Nova", "Giselle", "Brno"} <= names
    assert "member of" in names
    assert [t.get_text() for t in ax.get_legend().get_texts()] == [
        "Character", "Organization", "Person", "Place", "Work",
    ]  # fmt: skip
    again = kg.draw("Ada Novák", without={"Place"}, labels=False)
    shown = {text.get_text() for text in again.texts}
    assert "Brno" not in shown
    assert "member of" not in shown
    assert kg.draw(ax=ax) is ax
    pyplot.close("all")


def test_drawing_without_matplotlib_says_what_to_install(kg, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(KGraphError, match=r"pip install 'kgraph\[notebook\]'"):
        kg.draw("Ada Novák")


# --- asking ---------------------------------------------------------------------------------------------------------
def test_queries_give_data_frames(kg):
    pytest.importorskip("pandas")
    frame = kg.query("SELECT ?name ?c { ?x a pa:Company ; rdfs:label ?name . ?s rdf:subject ?x ; pa:confidence ?c }")
    assert frame.to_dict("records") == [{"name": "Ballet Nova", "c": 0.83}]
    assert len(kg.query("SELECT ?x { ?x pa:hasMember ?y }")) == 0
    assert len(kg.query("SELECT ?x { ?x pa:hasMember ?y }", infer=True)) == 1


def test_every_statement_leads_to_its_characters(kg):
    result = kg.ask(
        "SELECT ?words ?entity { ?s rdf:predicate pa:memberOf ; prov:wasDerivedFrom ?m ."
        " ?m a nif:Phrase ; nif:anchorOf ?words ; itsrdf:taIdentRef/rdfs:label ?entity }"
    )
    assert [tuple(row.values()) for row in result] == [("Ada Novák", "Ada Novák"), ("Ballet Nova", "Ballet Nova")]


def test_queries_can_be_asked_without_pandas(kg, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert len(kg.ask("SELECT ?x { ?x a pa:Person }")) == 2
    with pytest.raises(QueryError, match="pandas"):
        kg.query("SELECT ?x { ?x a pa:Person }")


def test_facts_and_entities_as_data_frames(kg):
    pytest.importorskip("pandas")
    frame = kg["Ada Novák"].facts.to_frame()
    assert list(frame.columns[:6]) == ["subject", "property", "object", "confidence", "documents", "sentence"]
    row = frame[frame.property == "memberOf"].iloc[0]
    assert (row["object"], row["startDate"], row["documents"]) == ("Ballet Nova", "1995", "dancers/ada")
    people = kg.entities("Person").to_frame()
    assert people[["name", "facts"]].values.tolist() == [["Ada Novák", 6], ["Ben Okri", 2]]


def test_a_slice_shows_itself_like_the_whole(kg):
    facts, people = kg.facts(), kg.entities("Person")
    assert facts[0] == next(iter(facts))
    assert len(facts[2:5]) == 3
    for whole in (facts, people, kg.timeline("Ada Novák")):
        assert whole[:2] == tuple(whole)[:2]
        assert whole[:1]._repr_html_().count("</tr>") < whole[:2]._repr_html_().count("</tr>")


def test_qualifiers_in_the_words_of_any_domain(kg):
    assert kg.catalogue.property_label("startDate") == "start date"
    seafaring = load_ontology(Path(__file__).parent.parent / "notebooks" / "seafaring" / "ontology")
    assert "startDate" not in seafaring.terms
    assert Catalogue(resolution(), seafaring).property_label("startDate") == "start date"


def test_facts_of_some_confidence(kg):
    facts = kg.facts()
    assert [f.confidence for f in facts.at_least(0.9)] == [c for f in facts if (c := f.confidence) >= 0.9]
    assert 0 < len(facts.at_least(0.9)) < len(facts) == len(facts.at_least(0))
    assert "Ada" in facts.at_least(0.9)._repr_html_()


def test_validating_what_was_opened(kg, tmp_path):
    assert kg.validate() == ()
    folder = write_resolved(tmp_path / "build")
    graph = folder / "graph.ttl"
    graph.write_text(graph.read_text("utf-8") + 'person:ada-novak pa:birthDate "1971"^^xsd:gYear .\n', "utf-8")
    assert [v.label for v in kgraph.open(folder).validate()] == ["Ada Novák"]


def test_everything_shows_itself_in_a_notebook(kg):
    ada, facts = kg["Ada Novák"], kg.facts("memberOf")
    for thing in (ada, facts, facts[0], kg.entities("Person"), kg.timeline("Ada Novák")):
        assert "Ada Nov" in thing._repr_html_()
    assert "6 entities, 7 facts from 2 documents" in kg._repr_html_()
