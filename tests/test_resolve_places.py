"""Places under several names, and several places under one: what the gazetteer knows decides with the texts."""

from __future__ import annotations

import pytest
from documents import Spec, extraction, person, source, thing

from kgraph.model import Extraction, Resolution
from kgraph.ontology import load_ontology
from kgraph.places import described, may_be_one
from kgraph.places.linking import link_document
from kgraph.resolve import resolve

ONTOLOGY = load_ontology()
GISELLE = thing("Giselle", "Work")


def place(name: str, *aliases: str) -> Spec:
    return thing(name, "Place", *aliases)


def resolved(*extractions: Extraction) -> Resolution:
    return resolve(extractions, map(source, extractions), ONTOLOGY)


def groups(resolution: Resolution, type: str) -> set[frozenset[str]]:
    return {frozenset(e.documents) for e in resolution.entities if e.type == type}


@pytest.mark.parametrize(
    ("a", "b"),
    [("Agram", "Zagreb"), ("Leningrad", "St. Petersburg"), ("Madras", "Chennai"), ("Pressburg", "Bratislava")],
)
def test_a_town_is_one_under_all_its_names(a: str, b: str) -> None:
    assert groups(resolved(extraction("a", place(a)), extraction("b", place(b))), "Place") == {frozenset("ab")}


def test_one_text_may_have_two_names_of_a_town() -> None:
    both = extraction("a", place("Molotov"), place("Perm"), facts=[("Molotov", "locatedIn", "Perm")])
    resolution = resolved(both, extraction("b", place("Perm")))
    assert groups(resolution, "Place") == {frozenset("ab")}
    assert not resolution.facts  # that a town lies in itself is no fact


def test_towns_of_one_name_that_lie_elsewhere_are_two() -> None:
    texts = [
        extraction("a", place("Kingston"), place("Jamaica"), facts=[("Kingston", "locatedIn", "Jamaica")]),
        extraction("b", place("Kingston"), place("New York"), facts=[("Kingston", "locatedIn", "New York")]),
        extraction("c", place("Kingston"), place("Jamaica"), facts=[("Kingston", "locatedIn", "Jamaica")]),
    ]
    towns = {frozenset(e.documents) for e in resolved(*texts).entities if e.bare_label == "Kingston"}
    assert towns == {frozenset("ac"), frozenset("b")}


def test_a_county_of_old_tells_two_towns_apart() -> None:
    texts = [
        extraction("a", place("Halifax"), place("Yorkshire"), facts=[("Halifax", "locatedIn", "Yorkshire")]),
        extraction("b", place("Halifax"), place("Nova Scotia"), facts=[("Halifax", "locatedIn", "Nova Scotia")]),
        extraction("c", place("Halifax"), place("Yorkshire"), facts=[("Halifax", "locatedIn", "Yorkshire")]),
    ]
    towns = {frozenset(e.documents) for e in resolved(*texts).entities if e.bare_label == "Halifax"}
    assert towns == {frozenset("ac"), frozenset("b")}


def test_a_bare_name_goes_where_its_text_is() -> None:
    """Where one text means a town that the name alone would not, the others' are weighed by what is around them."""
    there = [place("Newcastle"), place("New South Wales")]
    texts = [
        extraction("a", *there, facts=[("Newcastle", "locatedIn", "New South Wales")]),
        extraction("b", place("Newcastle upon Tyne"), place("Leeds"), GISELLE),
        extraction("c", place("Newcastle"), place("Leeds"), place("Sunderland"), GISELLE),
    ]
    towns = {frozenset(e.documents) for e in resolved(*texts).entities if e.bare_label.startswith("Newcastle")}
    assert towns == {frozenset("a"), frozenset("bc")}


def test_what_lies_in_towns_of_one_name_is_two() -> None:
    texts = [
        extraction(
            d,
            thing("Gaiety", "Venue"),
            place("Perth"),
            place(land),
            facts=[("Gaiety", "locatedIn", "Perth"), ("Perth", "locatedIn", land)],
        )
        for d, land in (("a", "Scotland"), ("b", "Western Australia"))
    ]
    assert groups(resolved(*texts), "Venue") == {frozenset("a"), frozenset("b")}


def test_other_towns_of_the_region_speak_for_a_smaller_one() -> None:
    scottish = extraction("a", place("Perth"), place("Dundee"), place("Aberdeen"), place("Inverness"))
    (link,) = (link for link in link_document(scottish, ONTOLOGY) if link.label == "Perth")
    assert link.chosen is None
    (alone,) = link_document(extraction("b", place("Perth")), ONTOLOGY)
    assert alone.chosen is not None
    assert described(alone.chosen.place.id) == "Perth, Western Australia"


def test_places_of_the_gazetteer_compared_by_number() -> None:
    perth, kingston = 2063523, 3489854
    assert may_be_one(perth, perth)
    assert not may_be_one(perth, kingston)
    assert described(perth) == "Perth, Western Australia"


@pytest.mark.parametrize("name", ["Theatre Royal", "Opera House", "Teatro Nacional"])
def test_a_name_that_many_have_needs_shared_context(name: str) -> None:
    def alone(*more: Spec) -> set[frozenset[str]]:
        texts = [extraction(d, thing(name, "Venue"), person(p), *more) for d, p in (("a", "Anna Lind"), ("b", "Bo Ek"))]
        return groups(resolved(*texts), "Venue")

    assert alone() == {frozenset("a"), frozenset("b")}
    assert alone(GISELLE, thing("Erna Falk", "Person")) == {frozenset("ab")}


def test_the_same_common_words_in_another_order_are_another_name() -> None:
    shared = [GISELLE, person("Anna Lind"), place("Leeds")]
    texts = [extraction(d, thing(n, "Venue"), *shared) for d, n in (("a", "Theatre Royal"), ("b", "Royal Theatre"))]
    assert groups(resolved(*texts), "Venue") == {frozenset("a"), frozenset("b")}
