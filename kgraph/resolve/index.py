"""Whom or what a part of a name, or an alias, could mean in a corpus."""

from __future__ import annotations

from collections import defaultdict

from kgraph.resolve.clusters import Clusters, likeness
from kgraph.resolve.names import person_name, title_key


class NameIndex:
    """The sets of candidates by what their names could be shortened to, as they are when it is made.

    People with a full name are found by family name and nickname, and by the first given name where a title calls for
    it ("Dame Honor"; "Honor" alone could be anybody); things by alias and by the beginnings of their name. "Newcastle"
    is the beginning of "Newcastle upon Tyne": that does not make them one, but whoever has "Newcastle" for an alias is
    then not the only one it could mean.
    """

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._sets: dict[tuple[str, str], set[int]] = defaultdict(set)
        for root in clusters.roots():
            head = clusters.candidates[root]
            if not head.names:
                keys = self._alias_keys(root) | {(r, b) for r, key in self._own_keys(root) for b in _beginnings(key)}
            elif not head.lone:
                keys = self._words(root)
            else:
                continue
            for key in keys:
                self._sets[key].add(root)

    def meant(self, root: int) -> set[int]:
        """The other sets that the names of a set could be short for, as far as nothing speaks against it."""
        head = self._clusters.candidates[root]
        keys = {(name.lone, name.family) for name in head.names} if head.lone else self._own_keys(root)
        found = {other for key in keys for other in self._sets.get(key, ())}
        return {other for other in found if self._could_be(root, other)}

    def is_alias(self, root: int, other: int) -> bool:
        """Whether a text gives the name of a thing as another name of the other."""
        return not self._own_keys(root).isdisjoint(self._alias_keys(other))

    def _could_be(self, short: int, target: int) -> bool:
        clusters = self._clusters
        if clusters.find(short) == clusters.find(target) or clusters.conflict(short, target):
            return False
        names = clusters.candidates[short].names
        if not names or any(likeness(names, full) for full in clusters.profile(target).names):
            return True
        return not self._nicknames(target).isdisjoint(name.family for name in names)

    def _own_keys(self, root: int) -> set[tuple[str, str]]:
        members = (self._clusters.candidates[m] for m in self._clusters.profile(root).members)
        return {(c.root, c.key) for c in members}

    def _alias_keys(self, root: int) -> set[tuple[str, str]]:
        members = (self._clusters.candidates[m] for m in self._clusters.profile(root).members)
        return {(c.root, title_key(alias)) for c in members for alias in c.entity.aliases}

    def _words(self, root: int) -> set[tuple[str, str]]:
        """Family and given names and nicknames, each with what the title before a lone name may make of it."""
        names = {name for names in self._clusters.profile(root).names for name in names if name.full}
        given = {name.given[0] for name in names if name.given}
        family = {name.family for name in names}
        nicknames = self._nicknames(root)
        words = {("", word) for word in family | nicknames} | {("family", word) for word in family}
        return words | {("given", word) for word in given | nicknames}

    def _nicknames(self, root: int) -> set[str]:
        """Only names that a text gives as another name of a person."""
        members = self._clusters.profile(root).members
        aliases = {person_name(alias) for m in members for alias in self._clusters.candidates[m].entity.aliases}
        return {name.family for name in aliases if not name.full}


def _beginnings(key: str) -> list[str]:
    words = key.split()
    return [" ".join(words[:n]) for n in range(1, len(words))]
