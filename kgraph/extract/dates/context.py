"""What stands around a date: birth and death, and the year that a date without one borrows from another."""

from __future__ import annotations

from dataclasses import replace

from kgraph.extract.dates.forms import Reading
from kgraph.extract.dates.words import DASHES, Found, Words

_BIRTH = frozenset({"b", "b.", "born", "*"})
_DEATH = frozenset({"d", "d.", "died", "†", "deceased"})
_CUES = dict.fromkeys(_BIRTH, "birth") | dict.fromkeys(_DEATH, "death")
#: Lower-case words that may stand between "b." and its date, as part of a place.
_PLACE_WORDS = frozenset({",", "near", "nr", "nr.", "de", "la", "di", "am", "an", "der", "of", "the", "/", "-", "el"})
_PREPOSITIONS = frozenset({"in", "on", "at"})
#: Before a capital "B." or "D.", these say that it begins a statement of an entry and is no initial.
_ENTRY_BREAKS = frozenset({".", ";", "(", ")", "]", ",", ":", ""})
_SENTENCE_ENDS = frozenset({".", "!", "?"})
#: A bracket of two years is a life if it lasts so long; a shorter one may be a term of office.
_LIFE_YEARS = range(15, 111)
#: Behind a common noun, a life has to be so many years longer to be told from a term of office.
_SHORT_LIFE = 20
#: How many words before its date "b." may stand, with a place between them.
_CUE_REACH = 9
#: How many words back the year of "that September" or "two years later" may stand.
_YEAR_REACH = 60
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBERS = {
    word: n for n, word in enumerate((*_UNITS, "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"), 1)
} | {"a": 1, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40}
_SAME_YEAR = {"same": 0, "that": 0, "following": 1, "next": 1, "previous": -1, "preceding": -1}
#: Behind "the year" or "two years", the direction in which to count.
_LATER = {"later": 1, "afterwards": 1, "thereafter": 1, "earlier": -1, "previously": -1}
#: Years below are two digits of a decade whose century is still to be found.
_FIRST_YEAR = 100
_INEXACT = frozenset(["some", "about", "around", "nearly", "almost", "half", "over", "than", "every", "each"])


def read_relative(words: Words, i: int) -> Found | None:
    """A year counted from an earlier one, found by its word "year" at `i`: "that same year", "two years later".

    Or by the word "season": "the following season".
    """
    unit = words.lower(i)
    if unit not in {"year", "years", "season"}:
        return None
    before, after = words.lower(i - 1), words.lower(i + 1)
    start, end, offset = i - 1, i + 1, 0
    if unit in {"year", "season"} and before in _SAME_YEAR:
        # "next year" without an article counts from the day of writing
        if before != "that":
            if words.lower(i - 2) not in {"the", "that"}:
                return None
            start = i - 2
        offset = _SAME_YEAR[before]
    elif unit == "season":
        return None
    elif before == "the" and after in {"after", "before"} and words.lower(i + 2) in {",", ".", ";", ")"}:
        offset, end = (1 if after == "after" else -1), i + 2
    else:
        count, start = _count_before(words, i)
        after_that = after == "after" and words.lower(i + 2) == "that"
        if not count or not (after in _LATER or after_that):
            return None
        offset, end = count * _LATER.get(after, 1), i + (3 if after_that else 2)
    return Found(start, Reading(end), relative=True, offset=offset, theatrical=unit == "season")


def _count_before(words: Words, i: int) -> tuple[int, int]:
    """The number before word `i`, or 0, and the index of its first word."""
    word, start = words.lower(i - 1), i - 1
    count = int(word) if word.isdigit() and word.isascii() and len(word) < 3 else _NUMBERS.get(word, 0)
    if "-" in word and not count:  # "twenty-six" as one word
        tens, _, unit = word.partition("-")
        count = _NUMBERS[tens] + _NUMBERS[unit] if tens in _NUMBERS and unit in _UNITS else 0
    elif words.lower(i - 2) == "-" and word in _UNITS and words.lower(i - 3) in _NUMBERS:
        count, start = count + _NUMBERS[words.lower(i - 3)], i - 3
    return (0, i) if words.lower(start - 1) in _INEXACT else (count, start)


def add_cues(words: Words, found: list[Found]) -> list[Found]:
    """Mark the dates that the notation calls a birth or a death.

    A bracket of two dates behind a name is a life: "(1824–1890)", "(Hereford 1722 – London 1802)". It can also be a
    term of office or a company's span: whoever reads the cue checks that the name is a person's.
    """
    out: list[Found] = []
    for n, date in enumerate(found):
        floor = found[n - 1].end if n else 0
        cue = _written_cue(words, date, floor)
        if not cue and out and not out[-1].relative and _is_life(words, out[-1], date):
            out[-1], cue = replace(out[-1], cue="birth"), "death"
        if not cue and _is_open_life(words, date):
            cue = "birth"
        out.append(replace(date, cue=cue))
    return out


