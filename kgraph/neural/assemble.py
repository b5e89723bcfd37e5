"""What the network understood → entities and facts on the Doc, named as the graph names them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from spacy.tokens import Doc

from kgraph.edtf import DATE_QUALIFIERS
from kgraph.extract.relations.reasoning import compose, position
from kgraph.extract.relatives import RELATIVE
from kgraph.extract.tokens import DocEntity, MentionKind, TokenFact, TokenMention
from kgraph.honorifics import is_by_husband
from kgraph.lexicon import Lexicon
from kgraph.lexicon.words import fold
from kgraph.neural.combine import Findings
from kgraph.neural.decide import Understanding
from kgraph.neural.features import FIRST_PERSON, GENDERS, HE, NAME, NOMINAL, PRONOUN, SHE
from kgraph.neural.headwords import in_speaking_order
from kgraph.neural.labels import Labels
from kgraph.neural.reading import Date, Reading
from kgraph.neural.relate import Statement
from kgraph.neural.titular import works_of_roles

#: Confidence of a score of a property: (label index, score) → share that is right.
Confidence = Callable[[int, float], float]

_KINDS: dict[int, MentionKind] = {NAME: "name", NOMINAL: "nominal", PRONOUN: "pronoun"}
#: What those are called of whom a text says no name.
UNNAMED_PERSON, UNNAMED_SPEAKER = "unnamed person", "unnamed speaker"
PERSON = "Person"
_BORN = re.compile(
    r"\b(?:(?:born|née|né|nee|christened|baptised|baptized|real name)(?: as| is| was|,)?|born\b[^.;:()]{1,60} as) ?"
    r"[\"“‘']?$",
    re.IGNORECASE,
)
_RANK_OF = re.compile(r"^(?:rank|position|post|title) of (?:an? |the )?", re.IGNORECASE)
#: Characters before a name in which it may say that somebody was born with it.
_REACH = 80
#: How sure what makes a role one of a performance must be.
_SURE = 0.5
_QUOTES = "\"'“”‘’«»*_"


class Assembler:
    """Makes entities and facts.

    Parameters
    ----------
    labels
        Of the network.
    lexicon
        Labels of occupations, countries of demonyms; nouns that tell finer classes; facts that follow from others.
    confidence
        What scores are worth.
    """

    def __init__(self, labels: Labels, lexicon: Lexicon, confidence: Confidence) -> None:
        self._labels, self._lexicon, self._confidence = labels, lexicon, confidence
        self._words, self._classes = lexicon.words, lexicon.classes
        self._common = labels.types.index("Occupation") if "Occupation" in labels.types else -1

    def __call__(self, doc: Doc, reading: Reading, understood: Understanding) -> Findings:
        """The entities and facts of a Doc."""
        made = _Making(self, doc, reading, understood)
        return Findings(tuple(made.entities), made.facts())

    def occupation(self, text: str) -> str:
        """The label of an occupation: lower case, singular, without nationality."""
        words = text.split()
        while len(words) > 1 and words[0] in self._words.demonyms:
            words = words[1:]
        said = " ".join(w if w.isupper() and len(w) > 1 else w.lower() for w in words)
        for hyphen in (" - ", " – "):
            said = said.replace(hyphen, "-")
        key = tuple(said.replace("’", "'").replace("-", " - ").split())
        if (label := self._words.occupation_variants.get(key)) is not None:
            return label
        *first, last = said.split(" ")
        if last not in self._words.occupation_heads:
            last = next((s for s in singulars(last) if s in self._words.occupation_heads), plain_singular(last))
        return " ".join([*first, last])

    def country(self, text: str) -> str:
        """The country of a demonym, or nothing."""
        demonym = self._words.demonyms.get(text) or self._words.demonyms.get(text[:-1] if text.endswith("s") else "")
        return demonym.country if demonym else ""

    def subtype(self, type_: str, name: str, before: list[str]) -> str:
        """A finer class that the name's own words or the noun before it tell, or nothing."""
        folded = fold(name).replace("-", " - ").split()
        votes: Counter[str] = Counter()
        for size in (3, 2, 1):
            keys = [(tuple(folded[-size:]), self._classes.heads), (tuple(folded[:size]), self._classes.opens)]
            keys.append((tuple(fold(w) for w in before[-size:]), self._classes.nouns))
            for key, table in keys:
                if len(key) == size:
                    votes.update(s.subtype for s in table.get(key, ()) if s.type == type_ and s.subtype)
            if votes:
                return min(votes, key=lambda s: (-votes[s], s))
        return ""


