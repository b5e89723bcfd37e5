"""Values that contradict each other: all stay in a build, the graph carries the best supported, nothing is lost."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from documents import extraction, person, source
from hypothesis import given
from hypothesis import strategies as st
from rdflib import PROV, RDF, Graph, URIRef
from resolutions import ONTOLOGY, save

from kgraph.conflicts.settle import Precision, ranked, reason, settle
from kgraph.explore.catalogue import Catalogue
from kgraph.explore.display import entity_html
from kgraph.explore.show import card, card_json
from kgraph.explore.stats import statistics
from kgraph.explore.timeline import timeline
from kgraph.export.linked_data import write_jsonld
from kgraph.export.rows import edge_rows, node_rows
from kgraph.graph import add_fact, from_networkx, to_networkx
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Entity, EntityMention, Evidence, Fact, Literal, Resolution, Span
from kgraph.namespaces import KG, NIF
from kgraph.ontology import Ontology
from kgraph.pipeline import _confident
from kgraph.rdf import read_build
from kgraph.report import summarise
from kgraph.resolve import resolve
from kgraph.validate import validate

ANNA, BRNO, MORAVIA, VIENNA = (DEFAULT_BASE + p for p in ("person/anna-lind", "place/brno", "place/m", "place/vienna"))


def with_one_birth_place() -> Ontology:
    prop = replace(ONTOLOGY.terms["birthPlace"], functional=True)
    return replace(ONTOLOGY, terms={**ONTOLOGY.terms, "birthPlace": prop})


PLACED = with_one_birth_place()


def fact(prop: str, target: str, *documents: str, confidence: float = 0.9, subject: str = ANNA) -> Fact:
    """A fact that documents state: of a date if it begins with a digit, else of an entity."""
    evidence = tuple(Evidence(d, Span(0, 4), Span(5, 9), Span(0, 10), "Anna 1901.", confidence) for d in documents)
    return Fact(subject, prop, Literal(target) if target[0].isdigit() else target, evidence)


def carried(facts: list[Fact], ontology: Ontology = ONTOLOGY) -> list[str]:
    return [getattr(f.object, "value", f.object) for f in settle(facts, ontology) if f.overridden_by is None]


# ------------------------------------------------------------------------------------------------- the rule


@pytest.mark.parametrize(
    ("facts", "kept", "why"),
    [
        ([("1902", "ab", 0.5), ("1901", "c", 0.9)], "1902", "2 documents against 1"),
        ([("1901", "a", 0.5), ("1902", "b", 0.9)], "1902", "confidence 0.90 against 0.50"),
        ([("1901", "a", 0.9), ("1902-05", "b", 0.9)], "1902-05", "the more precise of equally supported values"),
        ([("1902", "a", 0.9), ("1901", "b", 0.9)], "1901", "the earlier of equally supported values"),
        # Two months, and a year that could be either: it counts for none of them.
        ([("1901", "ab", 0.5), ("1901-02", "c", 0.9), ("1901-03", "d", 0.9)], "1901", "2 documents against 1"),
    ],
)
def test_the_best_supported_date_is_carried(facts: list[tuple[str, str, float]], kept: str, why: str) -> None:
    several = [fact("birthDate", date, *documents, confidence=c) for date, documents, c in facts]
    assert carried(several) == carried(several[::-1]) == [kept]
    (best, _), (other, _), *_ = ranked(several, Precision(several, ONTOLOGY))
    assert reason(best, other, is_date=True) == why


def test_a_place_within_another_is_the_more_precise() -> None:
    wide, narrow = fact("birthPlace", MORAVIA, "a", "b"), fact("birthPlace", BRNO, "c")
    inside = fact("locatedIn", MORAVIA, "c", subject=BRNO)
    assert carried([wide, narrow], PLACED) == [MORAVIA]
    assert carried([wide, narrow, inside], PLACED) == [BRNO, MORAVIA]  # the last one is where Brno lies
    # Both of the documents that say Moravia speak for Brno.
    assert carried([wide, narrow, inside, fact("birthPlace", VIENNA, "d", "e")], PLACED)[0] == BRNO
    assert Precision([inside], PLACED).agree(wide, narrow)
    assert not Precision([], PLACED).agree(wide, narrow)


def test_only_functional_properties_are_settled() -> None:
    several = [fact("premiereDate", "1859", "a"), fact("premiereDate", "1869", "b"), fact("birthPlace", BRNO, "a")]
    several.append(fact("birthPlace", VIENNA, "b"))
    assert settle(several, ONTOLOGY) == several


@given(
    st.lists(
        st.builds(
            lambda date, documents, c: fact("birthDate", date, *sorted(documents), confidence=c),
            st.sampled_from(["1901", "1901-05", "1901-05-03", "1902", "1903-01-01"]),
            st.sets(st.sampled_from("abc"), min_size=1),
            st.sampled_from([0.5, 0.9]),
        ),
        unique_by=lambda f: f.object,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_settling_keeps_all_facts_whatever_their_order(facts: list[Fact], random: object) -> None:
    settled = settle(facts, ONTOLOGY)
    assert [replace(f, overridden_by=None) for f in settled] == facts
    assert sum(f.overridden_by is None for f in settled) == min(len(facts), 1)
    assert settle(settled, ONTOLOGY) == settled
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert carried(shuffled) == carried(facts)


# ------------------------------------------------------------------------------- in everything that reads a build


@pytest.fixture(scope="module")
def resolution() -> Resolution:
    """Two documents that say 1901, one that says 1902; one birth place of two."""
    facts = [("Anna Lind", "birthDate", "1901"), ("Anna Lind", "birthDate", "1902", {}, 0.95)]
    documents = [extraction("a", person("Anna Lind"), facts=facts)]
    documents.append(extraction("b", person("Anna Lind"), facts=facts[:1]))
    found = resolve(documents, map(source, documents), ONTOLOGY)
    places = [
        Entity(iri, "Place", name, (), (EntityMention("b", Span(i, i + 1), name[0]),))
        for i, (iri, name) in enumerate([(BRNO, "Brno"), (VIENNA, "Vienna")], 50)
    ]
    born = [replace(fact("birthPlace", BRNO, "b", confidence=0.8)), fact("birthPlace", VIENNA, "b", confidence=0.7)]
    settled = settle([*found.facts, *born], PLACED)
    return replace(found, entities=(*found.entities, *places), facts=tuple(settled))


def test_the_graph_carries_one_and_the_evidence_has_all(resolution: Resolution, tmp_path: Path) -> None:
    build = save(resolution, tmp_path / "b")
    graph, evidence = (Graph().parse(build / name) for name in ("graph.ttl", "evidence.ttl"))
    anna, born = URIRef(ANNA), URIRef(ONTOLOGY.iri("birthDate"))
    assert [str(o) for o in graph.objects(anna, born)] == ["1901"]
    assert list(graph.objects(anna, URIRef(ONTOLOGY.iri("birthPlace")))) == [URIRef(BRNO)]
    statements = {str(evidence.value(s, RDF.object)): s for s in evidence.subjects(RDF.predicate, born)}
    assert set(statements) == {"1901", "1902"}
    assert evidence.value(statements["1902"], KG.overriddenBy) == statements["1901"]
    assert evidence.value(statements["1901"], KG.overriddenBy) is None
    derived = set(evidence.objects(statements["1902"], PROV.wasDerivedFrom))
    assert any((d, RDF.type, NIF.Sentence) in evidence for d in derived)
    assert validate(build, ONTOLOGY) == ()
    assert read_build(build, ONTOLOGY) == resolution


def test_networkx_has_one_and_loses_none(resolution: Resolution) -> None:
    graph = to_networkx(resolution, ONTOLOGY)
    assert list(graph.nodes[ANNA]["literals"]["birthDate"]) == ["1901"]
    assert list(graph.successors(ANNA)) == [BRNO]
    assert [f.object for f in graph.nodes[ANNA]["overridden"]] == [Literal("1902"), VIENNA]
    assert from_networkx(graph) == resolution


def test_what_is_overridden_stays_so_when_evidence_is_added(resolution: Resolution) -> None:
    graph = to_networkx(resolution, ONTOLOGY)
    add_fact(graph, fact("birthDate", "1902", "z"))
    add_fact(graph, replace(fact("birthDate", "1901", "z"), overridden_by=Literal("1902")))
    found = {f.object: f for f in from_networkx(graph).facts if f.property == "birthDate"}
    assert [e.document for e in found[Literal("1902")].evidence] == ["a", "z"]
    assert found[Literal("1902")].overridden_by == Literal("1901")
    assert [e.document for e in found[Literal("1901")].evidence] == ["a", "b", "z"]
    assert found[Literal("1901")].overridden_by is None


def test_what_loses_its_rival_stands_again(resolution: Resolution) -> None:
    graph = to_networkx(resolution, ONTOLOGY)
    del graph.nodes[ANNA]["literals"]["birthDate"]
    graph.remove_node(VIENNA)
    facts = {f.property: f for f in from_networkx(graph).facts}
    assert (facts["birthDate"].object, facts["birthDate"].overridden_by) == (Literal("1902"), None)
    assert facts["birthPlace"].object == BRNO


def test_exports_say_what_the_graph_says(resolution: Resolution) -> None:
    assert [n.literals for n in node_rows(resolution, ONTOLOGY) if n.iri == ANNA] == [{"birthDate": ("1901",)}]
    assert [e.target for e in edge_rows(resolution)] == [BRNO]
    stream = io.StringIO()
    write_jsonld(stream, resolution, ONTOLOGY)
    (anna,) = (n for n in json.loads(stream.getvalue())["@graph"] if n["id"] == "person/anna-lind")
    assert anna["birthDate"]["@value"] == "1901"


def test_a_card_shows_both(resolution: Resolution) -> None:
    view = Catalogue(resolution, ONTOLOGY).find("Anna Lind")
    lines = [line.plain for _, line in card(view, evidence=0)]
    assert lines[lines.index("date of birth") :][1:3] == ["1901  0.90", "1902  0.95  overridden by 1901"]
    assert "Vienna  0.70  overridden by Brno" in lines
    assert "overridden by Brno" in entity_html(view)
    shown = {f["object"].get("name") or f["object"]["value"]: f for f in card_json(view)["facts"]}
    assert shown["1902"]["overridden_by"] == {"value": "1901"}
    assert shown["Vienna"]["overridden_by"] == {"iri": BRNO, "name": "Brno"}
    assert "overridden_by" not in shown["1901"]


def test_whoever_asks_for_facts_gets_those_of_the_graph(resolution: Resolution) -> None:
    catalogue = Catalogue(resolution, ONTOLOGY)
    view = catalogue.find("Anna Lind")
    assert [f.object_name for f in view["birthDate"]] == ["1901"]
    assert [f.object_name for f in view.overridden] == ["1902", "Vienna"]
    assert catalogue.find("Vienna").facts == ()
    assert [f.subject.name for f in catalogue.find("Vienna").overridden] == ["Anna Lind"]
    assert [m.start for m in timeline(view)] == ["1901"]
    figures = statistics(resolution)
    assert (figures.facts, figures.evidence, figures.properties) == (2, 3, {"birthDate": 1, "birthPlace": 1})


def test_the_report_counts_them_apart(resolution: Resolution) -> None:
    report = summarise(resolution)
    assert (report.facts, report.overridden) == ({"birthDate": 1, "birthPlace": 1}, 2)
    assert "Contradicted: 2 values, each by one that the graph carries" in report.to_text()
    assert json.loads(report.to_json())["overridden"] == 2
    assert "Contradicted" not in replace(report, overridden=0).to_text()


def test_what_is_sure_enough_stands_when_its_rival_is_not(resolution: Resolution) -> None:
    sure = _confident(resolution, 0.95, ONTOLOGY)
    assert [(f.object, f.overridden_by) for f in sure.facts] == [(Literal("1902"), None)]
