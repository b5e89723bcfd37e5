"""What a text says outright: that two names are one thing's, or that a name is of nobody named before."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from kgraph.corpus import Document
from kgraph.extract import Extractor
from kgraph.extract.nlp import plain_pipeline
from kgraph.lexicon import load_lexicon
from kgraph.lexicon.naming import OTHER, compile_saying
from kgraph.lexicon.words import fold
from kgraph.names import person_name
from kgraph.neural.features import Mentions, describe
from kgraph.neural.joining import joined
from kgraph.neural.labels import Labels
from kgraph.neural.naming import acronyms, namesakes_named, stated_names
from kgraph.neural.reading import Array, Reading, read_doc
from kgraph.neural.told import Told
from kgraph.ontology import load_ontology
from kgraph.resolve import resolve

NLP = plain_pipeline()
ONTOLOGY = load_ontology()
LEXICON = load_lexicon(ONTOLOGY)
LABELS = Labels.of(ONTOLOGY, {"Person", "Place", "Company", "Venue", "Work", "Character", "Occupation"})
COUNTRIES = {fold(d.country) for d in LEXICON.words.demonyms.values()}
#: In a text of these tests a name is written with a letter for its class: "p:Anna_Vane".
CLASSES = {
    "p": "Person",
    "c": "Company",
    "l": "Place",
    "v": "Venue",
    "w": "Work",
    "r": "Character",
    "d": "Date",
    "n": "",
}


def marked_up(marked: str) -> tuple[Reading, Mentions, Array, Array]:
    """A text, its mentions, the shares of their types, and which are dates. Of an `n:` name it is open what it is."""
    spans: list[tuple[int, int, str]] = []
    text = ""
    for piece in re.split(
        r"(\b[pclvwrnd]:[\w-]+|\b(?:[Hh]e|[Hh]im|[Hh]is|[Ss]he|[Hh]er|herself|I|me|my|[Ii]t)\b)", marked
    ):
        letter, _, name = piece.partition(":")
        if letter in CLASSES and name:
            spans.append((len(text), len(text) + len(name), CLASSES[letter]))
            text += piece[2:].replace("_", " ")
        elif re.fullmatch(r"[Hh]e|[Hh]im|[Hh]is|[Ss]he|[Hh]er|herself|I|me|my|[Ii]t", piece):
            spans.append((len(text), len(text) + len(piece), "Person" if piece.lower() != "it" else "Company"))
            text += piece
        else:
            text += piece
    reading = read_doc(NLP(text))
    shares = np.zeros((len(spans), len(LABELS.types)))
    for k, (_, _, cls) in enumerate(spans):
        if cls:
            shares[k, LABELS.types.index(cls)] = 1.0
        else:
            shares[k, [LABELS.types.index(c) for c in CLASSES.values() if c]] = 1 / 7
    is_date = np.array([cls == "Date" for _, _, cls in spans], dtype=bool)
    return reading, describe(reading, [reading.span(start, end) for start, end, _ in spans]), shares, is_date


def name(reading: Reading, mentions: Mentions, k: int) -> str:
    return reading.text(int(mentions.start[k]), int(mentions.end[k]))


def read(marked: str, *, acronym: bool = False) -> set[tuple[str, str]]:
    """The pairs of names that are said to be one thing's."""
    reading, mentions, shares, is_date = marked_up(marked)
    if acronym:
        pairs = acronyms(reading, mentions, shares, LABELS)
    else:
        pairs = stated_names(reading, mentions, shares, is_date, LABELS, LEXICON.naming.names, COUNTRIES)
    return {(name(reading, mentions, a), name(reading, mentions, b)) for a, b in pairs}


