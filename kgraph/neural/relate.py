"""Mentions and chains → facts and their qualifiers, and the types of the chains.

What a thing is and what is said of it are decided together: a chain keeps every type that has a fair share, a fact
counts as much as the types that allow it, and in the end each chain gets the type that its words and its facts speak
for most. Scores are rounded before they decide anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kgraph.neural import features
from kgraph.neural.features import Mentions
from kgraph.neural.labels import DATE_TYPE
from kgraph.neural.network import Network, sigmoid
from kgraph.neural.reading import Array, Reading
from kgraph.neural.tables import Tables

#: Pairs of which the filter thinks less are not looked at. After a long training it is surer than it should be: that of
#: "The French dancer Luc Morand" has 0.0002.
_FILTER = 0.0001
#: Decimals of what decides.
_DECIMALS = 4
#: Pairs that are weighed at a time: what a long text has of them would take much memory at once.
_AT_ONCE = 16384
#: Types with a smaller share are not considered.
_FAIR = 0.1
#: With this share of types that allow it, a fact counts in full.
_FULL = 0.4
#: A more precise date stands for the surer one if it is at least so sure as this share of that.
_REFINED = 0.35
#: What its words count for in the choice of a chain's type, against one sure fact.
_WORDS = 2.0


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
class Text:
    """What is known of a text before its facts.

    Attributes
    ----------
    reading, words
        Its words and their states.
    mentions, vectors
        Its mentions, and vectors that know their types.
    topic
        Which mentions speak of what the text is about.
    is_date, date_values
        Which mentions are dates, and their values; empty for those that no fact can have for its object.
    chain_of
        Number of each mention's chain; -1 for dates.
    shares
        (chain, type): how much speaks for each type.
    """

    reading: Reading
    words: Array
    mentions: Mentions
    vectors: Array
    topic: Array
    is_date: Array
    date_values: tuple[str, ...]
    chain_of: Array
    shares: Array


def refines(value: str, score: float, known: str, surer: float) -> bool:
    """Whether a date says another one more precisely, and is not much less sure: "4 March 1906" beside 1906."""
    return value.startswith(f"{known}-") and score >= _REFINED * surer


class Relator:
    """Finds facts.

    Parameters
    ----------
    network
        Gives the scores.
    tables
        What the ontology allows.
    thresholds
        Least score of each property, by label index.
    qualifier_threshold
        Least score of a qualifier.
    """

    def __init__(
        self, network: Network, tables: Tables, thresholds: Sequence[float], qualifier_threshold: float
    ) -> None:
        self._network, self._tables = network, tables
        self._thresholds = np.array(thresholds, dtype=np.float64)
        self._qualifier_threshold = qualifier_threshold
        self._date = network.labels.types.index(DATE_TYPE)
        self._rank = network.labels.types.index("Occupation") if "Occupation" in network.labels.types else -1

    def __call__(self, text: Text) -> tuple[tuple[Statement, ...], Array]:
        """The facts of a text, and the type of each chain."""
        fair = np.where(text.shares >= _FAIR, text.shares, 0.0)
        top = text.shares.argmax(1)
        fair[np.arange(len(fair)), top] = text.shares.max(1)
        ends = np.vstack([fair, np.eye(fair.shape[1])[self._date]])  # the last row: dates
        left, right = self._pairs(text, ends)
        if not len(left):
            return (), top
        statements = self._statements(text, ends, left, right)
        types = self._types(statements, text.shares, fair)
        kept = [
            s for s in statements if self._tables.properties[types[s.subject], self._object_type(s, types)][s.property]
        ]
        return self._qualified(text, types, self._consistent(kept, text.date_values)), types

    def _object_type(self, statement: Statement, types: Array) -> int:
        return self._date if statement.date else int(types[statement.object])

    def _pairs(self, text: Text, ends: Array) -> tuple[Array, Array]:
        """Pairs of mentions that are worth a closer look."""
        left, right = features.candidate_pairs(text.mentions, text.topic)
        sets, of = np.unique(ends > 0, axis=0, return_inverse=True)  # of types that chains may have: they are few
        some, of = sets.astype(np.float64), of.reshape(-1)
        meet = some @ self._tables.pairs.astype(np.float64) @ some.T > 0
        possible = meet[of[text.chain_of[left]], of[text.chain_of[right]]]
        possible &= text.chain_of[left] != text.chain_of[right]
        possible &= ~text.is_date[left]
        possible &= ~(text.is_date & (np.array(text.date_values, dtype=np.str_) == ""))[right]
        left, right = left[possible], right[possible]
        if not len(left):
            return left, right
        logits = self._network.filter_logits(text.reading, text.mentions, text.vectors, left, right)
        worth = np.round(sigmoid(logits), _DECIMALS) >= _FILTER
        return left[worth], right[worth]

    def _statements(self, text: Text, ends: Array, left: Array, right: Array) -> list[Statement]:
        """The best place of each fact that reaches its threshold."""
        columns = len(self._network.labels.properties)
        logits = self._network.pair_logits(text.reading, text.words, text.mentions, text.vectors, left, right)
        best: dict[tuple[int, int, int | str], tuple[float, int, int, int]] = {}
        for row, column, score in self._scores(text, ends, left, right, logits[:, :columns]):
            i, j = int(left[row]), int(right[row])
            s, o = int(text.chain_of[i]), text.date_values[j] if text.is_date[j] else int(text.chain_of[j])
            if self._tables.symmetric[column] and isinstance(o, int) and o < s:
                s, o, i, j = o, s, j, i
            found = (score, -abs(int(text.mentions.start[i] - text.mentions.start[j])), i, j)
            known = best.get((s, column, o))
            if known is None or found[:2] > known[:2]:
                best[s, column, o] = found
        return [
            Statement(s, p, j if isinstance(o, str) else o, isinstance(o, str), i, j, score)
            for (s, p, o), (score, _, i, j) in best.items()
        ]

    def _scores(
        self, text: Text, ends: Array, left: Array, right: Array, logits: Array
    ) -> Iterator[tuple[int, int, float]]:
        """Scores that reach their threshold, with the index of the pair and of the property."""
        for begin in range(0, len(left), _AT_ONCE):
            some = slice(begin, begin + _AT_ONCE)
            scores = sigmoid(logits[some]).astype(np.float64)
            scores *= np.minimum(1.0, self._allowed(text, ends, left[some], right[some]) / _FULL)
            scores = np.round(scores, _DECIMALS)
            for row, column in zip(*np.nonzero(scores >= self._thresholds), strict=True):
                yield begin + int(row), int(column), float(scores[row, column])

    def _allowed(self, text: Text, ends: Array, left: Array, right: Array) -> Array:
        """How much of the types of both ends of pairs allows each property: (pairs, properties)."""
        last = len(ends) - 1  # that of dates, whose chain is -1
        objects = np.where(text.chain_of[right] < 0, last, text.chain_of[right])
        by_subject = np.tensordot(ends, self._tables.properties.astype(np.float64), axes=1)  # (chain, type, property)
        codes, where = np.unique(text.chain_of[left] * len(ends) + objects, return_inverse=True)
        one, other = np.divmod(codes, len(ends))
        return np.asarray(np.einsum("ptr,pt->pr", by_subject[one], ends[other])[where])

    def _types(self, statements: Sequence[Statement], shares: Array, fair: Array) -> Array:
        """The type of each chain that its words and its facts speak for most."""
        votes = shares * _WORDS
        anything = fair > 0
        for s in statements:
            table = self._tables.properties[:, :, s.property]
            if s.date:
                votes[s.subject] += s.score * table[:, self._date]
            else:
                votes[s.subject] += s.score * (table & anything[s.object][None, :]).any(1)
                votes[s.object] += s.score * (table & anything[s.subject][:, None]).any(0)
        return np.asarray(np.where(anything, np.round(votes, _DECIMALS), -1.0).argmax(1))

    def _consistent(self, statements: list[Statement], dates: Sequence[str]) -> list[Statement]:
        """Of several values of a functional property, the surest; of a date the one that says it more precisely."""
        top: dict[tuple[int, int], int] = {}
        out: list[Statement] = []
        for s in sorted(statements, key=lambda s: (-s.score, s.subject_mention, s.object_mention, s.property)):
            if not self._tables.functional[s.property]:
                out.append(s)
                continue
            at = top.setdefault((s.subject, s.property), len(out))
            if at == len(out):
                out.append(s)
            elif s.date and refines(dates[s.object_mention], s.score, dates[out[at].object_mention], out[at].score):
                out[at] = replace(s, score=out[at].score)
        return out

    def _qualified(self, text: Text, types: Array, statements: list[Statement]) -> tuple[Statement, ...]:
        """Statements with the qualifiers that the text ties to them."""
        mentions = text.mentions
        type_of = np.append(types, self._date)[text.chain_of]
        filler = self._tables.qualifiers[:, type_of].any(0)
        sentence = text.reading.sentence[mentions.start]
        is_rank = type_of == self._rank
        rows: list[tuple[int, int, int, int]] = []
        for number, s in enumerate(statements):
            if s.date:
                continue
            i, j = s.subject_mention, s.object_mention
            near = filler & (np.abs(mentions.start - mentions.start[j]) <= features.QUALIFIER_REACH)
            # a rank of another sentence was reached later, or before
            near &= ~is_rank | (sentence == sentence[i]) | (sentence == sentence[j])
            rows.extend((number, i, j, int(k)) for k in np.flatnonzero(near) if k not in (i, j))
        if not rows:
            return tuple(statements)
        array = np.array(rows, dtype=np.int64)
        n = len(mentions)
        one, other = array[:, 1] * n + array[:, 3], array[:, 2] * n + array[:, 3]
        codes, where = np.unique(np.concatenate([one, other]), return_inverse=True)
        columns = 2 * len(self._network.labels.properties)
        logits = self._network.pair_logits(text.reading, text.words, mentions, text.vectors, codes // n, codes % n)
        agreed = logits[where[: len(rows)], columns:] + logits[where[len(rows) :], columns:]
        score = np.round(sigmoid(agreed).astype(np.float64), _DECIMALS)
        score[~self._tables.qualifiers[:, type_of[array[:, 3]]].T] = 0.0
        chosen: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        for row, q in zip(*np.nonzero(score >= self._qualifier_threshold), strict=True):
            number, value = int(array[row, 0]), (float(score[row, q]), -int(array[row, 3]))
            if value > chosen[number].get(int(q), (0.0, 0)):
                chosen[number][int(q)] = value
        return tuple(replace(s, qualifiers=_each_once(chosen[number])) for number, s in enumerate(statements))


def _each_once(chosen: Mapping[int, tuple[float, int]]) -> dict[int, int]:
    """Index of a qualifier → mention, of several that one mention may fill only the surest: "left in 1957" is an end.

    `chosen` has for each qualifier its score and its mention, with the sign changed.
    """
    surest: dict[int, tuple[float, int]] = {}
    for q, (score, mention) in chosen.items():
        surest[mention] = max(surest.get(mention, (0.0, 0)), (score, -q))
    return {q: -mention for q, (_, mention) in sorted(chosen.items()) if surest[mention][1] == -q}
