"""Scores → mentions and chains. Scores are rounded before they decide anything; `relate` finds the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kgraph.lexicon.classes import without_article
from kgraph.lexicon.naming import Namings
from kgraph.names import person_name
from kgraph.neural import features
from kgraph.neural.antecedents import agreed, by_surname, likeliest, odds, of_entry
from kgraph.neural.features import NAME, NOMINAL, Mentions, describe
from kgraph.neural.headwords import entries, headwords, in_speaking_order
from kgraph.neural.joining import joined
from kgraph.neural.labels import DATE_TYPE, NONE
from kgraph.neural.layout import walls
from kgraph.neural.namesakes import same_by_name
from kgraph.neural.naming import acronyms, namesakes_named, stated_names
from kgraph.neural.network import Network, sigmoid, softmax
from kgraph.neural.places import split_by_place
from kgraph.neural.possessives import without_makers
from kgraph.neural.reading import PARAGRAPH, Array, Reading
from kgraph.neural.relate import Relator, Statement, Text
from kgraph.neural.tables import Tables
from kgraph.neural.told import Told, by_title, by_verb, likened, told_by
from kgraph.neural.voices import speaking, unquoted, voice_of, voices
from kgraph.ontology import Ontology

#: Stretches with at least this chance of being a mention are looked at more closely.
CANDIDATE = 0.15
#: Decimals of what decides.
_DECIMALS = 4
_LARGE = 1e4
#: A type with a smaller share was ruled out.
_IMPOSSIBLE = 1e-12
#: What it counts against a place, as a logit, that its name is a role's and it is danced or sung.
PERFORMED = 2.0
#: With this share of its type a name is that of a role, and not a short one of somebody who is called so, too.
ROLE = 0.6
#: What it counts for an antecedent, as a logit, that another reader takes it for one thing with a pronoun.
OTHER_READER = 1.2
#: What another reader's types count for, against the network's.
OTHER_TYPES = 0.3


@dataclass(frozen=True, slots=True)
class Chain:
    """Mentions of one thing: indices into `Understanding.mentions`, and the index of its type.

    `apart` is what tells it from another thing of its name, if the text has one: "Scotland". Of a `namesake` the text
    says that it is nothing named before.
    """

    type: int
    mentions: list[int]
    apart: str = ""
    namesake: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the network makes of a text."""

    mentions: Mentions
    is_date: Array
    date_values: tuple[str, ...]
    chains: tuple[Chain, ...]
    chain_of: Array
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Widely known names, folded: of roles and works, of places, of all that is no person, of countries."""

    roles: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


NOTHING_KNOWN, NO_NAMINGS = KnownNames(), Namings()


class Decider:
    """Understands texts.

    Parameters
    ----------
    network
        Gives the scores.
    ontology
        Says which facts are possible.
    thresholds
        Least score of each property, by label index.
    qualifier_threshold
        Least score of a qualifier.
    given_names
        Given name, folded → ``m`` or ``f``: what keeps "she" from standing for Hugo.
    titular
        The words, folded, of what is called as the work is that it belongs to: "title role". In one text each is
        another one.
    known
        Widely known names of other things than people.
    namings
        How texts say that two names are one thing's, or are not.
    """

    def __init__(
        self,
        network: Network,
        ontology: Ontology,
        thresholds: Sequence[float],
        qualifier_threshold: float = 0.5,
        given_names: Mapping[str, str] | None = None,
        titular: Collection[tuple[str, ...]] = (),
        known: KnownNames = NOTHING_KNOWN,
        namings: Namings = NO_NAMINGS,
    ) -> None:
        self._given_names, self._titular, self._known, self._namings = given_names or {}, titular, known, namings
        self.network = network
        self._relator = Relator(network, Tables.of(network.labels, ontology), thresholds, qualifier_threshold)
        types = network.labels.types
        self._none, self._date = types.index(NONE), types.index(DATE_TYPE)
        self._place = types.index("Place") if "Place" in types else -1
        self._person, self._work = (types.index(name) if name in types else -1 for name in ("Person", "Work"))
        self._character = types.index("Character") if "Character" in types else -1
        self._literal = types.index("Occupation") if "Occupation" in types else -1
        # never called by a title and a given name: "Dame Honor"
        self._never = np.isin(types, ["Award", "Event", "Occupation"])
        self._people = {types.index(name) for name in ("Person", "Character") if name in types}

    def __call__(
        self, reading: Reading, groups: Mapping[tuple[int, int], tuple[int, str]] | None = None
    ) -> Understanding:
        """Read a text.

        Parameters
        ----------
        groups
            What another reader takes for one thing: stretch of words, end-exclusive → number and type. Pronouns and
            types listen to it.
        """
        words = (
            self.network.words(reading) if len(reading) else np.zeros((0, self.network.shape.hidden), dtype=np.float32)
        )
        heads = []
        if self._person >= 0:
            heads = headwords(reading, self._given_names, self._known.things, self._known.places)
        spans = self._spans(reading, words, heads)
        mentions, vectors, logits, is_date = self._typed(reading, words, spans, heads)
        values = {(d.start, d.end): d.value if d.is_value else "" for d in reading.dates}
        date_values = tuple(
            values[s, e] if d else ""
            for s, e, d in zip(mentions.start.tolist(), mentions.end.tolist(), is_date, strict=True)
        )
        brought_in = self._brought_in(reading, mentions, logits, is_date)
        read = reading, mentions, vectors, logits, is_date
        chain_of, chains, apart, shares = self._chains(*read, brought_in, groups or {})
        if not len(mentions):
            return Understanding(mentions, is_date, date_values, (), chain_of, ())
        topic = _topic(chain_of, chains, len(mentions))
        informed = self.network.chain_vectors(self.network.pair_vectors(vectors, softmax(logits), topic), chain_of)
        informed = self.network.around_vectors(informed)
        text = Text(reading, words, mentions, informed, topic, is_date, date_values, chain_of, shares)
        statements, types = self._relator(text)
        named = tuple(
            Chain(int(t), m, a, not brought_in.isdisjoint(m)) for t, m, a in zip(types, chains, apart, strict=True)
        )
        return Understanding(mentions, is_date, date_values, named, chain_of, statements)

    # --- mentions ------------------------------------------------------------------------------

    def _spans(self, reading: Reading, words: Array, heads: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Stretches that may be mentions, dates, headwords, and all pronouns of one man or woman; by position."""
        dates = {(d.start, d.end) for d in reading.dates}
        if not len(words):
            return []
        chance = np.round(sigmoid(self.network.span_logits(words)), _DECIMALS)
        rows, columns = np.nonzero(chance >= CANDIDATE)
        wall = walls(reading)
        ends = np.minimum(rows + columns, len(wall) - 1)
        open_ = wall[rows] == wall[ends]
        found = {(int(r), int(r + c + 1)) for r, c in zip(rows[open_], columns[open_], strict=True)}
        of_one = (k for k, word in enumerate(reading.words) if features.pronoun_class(word) in features.GENDERS)
        found |= {(k, k + 1) for k in of_one}
        found |= self._titular_spans(reading)
        found = {(s, e) for s, e in found if not any(start < e and s < end for start, end in heads)} | {*heads}
        return sorted(found - dates | dates)

    def _titular_spans(self, reading: Reading) -> set[tuple[int, int]]:
        """Stretches like "title role", without an article."""
        firsts = {phrase[0] for phrase in self._titular}
        return {
            (k, end)
            for k, word in enumerate(reading.words)
            if word.lower() in firsts
            for end in (k + 2, k + 3)  # with a hyphen
            if end <= len(reading) and without_article(reading.text(k, end)) in self._titular
        }

    def _titular_among(self, reading: Reading, mentions: Mentions) -> Array:
        """Whether each mention is one like "the title role"."""
        spans = zip(mentions.start.tolist(), mentions.end.tolist(), mentions.kind.tolist(), strict=True)
        found = [kind == NOMINAL and without_article(reading.text(s, e)) in self._titular for s, e, kind in spans]
        return np.array(found, dtype=bool)

    def _typed(
        self, reading: Reading, words: Array, spans: list[tuple[int, int]], heads: Sequence[tuple[int, int]]
    ) -> tuple[Mentions, Array, Array, Array]:
        """Those of the stretches that are mentions, with vectors and type logits. Headwords are people."""
        dates = {(d.start, d.end) for d in reading.dates}
        mentions = describe(reading, spans)
        is_date = np.array([s in dates for s in spans], dtype=bool)
        if not spans:
            return (
                mentions,
                np.zeros((0, self.network.shape.mention), dtype=np.float32),
                np.zeros((0, len(self.network.labels.types))),
                is_date,
            )
        vectors, logits = self.network.mention_vectors(words, mentions)
        logits = np.array(logits)
        logits[by_title(self._given_names, reading, mentions)[:, None] & self._never[None, :]] = -_LARGE
        if self._place >= 0:
            logits[by_verb(reading, mentions, self._known.roles), self._place] -= PERFORMED
        is_head = [s in heads for s in spans]
        logits[is_head] = -_LARGE
        logits[is_head, self._person] = 0.0
        logits[~is_date, self._date] = -_LARGE
        logits[is_date] = -20.0
        logits[is_date, self._date] = 20.0
        share = np.round(softmax(logits), _DECIMALS)
        # they always stand for somebody
        of_one = np.isin(mentions.pronoun, list(features.GENDERS)) | self._titular_among(reading, mentions)
        keep = is_date | of_one | (share[:, self._none] < 0.5)
        sure = 1.0 - share[:, self._none]
        # of two that cross, or one name in another of its type, the surer stays
        for k in np.argsort(sure, kind="stable"):
            if keep[k] and not is_date[k] and self._beaten(int(k), mentions, share, sure, keep, is_date):
                keep[k] = False
        spans = without_makers(reading, mentions, share, keep, self._person, self._work)
        at = np.array(sorted(np.flatnonzero(keep), key=lambda k: spans[k]), dtype=np.int64)
        return describe(reading, [spans[k] for k in at]), vectors[at], logits[at], is_date[at]

    def _beaten(self, k: int, mentions: Mentions, share: Array, sure: Array, keep: Array, is_date: Array) -> bool:
        start, end = mentions.start[k], mentions.end[k]
        near = np.flatnonzero(keep & (mentions.start < end) & (start < mentions.end))
        mine = int(share[k, 1:].argmax())
        for other in near:
            if other == k or is_date[other] or (sure[other], -other) <= (sure[k], -k):
                continue
            s, e = mentions.start[other], mentions.end[other]
            nested = (s <= start and end <= e) or (start <= s and e <= end)
            if not nested or int(share[other, 1:].argmax()) == mine:
                return True
        return False

    # --- chains --------------------------------------------------------------------------------

    def _brought_in(self, reading: Reading, mentions: Mentions, logits: Array, is_date: Array) -> frozenset[int]:
        """Mentions with which the text brings in somebody or something else than all before."""
        types = logits.copy()
        types[:, self._none] = -_LARGE
        of = self.network.labels, self._namings.apart
        return namesakes_named(reading, mentions, softmax(types), is_date, *of)

    def _chains(
        self,
        reading: Reading,
        mentions: Mentions,
        vectors: Array,
        logits: Array,
        is_date: Array,
        brought_in: frozenset[int],
        groups: Mapping[tuple[int, int], tuple[int, str]],
    ) -> tuple[Array, list[list[int]], list[str], Array]:
        """The chain of each mention (-1 for dates), the mentions of each chain, what tells it from another one of its
        name, and the shares of its types.
        """
        n = len(mentions)
        types = logits[:, :].copy()
        types[:, self._none] = -_LARGE
        own = types.argmax(1) if n else np.zeros(0, dtype=np.int64)
        chain_of = np.full(n, -1, dtype=np.int64)
        at = np.flatnonzero(~is_date & (own != self._literal))
        links: dict[int, list[tuple[int, float]]] = defaultdict(list)
        if len(at) > 1:
            some = mentions.at(at)
            pairs = features.likely_antecedents(some)
            nothing = np.zeros(n, dtype=bool)
            informed = self.network.pair_vectors(vectors, softmax(logits), nothing)[at]
            score, none = self.network.antecedent_scores(reading, some, informed, pairs)
            score = score + OTHER_READER * agreed(some, pairs, groups)
            score = by_surname(some, pairs, score)
            links.update(odds(score, none, pairs, at))
        chains: list[list[int]] = []
        told: list[Told] = []
        is_role = (own == self._character) & (softmax(logits)[np.arange(n), own] >= ROLE)
        roles = set(np.flatnonzero(self._titular_among(reading, mentions)).tolist())
        of_people = [int(type_) in self._people for type_ in own]
        heard, outside = voices(reading, mentions, of_people), unquoted(reading)
        opening = entries(reading, ((int(mentions.start[k]), int(mentions.end[k])) for k in range(n) if of_people[k]))
        paragraph = np.maximum.accumulate(np.where(reading.breaks == PARAGRAPH, np.arange(len(reading)), 0))
        last = -1  # where somebody was spoken of last
        entry, headed = -1, ""  # the number of the entry of a dictionary, the family name of its headword
        for k in range(n):
            if is_date[k]:
                continue
            said = told_by(self._given_names, reading, mentions, k, of_people[k], bool(is_role[k]))
            if voice := voice_of(mentions, k, heard, outside):
                said = replace(said, voice=voice)
            if k in brought_in:
                said = replace(said, apart=k)
            if of_people[k] and mentions.kind[k] == NAME:
                start, end = int(mentions.start[k]), int(mentions.end[k])
                if (start, end) in opening:
                    entry, headed = k, person_name(in_speaking_order(reading.text(start, end))).family
                    said = replace(said, entry=entry)
                elif mentions.names[k] == (headed,):
                    said = replace(said, entry=entry)
            if int(mentions.pronoun[k]) in features.GENDERS and entry >= 0:
                links[k] = of_entry(links[k], entry)
            possible = likeliest(links[k], chain_of, bool(mentions.pronoun[k]))
            if of_people[k]:
                start = int(mentions.start[k])
                if int(mentions.pronoun[k]) in features.GENDERS and entry >= 0 and last < paragraph[start]:
                    possible.insert(0, int(chain_of[entry]))  # a paragraph of an entry begins with whom it is about
                last = start
            other = likened(reading, mentions, k) if of_people[k] else ""
            if k in roles:
                possible = [c for c in possible if roles.isdisjoint(chains[c])]
            if k == heard.speaker:
                says_i = speaking(mentions, chain_of, k, heard, outside, self._given_names)
                possible = [c for c in (says_i, *possible) if c >= 0]
            number = next((c for c in possible if told[c].admits(said) and not told[c].is_never(other)), -1)
            if number < 0:
                number = len(chains)
                chains.append([])
                told.append(Told("", ()))
            chain_of[k] = number
            chains[number].append(k)
            told[number] = told[number].with_(said)
        people = [any(of_people[k] for k in chain) for chain in chains]
        named = same_by_name(reading, mentions, chains, told, links, chain_of, people)
        each, labels = softmax(types), self.network.labels
        stated = stated_names(reading, mentions, each, is_date, labels, self._namings.names, self._known.countries)
        stated += acronyms(reading, mentions, each, labels)
        stated = [(int(chain_of[b]), int(chain_of[a])) for a, b in stated if min(chain_of[a], chain_of[b]) >= 0]
        if heard.speaker >= 0 and (most := speaking(mentions, chain_of, n, heard, outside, self._given_names)) >= 0:
            named.append((most, int(chain_of[heard.speaker])))
        chain_of, chains = joined(chain_of, chains, told, named, stated)
        is_place = (own == self._place) & ~is_date
        chains, apart = split_by_place(reading, mentions, chains, is_place)
        for number, chain in enumerate(chains):
            chain_of[chain] = number
        shares = np.zeros((len(chains), logits.shape[1]))
        for number, members in enumerate(chains):
            shares[number] = self._shares(members, mentions, logits, groups)
        return chain_of, chains, apart, shares

    def _shares(
        self,
        chain: list[int],
        mentions: Mentions,
        logits: Array,
        groups: Mapping[tuple[int, int], tuple[int, str]],
    ) -> Array:
        """How much speaks for each type of a chain: the mean over its names of how sure each is."""
        named = [k for k in chain if mentions.kind[k] == NAME] or chain
        share = softmax(logits[named]).astype(np.float64)
        share[:, [self._none, self._date]] = 0.0
        mean = share.mean(0)
        other = np.zeros_like(mean)
        types = self.network.labels.types
        for k in named:
            _, type_ = groups.get((int(mentions.start[k]), int(mentions.end[k])), (-1, ""))
            if type_ in types:
                other[types.index(type_)] += 1.0
        other[mean < _IMPOSSIBLE] = 0.0
        if other.sum() > 0:
            mean = (1 - OTHER_TYPES) * mean + OTHER_TYPES * other / other.sum()
        return np.asarray(np.round(mean / max(float(mean.sum()), 1e-6), _DECIMALS))


def _topic(chain_of: Array, chains: Sequence[Sequence[int]], n: int) -> Array:
    """Whether each mention is of the chain with the most mentions, the first of equals."""
    if not chains:
        return np.zeros(n, dtype=bool)
    best = max(range(len(chains)), key=lambda c: (len(chains[c]), -c))
    return np.asarray(chain_of == best)
