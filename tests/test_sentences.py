"""Where sentences begin, by punctuation alone."""

from __future__ import annotations

import pytest

from kgraph.extract.nlp import plain_pipeline


def sentences(text: str) -> list[str]:
    return [s.text.strip() for s in plain_pipeline()(text).sents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She sang. He left.", ["She sang.", "He left."]),
        ("Cholpon (mus. Vlasov, 1944). Anar, 1940.", ["Cholpon (mus. Vlasov, 1944).", "Anar, 1940."]),
        ("He stud. with Vane at the Cons. in Paris.", ["He stud. with Vane at the Cons. in Paris."]),
        ("Op. 12 No. 3 was new. He said no. Three left.", ["Op. 12 No. 3 was new.", "He said no.", "Three left."]),
        ("Vane, James, 1790?–1861. Actor.", ["Vane, James, 1790?–1861.", "Actor."]),
        ("“Never!” she said. “Why?” He laughed.", ["“Never!” she said. “", "Why?”", "He laughed."]),
        ("Prod. by Vane.\n\nnotes on the play", ["Prod. by Vane.", "notes on the play"]),
        ("chor.\n\nPetipa", ["chor.", "Petipa"]),
        ("", []),
        (".", ["."]),
    ],
)
def test_abbreviations_and_quotations_end_no_sentence(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
