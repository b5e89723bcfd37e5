"""Reading one date at one place in a list of words: what the words say, without their context.

Works on plain strings, so that it is the same for any tokenisation: "14.5.1987" and "14 . 5 . 1987", "Jan." and
"Jan .", "16th" and "the sixteenth of". Context (ranges, births and deaths, missing years) is read by the component.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: Written-out months; capitalised, since "may" and "march" are verbs.
MONTHS = {
    **{name: n for n, name in enumerate(_MONTH_NAMES, 1)},
    **{name.upper(): n for n, name in enumerate(_MONTH_NAMES, 1)},
}
#: Abbreviations, with or without their full stop. Alone they are no month: "Jan" is also a man.
MONTH_ABBREVIATIONS = {
    short + dot: n
    for n, name in enumerate(_MONTH_NAMES, 1)
    for short in (name[:3], "Sept" if n == 9 else name[:3])
    for dot in ("", ".")
}
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth")
_DAY_WORDS = (
    *_UNITS,
    *_TEENS,
    *("eighteenth", "nineteenth", "twentieth"),
    *(f"twenty-{unit}" for unit in _UNITS),
    *("thirtieth", "thirty-first"),
)
#: "first" to "thirty-first".
ORDINALS = {word: n for n, word in enumerate(_DAY_WORDS, 1)}
_DAY = re.compile(r"(0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:1[0-9]|20)[0-9]{2}[-–—]?")
_NUMERIC = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2}|[IVX]{1,4})\2([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ROMAN = {
    roman: n for n, roman in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), 1)
}
_MARKED_YEAR = re.compile(r"(?:[*†]|[bd]\.|ca?\.)([12][0-9]{3})")
_DECADE = re.compile(r"(?:mid-?)?((?:1[0-9]|20)[0-9])0s")
#: "the twenties": which decade of a century.
DECADE_WORDS = {
    f"{word}ies": 10 * n
    for n, word in enumerate(("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"), 2)
}
_CENTURY = re.compile(r"(1[1-9]|2[01])(?:st|th)")
_CENTURY_WORDS = {word: n for n, word in enumerate((*_TEENS[1:], "eighteenth", "nineteenth", "twentieth"), 11)}


@dataclass(frozen=True, slots=True)
class Reading:
    """Words up to, not including, `end` read as a date. Zero stands for what the words leave open.

    Attributes
    ----------
    digits
        Digits of the year that count: 4, of a decade 3, of a century 2. Their `year` is the first.
    """

    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    digits: int = 4

    @property
    def order(self) -> tuple[int, int, int]:
        """To sort readings that have a year."""
        return self.year, self.month, self.day

    @property
    def iso(self) -> str:
        """ISO 8601, as precise as the words; only for readings with a year. Empty for a decade or a century."""
        if self.digits < 4:
            return ""
        parts = (f"{self.year:04d}", f"{self.month:02d}" if self.month else "", f"{self.day:02d}" if self.day else "")
        return "-".join(part for part in parts if part)

    @property
    def edtf(self) -> str:
        """In EDTF: "192X", "18XX"; else as `iso`."""
        return self.iso or f"{self.year:04d}"[: self.digits].ljust(4, "X")


def is_year(word: str) -> bool:
    """Whether a word has the form of a year, 1000 to 2099, an open range's dash allowed ("1939-")."""
    return 4 <= len(word) <= 5 and _YEAR.fullmatch(word) is not None


def day_of(word: str) -> int:
    """The day that "3", "3rd" or "third" names, or 0."""
    if word[:1].isdigit():
        match = _DAY.fullmatch(word) if len(word) <= 4 else None
        return int(match[1]) if match else 0
    return ORDINALS.get(word.lower(), 0)


def read_date(words: Sequence[str], i: int) -> Reading | None:
    """The longest date that begins with word `i`, or None.

    Parameters
    ----------
    words
        A text's words without white space.
    i
        Index of the first word of the date, its article not included.
    """
    word = words[i]
    return _numeric(words, i) or _day_first(words, i) or _month_first(words, i) or _year_only(word, i)


def read_decade(words: Sequence[str], i: int) -> Reading | None:
    """The decade or century that begins with word `i`: 1920s, 1920's, 19th century; "twenties" with 20 for its year.

    The 1800s may be ten years or a hundred: they are read as a century.
    """
    word, after = words[i], _word(words, i + 1)
    if match := _DECADE.fullmatch(word):
        return Reading(i + 1, 10 * int(match[1]), digits=2 if match[1][-1] == "0" else 3)
    if is_year(word) and word.endswith("0") and after in {"s", "'s", "’s"}:
        return Reading(i + 2, int(word), digits=2 if word.endswith("00") else 3)
    if decade := DECADE_WORDS.get(word.lower(), 0):
        return Reading(i + 1, decade, digits=3)
    if after != "century":
        return None
    match = _CENTURY.fullmatch(word)
    number = int(match[1]) if match else _CENTURY_WORDS.get(word.lower(), 0)
    return Reading(i + 2, 100 * (number - 1), digits=2) if number else None


