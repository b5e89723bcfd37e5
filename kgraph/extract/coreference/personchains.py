"""Chains of people's names: which names are one person, before any pronoun is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kgraph.extract.coreference.aliases import find_aliases, given_names, is_headword, said_at_birth
from kgraph.extract.coreference.chain import Chain
from kgraph.extract.coreference.people import PersonName, conflict, fit, name_keys, parse_name
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.words import fold

#: A name in parts, and where it stands.
Named = tuple[PersonName, TokenMention]


class _Index:
    """Chains of people by the words of their names, so that a name is compared with its like only."""

    def __init__(self) -> None:
        self._by_word: dict[str, list[Chain]] = {}

    def add(self, chain: Chain, form: PersonName) -> None:
        """Give a chain one more form."""
        if form not in chain.forms:
            chain.forms.append(form)
        for word in name_keys(form):
            chains = self._by_word.setdefault(word, [])
            if not any(chain is other for other in chains):
                chains.append(chain)

    def sharing(self, form: PersonName) -> list[Chain]:
        """The chains with a word of the form in their names."""
        found: dict[int, Chain] = {}
        for word in sorted(name_keys(form)):
            for chain in self._by_word.get(word, ()):
                found.setdefault(id(chain), chain)
        return list(found.values())


class PersonChainer:
    """Groups names that are built like people's.

    Parameters
    ----------
    titles
        Folded words before a person's name, with the gender they tell.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles

    def chain(self, reading: Reading, named: list[Named]) -> list[Chain]:
        """The chains of the names of one class, each given in parts and as it stands; by position."""
        chains: list[Chain] = []
        index = _Index()
        fuller = [pair for pair in named if pair[0].full]
        for form, mention in sorted(fuller, key=lambda pair: (-len(pair[0].words), pair[1])):
            home = self._home_of_full(form, mention, index.sharing(form))
            if home is None:
                home = Chain(mention.type)
                chains.append(home)
            home.add(mention)
            index.add(home, form)
        placed = self._join_aliases(reading, named, chains)
        index = _Index()
        for chain in chains:
            chain.mentions.sort()
        chains.sort(key=lambda c: c.mentions[0])
        for chain in chains:
            for form in list(chain.forms):
                index.add(chain, form)
        topic = _most_named(chains, named, index)
        last: dict[PersonName, Chain] = {}
        for form, mention in named:
            if form.full or mention in placed:
                continue
            likely = index.sharing(form)
            if topic is not None and not any(topic is chain for chain in likely):
                likely = [*likely, topic]
            gender = self._told(reading, mention)
            home = self._home_of_short(form, mention.start, gender, likely, topic, last.get(form))
            if home is None:
                home = Chain(mention.type)
                chains.append(home)
                index.add(home, form)
                gender = mention.gender
            elif any(other.words[:1] == form.words for other in home.forms):
                gender = gender or mention.gender
            home.add(mention, gender)
            last[form] = home
        return chains

    def _told(self, reading: Reading, mention: TokenMention) -> str:
        """The gender that a title tells; a surname may look like a given name ("Falk")."""
        first = mention.name.partition(" ")[0]
        before = reading.tree.lower[mention.start - 1] if mention.start else ""
        for word in (first, before):
            gender = self._titles.get(fold(word), "u")
            if gender != "u":
                return gender
        return ""

    def _join_aliases(self, reading: Reading, named: Sequence[Named], chains: list[Chain]) -> set[TokenMention]:
        """Join the chains of names that the text says are one person's; returns the single names among them."""
        mentions = [m for _, m in named]
        home = {m: c for c in chains for m in c.mentions}
        forms = {m: form for form, m in named}
        pairs = [*find_aliases(reading, mentions), *given_names(reading, mentions)]
        for mention in mentions:
            subject = said_at_birth(reading, mention)
            if subject is not None:
                holder = next((m for m in mentions if m.start <= subject < m.end), None)
                pairs += [(holder or mentions[0], mention)] if holder or subject < 0 else []
        placed: set[TokenMention] = set()
        for one, other in pairs:
            for mention in (one, other):
                if mention not in home:
                    home[mention] = Chain(mention.type, [mention], [forms[mention]], mention.gender)
                    chains.append(home[mention])
                    placed.add(mention)
            first, second = home[one], home[other]
            if first is second:
                continue
            if is_headword(reading, one, other):
                whole = replace(one, end=other.end, name=f"{one.name}, {other.name}", gender=other.gender)
                first.mentions[first.mentions.index(one)] = whole
                first.forms.append(parse_name(whole.name, self._titles))
                second.mentions.remove(other)
                home[other] = first
                first.gender = first.gender or other.gender
            elif not any(fit(short, full) for short in first.forms for full in second.forms):
                first.secondary.update(m.name for m in second.mentions)
            for mention in second.mentions:
                first.add(mention)
                home[mention] = first
            first.forms += [f for f in second.forms if f not in first.forms]
            chains.remove(second)
        _join_nicknames(chains)
        return placed

    def _home_of_full(self, form: PersonName, mention: TokenMention, chains: Iterable[Chain]) -> Chain | None:
        best: tuple[int, Chain] | None = None
        for chain in chains:
            if mention.gender and chain.gender and mention.gender != chain.gender:
                continue
            quality = max(min(fit(form, other), 4) for other in chain.forms)
            apart = any(conflict(form, other) for other in chain.forms)
            if ", " in mention.name and any(", " in m.name and m.name != mention.name for m in chain.mentions):
                continue  # two entries of a dictionary are two people
            if quality >= 2 and not apart and (best is None or quality > best[0]):
                best = (quality, chain)
        return best[1] if best is not None else None

    def _fit(self, form: PersonName, chain: Chain) -> int:
        """How well a single name fits a person; badly if only a birth or stage name has it."""
        if not chain.secondary:
            return max(fit(form, other) for other in chain.forms)
        aside = {parse_name(name, self._titles) for name in chain.secondary}
        return max(min(fit(form, other), 1) if other in aside else fit(form, other) for other in chain.forms)

    def _home_of_short(
        self,
        form: PersonName,
        start: int,
        gender: str,
        chains: Iterable[Chain],
        topic: Chain | None,
        last: Chain | None,
    ) -> Chain | None:
        """The chain that a single name belongs to.

        The same as the last time, unless somebody else of that name has been named in full since; else the person
        whom the text is about; else whoever was mentioned last.
        """
        fits: list[tuple[bool, bool, int, int, Chain]] = []
        for chain in chains:
            if gender and chain.gender and gender != chain.gender:
                continue
            quality = self._fit(form, chain)
            if not quality or (quality == 1 and len(form.words[0]) == 1 and chain is not topic):
                continue
            before = [m.start for m in chain.mentions if m.start < start]
            seen = before[-1] if before else -1
            main = quality >= 2 and chain is topic
            fits.append((seen >= 0, main, min(quality, 3), seen, chain))
        if not fits:
            return None
        best = max(fits, key=lambda item: item[:4])
        if last is not None and best[4] is not last:
            since = max((m.start for m in last.mentions if m.start < start), default=-1)
            named_since = any(since < m.start < start and m.kind == "name" and " " in m.name for m in best[4].mentions)
            return best[4] if named_since else last
        return best[4]


