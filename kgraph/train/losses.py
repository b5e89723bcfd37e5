"""What a text's known annotations say of the network's scores: sums and counts that a batch adds up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from kgraph.neural import features
from kgraph.neural.features import Mentions, describe
from kgraph.neural.labels import DATE_TYPE
from kgraph.neural.reading import Array, Reading
from kgraph.neural.shape import WIDTH
from kgraph.neural.tables import Tables
from kgraph.train.examples import PLURAL, Example, Positive
from kgraph.train.network import Network

#: Stretches that the network takes for mentions with at least this probability are learned from, too.
_CANDIDATE = 0.15
#: Pairs that the filter gives less are not looked at.
FILTER = 0.004
_LARGE = 1e4


@dataclass(slots=True)
class Sums:
    """Losses as sums, with the counts to divide them by."""

    total: dict[str, Tensor] = field(default_factory=dict)
    count: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, name: str, total: Tensor, count: float) -> None:
        """Add a text's."""
        self.total[name] = self.total[name] + total if name in self.total else total
        self.count[name] += count

    def mean(self, weights: dict[str, float]) -> tuple[Tensor, dict[str, float]]:
        """The weighted sum of the means, and each mean."""
        means = {k: v / max(self.count[k], 1.0) for k, v in self.total.items()}
        return sum(weights[k] * m for k, m in means.items()), {k: float(m.detach()) for k, m in means.items()}  # type: ignore[return-value]


class Losses:
    """Computes the losses of texts.

    Parameters
    ----------
    network
        What gives the scores.
    tables
        What the ontology allows.
    """

    def __init__(self, network: Network, tables: Tables) -> None:
        self.network, self.tables = network, tables
        self.labels = network.labels
        self.date = self.labels.type_index(DATE_TYPE)
        self.occupation = self.labels.types.index("Occupation") if "Occupation" in self.labels.types else -1
        self.places = [n for n, t in enumerate(self.labels.types) if t in ("Place", "Venue", "Event")]

    def add(self, example: Example, words: Tensor, sums: Sums) -> None:
        """Add the losses of one text to `sums`."""
        work = _Work(self, example, words)
        work.spans(sums)
        if not work.candidates:
            return
        work.types(sums)
        work.coreference(sums)
        if example.positives or example.known or example.passages:
            work.relations(sums)


