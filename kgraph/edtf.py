"""Time as a text gives it, in the Extended Date/Time Format (EDTF) of the Library of Congress, ISO 8601-2.

Of its levels 1 and 2: ``1890~`` about, ``1890?`` perhaps, ``1890%`` perhaps about; ``192X`` a decade, ``18XX`` a
century; ``1921-21`` to ``1921-24`` spring, summer, autumn and winter; ``1995/2003`` from, to; ``1995/..`` since;
``1995/`` from, to nobody says when; ``/2003`` until; ``../1955`` before, ``1955/..`` after. An ISO 8601 date is EDTF.

See https://www.loc.gov/standards/datetime/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Names of the qualifiers that tell when a fact was so; the first for what happened once.
WHEN, FROM, UNTIL = "date", "startDate", "endDate"
DATE_QUALIFIERS = (WHEN, FROM, UNTIL)

_DATE = re.compile(r"([0-9]{4}(?:-(?:0[0-9]|1[0-2])(?:-[0-9]{2})?)?)(?:-2[1-4])?([~?%]?)")
_ORDER = re.compile(r"([0-9]+)X*(?:-([0-9]{2}))?(?:-([0-9]{2}))?[~?%]?")
#: Months by which seasons are sorted.
_SEASONS = {"21": "03", "22": "06", "23": "09", "24": "12"}
_SEASON_NAMES = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_MARKS = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}


def sides(form: str) -> tuple[str, str]:
    """What stands before and behind the slash of an interval; of a single date, twice that date."""
    first, slash, last = form.partition("/")
    return first, last if slash else first


def moment(form: str) -> str:
    """A single date of an EDTF form: of an interval its start, or its end if that is all there is."""
    first, last = sides(form)
    return first if first.strip(".") else last


def iso(form: str) -> str:
    """The day, month or year of `moment` as ISO 8601, without marks; empty for decades and centuries."""
    match = _DATE.fullmatch(moment(form))
    return match[1] if match else ""


def is_exact(form: str) -> bool:
    """Whether a form is a day, a month or a year, and neither approximate nor uncertain."""
    match = _DATE.fullmatch(form)
    return match is not None and not match[2]


def interval(forms: Mapping[str, str]) -> str:
    """The EDTF form of a fact's time.

    Parameters
    ----------
    forms
        EDTF forms by the name of their qualifier; others than `DATE_QUALIFIERS` do not count. A start that is open
        ("since 1995") stays so without an end.

    Returns
    -------
    str
        ``1995/2003`` and the like; the single date of what happened once; empty if there is no date.
    """
    start, end = forms.get(FROM, ""), forms.get(UNTIL, "")
    if not start and not end:
        return forms.get(WHEN, "")
    if end:
        return f"{moment(start)}/{sides(end)[1] if '/' in end else end}"
    return start if "/" in start else f"{start}/"


def part(form: str, qualifier: str) -> str:
    """What `interval` made of a qualifier: the form of a start with what is known of the end, of an end, or all."""
    first, last = sides(form)
    if "/" not in form or qualifier == WHEN:
        return form
    if qualifier == UNTIL:
        return last
    return f"{first}/{last}" if last == ".." else first


def order(form: str) -> tuple[str, str]:
    """To sort forms by time: a decade before its years, a year before its months; one end stands for both."""
    first, last = (_sortable(side) for side in sides(form))
    return first or last, last or first


def _sortable(side: str) -> str:
    match = _ORDER.fullmatch(side)
    if match is None:
        return ""
    return "-".join(part for part in (match[1], _SEASONS.get(match[2], match[2]), match[3]) if part)


def in_words(form: str) -> str:
    """A form for people: ``about 1890``, ``1920s``, ``spring 1921``, ``from the 1920s``, ``1995–2003``."""
    first, slash, last = form.partition("/")
    if not slash:
        return _date_in_words(form)
    if first in ("", ".."):
        return f"{'before' if first else 'until'} {_article(last)}{_date_in_words(last)}"
    if last in ("", ".."):
        return f"{'since' if last else 'from'} {_article(first)}{_date_in_words(first)}"
    return f"{_date_in_words(first)}–{_date_in_words(last)}"


def _article(side: str) -> str:
    return "the " if "X" in side else ""


def _date_in_words(side: str) -> str:
    date = side.rstrip("~?%")
    mark = _MARKS.get(side[len(date) :], "")
    if date.endswith("XX"):
        number = int(date[:2]) + 1
        date = f"{number}{'st' if number == 21 else 'th'} century"
    elif date.endswith("X"):
        date = f"{date[:-1]}0s"
    elif season := _SEASON_NAMES.get(date[5:]):
        date = f"{season} {date[:4]}"
    return mark + date
