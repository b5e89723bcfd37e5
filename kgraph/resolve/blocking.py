"""Blocking: which sets of entities could be one by their names, so that only these are compared.

A key stands for what two names must share: family name and given name in any spelling or form, family name and
initial, the only name, a title, an alias, a word that a short form begins or ends with. A block that is too large to
compare all its pairs ("J. Smith") is cut up by the rare things that the documents mention: who shares none of them
would not be joined on such a name anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from kgraph.name_variants import given_keys, skeleton
from kgraph.names import PersonName
from kgraph.resolve.clusters import Clusters
from kgraph.resolve.context import Context
from kgraph.resolve.weights import Weights
from kgraph.titles import bag, shortened

#: Blocks with more sets than this are cut up.
LARGE = 32

Key = tuple[str, ...]


def pairs(clusters: Clusters, context: Context, weights: Weights, roots: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of sets, the smaller number first, that are worth comparing.

    Parameters
    ----------
    clusters, context
        What is known of the sets.
    weights
        What the ontology says that facts count.
    roots
        Numbers that stand for the sets.
    """
    blocks: dict[Key, list[int]] = defaultdict(list)
    short: dict[Key, list[int]] = defaultdict(list)
    for root in roots:
        full, lone = _keys(clusters, weights, root)
        for key in full:
            blocks[key].append(root)
        for key in lone:
            short[key].append(root)
    found: set[tuple[int, int]] = set()
    for key in sorted(blocks):
        if key[0] == "word":
            found.update(_shorter(blocks[key], clusters, context))
        elif key[0] not in ("one", "wife"):
            found.update(_within(blocks[key], clusters, context))
    for key in sorted(short):
        found.update(_within(short[key], clusters, context))
        found.update(_between(short[key], blocks.get(key, []), clusters, context))
    return found


def _keys(clusters: Clusters, weights: Weights, root: int) -> tuple[set[Key], set[Key]]:
    """The keys of a set, and those under which it is a short name looking for a full one."""
    profile, head = clusters.profile(root), clusters.candidates[root]
    full: set[Key] = set()
    lone: set[Key] = set()
    if not head.names:
        titles = profile.keys | profile.aliases.keys()
        full.update(("title", head.root, title) for title in titles)
        full.update(("bag", head.root, *sorted(bag(title))) for title in profile.keys)
        for title in titles:
            words = title.split() or [title]  # a name of blanks only
            if len(words) > 1:
                full.update(("word", head.root, _stem(w)) for w in (words[0], words[-1]))
            else:
                full.add(("word", head.root, _stem(words[0])))
    else:
        for names_ in profile.names:
            for name in names_:
                if name.full:
                    full.update(_personal_keys(name))
                else:
                    lone.add(("one", skeleton(name.family)))
                    lone.update(("one", key) for key in given_keys(name.family))
                    if profile.genders == {"f"}:
                        lone.add(("wife", name.family))
        if full:
            full.update(("one", skeleton(n.family)) for n in profile.nicknames)
            given = {n.given[0] for names_ in profile.names for n in names_ if n.spelled_out}
            wed = {spouse.key.split()[-1] for spouse in profile.claims.get(weights.marriage, ()) if spouse.key.split()}
            full.update(("wed", family, key) for family in wed for name in given for key in given_keys(name))
            families = {n.family for names_ in profile.names for n in names_ if n.full}
            full.update(("wed", family, key) for family in families for name in given for key in given_keys(name))
            full.update(("wife", family) for family in wed)
    full.update(("place", str(number)) for number in profile.likely)
    full.update(("known", head.root, str(entry)) for entry in profile.listed)
    return full, lone


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 5 and word.endswith("s") else word


def _personal_keys(name: PersonName) -> Iterator[Key]:
    family = skeleton(name.family)
    yield "one", family
    if name.given:
        first = name.given[0]
        yield from (("one", key) for key in given_keys(first))
        yield "initial", family, first[0].replace("w", "v")
        if len(first) > 1:
            yield from (("given", family, key) for key in given_keys(first))
        words = (*name.given, *name.family.split())
        yield ("turned", *sorted(words[-2:]))
        yield ("last", *words[-2:])
        yield ("first", *words[:2])
    else:
        yield "only", family


def _within(block: list[int], clusters: Clusters, context: Context) -> Iterator[tuple[int, int]]:
    if len(block) <= LARGE:
        yield from combinations(block, 2)
        return
    for part in _parts(block, clusters, context).values():
        if len(part) <= LARGE:
            yield from combinations(part, 2)


def _shorter(block: list[int], clusters: Clusters, context: Context) -> Iterator[tuple[int, int]]:
    """Pairs of which a title of one is a shorter form of a title of the other.

    Each title is looked up under its rarest word: "Sadler's Theatre" with what has "Sadler's", not with all theatres.
    """
    titles = {root: clusters.profile(root).keys for root in block}
    having: dict[str, list[int]] = defaultdict(list)
    for root, keys in titles.items():
        for word in sorted({_singular(w) for key in keys for w in bag(key)}):
            having[word].append(root)
    near = _rare(block, clusters, context) if len(block) > LARGE else None
    for root, keys in titles.items():
        for key in sorted(keys):
            for other in min((having[_singular(w)] for w in bag(key)), key=len, default=[]):
                if near is not None and near[root].isdisjoint(near[other]):
                    continue
                if other != root and any(shortened(key, title) for title in titles[other]):
                    yield min(root, other), max(root, other)


def _singular(word: str) -> str:
    return word.rstrip("s")


def _between(short: list[int], full: list[int], clusters: Clusters, context: Context) -> Iterator[tuple[int, int]]:
    if len(short) + len(full) <= LARGE:
        yield from ((min(a, b), max(a, b)) for a in short for b in full if a != b)
        return
    parts = _parts(full, clusters, context)
    for key, few in _parts(short, clusters, context).items():
        many = parts.get(key, [])
        if len(few) + len(many) <= LARGE:
            yield from ((min(a, b), max(a, b)) for a in few for b in many if a != b)


def _rare(block: list[int], clusters: Clusters, context: Context) -> dict[int, set[str]]:
    """For each set of a block the rare things around it under which few enough are together to compare them."""
    rare: dict[int, set[str]] = {root: set() for root in block}
    for key, part in _parts(block, clusters, context).items():
        if len(part) <= LARGE:
            for root in part:
                rare[root].add(key)
    return rare


def _parts(block: list[int], clusters: Clusters, context: Context) -> dict[str, list[int]]:
    parts: dict[str, set[int]] = defaultdict(set)
    for root in block:
        for member in clusters.profile(root).members:
            for key in context.rare_around(member):
                parts[key].add(root)
    return {key: sorted(parts[key]) for key in sorted(parts)}
