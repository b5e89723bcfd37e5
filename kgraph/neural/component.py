"""The component ``kgraph_neural``: mentions, coreference and facts of a Doc, by the learned extractor."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.extract.tokens import register_extensions
from kgraph.neural.assemble import Assembler
from kgraph.neural.decide import Decider
from kgraph.neural.reading import read_doc


class NeuralExtractor:
    """Understands Docs whose sentences and dates are set.

    Parameters
    ----------
    decider, assembler
        Its two steps: from words to statements, from statements to entities and facts with names.
    """

    def __init__(self, decider: Decider, assembler: Assembler) -> None:
        register_extensions()
        self._decider, self._assembler = decider, assembler

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc._.mentions``, ``doc._.entities`` and ``doc._.facts``."""
        reading = read_doc(doc)
        return self._assembler(doc, reading, self._decider(reading))


@Language.factory(
    "kgraph_neural",
    assigns=["doc._.mentions", "doc._.entities", "doc._.facts"],
    requires=["doc._.dates", "token.is_sent_start"],
    default_config={"ontology": None, "model": None},
)
def make_neural_extractor(nlp: Language, name: str, ontology: str | None, model: str | None) -> NeuralExtractor:
    """Build the component from an ontology folder and a model folder (the packaged ones when None)."""
    from kgraph.lexicon import load_lexicon
    from kgraph.neural.model import load_model
    from kgraph.ontology import load_ontology

    loaded = load_ontology(Path(ontology) if ontology else None)
    lexicon = load_lexicon(loaded)
    known = load_model(Path(model) if model else None)
    decider = Decider(known.network, loaded, known.thresholds, known.qualifier_threshold, lexicon.words.given_names)
    return NeuralExtractor(decider, Assembler(known.network.labels, lexicon, known.confidence))
