"""What is compared between two mentions besides their states: names, pronouns, distances. Integers, for embeddings."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kgraph.neural.reading import Array, Reading
from kgraph.text import word_set

NAME, NOMINAL, PRONOUN = 0, 1, 2

#: Classes of pronouns.
HE, SHE, THEY, FIRST_PERSON, WE, SECOND_PERSON = 1, 2, 4, 5, 6, 7
#: What those tell of whom they stand for.
GENDERS = {HE: "m", SHE: "f"}
#: Those of several people, or of a company: they, we.
SEVERAL = (THEY, WE)
_PRONOUNS = {
    **dict.fromkeys(["he", "him", "his", "himself"], HE),
    **dict.fromkeys(["she", "her", "hers", "herself"], SHE),
    **dict.fromkeys(["it", "its", "itself"], 3),
    **dict.fromkeys(["they", "them", "their", "theirs", "themselves"], THEY),
    **dict.fromkeys(["i", "me", "my", "mine", "myself"], FIRST_PERSON),
    **dict.fromkeys(["we", "us", "our", "ours", "ourselves"], WE),
    **dict.fromkeys(["you", "your", "yours", "yourself"], SECOND_PERSON),
}
PRONOUN_CLASSES = 8
_ARTICLES = word_set("the a an le la les il el der die das l' i")
_DETERMINERS = _ARTICLES | word_set("his her its their my our this that these those")
_HONORIFICS = word_set("mr mrs ms miss dr sir dame lady lord madame mme mlle monsieur m prof professor")

#: How two names compare, least alike first.
MATCHES = ("none", "word", "initial", "acronym", "first", "last", "part", "same")
#: Words between two mentions, mentions between them, sentences between them: upper limits of the buckets.
_WORDS = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96])
_MENTIONS = np.array([1, 2, 3, 4, 5, 7, 10, 15, 25, 50])
_SENTENCES = np.array([0, 1, 2, 3, 5, 9])
WORD_BUCKETS, MENTION_BUCKETS, SENTENCE_BUCKETS = len(_WORDS) + 1, len(_MENTIONS) + 1, len(_SENTENCES) + 1
#: Antecedents are looked for among so many mentions back, and further among those that share a word of the name.
REACH = 60
#: Mentions hear so many others before and behind them, and are taken so many at a time.
_HEARING, _STRETCH = 96, 256
#: Two names that share nothing are of one thing only within so many mentions.
_UNLIKE = 12
#: Facts are looked for between mentions with at most so many words between them, and with the text's topic.
PAIR_REACH = 80
#: Of the mentions around its object, those at most so many words away are read as qualifiers of a fact.
QUALIFIER_REACH = 40


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if c.isalnum())


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions of a text by position; arrays have one entry a mention.

    Attributes
    ----------
    start, end
        Words, end-exclusive.
    kind
        `NAME`, `NOMINAL` or `PRONOUN`.
    pronoun
        Class of the pronoun, 0 for none.
    names
        The folded words of a name without articles and honorifics; empty for other kinds.
    """

    start: Array
    end: Array
    kind: Array
    pronoun: Array
    names: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, indices: Array) -> Mentions:
        """Some of them."""
        return Mentions(
            self.start[indices],
            self.end[indices],
            self.kind[indices],
            self.pronoun[indices],
            tuple(self.names[k] for k in indices),
        )


def pronoun_class(word: str) -> int:
    """Class of a pronoun; 0 for other words."""
    return _PRONOUNS.get(word.lower(), 0)