class _Work:
    """One text."""

    def __init__(self, owner: Losses, example: Example, words: Tensor) -> None:
        self.owner, self.example, self.words_ = owner, example, words
        self.network, self.labels, self.tables = owner.network, owner.labels, owner.tables
        self.device = words.device
        self.reading = example.reading
        self.dates = {(d.start, d.end) for d in self.reading.dates}

    def named(self, start: Array, end: Array) -> Array:
        """Whether spans hold a capital or a digit."""
        capital = np.concatenate([[0], np.cumsum(np.isin(self.reading.shape, (1, 2, 3, 4, 5, 7)))])
        return capital[end] > capital[start]

    def spans(self, sums: Sums) -> None:
        """Detection; also sets the candidates: gold mentions and what the network takes for one."""
        example, n = self.example, len(self.reading)
        logits = self.network.span_logits(self.words_)
        target = np.zeros((n, WIDTH), dtype=np.float32)
        known = np.zeros((n, WIDTH), dtype=bool)
        starts, ends = (
            np.arange(n)[:, None] + np.zeros((1, WIDTH), dtype=np.int64),
            np.arange(n)[:, None] + np.arange(1, WIDTH + 1),
        )
        inside = ends <= n
        if example.complete:
            known = inside & (self.named(starts, np.minimum(ends, n)) if example.names_only else True)
        none = 1
        for (s, e), types in zip(example.spans, example.types, strict=True):
            if e - s > WIDTH:
                continue
            if types & none or (s, e) in self.dates:
                known[s, e - s - 1] = False
            else:
                target[s, e - s - 1], known[s, e - s - 1] = 1.0, True
        for s, e in self.dates:
            if e - s <= WIDTH:
                known[s, e - s - 1] = False
        mask = torch.from_numpy(known).to(self.device)
        if known.any():
            loss = F.binary_cross_entropy_with_logits(
                logits[mask], torch.from_numpy(target).to(self.device)[mask], reduction="sum"
            )
            weight = 1.0 if example.complete else 0.2
            sums.add("span", weight * loss, weight * float(target.sum()))
        gold = set(example.spans)
        chance = torch.sigmoid(logits.detach()).cpu().numpy()
        rows, columns = np.nonzero((chance > _CANDIDATE) & inside)
        order = np.argsort(-chance[rows, columns], kind="stable")[: n // 3 + 4]
        extra = {
            (int(rows[k]), int(rows[k] + columns[k] + 1)) for k in order
        } - gold - self.dates  # fmt: skip
        self.candidates = sorted(gold | extra)
        place = {span: k for k, span in enumerate(self.candidates)}
        self.gold_at = [place[s] for s in example.spans]
        self.is_gold = np.zeros(len(self.candidates), dtype=bool)
        self.is_gold[self.gold_at] = True
        self.allowed = np.zeros(len(self.candidates), dtype=np.int64)
        self.chain = np.full(len(self.candidates), -5, dtype=np.int64)
        for k, types, chain in zip(self.gold_at, example.types, example.chain, strict=True):
            self.allowed[k], self.chain[k] = types, chain
        self.is_date = np.array([s in self.dates for s in self.candidates], dtype=bool)

    def types(self, sums: Sums) -> None:
        """Types; also sets the mentions' vectors and the one type that each is taken for further on."""
        self.mentions = describe(self.reading, self.candidates)
        self.vectors, logits = self.network.mention_vectors(self.words_, self.mentions)
        t = len(self.labels.types)
        allowed = (self.allowed[:, None] >> np.arange(t)[None, :]) & 1 == 1
        if self.example.complete:
            extra = ~self.is_gold
            if self.example.names_only:
                extra &= self.named(self.mentions.start, self.mentions.end)
            allowed[extra, 0] = True
        known = allowed.any(1) & ~self.is_date & ~allowed.all(1)
        if known.any():
            mask = torch.from_numpy(allowed[known]).to(self.device)
            picked = torch.log_softmax(logits, 1)[torch.from_numpy(known).to(self.device)]
            loss = -torch.logsumexp(picked.masked_fill(~mask, -_LARGE), 1)
            sums.add("type", loss.sum(), float(known.sum()))
        self.type_logits = force_dates(logits, self.is_date, self.owner.date)
        scores = self.type_logits.detach().cpu().numpy().copy()
        scores[~self.is_date, self.owner.date] = -_LARGE
        self.none = (scores.argmax(1) == 0) & ~self.is_gold
        scores[:, 0] = -_LARGE
        bits = (self.allowed[:, None] >> np.arange(t)[None, :]) & 1 == 1
        bits |= ~self.is_gold[:, None]
        bits[:, 0] = False
        scores = np.where(bits | ~bits.any(1)[:, None], scores, -_LARGE * 2)
        self.type = scores.argmax(1)

    def coreference(self, sums: Sums) -> None:
        """Antecedents; also sets predicted chains for texts without gold ones."""
        example = self.example
        keep = ~self.is_date & (self.type != self.owner.occupation) & ~self.none
        at = np.flatnonzero(keep)
        self.topic = np.zeros(len(self.candidates), dtype=bool)
        if len(at) < 2:
            return
        mentions = self.mentions.at(at)
        later, earlier, _ = pairs = features.antecedents(mentions)
        vectors = self.network.pair_vectors(self.vectors, self.type_logits, self.topic)[
            torch.from_numpy(at).to(self.device)
        ]
        score, none = self.network.antecedent_scores(self.reading, mentions, vectors, pairs)
        m = len(at)
        matrix = score.new_full((m, m), -_LARGE)
        matrix = matrix.index_put(
            (torch.from_numpy(later).to(self.device), torch.from_numpy(earlier).to(self.device)), score
        )
        full = torch.cat([none.unsqueeze(1), matrix], 1)
        chain = self.chain[at]
        if example.full_coreference:
            exists = np.zeros((m, m), dtype=bool)
            exists[later, earlier] = True
            self._full(sums, full, chain, exists)
        elif example.same or example.different:
            self._partial(sums, full, at)
        # the topic, by gold chains where there are any
        groups = chain if example.full_coreference else greedy_chains(full.detach().cpu().numpy())
        self.topic[at] = topic_of(groups)
        if not example.full_coreference:
            self.chain[at] = groups + 1000  # predicted ones: only for not pairing a thing with itself

    def _full(self, sums: Sums, full: Tensor, chain: Array, exists: Array) -> None:
        example = self.example
        same = (chain[:, None] == chain[None, :]) & (chain >= 0)[:, None] & exists
        rows = chain != PLURAL
        allowed = np.concatenate([np.ones((len(chain), 1), dtype=bool), exists], 1)
        if example.names_only:  # nothing is known of pronouns, of names nobody annotated
            rows &= chain >= 0
            allowed[:, 1:] &= (chain >= 0)[None, :]
        gold = np.concatenate([~same.any(1, keepdims=True), same], 1)
        if not rows.any():
            return
        pick = torch.from_numpy(rows).to(self.device)
        logits = full[pick].masked_fill(~torch.from_numpy(allowed[rows]).to(self.device), -_LARGE)
        right = logits.masked_fill(~torch.from_numpy(gold[rows]).to(self.device), -_LARGE)
        loss = torch.logsumexp(logits, 1) - torch.logsumexp(right, 1)
        sums.add("coref", loss.sum(), float(rows.sum()))

    def _partial(self, sums: Sums, full: Tensor, at: Array) -> None:
        """Pairs known to be of one chain or not: the probability that links lead both to the same first mention."""
        place = {int(k): n for n, k in enumerate(at)}
        wanted: list[tuple[int, int, float]] = []
        for pairs, value in ((self.example.same, 1.0), (self.example.different, 0.0)):
            for a, b in pairs:
                i, j = place.get(self.gold_at[a]), place.get(self.gold_at[b])
                if i is not None and j is not None:
                    wanted.append((i, j, value))
        if not wanted:
            return
        m = len(at)
        link = torch.softmax(full, 1)
        strictly = torch.tril(link[:, 1:], -1)
        reach = torch.linalg.solve_triangular(
            torch.eye(m, device=self.device) - strictly,
            torch.eye(m, device=self.device),
            upper=False,
            unitriangular=True,
        )
        root = reach * link[:, 0].unsqueeze(0)
        one, other = (torch.tensor([w[k] for w in wanted], device=self.device) for k in (0, 1))
        together = (root[one] * root[other]).sum(1).clamp(1e-5, 1 - 1e-5)
        goal = torch.tensor([w[2] for w in wanted], device=self.device)
        loss = F.binary_cross_entropy(together, goal, reduction="sum")
        sums.add("gap" if self.example.source == "gap" else "coref", loss, float(len(wanted)))

    # --- facts ---------------------------------------------------------------------------------

    def relations(self, sums: Sums) -> None:
        """Properties of pairs, and the qualifiers of stated facts."""
        example, network = self.example, self.network
        vectors = network.pair_vectors(self.vectors, self.type_logits, self.topic)
        left, right = features.candidate_pairs(self.mentions, self.topic)
        fits = self.tables.pairs[self.type[left], self.type[right]] & ~self.none[left] & ~self.none[right]
        together = (self.chain[left] == self.chain[right]) & (self.chain[left] >= 0)
        left, right = left[fits & ~together], right[fits & ~together]
        groups, needed = self._groups(example.positives, 0)
        denied, needed_too = self._groups(example.denied, len(self.labels.properties))
        needed |= needed_too
        n = len(self.candidates)
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
        logits = network.pair_logits(self.reading, self.words_, self.mentions, vectors, left, right)
        properties = len(self.labels.properties)
        self._property_loss(sums, logits, state, groups, denied, at, n, properties)
        if example.loss_quals and example.positives:
            self._qualifier_loss(sums, logits, vectors, at, n)

    def _groups(
        self, positives: list[Positive], offset: int
    ) -> tuple[list[tuple[list[int], tuple[int, ...]]], set[int]]:
        """For each fact, the codes of its pairs and its columns; and the codes of all."""
        n = len(self.candidates)
        groups = []
        needed: set[int] = set()
        for p in positives:
            codes = [
                self.gold_at[a] * n + self.gold_at[b]
                for a, b in p.pairs
                if any(
                    self.tables.properties[self.type[self.gold_at[a]], self.type[self.gold_at[b]], c]
                    for c in p.properties
                )
            ]
            if codes:
                groups.append((codes, tuple(c + offset for c in p.properties)))
                needed.update(codes)
        return groups, needed

    def _state(self, left: Array, right: Array) -> Array:
        """Which properties of which pairs are known: (pairs, properties)."""
        example = self.example
        known = self.tables.properties[self.type[left], self.type[right]].copy()
        if example.passages is not None:
            inside = np.zeros_like(known)
            starts, ends = self.mentions.start, self.mentions.end
            for first, last, columns in example.passages:
                here = (starts >= first) & (ends <= last)
                both = here[left] & here[right]
                inside[np.ix_(both, np.array(columns, dtype=np.int64))] = True
            known &= inside
            if "locatedIn" in self.labels.properties:  # there: the seat of an organisation only
                known[np.isin(self.type[left], self.owner.places), self.labels.properties.index("locatedIn")] = False
            # a mention nobody annotated that overlaps a fact's own
            for p in example.positives:
                for a, b in p.pairs:
                    i, j = self.gold_at[a], self.gold_at[b]
                    near = _overlap(self.mentions, left, i) & _overlap(self.mentions, right, j)
                    known[np.ix_(near, np.array(p.properties))] = False
        else:
            annotated = np.zeros(known.shape[1], dtype=bool)
            annotated[list(example.known)] = True
            known &= annotated
            if example.names_only:  # facts there hold between annotated names
                known[~(self.is_gold[left] & self.is_gold[right])] = False
            plural = self.is_gold & (self.chain == PLURAL) & ~self.is_date & (self.type != self.owner.occupation)
            known[plural[left] | plural[right]] = False
            for s, column, o in example.unknown:
                known[(self.chain[left] == s) & (self.chain[right] == o), column] = False
        return np.asarray(known)

    def _filter(self, sums: Sums, vectors: Tensor, left: Array, right: Array, needed: Array, state: Array) -> Array:
        buckets, _, _ = features.distances(self.reading, self.mentions, left, right)
        logits = self.network.filter_logits(vectors, buckets, left, right)
        known = needed | state.any(1)
        if known.any():
            mask = torch.from_numpy(known).to(self.device)
            goal = torch.from_numpy(needed.astype(np.float32)).to(self.device)
            loss = F.binary_cross_entropy_with_logits(logits[mask], goal[mask], reduction="sum")
            sums.add("filter", loss, float(needed.sum()) + 0.5)
        chance = torch.sigmoid(logits.detach()).cpu().numpy()
        chance[needed] = 2.0
        limit = min(len(left), 4 * len(self.candidates) + int(needed.sum()))
        order = np.argsort(-chance, kind="stable")[:limit]
        return np.sort(order[chance[order] >= FILTER])

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
    ) -> None:
        known = np.zeros(tuple(logits.shape), dtype=bool)
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
        loss = F.softplus(logits[torch.from_numpy(known).to(self.device)]).sum()
        count = len(groups) + len(denied)
        if flat:
            index = torch.tensor(group, device=self.device)
            score = logits.reshape(-1)[torch.tensor(flat, device=self.device)]
            top = score.detach().new_full((count,), -_LARGE).scatter_reduce(0, index, score.detach(), "amax")
            weight = torch.exp(score - top[index])
            total = torch.zeros(count, device=self.device).index_add(0, index, weight)
            pooled = torch.zeros(count, device=self.device).index_add(0, index, weight * score) / total
            loss = loss + F.softplus(-pooled).sum()
        sums.add("fact", loss, count + 0.5)

    def _qualifier_loss(self, sums: Sums, logits: Tensor, vectors: Tensor, at: dict[int, int], n: int) -> None:
        """Of each stated fact, at its best pair: which mention near it fills which qualifier."""
        filler = self.tables.qualifiers[:, self.type].any(0) & ~self.none
        starts = self.mentions.start
        first: list[int] = []
        second: list[int] = []
        value: list[int] = []
        goal: list[Array] = []
        q = len(self.labels.qualifiers)
        for p in self.example.positives:
            column = p.properties[0]
            codes = [c for a, b in p.pairs if (c := self.gold_at[a] * n + self.gold_at[b]) in at]
            if not codes or self.is_date[codes[0] % n]:
                continue
            best = max(codes, key=lambda c: float(logits[at[c], column].detach()))
            i, j = best // n, best % n
            right = {self.gold_at[k]: name for name, ks in p.qualifiers.items() for k in ks}
            near = filler & (np.abs(starts - starts[j]) <= features.PAIR_REACH)
            for k in np.flatnonzero(near | np.isin(np.arange(n), list(right))):
                if k in (i, j):
                    continue
                first.append(i)
                second.append(j)
                value.append(int(k))
                goal.append(
                    np.array(
                        [k in [self.gold_at[x] for x in p.qualifiers.get(name, [])] for name in range(q)],
                        dtype=np.float32,
                    )
                )
        if not value:
            return
        subject, object_, filling = (np.array(x, dtype=np.int64) for x in (first, second, value))
        score = qualifier_logits(
            self.network, self.reading, self.words_, self.mentions, vectors, subject, object_, filling
        )
        fits = torch.from_numpy(self.tables.qualifiers[:, self.type[filling]].T.copy()).to(self.device)
        target = torch.from_numpy(np.stack(goal)).to(self.device)
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