def _join_nicknames(chains: list[Chain]) -> None:
    """Join "Tico Cardoso" to "João Cardoso", once the text has said that he is called Tico."""
    for chain in list(chains):
        nicknames = {form.words[0] for form in chain.forms if len(form.words) == 1}
        surnames = {form.words[-1] for form in chain.forms if form.full}
        for other in list(chains):
            if other is chain or not nicknames or len(other.forms) != 1 or not other.forms[0].full:
                continue
            words = other.forms[0].words
            if words[0] in nicknames and words[-1] in surnames:
                for mention in other.mentions:
                    chain.add(mention)
                chain.forms += other.forms
                chains.remove(other)


def _most_named(chains: Sequence[Chain], named: Iterable[Named], index: _Index) -> Chain | None:
    """Who a text is about: whose names, short ones included, are the most, the first one's preferred."""
    if not chains:
        return None
    shares = {id(chain): 2.0 * (chain is chains[0]) for chain in chains}
    for form, count in Counter(form for form, _ in named).items():
        fits = [chain for chain in index.sharing(form) if max(fit(form, other) for other in chain.forms) >= 2]
        for chain in fits:
            shares[id(chain)] += count / len(fits)
    return max(chains, key=lambda c: (shares[id(c)], -c.mentions[0].start))
