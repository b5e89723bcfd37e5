"""What single words look like: capitals, initials, particles, English or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

from kgraph.text import word_set

#: Words that join the parts of a person's or a foreign name without a capital.
PARTICLES = word_set(
    """
    de del della delle dei degli di da dal dalla dello do dos das du des d' van von vom zu zur zum den
    der het ter ten te bin ibn bint al el ul ap ab af av nad pod y e et und und's i la le les las los lo
    im am an auf für a au aux à l' en sur sous och og na w z ve v
    """
)
#: Particles that may begin a surname: "de Basil", "van Dantzig".
LEADING_PARTICLES = word_set("de del della di da dos du d' van von zu bin ibn al el ap af ten ter den der")
#: English words that may stand in the middle of a title or an institution's name.
CONNECTORS = word_set("of the and for in to on at with from a an or by & under without into upon over his her")
ARTICLES = frozenset({"the", "a", "an"})
#: Articles of other languages, which begin titles and names whose other words need no capital: "La traviata".
FOREIGN_ARTICLES = word_set("il la le les lo gli el los las der die das ein eine una un une uno o os het de l' na")
#: What kings and elder namesakes are called: "Francis the First".
EPITHETS = word_set("first second third fourth fifth sixth great younger elder terrible")
#: Capitalised words that are no names, wherever they stand.
_STOP = word_set(
    """
    the a an this that these those i he she it we you they his her its our your their my mine hers him
    them us me who whom whose which what when where why how if in on at to of for from by with without
    under over after before during since until till while as and or but nor so yet then there here not
    no yes both either neither each every all some any few many much more most other another such only
    own same than too very just also even still again once twice ever never always often sometimes soon
    later now today tonight yesterday tomorrow thus hence however moreover although though because
    unless whether whereas between among amid across along behind beside besides beyond near towards
    toward upon through throughout within into onto about above against around like despite per via is
    was are were be been being has have had do does did can could might must shall should will would
    let's didn't oh ah o one two three four five six seven eight nine ten
    """
)
#: Capitalised words that are no names and no part of titles: the calendar, and the abbreviations of dictionaries.
_CALENDAR = word_set(
    """
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. i
    monday tuesday wednesday thursday friday saturday sunday mondays sundays saturdays b b. d d. m m. s.
    dau. bro. incl. pubns pubn ed. fl. ca. c. nee
    """
)
_CLITIC = re.compile(r"^(?:[dlDL]['’]|al-|el-)[^\W\d_]", re.UNICODE)
_INITIAL = re.compile(
    r"^(?:[^\W\d_]\.-?){1,4}$|^(?:St|Ste|Jr|Sr|Mr|Mrs|Ms|Dr|Mt|Th|Bros|Co|Soc|Univ|Nat)\.$", re.UNICODE
)
_ROMAN = re.compile(r"^[IVXLC]+$")


class Shape(IntEnum):
    """What a word looks like."""

    OTHER = 0
    LOWER = 1
    CAPITAL = 2
    INITIAL = 3
    STOP = 4
    NUMBER = 5
    SPACE = 6
    DATE = 7


def shape_of(text: str, folded: str) -> Shape:
    """The shape of one token; `STOP` is a capitalised function word, `DATE` one of the calendar."""
    if text.isspace():
        return Shape.SPACE
    if text[0].isupper():
        if folded in _STOP:
            return Shape.STOP
        if folded in _CALENDAR:
            return Shape.DATE
        if _INITIAL.match(text) and text[0].isupper():
            return Shape.INITIAL
        return Shape.CAPITAL
    if text[0].isdigit():
        return Shape.CAPITAL if any(c.isupper() for c in text) and not text.endswith(("s", "th")) else Shape.NUMBER
    if text[0].isalpha():
        if _CLITIC.match(text) and any(c.isupper() for c in text):
            return Shape.CAPITAL
        return Shape.LOWER
    if len(text) > 1 and text[0] in "'’ʻ‘" and text[1].isalnum():
        return Shape.CAPITAL if text[1].isupper() else Shape.NUMBER if text[1].isdigit() else Shape.OTHER
    return Shape.OTHER


class Shapes:
    """`shape_of` with a memory: the same words come again and again."""

    _LIMIT = 200_000

    def __init__(self) -> None:
        self._known: dict[str, Shape] = {}

    def read(self, texts: list[str], folded: list[str]) -> list[Shape]:
        """The shape of each token."""
        known = self._known
        if len(known) > self._LIMIT:
            known.clear()
        shapes = []
        for text, low in zip(texts, folded, strict=True):
            shape = known.get(text)
            if shape is None:
                shape = known[text] = shape_of(text, low)
            shapes.append(shape)
        return shapes


def is_roman(text: str) -> bool:
    """Whether it is a Roman numeral in capitals."""
    return _ROMAN.match(text) is not None


class English:
    """Which words are English, by the lemma lists that come with the model (WordNet's); inflections included.

    Parameters
    ----------
    index
        Part of speech (``noun``, ``verb``, ``adj``, ``adv``) → lemmas, in lower case.
    exceptions
        Part of speech → irregular forms.
    extra
        Function words, which the lists lack.
    """

    def __init__(
        self, index: Mapping[str, frozenset[str]], exceptions: Mapping[str, frozenset[str]], extra: frozenset[str]
    ) -> None:
        self._index = dict(index)
        self._exceptions = dict(exceptions)
        self._extra = extra | CONNECTORS
        self._known: dict[str, frozenset[str]] = {}

    def parts(self, word: str) -> frozenset[str]:
        """The parts of speech that a folded word can have in English; ``x`` for function words; empty if it is none."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) > 200_000:
                self._known.clear()
            found = self._known[word] = self._look_up(word)
        return found

    def knows(self, word: str) -> bool:
        """Whether a folded word is English."""
        return bool(self.parts(word))

    def _look_up(self, word: str) -> frozenset[str]:
        found = {"x"} if word in self._extra else set()
        for part in ("noun", "verb", "adj", "adv"):
            lemmas = self._index.get(part, frozenset())
            if word in self._exceptions.get(part, frozenset()) or any(f in lemmas for f in _bases(word, part)):
                found.add(part)
        return frozenset(found)


def _bases(word: str, part: str) -> list[str]:
    bases = [word]
    if part in ("noun", "verb") and word.endswith("s") and len(word) > 3:
        bases.append(word[:-1])
        if word.endswith("es"):
            bases.append(word[:-2])
        if word.endswith("ies"):
            bases.append(word[:-3] + "y")
    if part == "verb":
        for suffix in ("ed", "ing"):
            if word.endswith(suffix) and len(word) > len(suffix) + 1:
                stem = word[: -len(suffix)]
                bases += [stem, stem + "e"]
                if stem[-1] == stem[-2:-1]:
                    bases.append(stem[:-1])
                if stem.endswith("i"):
                    bases.append(stem[:-1] + "y")
    return bases