def force_dates(logits: Tensor, is_date: Array, date: int) -> Tensor:
    """Type logits in which dates, which rules found, are dates and nothing else is."""
    fixed = logits.new_full((logits.shape[1],), -20.0)
    fixed[date] = 20.0
    other = torch.zeros_like(logits)
    other[:, date] = -_LARGE
    mask = torch.from_numpy(is_date).to(logits.device).unsqueeze(1)
    return torch.where(mask, fixed, logits + other)


def greedy_chains(full: Array) -> Array:
    """Chains by each mention's best antecedent: numbers, one a mention. Column 0 of `full` stands for none."""
    chains = np.zeros(len(full), dtype=np.int64)
    for i, row in enumerate(full):
        best = int(row[: i + 1].argmax())
        chains[i] = i if best == 0 else chains[best - 1]
    return chains


def topic_of(chains: Array) -> Array:
    """Whether each mention is of the chain with the most mentions, the first of equals; never of -1 and the like."""
    known = chains[chains >= 0]
    if not len(known):
        return np.zeros(len(chains), dtype=bool)
    values, first, counts = np.unique(known, return_index=True, return_counts=True)
    best = values[np.lexsort((first, -counts))[0]]
    return np.asarray(chains == best)


def _overlap(mentions: Mentions, indices: Array, one: int) -> Array:
    return (mentions.start[indices] < mentions.end[one]) & (mentions.start[one] < mentions.end[indices])