def read_apart(marked: str) -> set[str]:
    """The names that are said to be of nobody named before."""
    reading, mentions, shares, is_date = marked_up(marked)
    found = namesakes_named(reading, mentions, shares, is_date, LABELS, LEXICON.naming.apart)
    return {name(reading, mentions, k) for k in found}


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("p:Olga_Brandt, p:Olli to everyone in the wings, left.", "Olga Brandt", "Olli"),
        ("Miss p:Brandt (Miss p:Olli, to all but her landlord) left.", "Brandt", "Olli"),
        ("p:Olga_Brandt, whom nobody had ever called anything but p:Olli, left.", "Olga Brandt", "Olli"),
        ("p:Olga_Brandt, who signed herself n:Olli, left.", "Olga Brandt", "Olli"),
        ("p:Brandt left. In the canteen they call her n:Olli.", "her", "Olli"),
        ("Her passport said p:Olga_Brandtová.", "Her", "Olga Brandtová"),
        ("In York I married, and became Mrs p:Holt.", "I", "Holt"),
        ("p:Anna_Holt (stage name of p:Olga_Brandt) left.", "Anna Holt", "Olga Brandt"),
        ("w:The_Heron (originally w:Czapla) was given twice.", "The Heron", "Czapla"),
        ('"w:The_Heron" (w:Czapla, d:1931) was given twice.', "The Heron", "Czapla"),
        ("The c:Northern_Theatre (c:Leeds_Players) closed.", "Northern Theatre", "Leeds Players"),
        ("w:Czapla, which was given at l:Leeds in 1931 as w:The_Heron, failed.", "Czapla", "The Heron"),
        ("They gave w:Czapla, as n:The_Heron was then called.", "Czapla", "The Heron"),
        ("w:Czapla, or, as the bills have it, w:The_Heron, failed.", "Czapla", "The Heron"),
        ("The c:Leeds_Players became in d:1931 the c:Northern_Theatre.", "Leeds Players", "Northern Theatre"),
        (
            "The c:Leeds_Players, founded by a grocer, were renamed the c:Northern_Stage.",
            "Leeds Players",
            "Northern Stage",
        ),
        (
            "They danced first as the c:Leeds_Ballet and later as the c:Northern_Ballet.",
            "Leeds Ballet",
            "Northern Ballet",
        ),
        ("He was born in l:Lemberg, now l:Lviv.", "Lemberg", "Lviv"),
        ("He saw l:Kaunas when l:Kaunas was still l:Kovno.", "Kaunas", "Kovno"),
        ("It stood in l:Leningrad, a city that has taken back the name of l:Petersburg.", "Leningrad", "Petersburg"),
    ],
)
def test_a_text_says_that_two_names_are_one_things(text: str, one: str, other: str) -> None:
    assert (one, other) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "p:Olga_Brandt, p:Anna_Holt and p:Ida_Vane went to the theatre.",
        "p:Olga_Brandt introduced p:Anna_Holt to the public.",
        "p:Olga_Brandt, p:Anna_Holt's pupil, left.",
        "p:Brandt was p:Holt's first Giselle.",
        "She called p:Anna_Holt and left.",
        "She was r:Olympia at the opera.",
        "She became p:Anna_Holt's pupil.",
        "w:Coppélia (r:Swanilda) was given twice.",
        "The v:Playhouse (v:Studio) was full.",
        "She was born in l:Perth (l:Scotland).",
        "p:Brandt (p:Holt) danced.",
        "w:Czapla was given on the same evening as w:Giselle.",
        "w:Czapla, not given as often as w:Giselle, failed.",
        "w:Czapla, presented as w:Giselle was in preparation, failed.",
        "Papers called her w:Giselle unforgettable.",
        "They called her p:Pavlova and p:Karsavina in one.",
        "He was p:Banquo to his Macduff.",
        "After p:Olga_Brandt, p:Anna_Holt to the company was a shock.",
        "p:Brandt, whom nobody but p:Holt understood, left.",
        "The rival of c:Leeds_Ballet became the c:North_Ballet.",
        "The c:Leeds_Ballet, never known abroad as the c:North_Ballet, left.",
        "He was born in l:Breslau, l:Silesia, now l:Wrocław.",
        "w:Czapla, which p:Holt danced as r:Olympia, failed.",
        "He was born in l:Tiflis, now l:Georgia.",
        "He worked in l:Leeds, later in l:York.",
        "The c:Leeds_Players became part of the c:Northern_Stage.",
        "The c:Leeds_Players became a rival of the c:Northern_Stage.",
        "The c:Leeds_Players (l:Leeds) closed.",
        "p:Brandt (r:Giselle) and p:Holt (r:Myrtha) danced.",
        "",
    ],
)
def test_what_is_no_such_saying(text: str) -> None:
    assert read(text) == set()


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("p:Olga_Brandt is not to be confused with the dancer p:Anna_Brandt.", "Anna Brandt"),
        ("He was often mistaken for the singer p:Hans_Brandt.", "Hans Brandt"),
        ("The c:Leeds_Players must not be confused with the c:Leeds_Stage.", "Leeds Stage"),
        ("It is not to be mixed up with w:The_Heron.", "The Heron"),
        ("It was lit by p:Hans_Brandt, no relation.", "Hans Brandt"),
        ("p:Hans_Brandt led it, and p:Olga_Brandt, no relation of p:Hans_Brandt, danced.", "Olga Brandt"),
        ("p:Hans_Brandt knew p:Olga_Brandt. p:Hans_Brandt was somebody else.", "Hans Brandt"),
        ("p:Ida_Brandt (no kin) sang.", "Ida Brandt"),
        ("He was no relation of the p:Hans_Brandt who built it.", "Hans Brandt"),
        ("p:Hans_Brandt, a pupil and no kin, took the name.", "Hans Brandt"),
        ('"p:Anna_Brandt was somebody else entirely," she said.', "Anna Brandt"),
        ("p:Anna_Brandt was an entirely different woman.", "Anna Brandt"),
        ("p:Hans_Brandt is not to be confused with p:Hans_Brandt, the jeweller.", "Hans Brandt"),
        ("A cousin and namesake, p:Anna_Brandt, danced.", "Anna Brandt"),
        ("The bill went to the other p:Hans_Brandt.", "Hans Brandt"),
    ],
)
def test_a_text_says_that_a_name_is_of_nobody_before(text: str, other: str) -> None:
    assert read_apart(text) == {other}


