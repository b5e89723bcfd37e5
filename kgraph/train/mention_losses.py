"""What a text's annotations say of the network's mentions, types and antecedents."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from kgraph.neural import features
from kgraph.neural.decide import CANDIDATE
from kgraph.neural.features import describe
from kgraph.neural.labels import DATE_TYPE
from kgraph.neural.reading import Array
from kgraph.neural.shape import WIDTH
from kgraph.train.examples import PLURAL, Example
from kgraph.train.network import Network
from kgraph.train.sums import Sums

_LARGE = 1e4
#: In this share of texts, mentions are understood with those that the network, not the annotation, says are the same.
_PREDICTED = 0.3


class MentionLosses:
    """Losses of one text's mentions: which there are, what they are, which are of one chain.

    `spans`, `types` and `coreference` follow each other, and leave behind what the facts are learned with.

    Attributes
    ----------
    candidates
        Spans of words: gold mentions, and what the network takes for one; arrays have one entry for each.
    gold_at
        For each gold mention its index among the candidates.
    mentions, vectors, type_logits
        Their description, vectors and logits of types.
    type, none
        The one type that each is taken for; whether it is taken for no mention.
    chain, topic
        Number of its chain; whether that is what the text is about.
    context
        Number of the chain whose mentions it is understood with: the gold one, or as often as `_PREDICTED` says the one
        that the network takes it for; negative for none.
    """

    def __init__(self, network: Network, example: Example, words: Tensor) -> None:
        self.network, self.example, self.words_ = network, example, words
        self.labels = network.labels
        self.date = self.labels.type_index(DATE_TYPE)
        self.occupation = self.labels.types.index("Occupation") if "Occupation" in self.labels.types else -1
        self.device = words.device
        self.reading = example.reading
        self.dates = {(d.start, d.end) for d in self.reading.dates}

    def named(self, start: Array, end: Array) -> Array:
        """Whether spans hold a word with a capital or a digit that is no pronoun, as "She" at a sentence's start is."""
        plain = np.array([features.pronoun_class(word) == 0 for word in self.reading.words], dtype=bool)
        capital = np.concatenate([[0], np.cumsum(np.isin(self.reading.shape, (1, 2, 3, 4, 5, 7)) & plain)])
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
        rows, columns = np.nonzero((chance > CANDIDATE) & inside)
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
        self.type_logits = force_dates(logits, self.is_date, self.date)
        scores = self.type_logits.detach().cpu().numpy().copy()
        scores[~self.is_date, self.date] = -_LARGE
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
        keep = ~self.is_date & (self.type != self.occupation) & ~self.none
        at = np.flatnonzero(keep)
        self.topic = np.zeros(len(self.candidates), dtype=bool)
        self.context = np.full(len(self.candidates), -1, dtype=np.int64)
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
        predicted = greedy_chains(full.detach().cpu().numpy())
        groups = chain if example.full_coreference else predicted
        self.topic[at] = topic_of(groups)
        by_gold = example.full_coreference and float(torch.rand(())) >= _PREDICTED
        self.context[at] = _completed(chain, predicted) if by_gold else predicted
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


def _completed(gold: Array, predicted: Array) -> Array:
    """Gold chains, with the mentions of no known one where the network's links lead; plurals are by themselves."""
    free = len(gold) + int(gold.max(initial=0)) + 1
    out = np.where(gold >= 0, gold, free + np.arange(len(gold)))
    for i in np.flatnonzero((gold < 0) & (gold != PLURAL)):
        if predicted[i] != i:
            out[i] = out[predicted[i]]
    return np.asarray(out)


def topic_of(chains: Array) -> Array:
    """Whether each mention is of the chain with the most mentions, the first of equals; never of -1 and the like."""
    known = chains[chains >= 0]
    if not len(known):
        return np.zeros(len(chains), dtype=bool)
    values, first, counts = np.unique(known, return_index=True, return_counts=True)
    best = values[np.lexsort((first, -counts))[0]]
    return np.asarray(chains == best)
