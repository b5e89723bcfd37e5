"""Chains of one text that are one person by their names: "Fräulein Thiel" where there is one Thiel, Marga Thiel.

The network links a mention to what stands before it by what it has learned, and misses some that a reader takes from
the names alone. Two chains of people are joined here if

- one has a single name that is a part of the full names of just one other person of the text, or both have full names
  of which one is another spelling or form of the other ("Léo Chaïkine", "Lev Chaikin"), or one stands in brackets
  behind the other, and they are the two parts of a name ("Miss Tredgold (Dame Honor to her dancers)"), or a pet name
  stands behind a name ("Margaret Hale, Peggy to the gallery"), or one is a title with an initial ("Miss T."): these two
  need no odds,
- nothing that is told of the two contradicts (`Told.may_be`),
- and the network does not think them apart: the odds of some link between them are at least `LEAST`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kgraph.honorifics import is_honorific
from kgraph.name_variants import same_given, skeleton
from kgraph.names import Likeness, PersonName, compare_persons, complementary, person_name
from kgraph.neural.features import NAME, Mentions
from kgraph.neural.reading import Array, Reading
from kgraph.neural.told import Told

#: Least odds of a link between chains that are joined by their names.
LEAST = 0.3


def same_by_name(
    reading: Reading,
    mentions: Mentions,
    chains: Sequence[Sequence[int]],
    told: Sequence[Told],
    links: Mapping[int, Sequence[tuple[int, float]]],
    chain_of: Array,
    people: Sequence[bool],
) -> list[tuple[int, int]]:
    """Pairs of chains that are one person by their names.

    Parameters
    ----------
    reading, mentions
        The words of the text and its mentions.
    chains, told
        Mentions of each chain, and what they tell.
    links
        For each mention its possible antecedents with their odds.
    chain_of
        The chain of each mention.
    people
        Whether each chain is of a person.

    Returns
    -------
    list of pairs of int
        The chain that is joined, and the one that it is joined with; sorted.
    """
    persons = [c for c in range(len(chains)) if people[c]]
    full = {c: told[c].names for c in persons if told[c].names}
    called = {c: _lone(reading, mentions, chains[c]) for c in persons if c not in full}
    lone = {c: names for c, names in called.items() if names}
    by_part: dict[str, list[int]] = defaultdict(list)
    by_sound: dict[str, list[int]] = defaultdict(list)
    for chain, whole in full.items():
        for part in sorted({part for w in whole for part in (w.family, *w.given[:1])}):
            by_part[part].append(chain)
        for sound in sorted({skeleton(w.family) for w in whole}):
            by_sound[sound].append(chain)
    out = []
    for chain, names in lone.items():
        near = dict.fromkeys(c for n in sorted(names, key=lambda n: n.key) for c in by_part[n.family])
        fitting = [c for c in near if _part_of(names, full[c]) and _may_be_one(chain, c, told)]
        if len(fitting) == 1:
            out.append((chain, fitting[0]))
    for chain, whole in full.items():
        near = dict.fromkeys(c for w in whole for c in by_sound[skeleton(w.family)] if c != chain)
        fitting = [c for c in near if _spelled_otherwise(whole, full[c])]
        if len(fitting) == 1 and fitting[0] < chain:
            out.append((chain, fitting[0]))
    out += _in_brackets(reading, mentions, chains, lone)
    stated = _stated(reading, mentions, chains, lone, full) | _by_initial(reading, mentions, chains, persons)
    return sorted(
        (a, b)
        for a, b in {*out, *stated}
        if _may_be_one(a, b, told) and ((a, b) in stated or _odds(a, b, chains, links, chain_of) >= LEAST)
    )


def _may_be_one(a: int, b: int, told: Sequence[Told]) -> bool:
    """Whether nothing that is told of two chains contradicts."""
    return told[min(a, b)].may_be(told[max(a, b)])


def _in_brackets(
    reading: Reading, mentions: Mentions, chains: Sequence[Sequence[int]], lone: Mapping[int, set[PersonName]]
) -> list[tuple[int, int]]:
    """Chains with the two parts of a name, of which one stands in brackets behind the other."""
    starts = {_begin(reading, int(mentions.start[k])): c for c in lone for k in chains[c]}
    found = []
    for chain in lone:
        for k in chains[chain]:
            inner = starts.get(int(mentions.end[k]) + 1, chain)
            bracket = inner != chain and reading.words[int(mentions.end[k])] == "("
            if bracket and complementary(lone[chain], lone[inner]):
                found.append((max(chain, inner), min(chain, inner)))
    return found


def _stated(
    reading: Reading,
    mentions: Mentions,
    chains: Sequence[Sequence[int]],
    lone: Mapping[int, set[PersonName]],
    full: Mapping[int, Sequence[PersonName]],
) -> set[tuple[int, int]]:
    """Chains with a pet name and with the whole name, where the text says that they are one."""
    starts = {int(mentions.start[k]): (c, k) for c in lone for k in chains[c]}
    found = set()
    for chain, names in full.items():
        for k in chains[chain]:
            end = int(mentions.end[k])
            other, pet = starts.get(end + 1, (-1, -1))
            if other < 0 or reading.words[end] != "," or reading.words[int(mentions.end[pet]) :][:1] != ("to",):
                continue
            if any(n.given and same_given(n.given[0], m.family) for n in names for m in lone[other]):
                found.add((other, chain))
    return found


def _by_initial(
    reading: Reading, mentions: Mentions, chains: Sequence[Sequence[int]], persons: Sequence[int]
) -> set[tuple[int, int]]:
    """Chains of somebody with a title and an initial, as diaries have them, and of the one person of the text with this
    title whose name begins so: "Miss T.", Miss Tredgold.
    """
    titled: dict[tuple[str, str], set[int]] = defaultdict(set)
    initials: dict[int, set[tuple[str, str]]] = defaultdict(set)
    longer: set[int] = set()
    for chain in persons:
        for k in chains[chain]:
            if int(mentions.kind[k]) != NAME:
                continue
            begin = _begin(reading, int(mentions.start[k]))
            title, name = reading.words[begin].rstrip("."), person_name(_name(reading, mentions, k))
            if len(name.key) > 1:
                longer.add(chain)
            if is_honorific(title) and name.family:
                if len(name.key) == 1:
                    initials[chain].add((title, name.family))
                else:
                    titled[title, name.family[0]].add(chain)
    return {
        (chain, min(fitting))
        for chain, said in initials.items()
        if len(said) == 1 and chain not in longer and len(fitting := titled[min(said)]) == 1
    }


def _name(reading: Reading, mentions: Mentions, k: int) -> str:
    return reading.text(_begin(reading, int(mentions.start[k])), int(mentions.end[k]))


def _lone(reading: Reading, mentions: Mentions, chain: Sequence[int]) -> set[PersonName]:
    """The single names by which a person is called who has no other in the text; with what titles say of them."""
    found = set()
    for k in chain:
        if int(mentions.kind[k]) == NAME:
            found.add(person_name(_name(reading, mentions, k)))
    return found


def _begin(reading: Reading, start: int) -> int:
    """Where a name begins with the title before it."""
    return start - 1 if start and is_honorific(reading.words[start - 1].rstrip(".")) else start


def _part_of(names: set[PersonName], whole: Sequence[PersonName]) -> bool:
    """Whether each is a part of a full name as it is written, and no "Thom Sr.": "his son Jimmy" is not James."""
    parts = {part for w in whole for part in (w.family, *w.given[:1])}
    return all(n.family in parts and not n.generation and any(compare_persons(n, w) for w in whole) for n in names)


def _spelled_otherwise(a: Sequence[PersonName], b: Sequence[PersonName]) -> bool:
    """Whether names are spellings of each other. Of equal ones, or one with a middle name more, the network judges."""
    found = {compare_persons(x, y) for x in a for y in b}
    return max(found) is Likeness.VARIANT and Likeness.DIFFERENT not in found


def _odds(
    a: int,
    b: int,
    chains: Sequence[Sequence[int]],
    links: Mapping[int, Sequence[tuple[int, float]]],
    chain_of: Array,
) -> float:
    """The best odds of a link between mentions of two chains."""
    linked = ((one, j, other) for c, other in ((a, b), (b, a)) for k in chains[c] for j, one in links.get(k, ()))
    return max((one for one, j, other in linked if chain_of[j] == other), default=0.0)
