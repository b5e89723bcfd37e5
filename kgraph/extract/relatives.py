"""Relative pronouns: what "who", "whose" and "which" stand for, from the words right before them.

They add no fact; they show where else a text speaks of an entity. Only what can hardly be otherwise is said: between
the pronoun and its antecedent stand at most a comma, a preposition, or the description of the same person ("Ada Lund, a
former dancer, who").
"""

from __future__ import annotations

from spacy.tokens import Doc

from kgraph.extract.tokens import DocEntity

_PERSONAL = frozenset(("who", "whom", "whose"))
_THINGS = frozenset(("which", "where"))
#: All words that may be relative pronouns.
RELATIVE = _PERSONAL | _THINGS | {"that"}
_PEOPLE = frozenset(("Person", "Character"))
_NOT_WHICH = frozenset(("Person", "Character", "Occupation"))
_BETWEEN = frozenset((",", "(", ")", "–", "—", "-"))
_PREPOSITIONS = frozenset(
    "with of for by to from in at under among after before through about whom".split()  # noqa: SIM905
)
_IN_DESCRIPTIONS = frozenset(("a", "an", "the", "former", "late", "then", "now", "also", "and"))
_COPULAS = frozenset(("is", "was"))
_DETERMINERS = frozenset(("a", "an", "the", "one"))
#: Words to look back over.
_REACH = 14


def relative_pronouns(doc: Doc) -> list[tuple[int, int]]:
    """The relative pronouns of a Doc whose antecedents are sure.

    Parameters
    ----------
    doc
        With ``doc._.entities`` and ``doc._.facts``.

    Returns
    -------
    list of (int, int)
        Index of a token, and of the entity in ``doc._.entities`` that it stands for; by position.
    """
    at: dict[int, tuple[int, int]] = {}  # last token of a mention → its start and entity; the longest counts
    inside: set[int] = set()
    for index, entity in enumerate(doc._.entities):
        for m in entity.mentions:
            if m.kind != "pronoun":
                start, _ = at.get(m.end - 1, (m.end, 0))
                if m.start < start:
                    at[m.end - 1] = m.start, index
            inside.update(range(m.start, m.end))
    owners = _owners(doc)
    found = []
    for token in doc:
        word = token.lower_
        if word in _PERSONAL | _THINGS and token.i not in inside and token.i:
            antecedent = _antecedent(doc, token.i, word in _PERSONAL, at, owners)
            if antecedent is not None:
                found.append((token.i, antecedent))
    return found


def _owners(doc: Doc) -> dict[tuple[int, int], int]:
    """Where descriptions stand that facts give to somebody → whom."""
    return {
        fact.object_span: fact.subject
        for fact in doc._.facts
        if not fact.literal and doc._.entities[fact.object].type == "Occupation"
    }


def _antecedent(
    doc: Doc, position: int, personal: bool, at: dict[int, tuple[int, int]], owners: dict[tuple[int, int], int]
) -> int | None:
    entities: tuple[DocEntity, ...] = doc._.entities
    k, apposed = position - 1, False
    if doc[k].lower_ in _PREPOSITIONS:
        k -= 1
    while k >= 0 and position - k <= _REACH:
        if k in at:
            start, index = at[k]
            type_ = entities[index].type
            if personal and type_ == "Occupation" and (start, k + 1) in owners:
                return owners[start, k + 1]
            if personal and type_ in _PEOPLE:
                return index
            if not personal:
                return None if type_ in _NOT_WHICH or apposed else index
            k, apposed = start - 1, True
        elif doc[k].text in _BETWEEN or (apposed and doc[k].lower_ in _IN_DESCRIPTIONS):
            k -= 1
        else:
            break
    return _described(doc, position, at, entities) if personal else None


def _described(doc: Doc, position: int, at: dict[int, tuple[int, int]], entities: tuple[DocEntity, ...]) -> int | None:
    """Of whom the words before a pronoun are said: "Ada Lund (born 1931) was a Swedish actress who"."""
    copula = next((k for k in range(position - 2, max(-1, position - _REACH), -1) if doc[k].lower_ in _COPULAS), -1)
    if copula < 1 or doc[copula + 1].lower_ not in _DETERMINERS:
        return None
    if any(doc[k].text in ".;:" or doc[k].lower_ in _PERSONAL for k in range(copula + 1, position)):
        return None
    for k in range(copula - 1, max(-1, copula - _REACH), -1):
        if doc[k].text in ".;" or doc[k].lower_ in _COPULAS:
            return None
        if k in at and entities[at[k][1]].type in _PEOPLE:
            return at[k][1]
    return None
