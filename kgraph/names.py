"""Personal names taken apart and compared: what resolution knows about how people are called; of things see `titles`.

Nothing here decides whether two entities are one; `kgraph.resolve` does, with `compare_persons` as one of its
reasons. A name is compared without case, accents and punctuation (`kgraph.text.fold`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from kgraph.honorifics import BY_GIVEN, DECORATIONS, HONORIFICS
from kgraph.name_variants import is_given, may_begin, same_given, skeleton
from kgraph.text import fold, word_set
from kgraph.titles import title_key

_PARTICLES = word_set(
    "de del della delle dello di da dal dos das do du des d l la le van von der den ter ten te vom zu zum zur af"
    " av bin ibn al el ap y e i"
)
_SAINTS = word_set("st ste saint sainte san santa")
_REGNAL = word_set("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi")
_JUNIOR = word_set("jr sr junior senior")
_GENERATIONS = _JUNIOR | _REGNAL
_NICKNAME = re.compile(r"[\"“”„«»][^\"“”„«»]*[\"“”„«»]|\([^()]*\)")
_INITIALS = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
# Invisible characters that change how the text around a label reads; joiners are kept, scripts and emoji need them.
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\ufffe\uffff]")


@lru_cache(maxsize=200_000)
def clean(name: str) -> str:
    """A name as it becomes a label: on one line, without control characters and bidirectional controls."""
    shown = "".join(" " if unicodedata.category(c) == "Cc" else c for c in _INVISIBLE.sub("", name))
    return " ".join(shown.split())


def is_proper(text: str) -> bool:
    """Whether a mention looks like a name: it has a capital or a letter of a script without capitals."""
    return any(c.isupper() or c.istitle() or (c.isalpha() and not c.islower()) for c in text)


class Likeness(IntEnum):
    """How far two personal names agree, from contradiction to identity."""

    DIFFERENT = 0
    PARTIAL = 1  #: one is a part of the other, or only an initial speaks for them: "Hale", "M. Hale"
    VARIANT = 2  #: other spellings or forms of the same names: "Leo Tchaikin", "Lev Chaikin"; "Peggy Hale", "Margaret"
    COMPATIBLE = 3  #: nothing contradicts, and more than an initial agrees: "Lev Chaikin", "Lev Arkadyevich Chaikin"
    EQUAL = 4  #: the same given names and family name


@dataclass(frozen=True, slots=True)
class PersonName:
    """A personal name without honorifics, everything folded.

    Attributes
    ----------
    given
        First and middle names in order; an initial is a single letter. Empty when only one name is known.
    family
        The family name without particles, or the only name.
    generation
        ``jr``, ``ii``… or empty.
    lone
        For an only name what it must be by the honorific before it: ``given`` ("Dame Honor"), ``family``
        ("Mr Oakes"), or empty when it may be either.
    """

    given: tuple[str, ...]
    family: str
    generation: str = ""
    lone: str = ""

    @property
    def full(self) -> bool:
        """Whether more than one name is known; a regnal number counts as a name."""
        return bool(self.given) or self.generation in _REGNAL

    @property
    def spelled_out(self) -> bool:
        """Whether the first given name is there in full."""
        return bool(self.given) and len(self.given[0]) > 1

    @property
    def key(self) -> str:
        """Equal for names of likeness `EQUAL`."""
        return " ".join((*self.given, self.family, self.generation)).strip()


#: A headword with the given names in brackets: "HLADIK (Otto)".
IN_BRACKETS = re.compile(r"([^()\[\],]*[^()\[\],\s])\s*\(\s*([^()\[\],]+?)\s*\)")
#: A bracket behind a headword's names.
_BRACKET = re.compile(r"\s+[(\[]([^()\[\]]*)[)\]]")


def _split_brackets(names: str) -> tuple[str, list[str]]:
    """Names without brackets, and those of these that tell people apart: "(II)", "(fils)", "(Jr.)". Others hold given
    names that nobody used: "Melba (Doretta)".
    """
    telling = []
    for match in _BRACKET.finditer(names):
        words = match[1].split()
        if not words or not all(
            w[0].isupper() and len(w) > 2 and not w.isupper() and not _is_postnominal(w) for w in words
        ):
            telling.append(match[0].strip())
    return _BRACKET.sub("", names), telling


def speaking_order(name: str) -> str:
    """A personal name with the family name last: "Dame Honor Tredgold" for "TREDGOLD, Dame Honor".

    What follows a comma but is no name ("Jr.", "OBE") stays behind. The capitals of a headword are lowered, and given
    names that nobody used are left out: "Liston, Melba (Doretta)" is "Melba Liston". "HLADIK (Otto)" is "Otto Hladik".
    """
    head, _, tail = name.partition(",")
    bracket = IN_BRACKETS.fullmatch(name)
    if bracket and _is_family(bracket[1]) and _are_given(bracket[2].split()):
        head, tail = bracket[1], bracket[2]
    tail, telling = _split_brackets(tail)
    late = [w for part in tail.split(",") for w in part.split()]
    names = [w for w in late if not _is_postnominal(w)]
    if not names or not head.strip():
        return name
    if head.isupper() and not any(len(n) > 2 and n.isupper() for n in names):
        head = re.sub(r"(?<=[^\W\d_])[^\W\d_]+", lambda letters: letters[0].lower(), head)
    return " ".join((*names, head.strip(), *(w for w in late if w not in names), *telling))


def _is_family(name: str) -> bool:
    """Whether a name is in the capitals of a headword, and no whole one: behind "HATTIE MORAHAN" stands her role."""
    return name.isupper() and len(name) > 1 and not is_given(fold(name.split()[0]))


def _are_given(words: list[str]) -> bool:
    """Whether words may be given names: no "II", no "fils", no "American singer". The first must be a common one."""
    others = all(_is_initial(w) or (w[0].isupper() and not w.isupper()) or joins_names(w) for w in words)
    return others and is_given(fold(words[0]))


def as_wife(name: PersonName) -> PersonName:
    """The name of a husband as that of his wife: like hers in another text, like the family name alone, and not his."""
    return PersonName(tuple(f"={given}" for given in name.given), name.family, name.generation)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The words of a personal name, as written, sorted by what they are."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str
    lone: str


def _parts(name: str) -> _Parts:
    words = [w for w in _words(_NICKNAME.sub(" ", speaking_order(name))) if fold(w)] or [name]
    generation = ""
    while len(words) > 1 and _is_postnominal(words[-1]):
        last = fold(words.pop())
        generation = last if last in _GENERATIONS else generation
    lone = ""
    while len(words) > 1 and fold(words[0]) in HONORIFICS:
        lone = "given" if fold(words.pop(0)) in BY_GIVEN else "family"
    if len(words) == 1:
        return _Parts((), tuple(words), generation, lone)
    if joins_names(words[0]) and words[0] != "Al":  # "de Valois", but "Al Pacino"
        return _Parts((), tuple(words), generation, "family")
    last_word = len(words) - 1
    start = next((i for i in range(1, last_word) if _begins_family(words[i])), last_word)
    if start > 1 and fold(words[start]) in ("y", "e", "i"):  # "Vicente Martín y Soler"
        start -= 1
    return _Parts(tuple(words[:start]), tuple(words[start:]), generation, "")


@lru_cache(maxsize=200_000)
def person_name(name: str) -> PersonName:
    """Take a personal name apart: "Tredgold, Dame Honor", "J. R. Oakes", "Ninette de Valois", "Sammy Davis, Jr."."""
    parts = _parts(name)
    given = tuple(piece for word in parts.given for piece in fold(word).split())
    return PersonName(given, _without_particles(parts.family) or title_key(name), parts.generation, parts.lone)


def core_name(name: str) -> str:
    """First given name, particles and family name, as written: the part of a personal name that rarely varies.

    >>> core_name("Dame Ninette Edris de Valois OM")
    'Ninette de Valois'
    """
    parts = _parts(name)
    number = [parts.generation] if parts.generation in _REGNAL else []
    return " ".join((*parts.given[:1], *parts.family, *number))


def _begins_family(word: str) -> bool:
    """Whether a family name begins with a word: a particle, or "St."."""
    return joins_names(word) or fold(word) in _SAINTS


def _is_postnominal(word: str) -> bool:
    """Whether a last word is no name: "Jr.", "XIV", "OBE". Numbers and honours are in capitals: "Sun Ra" is a name."""
    folded = fold(word)
    in_capitals = sum(c.isupper() for c in word) * 2 > len(folded)
    return folded in _JUNIOR or (folded in _REGNAL | DECORATIONS and in_capitals and not _is_initial(word))


#: Particles that also join two people.
_JOINING = word_set("and e i y und et")


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word.endswith(".")


def joins_names(word: str) -> bool:
    """Whether a word joins names; a capital on its own is an initial."""
    return fold(word) in _PARTICLES and (len(word) > 1 or word.islower()) and not word.endswith(".")


def is_of_one(name: str) -> bool:
    """Whether a personal name is written like one person's: "Ada van Lind", not "Ada and Bo", "the Lind sisters"."""
    return all(word[0].isupper() or (joins_names(word) and fold(word) not in _JOINING) for word in name.split())


