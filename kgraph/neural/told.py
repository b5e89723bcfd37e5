"""What mentions tell of whom they stand for: what keeps "she" from being Hugo, Danjūrō XI from being Danjūrō XII."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

import numpy as np

from kgraph.honorifics import honorific_gender, is_by_husband, is_honorific
from kgraph.lexicon.words import fold
from kgraph.names import Likeness, PersonName, compare_persons, contradict, is_of_one, person_name
from kgraph.neural import features
from kgraph.neural.features import Mentions
from kgraph.neural.headwords import in_speaking_order
from kgraph.neural.reading import Array, Reading


@dataclass(frozen=True, slots=True)
class Told:
    """What mentions tell of whom they stand for: gender, full names, one or many; one mention or those of a chain.

    `likely` is the gender that a given name alone suggests, where nothing tells it better: "Betty"; `husband` the name
    by which a woman is called: "Mrs Patrick Campbell". `role` is the only name of a role, and `given` are first names
    of people with several names: the Linda of the play is not Linda Mäe, who wrote it. `entry` is the number of the
    entry that is about somebody: the headwords of a dictionary are different people. `voice` is that of the writer of a
    letter or of whom it is written to (`kgraph.neural.voices`), who are two. `apart` is the number of the mention with
    which the text brings in a namesake, who is nobody named before: "not to be confused with the dancer Juhan Ilves".
    """

    gender: str
    names: tuple[PersonName, ...]
    one: bool = False
    many: bool = False
    likely: str = ""
    husband: PersonName | None = None
    role: str = ""
    given: frozenset[str] = frozenset()
    entry: int = -1
    voice: str = ""
    apart: int = -1

    def admits(self, other: Told) -> bool:
        """Whether nothing of it makes another one somebody else: "Mrs Vane", "Danjūrō XII" beside Danjūrō XI."""
        if other.gender and (self.gender or self.likely or other.gender) != other.gender:
            return False
        if (self.one and other.many) or (self.many and other.one):
            return False
        if self.role in other.given or other.role in self.given or 0 <= self.entry != other.entry >= 0:
            return False
        if (self.voice and other.voice and self.voice != other.voice) or other.apart >= 0 > self.apart:
            return False
        if self.husband and other.husband and compare_persons(self.husband, other.husband) is Likeness.DIFFERENT:
            return False
        return not any(contradict(a, b) for a in self.names for b in other.names)

    def may_be(self, later: Told) -> bool:
        """Whether nothing that is told of it, or of what comes up later, contradicts their being one."""
        return self.admits(later) and later.admits(replace(self, apart=later.apart))

    def without_names(self) -> Told:
        """What is told by other than names: of those that a text gives to one thing, one may be unlike the other."""
        return replace(self, names=(), likely="", role="", given=frozenset())

    def is_never(self, name: str) -> bool:
        """Whether a name, folded, is no part of the full names that it has, if any: there "Pavlova" is another one."""
        return bool(name and self.names) and all(name not in n.key.split() for n in self.names)

    def with_(self, other: Told) -> Told:
        """Both together."""
        names = (*self.names, *(n for n in other.names if n not in self.names))
        one, many = self.one or other.one, self.many or other.many
        likely, husband = self.likely or other.likely, self.husband or other.husband
        role, given = self.role or other.role, self.given | other.given
        entry, voice = self.entry if self.entry >= 0 else other.entry, self.voice or other.voice
        apart = self.apart if self.apart >= 0 else other.apart
        return Told(self.gender or other.gender, names, one, many, likely, husband, role, given, entry, voice, apart)


def told_by(
    given_names: Mapping[str, str], reading: Reading, mentions: Mentions, k: int, person: bool, role: bool = False
) -> Told:
    """What a mention of a `person`, a `role` or something else tells. "They" are not one man or woman: "he and his wife
    Johanna", whom "they" means, are two.
    """
    pronoun, name = int(mentions.pronoun[k]), mentions.names[k]
    named = person and bool(name) and name[0] in given_names
    alone = given_names[name[0]] if named and len(name) == 1 else ""
    full, husband = _full_name(given_names, reading, mentions, k) if person and len(name) > 1 else (None, False)
    return Told(
        _gender(given_names, reading, mentions, k),
        (full,) if full and not husband else (),
        one=pronoun in features.GENDERS
        or (named and is_of_one(reading.text(int(mentions.start[k]), int(mentions.end[k])))),
        many=pronoun in features.SEVERAL,
        likely=alone if alone in ("m", "f") else "",
        husband=full if husband else None,
        role=name[0] if role and len(name) == 1 else "",
        given=frozenset(full.given[:1]) if full and full.spelled_out and not role else frozenset(),
    )


def _gender(given_names: Mapping[str, str], reading: Reading, mentions: Mentions, k: int) -> str:
    """``m`` or ``f`` if a mention tells: a pronoun, a name with a title, or one that begins with a given name."""
    if by_pronoun := features.GENDERS.get(int(mentions.pronoun[k])):
        return by_pronoun
    start, end, name = int(mentions.start[k]), int(mentions.end[k]), mentions.names[k]
    if not name:
        return ""
    titled = honorific_gender(reading.text(max(start - 1, 0), end)) or honorific_gender(reading.text(start, end))
    text = reading.text(start, end)
    spoken = in_speaking_order(text)
    first = name[0] if spoken == text else fold(spoken.split()[0])
    given = given_names.get(first, "") if len(name) > 1 else ""
    return titled or (given if given in ("m", "f") else "")


def _full_name(
    given_names: Mapping[str, str], reading: Reading, mentions: Mentions, k: int
) -> tuple[PersonName | None, bool]:
    """The name of a person by more than one word, if a mention gives it, and whether it is her husband's."""
    start, end = int(mentions.start[k]), int(mentions.end[k])
    name = person_name(in_speaking_order(reading.text(start, end)))
    by_husband = any(is_by_husband(reading.text(first, end), given_names) for first in (max(start - 1, 0), start))
    return (name if name.full else None), by_husband


