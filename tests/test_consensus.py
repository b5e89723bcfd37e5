"""What a name is where its own text says nothing of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from documents import extraction, person, source, thing

from kgraph.curation import read_curation
from kgraph.model import Extraction, Mention, Resolution, Span
from kgraph.ontology import load_ontology
from kgraph.resolve import resolve

ONTOLOGY = load_ontology()


def resolved(*extractions: Extraction) -> Resolution:
    return resolve(extractions, map(source, extractions), ONTOLOGY)


def classes(resolution: Resolution, name: str) -> dict[str, set[str]]:
    """The class of each entity of a name, with the documents that mention it."""
    return {e.type: set(e.documents) for e in resolution.entities if e.bare_label == name}


def telling(document: str, name: str = "The Storm", confidence: float = 0.9) -> Extraction:
    facts = [(name, "choreographer", "Anna Lind", {}, confidence)]
    return extraction(document, thing(name, "Work"), person("Anna Lind"), facts=facts)  # type: ignore[arg-type]


def test_it_is_what_the_facts_of_other_texts_make_it() -> None:
    resolution = resolved(telling("a"), extraction("b", thing("The Storm", "Award")))
    assert classes(resolution, "The Storm") == {"Work": {"a", "b"}}
    (decision,) = [d for d in resolution.decisions if d.joined and "The Storm" in d.names]
    assert any("read as Award" in reason.detail for reason in decision.reasons)


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([telling("a", confidence=0.6)], id="no fact is sure"),
        pytest.param(
            [
                telling("a"),
                extraction(
                    "c",
                    thing("The Storm", "Venue"),
                    thing("Leeds", "Place"),
                    facts=[("The Storm", "locatedIn", "Leeds")],
                ),
            ],
            id="others do not agree",
        ),
    ],
)
def test_without_sure_agreement_it_stays_what_it_was_read_as(others: list[Extraction]) -> None:
    assert "Award" in classes(resolved(*others, extraction("b", thing("The Storm", "Award"))), "The Storm")


def test_what_its_own_text_surely_says_something_of_stays_what_it_is() -> None:
    prize = extraction(
        "b", thing("The Storm", "Award"), person("Bo Ek"), facts=[("Bo Ek", "receivedAward", "The Storm", {}, 0.8)]
    )
    assert set(classes(resolved(telling("a"), prize), "The Storm")) == {"Work", "Award"}


def test_what_is_unsurely_said_of_it_as_something_else_is_left_out() -> None:
    facts = [("Bo Ek", "receivedAward", "The Storm", {}, 0.6), ("Bo Ek", "performedIn", "The Storm", {}, 0.6)]
    unsure = extraction("b", thing("The Storm", "Award"), person("Bo Ek"), facts=facts)  # type: ignore[arg-type]
    resolution = resolved(telling("a"), unsure)
    assert classes(resolution, "The Storm") == {"Work": {"a", "b"}}
    assert {f.property for f in resolution.facts} == {"choreographer", "performedIn"}  # what fits stays
    read_so = extraction("c", thing("The Storm", "Award"), person("Bo Ek"), facts=facts[:1])  # type: ignore[arg-type]
    assert {f.property for f in resolved(read_so).facts} == {"receivedAward"}  # nothing else is known of it


def test_a_role_that_was_read_as_a_person() -> None:
    role = ("Captain Starke", "characterIn", "Zorvane")
    told = extraction("a", thing("Captain Starke", "Character"), thing("Zorvane", "Work"), facts=[role])
    assert classes(resolved(told, extraction("b", person("Captain Starke"))), "Captain Starke") == {
        "Character": {"a", "b"}
    }


BORN = [("Horace Quilliam", "birthPlace", "Leeds")]


@pytest.mark.parametrize("class_", ["Place", "Character", "Work"])
def test_a_family_name_that_was_read_as_something_else(class_: str) -> None:
    known = extraction("a", person("Horace Quilliam"), thing("Leeds", "Place"), facts=BORN)
    dropped = extraction("b", thing("Quilliam", class_), thing("Leeds", "Place"))
    resolution = resolved(known, dropped)
    assert {e.type for e in resolution.entities if "Quilliam" in {m.text for m in e.mentions}} == {"Person"}
    titled = extraction("b", thing("Mr Quilliam", class_), thing("Leeds", "Place"))
    assert {e.type for e in resolved(known, titled).entities} == {"Person", "Place"}


@pytest.mark.parametrize(
    ("name", "dropped", "class_"),
    [
        pytest.param("Horace Quilliam", "Quilliam", "Company", id="companies are called after people"),
        pytest.param("Horace Quilliam", "Horace", "Character", id="a given name"),
        pytest.param("Horace Anna", "Anna", "Character", id="a name that is mostly given"),
        pytest.param("Horace Leeds", "Leeds", "Place", id="a town of the gazetteer"),
        pytest.param("Horace Quilliam", "Norman Quilliam", "Character", id="a whole name"),
    ],
)
def test_what_may_be_something_else_than_a_family_name_stays_it(name: str, dropped: str, class_: str) -> None:
    known = extraction("a", person(name), thing("Riga", "Place"), facts=[(name, "birthPlace", "Riga")])
    assert set(classes(resolved(known, extraction("b", thing(dropped, class_))), dropped)) == {class_}


def test_a_family_name_within_another_name_stays_what_it_is() -> None:
    known = extraction("a", person("Horace Quilliam"), thing("Leeds", "Place"), facts=BORN)
    street = extraction("b", thing("Quilliam Street", "Place"), thing("Quilliam", "Place"))
    name, inner = street.entities
    inner = replace(inner, mentions=(Mention(Span(0, 8), "Quilliam"),))
    assert name.mentions[0].span.start == 0
    resolution = resolved(known, replace(street, entities=(name, inner)))
    assert set(classes(resolution, "Quilliam")) == {"Place"}


def test_somebody_of_whom_nothing_sure_is_known_lends_no_family_name() -> None:
    known = extraction("a", person("Horace Quilliam"), thing("Leeds", "Place"), facts=[(*BORN[0], {}, 0.6)])
    assert set(classes(resolved(known, extraction("b", thing("Quilliam", "Place"))), "Quilliam")) == {"Place"}


def test_a_role_stays_beside_the_work_that_is_named_after_it() -> None:
    resolution = resolved(telling("a", "Giselle"), extraction("b", thing("Giselle", "Character")))
    assert set(classes(resolution, "Giselle")) == {"Work", "Character"}


@pytest.mark.parametrize(
    ("others", "class_"),
    [
        pytest.param(("Honor Tredgold", "Northern Ballet"), "Work", id="where its makers are"),
        pytest.param(("Honor Tredgold",), "Person", id="one of them is not enough"),
        pytest.param(("Honor Tredgold", "Northern Ballet", "Zorvane"), "Work", id="and half as much of the dancer's"),
        pytest.param(("Honor Tredgold", "Northern Ballet", "Zorvane", "Rialto"), "Person", id="and as much of hers"),
    ],
)
def test_the_ballet_about_a_dancer_is_meant_where_its_makers_are(others: tuple[str, ...], class_: str) -> None:
    pell = "Isadora Pell"
    houses = thing("Zorvane", "Venue"), thing("Rialto", "Venue")
    dancer = extraction("a", person(pell), *houses, facts=[(pell, "performedAt", h.name) for h in houses])
    makers = person("Honor Tredgold"), thing("Northern Ballet", "Company")
    facts = [(pell, "choreographer", "Honor Tredgold"), (pell, "premieredBy", "Northern Ballet")]
    ballet = extraction("b", thing(pell, "Work"), *makers, facts=facts)
    classes_ = {"Northern Ballet": "Company", "Zorvane": "Venue", "Rialto": "Venue"}
    around = [thing(n, classes_.get(n, "Person")) for n in others]
    silent = extraction("c", person(pell), *around)
    assert "c" in classes(resolved(dancer, ballet, silent), pell)[class_]


PELL = "Isadora Pell"


@pytest.mark.parametrize(
    ("around", "class_"),
    [
        pytest.param(("Dame Honor", "Peggy Hale"), "Work", id="its makers, whatever they are called here"),
        pytest.param(("Dame Honor", "Peggy Hale", "Zorvane"), "Work", id="the birthplace of the dancer is no tie"),
        pytest.param(("Dame Honor", "Bo Ek"), "Person", id="one of them, and a stranger"),
    ],
)
def test_who_is_one_tells_what_a_text_is_about(around: tuple[str, ...], class_: str) -> None:
    dancer = extraction("a", person(PELL), thing("Zorvane", "Place"), facts=[(PELL, "birthPlace", "Zorvane")])
    makers = person("Honor Tredgold", "Dame Honor", gender="f"), person("Margaret Lund", "Peggy Hale", "Margaret Hale")
    facts = [(PELL, "choreographer", "Honor Tredgold"), ("Margaret Lund", "performedIn", PELL)]
    company = thing("Northern Ballet", "Company")
    ballet = extraction("b", thing(PELL, "Work"), company, *makers, facts=facts)
    others = (thing(n, "Place" if n == "Zorvane" else "Person") for n in around)
    silent = extraction("c", person(PELL), company, *others)
    assert "c" in classes(resolved(dancer, ballet, silent), PELL)[class_]


def test_what_people_are_ties_nothing() -> None:
    elliot, dancer, teacher = "Billy Elliot", thing("dancer", "Occupation"), thing("teacher", "Occupation")
    namesake = extraction(
        "a", person(elliot), dancer, teacher, facts=[(elliot, "occupation", o.name) for o in (dancer, teacher)]
    )
    work = extraction("b", thing(elliot, "Work"), person("Bo Ek"), facts=[(elliot, "director", "Bo Ek")])
    others = [("Ida Lind", "occupation", "dancer"), ("Eva Lind", "occupation", "teacher")]
    silent = extraction(
        "c", thing(elliot, "Work"), person("Ida Lind"), person("Eva Lind"), dancer, teacher, facts=others
    )
    assert classes(resolved(namesake, work, silent), elliot)["Work"] == {"b", "c"}


def test_another_name_that_a_text_seems_to_give_makes_nothing_of_its_bearers() -> None:
    facts = [("Zorvane", "choreographer", "Anna Lind"), ("Zorvane", "composer", "Bo Ek")]
    makers = person("Anna Lind"), person("Bo Ek")
    misread = extraction("a", thing("Zorvane", "Work", "Rialto"), *makers, facts=facts)
    silent = extraction("b", thing("Rialto", "Venue"), *makers)
    house = extraction("c", thing("Rialto", "Venue"), thing("Leeds", "Place"), facts=[("Rialto", "locatedIn", "Leeds")])
    assert classes(resolved(misread, silent, house), "Rialto") == {"Venue": {"b", "c"}}


def test_what_stands_beside_the_other_thing_of_its_name_stays_what_it_is() -> None:
    pell = "Isadora Pell"
    makers = person("Honor Tredgold"), thing("Northern Ballet", "Company")
    facts = [(pell, "choreographer", "Honor Tredgold"), (pell, "premieredBy", "Northern Ballet")]
    texts = [extraction(d, thing(pell, "Work"), *makers, facts=facts) for d in "ab"]
    both = extraction("c", thing(pell, "Work"), person(pell), *makers)
    assert classes(resolved(*texts, both), pell) == {"Work": {"a", "b", "c"}, "Person": {"c"}}


def test_a_role_stays_one_where_the_makers_of_its_work_are() -> None:
    makers = person("Jean Coralli"), person("Adolphe Adam")
    facts = [("Giselle", "choreographer", "Jean Coralli"), ("Giselle", "composer", "Adolphe Adam")]
    work = extraction("a", thing("Giselle", "Work"), *makers, facts=facts)
    role = extraction("b", thing("Giselle", "Character"), *makers)
    assert classes(resolved(work, role), "Giselle") == {"Work": {"a"}, "Character": {"b"}}


def test_a_town_of_that_name_stays_a_town() -> None:
    resolution = resolved(telling("a", "Paris"), extraction("b", thing("Paris", "Place")))
    assert set(classes(resolution, "Paris")) == {"Work", "Place"}


def test_only_other_texts_tell() -> None:
    both = extraction(
        "a",
        thing("The Storm", "Work"),
        thing("The Storm", "Award"),
        person("Anna Lind"),
        facts=[("The Storm", "choreographer", "Anna Lind")],
    )
    assert set(classes(resolved(both), "The Storm")) == {"Work", "Award"}


def test_a_surname_alone_does_not_make_a_company_a_person() -> None:
    lady = extraction(
        "a",
        person("Marie Rambert", "Rambert"),
        thing("Leeds", "Place"),
        facts=[("Marie Rambert", "birthPlace", "Leeds")],
    )
    assert classes(resolved(lady, extraction("b", thing("Rambert", "Company"))), "Rambert") == {"Company": {"b"}}


def test_what_a_person_rejected_tells_nothing(tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    path.write_text("- reject: [The Storm, choreographer, Anna Lind]\n", "utf-8")
    documents = [telling("a"), extraction("b", thing("The Storm", "Award"))]
    resolution = resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))
    assert set(classes(resolution, "The Storm")) == {"Work", "Award"}


def test_a_decision_may_name_the_class_as_which_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    path.write_text("- type: Event\n  of: The Storm (b, Award)\n", "utf-8")
    documents = [telling("a"), extraction("b", thing("The Storm", "Award"))]
    resolution = resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))
    assert not resolution.remarks
    assert classes(resolution, "The Storm") == {"Work": {"a"}, "Event": {"b"}}