def describe(reading: Reading, spans: Sequence[tuple[int, int]]) -> Mentions:
    """Kinds and names of spans of words, end-exclusive, given by position."""
    kinds: list[int] = []
    pronouns: list[int] = []
    names: list[tuple[str, ...]] = []
    for start, end in spans:
        words = reading.words[start:end]
        pronoun = pronoun_class(words[0]) if len(words) == 1 else 0
        if pronoun and words[0].isupper() and len(words[0]) > 1:
            pronoun = 0  # an acronym ("US", "IT")
        kind = PRONOUN if pronoun else NAME if _is_name(words, reading.shape[start:end]) else NOMINAL
        kinds.append(kind)
        pronouns.append(pronoun)
        folded = tuple(f for w in words if (f := _fold(w)) and f not in _ARTICLES and f not in _HONORIFICS)
        names.append((folded or tuple(f for w in words if (f := _fold(w)))) if kind == NAME else ())
    array = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return Mentions(
        array[:, 0], array[:, 1], np.array(kinds, dtype=np.int64), np.array(pronouns, dtype=np.int64), tuple(names)
    )


def _is_name(words: Sequence[str], shapes: Array) -> bool:
    """Whether a capital or digit stands in it that is not due to the beginning of a sentence."""
    for n, (word, shape) in enumerate(zip(words, shapes, strict=True)):
        if shape in (1, 2, 3, 4, 5):
            if not (n == 0 and word.lower() in _DETERMINERS):
                return True
        elif shape == 7 and word.lower() not in _DETERMINERS:
            return True
    return False


def match_names(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """Index in `MATCHES` of how two folded names compare."""
    if not a or not b:
        return 0
    if a == b:
        return 7
    short, long_ = (a, b) if len(a) <= len(b) else (b, a)
    if "".join(a) == "".join(b):
        return 7
    if set(short) <= set(long_):
        return 5 if short[-1] == long_[-1] and len(short) == 1 else 4 if short[0] == long_[0] and len(short) == 1 else 6
    if a[-1] == b[-1]:
        initials = len(a) > 1 and len(b) > 1 and a[0][0] == b[0][0] and (len(a[0]) == 1 or len(b[0]) == 1)
        return 2 if initials else 1
    if len(short) == 1 and len(long_) > 1 and len(short[0]) > 1 and short[0] == "".join(w[0] for w in long_):
        return 3
    if set(short) & set(long_):
        return 1
    return 0


def antecedents(mentions: Mentions) -> tuple[Array, Array, Array]:
    """Pairs of a mention and one before it that may be its antecedent, with how their names compare.

    Returns
    -------
    tuple of arrays
        Indices of the later and of the earlier mention of each pair, and an index in `MATCHES`. Sorted.
    """
    n = len(mentions)
    by_word: dict[str, list[int]] = {}
    before: list[Array] = []
    for i, name in enumerate(mentions.names):
        near = np.arange(max(0, i - REACH), i)
        far: set[int] = set()
        if i > REACH:
            for word in name:
                seen = by_word.get(word, [])
                far.update(j for j in (*seen[:2], *seen[-3:]) if j < i - REACH)
        before.append(np.concatenate([np.array(sorted(far), dtype=np.int64), near]) if far else near)
        for word in set(name):
            by_word.setdefault(word, []).append(i)
    later = np.repeat(np.arange(n), [len(b) for b in before])
    earlier = np.concatenate(before) if before else np.zeros(0, dtype=np.int64)
    name_of, matches = _matches(mentions.names)
    return later, earlier, matches[name_of[later], name_of[earlier]].astype(np.int64)


def likely_antecedents(mentions: Mentions) -> tuple[Array, Array, Array]:
    """Those `antecedents` that are not two unlike names far from each other."""
    later, earlier, match = antecedents(mentions)
    named = mentions.kind == NAME
    keep = ~named[later] | ~named[earlier] | (match > 0) | (later - earlier <= _UNLIKE)
    return later[keep], earlier[keep], match[keep]


def _matches(names: Sequence[tuple[str, ...]]) -> tuple[Array, Array]:
    """The number of each name among the different ones, and how those compare with each other.

    Names are looked at only if they share a word or, without blanks, all letters, or one is made of the other's
    initials: others do not agree.
    """
    numbers: dict[tuple[str, ...], int] = {}
    name_of = np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)
    found = np.zeros((len(numbers), len(numbers)), dtype=np.int8)
    sharing: dict[str, list[int]] = {}
    different = list(numbers)
    for number, name in enumerate(different):
        if name:
            keys = {*name, "".join(name), "".join(word[0] for word in name)}
            for other in {o for key in keys for o in sharing.get(key, ())}:
                found[number, other] = match_names(name, different[other])
                found[other, number] = match_names(different[other], name)
            found[number, number] = match_names(name, name)
            for key in keys:
                sharing.setdefault(key, []).append(number)
    return name_of, found


