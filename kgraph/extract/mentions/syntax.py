"""How a phrase hangs in its sentence."""

from __future__ import annotations

from kgraph.extract.mentions.view import View
from kgraph.text import word_set

_ADJECTIVES = frozenset({"JJ", "JJS", "VBN", "VBG"})
_ORDINALS = word_set("first second third last original only definitive")
_OBJECTS = frozenset({"dobj", "nsubjpass", "oprd", "obj"})


def governor(view: View, root: int) -> tuple[str, str]:
    """The argument that the phrase headed by `root` is, and the lemma that governs it; ("", "") if it is none.

    The subject of a passive is an ``object``; a possessive is ``'s``; behind a preposition it is the preposition, and
    the governor is what that depends on.
    """
    dep, head = view.deps[root], view.heads[root]
    if head == root:
        return "", ""
    if dep in _OBJECTS:
        return "object", view.lemmas[head]
    if dep == "nsubj":
        return "subject", view.lemmas[head]
    if dep == "attr":
        return "is", view.lemmas[head]
    if dep == "poss":
        return "'s", view.lemmas[head]
    if dep in ("pobj", "pcomp"):
        above = view.heads[head]
        if view.deps[head] == "prep" and view.pos[above] == "ADP" and above != head:
            above = view.heads[above]
        if view.folded[head] == "as" and head > 0 and view.folded[head - 1] == "such":
            return "", ""
        if view.folded[head] == "as" and view.deps[above] == "pobj" and view.folded[view.heads[above]] == "with":
            above = view.heads[above]  # "with Rosa Lund as Mimì"
        return view.folded[head], view.lemmas[above] if above != head else ""
    return "", ""


def determiner(view: View, start: int) -> str:
    """How a name that begins at `start` is determined, as common nouns are.

    ``possessed``: after his, her, their ("her first Mimì"); ``instance``: one of several ("a celebrated Mercutio", "the
    greatest Lady Macbeth"); else "".
    """
    i, adjective = start - 1, ""
    while i >= 0 and start - i <= 3 and view.tags[i] in _ADJECTIVES:
        adjective = adjective or view.folded[i]
        i -= 1
    if i < 0:
        return ""
    if view.tags[i] == "PRP$":
        return "possessed"
    if view.folded[i] in ("a", "an"):
        return "instance"
    if view.folded[i] == "the" and (view.tags[start - 1] == "JJS" or adjective in _ORDINALS):
        return "instance"
    return ""
