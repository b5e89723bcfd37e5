"""The rows of GAP (Webster et al., TACL 2018): a passage, a pronoun in it and two names; and the same with other names.

The set is small, and a network soon knows its names by heart. Exchanging them leaves what it should learn: how a
passage tells who is meant.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kgraph.train.people import NAME, People, pronoun_gender

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GapRow:
    """A row.

    Attributes
    ----------
    pronoun, a, b
        Characters of the text, end-exclusive.
    is_a, is_b
        Whether the pronoun stands for the name.
    """

    id: str
    text: str
    pronoun: Span
    a: Span
    b: Span
    is_a: bool
    is_b: bool


def read_gap(path: Path) -> Iterator[GapRow]:
    """The rows of a file."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            pronoun, a, b = (_span(row, name) for name in ("Pronoun", "A", "B"))
            is_a, is_b = (row[f"{name}-coref"].upper() == "TRUE" for name in "AB")
            yield GapRow(row["ID"], row["Text"], pronoun, a, b, is_a, is_b)


def _span(row: Mapping[str, str], name: str) -> Span:
    start = int(row[f"{name}-offset"])
    return start, start + len(row[name])


def rename(row: GapRow, people: People, chance: random.Random) -> GapRow:
    """A row in which the two people have other names of the pronoun's gender, wherever a word of theirs stands."""
    gender = pronoun_gender(row.text[slice(*row.pronoun)])
    names: dict[str, str] = {}
    for span in (row.a, row.b):
        for word, new in people.exchanged([row.text[slice(*span)]], gender, chance).items():
            names.setdefault(word, new)
    parts: list[str] = []
    moves: list[tuple[int, int]] = []  # from this old position on, add so many
    at = shift = 0
    for match in NAME.finditer(row.text):
        word = match[0].removesuffix("'s").removesuffix("’s")
        if word in names:
            end = match.start() + len(word)
            parts += [row.text[at : match.start()], names[word]]
            shift += len(names[word]) - len(word)
            moves.append((end, shift))
            at = end
    parts.append(row.text[at:])

    def moved(span: Span) -> Span:
        start, end = (position + max((m for m in moves if m[0] <= position), default=(0, 0))[1] for position in span)
        return start, end

    return replace(row, text="".join(parts), pronoun=moved(row.pronoun), a=moved(row.a), b=moved(row.b))
