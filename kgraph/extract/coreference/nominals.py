"""Descriptions: common nouns said of somebody, and "the dancer" or "the company" standing for a name."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass

from kgraph.extract.coreference.reading import Reading
from kgraph.text import word_set

_DEFINITE = word_set("the this that")
#: Adjectives that tell one of several from the others, or bring in somebody new.
_CONTRASTING = word_set(
    """other another second third first former latter same next new elder older younger eldest youngest only last
    famous great whole entire main future late previous original fellow"""
)
#: Nouns that name too many things besides: "the stage", "the part".
_VAGUE = word_set(
    """stage chorus river trilogy cycle season tour part role title label style series repertoire port capital state
    street event group number house word line world title-role solo score repertory court scene"""
)
#: Prepositions that place a thing: "the theatre at Durham".
_PLACING = word_set("at of in for near")
#: Labels of what makes a description specific enough to bring in somebody new: "the dancer of her dreams".
_RESTRICTING = word_set("prep relcl acl poss nummod appos")
#: Nouns for relations, which "of" a thing are figures of speech: "the father of modern dance".
_FIGURATIVE = word_set("father mother grandfather grandmother godfather godmother parent child son daughter midwife")
#: Labels of nouns that say what something is, rather than stand for it.
_PREDICATIVE = word_set("attr oprd appos compound nmod amod npadvmod acomp")


@dataclass(frozen=True, slots=True)
class Description:
    """A singular noun phrase without a name.

    Attributes
    ----------
    start, token
        Its first word and its noun, which is its last word.
    noun
        Lemma.
    anaphoric
        Whether it can stand for something mentioned before: "the dancer", not "a dancer" or "her dancer".
    """

    start: int
    token: int
    noun: str
    anaphoric: bool


def said_of(reading: Reading, nouns: Container[str]) -> dict[int, list[str]]:
    """Nouns by the token of what they are said of: "X, a *dancer*", "the *dancer* X", "X was a *dancer*"."""
    tree = reading.tree
    said: dict[int, list[str]] = {}
    for i, lemma in enumerate(tree.lemma):
        if tree.pos[i] == "NOUN" and lemma in nouns:
            for holder in tree.holders(i):
                said.setdefault(holder, []).append(lemma)
    return said


def find_descriptions(reading: Reading, nouns: Container[str], names: Collection[int]) -> list[Description]:
    """The noun phrases with one of `nouns` that stand by themselves, by position.

    Parameters
    ----------
    names
        Tokens of names: a noun that is part of one, or said of one, describes nobody else.
    """
    tree = reading.tree
    found = []
    for i, lemma in enumerate(tree.lemma):
        if lemma not in nouns or tree.tag[i] != "NN" or i in names or tree.dep[i] in _PREDICATIVE:
            continue
        children = tree.children[i]
        if tree.dep[i] == "pobj" and tree.lower[tree.head[i]] == "as":
            continue  # "regarded as a dancer": said of somebody
        if lemma in _FIGURATIVE and _of_things(reading, i, nouns, names):
            continue
        if any(c in names and tree.dep[c] in {"appos", "compound", "nmod"} for c in children):
            continue
        if i + 1 in names or (i + 2 in names and tree.lower[i + 1] in _PLACING and lemma not in _VAGUE):
            continue  # "the dancer X", whatever the parser makes of it
        first = min([i, *(c for c in children if tree.dep[c] in {"det", "amod", "compound", "poss", "nummod"})])
        definite = tree.lower[first] in _DEFINITE and tree.tag[first] == "DT"
        restricted = any(tree.dep[c] in _RESTRICTING for c in children)
        contrasted = any(tree.lemma[c] in _CONTRASTING for c in children)
        owned = i + 1 < tree.size and tree.tag[i + 1] == "POS" and reading.phrase(i) in names
        known = definite and not (restricted or contrasted or owned or lemma in _VAGUE)
        found.append(Description(first, i, lemma, known and not _specific(reading, i)))
    return found


def _of_things(reading: Reading, noun: int, nouns: Container[str], names: Collection[int]) -> bool:
    """Whether a noun is "of" a common noun for no person: "the father *of professional theatre*"."""
    tree = reading.tree
    objects = [o for c in tree.children[noun] if tree.lower[c] == "of" for o in tree.with_dep(c, "pobj")]
    return any(tree.pos[o] == "NOUN" and o not in names and tree.lemma[o] not in nouns for o in objects)


def _specific(reading: Reading, noun: int) -> bool:
    """Whether a capitalised word goes before a noun: "the English theatre"."""
    tree = reading.tree
    return any(reading.capital[c] and tree.dep[c] in {"amod", "compound", "nmod"} for c in tree.children[noun])


def gender_of(nouns: Collection[str], genders: Mapping[str, str]) -> str:
    """The gender that nouns agree on, or empty."""
    told = {genders[n] for n in nouns if genders.get(n) in {"f", "m"}}
    return told.pop() if len(told) == 1 else ""
