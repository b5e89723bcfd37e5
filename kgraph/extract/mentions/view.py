"""A Doc as plain lists, read once, so that the finding of mentions is list look-ups only."""

from __future__ import annotations

from spacy.strings import StringStore
from spacy.tokens import Doc

from kgraph.extract.mentions.shapes import Shape, Shapes
from kgraph.lexicon.words import fold
from kgraph.text import word_set

_COLUMNS: list[int | str] = ["ORTH", "POS", "TAG", "LEMMA", "DEP", "ENT_TYPE", "SPACY", "SENT_START", "HEAD"]
_OPENERS = frozenset({'"', "“", "‘", "«", "„", "``", ":", "•", "*", "—", "–", "…", ".", "!", "?"})
#: Words before the name of a month.
_DATED = word_set("in of since until by from during early late mid last next this every each and to")
#: The most tokens that the first two sentences are taken to have.
_OPENING = 80


class _Strings(dict[int, str]):
    """Strings by their hash, each read once."""

    def __init__(self, store: StringStore) -> None:
        super().__init__({0: ""})
        self._store = store

    def __missing__(self, key: int) -> str:
        value = self[key] = self._store[key]
        return value


class _Folded(dict[str, str]):
    """Folded words, each folded once."""

    def __missing__(self, word: str) -> str:
        value = self[word] = fold(word)
        return value


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
    opening
        End of the first two sentences, where what the text is about is named; 0 for a text of no more than two.
    posts, cut
        Posts in capitals and demonyms cut short, which are no names: first token → end; set by the finder.
    """

    def __init__(self, doc: Doc, shapes: Shapes) -> None:
        strings = doc.vocab.strings
        count = len(doc)
        self.count = count
        columns = doc.to_array(_COLUMNS)
        rows: list[list[int]] = [columns[:, k].tolist() for k in range(len(_COLUMNS))]
        read = _Strings(strings)
        self.texts: list[str] = [read[value] for value in rows[0]]
        folded = _Folded()
        self.folded: list[str] = [folded[text] for text in self.texts]
        self.pos = [read[value] for value in rows[1]]
        self.tags = [read[value] for value in rows[2]]
        self.lemmas = [folded[read[value]] or word for value, word in zip(rows[3], self.folded, strict=True)]
        self.deps = [read[value] for value in rows[4]]
        self.labels = [read[value] for value in rows[5]]
        self.ents = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        self.glued: list[bool] = [False, *(not white for white in rows[6][:-1])] if count else []
        texts = self.texts
        self.starts: list[bool] = [
            i == 0 or (start == 1 and not texts[i - 1][-1].isalnum()) for i, start in enumerate(rows[7])
        ]
        offsets = columns[:, 8].astype("int64").tolist()
        self.heads: list[int] = [i + offset for i, offset in enumerate(offsets)]
        self.posts: dict[int, int] = {}
        self.cut: dict[int, int] = {}
        self.shapes = shapes.read(texts, self.folded)
        self.initial = [
            start
            or texts[i - 1] in _OPENERS
            or texts[i - 1].isspace()
            or (self.shapes[i] == Shape.STOP and texts[i - 1][-1] == ".")
            for i, start in enumerate(self.starts)
        ]
        self.opening = self._opening()
        self._not_dates()
        self.children: list[list[int]] = [[] for _ in range(count)]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append(i)

    def _opening(self) -> int:
        starts = [i for i, start in enumerate(self.starts[:_OPENING]) if start]
        return starts[2] if len(starts) > 2 else 0

    def _not_dates(self) -> None:
        """May Gibson and August Wilson are no months, S. J. Perelman's S. is no dictionary's "son of"."""
        shapes = self.shapes
        for i in range(self.count - 1):
            if shapes[i] != Shape.DATE:
                continue
            before = shapes[i - 1] if i > 0 else Shape.OTHER
            capital = shapes[i + 1] == Shape.CAPITAL
            if len(self.texts[i]) < 3:
                middle = shapes[i + 1] == Shape.INITIAL or before in (Shape.CAPITAL, Shape.INITIAL)
                if middle or (capital and not self.initial[i]):
                    shapes[i] = Shape.INITIAL
            elif capital and before != Shape.NUMBER and (i == 0 or self.folded[i - 1] not in _DATED):
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
