"""The component ``kgraph_neural``: mentions, coreference and facts of a Doc, by the learned extractor.

With ``combined`` it comes after the lexicon's components, and makes one of what they found and what it finds itself.
"""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.extract.tokens import register_extensions
from kgraph.lexicon import Lexicon
from kgraph.lexicon.words import fold
from kgraph.neural.assemble import Assembler
from kgraph.neural.combine import Findings, combine, without_excluded
from kgraph.neural.decide import Decider, KnownNames
from kgraph.neural.model import Calibration, Model
from kgraph.neural.reading import Reading, read_doc
from kgraph.ontology import Ontology


class NeuralExtractor:
    """Understands Docs whose dates are set.

    Parameters
    ----------
    model
        What reads.
    ontology, lexicon
        What facts are possible, how things are named.
    calibration
        What scores are worth; the model's own, or another while that is being measured.
    combined
        Whether the Docs come with the findings of the lexicon.
    """

    def __init__(
        self,
        model: Model,
        ontology: Ontology,
        lexicon: Lexicon,
        calibration: Calibration | None,
        *,
        combined: bool = False,
    ) -> None:
        register_extensions()
        self._ontology, self._calibration, self._combined = ontology, calibration, combined
        self._makers, self._names = lexicon.makers, lexicon.gazetteer.sure_names("Person") if combined else ()
        labels = model.network.labels
        self._known = frozenset(labels.properties)
        raw = combined or calibration is None  # scores are judged later
        thresholds = [LOWEST] * len(labels.properties)
        if calibration is not None and not combined:
            thresholds = calibration.in_order(labels.properties)
        qualifier_threshold = calibration.qualifier_threshold if calibration is not None else 0.5
        named = lexicon.gazetteer.named
        things = named(*(cls for cls in ontology.classes if cls != "Person"))
        countries = frozenset(fold(demonym.country) for demonym in lexicon.words.demonyms.values())
        names = KnownNames(named("Character", "Work"), named("Place"), things, countries)
        known = lexicon.words.given_names, lexicon.classes.titular, names, lexicon.naming
        self._decider = Decider(model.network, ontology, thresholds, qualifier_threshold, *known)
        self._assembler = Assembler(
            labels,
            lexicon,
            (lambda _, score: score)
            if raw or calibration is None
            else (lambda property_, score: calibration.confidence(labels.properties[property_], score)),
        )

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc._.mentions``, ``doc._.entities`` and ``doc._.facts``."""
        reading = read_doc(doc)
        other = Findings(doc._.entities, doc._.facts) if self._combined else Findings((), ())
        found = self._assembler(doc, reading, self._decider(reading, _groups(other, reading)))
        if self._combined:
            known = self._ontology, self._calibration, self._known, self._makers, self._names
            found = combine(found, other, doc._.dates, *known)
        doc._.mentions = tuple(sorted({m for e in found.entities for m in e.mentions}))
        doc._.entities, doc._.facts = found.entities, without_excluded(found.facts, self._ontology)
        return doc


def _groups(findings: Findings, reading: Reading) -> dict[tuple[int, int], tuple[int, str]]:
    """Words, end-exclusive, of each mention → index and type of its entity."""
    word = {int(token): n for n, token in enumerate(reading.tokens)}
    return {
        (word[m.start], word[m.end - 1] + 1): (index, entity.type)
        for index, entity in enumerate(findings.entities)
        for m in entity.mentions
        if m.start in word and m.end - 1 in word
    }


#: Statements of a lower score are not even considered.
LOWEST = 0.05


@Language.factory(
    "kgraph_neural",
    assigns=["doc._.mentions", "doc._.entities", "doc._.facts"],
    requires=["doc._.dates"],
    default_config={"ontology": None, "model": None, "combined": False},
)
def make_neural_extractor(
    nlp: Language, name: str, ontology: str | None, model: str | None, combined: bool
) -> NeuralExtractor:
    """Build the component from an ontology folder and a model folder (the packaged ones when None)."""
    from kgraph.lexicon import load_lexicon
    from kgraph.neural.model import load_model
    from kgraph.ontology import load_ontology

    loaded = load_ontology(Path(ontology) if ontology else None)
    known = load_model(Path(model) if model else None)
    calibration = known.combined if combined else known.calibration
    return NeuralExtractor(known, loaded, load_lexicon(loaded), calibration, combined=combined)
