"""Common nouns that are entities themselves: occupations; and demonyms, which stand for their countries."""

from __future__ import annotations

from collections.abc import Set

from kgraph.extract.mentions.posts import countries
from kgraph.extract.mentions.view import View
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.classes import Sense
from kgraph.lexicon.words import Words

#: Abbreviations with their full stop that are longer than this are no words of their own.
_SHORT = 5


class OccupationFinder:
    """Finds what people do: "ballet dancer", "actress", "répétiteur"."""

    def __init__(self, words: Words, sense: Sense) -> None:
        self._words = words
        self._sense = sense
        self._compounds: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        labels = {compound: " ".join(compound).replace(" - ", "-") for compound in words.occupation_compounds}
        self._labels = labels | dict(words.occupation_variants)
        for said, label in [*sorted(labels.items()), *sorted(words.occupation_variants.items())]:
            self._compounds.setdefault(said[0], []).append((said, label))
            if len(said) == 1 and said[0].endswith("."):
                self._compounds.setdefault(said[0][:-1], []).append((said, label))
        for options in self._compounds.values():
            options.sort(key=lambda option: (-len(option[0]), option))

    def find(self, view: View, taken: Set[int], roles: Set[int] = frozenset()) -> list[TokenMention]:
        """All occupations by position; no token of `taken` is used.

        Parameters
        ----------
        roles
            Where the names of roles begin: "the maid Despina" states nobody's occupation.
        """
        found: list[TokenMention] = []
        i = 0
        while i < view.count:
            if i in view.posts:
                found.append(self._post(view, i, view.posts[i]))
                i = found[-1].end
                continue
            mention = None if i in taken else self._at(view, i, found[-1].end if found else 0, taken)
            if mention is None or mention.end in roles or not self._stands(view, mention):
                i += 1
            else:
                found.append(mention)
                i = mention.end
        return found

    def _at(self, view: View, i: int, floor: int, taken: Set[int]) -> TokenMention | None:
        for said, label in self._compounds.get(view.texts[i].lower(), ()):
            end = i + len(said)
            fits = end <= view.count and self._same(view, i, said)
            placed = view.texts[i].islower() or view.initial[i]
            if not fits and placed and self._is_cut(view, i, said):
                return self._mention(view, i, end + 1, label, floor, taken)
            if fits and placed and (len(said) > 1 or view.pos[i] in ("NOUN", "PROPN", "X")):
                return self._mention(view, i, end, label, floor, taken)
        word = self._head(view, i)
        return self._mention(view, i, i + 1, word, floor, taken) if word else None

    def _post(self, view: View, start: int, end: int) -> TokenMention:
        """A post in capitals; its rank stays outside of the label, as it does in small letters."""
        words, first = view.folded, start
        last, label = end - 1, words[end - 1]
        compound = next((k for k in range(start, last) if view.words(k, end) in self._labels), None)
        if compound is not None:
            first, label = compound, self._labels[view.words(compound, end)]
        else:
            modifiers = self._words.occupation_modifiers
            first = last
            while first > start and (words[first - 1] in modifiers or words[first - 1] == "-"):
                first -= 1
            label = view.text(first, end).lower()
        gender = self._words.person_nouns.get(label.split()[-1], "")
        return TokenMention(
            first, end, self._sense.type, "common", label, self._sense.subtype, gender if gender in ("f", "m") else ""
        )

    def _stands(self, view: View, mention: TokenMention) -> bool:
        """Whether the noun stands for a person here: not "a merchant's daughter", "alto saxophone"."""
        i = mention.end
        if i >= view.count:
            return True
        if view.texts[i] in ("'s", "’s"):
            return mention.start > 0 and view.folded[mention.start - 1] == "the"
        if view.texts[i] == "by" and not view.texts[i - 1].isalpha():
            return False
        return not (view.pos[i] == "NOUN" and view.deps[i - 1] == "compound" and view.heads[i - 1] == i)

    def _same(self, view: View, i: int, said: tuple[str, ...]) -> bool:
        last = len(said) - 1
        for k, word in enumerate(said):
            text = view.texts[i + k].lower()
            if text != word and not (k == last and view.lemmas[i + k] == word):
                return False
        return True

    def _is_cut(self, view: View, i: int, said: tuple[str, ...]) -> bool:
        """Whether an abbreviation stands here whose full stop is a token of its own: "choreog" "."."""
        end = i + len(said)
        stops = said[-1][-1] == "." and end < view.count and view.texts[end] == "." and view.glued[end]
        if not stops or not self._same(view, i, (*said[:-1], said[-1][:-1])):
            return False
        following = view.texts[end + 1] if end + 1 < view.count else ""
        return len(said) > 1 or len(said[-1]) > _SHORT or following in (",", ";", ")") or following.islower()

    def _head(self, view: View, i: int) -> str:
        text = view.texts[i]
        if not (text.islower() or self._begins(view, i)):
            return ""
        if view.pos[i] not in ("NOUN", "PROPN") and not self._mistagged(view, i):
            return ""
        heads = self._words.occupation_heads
        text = text.lower()
        if text in heads:
            return text
        lemma = view.lemmas[i]
        return lemma if lemma in heads else ""

    @staticmethod
    def _mistagged(view: View, i: int) -> bool:
        """Whether an adjective for the tagger describes nothing: "the schoolmaster Jiří", "as organist and"."""
        following = view.pos[i + 1] if i + 1 < view.count and view.texts[i + 1].islower() else ""
        return view.pos[i] in ("ADJ", "X") and following not in ("NOUN", "ADJ")

    def _begins(self, view: View, i: int) -> bool:
        """Whether a capital is due to its place at the start of a sentence, and no name follows."""
        return view.initial[i] and (i + 1 == view.count or not view.texts[i + 1][0].isupper())

    def _mention(self, view: View, start: int, end: int, label: str, floor: int, taken: Set[int]) -> TokenMention:
        """Extend to the left over modifiers that belong into the label."""
        gender = self._words.person_nouns.get(label.split()[-1], "")
        first = start
        while first - 1 >= floor and first - 1 not in taken:
            word = view.texts[first - 1]
            if word in self._words.occupation_modifiers:
                first -= 1
            elif word == "-" and first - 2 >= floor and view.texts[first - 2] in self._words.occupation_modifiers:
                first -= 2
            else:
                break
        prefix = view.text(first, start)
        name = label if not prefix else prefix + label if prefix.endswith("-") else f"{prefix} {label}"
        return TokenMention(
            first, end, self._sense.type, "common", name, self._sense.subtype, gender if gender in ("f", "m") else ""
        )


def find_demonyms(view: View, words: Words, sense: Sense, taken: Set[int]) -> list[TokenMention]:
    """Words for the people of a country, outside of names: "French", "a Cuban"."""
    found = []
    for i, text in enumerate(view.texts):
        if i in view.cut:
            for country in countries(text, words):
                found.append(TokenMention(i, view.cut[i], sense.type, "demonym", country, sense.subtype))
        elif text[0].isupper() and i not in taken:
            demonym = words.demonyms.get(text)
            if demonym is None and text.endswith("s"):
                demonym = words.demonyms.get(text[:-1])
            if demonym is not None:
                found.append(TokenMention(i, i + 1, sense.type, "demonym", demonym.country, sense.subtype))
    return found