def distances(reading: Reading, mentions: Mentions, a: Array, b: Array) -> tuple[Array, Array, Array]:
    """Buckets of the words, mentions and sentences between mentions `a` and `b` (indices).

    The bucket of words tells which comes first: it is raised by `WORD_BUCKETS` if `b` does.
    """
    first = mentions.start[a] <= mentions.start[b]
    gap = np.where(first, mentions.start[b] - mentions.end[a], mentions.start[a] - mentions.end[b])
    words = np.searchsorted(_WORDS, np.maximum(gap, 0)) + np.where(first, 0, WORD_BUCKETS)
    apart = np.searchsorted(_MENTIONS, np.abs(a - b))
    sentences = np.abs(reading.sentence[mentions.start[a]] - reading.sentence[mentions.start[b]])
    return words, apart, np.searchsorted(_SENTENCES, sentences)


def chain_groups(chain: Array) -> Array:
    """Numbers from 0 on of the chains of mentions; each mention with a negative number is by itself."""
    alone = np.where(chain < 0, -1 - np.arange(len(chain)), chain)
    return np.asarray(np.unique(alone, return_inverse=True)[1].reshape(-1), dtype=np.int64)


def neighbourhoods(n: int) -> list[tuple[int, int, int, int]]:
    """Stretches of `n` mentions, with the mentions that one of them may hear: begin, end, first, last; exclusive."""
    return [
        (k, min(k + _STRETCH, n), max(0, k - _HEARING), min(n, k + _STRETCH + _HEARING)) for k in range(0, n, _STRETCH)
    ]


def around(begin: int, end: int, low: int, high: int, silent: Array) -> tuple[Array, Array]:
    """Of mentions `begin` to `end` and `low` to `high`: buckets of how far the second are, raised by
    `MENTION_BUCKETS` behind the first; and which are not heard, since too far or silent. Each hears itself.
    """
    far = np.arange(low, high)[None, :] - np.arange(begin, end)[:, None]
    bucket = np.searchsorted(_MENTIONS, np.abs(far)) + np.where(far > 0, MENTION_BUCKETS, 0)
    return bucket, ((np.abs(far) > _HEARING) | silent[None, low:high]) & (far != 0)


def candidate_pairs(mentions: Mentions, topic: Array) -> tuple[Array, Array]:
    """Ordered pairs of mentions between which a fact may be stated.

    Parameters
    ----------
    topic
        Whether each mention speaks of what the text is about.

    Returns
    -------
    tuple of arrays
        Indices of subjects and of objects, sorted: mentions at most `PAIR_REACH` words apart that are not the same
        span, and for each mention the last mention of the topic before it.
    """
    n = len(mentions)
    left: list[int] = []
    right: list[int] = []
    last_topic = -1
    begin = 0
    for j in range(n):
        while mentions.start[j] - mentions.start[begin] > PAIR_REACH + 12:
            begin += 1
        if last_topic >= 0 and last_topic < begin:
            left.append(last_topic)
            right.append(j)
        for i in range(begin, j):
            if mentions.start[j] - mentions.end[i] <= PAIR_REACH:
                left.append(i)
                right.append(j)
        if topic[j]:
            last_topic = j
    a, b = np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)
    return np.concatenate([a, b]), np.concatenate([b, a])
