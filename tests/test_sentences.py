"""Where sentences begin, by punctuation alone."""

from __future__ import annotations

import pytest

from kgraph.extract.nlp import plain_pipeline
from kgraph.extract.sentences import sentence_starts


def sentences(text: str) -> list[str]:
    return [s.text.strip() for s in plain_pipeline()(text).sents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She sang. He left.", ["She sang.", "He left."]),
        ("Cholpon (mus. Vlasov, 1944). Anar, 1940.", ["Cholpon (mus. Vlasov, 1944).", "Anar, 1940."]),
        ("He stud. with Vane at the Cons. in Paris.", ["He stud. with Vane at the Cons. in Paris."]),
        ("Op. 12 No. 3 was new. He said no. Three left.", ["Op. 12 No. 3 was new.", "He said no.", "Three left."]),
        ("It was a great feat. She left.", ["It was a great feat.", "She left."]),
        ("Vane, James, 1790?–1861. Actor.", ["Vane, James, 1790?–1861.", "Actor."]),
        ("Vane, 1790?–3 April 1861. Actor.", ["Vane, 1790?–3 April 1861.", "Actor."]),
        ("“Never!” she said. “Why?” He laughed.", ["“Never!” she said. “", "Why?”", "He laughed."]),
        ("He left.She came.", ["He left.", "She came."]),
        ("Born in Paris,[2] he left.[1] She came.", ["Born in Paris,[2] he left.[1]", "She came."]),
        (
            'He sang "No!"[3][a] She left.[citation needed] He was',
            ['He sang "No!"[3][a]', "She left.[citation needed]", "He was"],
        ),
        ("He left.[1\n\nShe came. He [never] sang.", ["He left.[1", "She came.", "He [never] sang."]),
        ("Prod. by Vane.\n\nnotes on the play", ["Prod. by Vane.", "notes on the play"]),
        ("chor.\n\nPetipa", ["chor.", "Petipa"]),
        ("He won. \n", ["He won."]),
        ("\n\nHe won.\nShe lost.", ["He won.", "She lost."]),
        ("", []),
        (".", ["."]),
    ],
)
def test_abbreviations_and_quotations_end_no_sentence(text: str, expected: list[str]) -> None:
    assert [s for s in sentences(text) if s] == expected


def test_every_sentence_of_a_long_text_is_found() -> None:
    doc = plain_pipeline()(" ".join(f"Ada met Bo in town {n}." for n in range(2000)))
    assert sum(sentence_starts(doc)) == 2000