@pytest.mark.parametrize(
    "text",
    [
        "p:Olga_Brandt is no relation to p:Gaston.",
        "p:Olga_Brandt was confused. p:Hans_Brandt was not.",
        "p:Olga_Brandt has a relation in l:Leeds.",
        "She knew p:Hans_Brandt and no other man.",
        "No p:Hans_Brandt was there, and nobody else.",
        "She gave another w:Giselle in l:Leeds.",
        "On stage p:Hans_Brandt was another man. They hailed another p:Anna_Pavlova.",
        "p:Hans_Brandt led it, p:Olga_Brandt danced, and she was no relation of p:Hans_Brandt.",
        "p:Olga_Brandt danced, p:Hans_Brandt led it. p:Olga_Brandt, no relation, left.",
        "",
    ],
)
def test_what_does_not_say_that_a_name_is_of_nobody_before(text: str) -> None:
    assert read_apart(text) == set()


def test_whom_a_text_tells_from_those_before_is_none_of_them() -> None:
    first, other = (Told("", (person_name("Hans Brandt"),), apart=apart) for apart in (-1, 5))
    assert not first.admits(other)
    assert other.admits(first), "what comes later may be of either"
    assert other.admits(replace(other, apart=9)), "said twice"
    chain_of = np.array([0, 1])
    for pairs in (([(1, 0)], []), ([], [(1, 0)])):
        assert joined(chain_of.copy(), [[0], [1]], [first, other], *pairs)[1] == [[0], [1]]
        assert joined(chain_of.copy(), [[0], [1]], [other, first], *pairs)[1] == [[0, 1]], "it comes later"


def test_of_several_names_the_nearest_is_meant() -> None:
    assert read("w:Giselle followed w:Czapla, which was given at l:Leeds as w:The_Heron.") == {("Czapla", "The Heron")}


def test_an_acronym_is_of_the_only_name_that_makes_it() -> None:
    assert read("The c:Ballet_of_the_North, or c:BN, danced.", acronym=True) == {("Ballet of the North", "BN")}
    two = "The c:Ballet_of_the_North and the c:Bund_Neuer, c:BN too, danced."
    assert read(two, acronym=True) == set()
    assert read("p:Boris_Nord left c:BN.", acronym=True) == set()


