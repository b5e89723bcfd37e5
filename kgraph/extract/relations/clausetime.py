"""Which date a clause gives to what it says."""

from __future__ import annotations

from kgraph.extract.dates.vague import QUALIFYING
from kgraph.extract.relations.arguments import Filler
from kgraph.extract.syntax import Tree
from kgraph.extract.tokens import DateMention

_FROM = frozenset(("from", "since"))
_UNTIL = frozenset(("until", "till", "to", "til", "through"))
_NOT_A_DATE_OF_THE_CLAUSE = frozenset(("before", "after"))
_OPENING = frozenset("([")
_CLOSING = frozenset(")]")


class ClauseTime:
    """The dates of one Doc by the clause that they stand in.

    A date belongs to the nearest verb above it; a noun takes the dates below itself, else those of its clause.
    """

    def __init__(self, tree: Tree, dates: tuple[DateMention, ...]) -> None:
        self._tree = tree
        self._dates = dates
        self._by_governor: dict[int, list[int]] = {}
        self._by_sentence: dict[tuple[int, int], list[int]] = {}
        for index, date in enumerate(dates):
            root = tree.root(date.start, date.end)
            self._by_governor.setdefault(tree.clause(root), []).append(index)
            self._by_sentence.setdefault(tree.sentence[root], []).append(index)

    def _role(self, index: int) -> str:
        """``when``, ``from``, ``until``, or empty for a date that does not date its clause."""
        date, tree = self._dates[index], self._tree
        if any(d.range_end == index for d in self._dates[max(0, index - 2) : index]):
            return "until"
        at = date.start - 1
        while at >= 0 and (
            tree.lower[at] in QUALIFYING or (tree.lower[at] == "." and tree.lower[at - 1] in QUALIFYING)
        ):
            at -= 1
        before = tree.lower[at] if at >= 0 else ""
        if date.range_end >= 0 or before in _FROM:
            return "from"
        if before in _UNTIL:
            return "until"
        return "" if before in _NOT_A_DATE_OF_THE_CLAUSE else "when"

    def at(self, token: int, role: str, own: bool = False) -> Filler | None:
        """The nearest date that stands to `token` in a role, or None.

        Parameters
        ----------
        own
            Whether only dates below the token count; otherwise those of its clause do, too.
        """
        found = [i for i in self._candidates(token, own) if self._role(i) == role]
        if not found:
            return None
        best = min(found, key=lambda i: (abs(self._dates[i].start - token), i))
        date = self._dates[best]
        return Filler(best, date.start, date.end, date=True, type="date")

    def _candidates(self, token: int, own: bool) -> list[int]:
        tree = self._tree
        if own or not tree.is_verb(token):
            here = self._by_sentence.get(tree.sentence[token], ())
            below = [i for i in here if self._below(tree.root(self._dates[i].start, self._dates[i].end), token)]
            if below or own:
                return below
        clause = tree.clause(token)
        return [i for i in self._by_governor.get(clause, ()) if not self._bracketed(i, token)]

    def _below(self, token: int, top: int) -> bool:
        tree = self._tree
        while tree.head[token] != token and not tree.is_verb(token):
            if tree.head[token] == top:
                return True
            token = tree.head[token]
        return False

    def _bracketed(self, index: int, token: int) -> bool:
        """Whether a date stands in brackets that the token is not in: it dates the word before them."""
        date, words = self._dates[index], self._tree.lower
        first, last = self._tree.sentence[date.start]
        for i in range(date.start - 1, max(first, date.start - 12) - 1, -1):
            if words[i] in _CLOSING:
                return False
            if words[i] in _OPENING:
                end = next((j for j in range(date.end, last) if words[j] in _CLOSING), last)
                return not i < token < end
        return False
