"""Longest matches of gazetteer names in a text: token sequences without case or diacritics, capitals required."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kgraph.extract.mentions.view import View
from kgraph.lexicon.gazetteer import Gazetteer, GazetteerEntry
from kgraph.lexicon.words import fold

Entries = tuple[GazetteerEntry, ...]
_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "il", "el", "der", "die", "das"})


class GazetteerIndex:
    """A gazetteer by the first word of each form.

    Parameters
    ----------
    tokenise
        Cuts a form into tokens, as the pipeline's tokeniser would.
    """

    def __init__(self, gazetteer: Gazetteer, tokenise: Callable[[Iterable[str]], Iterable[list[str]]]) -> None:
        forms = [(form, entry) for entry in gazetteer.entries for form in entry.forms]
        table: dict[tuple[str, ...], list[GazetteerEntry]] = {}
        for words, (_, entry) in zip(tokenise(form for form, _ in forms), forms, strict=True):
            key = tuple(fold(word) for word in words)
            for variant in (key, key[1:] if len(key) > 2 and key[0] in ("the", "a", "an") else key):
                entries = table.setdefault(variant, [])
                if entry not in entries:
                    entries.append(entry)
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entries]]] = {}
        for key, entries in table.items():
            self._by_first.setdefault(key[0], []).append((key, tuple(entries)))
        for options in self._by_first.values():
            options.sort(key=lambda option: (-len(option[0]), option[0]))
        self._exact = {key: tuple(entries) for key, entries in table.items()}

    def exact(self, words: tuple[str, ...]) -> Entries:
        """The entries that these folded words name."""
        return self._exact.get(words, ())

    def at(self, view: View, start: int) -> tuple[int, Entries]:
        """End of the longest match of two or more tokens that begins at `start`, and its entries; or (start, ())."""
        options = self._by_first.get(view.folded[start])
        if options is not None:
            folded, texts = view.folded, view.texts
            for key, entries in options:
                end = start + len(key)
                if len(key) > 1 and end <= view.count and tuple(folded[start:end]) == key:
                    last = texts[end - 1]
                    first = texts[start]
                    if (first[0].isupper() or not first[0].isalpha()) and (
                        last[0].isupper() or not last[0].isalpha() or fold(last) == last.lower()
                    ):
                        return end, entries
        return start, ()
