"""Spellings of one name: transliterations, pet names, and given names as other languages have them.

General knowledge about names, as little of it as pays: that two names are variants of each other is a reason to look
at what else speaks for one person, never a proof.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

#: Given names that may stand for each other, one set a line; a name may be in several ("Sasha").
_GIVEN = Path(__file__).with_name("name-variants.txt")

#: English given names, each with its short and pet forms, which are not forms of each other. Facts from the list
#: ``nicknames`` (Carlton Northern and others, Apache 2.0), as far as they are not in the sets, and a few more.
_SHORT = Path(__file__).with_name("nicknames.txt")

_SETS: dict[str, set[int]] = defaultdict(set)
_INITIALS: dict[str, set[str]] = defaultdict(set)
for _number, _line in enumerate(_GIVEN.read_text("utf-8").splitlines()):
    for _name in _line.split():
        _SETS[_name].add(_number)
        _INITIALS[_name].update(other[0] for other in _line.split())

_SHORTENED: dict[str, set[str]] = defaultdict(set)
for _line in _SHORT.read_text("utf-8").splitlines():
    _whole, *_forms = _line.split()
    for _name in (_whole, *_forms):
        _SHORTENED[_name].add(_whole)
        _INITIALS[_name].update(_whole[0] if _name != _whole else "".join(form[0] for form in _forms))

#: Spellings of one sound, in this order. Everything is folded before: no accents, lower case.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"\bma?c(?=\w{3})", "mak"),
        (r"tsch|tch|tsj|cz", "ch"),
        (r"shch|schtsch", "sch"),
        (r"sch|sj", "sh"),
        (r"zh|dj|dzh", "j"),
        (r"kh|(?<![sct])h(?=r)", "h"),
        (r"ph", "f"),
        (r"ae", "a"),
        (r"oe", "o"),
        (r"ue", "u"),
        (r"ff?\b", "v"),
        (r"w", "v"),
        (r"ou|oo", "u"),
        (r"ya|ja", "ia"),
        (r"yu|ju", "iu"),
        (r"ye|je", "ie"),
        (r"yo|jo", "io"),
        (r"ck|(?<!s)c(?=[aou])|q", "k"),
        (r"ks|x", "ks"),
        (r"ij|iy|ii|yi|y|j\b", "i"),
        (r"iov\b", "ev"),
        (r"(\w)\1+", r"\1"),
        (r"(?<=[^aeiou])e\b", ""),
    )
)


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """What transliterations of a folded name have in common: "chaikin" for chaikin, tchaikin, chaikine.

    >>> skeleton("prokofieff") == skeleton("prokofiev")
    True
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def is_given(word: str) -> bool:
    """Whether a folded word is one of the common given names that are listed here."""
    return word in _SETS


def same_given(a: str, b: str) -> bool:
    """Whether two folded given names may be forms of one: "peggy", "margaret"; "lev", "leo"; "sergei", "serguei"."""
    if _SETS.get(a, set()) & _SETS.get(b, set()):
        return True
    if a in _SHORTENED.get(b, ()) or b in _SHORTENED.get(a, ()):
        return True
    return len(a) > 2 and len(b) > 2 and skeleton(a) == skeleton(b)


def may_begin(name: str, initial: str) -> bool:
    """Whether a folded given name, or a form of it, begins with a letter: "M." may be Peggy, "V." Wsewolod."""
    return name[0] == initial or initial in _INITIALS.get(name, ())


def given_keys(name: str) -> frozenset[str]:
    """Keys of which two given names that are forms of one have at least one in common."""
    sets = (f"#{number}" for number in _SETS.get(name, ()))
    return frozenset({skeleton(name), *sets, *(f"@{whole}" for whole in _SHORTENED.get(name, ()))})
