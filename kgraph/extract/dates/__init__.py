"""Dates in a text, as ISO 8601 with the precision that the text gives them, and the ranges they form.

`forms.py` reads the words of one date; this component decides whether a number of four digits is a year at all,
and which two dates are a range. `context.py` reads what stands around them: whether the notation says birth or
death, and the year that a date borrows from another ("(1872–1966) … B. Stevenage, 16 Jan.", "later that year",
"two years afterwards"). `vague.py` reads what ISO 8601 cannot say and EDTF can: about 1890, perhaps in 1890, since
1995, in the spring of 1921. Decades and centuries have an EDTF form only. Ages are no dates.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.extract.dates.context import add_cues, fill_years, read_relative
from kgraph.extract.dates.forms import Reading, is_year, read_date, read_decade
from kgraph.extract.dates.vague import CIRCA, edtf, is_bound, is_dated_decade, qualified
from kgraph.extract.dates.words import DASHES, Found, Words
from kgraph.extract.tokens import DateMention, register_extensions
from kgraph.text import word_set

#: Before a number, these make it no year: catalogue and page numbers, money, quantities.
_NO_YEAR_AFTER = word_set(
    """bwv op op. opus no no. nos nos. number numbers p p. pp pp. page pages vol vol. volume k k. kv kv. hob hob. rv
    room flight route chapter bar bars £ $ € ¥ # № + over nearly almost than some least most × x"""
)
#: After a number, these make it a quantity.
_NO_YEAR_BEFORE = word_set(
    """% m km kg ft bc bce b.c. million thousand hundred people men women children seats spectators guests copies
    performances pupils students members dollars pounds francs"""
)
#: Before a number, these make it a year whatever follows, and even one of the Middle Ages or a round one.
_SURE_YEAR_AFTER = word_set("in since until till from during between ( – — born died b. d. †")
_YEAR_AFTER = _SURE_YEAR_AFTER | word_set("to and before after by of the year early late anno , ; - / or")
_RANGE_WORDS = frozenset({"to", "until", "till", "through"}) | DASHES
#: "From 1856 until he retired in 1883": how many words may stand between the two dates.
_CLAUSE_REACH = 7


class DateFinder:
    """Computes the dates of a Doc, and writes them to ``doc._.dates``."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.dates``."""
        doc._.dates = self.find(doc)
        return doc

    def find(self, doc: Doc) -> tuple[DateMention, ...]:
        """All dates of a Doc, by position. Uses its tags where it has them, and nothing else of a model."""
        words = Words.of(doc)
        found = fill_years(words, add_cues(words, _read_all(words)))
        out: list[DateMention] = []
        for n, date in enumerate(found):
            follows = found[n + 1] if n + 1 < len(found) else None
            range_end = n + 1 if follows is not None and _is_range(words, date, follows) else -1
            start, end = words.at[date.start], words.at[date.reading.end - 1] + 1
            form = edtf(words, date)
            bound = is_bound(words, date, found[n - 1] if n else None)
            out.append(
                DateMention(
                    start,
                    end,
                    date.reading.iso,
                    range_end,
                    date.cue,
                    form if form != date.reading.iso else "",
                    bound and not date.cue,
                )
            )
        return tuple(out)


def _read_all(words: Words) -> list[Found]:
    """Every date of the text, those without a year included."""
    found: list[Found] = []
    i = 0
    while i < len(words):
        if not words.may_be_date[i]:
            i += 1
            continue
        if (relative := read_relative(words, i)) is not None:
            found.append(relative)
            i = relative.end
            continue
        if (decade := read_decade(words.text, i)) is not None and is_dated_decade(words, i, decade):
            found.append(Found(i, decade))
            i = decade.end
            continue
        reading = read_date(words.text, i)
        date = qualified(words, Found(i, reading)) if reading is not None else None
        if reading is None or date is None or not _is_date(words, date):
            i = reading.end if reading is not None else i + 1
            # a rejected number takes the rest of its range with it: "pp. 1824–1890"
            if reading is not None and words.lower(i) in DASHES and words.tight(i):
                i += 2
            continue
        found.append(date)
        i = date.end
        if (short := _short_year(words, i, reading)) is not None:
            found.append(Found(i + 1, short))
            i = short.end
    return found


def _is_date(words: Words, date: Found) -> bool:
    """Whether the words around a reading let it be a date."""
    reading, i = date.reading, date.start
    before, after = words.lower(date.first - 1), words.lower(date.end)
    if before == "." and words.lower(i - 2) in {"p", "pp", "no", "op", "vol"}:
        before = words.lower(i - 2)
    if after == "?":
        return False
    if reading.month or not reading.year:
        return True
    if before in _NO_YEAR_AFTER or after in _NO_YEAR_BEFORE:
        return False
    if after in {"s", "'s", "’s"} and reading.year % 10 == 0:  # "the 1890's"
        return False
    if after == "-" and words.tight(date.end) and words.lower(date.end + 1).isalpha():  # "1500-seat"
        return False
    if before in {'"', "“", "‘", "'"} and after in {'"', "”", "’", "'"}:  # the title "1984"
        return False
    if before == "-" and not date.lead and words.tight(i - 1) and not is_year(words.lower(i - 2)):
        return False
    circa = bool(date.lead) and words.lower(i - 1) in CIRCA | {"."}
    sure = before in _SURE_YEAR_AFTER or circa
    if (date.lead or not sure) and words.plural[min(date.end, len(words) - 1)]:
        return False
    if reading.year < 1600:
        return before in _SURE_YEAR_AFTER or circa or (before == "-" and is_year(words.lower(i - 2)))
    return reading.year % 100 != 0 or before in _YEAR_AFTER or circa or after in {")", ",", ".", ";", "–", ""}


def _short_year(words: Words, i: int, first: Reading) -> Reading | None:
    """The end of "1889–97" or "1995/96", whose dash is word `i`."""
    if words.lower(i) not in DASHES | {"/"} or first.month or not words.tight(i):
        return None
    tail = words.lower(i + 1)
    if not tail.isdigit() or len(tail) > 2 or not tail.isascii():
        return None
    whole = read_date(words.text, i + 1)
    if whole is not None and whole.month:  # "1790–3 April 1861"
        return None
    year = int(str(first.year)[: -len(tail)] + tail)
    return Reading(i + 2, year) if year > first.year and words.lower(i + 2) not in {"-", "%"} else None


def _is_range(words: Words, first: Found, second: Found) -> bool:
    """Whether two neighbouring dates are the ends of one span of time."""
    if first.reading.order > second.reading.order or second.relative:
        return False
    between = [words.lower(i) for i in range(first.end, second.first)]
    before = words.lower(first.first - 1)
    if before in {"the", "late", "early", "mid"}:
        before = words.lower(first.first - 2)
    if before == "of" and words.lower(first.start - 3) in {"from", "between"}:  # "from the spring of 1928 to"
        before = words.lower(first.start - 3)
    between = [w for w in between if w not in {"the", "in", "late", "early", "about"}]
    if len(between) == 1:
        return between[0] in _RANGE_WORDS | {"/"} or (between[0] == "and" and before == "between")
    return (
        before == "from"
        and 1 < len(between) <= _CLAUSE_REACH
        and between[0] in {"to", "until", "till"}
        and all(w.isalpha() for w in between)
    )


@Language.factory("kgraph_dates", assigns=["doc._.dates"])
def create_date_finder(nlp: Language, name: str) -> DateFinder:
    """Make the component for a pipeline."""
    register_extensions()
    return DateFinder()
