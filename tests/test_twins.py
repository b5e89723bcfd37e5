"""Two things of one name that were read as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgraph.model import Extraction, LocalEntity, LocalFact, Mention, Resolution, Source, Span
from kgraph.ontology import load_ontology
from kgraph.resolve import resolve
from kgraph.resolve.twins import parted
from kgraph.resolve.weights import Weights

ONTOLOGY = load_ontology()
WEIGHTS = Weights.of(ONTOLOGY)
TEXT = "Zora is by Carl Ek. It is short. Anna danced it. Zora by Olaf Berg is another; Ida sang in it."
WORK, FIRST, SECOND, ANNA, IDA = "e1", "e2", "e3", "e4", "e5"


def mention(words: str, number: int = 0, pronoun: bool = False) -> Mention:
    """The occurrence of some words with a number, from 0."""
    start = -1
    for _ in range(number + 1):
        start = TEXT.index(words, start + 1)
    return Mention(Span(start, start + len(words)), words, pronoun)


def fact(subject: str, prop: str, target: str, of: Mention, to: Mention, confidence: float = 0.9) -> LocalFact:
    start = TEXT.rfind(".", 0, of.span.start) + 1
    sentence = Span(start, TEXT.index(".", of.span.end))
    return LocalFact(subject, prop, target, of.span, to.span, sentence, TEXT[start : sentence.end], confidence)


ZORA = mention("Zora"), mention("It", 0, True), mention("it", 0, True), mention("Zora", 1), mention("it", 1, True)


def text(second: str = "Olaf Berg", prop: str = "composer", confidence: float = 0.9) -> Extraction:
    people = {FIRST: "Carl Ek", SECOND: "Olaf Berg", ANNA: "Anna", IDA: "Ida"}
    entities = [LocalEntity(WORK, "Work", "Zora", (), ZORA)]
    entities += [LocalEntity(n, "Person", name, (), (mention(name),)) for n, name in people.items()]
    entities[2] = replace(entities[2], name=second)
    facts = (
        fact(WORK, prop, FIRST, ZORA[0], mention("Carl Ek")),
        fact(ANNA, "performedIn", WORK, mention("Anna"), ZORA[2]),
        fact(WORK, prop, SECOND, ZORA[3], mention("Olaf Berg"), confidence),
        fact(IDA, "performedIn", WORK, mention("Ida"), ZORA[4]),
    )
    return Extraction("a", tuple(entities), facts)


def resolved(extraction: Extraction) -> Resolution:
    return resolve([extraction], [Source("a", "a.txt", "0" * 64, len(TEXT))], ONTOLOGY)


def test_each_part_has_its_mentions_and_its_facts() -> None:
    found = parted(text(), WEIGHTS, ONTOLOGY)
    one, other = (e for e in found.entities if e.name == "Zora")
    assert one.mentions == ZORA[:3]
    assert other.mentions == ZORA[3:]
    makers = {f.subject: f.object for f in found.facts if f.property == "composer"}
    assert makers == {one.id: FIRST, other.id: SECOND}
    danced = {f.subject: f.object for f in found.facts if f.property == "performedIn"}
    assert danced == {ANNA: one.id, IDA: other.id}
    assert parted(found, WEIGHTS, ONTOLOGY) is found


def test_parts_are_two_nodes() -> None:
    works = [e for e in resolved(text()).entities if e.type == "Work"]
    assert len(works) == 2
    assert len({e.label for e in works}) == 2  # each is called by its composer, too


@pytest.mark.parametrize(
    "extraction",
    [
        pytest.param(text(second="Ek"), id="a part of the name"),
        pytest.param(text(second="C. Ek"), id="an initial"),
        pytest.param(text(confidence=0.5), id="not sure"),
        pytest.param(text(prop="designer"), id="of which there may be several"),
    ],
)
def test_one_thing_stays_one(extraction: Extraction) -> None:
    assert parted(extraction, WEIGHTS, ONTOLOGY) is extraction


def test_two_makers_in_one_sentence_work_together() -> None:
    both = text()
    whole = Span(0, len(TEXT))
    both = replace(both, facts=tuple(replace(f, sentence_span=whole, sentence=TEXT) for f in both.facts))
    assert parted(both, WEIGHTS, ONTOLOGY) is both


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("Olaf Berg composed the last act of Zora", 1),
        ("Olaf Berg completed Zora", 1),
        ("Olaf Berg, who played whole acts at parties, composed Zora", 2),
    ],
)
def test_who_finished_it_made_no_other(sentence: str, parts: int) -> None:
    finished = text()
    finished = replace(finished, facts=tuple(replace(f, sentence=sentence) for f in finished.facts))
    assert sum(e.name == "Zora" for e in parted(finished, WEIGHTS, ONTOLOGY).entities) == parts
    whole = parted(finished, replace(WEIGHTS, versions=frozenset()), ONTOLOGY)  # the ontology says which words
    assert sum(e.name == "Zora" for e in whole.entities) == 2


def test_a_maker_under_the_name_of_a_spouse_is_one() -> None:
    her = text(second="Madame Berg")
    wed = fact(FIRST, "spouse", ANNA, mention("Carl Ek"), mention("Anna"))
    entities = [replace(e, name="Olaf Berg") if e.id == ANNA else e for e in her.entities]
    her = replace(her, entities=tuple(entities), facts=(*her.facts, wed))
    assert parted(her, WEIGHTS, ONTOLOGY) is her


def test_a_maker_told_of_a_pronoun_tells_of_the_name_before_it() -> None:
    of_it = text()
    facts = [replace(f, subject_span=ZORA[1].span) if f.object == SECOND else f for f in of_it.facts]
    of_it = replace(of_it, facts=tuple(facts))
    assert parted(of_it, WEIGHTS, ONTOLOGY) is of_it


@pytest.mark.parametrize(
    ("type_", "towns", "parts"),
    [
        ("Venue", ("Leeds", "Melbourne"), 2),
        ("Venue", ("Leeds", "England"), 1),
        ("Venue", ("Breslau", "Germany"), 1),  # where it lay
        ("Company", ("Leeds", "Melbourne"), 1),  # it may have moved
    ],
)
def test_a_house_stands_in_one_town(type_: str, towns: tuple[str, str], parts: int) -> None:
    house = text(prop="locatedIn")
    named = {WORK: ("Zora", type_), FIRST: (towns[0], "Place"), SECOND: (towns[1], "Place")}
    entities = [replace(e, name=named[e.id][0], type=named[e.id][1]) if e.id in named else e for e in house.entities]
    house = replace(house, entities=tuple(entities), facts=tuple(f for f in house.facts if f.property == "locatedIn"))
    assert sum(e.name == "Zora" for e in parted(house, WEIGHTS, ONTOLOGY).entities) == parts
