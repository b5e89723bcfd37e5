"""Inflected forms of the lexicon's verbs, so that "staged" is a form of "stage" and "hoped" of "hope".

A rule lemmatiser guesses between "hop" and "hope"; the lexicon knows which verbs matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from spacy.language import Language
from spacy.symbols import VERB
from spacy.tokens import Doc

from kgraph.lexicon import Lexicon, load_lexicon
from kgraph.ontology import load_ontology

_VOWELS = "aeiou"
#: One syllable, a single vowel and a single consonant at the end: the consonant doubles ("star", "starred").
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


def inflections(verb: str) -> Iterator[str]:
    """Regular forms of a verb: third person, past and participles, in British and American spelling."""
    if verb.endswith("e"):
        yield from (f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    else:
        yield f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"
        if not _DOUBLES.fullmatch(verb):
            yield from (f"{verb}ed", f"{verb}ing")
        if verb[-1:] not in _VOWELS and verb[-1:] not in "wxy" and verb[-2:-1] in _VOWELS:
            yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")


def verbs_of(lexicon: Lexicon) -> list[str]:
    """All verbs that the lexicon names, sorted."""
    cues = lexicon.assertion
    words = {w for frame in lexicon.sayings.frames if frame.kind == "verb" for w in frame.words}
    words |= cues.governors | cues.reporters | cues.rumours
    return sorted({word.split()[0] for word in words if word.split()[0].isalpha() and len(word.split()[0]) > 2})


def forms_of(verbs: Iterable[str]) -> dict[str, str]:
    """Each regular form of `verbs`, in lower case, with its verb; of two verbs, the first by the alphabet."""
    found: dict[str, str] = {}
    for verb in sorted(verbs):
        for form in inflections(verb):
            found.setdefault(form, verb)
    return found


class VerbLemmas:
    """Corrects the lemmas of verbs that the lexicon names.

    Parameters
    ----------
    forms
        Inflected form in lower case → lemma.
    """

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forms = forms

    def __call__(self, doc: Doc) -> Doc:
        """Write the lemmas."""
        for token, lemma in self.corrections(doc):
            doc[token].lemma_ = lemma
        return doc

    def corrections(self, doc: Doc) -> list[tuple[int, str]]:
        """Tokens whose lemma is not that of the lexicon's verb, with that verb."""
        forms = self._forms
        return [
            (token.i, forms[token.lower_])
            for token in doc
            if token.lower_ in forms and token.pos == VERB and token.lemma_ != forms[token.lower_]
        ]


@Language.factory("kgraph_lemmas", assigns=["token.lemma"], requires=["token.pos"], default_config={"ontology": None})
def create_verb_lemmas(nlp: Language, name: str, ontology: str | None) -> VerbLemmas:
    """Make the component for a pipeline; `ontology` is a folder, the packaged one when None."""
    return VerbLemmas(forms_of(verbs_of(load_lexicon(load_ontology(Path(ontology) if ontology else None)))))
