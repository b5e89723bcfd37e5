"""Where sentences begin, by punctuation: full stops of abbreviations, and what a quotation ends with, begin none."""

from __future__ import annotations

from functools import lru_cache

from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

from kgraph.text import word_set

#: Abbreviations of dictionaries and programmes after which a sentence goes on, even with a capital: "mus. Verdi".
#: None of them is a word.
_GOES_ON = word_set(
    "adapt approx arr asst attrib b c ca cf chor choreog choreogr collab comp cond coreog d des desc dir esp est excl "
    "feat fl incl instr introd lib libr librett lic m mezz mus orch orig perf posth prem prin princ prob prod prods "
    "publ pubd pseud repr resp rev scen sop spec stud succ transl transp var viz"
)
#: Those after which it goes on with a number: "Op. 12", "No. 3".
_NUMBERED = word_set("no nos op opp vol vols pt pts p pp ch bk fig sc")

_sentencizer = Sentencizer()


def sentence_starts(doc: Doc) -> list[bool]:
    """Whether each token begins a sentence, by what stands before it. White space begins none."""
    if not len(doc):
        return []
    found = _sentencizer.predict([doc])[0]
    starts = [False] * len(doc)
    starts[0] = True
    for i in range(1, len(doc)):
        if found[i]:
            first = i
            while first + 1 < len(doc) and doc[first].is_space:
                first += 1
            starts[first] = starts[first] or not _goes_on(doc, i, first)
    return starts


def _goes_on(doc: Doc, found: int, first: int) -> bool:
    """Whether what ended before token `found` was no sentence, the next word being `first`."""
    end = found - 1
    while end > 0 and not _ends(doc[end].text):
        end -= 1
    between = doc.text[doc[end].idx + len(doc[end]) : doc[first].idx]
    if between.count("\n") > 1:
        return False
    text = doc[first].text
    if text[:1].islower() or not any(c.isspace() for c in between):
        return True
    if doc[end].text != "." or not end or doc[end - 1].whitespace_:
        return False
    word = doc[end - 1].lower_
    return word in _GOES_ON or (word in _NUMBERED and text[:1].isdigit())


@lru_cache(maxsize=1024)
def _ends(text: str) -> bool:
    return text in _sentencizer.punct_chars


@Language.component("kgraph_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Mark where sentences begin, besides what follows blank lines."""
    for token, start in zip(doc, sentence_starts(doc), strict=True):
        token.is_sent_start = bool(start or token.is_sent_start)
    return doc
