"""Chains of one text that are one person by their names."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np
import pytest

from kgraph.extract.nlp import plain_pipeline
from kgraph.names import person_name
from kgraph.neural.features import describe
from kgraph.neural.namesakes import LEAST, same_by_name
from kgraph.neural.reading import read_doc
from kgraph.neural.told import Told

NLP = plain_pipeline()


def joined(text: str, *names: str, odds: float = 1.0, genders: str = "") -> set[frozenset[str]]:
    """Which of the names in a text, in its order, are one person. Each is a chain; the network gives links `odds`."""
    reading = read_doc(NLP(text))
    spans: list[tuple[int, int]] = []
    at = 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        spans.append(reading.span(start, at))
    mentions = describe(reading, spans)
    chains = [[k] for k in range(len(names))]
    told = []
    for name, gender in zip_longest(names, genders.replace("-", " "), fillvalue=""):
        full = person_name(name)
        told.append(Told(gender.strip(), (full,) if full.full else ()))
    links = {k: [(j, odds) for j in range(k)] for k in range(len(names))}
    pairs = same_by_name(reading, mentions, chains, told, links, np.arange(len(names)), [True] * len(names))
    return {frozenset((names[a], names[b])) for a, b in pairs}


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Marga Thiel danced. Later Fräulein Thiel taught.", "Marga Thiel", "Thiel"),
        ("Mary Wigman came. We called her Mary.", "Mary Wigman", "Mary"),
        ("Léo Chaïkine taught. In London Lev Chaikin was feared.", "Léo Chaïkine", "Lev Chaikin"),
        ("Miss Tredgold (Dame Honor to her dancers) came.", "Tredgold", "Honor"),
        ("Margaret Hale, Peggy to the gallery, was the star.", "Margaret Hale", "Peggy"),
        ("Miss Tredgold put in a boy. Letter from Miss T.", "Tredgold", "T."),
    ],
)
def test_names_that_go_together_are_one(text: str, one: str, other: str) -> None:
    assert joined(text, one, other) == {frozenset((one, other))}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("James Oakes built it; his son Jimmy drew it.", ["James Oakes", "Jimmy"], id="a pet name"),
        pytest.param("Thom Duma Jr. has a father, Thom Sr.", ["Thom Duma Jr", "Thom Sr"], id="a generation"),
        pytest.param("Anna Lind and Bo Lind met. Lind left.", ["Anna Lind", "Bo Lind", "Lind"], id="two of a name"),
        pytest.param("Ed Oakes had a son, Ed John Oakes.", ["Ed Oakes", "Ed John Oakes"], id="two whole names"),
        pytest.param("Margaret Hale, Emma to the left of her, came.", ["Margaret Hale", "Emma"], id="another name"),
        pytest.param("Miss Tredgold and Miss Tell came. Miss T. left.", ["Tredgold", "Tell", "T."], id="two of it"),
        pytest.param("Mr Tredgold came. Letter from Miss T.", ["Tredgold", "T."], id="another title"),
        pytest.param("Miss Tredgold spoke of Dame Honor.", ["Tredgold", "Honor"], id="no brackets"),
    ],
)
def test_names_that_do_not_tell_stay_apart(text: str, names: list[str]) -> None:
    assert not joined(text, *names)


def test_who_a_name_cannot_be_by_what_is_told_is_no_other_bearer_of_it() -> None:
    text = "Ingrid Sundt married Jens Sundt and opened a studio. Fru Sundt taught."
    names = "Ingrid Sundt", "Jens Sundt", "Sundt"
    assert not joined(text, *names)
    assert joined(text, *names, genders="fmf") == {frozenset(("Ingrid Sundt", "Sundt"))}


def test_what_a_text_says_needs_no_odds() -> None:
    assert joined("Margaret Hale, Peggy to the gallery, was the star.", "Margaret Hale", "Peggy", odds=0.0)


def test_the_network_may_think_otherwise() -> None:
    text = "Marga Thiel danced. Later Fräulein Thiel taught."
    assert not joined(text, "Marga Thiel", "Thiel", odds=LEAST / 2)
