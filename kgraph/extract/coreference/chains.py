"""Chains of names: which names of a Doc are one entity, before any pronoun is read.

People by the parts of their names, everything else by its words; the type has to agree, so that a character is never
a person, and the same word may be a work here and a character there.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping

from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.kinds import Kinds
from kgraph.extract.coreference.people import PersonName, parse_name
from kgraph.extract.coreference.personchains import PersonChainer
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.coreference.thingchains import ThingChainer
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.words import fold


class NameChainer:
    """Groups the names, demonyms and common nouns of a Doc.

    Parameters
    ----------
    human_like
        The classes of people and of roles, which are named like people but are never one with a person.
    kinds
        Which classes can be one entity's.
    people, things
        What groups the names of either sort.
    titles
        Folded words that are titles before a person's name.
    """

    def __init__(
        self,
        human_like: Collection[str],
        kinds: Kinds,
        people: PersonChainer,
        things: ThingChainer,
        titles: Container[str],
    ) -> None:
        self._human_like = frozenset(human_like)
        self._kinds = kinds
        self._people = people
        self._things = things
        self._titles = titles

    def chain(self, reading: Reading, mentions: Iterable[TokenMention]) -> list[Chain]:
        """The chains of a Doc's names, demonyms and common nouns, by first mention."""
        people: list[tuple[PersonName, TokenMention]] = []
        things: list[TokenMention] = []
        plain: dict[tuple[str, str, str], Chain] = {}
        for mention in mentions:
            if mention.kind != "name":
                key = (mention.type, mention.kind, fold(mention.name))
                plain.setdefault(key, Chain(mention.type)).add(mention)
            elif mention.type in self._human_like:
                people.append((parse_name(mention.name, self._titles), mention))
            else:
                things.append(mention)
        chains: list[Chain] = []
        for kind in sorted(self._human_like):
            chains += self._people.chain(reading, [(form, m) for form, m in people if m.type == kind])
        chains += self._things.chain(things)
        chains += self._join_plain(plain, chains)
        for chain in chains:
            chain.mentions.sort()
        chains.sort(key=lambda c: c.mentions[0])
        return chains

    def _join_plain(self, plain: Mapping[tuple[str, str, str], Chain], named: list[Chain]) -> list[Chain]:
        """Demonyms join the country's own name, where the text has it."""
        out = []
        by_name = {(c.type, fold(m.name)): c for c in named for m in c.mentions}
        for (type_, kind, name), chain in plain.items():
            home = by_name.get((type_, name)) if kind == "demonym" else None
            if home is None and kind == "demonym":
                home = next(
                    (c for c in named if self._kinds.compatible(c.type, type_) and name in map(_label, c.mentions)),
                    None,
                )
            if home is not None:
                home.mentions += chain.mentions
            else:
                out.append(chain)
        return out


def _label(mention: TokenMention) -> str:
    return fold(mention.name)
