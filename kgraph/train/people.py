"""Names of people to exchange for others: given names for given names of the same gender, surnames for surnames."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence

from kgraph.annotations import AnnotatedText
from kgraph.lexicon.words import fold
from kgraph.neural.features import GENDERS, pronoun_class
from kgraph.text import word_set

NAME = re.compile(r"[^\W\d_][\w'’]*\.?")
_PARTICLES = word_set("de da di du del della van von der den la le el al bin ibn y e of the and Jr Sr Jr. Sr.")


def pronoun_gender(pronoun: str) -> str:
    """``m`` or ``f``; empty for others."""
    return GENDERS.get(pronoun_class(pronoun), "")


class People:
    """Given names and surnames of the people in annotated texts.

    Parameters
    ----------
    texts
        Who is meant, and by which pronouns.
    given_names
        Given name, folded → ``m`` or ``f``, for people whom no pronoun tells.
    """

    def __init__(self, texts: Sequence[AnnotatedText], given_names: Mapping[str, str]) -> None:
        self._given_names = given_names
        first: dict[str, set[str]] = {"m": set(), "f": set(), "": set()}
        last: set[str] = set()
        for text in texts:
            genders = self.genders(text)
            for m in text.marked:
                if len(m.entities) != 1 or text.types[m.entities[0]] != "Person" or m.entities[0] in text.names:
                    continue
                words = _words(text.text[m.start : m.end])
                if len(words) > 1:
                    first[genders[m.entities[0]]].add(words[0])
                    first[""].update(words[:-1])
                    last.add(words[-1])
        self._first = {gender: sorted(names) for gender, names in first.items()}
        self._last = sorted(last)

    def genders(self, text: AnnotatedText) -> dict[str, str]:
        """Person → ``m`` or ``f`` by the pronouns that a text uses for them, else by their given names; else empty."""
        said: dict[str, set[str]] = {id_: set() for id_, type_ in text.types.items() if type_ == "Person"}
        named: dict[str, set[str]] = {id_: set() for id_ in said}
        for m in text.marked:
            if len(m.entities) == 1 and m.entities[0] in said:
                words = text.text[m.start : m.end]
                said[m.entities[0]].add(pronoun_gender(words))
                named[m.entities[0]].add(self.gender_of_name(words))
        return {id_: _only(said[id_]) or _only(named[id_]) for id_ in said}

    def gender_of_name(self, name: str) -> str:
        """By its first word: ``m``, ``f`` or empty."""
        words = _words(name)
        gender = self._given_names.get(fold(words[0]), "") if words else ""
        return gender if gender in ("m", "f") else ""

    def exchanged(self, names: Iterable[str], gender: str, chance: random.Random) -> dict[str, str]:
        """Each word of a person's names → another."""
        out: dict[str, str] = {}
        for name in sorted(set(names), key=lambda n: (-len(n), n)):
            words = _words(name)
            for n, word in enumerate(words):
                alone = len(words) == 1 and not self.gender_of_name(word)  # by surname alone
                surname = alone or 0 < n == len(words) - 1
                pool = self._last if surname else self._first[gender] or self._first[""]
                if pool:
                    out.setdefault(word, chance.choice(pool))
        return out


def _words(name: str) -> list[str]:
    """The words of a name that can be exchanged."""
    return [w for w in name.split() if NAME.fullmatch(w) and w not in _PARTICLES and len(w) > 2 and w[0].isupper()]


def _only(values: set[str]) -> str:
    known = sorted(values - {""})
    return known[0] if len(known) == 1 else ""
