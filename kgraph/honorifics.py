"""Titles before personal names and honours behind them: which words they are, and what they tell of who bears them."""

from __future__ import annotations

from collections.abc import Mapping

from kgraph.text import fold, word_set

#: Titles with which somebody is called by the family name ("Mr Vane"), and by the given one ("Dame Honor").
_BY_FAMILY = word_set(
    "mr mrs ms miss mister mme mmes madame mlle mademoiselle monsieur herr frau fraulein signor signora signorina"
    " senor senora senorita sra srta donna fru froken frl herra fraulein pani pan dr doctor prof professor capt"
    " captain col colonel gen general maj major lt lieutenant rev reverend comte comtesse count countess baron"
    " baroness viscount earl duke duchess lord judge bishop archbishop"
    " cardinal canon deacon rabbi cantor admiral commander sergeant sgt inspector professoressa"
    " senator congressman congresswoman governor mayor alderman councillor minister ambassador chancellor corporal"
    " brigadier commodore monsignor commendatore cavaliere chevalier padre pater pere abbe hofrat geheimrat"
    " kommerzienrat konsul consul kapellmeister hofkapellmeister ballettmeister kammersanger kammersangerin"
    " generalmusikdirektor vicomte vicomtesse marquise marquess graf grafin freiherr marchese marchesa"
    " contessa senhor senhora signorino cavalier cav maitre baronin furst furstin marchioness"
    " gospodin gospoda gospodja gospa hr lieut meneer mijnheer mevrouw juffrouw kyrios kyria comrade tovarishch"
    " madam mistress"
)
BY_GIVEN = word_set(
    "sir dame lady maestro maestra don dona smt shri sri shrimati begum king queen prince princess emperor"
    " empress tsar tsarina pope saint sultan sheikh ustad pandit swami kumari aunt auntie uncle tante onkel"
    " father brother sister mother fra dona acharya reb oncle"
)
HONORIFICS = _BY_FAMILY | BY_GIVEN
_WOMEN = word_set(
    "mrs ms miss mme mmes madame mlle mademoiselle frau fraulein signora signorina senora senorita sra srta donna"
    " fru froken frl pani smt shrimati begum kumari aunt auntie tante sister mother comtesse countess baroness duchess"
    " dame lady maestra dona queen princess empress tsarina kammersangerin"
    " senhora baronin furstin grafin marchioness marquise marchesa contessa vicomtesse gospoda gospodja gospa mevrouw"
    " juffrouw kyria madam mistress"
)
_WIVES = word_set("mrs mme madame frau signora senora senhora sra fru pani lady mevrouw")
_MEN = word_set(
    "mr mister monsieur herr signor senor pan shri sri comte count baron viscount earl duke lord sir maestro don"
    " king prince emperor tsar pope sultan sheikh ustad pandit swami uncle onkel father brother fra"
    " commendatore cavaliere chevalier pater padre pere abbe kammersanger senhor"
    " signorino cavalier cav furst graf freiherr marchese vicomte gospodin hr meneer mijnheer kyrios oncle"
)
DECORATIONS = word_set("obe cbe mbe dbe kbe gbe om ch phd md ram rcm frs kc qc ra")


def has_honorific(name: str) -> bool:
    """Whether a personal name starts with an honorific or title and goes on."""
    first, _, rest = name.partition(" ")
    return bool(rest) and fold(first) in HONORIFICS


def is_honorific(word: str) -> bool:
    """Whether a word is a title that stands before names, written with a capital: "Mme", "Dame", "Prof."."""
    return word[:1].isupper() and fold(word) in HONORIFICS


def is_decoration(word: str) -> bool:
    """Whether a word is an honour or degree that stands behind names, in capitals: "OBE", "Ph.D."."""
    return fold(word).replace(" ", "") in DECORATIONS and sum(c.isupper() for c in word) > 1


def honorific_gender(name: str) -> str:
    """``f`` or ``m`` if a name starts with a title that only women or only men have, else nothing."""
    first, _, rest = name.partition(" ")
    word = fold(first) if rest else ""
    return "f" if word in _WOMEN else "m" if word in _MEN else ""


def without_honorific(name: str) -> str:
    """A personal name without the honorifics and titles at its beginning."""
    while has_honorific(name):
        name = name.partition(" ")[2].lstrip()
    return name


def is_by_husband(name: str, genders: Mapping[str, str]) -> bool:
    """Whether a woman is called by her husband's whole name: "Mrs Patrick Campbell".

    Parameters
    ----------
    name
        With its title, in speaking order.
    genders
        Given name, folded → ``m`` or ``f``.
    """
    first, _, rest = name.partition(" ")
    words = without_honorific(rest).split()
    return fold(first) in _WIVES and len(words) > 1 and genders.get(fold(words[0])) == "m"
