"""The component ``kgraph_mentions``: names, occupations and demonyms with their classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.language import Language
from spacy.tokens import Doc

from kgraph.extract.mentions.common import OccupationFinder, find_demonyms
from kgraph.extract.mentions.context import support_lists, support_neighbours
from kgraph.extract.mentions.evidence import EvidenceReader
from kgraph.extract.mentions.gazetteer import GazetteerIndex
from kgraph.extract.mentions.names import Candidate, NameFinder
from kgraph.extract.mentions.scores import Scores
from kgraph.extract.mentions.shapes import ARTICLES, English, Shape, Shapes
from kgraph.extract.mentions.syllables import given_names_at
from kgraph.extract.mentions.titular import titular_mentions
from kgraph.extract.mentions.view import View
from kgraph.extract.mentions.vote import Ballot
from kgraph.extract.tokens import TokenMention, register_extensions
from kgraph.lexicon import load_lexicon
from kgraph.lexicon.classes import ClassLexicon
from kgraph.lexicon.gazetteer import Gazetteer
from kgraph.lexicon.words import Words
from kgraph.ontology import load_ontology
from kgraph.text import word_set

#: Words with a capital that name nothing by themselves.
_NEVER_ALONE = word_set("god lord heaven continent bible renaissance internet")


class MentionFinder:
    """Finds the mentions of a Doc.

    Parameters
    ----------
    classes, gazetteer, words
        The parts of the lexicon.
    english
        Which words are English.
    tokenise
        Cuts gazetteer forms as the pipeline cuts texts.
    """

    def __init__(
        self,
        classes: ClassLexicon,
        gazetteer: Gazetteer,
        words: Words,
        english: English,
        tokenise: Callable[[Iterable[str]], Iterable[list[str]]],
    ) -> None:
        register_extensions()
        index = GazetteerIndex(gazetteer, tokenise, classes.heads)
        self._shapes = Shapes()
        self._english = english
        self._classes = classes
        self._words = words
        self._names = NameFinder(classes, words, index, english)
        self._evidence = EvidenceReader(classes, words, english, index)
        occupation = classes.traits.get("occupation")
        self._occupations = OccupationFinder(words, occupation) if occupation else None
        self._country = classes.traits.get("country")
        person = classes.traits.get("person")
        self._person = person.type if person else ""
        role = classes.traits.get("role")
        self._role = role.type if role else ""
        title = classes.traits.get("title")
        self._title = title.type if title else ""

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc._.mentions``."""
        doc._.mentions = self.find(doc)
        return doc

    def find(self, doc: Doc) -> tuple[TokenMention, ...]:
        """The mentions of a Doc, sorted; nested ones included."""
        view = View(doc, self._shapes)
        candidates, keys, scores = self.weigh(view)
        ballot = Ballot(self._classes, keys, scores)
        mentions = []
        taken: set[int] = set()
        surnames = {key[-1] for key in keys}
        articled = {key for c, key in zip(candidates, keys, strict=True) if view.texts[c.start - 1] in ARTICLES}
        for i, c in enumerate(candidates):
            sense = ballot.decide(i)
            if sense is None or (keys[i][0][-1] == "s" and self._is_family(view, c, surnames)):
                continue
            person = sense.type == self._person
            gender = self._gender(view, c) if person else ""
            start = c.start
            if sense.type == self._title and keys[i] not in articled and self._follows_article(view, start):
                start -= 1
            mentions.append(
                TokenMention(start, c.end, sense.type, "name", view.text(start, c.end), sense.subtype, gender)
            )
            taken.update(range(start, c.end))
        mentions += list(titular_mentions(view, mentions, self._classes))
        if self._occupations is not None:
            roles = {m.start for m in mentions if m.type == self._role}
            mentions += self._occupations.find(view, taken, roles)
        if self._country is not None:
            mentions += find_demonyms(view, self._words, self._country, taken)
        return tuple(sorted(set(mentions)))

    def weigh(self, view: View) -> tuple[list[Candidate], list[tuple[str, ...]], list[Scores]]:
        """The candidates for names, by position, the folded words of each, and the evidence for each."""
        candidates = [c for c in self._names.find(view) if not self._is_adjective(view, c)]
        overlapping: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for ent in view.ents:
            for i in range(ent[0], ent[1]):
                overlapping[i].append(ent)
        keys, scores = [], []
        for c in candidates:
            labels = list(dict.fromkeys(ent for i in range(c.start, c.end) for ent in overlapping.get(i, ())))
            scores.append(self._evidence.read(view, c, labels))
            start = c.start + (view.folded[c.start] in ARTICLES and c.end - c.start > 1)
            keys.append(view.words(start, c.end))
        support_lists(view, candidates, scores, self._evidence)
        ballot = Ballot(self._classes, keys, scores)
        first = [ballot.decide(i) for i in range(len(candidates))]
        support_neighbours(view, candidates, first, scores, self._classes)
        return candidates, keys, scores

    def _is_adjective(self, view: View, c: Candidate) -> bool:
        """Whether a capitalised word is a demonym or another adjective: "French", "Victorian"."""
        i = c.start
        if c.end - i > 1 or c.quoted:
            return False
        if view.folded[i] in _NEVER_ALONE:
            return True
        if self._is_described(view, c):
            return True
        modifies = view.deps[i] in ("amod", "compound") and view.pos[i] == "ADJ" and view.labels[i] in ("", "NORP")
        if view.labels[i] == "NORP" and not c.entries:
            described = i + 1 < view.count and view.pos[i + 1] in ("NOUN", "ADJ") and view.texts[i + 1].islower()
            if described or (i > 0 and view.folded[i - 1] in ("a", "an")):
                return True
        text = view.texts[i]
        demonyms = self._words.demonyms if self._country is not None else {}
        return modifies or text in demonyms or (text.endswith("s") and text[:-1] in demonyms)

    def _is_described(self, view: View, c: Candidate) -> bool:
        """Whether an English word tells a kind of people: "the Mercy nuns"."""
        i = c.start
        if i + 1 >= view.count or view.tags[i + 1] != "NNS" or c.entries or not view.texts[i + 1].islower():
            return False
        people = view.lemmas[i + 1] in self._words.person_nouns
        return people and view.deps[i] in ("compound", "amod", "nmod") and self._english.knows(view.folded[i])

    @staticmethod
    def _follows_article(view: View, start: int) -> bool:
        """Whether a title at the start of a sentence has an article before it, which then belongs to it."""
        return start > 0 and view.shapes[start - 1] == Shape.STOP and view.folded[start - 1] in ARTICLES

    @staticmethod
    def _is_family(view: View, c: Candidate, surnames: Set[str]) -> bool:
        """Whether a name is a family's: "the Kembles", where somebody in the text is called Kemble."""
        plural = c.end - c.start == 1 and c.start > 0 and view.folded[c.start - 1] == "the"
        return plural and view.folded[c.start][:-1] in surnames

    def _gender(self, view: View, c: Candidate) -> str:
        gender = self._classes.titles.get(c.title, "u") if c.title else "u"
        if gender == "u":
            given = self._words.given_names
            first = given_names_at(view, c.start, c.end)
            gender = next((g for g in (given.get(name, "u") for name in first) if g != "u"), "u")
        return "" if gender == "u" else gender


