"""What stands where around a verb or a noun: the grammatical slots that frames are filled from.

Reads ClearNLP dependency labels, as spaCy's English models write them. All positions are token indices of one
Doc. Subjects and objects are *logical*: of "Giselle was staged by Petipa" the subject is Petipa, the object
Giselle; and they are found across coordination, control, relative and participial clauses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.attrs import DEP, HEAD, LEMMA, LOWER, POS, SENT_START, TAG
from spacy.tokens import Doc

_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))
_RELATIVE = frozenset(("who", "whom", "whose", "which", "that"))
_COPULAS = frozenset(("be", "become", "remain"))
#: Prepositions that list examples of the noun before them: "ballets such as Giselle".
_EXEMPLIFYING = frozenset(("as", "like", "including", "include", "among"))
#: How deep a prepositional phrase may hang below a verb and still be read as the verb's ("at the Academy under X").
_PP_DEPTH = 4


#: Where a Doc keeps its tree.
_KEY = "kgraph_tree"


class Tree:
    """The dependency tree of a Doc in plain lists, and the slots read from it."""

    def __init__(self, doc: Doc) -> None:
        strings = doc.vocab.strings
        words: dict[int, str] = {}

        def text(key: int) -> str:
            found = words.get(key)
            if found is None:
                found = words[key] = strings[key]
            return found

        table = doc.to_array([HEAD, DEP, LEMMA, POS, TAG, LOWER, SENT_START]).astype("int64", copy=False)
        unsigned = table.astype("uint64")
        self.size = len(doc)
        self.head = [i + int(offset) for i, offset in enumerate(table[:, 0].tolist())]
        self.dep = [text(k) for k in unsigned[:, 1].tolist()]
        self.lemma = [text(k).lower() for k in unsigned[:, 2].tolist()]
        self.pos = [text(k) for k in unsigned[:, 3].tolist()]
        self.tag = [text(k) for k in unsigned[:, 4].tolist()]
        self.lower = [text(k) for k in unsigned[:, 5].tolist()]
        self.sentence: list[tuple[int, int]] = []
        starts = [i for i, flag in enumerate(table[:, 6].tolist()) if flag == 1 or i == 0]
        for start, end in zip(starts, [*starts[1:], self.size], strict=True):
            self.sentence += [(start, end)] * (end - start)
        self.children: list[list[int]] = [[] for _ in range(self.size)]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)

    @classmethod
    def of(cls, doc: Doc) -> Tree:
        """The tree of a Doc, built once; it is stale if somebody changes the Doc's parse afterwards."""
        tree = doc.user_data.get(_KEY)
        if not isinstance(tree, cls):
            tree = doc.user_data[_KEY] = cls(doc)
        return tree

    # --- small questions ---------------------------------------------------------------------
    def with_dep(self, token: int, *deps: str) -> list[int]:
        """Children of `token` under one of the labels, in order."""
        return [c for c in self.children[token] if self.dep[c] in deps]

    def is_verb(self, token: int) -> bool:
        """Whether the token heads a clause (a copula does; an auxiliary does not)."""
        return self.pos[token] in ("VERB", "AUX") and self.dep[token] not in ("aux", "auxpass")

    def is_passive(self, verb: int) -> bool:
        """Whether a verb form is a passive or a passive participle."""
        if self.tag[verb] != "VBN":
            return bool(self.with_dep(verb, "auxpass"))
        if self.with_dep(verb, "auxpass", "nsubjpass"):
            return True
        if any(self.dep[c] == "aux" and self.lemma[c] == "have" for c in self.children[verb]):
            return False
        if self.with_dep(verb, "nsubj"):
            return False
        if self.dep[verb] == "conj":
            return self.is_passive(self.head[verb]) if self.is_verb(self.head[verb]) else True
        return not self.with_dep(verb, "dobj")

    def clause(self, token: int) -> int:
        """The verb whose clause a token stands in, or the root of its sentence."""
        seen = 0
        while not (self.is_verb(token) and self.dep[token] != "amod") and self.head[token] != token and seen < 50:
            token, seen = self.head[token], seen + 1
        return token

    def is_verbless(self, token: int) -> bool:
        """Whether the token's sentence is a fragment, as in entries and lists: "Concerts: War Requiem in Bergen."."""
        first, last = self.sentence[token]
        return not any(self.is_verb(i) for i in range(first, last))

    def clauses(self, token: int) -> Iterator[int]:
        """The verb of the token's clause, and those that it shares its subject with or is governed by."""
        verb = self.clause(token)
        for _ in range(4):
            yield verb
            if self.dep[verb] not in ("xcomp", "pcomp") or self.head[verb] == verb:
                return
            verb = self.clause(self.head[verb])

    def root(self, start: int, end: int) -> int:
        """The token by which the span from `start` up to, not including, `end` hangs in the tree."""
        for token in range(end - 1, start - 1, -1):
            if not start <= self.head[token] < end or self.head[token] == token:
                return token
        return end - 1

    def first_conjunct(self, token: int) -> int:
        """The first of the tokens that `token` is coordinated with, or itself."""
        seen = 0
        while self.dep[token] in ("conj", "appos") and self.pos[self.head[token]] in _NOMINAL and seen < 20:
            token, seen = self.head[token], seen + 1
        return token

    def antecedent(self, token: int) -> int | None:
        """The noun that a relative pronoun stands for."""
        seen = 0
        while self.head[token] != token and seen < 20:
            if self.dep[token] == "relcl":
                return self.head[token]
            token, seen = self.head[token], seen + 1
        return None

    def is_relative(self, token: int) -> bool:
        """Whether the token is a relative pronoun inside a relative clause."""
        return self.lower[token] in _RELATIVE and self.antecedent(token) is not None

    # --- verbs -------------------------------------------------------------------------------
    def surface(self, verb: int, depth: int = 0) -> list[int]:
        """The grammatical subject of a verb, its own or shared with the clause that governs it."""
        own = self.with_dep(verb, "nsubj", "nsubjpass")
        if own or depth > 6:
            return own
        head, dep = self.head[verb], self.dep[verb]
        if head == verb:
            return []
        if dep == "relcl":
            return [head]
        if dep in ("acl", "amod"):
            return [head] if self.pos[head] in _NOMINAL or self.tag[verb] in ("VBN", "VBG") else []
        if dep in ("conj", "advcl", "xcomp", "ccomp", "dep", "parataxis"):
            if dep == "xcomp":
                controlled = self.with_dep(head, "dobj")
                if controlled and self.lemma[head] not in _SUBJECT_CONTROL:
                    return controlled
            return self.surface(head, depth + 1) if self.is_verb(head) else self._of_noun_clause(head, dep)
        if dep == "pcomp":
            governor = self.head[head]
            return self.surface(governor, depth + 1) if self.is_verb(governor) else []
        return []

    def _of_noun_clause(self, head: int, dep: str) -> list[int]:
        """For a verb coordinated with a predicative noun or a participle: what that one is about."""
        return self.holders(head) if dep == "conj" and self.pos[head] in _NOMINAL else []

    def subjects(self, verb: int) -> list[int]:
        """The logical subject: who does it."""
        if self.is_passive(verb):
            return [p for agent in self.with_dep(verb, "agent", "prep") if self.lower[agent] == "by"
                    for p in self.with_dep(agent, "pobj")]  # fmt: skip
        return self.surface(verb)

    def objects(self, verb: int) -> list[int]:
        """The logical object: what it is done to."""
        if self.is_passive(verb):
            return self.surface(verb)
        found = self.with_dep(verb, "dobj", "dative")
        if not found and self.dep[verb] == "relcl" and self.with_dep(verb, "nsubj"):
            subject = self.with_dep(verb, "nsubj")[0]
            preposed = any(self.lower[p] in _RELATIVE for c in self.with_dep(verb, "prep") for p in self.children[c])
            if self.lower[subject] not in _RELATIVE and not preposed:
                return [self.head[verb]]
        return found

    def complements(self, verb: int) -> list[int]:
        """Predicative complements: "became *director*", "was appointed *director*"."""
        return self.with_dep(verb, "attr", "oprd", "acomp")

    # --- prepositions ------------------------------------------------------------------------
    def preps(self, token: int, words: frozenset[str], nested: bool) -> list[int]:
        """Objects of the prepositions `words` below a token.

        Parameters
        ----------
        nested
            Whether to look below the token's other arguments too, as far as the next verb: parsers attach a
            second phrase ("at the Academy *under X*") to the first as often as to the verb.
        """
        found: list[int] = []
        stack = [(c, 0) for c in self.children[token]]
        while stack:
            node, depth = stack.pop(0)
            dep = self.dep[node]
            if dep in ("prep", "agent", "dative") or (dep in ("conj", "advmod") and self.pos[node] == "ADP"):
                # "of" binds to the word before it: "the class of X" says nothing of the verb above
                if self._preposition(node) & words and not (depth and self.lower[node] == "of"):
                    found += self.with_dep(node, "pobj")
                stack += [(c, depth) for c in self.children[node] if self.dep[c] in ("prep", "conj")]
                if nested and depth < _PP_DEPTH:
                    stack += [(c, depth + 1) for c in self.children[node] if self.dep[c] == "pobj"]
            elif nested and depth < _PP_DEPTH and dep in ("dobj", "pobj", "conj", "attr", "oprd", "npadvmod"):
                if not self.is_verb(node):
                    stack += [(c, depth + 1) for c in self.children[node] if self.dep[c] in ("prep", "conj")]
            elif nested and dep == "advmod":
                stack += [(c, depth + 1) for c in self.children[node] if self.dep[c] == "prep"]
        return sorted(set(found))

    def _preposition(self, node: int) -> set[str]:
        """The forms under which a lexicon may name a preposition: "with", "together with"."""
        word = self.lower[node]
        before = self.lower[node - 1] if node else ""
        return {word, f"{before} {word}"}

    def apposed(self, noun: int) -> list[int]:
        """What stands in apposition to a noun, without the further items of a list that the parser took for it.

        In "his wife Ida, his sons Ed and Al, and a brother, the drummer Bo" only Ida is the wife, and Bo no son.
        """
        others = [c for c in self.with_dep(noun, "conj") if self.pos[c] == "NOUN"]
        return [
            c
            for c in self.with_dep(noun, "appos")
            if not any(noun < other < c for other in others)
            and not (self.pos[c] == "NOUN" and self.pos[noun] == "NOUN" and self.with_dep(c, "poss"))
        ]

    # --- nouns -------------------------------------------------------------------------------
    def holders(self, noun: int, depth: int = 0) -> list[int]:
        """Whom a common noun is said of: "X is a *dancer*", "X, a *dancer*", "the *dancer* X", "as a *dancer*"."""
        head, dep = self.head[noun], self.dep[noun]
        found: list[int] = []
        if depth > 4:
            return found
        if dep in ("attr", "oprd", "acomp") and self.is_verb(head):
            if dep == "oprd" and not self.is_passive(head) and self.with_dep(head, "dobj"):
                return self.with_dep(head, "dobj")
            return self.surface(head)
        found += self.apposed(noun)
        if (dep == "appos" and noun in self.apposed(head)) or (
            dep in ("compound", "nmod", "amod") and self.pos[head] in _NOMINAL
        ):
            found.append(head)
            if dep == "nmod" and self.pos[head] == "NOUN":
                # "Swedish choreographer and company director": taken for a modifier of the last noun
                found += self.holders(head, depth + 1)
        elif dep == "conj" and not self.with_dep(noun, "poss"):
            # not "with her husband X and their daughter"
            found += self.holders(head, depth + 1)
        elif dep == "nsubj" and self.is_verb(head) and self.lemma[head] in _COPULAS:
            found += self.complements(head)
        elif dep == "dobj" and self.lemma[head] in _COPULAS:
            found += self.surface(head)
        elif dep == "pobj" and self.lower[head] == "as":
            governor = self.head[head]
            if self.is_verb(governor):
                found += self.with_dep(governor, "dobj") if not self.is_passive(governor) else []
                found = [f for f in found if self.lower[f] in _OBJECT_PRONOUNS] or self.surface(governor)
            elif self.pos[governor] in _NOMINAL:
                found += self.with_dep(governor, "poss") or self.surface(self.clause(governor))
        elif dep == "pobj" and self.lower[head] == "among" and self.lemma[self.head[head]] == "be":
            found += self.surface(self.head[head]) + self.complements(self.head[head])
        found += [c for c in self.with_dep(noun, "compound", "nmod") if self.pos[c] == "PROPN" and c > noun]
        if not found and dep in ("dep", "npadvmod", "advcl", "nsubj", "ccomp", "nmod") and self._opens(noun):
            found += self.surface(self.clause(head))
        return [f for f in dict.fromkeys(found) if f != noun]

    def _opens(self, noun: int) -> bool:
        """Whether a noun phrase opens its sentence and a comma ends it: "A graduate of the school, he joined …"."""
        start, end = self.sentence[noun]
        edge = max((self._right_edge(c) for c in self.children[noun]), default=noun)
        return noun - start < 6 and edge + 1 < end and self.lower[edge + 1] == ","

    def _right_edge(self, token: int) -> int:
        edge, seen = token, 0
        while self.children[edge] and self.children[edge][-1] > edge and seen < 100:
            edge, seen = self.children[edge][-1], seen + 1
        return edge

    def modified(self, token: int) -> list[int]:
        """The noun that an adjective or noun modifies."""
        if self.dep[token] in ("amod", "compound", "nmod", "npadvmod", "poss", "advmod"):
            head = self.head[token]
            return self.modified(head) if self.dep[head] == "amod" and self.pos[head] != "NOUN" else [head]
        return []

    def conjuncts(self, token: int) -> Iterator[int]:
        """Tokens coordinated with `token` from the right, transitively."""
        for child in self.children[token]:
            if self.dep[child] == "conj" and not self.is_verb(child):
                yield child
                yield from self.conjuncts(child)

    def examples(self, noun: int) -> list[int]:
        """Names listed under a common noun: "ballets such as *Giselle*", "roles including *Odette*"."""
        found = []
        for prep in self.with_dep(noun, "prep"):
            if self.lower[prep] in _EXEMPLIFYING:
                found += self.with_dep(prep, "pobj")
        for verb in self.with_dep(noun, "acl"):
            if self.lemma[verb] in _EXEMPLIFYING:
                found += self.with_dep(verb, "dobj")
        return found

    def ancestors(self, token: int) -> Iterable[int]:
        """Heads upwards, nearest first."""
        seen = 0
        while self.head[token] != token and seen < 60:
            token, seen = self.head[token], seen + 1
            yield token


#: Verbs whose subject, not object, is the subject of the clause they govern.
_SUBJECT_CONTROL = frozenset(("promise", "leave", "use", "have", "make"))
_OBJECT_PRONOUNS = frozenset(("him", "her", "them", "me", "us"))