def likened(reading: Reading, mentions: Mentions, k: int) -> str:
    """The name, folded, to which a mention likens somebody else: "the child Pavlova", "the Danish Callas"; or nothing.

    So is "the young Brahms" written, who is Brahms: the names around must tell.
    """
    start, name = int(mentions.start[k]), mentions.names[k]
    if int(mentions.kind[k]) != features.NAME or len(name) != 1 or start < 2:
        return ""
    before = reading.words[start - 1]
    said = reading.words[start - 2].lower() == "the" and before.isalpha() and not is_honorific(before)
    return name[0] if said else ""


def by_title(given_names: Mapping[str, str], reading: Reading, mentions: Mentions) -> Array:
    """Whether each mention is a title with a given name: "Dame Honor"."""
    return np.array(
        [
            len(name) == 1
            and name[0] in given_names
            and bool(honorific_gender(reading.text(int(mentions.start[k]), int(mentions.end[k]))))
            for k, name in enumerate(mentions.names)  # without titles
        ],
        dtype=bool,
    )


#: Verbs of which a role or a work is the object, though journalists put places there, too.
_PERFORMED = frozenset(("danced", "dances", "dancing", "sang", "sings", "singing", "sung"))


def by_verb(reading: Reading, mentions: Mentions, roles: Container[str]) -> Array:
    """Whether each mention stands as the object behind "danced" or "sang", and is called as one of the widely known
    roles and works: "Paris", which is hardly the city there.
    """
    return np.array(
        [
            kind == features.NAME
            and start > 0
            and reading.words[start - 1] in _PERFORMED
            and fold(reading.text(start, end)) in roles
            for start, end, kind in zip(
                mentions.start.tolist(), mentions.end.tolist(), mentions.kind.tolist(), strict=True
            )
        ],
        dtype=bool,
    )
