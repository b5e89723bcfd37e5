"""The longer and shorter forms in which a mention can be quoted: with titles, honours, a place, or without.

A mention is the name itself. What stands around it tells people apart ("Mrs Vane" is not Peter Vane) and is what a
reader searches for ("Theatre Royal, Bath"); what stands inside it is what other texts call the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kgraph.honorifics import is_decoration, is_honorific
from kgraph.model import Mention, Span

_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’]*\.?) $")
_WORD_BEHIND = re.compile(r",? ([A-Z][\w.]*)")
_PLACE_BEHIND = re.compile(r", ")
#: What tells the old from the young of one name: "Young Oakes"; "Luis Maldini the younger", "Dumas fils".
_AGE_BEFORE = re.compile(r"(?:[Tt]he (?:elder|younger|young|old)|Young|Old) $")
_AGE_BEHIND = re.compile(r",? (?:the (?:elder|younger|Elder|Younger)|père|fils|[Ss]enior|[Jj]unior|[SJ]r\b\.?)(?!\w)")
#: Classes of what can be named behind a comma after the name of something that lies there.
PLACES = frozenset(("Place", "Venue"))
_NAMED_AFTER_PLACE = PLACES | {"School", "Company", "Organization"}


def forms_of(
    type_: str, mentions: Iterable[Mention], text: str, places: Mapping[int, int], inner: Mapping[int, int]
) -> tuple[Mention, ...]:
    """Further forms of an entity's mentions.

    Parameters
    ----------
    type_
        Class of the entity.
    mentions
        Its mentions; pronouns have no forms.
    text
        What their offsets count.
    places
        Where the names of places begin to which a fact ties the entity → where they end. Offsets in characters.
    inner
        The same of all names of places: what stands inside a name behind its comma need not be tied to it by a fact.

    Returns
    -------
    tuple of Mention
        Sorted by position, without the mentions themselves.
    """
    given = [m for m in mentions if not m.pronoun]
    spans: set[Span] = set()
    for mention in given:
        if type_ == "Person":
            spans |= _personal(mention.span, text)
        elif type_ in _NAMED_AFTER_PLACE:
            spans |= _placed(mention.span, text, places, inner)
    spans -= {m.span for m in given}
    return tuple(sorted(Mention(s, text[s.start : s.end]) for s in spans))


def _personal(span: Span, text: str) -> set[Span]:
    """With all titles and honours around a name, with what tells father and son apart, and without any."""
    start, end = span.start, span.end
    while (before := _WORD_BEFORE.search(text, max(0, start - 30), start)) and is_honorific(before[1].rstrip(".")):
        start = before.start(1)
    while (behind := _WORD_BEHIND.match(text, end)) and is_decoration(behind[1]):
        end = behind.end(1)
    first, last = span.start, span.end
    while (blank := text.find(" ", first, last)) > 0 and is_honorific(text[first:blank].rstrip(".")):
        first = blank + 1
    while (blank := text.rfind(" ", first, last)) > 0 and is_decoration(text[blank + 1 : last]):
        last = len(text[:blank].rstrip(" ,"))
    old = _AGE_BEFORE.search(text, max(0, start - 30), start)
    young = _AGE_BEHIND.match(text, end)
    aged = Span(old.start() if old else start, young.end() if young else end)
    return {Span(start, end), Span(first, last), aged}


def _placed(span: Span, text: str, places: Mapping[int, int], inner: Mapping[int, int]) -> set[Span]:
    """With the place that follows a comma, if a fact says that it is there; and without."""
    found: set[Span] = set()
    if (comma := _PLACE_BEHIND.match(text, span.end)) and comma.end() in places:
        found.add(Span(span.start, places[comma.end()]))
    inside = text.find(", ", span.start, span.end)
    if inside > 0 and span.end in (places.get(inside + 2), inner.get(inside + 2)):
        found.add(Span(span.start, inside))
    return found
