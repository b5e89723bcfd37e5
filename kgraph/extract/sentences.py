"""Where sentences begin, by punctuation: full stops of abbreviations, and what a quotation ends with, begin none."""

from __future__ import annotations

from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

from kgraph.text import word_set

#: Abbreviations of dictionaries and programmes after which a sentence goes on, even with a capital: "mus. Verdi".
#: Hardly any of them is also a word that ends sentences.
_GOES_ON = word_set(
    "approx arr asst attrib b c ca cf chor choreog choreogr collab comp cond coreog d des desc dir esp est excl fl "
    "incl instr introd lib libr librett lic m mezz mus orch orig perf posth prem prin princ prob prod prods publ pubd "
    "pseud repr resp scen stud succ transl transp var viz"
)
#: Those after which it goes on with a number: "Op. 12", "No. 3".
_NUMBERED = word_set("no nos op opp vol vols pt pts p pp ch bk fig sc")
#: spaCy's own, which knows the marks, and sets many tokens at once.
_sentencizer = Sentencizer(overwrite=True)
_ENDS = frozenset(_sentencizer.punct_chars)


def sentence_starts(doc: Doc) -> list[bool]:
    """Whether each token begins a sentence: the first word, and those after a blank line or what ends a sentence.

    White space begins no sentence.
    """
    starts = [False] * len(doc)
    end = -1  # what may have ended a sentence
    space = "\n\n"
    note = False  # whether it is within the mark of a note: "left.[1] She", "left.[citation needed] She"
    for i, token in enumerate(doc):
        if token.is_space:
            space += token.text_with_ws
            note = note and token.text.count("\n") < 2
            continue
        if note or (end >= 0 and token.text == "[" and not _is_spaced(doc, end, i)):
            note, space = token.text != "]", token.whitespace_
            continue
        if space.count("\n") > 1:
            starts[i], end = True, -1
        elif end >= 0 and not token.is_punct and token.text not in _ENDS:
            if _is_spaced(doc, end, i):
                starts[i], end = not _goes_on(doc, end, i), -1
            else:
                starts[i], end = end == i - 1 and token.text[0].isupper(), -1  # "left.She"
        if token.text in _ENDS:
            end = i
        space = token.whitespace_
    return starts


def _is_spaced(doc: Doc, end: int, word: int) -> bool:
    """Whether white space stands between two tokens."""
    return any(doc[k].whitespace_ or doc[k].is_space for k in range(end, word))


def _goes_on(doc: Doc, end: int, word: int) -> bool:
    """Whether a sentence goes on after a full stop or the like, with a word."""
    text = doc[word].text
    if text[0].islower():
        return True
    if doc[end].text != "." or not end or doc[end - 1].whitespace_:
        return False
    before = doc[end - 1].lower_
    return before in _GOES_ON or (before in _NUMBERED and text[0].isdigit())


@Language.component("kgraph_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Mark where sentences begin."""
    _sentencizer.set_annotations([doc], [sentence_starts(doc)])
    return doc
