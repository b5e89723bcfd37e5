"""Names that a text says outright are one thing's, or are not: "Lemberg, now Lviv", "Mirdza Ozoliņa, Mirdziņa to the
whole row"; "not to be confused with Tommy Heriot".

How that is said stands in ``naming.yaml`` of the lexicon (`kgraph.lexicon.naming`). It is matched with the text's
lines, where each name, and what stands for one, is a mark with the number of its mention.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

import numpy as np

from kgraph.extract.coreference.shortforms import initials, is_acronym, name_words
from kgraph.honorifics import is_honorific
from kgraph.lexicon.naming import DATE_MARK, HER_MARK, HIS_MARK, NAME_MARK, ONE, OTHER, PRONOUN_MARK, NameSaying
from kgraph.lexicon.words import fold
from kgraph.neural.features import NAME, Mentions
from kgraph.neural.labels import Labels
from kgraph.neural.reading import Array, Reading
from kgraph.text import word_set

#: One name must be read as that of such a thing with the first share, and the other with the second; or both with the
#: third, where the saying asks for it.
LIKELY, POSSIBLE, SURE = 0.5, 0.1, 0.6
#: Not written in a line of marks: quotation marks, and articles before a name.
_QUOTES = frozenset("\"“”„«»‘’'`") | {"``", "''"}
_ARTICLES = word_set("the a an")
#: Pronouns that have no mark, and those that say whose something is, but "her", which is both.
_RELATIVE, _POSSESSIVE = word_set("who whom which that whose"), word_set("his its their my our your")
#: Classes whose names are made acronyms of.
_ABBREVIATED = ("Company", "Organization", "School", "Event", "Venue")


def stated_names(
    reading: Reading,
    mentions: Mentions,
    shares: Array,
    is_date: Array,
    labels: Labels,
    sayings: Sequence[NameSaying],
    countries: Container[str] = (),
) -> list[tuple[int, int]]:
    """Pairs of mentions, the later one last, of which the text says that they are of one thing; sorted.

    Parameters
    ----------
    reading, mentions
        The words of a text, and its mentions.
    shares
        How much of each mention speaks for each type.
    is_date
        Which mentions are dates.
    labels
        The types.
    sayings
        How it is said.
    countries
        Names, folded, of countries, which no town has: "Tiflis, now Georgia".
    """
    marks = _marks(reading, mentions, is_date, shares.argmax(1) if len(shares) else np.zeros(0, dtype=np.int64), labels)
    of = {(s.classes, s.sure): [_share(shares, labels, c, roles=not s.sure) for c in s.classes] for s in sayings}
    found = set()
    for line in _lines(reading, marks):
        for saying in sayings:
            nearest: dict[int, int] = {}
            match = saying.pattern.search(line)
            while match:  # from each beginning, to find the last one
                nearest[int(match[OTHER])] = int(match[ONE])
                match = saying.pattern.search(line, match.start() + 1)
            for other, one in nearest.items():
                least, most = (SURE, SURE) if saying.sure else (POSSIBLE, LIKELY)
                pairs = (sorted((share[one], share[other])) for share in of[saying.classes, saying.sure])
                lands = [" ".join(mentions.names[k]) in countries for k in (one, other)]
                if any(high >= most and low >= least for low, high in pairs) and (lands[0] == lands[1]):
                    found.add((min(one, other), max(one, other)))
    return sorted(found)


def namesakes_named(
    reading: Reading,
    mentions: Mentions,
    shares: Array,
    is_date: Array,
    labels: Labels,
    sayings: Sequence[NameSaying],
) -> frozenset[int]:
    """Mentions with whose name a text brings in somebody or something else than all that it named before: "no relation
    of Harry Rickards". Of people by their full names only: "no relation to Gaston" is not of a new one.

    Parameters
    ----------
    reading, mentions, shares, is_date, labels
        As for `stated_names`.
    sayings
        How it is said.
    """
    if not sayings or not len(mentions):
        return frozenset()
    types = shares.argmax(1)
    marks = _marks(reading, mentions, is_date, types, labels)
    found = set()
    for line in _lines(reading, marks):
        for saying in sayings:
            for match in saying.pattern.finditer(line):
                k = int(match[OTHER])
                behind = match.end(OTHER) + 1 == match.end()
                back = not saying.again and _is_back(k, mentions, types, behind=behind)
                if labels.types[int(types[k])] in saying.classes and not back:
                    found.add(k)
    return frozenset(k for k in found if labels.types[int(types[k])] != "Person" or len(mentions.names[k]) > 1)


def _is_back(k: int, mentions: Mentions, types: Array, *, behind: bool) -> bool:
    """Whether a name leads back to somebody named before: "Olga Brandt, no relation, danced". Behind what is said, only
    if somebody else was spoken of last: "Olga Brandt, no relation of Hans Brandt", but "Hans Brandt is not to be
    confused with Hans Brandt, the jeweller".
    """
    before = [mentions.names[j] for j in range(k) if int(mentions.kind[j]) == NAME and types[j] == types[k]]
    return mentions.names[k] in before and not (behind and before[-1] == mentions.names[k])


def acronyms(reading: Reading, mentions: Mentions, shares: Array, labels: Labels) -> list[tuple[int, int]]:
    """Pairs of mentions of which one is the acronym of the other, the only name in the text that it can be of."""
    likely = np.array([_share(shares, labels, type_) for type_ in _ABBREVIATED]).sum(0)
    short: dict[str, int] = {}
    full: dict[str, dict[tuple[str, ...], int]] = {}
    for k in range(len(mentions)):
        text = reading.text(int(mentions.start[k]), int(mentions.end[k]))
        if int(mentions.kind[k]) != NAME:
            continue
        if is_acronym(text):
            short.setdefault(fold(text).replace(".", ""), k)
        elif likely[k] >= LIKELY:
            for made in initials(name_words(text)):
                full.setdefault(made, {}).setdefault(mentions.names[k], k)
    pairs = ((k, *full.get(name, {}).values()) for name, k in short.items())
    return sorted((min(p), max(p)) for p in pairs if len(p) == 2)


def _share(shares: Array, labels: Labels, cls: str, *, roles: bool = False) -> Array:
    """How much of each mention speaks for its being of a class; `roles` may be people who are called so."""
    wanted = {cls, "Character"} if roles and cls == "Person" else {cls}
    return np.asarray(shares[:, [n for n, type_ in enumerate(labels.types) if type_ in wanted]].sum(1))


def _marks(
    reading: Reading, mentions: Mentions, is_date: Array, types: Array, labels: Labels
) -> dict[int, tuple[int, str]]:
    """Where mentions begin that are no part of others → where they end, and the mark. Occupations and relative pronouns
    have none.
    """
    literal = labels.types.index("Occupation") if "Occupation" in labels.types else -1
    found: dict[int, tuple[int, str]] = {}
    free = 0
    longest = sorted(range(len(mentions)), key=lambda k: (int(mentions.start[k]), -int(mentions.end[k])))
    for k in longest:
        start, end = int(mentions.start[k]), int(mentions.end[k])
        word = reading.words[start].lower() if end == start + 1 else ""
        if start < free or int(types[k]) == literal or word in _RELATIVE:
            continue
        if is_date[k]:
            mark = DATE_MARK
        elif int(mentions.kind[k]) == NAME:
            mark = f"{NAME_MARK}{k}"
        else:
            mark = f"{HER_MARK if word == 'her' else HIS_MARK if word in _POSSESSIVE else PRONOUN_MARK}{k}"
        found[start], free = (end, mark), end
    return found


def _lines(reading: Reading, marks: Mapping[int, tuple[int, str]]) -> Iterator[str]:
    """The lines of a text that have a name, with marks."""
    written = (_line(reading, marks, start, end) for start, end in reading.lines())
    return (line for line in written if NAME_MARK in line)


def _line(reading: Reading, marks: Mapping[int, tuple[int, str]], start: int, end: int) -> str:
    """Words `start` up to, not including, `end`, in lower case and each between blanks; mentions and dates as marks,
    without quotation marks, brackets that have only a date, and articles and titles before names.
    """
    written: list[str] = []
    k = start
    while k < end:
        after, mark = marks.get(k, (k + 1, ""))
        if mark.startswith(NAME_MARK):
            if written and k > start and is_honorific(reading.words[k - 1].rstrip(".")):
                written.pop()
            if written and written[-1] in _ARTICLES:
                written.pop()
        elif mark == DATE_MARK and written[-1:] == ["("] and reading.words[after : after + 1] == (")",):
            written.pop()
            k = after + 1
            continue
        if mark or reading.words[k] not in _QUOTES:
            written.append(mark or reading.words[k].lower())
        k = max(after, k + 1)
    return "".join(f" {word}" for word in written) + " "
