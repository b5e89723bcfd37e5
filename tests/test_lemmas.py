"""The forms of the lexicon's verbs."""

from __future__ import annotations

import pytest

from kgraph.extract.lemmas import inflections
from kgraph.extract.nlp import load_pipeline
from kgraph.ontology import load_ontology


@pytest.mark.parametrize(
    ("verb", "forms", "not_forms"),
    [
        ("stage", {"stages", "staged", "staging"}, {"stagged"}),
        ("star", {"stars", "starred", "starring"}, {"stared", "staring"}),
        ("enrol", {"enrols", "enrolled", "enrolling"}, set()),
        ("marry", {"marries", "married", "marrying"}, {"marryed"}),
        ("play", {"plays", "played", "playing"}, {"plaied"}),
        ("teach", {"teaches", "teaching"}, {"teachs"}),
    ],
)
def test_inflections(verb: str, forms: set[str], not_forms: set[str]) -> None:
    found = set(inflections(verb))
    assert forms <= found
    assert not not_forms & found


def test_the_pipeline_knows_them() -> None:
    """With en_core_web_sm 3.8.0, whose lemmatiser makes "stag" of "staged" and "hop" of "hoped"."""
    nlp = load_pipeline(load_ontology())
    doc = nlp("She staged the ballet, premiered it in Lyon and hoped to direct the company.")
    lemmas = {t.text: t.lemma_ for t in doc}
    assert (lemmas["staged"], lemmas["premiered"], lemmas["hoped"]) == ("stage", "premiere", "hope")
    assert not doc._.facts or all(f.property != "artisticDirector" for f in doc._.facts)
