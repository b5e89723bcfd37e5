"""The spaCy pipeline: how text is cut into tokens, and which components follow the model's."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from kgraph.errors import ModelError
from kgraph.extract.models import DEFAULT_MODEL, model_version
from kgraph.extract.segments import MAX_LENGTH
from kgraph.extract.tokens import register_extensions
from kgraph.lexicon import load_lexicon
from kgraph.ontology import Ontology

#: What a model must bring: the relations read dependencies and lemmas, the mentions start from its entities.
REQUIRED_COMPONENTS = ("tagger", "parser", "attribute_ruler", "lemmatizer", "ner")

#: kgraph's own components of the lexicon's pipeline, in order, after the model's.
COMPONENTS = ("kgraph_lemmas", "kgraph_dates", "kgraph_mentions", "kgraph_coref", "kgraph_facts")

#: Cut where spaCy does not: ranges of years ("1889–97"), alternatives ("Odette/Odile", "Hallé/Edda Falk"), a
#: bracket without a blank ("Pergola(Florence"), the marks of notes ("Paris,[2]", "Oslo.[3][4]").
_INFIXES = (
    r"(?<=[0-9])[–—/](?=[0-9])",
    r"(?<=\w)[/–—](?=\w)",
    r"(?<=\w)[()](?=\w)",
    r"(?<=[0-9])\?(?=[–—-])",
    r"(?<=[0-9]\?)[–—-]",
    r"(?<=\S)[.,;:!?)\"”’'](?=[.,;:!?)\"”’']*\[)",
    r"\[(?=[0-9a-z])",
    r"\](?=\[)",
)

#: Words without an apostrophe that are cut all the same.
_CUT = frozenset({"cannot", "gonna", "gotta"})


def load_pipeline(ontology: Ontology, model: str | None = None, kind: str = "lexicon") -> Language:
    """The pipeline of an extractor (``neural``, ``lexicon`` or ``combined``) for one ontology.

    Raises
    ------
    ModelError
        If the model is not installed, is not English or lacks a component.
    LexiconError
        If the lexicon does not fit the ontology.
    """
    load_lexicon(ontology)
    if kind == "neural":
        from kgraph.neural import component

        nlp = plain_pipeline()
        nlp.add_pipe("kgraph_neural", config={"ontology": str(ontology.folder), "model": model})
        return nlp
    from kgraph.extract import coreference, dates, lemmas, mentions, relations  # noqa: F401 (they register the components)

    nlp = load_model(model if kind == "lexicon" else None)
    for name in COMPONENTS:
        wants = Language.get_factory_meta(name).default_config or {}
        nlp.add_pipe(name, config={"ontology": str(ontology.folder)} if "ontology" in wants else {})
    if kind == "combined":
        from kgraph.neural import component  # noqa: F401 (it registers the component)

        config = {"ontology": str(ontology.folder), "model": model, "combined": True}
        nlp.add_pipe("kgraph_neural", config=config)
    return nlp


def plain_pipeline() -> Language:
    """Words, sentences and dates, by rules alone: what kgraph's own model reads, and was trained on."""
    from kgraph.extract import dates, sentences  # noqa: F401 (they register the components)

    nlp = spacy.blank("en")
    customise_tokenizer(nlp)
    nlp.max_length = MAX_LENGTH + 1
    nlp.add_pipe("kgraph_paragraphs")
    nlp.add_pipe("kgraph_sentences")
    nlp.add_pipe("kgraph_dates")
    register_extensions()
    return nlp


def load_model(model: str | None = None) -> Language:
    """A spaCy English pipeline with kgraph's tokeniser, without kgraph's components.

    Parameters
    ----------
    model
        An installed spaCy pipeline package; kgraph's default when None.

    Raises
    ------
    ModelError
        If it is not installed, is not English or lacks a component.
    """
    name = model or DEFAULT_MODEL
    model_version(name)
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(f"'{name}' is installed but is no spaCy pipeline that can be loaded: {error}") from error
    lacking = [c for c in REQUIRED_COMPONENTS if c not in nlp.pipe_names]
    if nlp.lang != "en" or lacking:
        what = f"lacks {', '.join(lacking)}" if lacking else f"is for language '{nlp.lang}'"
        raise ModelError(f"The spaCy model '{name}' {what}: kgraph needs an English pipeline with a parser and NER.")
    customise_tokenizer(nlp)
    nlp.max_length = max(nlp.max_length, MAX_LENGTH + 1)
    nlp.add_pipe("kgraph_paragraphs", first=True)
    register_extensions()
    return nlp


def customise_tokenizer(nlp: Language) -> None:
    """Add kgraph's infixes, so that each year of a range and each name of a pair is a token of its own.

    Contractions without an apostrophe ("im", "wed", "id", "hes") are no longer cut: they are words of names.
    """
    rules = nlp.tokenizer.rules or {}  # type: ignore[union-attr]
    nlp.tokenizer.rules = {  # type: ignore[union-attr]
        form: cut for form, cut in rules.items() if len(cut) == 1 or not form.isalpha() or form.lower() in _CUT
    }
    infixes = [*(nlp.Defaults.infixes or ()), *_INFIXES]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]


@Language.component("kgraph_paragraphs", assigns=["token.is_sent_start"])
def mark_paragraphs(doc: Doc) -> Doc:
    """Start a sentence after each blank line: headings and entries have no full stop."""
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") > 1:
            doc[token.i + 1].is_sent_start = True
    return doc
