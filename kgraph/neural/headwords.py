"""Headwords of catalogues and dictionaries: "HLADIK (Otto)", "214. DIAGHILEV (Serge de)", "Hladik (Otto), bass"."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from kgraph.lexicon.words import fold
from kgraph.name_variants import is_given
from kgraph.names import IN_BRACKETS, joins_names, speaking_order
from kgraph.neural.reading import Reading

#: Most words of a family name in capitals, and of the given names in brackets.
_FAMILY, _GIVEN = 4, 4
#: Words that may number an entry, before its headword.
_NUMBER = frozenset(".)–—-•*#")
_MOST_NUMBER = 3
#: Fewest words behind a headword on its line.
_PROSE = 12
_JOINING = frozenset(("-", "'", "’"))


def headwords(
    reading: Reading, given_names: Mapping[str, str], things: Container[str] = (), places: Container[str] = ()
) -> list[tuple[int, int]]:
    """Names at the beginning of a line, with the given names in brackets behind them: in capitals, or with a comma or
    semicolon behind the brackets. What stands behind a whole name is another one: "HATTIE MORAHAN (Nina)" is an actress
    with her role; and so is a whole name: "SWAN LAKE (Matthew Bourne)". Several words are rather a house or a work, but
    with a particle or hyphen.

    Parameters
    ----------
    reading
        The words of a text.
    given_names
        Known given names, folded: the bracket must have no others.
    things
        Names, folded, of widely known things, which are no headwords of people: "FAUST (Marguerite)".
    places
        Names, folded, of places, which are rather places in brackets, too: "MELBOURNE (Victoria)".

    Returns
    -------
    list of pairs of int
        Words, end-exclusive, the brackets included; sorted.
    """
    found = []
    for line, _ in reading.lines():
        start = _after_number(reading, line)
        end = start
        in_capitals = start < len(reading) and reading.words[start].isupper()
        while end < min(start + _FAMILY, len(reading)) and _is_part(reading.words[end], in_capitals):
            end += 1
        if end == start or reading.words[end : end + 1] != ("(",) or _is_known(reading.words[start], given_names):
            continue
        family = reading.words[start:end]
        if fold(" ".join(family)) in things or not _is_family(family):
            continue
        bracket = reading.words[end + 1 : end + 2 + _GIVEN]
        given = bracket[: bracket.index(")")] if ")" in bracket else ()
        if (
            given
            and not given[0].isupper()
            and fold(" ".join(given)) not in places
            and all(_is_given(k, word, given_names) for k, word in enumerate(given))
        ):
            behind = end + len(given) + 2
            if in_capitals or _goes_on(reading.words[behind : behind + 2]):
                found.append((start, behind))
    return found


def _goes_on(words: Sequence[str]) -> bool:
    """Whether a headword that is not in capitals is followed by what its bearer is, and no date of a tour."""
    return len(words) == 2 and words[0] in (",", ";") and words[1].isalpha()


def entries(reading: Reading, names: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of some names that open entries on their bearers: they stand at the beginning of a line with the family
    name first, and prose follows on that line. A single one must open the text.

    Parameters
    ----------
    reading
        The words of a text.
    names
        Words of names, end-exclusive.
    """
    opening = {_after_number(reading, line): end for line, end in reading.lines()}
    found = {
        (start, end)
        for start, end in names
        if opening.get(start, 0) - end >= _PROSE and in_speaking_order(text := reading.text(start, end)) != text
    }
    return found if len(found) > 1 or any(start == min(opening) for start, _ in found) else set()


def in_speaking_order(headword: str) -> str:
    """A name with the family name first as it is spoken, the given names in brackets or not: "Hladik (Otto)", "HLADIK,
    Otto". Other names stay as they are.
    """
    bracket = IN_BRACKETS.fullmatch(headword)
    if bracket and _is_family(family := bracket[1].split()) and not is_given(fold(family[0])):
        return speaking_order(f"{bracket[1]}, {bracket[2]}")
    return speaking_order(headword)


def _after_number(reading: Reading, line: int) -> int:
    for k in range(line, min(line + _MOST_NUMBER, len(reading))):
        word = reading.words[k]
        if not (word in _NUMBER or word.rstrip(".)").isdecimal()):
            return k
    return min(line + _MOST_NUMBER, len(reading))


def _is_part(word: str, in_capitals: bool) -> bool:
    """Whether a word may be of a family name that is written so."""
    if word in _JOINING:
        return True
    return word.isupper() if in_capitals else (word[0].isupper() and not word.isupper()) or joins_names(word)


def _is_known(word: str, given_names: Mapping[str, str]) -> bool:
    return fold(word) in given_names or is_given(fold(word))


def _is_family(words: Sequence[str]) -> bool:
    """Whether words in capitals are a family name: one word, or with what joins names: "O'NEILL", "VON ZEDDELIN"."""
    joined = sum(w in _JOINING or joins_names(w.lower()) for w in words)
    return len(words) <= 1 + 2 * joined


def _is_given(k: int, word: str, given_names: Mapping[str, str]) -> bool:
    """Whether the k-th word in brackets may be of given names: "Otto", behind others "J.", "von"; no family name."""
    joining = word in (".", "-") or len(word.rstrip(".")) == 1 or joins_names(word)
    return (word[0].isupper() and _is_known(word, given_names)) or (k > 0 and joining)
