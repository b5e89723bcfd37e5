"""Whether a clause asserts what it says: negated, hypothetical, refused, planned and hearsay statements do not.

The words that decide stand in the lexicon (``assertion.yaml``); here is how their force spreads over the tree:
from a negation or modal to its verb, from a verb of refusal or intention down to everything it governs, and from
a verb to the verbs coordinated with it that share its auxiliary.
"""

from __future__ import annotations

from kgraph.extract.syntax import Tree
from kgraph.lexicon.assertion import AssertionCues

#: Labels under which a clause or phrase is governed by the word above it.
_GOVERNED = frozenset(
    ("xcomp", "ccomp", "pcomp", "acl", "advcl", "dobj", "prep", "pobj", "attr", "oprd", "csubj", "relcl", "appos",
     "conj", "agent", "dative", "acomp", "nsubjpass", "nsubj", "compound", "amod", "nmod", "poss", "parataxis")
)  # fmt: skip


class Assertion:
    """Answers for each token of one Doc whether it stands in asserted context; remembers what it found."""

    def __init__(self, tree: Tree, cues: AssertionCues) -> None:
        self._tree = tree
        self._cues = cues
        self._known: dict[int, bool] = {}

    def holds(self, token: int) -> bool:
        """True unless the token, or a clause that governs it, is denied, hypothetical, intended or reported."""
        known = self._known.get(token)
        if known is not None:
            return known
        path = [token]
        for node in self._tree.ancestors(token):
            path.append(node)
        holds = True
        below: int | None = None
        for node in path:
            if self._blocks(node, below):
                holds = False
                break
            if below is not None and self._shields(node, below):
                break
            if self._tree.dep[node] not in _GOVERNED and node != token:
                break
            below = node
        self._known[token] = holds
        return holds

    def _shields(self, node: int, below: int) -> bool:
        """Whether what is above `below` has no power over it: a verb that has a subject of its own and coordinates."""
        tree = self._tree
        return tree.dep[below] == "conj" and bool(tree.with_dep(below, "nsubj", "nsubjpass"))

    def _blocks(self, node: int, below: int | None) -> bool:
        """Whether the words at `node` deny the clause below it (or its own, when `below` is None)."""
        tree, cues = self._tree, self._cues
        if below is not None and tree.dep[below] in ("relcl", "appos") and tree.pos[node] in ("NOUN", "PROPN"):
            return False
        denied = self._denied(node)
        if below is None:
            return denied
        dep = tree.dep[below]
        if dep == "conj" and tree.is_verb(node):
            shared = not tree.with_dep(below, "nsubj", "nsubjpass", "aux", "auxpass")
            return shared and denied and not self._contrasts(below)
        if dep in ("nsubj", "nsubjpass") and tree.is_verb(node):
            return self._evokes(node, cues.governors) and tree.is_passive(node)
        if dep == "advcl" and self._marked(below, cues.conditions):
            return True
        if dep == "advcl" or (dep == "prep" and tree.lower[below] in ("after", "before", "since", "until", "as")):
            return False
        if dep in ("ccomp", "xcomp", "acl", "relcl") and self._evokes(node, cues.reporters):
            return True
        hearsay = dep in ("ccomp", "xcomp") and tree.is_verb(node) and tree.is_passive(node)
        if hearsay and self._evokes(node, cues.rumours):
            return True
        return denied or self._evokes(node, cues.governors)

    def _denied(self, node: int) -> bool:
        tree, cues = self._tree, self._cues
        for child in tree.children[node]:
            dep, lower = tree.dep[child], tree.lower[child]
            if dep == "neg" and not (lower == "not" and tree.lower[min(child + 1, tree.size - 1)] in cues.not_only):
                return True
            if dep == "aux" and lower in cues.modals and not self._realised(node):
                return True
            if dep in ("advmod", "preconj", "det", "cc") and lower in cues.adverbs:
                return True
            if dep == "mark" and lower in cues.conditions:
                return True
        return self._marked(node, cues.conditions)

    def _realised(self, verb: int) -> bool:
        """Whether "would" tells the future of a narrative past, which happened, as in "would later dance"."""
        return any(self._tree.lower[c] in self._cues.realised for c in self._tree.children[verb])

    def _marked(self, node: int, words: frozenset[str]) -> bool:
        return any(self._tree.dep[c] in ("mark", "advmod") and self._tree.lower[c] in words
                   for c in self._tree.children[node])  # fmt: skip

    def _evokes(self, node: int, words: frozenset[str]) -> bool:
        tree = self._tree
        if tree.lemma[node] in words:
            return True
        return any(f"{tree.lemma[node]} {tree.lower[c]}" in words
                   for c in tree.children[node] if tree.dep[c] in ("prt", "prep", "advmod", "dobj"))  # fmt: skip

    def _contrasts(self, token: int) -> bool:
        """Whether "but" or "instead" sets a coordinated clause against the denied one before it."""
        tree = self._tree
        head = tree.head[token]
        return any(tree.lower[c] in ("but", "instead", "yet") and c > head for c in
                   (*tree.children[head], *tree.children[token]))  # fmt: skip
