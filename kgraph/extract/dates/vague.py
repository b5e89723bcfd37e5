"""What the words around a date leave open: about, perhaps, since, until, before, and the season of a year.

The forms are those of `kgraph.edtf`.
"""

from __future__ import annotations

from dataclasses import replace

from kgraph.extract.dates.forms import DECADE_WORDS, Reading
from kgraph.extract.dates.words import DASHES, Found, Words
from kgraph.text import word_set

#: Of numbers that stand behind them, only years.
CIRCA = word_set("c c. ca ca. circa")
_ABOUT = word_set("about around approximately approx approx. roughly ± ~")
_PERHAPS = word_set("probably possibly perhaps presumably maybe")
#: Words before a date that do not change its role in the sentence: "from *about the* 1890s".
QUALIFYING = CIRCA | _ABOUT | _PERHAPS | word_set("early late mid the")
_ABBREVIATED = frozenset(("c", "ca", "approx"))
_PREPOSITIONS = frozenset(("in", "on", "from"))
#: Before "about" and a date, these make the date a subject: "a play about 1789".
_SUBJECTS = word_set(
    """play plays musical musicals film films ballet ballets opera operas book books novel novels story stories song
    songs drama dramas tale tales documentary series piece pieces work works one ones all everything something nothing
    wrote write writes written spoke speak speaks talked talk talks sang sing sings read reads knew know what how"""
)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_JOINS = DASHES | {"/", "and", "or"}
_PRESENT = word_set("present date today now")
_OF_AGES = word_set("early late mid mid- middle roaring")
_DECADE_AFTER = word_set("in since until till from during by to of the between and and/or - – —") | _OF_AGES
_CENTURY_AFTER = frozenset(("the", "early", "late", "mid"))


def qualified(words: Words, date: Found) -> Found | None:
    """A date with its `mark`, `lead` and `tail`; None where "about" says that it is a subject."""
    i = date.start
    about = perhaps = glued = False
    first = words.text[i]
    if first[0] == "c" and first[-1].isdigit():  # "c.1890" in one word
        about = glued = True
    size = _lead(words, i, CIRCA | _ABOUT)
    if size and not glued:
        loose = words.lower(i - 1) in _ABOUT
        if loose and words.lower(i - size - 1) in _SUBJECTS:
            return None
        about, i = True, i - size
    start = i
    if words.lower(i - 1) in _PREPOSITIONS and words.lower(i - 2) in _PERHAPS:
        i -= 2
    elif words.lower(i - 1) in _PERHAPS or (words.lower(i - 1) == "?" and not words.spaced[i - 1]):
        i -= 1
    perhaps = i < start
    tail = int(_doubted(words, date.reading.end))
    mark = {(True, False): "~", (False, True): "?", (True, True): "%"}.get((about, perhaps or tail > 0), "")
    return replace(date, mark=mark, lead=date.start - i, tail=tail)


def _lead(words: Words, i: int, wanted: frozenset[str]) -> int:
    """How many words before word `i` are one of those wanted, or an abbreviation and its full stop."""
    if words.lower(i - 1) in wanted:
        return 1
    return 2 if words.lower(i - 1) == "." and words.lower(i - 2) in _ABBREVIATED and not words.spaced[i - 2] else 0


def _doubted(words: Words, i: int) -> bool:
    """Whether word `i` is the question mark of "1890?", and not that of a question."""
    if words.lower(i) != "?" or words.spaced[i - 1]:
        return False
    after = words.text[i + 1] if i + 1 < len(words) else ""
    return words.bracket[i] >= 0 or after in {",", ";", ")", *DASHES} or after[:1].islower()


def is_bound(words: Words, date: Found, previous: Found | None) -> bool:
    """Whether a date only bounds the time of an event: "before 1955", or either of "between 1910 and 1912"."""
    before = words.lower(date.first - 1)
    if before == "and" and previous is not None and previous.end == date.first - 1:
        before = words.lower(previous.first - 1)
        return before == "between"
    return before in {"before", "after", "between"}


def is_dated_decade(words: Words, i: int, decade: Reading) -> bool:
    """Whether the decade or century at word `i` is a time, and neither an age ("her twenties") nor a kind."""
    before = words.lower(i - 1)
    if decade.digits == 2 and words.lower(i + 1) == "century":
        return before in _CENTURY_AFTER and words.lower(decade.end) not in DASHES
    if words.lower(i) not in DECADE_WORDS:
        return before in _DECADE_AFTER or words.lower(i).startswith("mid")
    while before in _OF_AGES or (before == "-" and words.lower(i - 2) in _OF_AGES):
        i -= 1 if before in _OF_AGES else 2
        before = words.lower(i - 1)
    return before == "the"


def edtf(words: Words, date: Found) -> str:
    """The date in EDTF, with what the words before it and behind it add."""
    form = date.reading.edtf
    if date.theatrical:
        return f"{form}/{date.reading.year + 1}"
    if season := _season(words, date):
        form = f"{form}-{season}"
    form += date.mark
    before = words.lower(date.first - 1)
    if before in {"the", "early", "late", "mid"}:
        before = words.lower(date.first - 2)
    if before == "since" or _is_open(words, date):
        return f"{form}/.."
    if before == "after":
        return f"{form}/.."
    if before == "before":
        return f"../{form}"
    if before in {"until", "till"} and words.lower(date.first - 2) != "not":
        return f"/{form}"
    return form


def _season(words: Words, date: Found) -> int:
    """The season of "spring 1921" and "the autumn of the same year", or 0."""
    if date.reading.month or date.reading.digits < 4:
        return 0
    at = date.first - 1
    if words.lower(at) == "of":
        at -= 1
    several = words.lower(at - 1) in _JOINS and words.lower(at - 2) in _SEASONS
    return _SEASONS.get(words.lower(at), 0) if not several else 0


def _is_open(words: Words, date: Found) -> bool:
    """Whether what began then goes on: "from 1995 on", "1995–present", "from 1995 to the present"."""
    after = words.lower(date.end)
    if after in {"onward", "onwards"} or (after == "on" and words.lower(date.first - 1) == "from"):
        return True
    at = date.end + 1 if words.lower(date.end + 1) != "the" else date.end + 2
    return after in DASHES | {"to"} and words.lower(at) in _PRESENT
