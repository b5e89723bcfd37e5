"""How a phrase hangs in its sentence."""

from __future__ import annotations

from kgraph.extract.mentions.view import View

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
        return view.folded[head], view.lemmas[above] if above != head else ""
    return "", ""
