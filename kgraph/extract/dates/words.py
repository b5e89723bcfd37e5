"""The words of a text as the readers of dates see them, and a date as they find it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc

from kgraph.extract.dates.forms import DECADE_WORDS, MONTH_ABBREVIATIONS, MONTHS, ORDINALS, Reading
from kgraph.text import word_set

DASHES = frozenset({"–", "—", "-", "‒", "−"})
#: Lower-case words that end like a plural.
_NO_PLURAL = word_set("this always perhaps besides whereas towards afterwards does sometimes thus across its")


@dataclass(frozen=True, slots=True)
class Found:
    """A date at words `start` to `reading.end`.

    Attributes
    ----------
    cue
        As in `DateMention`.
    relative
        Whether it counts from the date before it: `offset` years later.
    theatrical
        Whether it counts the seasons of a theatre, from summer to summer: "the following season".
    mark
        ``~`` for an approximate date, ``?`` for an uncertain one, ``%`` for both.
    lead, tail
        How many words before and behind the date say so: "c.", "probably in", "?".
    """

    start: int
    reading: Reading
    cue: str = ""
    relative: bool = False
    offset: int = 0
    theatrical: bool = False
    mark: str = ""
    lead: int = 0
    tail: int = 0

    @property
    def first(self) -> int:
        """Index of its first word, `lead` included."""
        return self.start - self.lead

    @property
    def end(self) -> int:
        """Index of the word behind it, `tail` included."""
        return self.reading.end + self.tail


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a Doc without white space.

    Attributes
    ----------
    text
        The words.
    at
        Index in the Doc of each.
    plural
        Whether each is a plural noun, as far as can be told.
    paragraph
        Number of the paragraph of each.
    bracket
        Index of the bracket that each stands in, or -1.
    may_be_date
        Whether a date can begin with it, judged by its first character.
    spaced
        Whether a blank follows it.
    """

    text: list[str]
    at: list[int]
    plural: list[bool]
    paragraph: list[int]
    bracket: list[int]
    may_be_date: list[bool]
    spaced: list[bool]

    @classmethod
    def of(cls, doc: Doc) -> Words:
        """Those of a Doc."""
        words = cls([], [], [], [], [], [], [])
        paragraph, opened, tagged = 0, -1, doc.has_annotation("TAG")
        for token in doc:
            text = token.text
            if text.isspace():
                if "\n" in text and text.count("\n") > 1:
                    paragraph, opened = paragraph + 1, -1
                if words.spaced:
                    words.spaced[-1] = True
                continue
            if text == ")":
                opened = -1
            words.text.append(text)
            words.at.append(token.i)
            words.plural.append(token.tag_ == "NNS" if tagged else looks_plural(text))
            words.paragraph.append(paragraph)
            words.bracket.append(opened)
            words.may_be_date.append(_may_begin_date(text))
            words.spaced.append(bool(token.whitespace_))
            if text == "(":
                opened = len(words.text) - 1
        return words

    def __len__(self) -> int:
        return len(self.text)

    def lower(self, i: int) -> str:
        """Word `i` in lower case, empty beyond the ends of the text."""
        return self.text[i].lower() if 0 <= i < len(self.text) else ""

    def tight(self, i: int) -> bool:
        """Whether word `i` touches the words before and after it."""
        return 0 < i < len(self.text) - 1 and not self.spaced[i - 1] and not self.spaced[i]


def looks_plural(word: str) -> bool:
    """Whether a lower-case word has the form of a plural noun, for texts without tags."""
    return (
        len(word) > 3 and word.islower() and word.endswith("s") and not word.endswith("ss") and word not in _NO_PLURAL
    )


@lru_cache(maxsize=1 << 16)
def _may_begin_date(word: str) -> bool:
    first = word[0]
    if first.isdigit():
        return first.isascii()
    if word in MONTHS or word in MONTH_ABBREVIATIONS or word in {"year", "years", "season"}:
        return True
    if first in "*†bdc" and len(word) > 4:  # "†1890", "b.1901"
        return word[-1].isdigit()
    lower = word.lower()
    return lower in ORDINALS or lower in {"twenty", "thirty"} or lower in DECADE_WORDS or lower.startswith("mid-1")
