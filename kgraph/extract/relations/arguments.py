"""Which entity stands at a token: from grammatical positions to mentions and dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kgraph.extract.syntax import Tree
from kgraph.extract.tokens import DateMention, DocEntity, TokenMention


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role.

    Attributes
    ----------
    index
        Of the entity in ``doc._.entities``, or of the date in ``doc._.dates`` when `date`.
    start, end
        Tokens of the mention, end-exclusive.
    """

    index: int
    start: int
    end: int
    date: bool = False
    type: str = ""
    subtype: str = ""

    def fits(self, accepts: frozenset[str]) -> bool:
        """Whether the filler's finest class is one of `accepts`, which lists sub-classes too."""
        return (self.subtype or self.type) in accepts


class Arguments:
    """Mentions by the tokens they cover, with the entity of each.

    Parameters
    ----------
    entities, dates
        As coreference and the date finder left them on the Doc.
    transparent
        Nouns that stand for what follows them: "the *city* of Paris", "the *role* of Odette".
    makers
        What widely known makers are known for, by name.
    topic
        Index of the entity that the text is about, for "the young dancer" that nobody else is called.
    person_nouns
        Nouns for people, with gender.
    """

    def __init__(
        self,
        tree: Tree,
        entities: tuple[DocEntity, ...],
        dates: tuple[DateMention, ...],
        transparent: frozenset[str],
        makers: Mapping[str, tuple[str, ...]] | None = None,
        topic: int | None = None,
        person_nouns: Mapping[str, str] | None = None,
    ) -> None:
        self.tree = tree
        self.entities = entities
        self.dates = dates
        self._transparent = transparent
        self._covering: dict[int, list[tuple[int, TokenMention]]] = {}
        self._starting: dict[int, list[Filler]] = {}
        for index, entity in enumerate(entities):
            for mention in entity.mentions:
                for token in range(mention.start, mention.end):
                    self._covering.setdefault(token, []).append((index, mention))
                self._starting.setdefault(mention.start, []).append(
                    Filler(index, mention.start, mention.end, type=entity.type, subtype=entity.subtype)
                )
        for found in self._covering.values():
            found.sort(key=lambda pair: (pair[1].start - pair[1].end, pair[0]))
        for fillers in self._starting.values():
            fillers.sort(key=lambda f: (-f.end, f.index))
        self.date_at: dict[int, int] = {t: i for i, d in enumerate(dates) for t in range(d.start, d.end)}
        self._makers = makers or {}
        self._topic = topic
        self._person_nouns = person_nouns or {}
        self._described_cache: dict[int, list[tuple[int, str]]] | None = None

    def classes_near(self) -> dict[int, frozenset[str]]:
        """First token of each sentence → finest classes mentioned in it or the sentence before, and the topic's."""
        found: dict[int, set[str]] = {first: set() for first, _ in self.tree.sentence}
        for entity in self.entities:
            for mention in entity.mentions:
                found[self.tree.sentence[mention.start][0]].add(entity.subtype or entity.type)
        for date in self.dates:
            found[self.tree.sentence[date.start][0]].add("date")
        always = (
            {self.entities[self._topic].subtype or self.entities[self._topic].type}
            if self._topic is not None
            else set()
        )
        near: dict[int, frozenset[str]] = {}
        before: set[str] = set()
        for first in sorted(found):
            near[first] = frozenset(found[first] | before | always)
            before = found[first]
        return near

    def starting(self, token: int) -> list[Filler]:
        """Mentions that begin at a token, longest first."""
        return self._starting.get(token, [])

    def name_after(self, noun: int, accepts: frozenset[str]) -> list[Filler]:
        """The name that a common noun introduces: "the baritone *Dinh Gilly*", "a tanner named *Geremia*"."""
        tree = self.tree
        found = [f for f in self.starting(noun + 1)[:1] if f.fits(accepts)]
        for verb in tree.with_dep(noun, "acl"):
            if tree.lemma[verb] in ("name", "call"):
                found += [f for c in tree.with_dep(verb, "oprd", "dobj", "attr") for f in self.resolve(c, accepts)]
        return found

    def in_name(self, token: int) -> bool:
        """Whether a token is part of a proper name, so that it evokes nothing by itself."""
        return any(m.kind == "name" for _, m in self._covering.get(token, ()))

    def at(self, token: int, accepts: frozenset[str]) -> Filler | None:
        """The longest mention over `token` of an entity of one of the classes."""
        for index, mention in self._covering.get(token, ()):
            entity = self.entities[index]
            if (entity.subtype or entity.type) in accepts:
                return Filler(index, mention.start, mention.end, type=entity.type, subtype=entity.subtype)
        return None

    def resolve(self, token: int, accepts: frozenset[str], depth: int = 0, coordinated: bool = True) -> list[Filler]:
        """Every entity of the classes that `token` stands for, with those `coordinated` with it if that is wanted.

        A relative pronoun stands for its antecedent, a transparent or plural noun for what is listed under it, a
        common noun for the name in apposition to it.
        """
        tree = self.tree
        found: list[Filler] = []
        here = self.at(token, accepts)
        if here is not None:
            found += [here, *self._together(token, here, accepts)]
            found += self._listed(token, here, accepts) if coordinated else ()
        elif depth < 3:
            for other in self._behind(token, accepts):
                found += self.resolve(other, accepts, depth + 1, coordinated)
            if not found and depth == 0:
                found += self._described_topic(token, accepts)
        if depth < 3 and coordinated:
            for other in tree.conjuncts(token):
                if "not" not in (tree.lower[c] for c in tree.children[other]):
                    found += [f for f in self._single(other, accepts, depth) if f not in found]
        return list(dict.fromkeys(found))

    def _described_topic(self, noun: int, accepts: frozenset[str]) -> list[Filler]:
        """The text's topic for a definite description of a person as a subject: "the young saxophonist"."""
        tree = self.tree
        if self._topic is None or tree.dep[noun] not in ("nsubj", "nsubjpass") or tree.tag[noun] != "NN":
            return []
        topic = self.entities[self._topic]
        gender = self._person_nouns.get(tree.lemma[noun])
        definite = any(tree.lower[c] == "the" for c in tree.with_dep(noun, "det"))
        restricted = tree.with_dep(noun, "prep", "relcl", "acl", "poss", "appos", "compound", "nmod")
        if topic.type not in accepts or gender is None or not definite or restricted:
            return []
        if (gender in ("f", "m") and topic.gender and gender != topic.gender) or self._anyone_else_is(tree.lemma[noun]):
            return []
        return [Filler(self._topic, noun, noun + 1, type=topic.type, subtype=topic.subtype)]

    def _anyone_else_is(self, label: str) -> bool:
        return any(i != self._topic and label in (name for _, name in found) for i, found in self._described.items())

    def _single(self, token: int, accepts: frozenset[str], depth: int) -> list[Filler]:
        here = self.at(token, accepts)
        if here is not None:
            return [here, *self._together(token, here, accepts), *self._listed(token, here, accepts)]
        return [f for other in self._behind(token, accepts) for f in self.resolve(other, accepts, depth + 1)]

    def _together(self, token: int, here: Filler, accepts: frozenset[str]) -> Iterator[Filler]:
        """Further entities that a plural stands for: "they", "the couple"."""
        for index, mention in self._covering.get(token, ()):
            entity = self.entities[index]
            anaphoric = mention.kind in ("pronoun", "nominal") and (mention.start, mention.end) == (
                here.start,
                here.end,
            )
            if anaphoric and index != here.index and (entity.subtype or entity.type) in accepts:
                yield Filler(index, mention.start, mention.end, type=entity.type, subtype=entity.subtype)

    def _listed(self, token: int, here: Filler, accepts: frozenset[str]) -> Iterator[Filler]:
        """Further items of a list that the parser took for appositions: names of the same class, not of persons."""
        kinds = {m.kind for i, m in self._covering.get(token, ()) if i == here.index}
        for child in self.tree.with_dep(token, "appos"):
            other = self.at(child, accepts)
            same_kind = other is not None and other.type == here.type and "name" in kinds
            if self._topic is not None and here.type == self.entities[self._topic].type:
                same_kind = False
            if other and same_kind and other.index != here.index and self.tree.lower[child - 1] != "(":
                yield other

    def _behind(self, token: int, accepts: frozenset[str]) -> list[int]:
        tree = self.tree
        if tree.is_relative(token):
            antecedent = tree.antecedent(token)
            return [antecedent] if antecedent is not None else []
        if tree.pos[token] == "PRON" or self.in_name(token):
            return []
        behind = tree.apposed(token)
        if tree.pos[token] == "NOUN":
            # "the baritone Dinh Gilly": a name right after a noun, whatever the parser makes of it
            behind += [f.end - 1 for f in self.starting(token + 1)[:1] if f.end - 1 not in behind]
        behind += [c for c in tree.with_dep(token, "compound", "nmod") if self.in_name(c) and tree.pos[token] != "PROPN"
                   and c > token]  # fmt: skip
        behind += tree.examples(token)
        if tree.lemma[token] in self._transparent:
            for prep in tree.with_dep(token, "prep"):
                if tree.lower[prep] == "of":
                    behind += tree.with_dep(prep, "pobj")
            behind += [c for c in tree.with_dep(token, "poss", "compound", "nmod") if self.in_name(c)]
        if tree.dep[token] in ("compound", "nmod") and self.in_name(tree.head[token]):
            behind.append(tree.head[token])
        return [b for b in behind if b != token]

    def described_as(self, index: int, labels: frozenset[str], among_first: int = 0) -> bool:
        """Whether an entity is called one of the labels.

        That is an occupation that the document gives it, among the first so many if `among_first` is not 0; an
        occupation for which it is widely known, if the document gives none; or, in lower case, its subtype. An
        occupation itself is called by its own words.
        """
        entity = self.entities[index]
        if any(m.kind == "common" for m in entity.mentions):
            return entity.name in labels or entity.name.rpartition(" ")[2] in labels
        described = list(dict.fromkeys(label for _, label in self._described.get(index, ())))
        if not described:
            described = [o for n in (entity.name, *entity.aliases) for o in self._makers.get(n, ())]
        return bool(labels.intersection(described[: among_first or None])) or entity.subtype.lower() in labels

    @property
    def _described(self) -> dict[int, list[tuple[int, str]]]:
        """Entity → (token, last word of an occupation) for each occupation that the text gives it, by position."""
        cached = self._described_cache
        if cached is None:
            cached = self._described_cache = {}
            for entity in self.entities:
                common = [m for m in entity.mentions if m.kind == "common"]
                for mention in common:
                    for holder in self.tree.holders(mention.end - 1):
                        for index, _ in self._covering.get(holder, ()):
                            labels = cached.setdefault(index, [])
                            labels += [(mention.start, mention.name.split()[-1])]
            for labels in cached.values():
                labels.sort()
        return cached
