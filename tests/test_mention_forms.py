"""The longer and shorter forms of a mention."""

from __future__ import annotations

import pytest

from kgraph.extract.forms import forms_of
from kgraph.model import Mention, Span

TEXT = (
    "The Alhambra, Riga, and the Opera House, Oslo, opened; Dame Ada Lund OBE came from Newcastle, Ohio. "
    "Young Oakes met Luis Maldini the younger, and the elder Hladik. A young Mr Pell was there."
)


def mention(words: str) -> Mention:
    start = TEXT.index(words)
    return Mention(Span(start, start + len(words)), words)


def places(*names: str) -> dict[int, int]:
    return {TEXT.index(n): TEXT.index(n) + len(n) for n in names}


@pytest.mark.parametrize(
    ("type_", "words", "tied", "known", "forms"),
    [
        ("Venue", "Alhambra", ("Riga",), ("Riga",), ["Alhambra, Riga"]),
        ("Venue", "Alhambra", (), ("Riga",), []),  # what follows a comma may be the next in a list
        ("Venue", "Opera House, Oslo", (), ("Oslo",), ["Opera House"]),
        ("Venue", "Opera House, Oslo", ("Oslo",), ("Oslo",), ["Opera House"]),
        ("Venue", "Opera House, Oslo", (), (), []),
        ("Place", "Newcastle, Ohio", (), ("Ohio",), ["Newcastle"]),
        ("Person", "Ada Lund", (), (), ["Dame Ada Lund OBE"]),
        ("Person", "Dame Ada Lund OBE", (), (), ["Ada Lund"]),
        ("Person", "Oakes", (), (), ["Young Oakes"]),
        ("Person", "Luis Maldini", (), (), ["Luis Maldini the younger"]),
        ("Person", "Hladik", (), (), ["the elder Hladik"]),
        ("Person", "Pell", (), (), ["Mr Pell"]),
        ("Work", "Opera House, Oslo", (), ("Oslo",), []),
    ],
)
def test_forms(type_: str, words: str, tied: tuple[str, ...], known: tuple[str, ...], forms: list[str]) -> None:
    found = forms_of(type_, [mention(words)], TEXT, places(*tied), places(*known))
    assert [m.text for m in found] == forms
    assert all(TEXT[m.span.start : m.span.end] == m.text for m in found)