@Language.factory(
    "kgraph_mentions", assigns=["doc._.mentions"], requires=["doc.ents"], default_config={"ontology": None}
)
def create_mention_finder(nlp: Language, name: str, ontology: str | None) -> MentionFinder:
    """Make the component for a pipeline that has a tagger, a parser, a lemmatiser and an entity recogniser.

    Parameters
    ----------
    ontology
        The ontology's folder, with its lexicon and gazetteer; the packaged one when None.
    """
    lexicon = load_lexicon(load_ontology(Path(ontology) if ontology else None))
    return MentionFinder(
        lexicon.classes,
        lexicon.gazetteer,
        lexicon.words,
        english_words(nlp),
        lambda forms: tokenise(nlp, forms),
    )


def tokenise(nlp: Language, forms: Iterable[str]) -> Iterator[list[str]]:
    """Names cut into tokens as the pipeline cuts texts; those of letters and blanks only, without its tokeniser."""
    special = nlp.tokenizer.rules or {}  # type: ignore[union-attr]
    for form in forms:
        words = form.split(" ")
        if all(word.isalpha() and word not in special for word in words):
            yield words
        else:
            yield [token.text for token in nlp.make_doc(form)]


def english_words(nlp: Language) -> English:
    """The English words that the pipeline's lemmatiser knows; none but function words if it has no lists."""
    index: dict[str, frozenset[str]] = {}
    exceptions: dict[str, frozenset[str]] = {}
    if nlp.has_pipe("lemmatizer"):
        lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        for name, target in (("lemma_index", index), ("lemma_exc", exceptions)):
            if lookups.has_table(name):
                table = lookups.get_table(name)
                for part in ("noun", "verb", "adj", "adv"):
                    target[part] = frozenset(table.get(part, ()))
    return English(index, exceptions, frozenset(STOP_WORDS))
