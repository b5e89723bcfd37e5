"""Chains of names: which names of a Doc are one entity, before any pronoun is read.

People by the parts of their names, everything else by its words; the type has to agree, so that a character is never
a person, and the same word may be a work here and a character there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kgraph.extract.coreference.aliases import find_aliases, is_headword, said_at_birth
from kgraph.extract.coreference.people import PersonName, conflict, fit, name_keys, parse_name
from kgraph.extract.coreference.reading import Reading
from kgraph.extract.coreference.shortforms import initials, is_acronym, name_words, shortens
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.words import fold


@dataclass(slots=True, eq=False)
class Chain:
    """A growing coreference chain.

    Attributes
    ----------
    type
        Local name of its class.
    mentions
        By position, once the chain is finished.
    forms
        The distinct names of a person in parts.
    gender
        ``f``, ``m`` or empty.
    sure
        Whether the gender is certain: from a pronoun or a noun, not from a given name alone.
    secondary
        Names that are introduced as other names of somebody already named: birth names, stage names.
    phantom
        Whether it is somebody who is only described ("her grandmother"): takes pronouns, but is no entity.
    """

    type: str
    mentions: list[TokenMention] = field(default_factory=list)
    forms: list[PersonName] = field(default_factory=list)
    gender: str = ""
    sure: bool = False
    secondary: set[str] = field(default_factory=set)
    phantom: bool = False

    def add(self, mention: TokenMention, gender: str | None = None) -> None:
        """Append a mention; what it (or `gender`) says of the gender holds if nothing was known."""
        self.mentions.append(mention)
        self.gender = self.gender or (mention.gender if gender is None else gender)


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
        for word in name_keys(form):
            for chain in self._by_word.get(word, ()):
                found.setdefault(id(chain), chain)
        return list(found.values())


class NameChainer:
    """Groups the names, demonyms and common nouns of a Doc.

    Parameters
    ----------
    human_like
        The classes of people and of roles, which are named like people but are never one with a person.
    titled
        Classes whose names are titles.
    parents
        Each class with those above it.
    person_titles
        Folded words before a person's name, with the gender they tell.
    heads
        Words that say what kind of thing a name is of.
    place
        The class of cities and countries, whose names are never shortened.
    """

    def __init__(
        self,
        human_like: Collection[str],
        titled: Collection[str],
        parents: Mapping[str, Collection[str]],
        person_titles: Mapping[str, str],
        heads: Container[str],
        place: str = "",
    ) -> None:
        self._human_like = frozenset(human_like)
        self._titled = frozenset(titled)
        self._parents = parents
        self._person_titles = person_titles
        self._heads = heads
        self._place = place

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
                people.append((parse_name(mention.name, self._person_titles), mention))
            else:
                things.append(mention)
        chains: list[Chain] = []
        for kind in sorted(self._human_like):
            chains += self._chain_people(reading, [(form, m) for form, m in people if m.type == kind])
        chains += self._chain_things(things)
        chains += self._join_plain(plain, chains)
        for chain in chains:
            chain.mentions.sort()
        chains.sort(key=lambda c: c.mentions[0])
        return chains

    # --- people ------------------------------------------------------------------------------
    def _chain_people(self, reading: Reading, named: list[tuple[PersonName, TokenMention]]) -> list[Chain]:
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
            gender = self._person_titles.get(fold(word), "u")
            if gender != "u":
                return gender
        return ""

    @staticmethod
    def _join_aliases(
        reading: Reading, named: Sequence[tuple[PersonName, TokenMention]], chains: list[Chain]
    ) -> set[TokenMention]:
        """Join the chains of names that the text says are one person's; returns the single names among them."""
        mentions = [m for _, m in named]
        home = {m: c for c in chains for m in c.mentions}
        forms = {m: form for form, m in named}
        pairs = list(find_aliases(reading, mentions))
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
                first.forms.append(PersonName(forms[other].words + forms[one].words))
            elif not any(fit(short, full) for short in first.forms for full in second.forms):
                first.secondary.update(m.name for m in second.mentions)
            for mention in second.mentions:
                first.add(mention)
                home[mention] = first
            first.forms += [f for f in second.forms if f not in first.forms]
            chains.remove(second)
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

        The same as the last time, unless somebody else of that name has been named in full since; a surname alone is
        that of the person the text is about; else it is whoever was mentioned last.
        """
        fits: list[tuple[bool, bool, int, int, Chain]] = []
        for chain in chains:
            if gender and chain.gender and gender != chain.gender:
                continue
            quality = max(fit(form, other) for other in chain.forms)
            if not quality or (quality == 1 and len(form.words[0]) == 1 and chain is not topic):
                continue
            before = [m.start for m in chain.mentions if m.start < start]
            seen = before[-1] if before else -1
            main = quality >= 3 and chain is topic
            fits.append((seen >= 0, main, min(quality, 3), seen, chain))
        if not fits:
            return None
        best = max(fits, key=lambda item: item[:4])
        if last is not None and best[4] is not last:
            since = max((m.start for m in last.mentions if m.start < start), default=-1)
            named_since = any(since < m.start < start and m.kind == "name" and " " in m.name for m in best[4].mentions)
            return best[4] if named_since else last
        return best[4]

    # --- things ------------------------------------------------------------------------------
    def _chain_things(self, mentions: list[TokenMention]) -> list[Chain]:
        groups: dict[tuple[str, ...], list[tuple[Chain, tuple[str, ...]]]] = {}
        chains: list[tuple[Chain, tuple[str, ...]]] = []
        for mention in mentions:
            words = name_words(mention.name)
            for chain, _ in groups.get(words, ()):
                if self.compatible(chain.type, mention.type):
                    chain.add(mention)
                    if chain.type in self._parents.get(mention.type, ()):
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
        if self._place in {one.type, other.type} or not self.compatible(one.type, other.type):
            return False
        subtypes = [{m.subtype for m in c.mentions if m.subtype} for c in (one, other)]
        return not all(subtypes) or bool(subtypes[0] & subtypes[1])

    def _join_plain(self, plain: Mapping[tuple[str, str, str], Chain], named: list[Chain]) -> list[Chain]:
        """Demonyms join the country's own name, where the text has it."""
        out = []
        by_name = {(c.type, fold(m.name)): c for c in named for m in c.mentions}
        for (type_, kind, name), chain in plain.items():
            home = by_name.get((type_, name)) if kind == "demonym" else None
            if home is None and kind == "demonym":
                home = next(
                    (c for c in named if self.compatible(c.type, type_) and name in map(_label, c.mentions)), None
                )
            if home is not None:
                home.mentions += chain.mentions
            else:
                out.append(chain)
        return out

    def compatible(self, one: str, other: str) -> bool:
        """Whether two types can be one entity's: the same, or one above the other."""
        return one == other or one in self._parents.get(other, ()) or other in self._parents.get(one, ())


def _label(mention: TokenMention) -> str:
    return fold(mention.name)


def _most_named(
    chains: Sequence[Chain], named: Iterable[tuple[PersonName, TokenMention]], index: _Index
) -> Chain | None:
    """Who a text is about: whose names, short ones included, are the most, the first one's preferred."""
    if not chains:
        return None
    shares = {id(chain): 2.0 * (chain is chains[0]) for chain in chains}
    for form, count in Counter(form for form, _ in named).items():
        fits = [chain for chain in index.sharing(form) if max(fit(form, other) for other in chain.forms) >= 2]
        for chain in fits:
            shares[id(chain)] += count / len(fits)
    return max(chains, key=lambda c: (shares[id(c)], -c.mentions[0].start))