def _words(name: str) -> list[str]:
    """The words in speaking order; initials written together apart; "Oakes, James" turned round."""
    words: list[str] = []
    for word in speaking_order(name).split():
        if len(word) > 2 and _INITIALS.fullmatch(word):  # "J.R.", "J.-C."
            words.extend(fold(word).split())
        else:
            words.append(word)
    return words


def _without_particles(words: Iterable[str]) -> str:
    pieces = [p for w in words for p in fold(w).split()]
    return " ".join([p for p in pieces if p not in _PARTICLES] or pieces)


def compare_persons(a: PersonName, b: PersonName) -> Likeness:
    """How far two personal names agree. Symmetric; not transitive: "J. Oakes" is like both James and John."""
    if not a.full or not b.full:
        return _compare_lone(a, b)
    if a.generation and b.generation and a.generation != b.generation:
        return Likeness.DIFFERENT
    if a.family == b.family and a.given == b.given and a.generation == b.generation:
        if a.spelled_out or not a.given:
            return Likeness.EQUAL
        return Likeness.COMPATIBLE if len(a.given) > 1 else Likeness.PARTIAL
    agreed = _agreement(a.given, b.given) if a.family == b.family else 0
    if not agreed:
        return _compare_variants(a, b) or _compare_order(a, b)
    first_in_full = a.spelled_out and b.spelled_out
    likeness = Likeness.COMPATIBLE if first_in_full or agreed > 1 else Likeness.PARTIAL
    return likeness if a.generation == b.generation else min(likeness, Likeness.PARTIAL)


