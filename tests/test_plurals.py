"""Plural pronouns and descriptions: "they", "their", "the two", "the couple", "brother and sister"."""

from __future__ import annotations

import pytest
import spacy
from coreferring import RESOLVER, named
from spacy.language import Language

from kgraph.extract.models import DEFAULT_MODEL
from kgraph.extract.relations.arguments import Arguments
from kgraph.extract.syntax import Tree

PEOPLE = {
    **dict.fromkeys(("Ada Vane", "Bess Pike", "Ruth"), "Person/f"),
    **dict.fromkeys(("Tom Hale", "Jim Hale", "Ben"), "Person/m"),
}
ADA_TOM = {"Ada Vane", "Tom Hale"}


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(DEFAULT_MODEL, exclude=["ner"])


def meant(nlp: Language, text: str) -> dict[str, set[str]]:
    """Whom each plural of a text stands for, by its words."""
    doc = nlp(text)
    found: dict[str, set[str]] = {}
    for entity in RESOLVER.resolve(doc, named(doc, PEOPLE)):
        for mention in entity.mentions:
            words = doc[mention.start : mention.end].text.lower()
            if mention.kind in {"pronoun", "nominal"} and words not in {"he", "she", "his", "her", "him", "who"}:
                found.setdefault(words, set()).add(entity.name)
    return found


PAIRS = [
    ("Ada Vane and Tom Hale danced in Lyon. They left in 1950.", {"they": ADA_TOM}),
    ("Ada Vane met Tom Hale. The two toured Spain.", {"the two": ADA_TOM}),
    ("Ada Vane married Tom Hale in 1936. Their son was a dancer.", {"their": ADA_TOM}),
    ("Ada Vane is married to Tom Hale. They live in Lyon.", {"they": ADA_TOM}),
    ("Ada Vane lived with Tom Hale; they married in 1936.", {"they": ADA_TOM}),
    ("Ada Vane and her brother left. They settled in Lyon.", {"they": {"Ada Vane"}}),
    (
        "Ada Vane married Tom Hale in 1936. She studied with Jim Hale. It rained. Later husband and wife left.",
        {"husband and wife": ADA_TOM},
    ),
    (
        "Ada Vane and Tom Hale, brother and sister, grew up in Lyon. It rained. She left.\n\nThe two met in 1950.",
        {"the two": ADA_TOM},
    ),
    ("Ada Vane sang. Tom Hale sang, too. Brother and sister were taught by Jim Hale.", {"brother and sister": ADA_TOM}),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=[t for t, _ in PAIRS])
def test_pairs(nlp: Language, text: str, expected: dict[str, set[str]]) -> None:
    assert meant(nlp, text) == expected


OTHERS = [
    # nobody in particular
    "Ada Vane and Tom Hale sang. They say that it rained.",
    # another plural comes between
    "Ada Vane and Tom Hale sang. The dancers left. They toured Spain.",
    # too far, or no pair at all
    "Ada Vane and Tom Hale sang. It rained. It was cold. They left.",
    "Ada Vane sang. They left.",
    # three are not two
    "Ada Vane, Tom Hale and Bess Pike sang. The two left.",
    # said by somebody else
    'Ada Vane and Tom Hale sang. "They left," said the doctor.',
]


@pytest.mark.parametrize("text", OTHERS)
def test_nothing_is_guessed(nlp: Language, text: str) -> None:
    assert meant(nlp, text) == {}


def test_plural_fills_a_role_with_both(nlp: Language) -> None:
    doc = nlp("Ada Vane and Tom Hale sang. They left.")
    entities = RESOLVER.resolve(doc, named(doc, PEOPLE))
    they = next(t.i for t in doc if t.text == "They")
    arguments = Arguments(Tree.of(doc), entities, (), frozenset())
    fillers = arguments.resolve(they, frozenset({"Person"}))
    assert [(entities[f.index].name, f.start, f.end) for f in fillers] == [
        ("Ada Vane", they, they + 1),
        ("Tom Hale", they, they + 1),
    ]
    assert arguments.resolve(they, frozenset({"Company"})) == []
