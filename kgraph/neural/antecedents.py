"""Scores of antecedents → which chains a mention may be of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kgraph.neural import features
from kgraph.neural.features import PRONOUN, Mentions
from kgraph.neural.reading import Array

#: Indices of the later and of the earlier mention of each pair, and an index in `features.MATCHES`.
Pairs = tuple[Array, Array, Array]
_LAST, _PART = features.MATCHES.index("last"), features.MATCHES.index("part")
#: Decimals of what decides.
_DECIMALS = 4
_LARGE = 1e4
#: Logits below which an antecedent does not count, and above which it is as likely as can be.
_UNLIKELY, _SURE = -7.0, 15.0


def agreed(mentions: Mentions, pairs: Pairs, groups: Mapping[tuple[int, int], tuple[int, str]]) -> Array:
    """For each pair of a pronoun and what may be its antecedent: whether another reader takes them for one thing."""
    spans = zip(mentions.start.tolist(), mentions.end.tolist(), strict=True)
    number = np.array([groups.get(span, (-1, ""))[0] for span in spans], dtype=np.int64)
    later, earlier, _ = pairs
    pronoun = (mentions.kind[later] == PRONOUN) | (mentions.kind[earlier] == PRONOUN)
    same = pronoun & (number[later] == number[earlier]) & (number[later] >= 0)
    return np.asarray(same.astype(np.float64))


def by_surname(mentions: Mentions, pairs: Pairs, score: Array) -> Array:
    """Scores in which a name of one word is no part of a name ("Brecht", of Barbara Brecht-Schall) if it is the last
    word of another: that one gets the score, if it is higher.
    """
    later, earlier, match = pairs
    lone = np.array([len(name) == 1 for name in mentions.names], dtype=bool)
    last = lone[later] & (match == _LAST)
    if not last.any():
        return score
    part = lone[later] & (match == _PART)
    out = score.copy()
    for k in np.unique(later[last]):
        begin, end = np.searchsorted(later, [k, k + 1])
        parts, lasts = (begin + np.flatnonzero(which[begin:end]) for which in (part, last))
        if len(parts):
            nearest = lasts[earlier[lasts].argmax()]
            out[nearest] = max(out[nearest], out[parts].max())
            out[parts] = -_LARGE
    return out


def odds(score: Array, none: Array, pairs: Pairs, at: Array) -> dict[int, list[tuple[int, float]]]:
    """For each mention its possible antecedents with their odds against none, nearest first; as indices among all."""
    later, earlier, _ = pairs
    better = np.round(score, _DECIMALS) - np.round(none[later], _DECIMALS)
    some = np.flatnonzero(better > _UNLIKELY)
    some = some[np.lexsort((-earlier[some], later[some]))]
    value = np.exp(np.minimum(better[some].astype(np.float64), _SURE))
    out: dict[int, list[tuple[int, float]]] = {}
    for i, j, one in zip(at[later[some]].tolist(), at[earlier[some]].tolist(), value.tolist(), strict=True):
        out.setdefault(i, []).append((j, one))
    return out


def likeliest(links: Sequence[tuple[int, float]], chain_of: Array, pronoun: bool) -> list[int]:
    """Chains that are likelier than none, the likeliest first. For a pronoun all mentions of a chain speak together
    (it is learned so: any of them is right), for a name the one that is most like it.
    """
    total: dict[int, float] = {}
    for earlier, one in links:
        chain = int(chain_of[earlier])
        known = total.get(chain, 0.0)
        total[chain] = known + one if pronoun else max(known, one)
    return sorted((c for c, all_ in total.items() if all_ > 1.0), key=lambda c: -total[c])


def of_entry(links: Sequence[tuple[int, float]], entry: int) -> list[tuple[int, float]]:
    """The possible antecedents of "he" or "she" within the entry of a dictionary, with the odds of all; none if there
    are none there. Each entry speaks for itself.
    """
    own = [(j, one) for j, one in links if j >= entry]
    more = sum(one for _, one in links) / max(sum(one for _, one in own), 1e-9)
    return [(j, one * more) for j, one in own]
