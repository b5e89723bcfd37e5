"""Frames over the dependency tree: which words evoke one, and what fills its roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgraph.extract.relations.arguments import Arguments, Filler
from kgraph.extract.relations.clausetime import ClauseTime
from kgraph.extract.syntax import Tree
from kgraph.lexicon.sayings import DATE_SLOTS, FactTemplate, Frame, Slot


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact proposed by a frame or phrase, before the ontology and the assertion check have seen it.

    Attributes
    ----------
    trigger
        The token that evoked it: what the assertion check looks at, and where the dates are looked for.
    timed
        Whether dates are to be looked for.
    own_dates
        Whether only dates below the trigger count, not those of its clause.
    """

    template: FactTemplate
    subject: Filler
    object: Filler
    qualifiers: tuple[tuple[str, Filler], ...]
    trigger: int
    family: str
    asserts: bool = True
    timed: bool = True
    own_dates: bool = False


class FrameMatcher:
    """Finds frames in a Doc. Built once per lexicon; `match` is called per Doc."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._verbs = _by_word(f for f in frames if f.kind == "verb")
        self._nouns = _by_word(f for f in frames if f.kind == "noun")
        self._adjectives = _by_word(f for f in frames if f.kind == "adjective")
        self._mentions = _by_word(f for f in frames if f.kind == "mention")

    def match(self, tree: Tree, arguments: Arguments, time: ClauseTime, topic: int | None) -> Iterator[Candidate]:
        """Candidates in order of the evoking tokens.

        Parameters
        ----------
        topic
            Index of the entity that the text is about, for sentences without a subject; None if there is none.
        """
        here = arguments.classes_near()
        for token in range(tree.size):
            lemma = tree.lemma[token]
            pos = tree.pos[token]
            if pos in ("VERB", "AUX") or tree.tag[token].startswith("VB"):
                for frame, particle in self._verbs.get(lemma, ()):
                    if particle and not self._has_particle(tree, token, particle):
                        continue
                    if _feasible(frame, here[tree.sentence[token][0]]) and self._fits(tree, frame, token):
                        yield from _Match(tree, arguments, time, topic, frame, token).candidates()
            elif pos in ("NOUN", "PROPN", "ADJ", "ADV", "X") and not arguments.in_name(token):
                for frame, before in self._nouns.get(lemma, ()):
                    if before and not self._follows(tree, token, before):
                        continue
                    if not _feasible(frame, here[tree.sentence[token][0]]):
                        continue
                    yield from _Match(tree, arguments, time, topic, frame, token).candidates()
            if pos in ("ADJ", "VERB"):
                for frame, _ in self._adjectives.get(tree.lower[token], ()):
                    if not _feasible(frame, here[tree.sentence[token][0]]):
                        continue
                    yield from _Match(tree, arguments, time, topic, frame, token).candidates()
        if self._mentions:
            yield from self._from_mentions(tree, arguments, time, topic)

    def _from_mentions(
        self, tree: Tree, arguments: Arguments, time: ClauseTime, topic: int | None
    ) -> Iterator[Candidate]:
        demonym = self._mentions.get("demonym", ())
        for index, entity in enumerate(arguments.entities):
            frames = self._mentions.get(entity.type, ())
            for mention in entity.mentions:
                filler = Filler(index, mention.start, mention.end, type=entity.type, subtype=entity.subtype)
                token = tree.root(mention.start, mention.end)
                for frame, _ in demonym if mention.kind == "demonym" else frames if mention.kind in _EVOKING else ():
                    if self._placed(tree, frame, token):
                        yield from _Match(tree, arguments, time, topic, frame, token, filler).candidates()

    @staticmethod
    def _placed(tree: Tree, frame: Frame, token: int) -> bool:
        """Whether a mention stands where its frame wants it."""
        first = tree.first_conjunct(token)
        if frame.unless and any(tree.lemma[v] in frame.unless for v in tree.clauses(first)):
            return False
        if not frame.position or tree.is_verbless(first):
            return True
        head, dep = tree.head[first], tree.dep[first]
        for slot in frame.position:
            if slot.name == "prep":
                # "a cellist with the orchestra" is about the cellist: the phrase must be the verb's or its object's
                above = tree.head[head]
                own = tree.is_verb(above) or tree.dep[above] in ("dobj", "npadvmod", "advmod", "prep", "attr")
                if dep == "pobj" and tree.lower[head] in slot.words and own:
                    return True
            elif dep in _POSITIONS[slot.name]:
                return True
        return False

    @staticmethod
    def _has_particle(tree: Tree, verb: int, particle: str) -> bool:
        return any(tree.lower[c] == particle and tree.dep[c] in ("prt", "advmod", "prep", "dobj", "acomp", "oprd")
                   for c in tree.children[verb])  # fmt: skip

    @staticmethod
    def _follows(tree: Tree, token: int, before: str) -> bool:
        return token > 0 and tree.lower[token - 1] == before

    @staticmethod
    def _fits(tree: Tree, frame: Frame, verb: int) -> bool:
        if frame.voice != "any" and (frame.voice == "passive") != tree.is_passive(verb):
            return False
        if frame.without and any(tree.lemma[n] in frame.without for n in tree.preps(verb, _LIGHT, nested=False)):
            return False
        if not frame.objects:
            return True
        nouns = (*tree.with_dep(verb, "dobj", "attr", "nsubjpass"), *tree.preps(verb, _LIGHT, nested=False))
        return any(tree.lemma[n] in frame.objects and tree.pos[n] != "PROPN" for n in nouns)


#: Kinds of mention that evoke the frames of their class.
_EVOKING = frozenset(("name", "common"))
_POSITIONS = {
    "obj": frozenset(("dobj", "nsubjpass")),
    "subj": frozenset(("nsubj", "nsubjpass")),
    "comp": frozenset(("attr", "oprd", "acomp")),
}

#: Prepositions under which a light verb takes its noun: "appeared *in* the role", "came *to* fame".
_LIGHT = frozenset(("in", "to", "as", "for", "at"))


def _by_word(frames: Iterator[Frame]) -> dict[str, tuple[tuple[Frame, str], ...]]:
    """Frames by the lemma that evokes them, with the particle (verbs) or modifier (nouns) that must be there too."""
    found: dict[str, list[tuple[Frame, str]]] = {}
    for frame in frames:
        for word in sorted(frame.words):
            first, _, rest = word.partition(" ")
            if frame.kind == "noun" and rest:
                first, rest = word.rsplit(" ", 1)[1], word.rsplit(" ", 1)[0]
            found.setdefault(first, []).append((frame, rest))
    return {word: tuple(entries) for word, entries in found.items()}


def _feasible(frame: Frame, classes: frozenset[str]) -> bool:
    """Whether entities of the classes that a sentence offers could fill both ends of one of the frame's facts."""
    accepts = frame.accepts
    return any(
        not accepts[fact.subject].isdisjoint(classes) and not accepts[fact.object].isdisjoint(classes)
        for fact in frame.facts
    )


