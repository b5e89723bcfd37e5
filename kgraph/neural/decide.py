"""Scores → mentions, chains of mentions, facts. All scores are rounded before they decide anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kgraph.neural import features
from kgraph.neural.features import NAME, Mentions, describe
from kgraph.neural.labels import DATE_TYPE, NONE
from kgraph.neural.network import Network, sigmoid, softmax
from kgraph.neural.reading import Array, Reading
from kgraph.neural.tables import Tables
from kgraph.ontology import Ontology

#: Stretches with at least this chance of being a mention are looked at more closely.
CANDIDATE = 0.15
#: Pairs of which the filter thinks less are not.
FILTER = 0.004
#: Decimals of what decides.
_DECIMALS = 4
_LARGE = 1e4


@dataclass(slots=True)
class Chain:
    """Mentions of one thing: indices into `Understanding.mentions`, and the index of its type."""

    type: int
    mentions: list[int]


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact between chains as the network sees it.

    Attributes
    ----------
    subject, object
        Indices of chains; `object` is the index of a mention if it is a date.
    property
        Index of a label.
    subject_mention, object_mention
        Where it is said best.
    score
        The network's own, uncalibrated, in 0–1.
    qualifiers
        Index of a qualifier → mention.
    """

    subject: int
    property: int
    object: int
    date: bool
    subject_mention: int
    object_mention: int
    score: float
    qualifiers: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the network makes of a text."""

    mentions: Mentions
    is_date: Array
    date_values: tuple[str, ...]
    chains: tuple[Chain, ...]
    chain_of: Array
    statements: tuple[Statement, ...]


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
    """

    def __init__(
        self,
        network: Network,
        ontology: Ontology,
        thresholds: Sequence[float],
        qualifier_threshold: float = 0.5,
        given_names: Mapping[str, str] | None = None,
    ) -> None:
        self._given_names = given_names or {}
        self.network, self.tables = network, Tables.of(network.labels, ontology)
        self._thresholds = np.array(thresholds, dtype=np.float64)
        self._qualifier_threshold = qualifier_threshold
        types = network.labels.types
        self._none, self._date = types.index(NONE), types.index(DATE_TYPE)
        self._literal = types.index("Occupation") if "Occupation" in types else -1

    def __call__(self, reading: Reading) -> Understanding:
        """Read a text."""
        words = (
            self.network.words(reading) if len(reading) else np.zeros((0, self.network.shape.hidden), dtype=np.float32)
        )
        spans = self._spans(reading, words)
        mentions, vectors, logits, is_date = self._typed(reading, words, spans)
        values = {(d.start, d.end): d.value for d in reading.dates}
        date_values = tuple(
            values[s, e] if d else ""
            for s, e, d in zip(mentions.start.tolist(), mentions.end.tolist(), is_date, strict=True)
        )
        chain_of, chains, types = self._chains(reading, mentions, vectors, logits, is_date)
        if not len(mentions):
            return Understanding(mentions, is_date, date_values, (), chain_of, ())
        topic = _topic(chain_of, chains, len(mentions))
        statements = self._facts(
            reading, words, mentions, vectors, logits, is_date, date_values, chain_of, types, topic
        )
        return Understanding(mentions, is_date, date_values, tuple(chains), chain_of, statements)

    # --- mentions ------------------------------------------------------------------------------

    def _spans(self, reading: Reading, words: Array) -> list[tuple[int, int]]:
        """Stretches that may be mentions, and dates; by position."""
        dates = {(d.start, d.end) for d in reading.dates}
        if not len(words):
            return []
        chance = np.round(sigmoid(self.network.span_logits(words)), _DECIMALS)
        rows, columns = np.nonzero(chance >= CANDIDATE)
        found = {(int(r), int(r + c + 1)) for r, c in zip(rows, columns, strict=True)}
        return sorted(found - dates | dates)

    def _typed(
        self, reading: Reading, words: Array, spans: list[tuple[int, int]]
    ) -> tuple[Mentions, Array, Array, Array]:
        """Those of the stretches that are mentions, with vectors and type logits."""
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
        logits[~is_date, self._date] = -_LARGE
        logits[is_date] = -20.0
        logits[is_date, self._date] = 20.0
        share = np.round(softmax(logits), _DECIMALS)
        keep = is_date | (share[:, self._none] < 0.5)
        sure = 1.0 - share[:, self._none]
        for k in np.argsort(
            sure, kind="stable"
        ):  # of two that cross, or one name in another of its type, the surer stays
            if keep[k] and not is_date[k] and self._beaten(int(k), mentions, share, sure, keep, is_date):
                keep[k] = False
        at = np.flatnonzero(keep)
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

    def _chains(
        self, reading: Reading, mentions: Mentions, vectors: Array, logits: Array, is_date: Array
    ) -> tuple[Array, list[Chain], Array]:
        """The chain of each mention (-1 for dates), the chains, and the type of each mention, that of its chain."""
        n = len(mentions)
        types = logits[:, :].copy()
        types[:, self._none] = -_LARGE
        own = types.argmax(1) if n else np.zeros(0, dtype=np.int64)
        chain_of = np.full(n, -1, dtype=np.int64)
        at = np.flatnonzero(~is_date & (own != self._literal))
        links: dict[int, list[int]] = defaultdict(list)
        if len(at) > 1:
            some = mentions.at(at)
            pairs = features.antecedents(some)
            nothing = np.zeros(n, dtype=bool)
            informed = self.network.pair_vectors(vectors, softmax(logits), nothing)[at]
            score, none = self.network.antecedent_scores(reading, some, informed, pairs)
            links.update(_better(np.round(score, _DECIMALS), np.round(none, _DECIMALS), pairs, at))
        chains: list[Chain] = []
        genders: list[str] = []
        for k in range(n):
            if is_date[k]:
                continue
            gender = self._gender(mentions, k)
            possible = (int(chain_of[j]) for j in links[k])
            number = next((c for c in possible if not gender or gender in (genders[c] or gender)), -1)
            if number < 0:
                number = len(chains)
                chains.append(Chain(int(own[k]), []))
                genders.append("")
            chain_of[k] = number
            chains[number].mentions.append(k)
            genders[number] = genders[number] or gender
        for chain in chains:
            chain.type = self._type_of(chain.mentions, mentions, logits, own)
            own[chain.mentions] = chain.type
        return chain_of, chains, own

    def _gender(self, mentions: Mentions, k: int) -> str:
        """``m`` or ``f`` if the mention tells: a pronoun, or a name that begins with a given name."""
        pronoun = int(mentions.pronoun[k])
        if pronoun in (features.HE, features.SHE):
            return "m" if pronoun == features.HE else "f"
        name = mentions.names[k]
        gender = self._given_names.get(name[0], "") if len(name) > 1 else ""
        return gender if gender in ("m", "f") else ""

    def _type_of(self, chain: list[int], mentions: Mentions, logits: Array, own: Array) -> int:
        """What most of a chain's names are, weighed by how sure each is."""
        if len(chain) == 1:
            return int(own[chain[0]])
        named = [k for k in chain if mentions.kind[k] == NAME] or chain
        share = softmax(logits[named]).astype(np.float64)
        share[:, [self._none, self._date]] = 0.0
        return int(np.round(share.sum(0), _DECIMALS).argmax())

    # --- facts ---------------------------------------------------------------------------------

    def _facts(
        self,
        reading: Reading,
        words: Array,
        mentions: Mentions,
        vectors: Array,
        logits: Array,
        is_date: Array,
        date_values: tuple[str, ...],
        chain_of: Array,
        types: Array,
        topic: Array,
    ) -> tuple[Statement, ...]:
        informed = self.network.pair_vectors(vectors, softmax(logits), topic)
        left, right = features.candidate_pairs(mentions, topic)
        possible = self.tables.pairs[types[left], types[right]] & (chain_of[left] != chain_of[right])
        left, right = left[possible], right[possible]
        if not len(left):
            return ()
        chance = np.round(sigmoid(self.network.filter_logits(reading, mentions, informed, left, right)), _DECIMALS)
        worth = chance >= FILTER
        left, right = left[worth], right[worth]
        if not len(left):
            return ()
        columns = len(self.network.labels.properties)
        scores = sigmoid(self.network.pair_logits(reading, words, mentions, informed, left, right)[:, :columns])
        scores = np.round(scores.astype(np.float64), _DECIMALS)
        scores[~self.tables.properties[types[left], types[right]]] = 0.0
        best: dict[tuple[int, int, int | str], tuple[float, int, int]] = {}
        for row, column in zip(*np.nonzero(scores >= self._thresholds), strict=True):
            i, j = int(left[row]), int(right[row])
            s, o = int(chain_of[i]), date_values[j] if is_date[j] else int(chain_of[j])
            if self.tables.symmetric[column] and isinstance(o, int) and o < s:
                s, o, i, j = o, s, j, i
            key = (s, int(column), o)
            found = (float(scores[row, column]), -abs(int(mentions.start[i]) - int(mentions.start[j])))
            known = best.get(key)
            if known is None or found > (known[0], -abs(int(mentions.start[known[1]]) - int(mentions.start[known[2]]))):
                best[key] = (found[0], i, j)
        statements = [
            Statement(s, p, j if isinstance(o, str) else o, isinstance(o, str), i, j, score)
            for (s, p, o), (score, i, j) in best.items()
        ]
        statements = self._consistent(statements)
        return self._qualified(reading, words, mentions, informed, is_date, types, statements)

    def _consistent(self, statements: list[Statement]) -> list[Statement]:
        """Of several values of a functional property, the surest."""
        top: dict[tuple[int, int], Statement] = {}
        out: list[Statement] = []
        for s in sorted(statements, key=lambda s: (-s.score, s.subject_mention, s.object_mention, s.property)):
            if not self.tables.functional[s.property]:
                out.append(s)
            elif (s.subject, s.property) not in top:
                top[s.subject, s.property] = s
                out.append(s)
        return out

    def _qualified(
        self,
        reading: Reading,
        words: Array,
        mentions: Mentions,
        informed: Array,
        is_date: Array,
        types: Array,
        statements: list[Statement],
    ) -> tuple[Statement, ...]:
        """Statements with the qualifiers that the text ties to them."""
        filler = self.tables.qualifiers[:, types].any(0)
        rows: list[tuple[int, int, int, int]] = []
        for number, s in enumerate(statements):
            if s.date:
                continue
            i, j = s.subject_mention, s.object_mention
            near = np.flatnonzero(filler & (np.abs(mentions.start - mentions.start[j]) <= features.PAIR_REACH))
            rows.extend((number, i, j, int(k)) for k in near if k not in (i, j))
        if not rows:
            return tuple(statements)
        array = np.array(rows, dtype=np.int64)
        n = len(mentions)
        one, other = array[:, 1] * n + array[:, 3], array[:, 2] * n + array[:, 3]
        codes, where = np.unique(np.concatenate([one, other]), return_inverse=True)
        columns = 2 * len(self.network.labels.properties)
        logits = self.network.pair_logits(reading, words, mentions, informed, codes // n, codes % n)[:, columns:]
        score = np.round(sigmoid(logits[where[: len(rows)]] + logits[where[len(rows) :]]).astype(np.float64), _DECIMALS)
        score[~self.tables.qualifiers[:, types[array[:, 3]]].T] = 0.0
        chosen: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        for row, q in zip(*np.nonzero(score >= self._qualifier_threshold), strict=True):
            number, value = int(array[row, 0]), (float(score[row, q]), -int(array[row, 3]))
            if value > chosen[number].get(int(q), (0.0, 0)):
                chosen[number][int(q)] = value
        return tuple(
            Statement(s.subject, s.property, s.object, s.date, s.subject_mention, s.object_mention, s.score,
                      {q: -v for q, (_, v) in sorted(chosen[number].items())})
            for number, s in enumerate(statements)
        )  # fmt: skip


def _better(score: Array, none: Array, pairs: tuple[Array, Array, Array], at: Array) -> dict[int, list[int]]:
    """For each mention the antecedents that are better than none, best first; as indices among all mentions."""
    later, earlier, _ = pairs
    out: dict[int, list[int]] = {}
    for k in np.lexsort((-earlier, -score, later)):
        if score[k] > none[later[k]]:
            out.setdefault(int(at[later[k]]), []).append(int(at[earlier[k]]))
    return out


def _topic(chain_of: Array, chains: Sequence[Chain], n: int) -> Array:
    """Whether each mention is of the chain with the most mentions, the first of equals."""
    if not chains:
        return np.zeros(n, dtype=bool)
    best = max(range(len(chains)), key=lambda c: (len(chains[c].mentions), -c))
    return np.asarray(chain_of == best)
