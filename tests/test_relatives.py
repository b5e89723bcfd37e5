"""What relative pronouns stand for, from the words before them."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from kgraph.extract.relatives import relative_pronouns
from kgraph.extract.tokens import DocEntity, MentionKind, TokenFact, TokenMention, register_extensions

VOCAB = English().vocab
KINDS: dict[str, MentionKind] = {"Occupation": "common"}


def said(text: str, **types: str) -> list[tuple[str, str]]:
    """Relative pronouns of a text of words, and the names of what they stand for; names are joined by underscores."""
    register_extensions()
    words = text.split()
    doc = Doc(VOCAB, words)
    entities = tuple(
        DocEntity(types[w], w, (), (TokenMention(i, i + 1, types[w], KINDS.get(types[w], "name"), w),))
        for i, w in enumerate(words)
        if w in types
    )
    doc._.entities = entities
    jobs = [k for k, e in enumerate(entities) if e.type == "Occupation"]
    doc._.facts = tuple(
        TokenFact(0, "occupation", k, False, (0, 1), (entities[k].mentions[0].start, entities[k].mentions[0].end),
                  (0, len(words)), "neural", 0.9)
        for k in jobs
    )  # fmt: skip
    return [(words[i], entities[k].name) for i, k in relative_pronouns(doc)]


PEOPLE = {"Ada_Lund": "Person", "Bo_Berg": "Person", "Malmö": "Place", "Alder_Opera": "Company", "dancer": "Occupation"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ada_Lund , who sang , left .", [("who", "Ada_Lund")]),
        ("He met Bo_Berg , with whom he lived .", [("whom", "Bo_Berg")]),
        ("Ada_Lund , a former dancer , who sang", [("who", "Ada_Lund")]),
        ("Ada_Lund ( born 1931 ) was a Swedish actress who sang", [("who", "Ada_Lund")]),
        ("She joined the Alder_Opera , which toured", [("which", "Alder_Opera")]),
        ("She lived in Malmö , where she sang", [("where", "Malmö")]),
        ("Ada_Lund of the Alder_Opera , whose voice carried", []),
        ("Those who sang", []),
        ("Ada_Lund sang to people who wept", []),
        ("She asked Ada_Lund , which surprised her", []),
        ("Ada_Lund was late . A man who sang", []),
    ],
)
def test_what_a_relative_pronoun_stands_for(text: str, found: list[tuple[str, str]]) -> None:
    assert said(text, **PEOPLE) == found