def _word(words: Sequence[str], i: int) -> str:
    return words[i] if 0 <= i < len(words) else ""


def _month(words: Sequence[str], i: int) -> tuple[int, int]:
    """The month that word `i` names, or 0, and the index behind it."""
    word = _word(words, i)
    if month := MONTHS.get(word, 0):
        return month, i + 1
    if month := MONTH_ABBREVIATIONS.get(word, 0):
        return month, i + 2 if not word.endswith(".") and _word(words, i + 1) == "." else i + 1
    return 0, i


def _checked(reading: Reading) -> Reading | None:
    if not 1 <= reading.month <= 12 or not 1 <= reading.day <= _DAYS_OF_MONTH[reading.month - 1]:
        return None
    leap = reading.year % 4 == 0 and (reading.year % 100 != 0 or reading.year % 400 == 0 or reading.year < 1753)
    if reading.year and reading.month == 2 and reading.day == 29 and not leap:
        return None
    return reading


def _numeric(words: Sequence[str], i: int) -> Reading | None:
    """14.5.1987, 14/5/1987 where only one order is possible, 1987-05-14; in one word or in five."""
    if not words[i][0].isdigit():
        return None
    text, end = words[i], i + 1
    if _word(words, i + 1) in {".", "/", "-"} and _word(words, i + 3) == words[i + 1]:
        text, end = "".join(words[i : i + 5]), i + 5
    if iso := _ISO.fullmatch(text):
        return _checked(Reading(end, int(iso[1]), int(iso[2]), int(iso[3])))
    match = _NUMERIC.fullmatch(text)
    if match is None or not is_year(match[4]):
        return None
    first, second, year = int(match[1]), _ROMAN.get(match[3]) or int(match[3]) if match[3] else 0, int(match[4])
    if match[2] == "." or match[3] in _ROMAN:  # the continental order, always
        return _checked(Reading(end, year, second, first))
    if first > 12 or first == second:
        return _checked(Reading(end, year, second, first))
    return _checked(Reading(end, year, first, second)) if second > 12 else None


def _year_after(words: Sequence[str], i: int, *, comma: bool = True) -> tuple[int, int]:
    """The year at word `i`, behind a comma or "of", or 0, and the index behind it."""
    at = i + 1 if _word(words, i) in ({",", "of"} if comma else {"of"}) else i
    if is_year(_word(words, at)) and not _counts(words, at):
        return int(words[at][:4]), at + 1
    return 0, i


def _counts(words: Sequence[str], i: int) -> bool:
    """Whether number `i` goes on as a compound that no year makes: "1500-seat"."""
    return _word(words, i + 1) == "-" and _word(words, i + 2).isalpha()


def _day_first(words: Sequence[str], i: int) -> Reading | None:
    """14 May 1987, 3rd January, the third of March 1979, twenty-first of June; 14. May 1987, as Germans write."""
    at = i
    if words[i] in {"twenty", "thirty"} and _word(words, i + 1) == "-":  # spaCy cuts at hyphens
        day, at = ORDINALS.get("-".join((words[i], _word(words, i + 2))).lower(), 0), i + 2
    else:
        day = day_of(words[i])
    if not day:
        return None
    at += 1
    stop = words[i].isdigit() and _word(words, at) == "."  # which may end a sentence: only a whole date tells
    if stop or _word(words, at) == "of":
        at += 1
    month, at = _month(words, at)
    if not month or not _checked(Reading(at, 0, month, day)):
        return None
    year, at = _year_after(words, at)
    if stop and not year:
        return None
    return _checked(Reading(at, year, month, day))


def _month_first(words: Sequence[str], i: int) -> Reading | None:
    """May 14th, 1987; May 1987; March of 1950; September."""
    month, at = _month(words, i)
    if not month:
        return None
    day_at = at + 1 if _word(words, at) == "the" else at
    day = day_of(_word(words, day_at)) if not _word(words, day_at)[:1].isupper() else 0
    if day and _checked(Reading(at, 0, month, day)) and (words[day_at][0].isdigit() or day_at > at):
        year, end = _year_after(words, day_at + 1)
        return _checked(Reading(end, year, month, day))
    year, end = _year_after(words, at)
    if not year and words[i] in MONTH_ABBREVIATIONS and words[i] not in MONTHS and not words[at - 1].endswith("."):
        return None
    return Reading(end, year, month)


def _year_only(word: str, i: int) -> Reading | None:
    if is_year(word):
        return Reading(i + 1, int(word[:4]))
    marked = _MARKED_YEAR.fullmatch(word)
    return Reading(i + 1, int(marked[1])) if marked and is_year(marked[1]) else None
