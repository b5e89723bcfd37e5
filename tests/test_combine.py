"""Two readings of a text made one."""

from __future__ import annotations

import pytest

from kgraph.extract.tokens import DateMention, DocEntity, TokenFact, TokenMention
from kgraph.lexicon.gazetteer import Gazetteer, GazetteerEntry
from kgraph.neural.combine import ALONE, BOTH, LEXICON, Findings, combine, without_excluded
from kgraph.neural.model import Calibration, Curve, log_odds
from kgraph.ontology import load_ontology

ONTOLOGY = load_ontology()
DATES = (DateMention(8, 9, "1921"), DateMention(12, 13, "1922"))


def entity(type_: str, name: str, *spans: tuple[int, int]) -> DocEntity:
    return DocEntity(type_, name, (), tuple(TokenMention(s, e, type_, "name", name) for s, e in spans))


def fact(
    subject: int, property_: str, object_: int, confidence: float, *, literal: bool = False, **qualifiers: str
) -> TokenFact:
    return TokenFact(
        subject,
        property_,
        object_,
        literal,
        (0, 1),
        (5, 6),
        (0, 20),
        "x",
        confidence,
        tuple(sorted(qualifiers.items())),
    )


NETWORK = Findings(
    (
        entity("Person", "Anna Lind", (0, 2)),
        entity("Company", "Riga Ballet", (4, 6)),
        entity("Place", "Oslo", (10, 11)),
    ),
    (fact(0, "memberOf", 1, 0.6, startDate="1921"), fact(0, "residence", 2, 0.3)),
)
LEXICON_SAYS = Findings(
    (entity("Place", "Lima", (15, 16)), entity("Organization", "Ballet", (5, 6)), entity("Person", "Lind", (1, 2))),
    (
        fact(2, "memberOf", 1, 0.9, rank="soloist"),
        fact(2, "birthPlace", 0, 0.8),
        fact(2, "birthDate", 0, 0.7, literal=True),
    ),
)


def said(found: Findings) -> dict[tuple[str, str, str], TokenFact]:
    names = [e.name for e in found.entities]
    return {
        (names[f.subject], f.property, DATES[f.object].value if f.literal else names[f.object]): f for f in found.facts
    }


@pytest.mark.parametrize(
    ("name", "span", "found"),
    [
        pytest.param("Il trovatore", (20, 22), True, id="widely known, and overlooked"),
        pytest.param("Il trovatore", (9, 11), False, id="where the network has something else"),
        pytest.param("Zorvane", (20, 21), False, id="not known"),
    ],
)
def test_widely_known_names_are_added_that_the_network_overlooked(
    name: str, span: tuple[int, int], found: bool
) -> None:
    pronoun = TokenMention(25, 26, "Work", "pronoun", "it")
    work = DocEntity("Work", name, (), (TokenMention(*span, "Work", "name", name), pronoun))
    known = {("il trovatore", "Work")}
    both = combine(NETWORK, Findings((work,), ()), DATES, ONTOLOGY, None, ONTOLOGY.properties, {}, known)
    added = both.entities[len(NETWORK.entities) :]
    assert [[m.start for m in e.mentions] for e in added] == ([[span[0]]] if found else [])


def test_names_are_sure_that_mean_one_thing_wherever_they_stand() -> None:
    entries = (
        GazetteerEntry(("La bohème", "Bohème"), "Work"),
        GazetteerEntry(("Jewels",), "Work", ambiguous=True),
        GazetteerEntry(("Aaron Copland", "Copland"), "Person"),
    )
    assert Gazetteer(entries).sure_names("Person") == {
        ("la boheme", "Work"),
        ("boheme", "Work"),
        ("aaron copland", "Person"),
    }


def test_entities_that_share_words_are_one_and_others_are_added_where_facts_need_them() -> None:
    found = combine(NETWORK, LEXICON_SAYS, DATES, ONTOLOGY, None, ONTOLOGY.properties)
    assert [e.name for e in found.entities] == ["Anna Lind", "Riga Ballet", "Oslo", "Lima"]
    facts = said(found)
    assert set(facts) == {
        ("Anna Lind", "memberOf", "Riga Ballet"),
        ("Anna Lind", "residence", "Oslo"),
        ("Anna Lind", "birthPlace", "Lima"),
        ("Anna Lind", "birthDate", "1921"),
    }
    member = facts["Anna Lind", "memberOf", "Riga Ballet"]
    assert (member.family, member.qualifiers) == (BOTH, (("rank", "soloist"), ("startDate", "1921")))
    assert facts["Anna Lind", "residence", "Oslo"].family == ALONE
    assert facts["Anna Lind", "birthPlace", "Lima"].family == LEXICON