def _written_cue(words: Words, date: Found, floor: int) -> str:
    """What "b.", "born", "†" … before a date say, with a place between or not."""
    if date.relative:
        return ""
    first = words.text[date.start]
    if not first[0].isdigit() and date.reading.year and not date.reading.month:  # "†1890" in one word
        return _CUES.get(first.rstrip("0123456789"), "")
    bracketed = words.bracket[date.start] >= 0
    loose = False  # a preposition has been passed: a clause, unless in a bracket
    for i in range(date.first - 1, max(floor, date.first - _CUE_REACH) - 1, -1):
        word = words.lower(i)
        if word in _CUES and not (word in {"b", "d"} and words.lower(i + 1) != "."):
            return _CUES[word] if _is_notation(words, i, date, bracketed=bracketed, loose=loose) else ""
        if word in _PREPOSITIONS:
            loose = True
        elif not (word in _PLACE_WORDS or words.text[i][0].isupper() or (word == "." and words.lower(i - 1) in _CUES)):
            return ""
    return ""


def _is_notation(words: Words, i: int, date: Found, *, bracketed: bool, loose: bool) -> bool:
    """Whether the cue at word `i` is that of an entry or a bracket; clauses ("was born in") are for the parser."""
    word, raw, before = words.lower(i), words.text[i], words.lower(i - 1)
    if word in {"*", "†"}:
        return not loose
    if word in {"born", "died", "deceased"}:
        adjacent = i + 1 == date.first
        opens = raw[0].isupper() and before in _ENTRY_BREAKS
        return adjacent or bracketed or (opens and not loose)
    return raw[0].islower() or before in _ENTRY_BREAKS


def _is_life(words: Words, first: Found, second: Found) -> bool:
    """Whether two dates without written cues are a bracket's "(12 May 1900, Vienna – 6 May 1971, Berlin)"."""
    opened = words.bracket[first.start]
    if opened < 1 or words.bracket[second.start] != opened or first.cue == "death":
        return False
    if not (first.reading.year and second.reading.year):
        return False
    between = range(first.end, second.first)
    dashes = sum(words.text[i] in DASHES and (words.spaced[i] or i == first.end) for i in between)
    if dashes != 1 or any(not (words.text[i][0].isupper() or words.lower(i) in _PLACE_WORDS | DASHES) for i in between):
        return False
    if first.cue == "birth":
        return True
    years = second.reading.year - first.reading.year
    if not _name_like(words.text[opened - 1]):  # "his elder daughter (1833–91)", but not "director (1968–84)"
        return years in _LIFE_YEARS[_SHORT_LIFE:]
    return years in _LIFE_YEARS or bool(first.reading.day and second.reading.day and years > 0)


def _is_open_life(words: Words, date: Found) -> bool:
    """Whether a date is the only one of "(1937–)"."""
    opened = words.bracket[date.start]
    return (
        opened > 0
        and date.first == opened + 1
        and (words.text[date.end - 1][-1] in DASHES or words.lower(date.end) in DASHES)
        and words.lower(date.end + (words.text[date.end - 1][-1] not in DASHES)) == ")"
        and _name_like(words.text[opened - 1])
    )


def _name_like(word: str) -> bool:
    return word[0].isupper() or word in {'"', "”", "’", "'", "."}


def fill_years(words: Words, found: list[Found]) -> list[Found]:
    """Give each date without a year the one that the text lends it; leave out those that get none."""
    out: list[Found] = []
    skip = -1
    for n, date in enumerate(found):
        if n == skip:
            continue
        if date.reading.year >= _FIRST_YEAR:
            out.append(date)
            continue
        if date.reading.digits < 4:
            if decade := _nearest_decade(out, found[n + 1 :], date.reading):
                out.append(replace(date, reading=replace(date.reading, year=decade)))
            continue
        if date.theatrical:
            if (season := _season(words, out, date)) is not None:
                out.append(season)
            continue
        following = found[n + 1] if n + 1 < len(found) else None
        year, mark = 0, date.mark
        if date.relative:
            anchor = _anchor(words, out, date)
            year = anchor.reading.year + date.offset if anchor is not None else 0
            mark = anchor.mark if anchor is not None else ""
        elif date.cue:
            year = _year_of_life(words, out, date)
        elif following is not None and _leans_on(words, date, following):
            if following.relative:  # "in December of the same year"
                anchor = _anchor(words, out, date)
                year = anchor.reading.year + following.offset if anchor is not None else 0
                skip = n + 1
            else:
                year = following.reading.year - (date.reading.month > (following.reading.month or 12))
        elif date.reading.month:
            year = _narrated_year(words, out, date)
        if year:
            out.append(replace(date, reading=replace(date.reading, year=year), mark=mark))
    return out


