"""IRIs: readable, valid, different for different things, the same from build to build."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from documents import extraction, person, source, thing
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import BuildError
from kgraph.iris import (
    DEFAULT_BASE,
    Naming,
    check_base,
    document_iri,
    encode_id,
    evidence_iri,
    mint,
    segment,
    slug,
    span_iri,
    statement_iri,
)
from kgraph.model import Evidence, Extraction, Literal, Span
from kgraph.ontology import load_ontology
from kgraph.resolve import resolve


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bakhyt Charpentier", "bakhyt-charpentier"),
        ("Théâtre des Champs-Élysées", "theatre-des-champs-elysees"),
        ("A Midsummer Night's Dream", "a-midsummer-nights-dream"),
        ("Jacques d'Amboise", "jacques-d-amboise"),
        ("Łódź Øst Straße Æther", "lodz-ost-strasse-aether"),
        ("R&B", "r-and-b"),
        ("Анна Павлова", "анна-павлова"),
        ("Чайковский", "чайковский"),
        ("山田太郎", "山田太郎"),
        ("محمد عبده", "محمد-عبده"),
        ("हिन्दी", "हिन्दी"),
        ("  «Кармен»  ", "кармен"),
    ],
)
def test_a_slug_is_the_name_in_small_letters(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_slug_is_never_empty_nor_endless() -> None:
    assert slug("???") != slug("!!!")
    assert slug("???").startswith("unnamed-")
    assert 0 < len(slug("word " * 100)) <= 80
    assert len(slug("x" * 500)) == 80


@given(st.text())
def test_a_slug_is_a_valid_part_of_an_iri(name: str) -> None:
    part = slug(name)
    assert part
    assert not {"/", "#", "?", ".", " ", "%"} & set(part)
    line = f"<{DEFAULT_BASE}person/{part}> <urn:p> <urn:o> ."
    assert len(list(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))) == 1


@given(st.lists(st.text(min_size=1, max_size=6), min_size=2, max_size=2, unique=True))
def test_documents_never_share_an_iri(ids: list[str]) -> None:
    first, second = (document_iri(DEFAULT_BASE, i) for i in ids)
    assert first != second
    line = f"<{first}> <urn:p> <{second}> ."
    assert len(list(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))) == 1


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("dancers/anna-lind", "dancers/anna-lind"),
        ("a b#c?d%20", "a%20b%23c%3Fd%2520"),
        ("Ольга", "Ольга"),
        ("a/../b", "a/%2E%2E/b"),
        ("x\udc80", "x%80"),
        ("a:b", "a%3Ab"),
    ],
)
def test_a_document_id_stays_readable(document: str, expected: str) -> None:
    assert encode_id(document) == expected


def test_a_segment_is_the_class() -> None:
    assert segment("Person") == "person"
    assert segment("MusicalComposition") == "musical-composition"
    assert segment("Document") != "document"


def test_iris_of_spans_statements_and_evidence() -> None:
    document = document_iri(DEFAULT_BASE, "hale")
    assert span_iri(document, Span(0, 17)) == f"{DEFAULT_BASE}document/hale#char=0,17"
    statement = statement_iri(DEFAULT_BASE, "a", "p", "b")
    assert statement == statement_iri(DEFAULT_BASE, "a", "p", "b")
    different = {statement_iri(DEFAULT_BASE, "a", "p", o) for o in ("b", Literal("b"), "c", Literal("=b"))}
    assert len(different) == 4
    evidence = Evidence("hale", Span(0, 4), Span(9, 12), Span(0, 20), "…", 0.9)
    assert evidence_iri(statement, evidence) == f"{statement}#hale:0,4:9,12:0,20"


@pytest.mark.parametrize("base", ["", "graph/", "https://example.org", "https://example.org/a b/", "http://x.org/a#"])
def test_a_base_that_cannot_be_one_is_refused(base: str) -> None:
    with pytest.raises(BuildError, match="base IRI"):
        check_base(base)


@pytest.mark.parametrize("base", [DEFAULT_BASE, "https://example.org/архив/", "urn:archive/"])
def test_a_base_that_can_be_one_is_taken(base: str) -> None:
    check_base(base)


# ------------------------------------------------------------------------------------------------- namesakes

NAMINGS = st.builds(
    Naming,
    segment=st.just("person"),
    slug=st.sampled_from(["anna-lind", "anna-lind-1921", "anna-lind-b"]),
    document=st.sampled_from(["a", "b", "c", "1921"]),
    start=st.integers(0, 2),
    year=st.sampled_from(["", "1921", "1930"]),
    name=st.sampled_from(["Anna Lind", "A. Lind"]),
)


@given(st.lists(NAMINGS, max_size=12), st.randoms(use_true_random=False))
def test_all_iris_differ_and_the_order_plays_no_role(namings: list[Naming], random: object) -> None:
    iris = mint(DEFAULT_BASE, namings)
    assert len(set(iris)) == len(namings)
    shuffled = list(range(len(namings)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = mint(DEFAULT_BASE, [namings[i] for i in shuffled])
    if len(set(namings)) == len(namings):
        assert [again[shuffled.index(i)] for i in range(len(namings))] == iris


def test_namesakes_get_readable_discriminators() -> None:
    namings = [
        Naming("person", "anna-lind", "b", 0, "1921"),
        Naming("person", "anna-lind", "a", 5, "1890"),
        Naming("person", "anna-lind", "zürich 1950", 0),
        Naming("person", "anna-lind", "zürich 1950", 7),
        Naming("work", "anna-lind", "z", 0),
    ]
    iris = [iri.removeprefix(DEFAULT_BASE) for iri in mint(DEFAULT_BASE, namings)]
    assert iris[:3] == ["person/anna-lind-1921", "person/anna-lind", "person/anna-lind-zurich-1950"]
    assert iris[3].startswith("person/anna-lind-")
    assert iris[4] == "work/anna-lind"


def iris_by_label(*extractions: Extraction) -> dict[tuple[str, str], str]:
    """IRI of each entity, by document and name there."""
    ontology = load_ontology()
    resolution = resolve(extractions, map(source, extractions), ontology)
    return {
        (m.document, m.text): e.iri.removeprefix(DEFAULT_BASE)
        for e in resolution.entities
        for m in e.mentions
        if not m.pronoun
    }


FIRST = extraction(
    "lind",
    person("Anna Lind", "Lind", gender="f", pronouns=["her"]),
    thing("Royal Ballet", "Organization"),
    thing("Giselle", "Work"),
)


@pytest.mark.parametrize(
    "other",
    [
        extraction("a", person("Anna Maria Lind")),
        extraction("a", person("Dame Anna Lind", "Dame Anna")),
        extraction("a", person("Lind, Anna")),
        extraction("a", person("A. Lind"), thing("Giselle", "Work")),
        extraction("a", thing("The Royal Ballet", "Company", subtype="BalletCompany")),
        extraction("a", thing("Giselle", "Character"), thing("Anna Lind", "Work")),
        extraction("z", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1921")]),
        extraction("z", person("Anna Lind", gender="m", pronouns=["he"]), thing("GISELLE", "Work", subtype="Ballet")),
    ],
    ids=lambda e: f"{e.document}: {e.entities[0].name}",
)
def test_a_new_document_renames_nothing(other: Extraction) -> None:
    before, after = iris_by_label(FIRST), iris_by_label(FIRST, other)
    assert {key: after[key] for key in before} == before


def test_a_later_namesake_leaves_the_plain_iri_to_the_earlier() -> None:
    old = extraction("m", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1890")])
    new = extraction("n", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1921")])
    iris = iris_by_label(old, new)
    assert iris["m", "Anna Lind"] == "person/anna-lind"
    assert iris["n", "Anna Lind"] == "person/anna-lind-1921"


def test_who_a_document_is_named_after_has_the_plain_iri() -> None:
    about = extraction("dancers/Anna Lind", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1890")])
    other = extraction("a", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1921")])
    iris = iris_by_label(about, other)
    assert iris["dancers/Anna Lind", "Anna Lind"] == "person/anna-lind"
    assert iris["a", "Anna Lind"] == "person/anna-lind-1921"


def test_the_limits_of_stability_are_those_that_are_stated() -> None:
    lone = extraction("m", person("Tredgold"), thing("Giselle", "Work"))
    full = extraction("n", person("Honor Tredgold"), thing("Giselle", "Work"))
    assert iris_by_label(lone)["m", "Tredgold"] == "person/tredgold"
    assert iris_by_label(lone, full)["m", "Tredgold"] == "person/honor-tredgold"
    earlier = extraction("a", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1921")])
    old = extraction("m", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1890")])
    assert iris_by_label(old, earlier)["m", "Anna Lind"] == "person/anna-lind-1890"


@pytest.mark.parametrize("cls", ["Document", "Statement", "Provenance"])
def test_no_class_takes_the_place_of_what_a_build_records(cls: str) -> None:
    assert segment(cls) == f"{cls.lower()}-entity"
