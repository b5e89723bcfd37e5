"""Long texts in pieces that a parser can take, cut where a reader would pause."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Characters. A biography of twenty pages is one segment; coreference does not reach beyond one.
MAX_LENGTH = 60_000

#: Where to cut, best first: a blank line, a line, a sentence, a word.
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?][\"'”’)]*\s"), re.compile(r"\s"))


def segments(text: str, max_length: int = MAX_LENGTH) -> Iterator[tuple[int, str]]:
    """Cut a text into consecutive segments.

    Parameters
    ----------
    max_length
        No segment has more characters than this.

    Yields
    ------
    tuple of int and str
        The segment's start in the text, in characters, and its characters. Joined they are the text.
    """
    start = 0
    while len(text) - start > max_length:
        end = _cut(text, start, start + max_length)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _cut(text: str, start: int, limit: int) -> int:
    """The best place to cut in the second half of ``text[start:limit]``."""
    middle = (start + limit) // 2
    for pattern in _BREAKS:
        last = None
        for match in pattern.finditer(text, middle, limit):
            last = match.end()
        if last is not None:
            return last
    return limit