def test_an_entity_of_another_kind_is_another_thing() -> None:
    lexicon = Findings(
        (entity("Work", "Riga Ballet", (18, 20)), entity("Person", "Anna Lind", (0, 2))), (fact(0, "composer", 1, 0.9),)
    )
    found = combine(NETWORK, lexicon, DATES, ONTOLOGY, None, ONTOLOGY.properties)
    assert [(e.type, e.name) for e in found.entities][-1] == ("Work", "Riga Ballet")


@pytest.mark.parametrize(
    ("type_", "name", "span", "stated"),
    [
        ("Award", "Riga Ballet", (4, 6), False),
        ("Award", "Anna", (0, 1), False),
        ("Award", "Lind", (1, 2), False),
        ("Place", "Riga", (4, 5), True),
        ("Award", "Lind Prize", (1, 3), True),
    ],
)
def test_what_the_network_takes_for_something_else_is_no_entity(
    type_: str, name: str, span: tuple[int, int], stated: bool
) -> None:
    property_ = "receivedAward" if type_ == "Award" else "residence"
    lexicon = Findings(
        (entity("Person", "Anna Lind", (0, 2)), entity(type_, name, span)), (fact(0, property_, 1, 0.9),)
    )
    found = combine(NETWORK, lexicon, DATES, ONTOLOGY, None, ONTOLOGY.properties)
    assert (("Anna Lind", property_, name) in said(found)) is stated
    assert ((type_, name) in [(e.type, e.name) for e in found.entities]) is stated


def flat(share: float) -> Curve:
    """All scores are worth the same."""
    return Curve(log_odds(share), 0.0)


def test_confidences_are_those_measured_and_the_unsure_is_left_out() -> None:
    curves = {
        f"{BOTH}/*": flat(0.95),
        f"{LEXICON}/*": flat(0.4),
        f"{LEXICON}/birthPlace": flat(0.7),
        f"{ALONE}/*": flat(0.45),
        f"{ALONE}/residence": flat(0.55),
    }
    found = said(
        combine(NETWORK, LEXICON_SAYS, DATES, ONTOLOGY, Calibration({}, 0.5, curves, cut=0.5), ONTOLOGY.properties)
    )
    assert {k[1]: f.confidence for k, f in found.items()} == {"memberOf": 0.95, "birthPlace": 0.7, "residence": 0.55}


def test_a_functional_property_keeps_its_surest_value() -> None:
    network = Findings(NETWORK.entities, (fact(0, "birthDate", 1, 0.9, literal=True),))
    curves = {f"{BOTH}/*": flat(0.9), f"{LEXICON}/*": flat(0.6), f"{ALONE}/*": flat(0.8)}
    found = said(
        combine(network, LEXICON_SAYS, DATES, ONTOLOGY, Calibration({}, 0.5, curves, cut=0.5), ONTOLOGY.properties)
    )
    assert ("Anna Lind", "birthDate", "1922") in found
    assert ("Anna Lind", "birthDate", "1921") not in found


def test_a_more_precise_date_stands_for_the_surer_one_that_it_agrees_with() -> None:
    dates = (DateMention(8, 9, "1921"), DateMention(12, 13, "1921-05-04"), DateMention(14, 15, "1922-01"))
    network = Findings(
        NETWORK.entities, tuple(fact(0, "birthDate", n, s, literal=True) for n, s in ((0, 0.9), (1, 0.5), (2, 0.8)))
    )
    curves = {f"{ALONE}/*": Curve(0.0, 1.0)}
    calibration = Calibration({}, 0.5, curves, cut=0.4)
    found = combine(network, Findings((), ()), dates, ONTOLOGY, calibration, ONTOLOGY.properties)
    assert [(dates[f.object].value, f.confidence) for f in found.facts] == [("1921-05-04", 0.9)]


def test_symmetric_facts_are_one_either_way_round() -> None:
    people = (entity("Person", "Anna", (0, 1)), entity("Person", "Bo", (2, 3)))
    found = combine(
        Findings(people, (fact(0, "spouse", 1, 0.7),)),
        Findings(people, (fact(1, "spouse", 0, 0.9),)),
        (),
        ONTOLOGY,
        None,
        ONTOLOGY.properties,
    )
    assert [f.family for f in found.facts] == [BOTH]