class _Making:
    def __init__(self, owner: Assembler, doc: Doc, reading: Reading, understood: Understanding) -> None:
        self._owner, self._doc, self._reading, self._understood = owner, doc, reading, understood
        self._text = doc.text  # joined anew each time it is asked for
        self.entities: list[DocEntity] = []
        self._place: dict[int, int] = {}
        self._alone: dict[TokenMention, str] = {}
        keys: dict[tuple[str, str], int] = {}
        growing: list[list[tuple[TokenMention, str]]] = []
        types: list[str] = []
        others: dict[int, bool] = {}
        chains = understood.chains
        mentions_of = [self._mentions(chain.type, chain.mentions) for chain in chains]
        called = [self._fullest(named) for named in mentions_of]
        self._work_of = works_of_roles(understood, reading, owner._labels, owner._lexicon.classes, called)
        roles: dict[tuple[int, str], int] = {}  # "the title role" of Carmen is the Carmen of whom the text speaks
        for number in reversed(range(len(chains))):
            roles[chains[number].type, called[number]] = number
        for number, chain in enumerate(chains):
            type_, named = owner._labels.types[chain.type], mentions_of[number]
            if number in self._work_of:
                named = [self._called(m, called[self._work_of[number]]) for m in named]
            name = self._fullest(named) or self._unnamed(number)
            if not name:
                continue
            first = roles.setdefault((chain.type, name), number) if number in self._work_of else number
            person = type_ in ("Person", "Character")
            key = (type_, f"{fold(name)} {first if person or chain.namesake else chain.apart}")
            index = keys.setdefault(key, len(growing))
            if index == len(growing):
                growing.append([])
                types.append(type_)
            growing[index].extend((m, name) for m in named)
            others[index] = others.get(index, True) and chain.namesake
            self._place[number] = index
            if name in (UNNAMED_PERSON, UNNAMED_SPEAKER):
                self._alone[min(named)] = name
        for index, (type_, parts) in enumerate(zip(types, growing, strict=True)):
            entity = self._entity(type_, sorted({m for m, _ in parts}))
            self.entities.append(replace(entity, namesake=others[index]))
        order = sorted(range(len(self.entities)), key=lambda k: self.entities[k].mentions[0])
        new = {old: position for position, old in enumerate(order)}
        self.entities = [self.entities[k] for k in order]
        self._place = {chain: new[index] for chain, index in self._place.items()}

    def _mentions(self, type_: int, indices: list[int]) -> list[TokenMention]:
        owner, understood = self._owner, self._understood
        name_of = owner._labels.types[type_]
        out: list[TokenMention] = []
        for k in indices:
            start, end = int(understood.mentions.start[k]), int(understood.mentions.end[k])
            first, last = self._token_span(start, end)
            text = self._said(start, end).strip(_QUOTES)
            kind = _KINDS[int(understood.mentions.kind[k])]
            if text.lower() in RELATIVE:
                kind = "pronoun"
            if kind != "pronoun":
                if type_ == owner._common:
                    kind, text = "common", owner.occupation(text)
                elif (
                    name_of == PERSON
                    and kind == "name"
                    and self._by_husband(titled := self._said(max(start - 1, 0), end))
                ):
                    text = titled
                elif name_of == PERSON and kind == "name":
                    text = in_speaking_order(text) if text.endswith(")") else text
                elif name_of == "Place" and (country := owner.country(text)):
                    kind, text = "demonym", country
            gender = GENDERS.get(int(understood.mentions.pronoun[k]), "")
            out.append(TokenMention(first, last, name_of, kind, text, "", gender))
        return out

    @staticmethod
    def _called(mention: TokenMention, name: str) -> TokenMention:
        """A mention, with a name if it has none: "title role" is called as its work."""
        return replace(mention, kind="name", name=name) if mention.kind == "nominal" else mention

    def _is_of_another(self, role: int, work: int) -> bool:
        """Whether a chain is the title role of another work than this one."""
        own, chains = self._work_of.get(role, work), self._understood.chains
        return own != work and chains[own].type == chains[work].type

    def _unnamed(self, number: int) -> str:
        """What to call somebody without a name: who tells the text, or whom all of it is about from its beginning."""
        understood, types = self._understood, self._owner._labels.types
        chain = understood.chains[number]
        pronouns = [k for k in chain.mentions if int(understood.mentions.pronoun[k])]
        if types[chain.type] != PERSON or not pronouns:
            return ""
        if not any(number in (s.subject, -1 if s.date else s.object) for s in understood.statements):
            return ""
        classes = {int(understood.mentions.pronoun[k]) for k in pronouns}
        first = int(understood.mentions.start[pronouns[0]])
        if classes == {FIRST_PERSON}:
            return "" if self._quoted(first) else UNNAMED_SPEAKER
        if len(classes) > 1 or not classes <= {HE, SHE}:
            return ""
        for other in understood.chains:
            names = [k for k in other.mentions if int(understood.mentions.kind[k]) == NAME]
            if types[other.type] == PERSON and names:
                before = int(understood.mentions.start[names[0]]) < first
                if before or classes & {int(understood.mentions.pronoun[k]) for k in other.mentions}:
                    return ""  # may be meant
        return UNNAMED_PERSON

    def _quoted(self, word: int) -> bool:
        """Whether a word stands within quotation marks."""
        before = self._text[: int(self._reading.starts[word])].rpartition("\n\n")[2]
        curly = before.count("“") - before.count("”")
        return curly > 0 or before.count('"') % 2 == 1

    def _entity(self, type_: str, mentions: list[TokenMention]) -> DocEntity:
        name = self._fullest(mentions) or self._alone[mentions[0]]
        aliases = {m.name for m in mentions if m.kind == "name"} - {name}
        genders = Counter(m.gender for m in mentions if m.gender)
        gender = genders.most_common(1)[0][0] if genders and type_ == "Person" else ""
        subtype = ""
        for m in mentions:
            if m.kind == "name" and not subtype:
                before = [t.text for t in self._doc[max(0, m.start - 4) : m.start] if t.text.strip(_QUOTES + " \n")]
                subtype = self._owner.subtype(type_, m.name, before)
        return DocEntity(type_, name, tuple(sorted(aliases)), tuple(mentions), subtype, gender)

    def _fullest(self, mentions: list[TokenMention]) -> str:
        """The name with the most words, then characters, rather not in capitals; the first of equals. Or nothing.

        The name of her husband only if there is no other of more than one word, that by birth if there is not this one.
        """
        named = [m for m in mentions if m.kind in ("name", "common", "demonym")]
        rank = [2 if self._by_birth(m) else int(self._by_husband(m.name)) for m in named]
        least = min((r for r, m in zip(rank, named, strict=True) if " " in m.name), default=2)
        names = [m.name for r, m in zip(rank, named, strict=True) if r <= least]
        return max(names, key=lambda n: (len(n.split()), len(n), not n.isupper(), -names.index(n)), default="")

    def _by_husband(self, name: str) -> bool:
        """Whether a name with its title is "Mrs Patrick Campbell"."""
        return is_by_husband(name, self._owner._words.given_names)

    def _by_birth(self, mention: TokenMention) -> bool:
        """Whether the words before a name say that it is the one that somebody was born with."""
        start = self._doc[mention.start].idx
        return mention.type == PERSON and bool(_BORN.search(self._text, max(0, start - _REACH), start))

    def facts(self) -> tuple[TokenFact, ...]:
        """Those whose subjects and objects have names; each once, where it is surest."""
        best: dict[tuple[int, str, int | str], TokenFact] = {}
        for s in self._understood.statements:
            fact = self._fact(s)
            if fact is None or (not fact.literal and fact.subject == fact.object):
                continue
            value = self._doc._.dates[fact.object].value if fact.literal else fact.object
            key = (fact.subject, fact.property, value)
            if key not in best or fact.confidence > best[key].confidence:
                best[key] = fact
        for fact in compose(self._owner._lexicon, self.entities, list(best.values()), across_sentences=True):
            key = (fact.subject, fact.property, fact.object)
            known = best.get(key)
            if known is None:
                best[key] = fact
            elif fact.confidence >= _SURE:  # a role belongs to the performance that it is of
                best[key] = replace(
                    known, qualifiers=tuple(sorted({**dict(known.qualifiers), **dict(fact.qualifiers)}.items()))
                )
        return tuple(sorted(best.values(), key=position))

    def _fact(self, s: Statement) -> TokenFact | None:
        if s.subject not in self._place or (not s.date and s.object not in self._place):
            return None
        if not s.date and self._is_of_another(s.subject, s.object):
            return None
        subject, object_ = self._span(s.subject_mention), self._span(s.object_mention)
        object_index = self._date(s.object_mention).index if s.date else self._place[s.object]
        property_ = self._owner._labels.properties[s.property]
        return TokenFact(
            subject=self._place[s.subject],
            property=property_,
            object=object_index,
            literal=s.date,
            subject_span=subject,
            object_span=object_,
            sentence_span=self._sentence(s),
            family="neural",
            confidence=self._owner._confidence(s.property, s.score),
            qualifiers=self._qualifiers(s),
        )

    def _qualifiers(self, s: Statement) -> tuple[tuple[str, str], ...]:
        out: dict[str, str] = {}
        for q, k in s.qualifiers.items():
            name = self._owner._labels.qualifiers[q]
            if self._understood.is_date[k]:
                date = self._date(k)
                out[name] = date.form if name in DATE_QUALIFIERS else date.value
                continue
            chain = int(self._understood.chain_of[k])
            if chain in self._place and not self._is_of_another(chain, s.object):
                entity = self.entities[self._place[chain]]
                is_rank = entity.type == self._owner._labels.types[self._owner._common]
                out[name] = self._rank(k) if is_rank else entity.name
        lasts = self._owner._lexicon.sayings.time.get(self._owner._labels.properties[s.property]) == "span"
        if lasts and "date" in out and not {"startDate", "endDate"} & out.keys():
            out["startDate"] = out.pop("date")  # "married in 1931"
        return tuple(sorted(out.items()))

    def _date(self, mention: int) -> Date:
        """The date that is a mention."""
        mentions = self._understood.mentions
        span = int(mentions.start[mention]), int(mentions.end[mention])
        return next(d for d in self._reading.dates if (d.start, d.end) == span)

    def _rank(self, mention: int) -> str:
        """The words of a rank, as they stand: "soloist" of "the rank of soloist"."""
        mentions = self._understood.mentions
        said = self._said(int(mentions.start[mention]), int(mentions.end[mention]))
        return _RANK_OF.sub("", said) or said

    def _said(self, start: int, end: int) -> str:
        """The text from one word up to, not including, another, with single blanks."""
        return " ".join(self._text[self._reading.starts[start] : self._reading.ends[end - 1]].split())

    def _token_span(self, start: int, end: int) -> tuple[int, int]:
        return int(self._reading.tokens[start]), int(self._reading.tokens[end - 1]) + 1

    def _span(self, mention: int) -> tuple[int, int]:
        mentions = self._understood.mentions
        return self._token_span(int(mentions.start[mention]), int(mentions.end[mention]))

    def _sentence(self, s: Statement) -> tuple[int, int]:
        """The sentence of whichever is said later, in tokens: there the fact is complete."""
        mentions, reading = self._understood.mentions, self._reading
        later = max(s.subject_mention, s.object_mention, key=lambda k: int(mentions.start[k]))
        number = reading.sentence[mentions.start[later]]
        first = int(np.searchsorted(reading.sentence, number))
        last = int(np.searchsorted(reading.sentence, number, side="right"))
        return self._token_span(first, last)


def singulars(word: str) -> list[str]:
    """What a plural may be the plural of."""
    out = []
    if word.endswith("men"):
        out.append(word[:-3] + "man")
    if word.endswith("ies"):
        out.append(word[:-3] + "y")
    if word.endswith("es"):
        out.append(word[:-2])
    if word.endswith("s"):
        out.append(word[:-1])
    return out


def plain_singular(word: str) -> str:
    """The singular of a noun that no list knows."""
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