def complementary(a: Collection[PersonName], b: Collection[PersonName]) -> bool:
    """Whether one person is called by a given name alone, the other by a family name: "Dame Honor", "Miss Tredgold"."""
    if any(n.full for n in (*a, *b)):
        return False
    given = [any(n.lone == "given" or (not n.lone and is_given(n.family)) for n in names) for names in (a, b)]
    family = [any(n.lone == "family" or (not n.lone and not is_given(n.family)) for n in names) for names in (a, b)]
    return (given[0] and family[1]) or (family[0] and given[1])


def middle_names_agree(a: PersonName, b: PersonName) -> bool:
    """Whether both have the family name and more than one given name, and these agree: "Daniel X.", "Daniel Xavier"."""
    return a.family == b.family and min(len(a.given), len(b.given)) > 1 and bool(_agreement(a.given, b.given))


def contradict(a: PersonName, b: PersonName) -> bool:
    """Whether two full names share the family name, but not the given names: two people of one family."""
    return a.full and b.full and a.family == b.family and compare_persons(a, b) is Likeness.DIFFERENT


def _compare_variants(a: PersonName, b: PersonName) -> Likeness:
    """Names of which the family names or the first given names are spelled otherwise, but may be the same."""
    if a.generation != b.generation or not a.given or not b.given or skeleton(a.family) != skeleton(b.family):
        return Likeness.DIFFERENT
    if not _agreement(a.given, b.given, forms=True):
        return Likeness.DIFFERENT
    return Likeness.VARIANT if a.spelled_out and b.spelled_out else Likeness.PARTIAL


def _agreement(a: tuple[str, ...], b: tuple[str, ...], *, forms: bool = False) -> int:
    """How many given names of the shorter list agree with the longer one in order, the first with the first.

    None (0) unless each of the shorter finds a partner. With `forms`, other forms and spellings of a name agree too.
    """
    short, long = sorted((a, b), key=len)
    if not short or not _alike(short[0], long[0], forms):
        return 0
    position = 1
    for name in short[1:]:
        while position < len(long) and not _alike(name, long[position], forms):
            position += 1
        if position == len(long):
            return 0
        position += 1
    return len(short)


def _alike(a: str, b: str, forms: bool = False) -> bool:
    if a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0]):
        return True
    if not forms:
        return False
    return may_begin(a, b) if len(b) == 1 else may_begin(b, a) if len(a) == 1 else same_given(a, b)


def _compare_order(a: PersonName, b: PersonName) -> Likeness:
    """Names whose last words differ: family name first ("Bartók Béla"), or one cut short ("Lev Arkadyevich")."""
    if a.generation != b.generation:
        return Likeness.DIFFERENT
    words_a, words_b = (*a.given, *a.family.split()), (*b.given, *b.family.split())
    if len(words_a) == len(words_b) == 2 and words_a == words_b[::-1]:
        return Likeness.COMPATIBLE
    short, long = sorted((words_a, words_b), key=len)
    if len(short) < len(long) and short in (long[: len(short)], long[-len(short) :]):
        return Likeness.PARTIAL
    return Likeness.DIFFERENT


def _spelled_alike(a: str, b: str) -> bool:
    return a == b or skeleton(a) == skeleton(b)


def _compare_lone(a: PersonName, b: PersonName) -> Likeness:
    """At least one is an only name: it may be the other's family name or first name."""
    if a.full:
        a, b = b, a
    if not b.full:
        same = _spelled_alike(a.family, b.family) and {a.lone, b.lone} != {"given", "family"}
    else:
        as_family = a.lone != "given" and _spelled_alike(a.family, b.family)
        as_given = a.lone != "family" and b.spelled_out and (a.family == b.given[0] or same_given(a.family, b.given[0]))
        same = as_family or as_given
    return Likeness.PARTIAL if same and len(a.family) > 1 else Likeness.DIFFERENT
