"""Longest matches of gazetteer names in a text: token sequences without case or diacritics, capitals required."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kgraph.extract.mentions.shapes import ARTICLES
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import Sense, Senses
from kgraph.lexicon.gazetteer import Gazetteer, GazetteerEntry
from kgraph.lexicon.words import fold

Entries = tuple[GazetteerEntry, ...]
#: The folded words of a form, which of them have capitals, and what it names.
_Option = tuple[tuple[str, ...], tuple[int, ...], Entries]


class GazetteerIndex:
    """A gazetteer by the first two words of each form.

    Parameters
    ----------
    tokenise
        Cuts forms into tokens, as the pipeline's tokeniser would.
    heads
        The words that end names, by the lexicon: a name without its head is its short form ("the Mariinsky").
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        tokenise: Callable[[Iterable[str]], Iterable[list[str]]],
        heads: Mapping[tuple[str, ...], Senses],
    ) -> None:
        forms = [(form, entry) for entry in gazetteer.entries for form in entry.forms]
        table: dict[tuple[str, ...], list[GazetteerEntry]] = {}
        capitals: dict[tuple[str, ...], tuple[int, ...]] = {}
        for words, (_, entry) in zip(tokenise(form for form, _ in forms), forms, strict=True):
            for variant in (words, words[1:]) if len(words) > 2 and words[0].lower() in ARTICLES else (words,):
                key = tuple([fold(word) for word in variant])
                capitals.setdefault(key, tuple([i for i, word in enumerate(variant) if word[0].isupper()]))
                entries = table.setdefault(key, [])
                if entry not in entries:
                    entries.append(entry)
        self._exact = {key: tuple(entries) for key, entries in table.items()}
        short: dict[str, list[Sense]] = {}
        for key, found in self._exact.items():
            if len(key) == 2 and key[1:] in heads:
                short.setdefault(key[0], []).extend(Sense(entry.type) for entry in found)
        self._short = {word: tuple(dict.fromkeys(senses)) for word, senses in short.items()}
        self._by_start: dict[str, dict[str, list[_Option]]] = {}
        for key, found in self._exact.items():
            if len(key) > 1:
                self._by_start.setdefault(key[0], {}).setdefault(key[1], []).append((key, capitals[key], found))
        for options in (options for seconds in self._by_start.values() for options in seconds.values()):
            options.sort(key=lambda option: (-len(option[0]), option[0]))

    def exact(self, words: tuple[str, ...]) -> Entries:
        """The entries that these folded words name."""
        return self._exact.get(words, ())

    def short(self, word: str) -> Senses:
        """What "the X" may be short for: the classes of names that are X and a head, "X Theatre"."""
        return self._short.get(word, ())

    def at(self, view: View, start: int) -> tuple[int, Entries]:
        """End of the longest match of two or more tokens that begins at `start`, and its entries; or (start, ())."""
        seconds = self._by_start.get(view.folded[start])
        if seconds is not None and start + 1 < view.count:
            for key, capitals, entries in seconds.get(view.folded[start + 1], ()):
                end = start + len(key)
                if view.words(start, end) == key and all(view.texts[start + i][0].isupper() for i in capitals):
                    return end, entries
        return start, ()
