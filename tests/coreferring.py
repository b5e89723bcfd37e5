"""A coreference resolver with a small lexicon, and Docs and mentions built by hand for it."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from kgraph.extract.coreference import CoreferenceResolver
from kgraph.extract.tokens import TokenMention
from kgraph.lexicon.classes import ClassLexicon, Sense
from kgraph.lexicon.words import Words

VOCAB = spacy.blank("en").vocab
TITLES = {"dame": "f", "mrs": "f", "sir": "m", "dr": "u", "madame": "f"}
CLASSES = ClassLexicon(
    parents={"Company": ("Organization",), "School": ("Organization",), "Venue": ("Place",)},
    traits={
        "person": Sense("Person"),
        "role": Sense("Character"),
        "title": Sense("Work"),
        "country": Sense("Place", "Country"),
    },
    heads={(w,): () for w in ("ballet", "company", "school", "academy", "theatre", "city", "opera", "festival")},
    nouns={
        ("company",): (Sense("Company"),),
        ("troupe",): (Sense("Company"),),
        ("ballet",): (Sense("Work", "Ballet"),),
        ("opera",): (Sense("Work", "Opera"),),
        ("festival",): (Sense("Event"),),
    },
    frames={("object", "premiere"): (Sense("Work"),), ("subject", "tour"): (Sense("Company"),)},
    titles=TITLES,
)
WORDS = Words(
    person_nouns={
        **dict.fromkeys(("dancer", "teacher", "composer", "pupil", "writer"), "u"),
        **dict.fromkeys(("sister", "wife", "mother", "actress", "grandmother"), "f"),
        **dict.fromkeys(("brother", "husband", "father"), "m"),
    }
)
RESOLVER = CoreferenceResolver(CLASSES, WORDS)
POS = {
    "NNP": "PROPN",
    "NN": "NOUN",
    "NNS": "NOUN",
    "PRP": "PRON",
    "PRP$": "PRON",
    "WP": "PRON",
    "DT": "DET",
    "IN": "ADP",
}


def parsed(*sentences: str) -> Doc:
    """A Doc from sentences of "word TAG label head" (head counted in the sentence), separated by " | "."""
    words, tags, deps, heads, starts = [], [], [], [], []
    for sentence in sentences:
        first = len(words)
        for n, row in enumerate(sentence.split(" | ")):
            word, tag, dep, head = row.split()
            words.append(word)
            tags.append(tag)
            deps.append(dep)
            heads.append(first + int(head))
            starts.append(n == 0)
    lemmas = [LEMMAS.get(w.lower(), w.lower()) for w in words]
    pos = [POS.get(t, "VERB" if t.startswith("VB") else "X") for t in tags]
    return Doc(VOCAB, words=words, tags=tags, pos=pos, deps=deps, heads=heads, lemmas=lemmas, sent_starts=starts)


LEMMAS = {"was": "be", "met": "meet", "toured": "tour", "said": "say", "left": "leave", "premiered": "premiere"}


def named(doc: Doc, names: dict[str, str]) -> list[TokenMention]:
    """Mentions of `names` (name → "Type" or "Type/gender") wherever they stand, the longest first."""
    words = [t.text for t in doc]
    taken: set[int] = set()
    found = []
    for name in sorted(names, key=lambda n: (-len(n.split()), n)):
        parts = name.split()
        type_, _, gender = names[name].partition("/")
        for i in range(len(words) - len(parts) + 1):
            if words[i : i + len(parts)] == parts and not taken.intersection(range(i, i + len(parts))):
                taken.update(range(i, i + len(parts)))
                found.append(TokenMention(i, i + len(parts), type_, "name", name, "", gender))
    return sorted(found)


def chains(doc: Doc, mentions: list[TokenMention]) -> set[tuple[str, ...]]:
    """The texts of each entity's mentions."""
    return {tuple(doc[m.start : m.end].text for m in e.mentions) for e in RESOLVER.resolve(doc, mentions)}
