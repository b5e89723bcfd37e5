"""Names of people: their parts, and when a shorter form can stand for a fuller one."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from kgraph.lexicon.words import fold
from kgraph.text import word_set

_PARTICLES = word_set(
    """de del della di da das do dos du des la le les van von vom zu zur der den ter ten bin ibn al el af av y e o"""
)
_SUFFIXES = word_set("jr sr ii iii iv v vi vii viii ix x xi xii xiii xiv xv younger elder")
#: Titles that are part of a name: "Queen Marie" is no Marie Curie.
_REGNAL = word_set("king queen pope tsar tsarina emperor empress sultan saint prince princess maharaja")
#: Adjectives that go before a name and are no part of it: "Little Teura".
_EPITHETS = word_set("little young old dear poor")
_FEMININE = ("a", "ette", "elle", "ine", "ène", "iet", "ith")
_MASCULINE = ("o", "us", "os", "rd", "ld", "lf", "rt", "er", "or", "ir", "av", "ik", "ek", "mund", "nd", "ias", "im")
_QUOTES = "\"“”'‘’()"
#: Given names shorter than this are not recognised by their beginning ("Sam" for "Samuel").
_SHORTENED = 3


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in parts, all folded.

    Attributes
    ----------
    words
        Given names and surname in their usual order, particles with the word that follows them ("de valois");
        initials are single letters.
    suffix
        What tells namesakes apart: "jr", "ix", "younger".
    nicknames
        Words of the name in quotation marks or brackets.
    """

    words: tuple[str, ...]
    suffix: str = ""
    nicknames: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether there is more than one name in it."""
        return len(self.words) > 1


def parse_name(name: str, titles: Container[str]) -> PersonName:
    """Take a name apart.

    Parameters
    ----------
    name
        As a text has it, titles and all; "CRAIG, Edward Gordon" is turned round.
    titles
        Folded words that are titles before a name.
    """
    before, comma, after = name.partition(", ")
    turned = f"{after} {before}" if comma and fold(after).rstrip(".") not in _SUFFIXES else name.replace(",", " ")
    words: list[str] = []
    nicknames: list[str] = []
    suffix, particle = "", ""
    parts = turned.split()
    for n, part in enumerate(parts):
        word = fold(part)
        if word[0] in _QUOTES and word[-1] in _QUOTES and len(word) > 2 and len(parts) > 1:
            nicknames.append(word.strip(_QUOTES))
            continue
        word = word.strip(_QUOTES)
        bare = word.rstrip(".")
        leads = not words and n + 1 < len(parts)
        if leads and bare in _REGNAL and n + 2 == len(parts):
            particle += bare + " "
            continue
        if not bare or (leads and (word in titles or word in _EPITHETS)):
            continue
        if words and bare in _SUFFIXES and (n + 1 == len(parts) or bare in {"jr", "sr"}):
            suffix = bare
        elif words and bare == "the":
            continue
        elif bare in _PARTICLES and part[0].islower() and n + 1 < len(parts):
            particle += bare + " "
        else:
            initials = [c for c in bare.split(".") if c]
            if len(initials) > 1 and all(len(c) == 1 for c in initials):
                words += initials
            else:
                words.append(particle + bare)
            particle = ""
    return PersonName(tuple(words), suffix, tuple(nicknames))


def likely_gender(name: PersonName) -> str:
    """The gender that a given name's ending suggests in most European languages: ``f``, ``m`` or empty."""
    if len(name.words) < 2 or len(name.words[0]) < 4:
        return ""
    given = name.words[0]
    if given.endswith(_FEMININE):
        return "f"
    return "m" if given.endswith(_MASCULINE) else ""


def compound_gender(name: PersonName, given: Mapping[str, str]) -> str:
    """The gender of a hyphenated given name: of the whole, of the same without hyphen, or what its parts agree on.

    Parameters
    ----------
    given
        Given names with gender, ``u`` for either.
    """
    first = name.words[0] if name.full else ""
    if "-" not in first:
        return ""
    whole = given.get(first) or given.get(first.replace("-", ""))
    genders = {given.get(part, "u") for part in first.split("-")} if whole in {None, "u"} else {whole}
    # "Jean-Pierre" is a man, but so is "Jean-Marie"
    return "m" if genders <= {"m", "u"} and "m" in genders else "f" if genders == {"f"} else ""


def _same(short: str, full: str) -> bool:
    """Whether two parts of names agree, one perhaps an initial."""
    return short == full or ((len(short) == 1 or len(full) == 1) and short[0] == full[0])


def _core(word: str) -> str:
    """A surname without its particles."""
    return word.rpartition(" ")[2]


def name_keys(name: PersonName) -> frozenset[str]:
    """Words under which a name is found: two names that `fit` share one, but for the initial of a surname alone."""
    keys = {part for word in name.words for part in (word, _core(word), *word.split("-"))}
    return frozenset(keys.union(name.nicknames))


def fit(short: PersonName, full: PersonName) -> int:
    """How well `short` names the person whose name is `full`: 0 not at all, 1 to 4 better and better.

    4: the same, or fuller names of which one is contained in the other. 3: the surname. 2: the given name, a
    nickname, or a shortened given name with the surname. 1: another part, or the initial of a surname.
    """
    if not short.words or not full.words or (short.suffix and short.suffix != full.suffix):
        return 0
    if short.words == full.words:
        return 4 if short.suffix == full.suffix else 3
    if len(short.words) == 1:
        return _fit_single(short.words[0], full)
    if len(short.words) > len(full.words):
        return 0
    if _contained(short.words, full.words):
        return 4
    surname = _core(short.words[-1]) == _core(full.words[-1]) and len(short.words[-1]) > 1
    given, other = short.words[0], full.words[0]
    if surname and given in full.nicknames:
        return 2
    shortened = min(len(given), len(other)) >= _SHORTENED and (given.startswith(other) or other.startswith(given))
    return 2 if surname and shortened and len(short.words) == 2 else 0


def _fit_single(word: str, full: PersonName) -> int:
    surname = full.words[-1]
    if len(word) == 1:
        return 1 if len(full.words) > 1 and surname[0] == word else 0
    if word == surname or _core(word) == _core(surname) or (surname.endswith("-" + word) and "-" in surname):
        return 3
    if word == full.words[0] or word in full.nicknames:
        return 2
    return 1 if word in full.words or word in surname.split("-") else 0


def _contained(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the parts of `short` are parts of `full` in the same order, its last the surname's or a name in full."""
    at, whole = 0, 0
    for word in short:
        while at < len(full) and not _same(word, full[at]):
            at += 1
        if at == len(full):
            return False
        whole += len(word) > 1 and word == full[at]
        at += 1
    # the surnames have to agree: "Anna Maria" is not enough for "Anna Maria Luisa Rossi"
    return whole > 0 and (_same(short[-1], full[-1]) or len(full) - len(short) == 1) and len(short[-1]) > 1


def conflict(one: PersonName, other: PersonName) -> bool:
    """Whether two fuller names share the surname but not the given name: two people of one family."""
    return one.full and other.full and one.words[-1] == other.words[-1] and fit(one, other) == fit(other, one) == 0