def test_of_a_property_that_the_network_does_not_know_the_lexicons_word_stands() -> None:
    curves = {f"{family}/*": flat(0.1) for family in (BOTH, ALONE, LEXICON)}
    known = set(ONTOLOGY.properties) - {"birthPlace"}
    found = said(combine(NETWORK, LEXICON_SAYS, DATES, ONTOLOGY, Calibration({}, 0.5, curves, cut=0.5), known))
    assert {k: f.confidence for k, f in found.items()} == {("Anna Lind", "birthPlace", "Lima"): 0.8}


def test_nothing_and_nothing() -> None:
    nothing = Findings((), ())
    assert combine(nothing, nothing, (), ONTOLOGY, None, ONTOLOGY.properties) == nothing


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ([fact(0, "spouse", 1, 0.9), fact(0, "parent", 1, 0.6)], ["spouse"]),
        ([fact(0, "spouse", 1, 0.6), fact(1, "parent", 0, 0.9)], ["parent"]),
        ([fact(0, "parent", 1, 0.9), fact(1, "parent", 0, 0.8)], ["parent"]),
        ([fact(0, "parent", 1, 0.9), fact(0, "studentOf", 1, 0.8)], ["parent", "studentOf"]),
        ([fact(0, "spouse", 1, 0.9), fact(0, "parent", 2, 0.6)], ["parent", "spouse"]),
    ],
)
def test_of_facts_that_exclude_each_other_the_surest_stands(facts: list[TokenFact], kept: list[str]) -> None:
    assert sorted(f.property for f in without_excluded(facts, ONTOLOGY)) == kept
    assert without_excluded(reversed(facts), ONTOLOGY) == without_excluded(facts, ONTOLOGY)


@pytest.mark.parametrize(
    ("lexicon", "network", "together"),
    [
        ({"startDate": "1957"}, {"endDate": "1957"}, {"endDate": "1957"}),
        ({"startDate": "1924"}, {"date": "1924"}, {"startDate": "1924"}),
        ({"date": "1924"}, {"startDate": "1924"}, {"startDate": "1924"}),
        ({"startDate": "1924"}, {"endDate": "1933"}, {"endDate": "1933", "startDate": "1924"}),
        ({"startDate": "1924", "rank": "soloist"}, {"startDate": "1925"}, {"rank": "soloist", "startDate": "1925"}),
    ],
)
def test_one_date_is_said_once(lexicon: dict[str, str], network: dict[str, str], together: dict[str, str]) -> None:
    entities = (entity("Person", "Anna Lind", (0, 2)), entity("Company", "Riga Ballet", (4, 6)))
    readings = [Findings(entities, (fact(0, "memberOf", 1, 0.8, **q),)) for q in (network, lexicon)]
    (found,) = combine(*readings, DATES, ONTOLOGY, None, set(ONTOLOGY.properties)).facts
    assert dict(found.qualifiers) == together


MAKERS = {
    "Gorky": ("novelist", "playwright"),
    "Bax": ("composer", "poet"),
    **{f"C{n}": ("composer",) for n in range(3)},
    "Boito": ("composer", "librettist"),
    "Piave": ("librettist",),
}


def made(property_: str, maker: str, by_network: str = "composer") -> dict[str, TokenFact]:
    """What the two readings say together of one stretch of words, by property."""
    entities = (entity("Work", "The Storm", (0, 2)), entity("Person", maker, (5, 6)))
    readings = Findings(entities, (fact(0, by_network, 1, 0.8),)), Findings(entities, (fact(0, property_, 1, 0.9),))
    found = combine(*readings, DATES, ONTOLOGY, None, set(ONTOLOGY.properties), MAKERS)
    return {f.property: f for f in found.facts}


def test_a_known_maker_is_made_nothing_that_she_is_not() -> None:
    found = made("author", "Gorky")
    assert set(found) == {"author"}
    assert (found["author"].family, found["author"].confidence) == (BOTH, 0.8)


@pytest.mark.parametrize(
    ("property_", "maker", "by_network"),
    [
        pytest.param("author", "Bax", "composer", id="known for it, too"),
        pytest.param("author", "Nobody", "composer", id="unknown"),
        pytest.param("composer", "C1", "librettist", id="no craft of its own"),
    ],
)
def test_what_may_be_so_stands_beside_the_other(property_: str, maker: str, by_network: str) -> None:
    assert set(made(property_, maker, by_network)) == {property_, by_network}
