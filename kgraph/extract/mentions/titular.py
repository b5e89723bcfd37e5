"""The title role: a name that is meant twice, as the work's and as its hero's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgraph.extract.mentions.view import View
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.classes import ClassLexicon

#: How many tokens away the work may be: after "of" or "in", after other words, before.
_NEXT, _AFTER, _BEFORE = 8, 14, 40


def titular_mentions(view: View, mentions: Sequence[TokenMention], classes: ClassLexicon) -> Iterator[TokenMention]:
    """A second mention of each work whose title role the text speaks of, as the character.

    Parameters
    ----------
    mentions
        Names, by position.
    """
    firsts = {phrase[0] for phrase in classes.titular}
    for i, word in enumerate(view.folded):
        if word not in firsts:
            continue
        for phrase, (sense, owner) in classes.titular.items():
            end = i + len(phrase)
            if view.words(i, end) == phrase:
                work = _owner(view, [m for m in mentions if m.type == owner], i, end)
                if work is not None:
                    yield TokenMention(work.start, work.end, sense.type, "name", work.name, sense.subtype)
                break


def _owner(view: View, works: Sequence[TokenMention], start: int, end: int) -> TokenMention | None:
    """The work that the words from `start` to `end` belong to: the one after "of" or "in", else the one before."""
    after = next((m for m in works if m.start >= end), None)
    if after is not None and view.folded[end] in ("of", "in") and after.start - end <= _NEXT:
        return after
    before = next((m for m in reversed(works) if m.end <= start), None)
    if before is not None and start - before.end <= _BEFORE:
        return before
    return after if after is not None and after.start - end <= _AFTER else None
