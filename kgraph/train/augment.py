"""Annotated texts with other names: what is learned should hang on how a thing is spoken of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from kgraph.annotations import AnnotatedText, Marked
from kgraph.annotations.notation import PRONOUNS
from kgraph.train.people import NAME, People

#: Classes whose entities change places with others of their class, name for name.
_WHOLE = ("Place", "Work", "Venue", "Company", "School", "Event", "Award", "Character")
#: How likely each of these, and all people together, are renamed in a text.
_CHANCE = 0.5


class Renamer:
    """Renames people, places, works and the like in annotated texts.

    Parameters
    ----------
    texts
        Their names are what others get.
    people
        Names of people.
    """

    def __init__(self, texts: Sequence[AnnotatedText], people: People) -> None:
        self._people = people
        pools: dict[str, set[str]] = {}
        for text in texts:
            for id_, names in _names(text).items():
                if text.types[id_] in _WHOLE:
                    pools.setdefault(text.types[id_], set()).update(n for n in names if n[:1].isupper())
        self._pools = {k: sorted(v) for k, v in pools.items()}

    def __call__(self, text: AnnotatedText, chance: random.Random) -> AnnotatedText:
        """A text with some of its names changed, everywhere alike."""
        people = self._exchanged(text, chance) if chance.random() < _CHANCE else {}
        whole: dict[str, str] = {}
        for id_, names in sorted(_names(text).items()):
            pool = self._pools.get(text.types[id_])
            if pool and len(names) == 1 and chance.random() < _CHANCE:
                whole[id_] = chance.choice(pool)
        inner = {m for m in text.marked for o in text.marked if o is not m and o.start <= m.start and m.end <= o.end}
        swaps: dict[tuple[int, int], str] = {}
        for m in text.marked:
            nested = m in inner or any(o.start >= m.start and o.end <= m.end and o is not m for o in text.marked)
            if len(m.entities) != 1 or nested:
                continue
            said, id_ = text.text[m.start : m.end], m.entities[0]
            if id_ in whole and said[:1].isupper() and said in _names_of(text, id_):
                swaps[m.start, m.end] = whole[id_]
            elif text.types[id_] == "Person" and people:
                new = NAME.sub(lambda match: people.get(match[0], match[0]), said)
                if new != said:
                    swaps[m.start, m.end] = new
        return _rewrite(text, swaps)

    def _exchanged(self, text: AnnotatedText, chance: random.Random) -> dict[str, str]:
        """Word of a person's name → another."""
        out: dict[str, str] = {}
        genders = self._people.genders(text)
        for id_, names in sorted(_names(text).items()):
            if text.types[id_] == "Person":
                for word, new in self._people.exchanged(names, genders[id_], chance).items():
                    out.setdefault(word, new)
        return out


def _names(text: AnnotatedText) -> dict[str, set[str]]:
    """The names, with a capital, by which a text calls each entity."""
    found: dict[str, set[str]] = {}
    for m in text.marked:
        said = text.text[m.start : m.end]
        if (
            len(m.entities) == 1
            and m.entities[0] not in text.names
            and said[:1].isupper()
            and said.lower() not in PRONOUNS
            and not said.startswith(("The ", "His ", "Her ", "Their ", "My ", "Its "))
        ):
            found.setdefault(m.entities[0], set()).add(said)
    return found


def _names_of(text: AnnotatedText, id_: str) -> set[str]:
    return _names(text).get(id_, set())


def _rewrite(text: AnnotatedText, swaps: dict[tuple[int, int], str]) -> AnnotatedText:
    """The text with stretches replaced, and everything that counts its characters moved."""
    if not swaps:
        return text
    parts: list[str] = []
    moves: list[tuple[int, int]] = []  # from this old position on, add so many
    at = shift = 0
    for (start, end), new in sorted(swaps.items()):
        parts.append(text.text[at:start])
        parts.append(new)
        shift += len(new) - (end - start)
        moves.append((end, shift))
        at = end
    parts.append(text.text[at:])

    def moved(position: int) -> int:
        best = 0
        for old, by in moves:
            if position >= old:
                best = by
        return position + best

    marked = tuple(Marked(moved(m.start), moved(m.end), m.entities, m.date) for m in text.marked)
    facts = tuple(
        replace(
            f,
            passage=(moved(f.passage[0]), moved(f.passage[1])),
            qualifiers=tuple((k, v) for k, v in f.qualifiers),
        )
        for f in text.facts
    )
    return replace(text, text="".join(parts), marked=marked, facts=facts)
