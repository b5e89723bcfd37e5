"""A Doc as the resolution of pronouns needs it: grammatical roles, clauses, and who may not be whom."""

from __future__ import annotations

from typing import Literal

from spacy.tokens import Doc

from kgraph.extract.coreference.speech import find_speakers
from kgraph.extract.syntax import Tree

Role = Literal["subj", "obj", "obl", "agent", "poss", "appos", "attr", "mod", "root", "other"]
_ROLES: dict[str, Role] = {
    "nsubj": "subj",
    "nsubjpass": "subj",
    "csubj": "subj",
    "dobj": "obj",
    "dative": "obj",
    "pobj": "obl",
    "poss": "poss",
    "appos": "appos",
    "attr": "attr",
    "oprd": "attr",
    "compound": "mod",
    "nmod": "mod",
    "amod": "mod",
    "ROOT": "root",
}
_QUOTES = frozenset({'"', "“", "”", "''", "``"})


class Reading:
    """A Doc's tree with what is asked of it again and again.

    Attributes
    ----------
    tree
        The dependency tree.
    sentence
        Number of the sentence of each token.
    paragraph
        Number of the paragraph of each token.
    quoted
        Whether each token stands between quotation marks.
    speaker
        Of each token in quotation marks the head token of who says it, else -1.
    capital
        Whether each token begins with a capital letter.
    bracketed
        Whether each token stands in brackets.
    """

    def __init__(self, doc: Doc) -> None:
        self.tree = Tree.of(doc)
        self.sentence: list[int] = []
        number = -1
        for i, (start, _) in enumerate(self.tree.sentence):
            number += start == i
            self.sentence.append(number)
        self.quoted: list[bool] = []
        self.paragraph: list[int] = []
        self.capital: list[bool] = []
        inside, paragraph = False, 0
        for token in doc:
            text = token.text
            paragraph += text.isspace() and text.count("\n") > 1
            self.paragraph.append(paragraph)
            self.capital.append(text[:1].isupper())
            if text in _QUOTES:
                inside = (not inside) if text == '"' else text in {"“", "``"}
            elif inside and text.isspace() and "\n" in text:
                inside = False
            self.quoted.append(inside)
        self.bracketed: list[bool] = []
        depth = 0
        for i, word in enumerate(self.tree.lower):
            if self.tree.sentence[i][0] == i:
                depth = 0
            depth += (word == "(") - (word == ")")
            self.bracketed.append(depth > 0)
        self.speaker = find_speakers(self.tree, self.quoted, self.paragraph)
        self._clauses: dict[int, int] = {}
        self._agents: dict[int, tuple[int, ...]] = {}

    def root(self, start: int, end: int) -> int:
        """The token of a span whose head lies outside it; the last of several."""
        head = self.tree.head
        for i in range(end - 1, start - 1, -1):
            if not start <= head[i] < end or head[i] == i:
                return i
        return end - 1

    def role(self, token: int) -> Role:
        """The grammatical role of a noun phrase's head; that of the first for the others of a coordination."""
        dep, head = self.tree.dep, self.tree.head
        for _ in range(8):
            if dep[token] != "conj" or self.tree.is_verb(token):
                break
            token = head[token]
        role = _ROLES.get(dep[token], "other")
        if role == "obl" and dep[head[token]] == "agent":
            return "agent"
        return role

    def clause(self, token: int) -> int:
        """The verb whose clause a token stands in."""
        found = self._clauses.get(token)
        if found is None:
            found = self._clauses[token] = self.tree.clause(token)
        return found

    def agents(self, verb: int) -> tuple[int, ...]:
        """The grammatical subject of a clause, also where it is only understood; of a relative pronoun, its noun."""
        found = self._agents.get(verb)
        if found is None:
            tree = self.tree
            subjects = tree.surface(verb) if tree.is_verb(verb) else []
            nouns = [(tree.antecedent(t) if tree.is_relative(t) else t) for t in subjects]
            found = self._agents[verb] = tuple(t for t in nouns if t is not None)
        return found

    def governs(self, upper: int, lower: int) -> bool:
        """Whether `lower` is below `upper` in the tree."""
        if self.sentence[upper] != self.sentence[lower]:
            return False
        head = self.tree.head
        for _ in range(60):
            if head[lower] == lower:
                return False
            lower = head[lower]
            if lower == upper:
                return True
        return False

    def embedding(self, token: int) -> int:
        """The verb of the relative or participial clause that a token stands in, or -1."""
        tree = self.tree
        for _ in range(60):
            if tree.dep[token] in {"relcl", "acl"}:
                return token
            if tree.head[token] == token:
                break
            token = tree.head[token]
        return -1

    def has_personal_relative(self, token: int) -> bool:
        """Whether a relative clause with "who" or "whom" follows a name: "Ada, *who left*"."""
        tree = self.tree
        return any(
            tree.dep[verb] == "relcl" and any(tree.lower[c] in {"who", "whom"} for c in tree.children[verb])
            for verb in tree.children[token]
        )

    def phrase(self, token: int) -> int:
        """The head of the noun phrase that a token belongs to as possessor, modifier or apposition."""
        dep, head = self.tree.dep, self.tree.head
        for _ in range(8):
            if dep[token] not in {"compound", "nmod", "poss", "appos", "amod", "case"}:
                break
            token = head[token]
        return token
