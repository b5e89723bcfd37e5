"""Inflected forms of the lexicon's verbs, so that "staged" is a form of "stage" and "hoped" of "hope".

A rule lemmatiser guesses the lemma of a word that its lists lack; the lexicon knows which verbs matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spacy.language import Language

from kgraph.lexicon import Lexicon

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


def teach(nlp: Language, verbs: Iterable[str]) -> None:
    """Make the pipeline's lemmatiser know the forms of `verbs`; forms that it has on its lists stay as they are."""
    if not nlp.has_pipe("lemmatizer"):
        return
    lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    if not lookups.has_table("lemma_exc") or not lookups.has_table("lemma_index"):
        return
    known = lookups.get_table("lemma_exc").get("verb", {})
    index = set(lookups.get_table("lemma_index").get("verb", ()))
    taught = dict(known)
    for verb in verbs:
        for form in inflections(verb):
            if form not in known and form not in index:
                taught.setdefault(form, [verb])
    lookups.get_table("lemma_exc")["verb"] = taught
