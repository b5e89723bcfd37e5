"""Chains of the names of things: companies, works, places and the rest."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable

from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.kinds import Kinds
from kgraph.extract.coreference.shortforms import initials, is_acronym, name_words, shortens
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.words import fold


class ThingChainer:
    """Groups names by their words.

    Parameters
    ----------
    kinds
        Which classes can be one entity's.
    titled
        Classes whose names are titles.
    heads
        Words that say what kind of thing a name is of.
    place
        The class of cities and countries, whose names are never shortened.
    """

    def __init__(self, kinds: Kinds, titled: Collection[str], heads: Container[str], place: str = "") -> None:
        self._kinds = kinds
        self._titled = frozenset(titled)
        self._heads = heads
        self._place = place

    def chain(self, mentions: list[TokenMention]) -> list[Chain]:
        """The chains of the names, by first mention of each."""
        groups: dict[tuple[str, ...], list[tuple[Chain, tuple[str, ...]]]] = {}
        chains: list[tuple[Chain, tuple[str, ...]]] = []
        for mention in mentions:
            words = name_words(mention.name)
            for chain, _ in groups.get(words, ()):
                if self._kinds.compatible(chain.type, mention.type):
                    chain.add(mention)
                    if chain.type in self._kinds.above(mention.type):
                        chain.type = mention.type
                    break
            else:
                pair = (Chain(mention.type, [mention]), words)
                groups.setdefault(words, []).append(pair)
                chains.append(pair)
        by_word: dict[str, list[tuple[Chain, tuple[str, ...]]]] = {}
        for chain, words in chains:
            for word in {*words, *initials(words)}:
                by_word.setdefault(word, []).append((chain, words))
        merged: dict[int, Chain] = {}
        for chain, words in chains:
            name = chain.mentions[0].name
            key = fold(name).replace(".", "") if is_acronym(name) else words[0] if words else ""
            likely = [pair for pair in by_word.get(key, ()) if id(pair[0]) not in merged]
            fuller = self._fuller(chain, words, likely)
            if fuller is not None:
                merged[id(chain)] = fuller
        for chain, _ in chains:
            target = merged.get(id(chain))
            if target is not None:
                while id(target) in merged:
                    target = merged[id(target)]
                for mention in chain.mentions:
                    target.add(mention)
        return [chain for chain, _ in chains if id(chain) not in merged]

    def _fuller(
        self, chain: Chain, words: tuple[str, ...], others: Iterable[tuple[Chain, tuple[str, ...]]]
    ) -> Chain | None:
        """The chain whose name is a fuller form of this one's, or None; of several the one named last before it."""
        title, name = chain.type in self._titled, chain.mentions[0].name
        found: list[Chain] = []
        for other, full in others:
            if other is chain or len(full) <= len(words) or not self._same_kind(chain, other):
                continue
            spelt = is_acronym(name) and fold(name).replace(".", "") in initials(full)
            if spelt or shortens(words, full, self._heads, title=title):
                found.append(other)
        if len(found) > 1:
            start = chain.mentions[0].start
            found = [c for c in found if c.mentions[0].start < start]
            found.sort(key=lambda c: max(m.start for m in c.mentions if m.start < start))
        return found[-1] if found else None

    def _same_kind(self, one: Chain, other: Chain) -> bool:
        """Whether a short name may stand for a longer one: Paris is not the Paris Opera, nor Mexico Mexico City."""
        if self._place in {one.type, other.type} or not self._kinds.compatible(one.type, other.type):
            return False
        subtypes = [{m.subtype for m in c.mentions if m.subtype} for c in (one, other)]
        return not all(subtypes) or bool(subtypes[0] & subtypes[1])
