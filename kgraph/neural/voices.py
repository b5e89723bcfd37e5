"""Who speaks in a letter or a diary, and to whom: what its salutation, its signature and its heading tell.

"Dear Jean, … I am Mrs Kessler at the grocer's … Your loving Bunty": whoever says I is Bunty, and not Jean. What stands
in quotation marks is said by others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kgraph.honorifics import is_honorific
from kgraph.name_variants import same_given
from kgraph.neural.features import FIRST_PERSON, NAME, SECOND_PERSON, Mentions
from kgraph.neural.reading import PARAGRAPH, Array, Reading
from kgraph.text import word_set

#: What a voice is: of who says I, or of who is spoken to.
SPEAKER, ADDRESSEE = "speaker", "addressee"
_DEAR = word_set(
    "dear dearest darling beloved cher chere chers lieber liebe liebster liebste caro cara carissimo carissima querido"
    " querida kare kara kaere draga dragi mily mila drahy draha kochany kochana"
)
_POSSESSIVE = word_set("my mon ma mein meine mio mia mi moj moja min muj")
_DIARY = word_set("diary diaries journal journals memoirs reminiscences recollections autobiography daybook")
#: What closes a salutation, and most words between "dear" and that; most words of the line of a signature.
_CLOSING, _SALUTATION, _SIGNATURE = frozenset((",", "!", ":", "–", "—")), 5, 6


@dataclass(frozen=True, slots=True)
class Voices:
    """Indices of mentions: of those who are spoken to, and the one by which who speaks is called, or -1."""

    addressees: frozenset[int] = frozenset()
    speaker: int = -1


def voices(reading: Reading, mentions: Mentions, people: Sequence[bool]) -> Voices:
    """Who speaks in a text, and to whom.

    Parameters
    ----------
    reading, mentions
        The words of the text and its mentions.
    people
        Whether each mention is of a person.
    """
    lines = reading.lines()
    named = [k for k in range(len(mentions)) if people[k] and int(mentions.kind[k]) == NAME]
    begin = {int(mentions.start[k]): k for k in named}
    dear = {line: at for line, _ in lines if (at := _behind_dear(reading, line)) >= 0}
    if dear:
        addressees = frozenset(begin[at] for at in dear.values() if at in begin)
        return Voices(addressees, _signature(reading, mentions, named, [line for line in lines if line[0] > min(dear)]))
    heading = [k for k in named if int(mentions.end[k]) <= lines[0][1] and _is_diarist(reading, mentions, k)]
    return Voices(frozenset(), heading[0] if heading else -1)


def unquoted(reading: Reading) -> Array:
    """For each word whether it stands outside of quotation marks; these end with their paragraph at the latest."""
    out = np.zeros(len(reading), dtype=bool)
    inside = False
    for k, word in enumerate(reading.words):
        if reading.breaks[k] == PARAGRAPH:
            inside = False
        if word in ("“", "„", "«"):
            inside = True
        elif word in ("”", "»"):
            inside = False
        elif word == '"':
            inside = not inside
        out[k] = not inside
    return out


def voice_of(mentions: Mentions, k: int, heard: Voices, outside: Array) -> str:
    """`SPEAKER` or `ADDRESSEE` if a mention is of one of them, or nothing."""
    said = int(mentions.pronoun[k]) if outside[int(mentions.start[k])] else 0
    if k in heard.addressees or (heard.addressees and said == SECOND_PERSON):
        return ADDRESSEE
    return SPEAKER if said == FIRST_PERSON or k == heard.speaker else ""


def speaking(
    mentions: Mentions, chain_of: Array, known: int, heard: Voices, outside: Array, given_names: Mapping[str, str]
) -> int:
    """The chain of most of those of the first `known` mentions that say I; -1 if there is none, or if it has a given
    name that is no form of the speaker's.
    """
    says = (k for k in range(known) if k != heard.speaker and voice_of(mentions, k, heard, outside) == SPEAKER)
    count = Counter(int(chain_of[k]) for k in says)
    most = min(count, key=lambda chain: (-count[chain], chain), default=-1)
    own = mentions.names[heard.speaker]
    lone = {mentions.names[k][0] for k in np.flatnonzero(chain_of[:known] == most) if len(mentions.names[k]) == 1}
    others = {name for name in lone if name in given_names and name not in own}
    other = own[0] in given_names and any(not same_given(own[0], name) for name in others)
    return -1 if other else most


def _behind_dear(reading: Reading, line: int) -> int:
    """Where the name, or "sister", begins in a salutation that a line opens with, or -1."""
    words = reading.words
    k = line + (words[line].lower() in _POSSESSIVE)
    if k >= len(words) or words[k].lower() not in _DEAR:
        return -1
    k += 1
    if _CLOSING.isdisjoint(words[k : k + _SALUTATION]):
        return -1
    return k + 1 if k + 1 < len(words) and is_honorific(words[k].rstrip(".")) else k


def _signature(reading: Reading, mentions: Mentions, named: Sequence[int], lines: Sequence[tuple[int, int]]) -> int:
    """The last name that ends a short line of its own."""
    ends = {int(mentions.end[k]): k for k in named}
    for line, end in reversed(lines):
        while end > line and not reading.words[end - 1][0].isalnum():
            end -= 1
        if end in ends and end - line <= _SIGNATURE:
            return ends[end]
    return -1


def _is_diarist(reading: Reading, mentions: Mentions, k: int) -> bool:
    """Whether a heading calls the text the diary of somebody: "From the diary of Donald Cargill"."""
    start, end = int(mentions.start[k]), int(mentions.end[k])
    start -= start > 0 and is_honorific(reading.words[start - 1].rstrip("."))
    before = [word.lower() for word in reading.words[max(start - 2, 0) : start]]
    return len(before) == 2 and before[0] in _DIARY and before[1] == "of" and reading.words[end : end + 1] != ("'s",)
