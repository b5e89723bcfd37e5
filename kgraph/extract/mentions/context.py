"""Names that stand together: lists of like things, and pairs such as "Tosca in Tosca", "Perm, Russia"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgraph.extract.mentions.evidence import EvidenceReader
from kgraph.extract.mentions.joins import POSSESSIVE
from kgraph.extract.mentions.names import Candidate
from kgraph.extract.mentions.scores import Scores
from kgraph.extract.mentions.shapes import ARTICLES
from kgraph.extract.mentions.view import View
from kgraph.lexicon.classes import ClassLexicon, Sense

_SEPARATORS = frozenset({",", "and", "or", "&", ";", "/", '"', "“", "”", "*", "_", "'", "’", "‘"})
_PAIRING = frozenset({"in", "at", "(", "by", "to"})
_IGNORED = ARTICLES | {'"', "“", "”", "*", "_", "‘"}


def lists(view: View, candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Runs of two or more candidates with nothing but commas, conjunctions and quotation marks between them."""
    start = 0
    for k in range(1, len(candidates) + 1):
        if k < len(candidates):
            a, b = candidates[k - 1].end, candidates[k].start
            separate = _paired(view, candidates, k)
            if not separate and 0 < b - a <= 4 and all(view.folded[i] in _SEPARATORS for i in range(a, b)):
                continue
        if k - start > 1:
            yield start, k
        start = k


def _paired(view: View, candidates: Sequence[Candidate], k: int) -> bool:
    """Whether one pair ends before candidate `k` and one begins: "Siegfried in Swan Lake, | Albrecht in Giselle"."""
    if k < 2 or k + 1 >= len(candidates):
        return False
    before = _link(view, candidates[k - 2].end, candidates[k - 1].start)
    return before in _PAIRING and before == _link(view, candidates[k].end, candidates[k + 1].start)


def support_lists(
    view: View, candidates: Sequence[Candidate], scores: Sequence[Scores], reader: EvidenceReader
) -> None:
    """Let the words before a list speak for all its members, and the members for each other."""
    listed = {}
    for start, end in lists(view, candidates):
        listed[start] = end
    k = 0
    while k < len(candidates):
        end = listed.get(k, k + 1)
        kind, cue = reader.list_cue(view, candidates[k].start)
        for i in range(k, end):
            scores[i].add(kind, cue)
        if end - k > 1:
            totals: dict[str, float] = {}
            for i in range(k, end):
                for type_, points in scores[i].types.items():
                    totals[type_] = totals.get(type_, 0.0) + points
            own = [dict(scores[i].types) for i in range(k, end)]
            for i, types in zip(range(k, end), own, strict=True):
                for type_, total in totals.items():
                    share = (total - types.get(type_, 0.0)) / (end - k - 1)
                    if share > 0:
                        scores[i].give("company", type_, share)
        k = end


def support_neighbours(
    view: View,
    candidates: Sequence[Candidate],
    senses: Sequence[Sense | None],
    scores: Sequence[Scores],
    classes: ClassLexicon,
) -> None:
    """Let a name speak for the one before and after it, by the word between them."""
    person = classes.traits.get("person")
    for k in range(1, len(candidates)):
        link = _link(view, candidates[k - 1].end, candidates[k].start)
        if not link:
            continue
        before, after = senses[k - 1], senses[k]
        if candidates[k].quoted and link == "," and person is not None and before == person:
            scores[k].add("nickname", (person,))
        if k + 1 < len(candidates) and _link(view, candidates[k].end, candidates[k + 1].start) == "'s":
            owned = senses[k + 1]  # "Tatiana in Tchaikovsky's Eugene Onegin": the owner stands between
            if owned is not None:
                scores[k - 1].add("neighbour", classes.next.get((owned.type, link), ()))
            if before is not None:
                scores[k + 1].add("neighbour", classes.previous.get((before.type, link), ()))
        if after is not None:
            scores[k - 1].add("neighbour", classes.next.get((after.type, link), ()))
        if before is not None:
            scores[k].add("neighbour", classes.previous.get((before.type, link), ()))


def _link(view: View, start: int, end: int) -> str:
    """The one word between two names, articles and quotation marks aside; "" if there are more or none."""
    if end - start > 3:
        return ""
    words = [view.folded[i] for i in range(start, end) if view.folded[i] not in _IGNORED]
    if len(words) != 1:
        return ""
    return "'s" if words[0] in POSSESSIVE else words[0]
