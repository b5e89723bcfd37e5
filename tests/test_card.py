"""What a trained model's card says."""

from __future__ import annotations

import json
from pathlib import Path

from kgraph.evaluate import evaluate
from kgraph.evaluate.gold import GoldDocument, GoldEntity, GoldFact
from kgraph.neural.model import CARD_FILE, MEASURED_FILE
from kgraph.ontology import load_ontology
from kgraph.train.card import Measured, write_card
from kgraph.train.settings import Settings


def test_a_card_has_figures_by_genre_and_by_property(tmp_path: Path) -> None:
    people = (GoldEntity(id="p", type="Person", name="Ada Lund"), GoldEntity(id="c", type="Place", name="Oslo"))
    facts = (GoldFact(s="p", p="birthPlace", o="c"),)
    gold = [GoldDocument(id=n, text="Ada Lund of Oslo.", entities=people, facts=facts) for n in "ab"]
    report = evaluate(gold, {}, load_ontology())
    measured = {"neural": Measured(report, {"obituary": evaluate(gold[:1], {}, load_ontology())})}
    write_card(tmp_path, measured, 20, 2, {"gap": 1788}, Settings(epochs=3))
    card = (tmp_path / CARD_FILE).read_text("utf-8")
    assert "Trained on 20 annotated texts and on 1,788 texts of gap." in card
    assert "| obituary | 0.00 | 0.00 | 0.00 | 1 |" in card
    assert "| birthPlace | 0.00 | 0.00 | 0.00 [0.00, 0.00] | 2 |" in card
    figures = json.loads((tmp_path / MEASURED_FILE).read_text("utf-8"))
    assert figures["neural"]["properties"]["birthPlace"]["annotated"] == 2
