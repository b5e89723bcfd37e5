"""Small functions on text for reading: names compared as people compare them, characters that a terminal can take."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Letters that no Unicode decomposition reduces to what a plain keyboard has.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
# Invisible characters that reorder the text around them: a name must not change how the line around it reads.
_REORDERING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """A name without case, accents and punctuation: equal for two spellings of it on different keyboards."""
    decomposed = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters).strip()


def word_set(text: str) -> frozenset[str]:
    """The words of a text between its blanks: how the code writes lists of words."""
    return frozenset(text.split())


def printable(text: str) -> str:
    """One line of text that is safe to show: white space becomes a blank, control characters a `�`."""
    if text.isprintable():
        return text
    single = re.sub(r"\s+", " ", text)
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") or c in _REORDERING else c for c in single)