def test_a_saying_is_a_row_of_words() -> None:
    pattern = compile_saying("{one} , <now> *2 {other}", {"now": "now|once"})
    assert pattern.search(" N1 , once called N2 ")
    assert not pattern.search(" N1 , now in the part of N2 ")
    assert not pattern.search(" N1 , now N2 's ")
    assert not pattern.search(" N1 , now , N2 ")
    assert not pattern.search(" N1 , now never N2 ")
    assert compile_saying("{line} {one} ( {date} ) {other}", {}).search(" N1 ( D ) N2 ")
    assert not compile_saying("{line} {one} ( {date} ) {other}", {}).search(" the N1 ( D ) N2 ")
    assert compile_saying("{one} **2 {other}", {}).search(" N1 , N3 N2 ")
    assert not compile_saying("{subject} became {other}", {}).search(" rival of N1 became N2 ")
    assert compile_saying("{whose} name was {other}", {}).search(" H1 name was N2 ")
    assert not compile_saying("call {pronoun} {other}", {}).search(" call W1 N2 ")
    assert compile_saying("{one} to the|{their}? {other}", {}).search(" N1 to W3 N2 ")


@pytest.mark.parametrize(
    ("saying", "fault"),
    [
        ("{one} now", "once each"),
        ("{one} , {one} {other}", "once each"),
        ("{one} <never> {other}", "no list <never>"),
        ("{one} {whom} {other}", "what is {whom}"),
    ],
)
def test_a_malformed_saying_is_told(saying: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):
        compile_saying(saying, {})


def test_a_saying_of_what_is_nothing_before_has_one_name() -> None:
    assert compile_saying("no kin of {other}", {}, (OTHER,)).search(" no kin of N1 's pupil ")
    for saying in ("no kin of", "{one} is no kin of {other}"):
        with pytest.raises(ValueError, match=re.escape("no {one}")):
            compile_saying(saying, {}, (OTHER,))


def test_names_that_are_said_to_be_one_persons_may_be_unlike() -> None:
    sam, ayyaswami = (Told("", (person_name(name),)) for name in ("Sam Pillai", "Ayyaswami Pillai"))
    chain_of = np.array([0, 1])
    assert joined(chain_of.copy(), [[0], [1]], [sam, ayyaswami], [(1, 0)], [])[1] == [[0], [1]]
    assert joined(chain_of.copy(), [[0], [1]], [sam, ayyaswami], [], [(1, 0)])[1] == [[0, 1]]
    he, she = replace(sam, gender="m"), replace(ayyaswami, gender="f")
    assert joined(chain_of.copy(), [[0], [1]], [he, she], [], [(1, 0)])[1] == [[0], [1]]


def test_a_text_is_read_with_what_it_says_of_names() -> None:
    text = "Olga Brandt was born in Molotov, now Perm. The company called her Olli. Olli left Perm in 1931."
    (extraction,) = Extractor(ONTOLOGY, extractor="neural").extract([Document("a", "a.txt", text, "")])
    named = [{entity.name, *entity.aliases} for entity in extraction.entities]
    assert {"Olga Brandt", "Olli"} in named
    assert {"Molotov", "Perm"} in named


def test_things_of_one_name_that_a_text_tells_apart_stay_two() -> None:
    text = (
        "The opera Zora by Anna Vane was given in Leeds in 1931. It must not be confused with the ballet Zora by Olga "
        "Brandt, danced in York in 1950."
    )
    (extraction,) = Extractor(ONTOLOGY, extractor="neural").extract([Document("a", "a.txt", text, "")])
    assert [e.bare_label for e in resolve([extraction], [], ONTOLOGY).entities if e.type == "Work"] == ["Zora", "Zora"]


def test_whom_a_text_tells_from_somebody_stays_another() -> None:
    text = (
        "Margaret Brandt was born in Leeds in 1931. They called her Peggy Brandt. Margaret Brandt was somebody else "
        "entirely, a critic in York, whom the dancer never met."
    )
    (extraction,) = Extractor(ONTOLOGY, extractor="neural").extract([Document("a", "a.txt", text, "")])
    entities = resolve([extraction], [], ONTOLOGY).entities
    assert [e.bare_label for e in entities if e.type == "Person"] == ["Margaret Brandt", "Margaret Brandt"]
