"""Title roles: "the title role of Verdi's Aida" is called as the work is. Here is told which work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgraph.lexicon.classes import ClassLexicon, without_article
from kgraph.neural.decide import Understanding
from kgraph.neural.features import NAME, NOMINAL
from kgraph.neural.labels import Labels
from kgraph.neural.reading import Reading

#: Words after "the title role of" within which the work's name begins.
_NEXT = 6


def works_of_roles(
    understood: Understanding, reading: Reading, labels: Labels, classes: ClassLexicon, called: Sequence[str]
) -> dict[int, int]:
    """Chain of a title role → chain of the work.

    The work is what follows with "of" or "in", or else what the surest statement ties to the role: the role is its, or
    somebody performs in it in that role. Without either it stays unknown.

    Parameters
    ----------
    called
        The name of each chain, or nothing: chains with a name of their own are left out.
    """
    found = {}
    for number, chain in enumerate(understood.chains):
        type_ = labels.types[chain.type]
        of = "" if called[number] else _class_of_owner(understood, reading, chain.mentions, type_, classes)
        if not of:
            continue
        works = {
            n
            for n, other in enumerate(understood.chains)
            if called[n] and of in (labels.types[other.type], *classes.parents.get(labels.types[other.type], ()))
        }
        behind = [c for k in chain.mentions for c in _behind(understood, reading, k) if c in works]
        told = [
            s
            for s in understood.statements
            if not s.date
            and s.object in works
            and (s.subject == number or not set(chain.mentions).isdisjoint(s.qualifiers.values()))
        ]
        if behind:
            found[number] = behind[0]
        elif told:
            found[number] = max(told, key=lambda s: s.score).object
    return found


def _class_of_owner(
    understood: Understanding, reading: Reading, mentions: Sequence[int], type_: str, classes: ClassLexicon
) -> str:
    """The class of what such a mention of this type has its name from, or nothing."""
    at = understood.mentions
    for k in mentions:
        if int(at.kind[k]) == NOMINAL:
            sense, of = classes.titular.get(without_article(reading.text(int(at.start[k]), int(at.end[k]))), (None, ""))
            if sense is not None and sense.type == type_:
                return of
    return ""


def _behind(understood: Understanding, reading: Reading, mention: int) -> Iterator[int]:
    """The chains of the names that follow a mention after "of" or "in"."""
    mentions = understood.mentions
    end = int(mentions.end[mention])
    if end < len(reading) and reading.words[end].lower() in ("of", "in"):
        for k in range(mention + 1, len(mentions)):
            if int(mentions.kind[k]) == NAME and int(mentions.start[k]) <= end + _NEXT:
                yield int(understood.chain_of[k])
