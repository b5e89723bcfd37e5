"""Names of things: companies, works, places … and when a shorter form can stand for a fuller one."""

from __future__ import annotations

import re
from collections.abc import Container

from kgraph.lexicon.words import fold
from kgraph.text import word_set

_ARTICLES = word_set("the a an le la les l' il el los las der die das de")
_LINKS = word_set("of and for the in de del des do dos das du da di la le les el los & et der die und at")
_SPLIT = re.compile(r"[^\w']+")


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without a leading article, a possessive ending or punctuation."""
    words = [w.strip("'").removesuffix("'s") for w in _SPLIT.split(fold(name)) if w.strip("'")]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return tuple(words)


def is_acronym(name: str) -> bool:
    """Whether a name is written as an acronym: "RADA", "P.A.R.T.S."."""
    letters = name.replace(".", "")
    return 2 <= len(letters) <= 7 and letters.isalpha() and letters.isupper()


def initials(words: tuple[str, ...]) -> frozenset[str]:
    """The acronyms that a name's words make, small words counted or not; none of a single word."""
    if len(words) < 2:
        return frozenset()
    return frozenset({"".join(w[0] for w in words), "".join(w[0] for w in words if w not in _LINKS)})


def shortens(short: tuple[str, ...], full: tuple[str, ...], heads: Container[str], *, title: bool) -> bool:
    """Whether `short` can stand for `full`: "the Bolshoi" for "Bolshoi Ballet", "Mother Courage" for the whole title.

    Parameters
    ----------
    heads
        Words that say only what kind of thing it is ("ballet", "school"): what a short form may leave out.
    title
        Whether the names are titles, of which the beginning is enough if it is followed by a new part.
    """
    if not short or len(short) >= len(full):
        return False
    if title:
        return full[: len(short)] == short and full[len(short)] in _LINKS
    for at in range(len(full) - len(short) + 1):
        if full[at : at + len(short)] != short:
            continue
        left_out = full[:at] + full[at + len(short) :]
        generic = all(word in heads or word in _LINKS for word in left_out)
        return generic and any(word not in heads and word not in _LINKS for word in short)
    return False