def _nearest_decade(before: list[Found], behind: list[Found], decade: Reading) -> int:
    """The first year of "the twenties" of the century that brings them closest to the last date, or to the next."""
    years = [d.reading.year for d in (*reversed(before), *behind) if d.reading.year >= _FIRST_YEAR]
    options = (century + decade.year for century in range(1000, 2100, 100))
    return min(options, key=lambda year: abs(year + 5 - years[0])) if years else 0


def _season(words: Words, out: list[Found], date: Found) -> Found | None:
    """A theatre's "following season": 1937–38 behind "the 1936–37 season"; behind a lone year, about the next one."""
    anchor = _anchor(words, out, date)
    if anchor is None:
        return None
    ends = len(out) > 1 and out[-1] is anchor and _is_season(words, out[-2], anchor)
    known = ends or anchor.theatrical
    reading = replace(date.reading, year=anchor.reading.year - ends + date.offset)
    mark = anchor.mark or ("~" if date.offset and not known else "")
    return replace(date, reading=reading, mark=mark, theatrical=known)


def _is_season(words: Words, first: Found, second: Found) -> bool:
    """Whether two dates are the years of one season: "1936–37"."""
    joined = first.end + 1 == second.start and words.lower(first.end) in DASHES | {"/"}
    return joined and not second.reading.month and second.reading.year == first.reading.year + 1


def _anchor(words: Words, out: list[Found], date: Found) -> Found | None:
    """The nearest date before, in the running text of the same paragraph or a bracket of the same sentence.

    None if that is a decade or a century.
    """
    for other in reversed(out):
        if date.start - other.end > _YEAR_REACH or words.paragraph[other.start] != words.paragraph[date.start]:
            return None
        aside = words.bracket[other.start] not in {-1, words.bracket[date.start]}
        if not aside or not (other.cue or _sentence_ends(words, other, date)):
            return other if other.reading.digits == 4 else None
    return None


def _sentence_ends(words: Words, first: Found, second: Found) -> int:
    return sum(words.text[i] in _SENTENCE_ENDS for i in range(first.end, second.first))


def _year_of_life(words: Words, out: list[Found], date: Found) -> int:
    """The year of birth or death in the bracket of the entry's headword: of its paragraph, or the latest."""
    lives = [d for d in out if d.cue == date.cue and words.bracket[d.start] >= 0 and d.reading.digits == 4]
    own = [d for d in lives if words.paragraph[d.start] == words.paragraph[date.start]]
    return (own[0] if own else lives[-1]).reading.year if lives else 0


def _leans_on(words: Words, date: Found, following: Found) -> bool:
    """Whether the next date carries the year of this one: "January–March 1904", "in May of that year"."""
    between = [words.lower(i) for i in range(date.end, following.first)]
    if following.relative:
        return between == ["of"]
    joined = len(between) == 1 and between[0] in DASHES | {"to", "and", "or", "until", "till", "/", "&"}
    return joined and bool(following.reading.year and following.reading.month)


def _narrated_year(words: Words, out: list[Found], date: Found) -> int:
    """The year of "that September", or of "on 3 February" and "in May" a few words behind a date."""
    anchor = _anchor(words, out, date)
    if anchor is None:
        return 0
    then, now = anchor.reading, date.reading
    before = words.lower(date.start - 1)
    if before == "that" and not now.day:
        return then.year
    if before in {"following", "next"} and words.lower(date.start - 2) == "the" and not now.day:
        return then.year + (now.month <= (then.month or 12))
    if before in {"previous", "preceding"} and words.lower(date.start - 2) == "the" and not now.day:
        return then.year - (now.month >= (then.month or 1))
    ends = _sentence_ends(words, anchor, date)
    earlier = then.month and (now.month, now.day or 31) < (then.month, then.day)
    if earlier or words.lower(date.end)[:1].isdigit():
        return 0
    if now.day:
        return then.year if ends < 2 else 0
    named = date.end < len(words) and words.text[date.end][0].isupper()  # "in August Wilson's Fences"
    return then.year if before == "in" and not ends and not named else 0
