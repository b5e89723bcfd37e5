"""What a text's annotations say of the properties of pairs of mentions, and of qualifiers."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from kgraph.neural import features
from kgraph.neural.features import Mentions
from kgraph.neural.reading import Array, Reading
from kgraph.neural.tables import Tables
from kgraph.train.examples import PLURAL, Positive
from kgraph.train.mention_losses import MentionLosses
from kgraph.train.network import Network
from kgraph.train.sums import Sums

_LARGE = 1e4
#: Pairs of which the filter thinks less are not learned from; reading looks at more (`kgraph.neural.relate`).
_FILTER = 0.004
#: Weight of properties that a pair's types do not allow.
_IMPOSSIBLE = 0.2


class FactLosses:
    """Losses of one text's facts.

    Parameters
    ----------
    found
        Its mentions, with types and chains.
    tables
        What the ontology allows.
    """

    def __init__(self, found: MentionLosses, tables: Tables) -> None:
        self.found, self.tables = found, tables
        self.network, self.labels, self.example = found.network, found.labels, found.example

    def add(self, sums: Sums) -> None:
        """Properties of pairs, and the qualifiers of stated facts."""
        example, network = self.example, self.network
        vectors = network.pair_vectors(self.found.vectors, self.found.type_logits, self.found.topic)
        vectors = network.around_vectors(network.chain_vectors(vectors, self.found.context), self.found.none)
        left, right = features.candidate_pairs(self.found.mentions, self.found.topic)
        fits = (
            self.tables.pairs[self.found.type[left], self.found.type[right]]
            & ~self.found.none[left]
            & ~self.found.none[right]
        )
        together = (self.found.chain[left] == self.found.chain[right]) & (self.found.chain[left] >= 0)
        left, right = left[fits & ~together], right[fits & ~together]
        groups, needed = self._groups(example.positives, 0)
        denied, needed_too = self._groups(example.denied, len(self.labels.properties))
        needed |= needed_too
        n = len(self.found.candidates)
        code = left * n + right
        extra = np.array(sorted(needed - set(code.tolist())), dtype=np.int64)
        left, right = np.concatenate([left, extra // n]), np.concatenate([right, extra % n])
        code = left * n + right
        if not len(code):
            return
        state = self._state(left, right)
        chosen = self._filter(sums, vectors, left, right, np.isin(code, list(needed)), state)
        left, right, state = left[chosen], right[chosen], state[chosen]
        at = {int(c): k for k, c in enumerate(left * n + right)}
        logits = network.pair_logits(self.found.reading, self.found.words_, self.found.mentions, vectors, left, right)
        properties = len(self.labels.properties)
        allowed = self.tables.properties[self.found.type[left], self.found.type[right]]
        self._property_loss(sums, logits, state, groups, denied, at, n, properties, allowed)
        if example.loss_quals and example.positives:
            self._qualifier_loss(sums, logits, vectors, at, n)

    def _groups(
        self, positives: list[Positive], offset: int
    ) -> tuple[list[tuple[list[int], tuple[int, ...]]], set[int]]:
        """For each fact, the codes of its pairs and its columns; and the codes of all."""
        n = len(self.found.candidates)
        groups = []
        needed: set[int] = set()
        for p in positives:
            codes = [
                self.found.gold_at[a] * n + self.found.gold_at[b]
                for a, b in p.pairs
                if any(
                    self.tables.properties[
                        self.found.type[self.found.gold_at[a]], self.found.type[self.found.gold_at[b]], c
                    ]
                    for c in p.properties
                )
            ]
            if codes:
                groups.append((codes, tuple(c + offset for c in p.properties)))
                needed.update(codes)
        return groups, needed

    def _state(self, left: Array, right: Array) -> Array:
        """Which properties of which pairs are known: (pairs, properties).

        Also of pairs whose types do not allow a property: so its score speaks for itself, and for their types.
        """
        example = self.example
        known = np.ones((len(left), len(self.labels.properties)), dtype=bool)
        if example.passages is not None:
            inside = np.zeros_like(known)
            starts, ends = self.found.mentions.start, self.found.mentions.end
            for first, last, columns in example.passages:
                here = (starts >= first) & (ends <= last)
                both = here[left] & here[right]
                inside[np.ix_(both, np.array(columns, dtype=np.int64))] = True
            known &= inside
            for column, types in example.subjects.items():
                known[(types >> self.found.type[left]) & 1 == 0, column] = False
            # a mention nobody annotated that overlaps a fact's own
            for p in example.positives:
                for a, b in p.pairs:
                    i, j = self.found.gold_at[a], self.found.gold_at[b]
                    near = _overlap(self.found.mentions, left, i) & _overlap(self.found.mentions, right, j)
                    known[np.ix_(near, np.array(p.properties))] = False
        else:
            annotated = np.zeros(known.shape[1], dtype=bool)
            annotated[list(example.known)] = True
            known &= annotated
            if example.names_only:  # facts there hold between annotated names
                known[~(self.found.is_gold[left] & self.found.is_gold[right])] = False
            plural = (
                self.found.is_gold
                & (self.found.chain == PLURAL)
                & ~self.found.is_date
                & (self.found.type != self.found.occupation)
            )
            known[plural[left] | plural[right]] = False
            for s, column, o in example.unknown:
                known[(self.found.chain[left] == s) & (self.found.chain[right] == o), column] = False
        return np.asarray(known)

    def _filter(self, sums: Sums, vectors: Tensor, left: Array, right: Array, needed: Array, state: Array) -> Array:
        buckets, _, _ = features.distances(self.found.reading, self.found.mentions, left, right)
        logits = self.network.filter_logits(vectors, buckets, left, right)
        known = needed | state.any(1)
        if known.any():
            mask = torch.from_numpy(known).to(self.found.device)
            goal = torch.from_numpy(needed.astype(np.float32)).to(self.found.device)
            loss = F.binary_cross_entropy_with_logits(logits[mask], goal[mask], reduction="sum")
            sums.add("filter", loss, float(needed.sum()) + 0.5)
        chance = torch.sigmoid(logits.detach()).cpu().numpy()
        chance[needed] = 2.0
        limit = min(len(left), 4 * len(self.found.candidates) + int(needed.sum()))
        order = np.argsort(-chance, kind="stable")[:limit]
        return np.sort(order[chance[order] >= _FILTER])

    def _property_loss(
        self,
        sums: Sums,
        logits: Tensor,
        state: Array,
        groups: list[tuple[list[int], tuple[int, ...]]],
        denied: list[tuple[list[int], tuple[int, ...]]],
        at: dict[int, int],
        n: int,
        properties: int,
        allowed: Array,
    ) -> None:
        known = np.zeros(tuple(logits.shape), dtype=bool)
        possible = np.zeros(tuple(logits.shape), dtype=bool)
        possible[:, :properties] = possible[:, properties : 2 * properties] = allowed
        known[:, :properties] = state
        if self.example.source == "own":
            known[:, properties : 2 * properties] = state
        flat: list[int] = []
        group: list[int] = []
        width = logits.shape[1]
        for number, (codes, columns) in enumerate((*groups, *denied)):
            for c in codes:
                for column in columns:
                    flat.append(at[c] * width + column)
                    group.append(number)
                    known[at[c], column] = False
        wrong = F.softplus(logits)
        loss = wrong[torch.from_numpy(known & possible).to(self.found.device)].sum()
        loss = loss + _IMPOSSIBLE * wrong[torch.from_numpy(known & ~possible).to(self.found.device)].sum()
        count = len(groups) + len(denied)
        if flat:
            index = torch.tensor(group, device=self.found.device)
            score = logits.reshape(-1)[torch.tensor(flat, device=self.found.device)]
            top = score.detach().new_full((count,), -_LARGE).scatter_reduce(0, index, score.detach(), "amax")
            weight = torch.exp(score - top[index])
            total = torch.zeros(count, device=self.found.device).index_add(0, index, weight)
            pooled = torch.zeros(count, device=self.found.device).index_add(0, index, weight * score) / total
            loss = loss + F.softplus(-pooled).sum()
        sums.add("fact", loss, count + 0.5)

    def _qualifier_loss(self, sums: Sums, logits: Tensor, vectors: Tensor, at: dict[int, int], n: int) -> None:
        """Of each stated fact, at its best pair: which mention near it fills which qualifier."""
        filler = self.tables.qualifiers[:, self.found.type].any(0) & ~self.found.none
        starts = self.found.mentions.start
        first: list[int] = []
        second: list[int] = []
        value: list[int] = []
        goal: list[Array] = []
        q = len(self.labels.qualifiers)
        for p in self.example.positives:
            column = p.properties[0]
            codes = [c for a, b in p.pairs if (c := self.found.gold_at[a] * n + self.found.gold_at[b]) in at]
            if not codes or self.found.is_date[codes[0] % n]:
                continue
            best = max(codes, key=lambda c: float(logits[at[c], column].detach()))
            i, j = best // n, best % n
            right = {self.found.gold_at[k]: name for name, ks in p.qualifiers.items() for k in ks}
            near = filler & (np.abs(starts - starts[j]) <= features.PAIR_REACH)
            for k in np.flatnonzero(near | np.isin(np.arange(n), list(right))):
                if k in (i, j):
                    continue
                first.append(i)
                second.append(j)
                value.append(int(k))
                goal.append(
                    np.array(
                        [k in [self.found.gold_at[x] for x in p.qualifiers.get(name, [])] for name in range(q)],
                        dtype=np.float32,
                    )
                )
        if not value:
            return
        subject, object_, filling = (np.array(x, dtype=np.int64) for x in (first, second, value))
        score = qualifier_logits(
            self.network, self.found.reading, self.found.words_, self.found.mentions, vectors, subject, object_, filling
        )
        fits = torch.from_numpy(self.tables.qualifiers[:, self.found.type[filling]].T.copy()).to(self.found.device)
        target = torch.from_numpy(np.stack(goal)).to(self.found.device)
        loss = F.binary_cross_entropy_with_logits(score, target, reduction="none")[fits].sum()
        sums.add("qualifier", loss, float(target.sum()) + 1.0)


def qualifier_logits(
    network: Network,
    reading: Reading,
    words: Tensor,
    mentions: Mentions,
    vectors: Tensor,
    subject: Array,
    object_: Array,
    value: Array,
) -> Tensor:
    """Logits of each value being a qualifier of a fact between subject and object: both must agree to it."""
    n = len(mentions)
    codes, inverse = np.unique(np.concatenate([subject * n + value, object_ * n + value]), return_inverse=True)
    logits = network.pair_logits(reading, words, mentions, vectors, codes // n, codes % n)
    columns = logits[:, 2 * len(network.labels.properties) :]
    where = torch.from_numpy(inverse).to(words.device)
    return columns[where[: len(subject)]] + columns[where[len(subject) :]]


def _overlap(mentions: Mentions, indices: Array, one: int) -> Array:
    return (mentions.start[indices] < mentions.end[one]) & (mentions.start[one] < mentions.end[indices])
