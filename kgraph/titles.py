"""Names of things compared: titles, companies, places, prizes.

Nothing here decides whether two things are one; `kgraph.resolve` does. Names are compared without case, accents and
punctuation (`kgraph.text.fold`), and without a leading article.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kgraph.text import fold, word_set

#: Words that many things have in their names: alone they are no short form of any of them.
_COMMON_WORDS = word_set(
    "theatre opera house ballet company school academy royal national city new state the of in and festival"
    " orchestra symphony philharmonic grand great old university institute conservatory prize medal st saint hall"
    " club le la el de des du van von der den di del dance music arts north south east west northern southern"
    " eastern western international choir quartet"
)
#: So many of them are hardly a name: three may be the one Royal Opera House.
_FEW_WORDS = 2
#: Words for kinds of things, as other languages have them.
_WORDS_ABROAD = {
    word: own
    for own, words in {
        "theatre": "theater teatro theatre teatr divadlo szinhaz teater",
        "opera": "oper operahouse operaen",
        "house": "haus",
        "ballet": "ballett balet balett baletto balletto",
        "company": "compagnie compania compagnia companhia kompanie troupe",
        "orchestra": "orquesta orchestre orchester orkester zenekar orkestr",
        "school": "ecole escuela scuola schule escola skola",
        "academy": "academie academia accademia akademie akademia",
        "conservatory": "conservatoire conservatorio konservatorium conservatorium konzervatorium",
        "university": "universite universidad universita universitat universidade",
        "institute": "institut instituto istituto",
        "prize": "prix premio preis prijs premi dij award",
        "medal": "medaille medalla medaglia medalha",
        "festival": "festspiele festiwal festivali",
        "national": "nationale nacional nazionale narodni nemzeti",
        "royal": "royale real reale konigliche konigliches kungliga kongelige",
        "choir": "chorus choeur chor coro kor",
        "philharmonic": "philharmonie philharmonique filarmonica philharmoniker filharmonia",
        "quartet": "quatuor quartett cuarteto quartetto",
        "new": "nouveau nouvelle nuevo nueva nuovo nuova neue neues",
        "international": "internationale internacional internazionale",
    }.items()
    for word in words.split()
}
_LITTLE = word_set("the a an of for in at and de des du del della di do da la le les el los las l d der die das y et")
_ARTICLE = re.compile(
    r"\W*(?:(?:the|an?|les?|la|il|lo|gli|i|el|los|las|der|die|das)\s+|l['’])(?=.*\w)", re.IGNORECASE | re.DOTALL
)
#: A thing whose name has one of these more is another: "South Australia", "Friends of the Scottish Opera".
_OTHERWISE = word_set(
    "north south east west northern southern eastern western new upper lower central greater little young junior"
    " friends amigos amis amici freunde vrienden friend society guild union committee"
)


@lru_cache(maxsize=200_000)
def title_key(name: str) -> str:
    """What two names of a thing that is no person share: folded, without a leading article.

    A name of signs that folding removes altogether ("???") keeps them.
    """
    article = _ARTICLE.match(name)
    key = fold(name[article.end() :]) if article else ""
    return key or fold(name) or unicodedata.normalize("NFC", name).casefold().strip()


@lru_cache(maxsize=200_000)
def bag(key: str) -> frozenset[str]:
    """The words of a folded title without articles, and words for kinds of things in English: "premio rath"."""
    return frozenset(_WORDS_ABROAD.get(w, w) for w in key.split()) - _LITTLE


def is_generic(key: str) -> bool:
    """Whether a folded name is made of few words that many things have: "theatre royal", "teatro nacional"."""
    words = bag(key)
    return 0 < len(words) <= _FEW_WORDS and words <= _COMMON_WORDS


def shortened(a: str, b: str) -> bool:
    """Whether one folded name is made of words of the other, and of more than such as many things have."""
    short, long = sorted((bag(a), bag(b)), key=len)
    more = len(short) < len(long) and not short <= _COMMON_WORDS and all(_has_word(long, word) for word in short)
    return more and _OTHERWISE.isdisjoint(long - short)


def _has_word(words: frozenset[str], word: str) -> bool:
    return word in words or (len(word) > 4 and (f"{word}s" in words or word.removesuffix("s") in words))