class _Match:
    """One frame at one token."""

    def __init__(
        self,
        tree: Tree,
        arguments: Arguments,
        time: ClauseTime,
        topic: int | None,
        frame: Frame,
        token: int,
        itself: Filler | None = None,
    ) -> None:
        self.tree = tree
        self.arguments = arguments
        self.time = time
        self.topic = topic
        self.frame = frame
        self.token = token
        self.itself = itself

    def candidates(self) -> Iterator[Candidate]:
        """One candidate for each fact template and each way to fill its roles."""
        seen = set()
        for binding in self._bindings({}, 0):
            for template in self.frame.facts:
                subject, object_ = binding.get(template.subject), binding.get(template.object)
                if subject is None or object_ is None or (subject.index == object_.index and not object_.date):
                    continue
                qualifiers = tuple((q, binding[r]) for q, r in template.qualifiers if r in binding)
                candidate = Candidate(
                    template, subject, object_, qualifiers, self.token, self.frame.name, self.frame.asserts,
                    timed=not any(filler.date for _, filler in qualifiers),
                    own_dates=self._own_dates(),
                )  # fmt: skip
                if candidate not in seen:
                    seen.add(candidate)
                    yield candidate

    def _bindings(self, bound: dict[str, Filler], position: int) -> Iterator[dict[str, Filler]]:
        if position == len(self.frame.roles):
            yield bound
            return
        role, slots = self.frame.roles[position]
        fillers = self._fill(role, slots, bound)
        if self._is_refused(role, fillers):
            return
        if not fillers:
            yield from self._bindings(bound, position + 1)
        for filler in fillers[:12]:
            yield from self._bindings({**bound, role: filler}, position + 1)

    def _fill(self, role: str, slots: tuple[Slot, ...], bound: dict[str, Filler]) -> list[Filler]:
        accepts = self.frame.accepts.get(role, frozenset())
        guard = self.frame.where.get(role)
        for slot in slots:
            fillers = [
                f for f in self._fillers(slot, accepts, bound) if f.end and (f.date or not self._taken(f, bound))
            ]
            if guard is not None:
                fillers = [f for f in fillers if self.arguments.described_as(f.index, guard)]
            if fillers:
                return fillers
        return []

    def _is_refused(self, role: str, fillers: list[Filler]) -> bool:
        """Whether a role stays empty that the frame makes a condition: then it says nothing at all."""
        return not fillers and role in self.frame.where

    def _own_dates(self) -> bool:
        """Whether the clause's dates say nothing of the fact: "In 1930 *his wife* Ida bore a daughter"."""
        return self.frame.kind == "noun" and self.tree.dep[self.token] not in ("attr", "oprd", "acomp", "dobj", "ROOT")

    @staticmethod
    def _taken(filler: Filler, bound: dict[str, Filler]) -> bool:
        return any(not other.date and other.index == filler.index for other in bound.values())

    def _fillers(self, slot: Slot, accepts: frozenset[str], bound: dict[str, Filler]) -> list[Filler]:
        tree, token = self.tree, self.token
        if slot.anchor:
            if slot.anchor not in bound:
                return []
            token = tree.root(bound[slot.anchor].start, bound[slot.anchor].end)
        if slot.name in DATE_SLOTS:
            date = self.time.at(token, slot.name, own=self._own_dates())
            return [date] if date is not None else []
        if slot.name == "self":
            return [self.itself] if self.itself is not None else []
        if slot.name == "topic":
            return self._topic(accepts)
        if slot.name == "before":
            return self._before(accepts)
        if slot.name == "entry":
            return self._entry(accepts)
        # "Segun, a dentist, and Kayode": a singular noun is said of one
        several = slot.name != "holder" or tree.tag[token] not in ("NN", "NNP")
        found: list[Filler] = []
        if slot.name == "holder":
            found += self.arguments.name_after(token, accepts)
        # "Siegfried in Swan Lake and Albrecht in Giselle": to a noun belongs what stands nearest
        nearest = slot.name == "prep" and (self.itself is not None or bool(slot.anchor) or not tree.is_verb(token))
        for position in self._positions(slot, token):
            if nearest and found:
                break
            found += [f for f in self.arguments.resolve(position, accepts, coordinated=several) if f not in found]
        return found

    def _before(self, accepts: frozenset[str]) -> list[Filler]:
        """The last mention before the word, in its sentence or the one before it; none for a verb with an object."""
        tree, token = self.tree, self.token
        if tree.with_dep(token, "dobj"):
            return []
        start = tree.sentence[token][0]
        limit = tree.sentence[start - 1][0] if start else 0
        for position in range(token - 1, limit - 1, -1):
            fillers = [f for f in self.arguments.starting(position) if f.fits(accepts)]
            if fillers:
                return fillers[:1]
        return []

    def _entry(self, accepts: frozenset[str]) -> list[Filler]:
        """The text's main subject, for the verbless lines that open an entry: "(1805–79). Danish dancer and mime."."""
        tree, token = self.tree, self.token
        if self.topic is None or tree.sentence[token][0] > _ENTRY_HEAD or not tree.is_verbless(token):
            return []
        entity = self.arguments.entities[self.topic]
        named = [m for m in entity.mentions if m.start <= token] or list(entity.mentions[:1])
        if entity.type not in accepts or any(tree.dep[c] == "prep" for c in tree.children[token]):
            return []
        mention = named[-1]
        return [Filler(self.topic, mention.start, mention.end, type=entity.type, subtype=entity.subtype)]

    def _topic(self, accepts: frozenset[str]) -> list[Filler]:
        """The text's main subject, for a clause that has no subject of its own ("Studied with X.")."""
        tree, token = self.tree, self.token
        clause = tree.clause(token)
        if self.topic is None or tree.surface(clause) or self.arguments.entities[self.topic].type not in accepts:
            return []
        root = tree.sentence[token]
        governor = tree.head[clause]
        if clause != governor and tree.dep[clause] not in ("conj", "dep", "appos", "acl", "advcl"):
            return []
        mention = next((m for m in self.arguments.entities[self.topic].mentions if root[0] <= m.start < root[1]), None)
        mention = mention or self.arguments.entities[self.topic].mentions[0]
        return [Filler(self.topic, mention.start, mention.end, type=self.arguments.entities[self.topic].type)]

    def _positions(self, slot: Slot, token: int) -> list[int]:
        tree = self.tree
        match slot.name:
            case "subj":
                return tree.subjects(token)
            case "surface":
                return tree.surface(token)
            case "obj":
                return tree.objects(token)
            case "comp":
                return tree.complements(token)
            case "prep":
                return tree.preps(token, slot.words, nested=tree.is_verb(token) and not slot.anchor)
            case "holder":
                return tree.holders(token)
            case "clause":
                return tree.surface(tree.clause(token))
            case "modified":
                return self._modified(token)
            case "modifier":
                return [c for c in tree.children[token] if tree.dep[c] in ("compound", "nmod", "npadvmod", "amod")]
            case "poss":
                return tree.with_dep(token, "poss")
            case "own":
                return self._own(token)
            case "of":
                return tree.preps(token, _OF, nested=False) or tree.with_dep(token, "poss")
        return []

    def _own(self, token: int) -> list[int]:
        """The possessive pronoun of a mention, even where the parser missed it: "*her* heartrending Éponine"."""
        tree = self.tree
        found = [c for c in tree.with_dep(token, "poss") if tree.pos[c] == "PRON"]
        before = (self.itself.start if self.itself is not None else token) - 1
        while not found and before >= 0 and tree.pos[before] in ("ADJ", "VERB", "ADV"):
            before -= 1
        if not found and before >= 0 and tree.tag[before] in ("PRP$", "PRP") and tree.lower[before] in _POSSESSIVES:
            found.append(before)
        return found

    def _modified(self, token: int) -> list[int]:
        """What an adjective or demonym is said of: its noun, or who that noun is said of."""
        tree = self.tree
        nouns = tree.modified(token)
        if not nouns:
            return tree.holders(token)
        return [t for noun in nouns for t in ((noun,) if self.arguments.in_name(noun) else (noun, *tree.holders(noun)))]


_OF = frozenset(("of",))
_POSSESSIVES = frozenset(("his", "her", "their", "my"))
#: Tokens from the start of a text within which a verbless sentence is the head of a dictionary entry.
_ENTRY_HEAD = 60
