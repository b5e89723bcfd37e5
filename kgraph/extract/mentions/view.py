"""A Doc as plain lists, read once, so that the finding of mentions is list look-ups only."""

from __future__ import annotations

from spacy.attrs import DEP, ENT_TYPE, LEMMA, POS, SENT_START, TAG
from spacy.tokens import Doc

from kgraph.extract.mentions.shapes import Shape, Shapes
from kgraph.lexicon.words import fold

_COLUMNS = [POS, TAG, LEMMA, DEP, ENT_TYPE]
_OPENERS = frozenset({'"', "“", "‘", "«", "„", "``", ":", "•", "*", "—", "–", "…"})
#: Words before the name of a month.
_DATED = frozenset("in of since until by from during early late mid last next this every each and to".split())


class View:
    """A Doc as lists, one item per token.

    Attributes
    ----------
    texts, folded
        The words as written; without case and diacritics.
    pos, tags, lemmas, deps
        As spaCy names them; lemmas folded.
    heads
        Index of the syntactic head.
    ents
        spaCy's entities as (start, end, label).
    labels
        Label of the entity that a token is in, or "".
    shapes
        What each word looks like.
    initial
        Whether a capital letter here may be due to the position: the start of a sentence, line or quotation.
    glued
        Whether a token follows without a blank.
    children
        Indices of each token's syntactic children.
    """

    def __init__(self, doc: Doc, shapes: Shapes) -> None:
        strings = doc.vocab.strings
        count = len(doc)
        self.count = count
        self.texts: list[str] = [token.text for token in doc]
        self.folded: list[str] = [fold(text) for text in self.texts]
        columns = doc.to_array(_COLUMNS).tolist() if count else []
        known: dict[int, str] = {0: ""}
        for row in columns:
            for value in row:
                if value not in known:
                    known[value] = strings[value]
        self.pos = [known[row[0]] for row in columns]
        self.tags = [known[row[1]] for row in columns]
        self.lemmas = [fold(known[row[2]]) or word for row, word in zip(columns, self.folded, strict=True)]
        self.deps = [known[row[3]] for row in columns]
        self.labels = [known[row[4]] for row in columns]
        self.heads: list[int] = [token.head.i for token in doc]
        self.ents = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        whites = [bool(token.whitespace_) for token in doc]
        self.glued = [False] + [not white for white in whites[:-1]] if count else []
        starts = doc.to_array([SENT_START]).tolist() if count else []
        self.starts: list[bool] = [i == 0 or start == 1 for i, start in enumerate(starts)]
        texts = self.texts
        self.shapes = shapes.read(texts, self.folded)
        self._not_dates()
        self.initial = [
            start or texts[i - 1] in _OPENERS or texts[i - 1].isspace() for i, start in enumerate(self.starts)
        ]
        self.children: list[list[int]] = [[] for _ in range(count)]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append(i)

    def _not_dates(self) -> None:
        """May Gibson and August Wilson are no months, S. J. Perelman's S. is no dictionary's "son of"."""
        shapes = self.shapes
        for i in range(self.count - 1):
            if shapes[i] != Shape.DATE:
                continue
            if len(self.texts[i]) < 3:
                if shapes[i + 1] == Shape.INITIAL or shapes[i - 1] in (Shape.CAPITAL, Shape.INITIAL):
                    shapes[i] = Shape.INITIAL
                elif not self.starts[i] and shapes[i + 1] == Shape.CAPITAL:
                    shapes[i] = Shape.INITIAL
            elif shapes[i + 1] == Shape.CAPITAL:
                if i == 0 or (shapes[i - 1] != Shape.NUMBER and self.folded[i - 1] not in _DATED):
                    shapes[i] = Shape.CAPITAL

    def words(self, start: int, end: int) -> tuple[str, ...]:
        """The folded words of [start, end)."""
        return tuple(self.folded[start:end])

    def root(self, start: int, end: int) -> int:
        """The token of [start, end) whose head lies outside it: its syntactic head; the last such token."""
        found = end - 1
        for i in range(end - 1, start - 1, -1):
            head = self.heads[i]
            if not start <= head < end or head == i:
                found = i
                break
        return found

    def text(self, start: int, end: int) -> str:
        """The words of [start, end) with their blanks, line breaks as blanks."""
        parts = []
        for i in range(start, end):
            if i > start and not self.glued[i]:
                parts.append(" ")
            parts.append(self.texts[i])
        return " ".join("".join(parts).split())
