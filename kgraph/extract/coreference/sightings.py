"""A mention of a person as the ranking of antecedents sees it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kgraph.extract.coreference.reading import Reading, Role
from kgraph.text import word_set

#: Prepositions that bring somebody in only to set another off.
_CONTRASTING = word_set("against opposite like unlike than")


@dataclass(frozen=True, slots=True)
class Seen:
    """One mention of a candidate: head token, where it stands, and what it is."""

    token: int
    sentence: int
    role: Role
    kind: str
    conjoined: bool
    bracketed: bool
    #: Verb of the relative or participial clause around it, or -1.
    inner: int = -1
    #: Whether it is only the maker or owner of something named ("Ibsen's Ghosts"), or what a preposition contrasts.
    aside: bool = False


def sight(reading: Reading, names: Collection[int], nouns: Collection[str], token: int, kind: str, name: str) -> Seen:
    """What a mention is and where it stands.

    Parameters
    ----------
    names
        Tokens of names.
    nouns
        Nouns for people, which make way for the name beside them: "the *dancer* Ada".
    token
        Head of the mention.
    kind, name
        "name", "nominal" or "pronoun"; the name, if it is one.
    """
    tree = reading.tree
    at = token if kind == "pronoun" else reading.phrase(token)
    role = reading.role(token)
    if role == "appos" or (role == "mod" and tree.lemma[at] in nouns):
        role = reading.role(at)
    head = tree.head[token]
    owner = tree.dep[token] == "poss" and head in names and kind == "name"
    contrasted = tree.dep[token] == "pobj" and tree.lower[head] in _CONTRASTING
    return Seen(
        token,
        reading.sentence[token],
        role,
        kind + "2" * (" " in name),
        tree.dep[token] == "conj" or any(tree.dep[c] == "conj" for c in tree.children[token]),
        reading.bracketed[token],
        reading.embedding(token),
        owner or contrasted,
    )
