"""The pronouns of English, and which antecedents grammar forbids them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kgraph.extract.coreference.reading import Reading, Role

PronounKind = Literal["personal", "possessive", "reflexive", "relative"]


@dataclass(frozen=True, slots=True)
class PronounForm:
    """What a pronoun demands of its antecedent: gender ``f``, ``m``, ``n`` (a thing) or empty (anybody)."""

    gender: str
    kind: PronounKind


FORMS = {
    "he": PronounForm("m", "personal"),
    "him": PronounForm("m", "personal"),
    "his": PronounForm("m", "possessive"),
    "himself": PronounForm("m", "reflexive"),
    "she": PronounForm("f", "personal"),
    "her": PronounForm("f", "personal"),
    "hers": PronounForm("f", "possessive"),
    "herself": PronounForm("f", "reflexive"),
    "it": PronounForm("n", "personal"),
    "its": PronounForm("n", "possessive"),
    "itself": PronounForm("n", "reflexive"),
    "who": PronounForm("", "relative"),
    "whom": PronounForm("", "relative"),
    "whose": PronounForm("", "relative"),
    "which": PronounForm("", "relative"),
    "that": PronounForm("", "relative"),
}
#: "Her Majesty's", "His Excellency": titles.
_STYLE = frozenset({"his", "her"})
_STYLED = frozenset({"majesty", "majesties", "royal", "highness", "excellency", "eminence", "holiness", "grace"})
_ARGUMENTS = frozenset({"subj", "obj", "obl", "agent"})


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun in a Doc: its token, form and role."""

    token: int
    form: PronounForm
    role: Role


def find_pronouns(reading: Reading, names: Collection[int]) -> list[Pronoun]:
    """The personal, possessive, reflexive and relative pronouns of a Doc, by position.

    Parameters
    ----------
    names
        Tokens of names, where they are no pronouns: "Mother Courage and Her Children".
    """
    tree = reading.tree
    found = []
    for i, word in enumerate(tree.lower):
        form = FORMS.get(word)
        if form is None or i in names:
            continue
        if word in _STYLE and i + 1 < tree.size and tree.lower[i + 1] in _STYLED:
            continue
        if form.kind == "relative":
            if word == "that" and tree.dep[i] not in {"nsubj", "nsubjpass", "dobj"}:
                continue
            if tree.is_relative(i) and tree.tag[i] in {"WP", "WP$", "WDT"}:
                found.append(Pronoun(i, form, reading.role(i)))
            continue
        role = reading.role(i)
        if word == "her" and (tree.dep[i] == "poss" or tree.tag[i] == "PRP$"):
            form = FORMS["hers"]
        if form.kind == "possessive" and word != "hers":
            role = "poss"
        found.append(Pronoun(i, form, role))
    return found


def forbidden(reading: Reading, pronoun: Pronoun, antecedent: int, nouns: frozenset[str] | set[str]) -> bool:
    """Whether grammar keeps a pronoun from standing for the phrase whose head is `antecedent`.

    Parameters
    ----------
    nouns
        Nouns for people: "his brother John" is no John of his, but "his John" might be.
    """
    tree, p = reading.tree, pronoun.token
    if reading.speaker[p] == antecedent:
        return True  # nobody says "he" of himself
    if pronoun.form.kind == "reflexive":
        return reading.clause(p) != reading.clause(antecedent)
    if reading.sentence[p] != reading.sentence[antecedent]:
        return False
    if antecedent == p:
        return True
    if pronoun.role == "poss":
        return _in_own_phrase(reading, p, antecedent, nouns)
    verb = reading.clause(p)
    if pronoun.role != "subj" and antecedent in reading.agents(verb) and _argument_of(reading, p, verb):
        return True  # "Ada went to face Bess, beating her"
    together = reading.clause(antecedent) == verb and reading.role(antecedent) in _ARGUMENTS
    if together and _argument_of(reading, antecedent, verb) and _argument_of(reading, p, verb):
        return True  # arguments of one verb are different people; "Ada had it with her" is rare
    inner = reading.clause(antecedent)
    participates = reading.role(antecedent) in _ARGUMENTS and _argument_of(reading, antecedent, inner)
    if inner != verb and participates and p in reading.agents(inner):
        return True  # "Born to Ada, she …"
    # "the teacher of her", and whatever a subject pronoun commands: "she met Ada", "he said that Bob …"
    if reading.governs(antecedent, p) and not _clause_between(reading, antecedent, p):
        return tree.dep[antecedent] != "conj"
    return antecedent > p and pronoun.role == "subj" and reading.governs(verb, antecedent)


def _argument_of(reading: Reading, token: int, verb: int) -> bool:
    tree = reading.tree
    for _ in range(4):
        head = tree.head[token]
        if head == verb:
            return True
        if tree.dep[token] in {"pobj", "prep", "agent", "dative", "conj"} and not tree.is_verb(head):
            token = head
            continue
        return False
    return False


def _clause_between(reading: Reading, upper: int, lower: int) -> bool:
    tree = reading.tree
    while lower != upper and tree.head[lower] != lower:
        if tree.is_verb(lower) and tree.dep[lower] in {"relcl", "acl", "advcl", "ccomp"}:
            return True
        lower = tree.head[lower]
    return False


def _in_own_phrase(reading: Reading, p: int, antecedent: int, nouns: frozenset[str] | set[str]) -> bool:
    """Whether a possessive's own noun phrase holds the antecedent, or is said of it."""
    tree = reading.tree
    owned = tree.head[p]
    if owned == antecedent or (reading.governs(owned, antecedent) and not _clause_between(reading, owned, antecedent)):
        return True
    person = tree.lemma[owned] in nouns
    top = owned
    for _ in range(6):
        if tree.dep[top] not in {"appos", "conj", "compound", "nmod"}:
            break
        top = tree.head[top]
        if top == antecedent:
            # "Ada, her sister": not hers; "Ada and her sister": perhaps
            return tree.dep[owned] != "conj" or (person and tree.dep[owned] == "appos")
    if person and tree.dep[owned] in {"attr", "oprd"}:
        verb = tree.head[owned]
        return antecedent in tree.surface(verb)
    return False
