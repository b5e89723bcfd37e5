from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kgraph.errors import GoldError
from kgraph.evaluate import Report, evaluate, predict
from kgraph.evaluate.gold import GoldDocument, read_gold, read_predictions
from kgraph.evaluate.scoring import align, normalise
from kgraph.model import Extraction
from kgraph.ontology import Ontology, load_ontology

ANNOTATED = Path(__file__).parent / "data" / "annotated"

TEXT = (
    "Ada Novak, a dancer, was born in Brno. She joined the Bolshoi in 1995 as a soloist and married Ben Okri. "
    "In 1999 she opened at the Bolshoi. Her cousin, the other Ada Novak, was a singer."
)

GOLD: dict[str, Any] = {
    "id": "ada",
    "genre": "encyclopedic",
    "text": TEXT,
    "entities": [
        {"id": "e1", "type": "Person", "name": "Ada Novak", "aliases": ["Ada"]},
        {"id": "e2", "type": "Place", "name": "Brno"},
        {"id": "e3", "type": "Company", "name": "the Bolshoi", "aliases": []},
        {"id": "e4", "type": "Venue", "name": "Bolshoi", "aliases": []},
        {"id": "e5", "type": "Person", "name": "Ben Okri", "aliases": []},
        {"id": "e6", "type": "Occupation", "name": "dancer", "aliases": []},
        {"id": "e7", "type": "Person", "name": "Ada Novak", "aliases": []},
    ],
    "facts": [
        {"s": "e1", "p": "birthPlace", "o": "e2"},
        {"s": "e1", "p": "memberOf", "o": "e3", "qualifiers": {"startDate": 1995, "rank": "soloist"}},
        {"s": "e1", "p": "spouse", "o": "e5"},
        {"s": "e1", "p": "performedAt", "o": "e4", "qualifiers": {"date": "1999"}},
        {"s": "e1", "p": "birthDate", "o": "1970-05"},
    ],
    "optional": [{"s": "e1", "p": "occupation", "o": "e6"}],
}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def entity(id_: str, kind: str, name: str, *aliases: str) -> dict[str, Any]:
    spans = [{"start": m.start(), "end": m.end()} for n in (name, *aliases) for m in re.finditer(re.escape(n), TEXT)]
    return {"id": id_, "type": kind, "name": name, "aliases": list(aliases), "mentions": spans}


def fact(subject: str, prop: str, target: Any, confidence: float | None = None, **qualifiers: str) -> dict[str, Any]:
    one = {"subject": subject, "property": prop, "object": target, "qualifiers": qualifiers, "sentence_span": [0, 38]}
    return one if confidence is None else {**one, "confidence": confidence}


ADA = entity("x1", "Person", "Ada Novak", "Ada")
BRNO = entity("x2", "Place", "Brno")
HOUSE = entity("x3", "Company", "Bolshoi")
BEN = entity("x5", "Person", "Ben Okri")
EVERYTHING = [
    fact("x1", "birthPlace", "x2"),
    fact("x1", "memberOf", "x3", rank="soloist", startDate="1995"),
    fact("x1", "spouse", "x5"),
    fact("x1", "performedAt", "x3", date="1999"),
    fact("x1", "birthDate", {"value": "1970-05", "start": 0, "end": 7}),
]


def write_gold(folder: Path, *documents: Any) -> Path:
    folder.mkdir(exist_ok=True)
    for i, document in enumerate(documents):
        (folder / f"{i}.json").write_text(json.dumps(document), "utf-8")
    return folder


def judge(tmp_path: Path, ontology: Ontology, entities: list[Any], facts: list[Any], gold: Any = GOLD) -> Report:
    """Score one document's predictions, all the way through the files."""
    documents = read_gold(write_gold(tmp_path / "gold", gold), ontology)
    lines = tmp_path / "predictions.jsonl"
    lines.write_text(json.dumps({"id": "ada", "entities": entities, "facts": facts}) + "\n", "utf-8")
    return evaluate(documents, read_predictions(lines, {"ada": gold["text"]}), ontology)


def counts(report: Report, measure: Any = "facts") -> tuple[int, int, int]:
    total = report.totals[measure]
    return total.right, total.spurious, total.missed


# --- facts ----------------------------------------------------------------------------------------------------------
def test_everything_right(tmp_path, ontology):
    report = judge(tmp_path, ontology, [ADA, BRNO, HOUSE, BEN], EVERYTHING)
    assert counts(report) == (5, 0, 0)
    assert report.totals["facts"].f1 == 1.0
    assert counts(report, "qualifiers") == (3, 0, 0)
    assert report.mistakes == ()


def test_nothing_predicted(tmp_path, ontology):
    documents = read_gold(write_gold(tmp_path / "gold", GOLD), ontology)
    report = evaluate(documents, {}, ontology)
    assert counts(report) == (0, 0, 5)
    assert counts(report, "qualifiers") == (0, 0, 3)
    assert counts(report, "entities") == (0, 0, 7)
    assert report.missing == ("ada",)
    total = report.totals["facts"]
    assert (total.precision, total.recall, total.f1) == (0.0, 0.0, 0.0)
    assert {m.kind for m in report.mistakes} == {"missed"}


@pytest.mark.parametrize(
    ("what", "facts", "expected"),
    [
        ("a symmetric property counts either way round", [fact("x5", "spouse", "x1")], (1, 0, 4)),
        ("and once", [fact("x5", "spouse", "x1"), fact("x1", "spouse", "x5")], (1, 0, 4)),
        ("others do not", [fact("x2", "birthPlace", "x1")], (0, 1, 5)),
        ("a repeated fact counts once", [EVERYTHING[0], EVERYTHING[0]], (1, 0, 4)),
        ("a date must be as precise", [fact("x1", "birthDate", {"value": "1970"})], (0, 1, 5)),
        ("a date must be equal", [fact("x1", "birthDate", {"value": "1970-06"})], (0, 1, 5)),
        ("an unknown entity is wrong", [fact("x1", "birthPlace", "x9")], (0, 1, 5)),
        ("the same wrong fact counts once", [fact("x1", "parent", "x5"), fact("x1", "parent", "x5")], (0, 1, 5)),
        ("a property that the ontology has not is wrong", [fact("x1", "likes", "x5")], (0, 1, 5)),
    ],
)
def test_which_facts_are_right(tmp_path, ontology, what, facts, expected):
    assert counts(judge(tmp_path, ontology, [ADA, BRNO, HOUSE, BEN], facts)) == expected, what


def test_optional_facts_count_neither_way(tmp_path, ontology):
    dancer = entity("x6", "Occupation", "dancer")
    report = judge(tmp_path, ontology, [ADA, dancer], [fact("x1", "occupation", "x6", 0.9)])
    assert counts(report) == (0, 0, 5)
    assert report.calibration == ()


def test_house_and_company_of_one_name_are_told_apart_by_the_property(tmp_path, ontology):
    venue = entity("x4", "Venue", "Bolshoi")
    assert counts(judge(tmp_path, ontology, [ADA, venue], [fact("x1", "memberOf", "x4")])) == (1, 0, 4)


def test_two_people_of_one_name_stay_two(tmp_path, ontology):
    other = {**ADA, "id": "x7", "aliases": [], "mentions": []}
    report = judge(tmp_path, ontology, [ADA, other, BRNO], [fact("x7", "birthPlace", "x2")])
    assert counts(report) == (0, 1, 5)


def test_qualifiers_are_compared_as_names_and_only_of_right_facts(tmp_path, ontology):
    entities = [ADA, BRNO, HOUSE]
    report = judge(tmp_path, ontology, entities, [fact("x1", "memberOf", "x3", rank="The Soloist", endDate="1999")])
    assert {k: (s.right, s.spurious, s.missed) for k, s in report.details["qualifiers"].items()} == {
        "date": (0, 0, 1),
        "endDate": (0, 1, 0),
        "rank": (1, 0, 0),
        "startDate": (0, 0, 1),
    }
    wrong = judge(tmp_path, ontology, entities, [fact("x1", "memberOf", "x2", rank="soloist")])
    assert counts(wrong, "qualifiers") == (0, 0, 3)


# --- entities -------------------------------------------------------------------------------------------------------
def test_types_count_as_their_topmost_class(tmp_path, ontology):
    report = judge(tmp_path, ontology, [{**HOUSE, "type": "School"}], [])
    assert counts(report, "entities") == (1, 0, 6)
    assert counts(report, "typed entities") == (1, 0, 6)
    report = judge(tmp_path, ontology, [{**BEN, "type": "Work"}], [])
    assert counts(report, "entities") == (1, 0, 6)
    assert counts(report, "typed entities") == (0, 1, 7)
    assert report.details["typed entities"]["Work"].spurious == 1


def test_an_entity_split_in_two_keeps_its_better_half(ontology):
    gold = GoldDocument.model_validate({**GOLD, "entities": GOLD["entities"][:6]})
    full = {**ADA, "id": "b"}
    short = {"id": "a", "type": "Person", "name": "Ada", "mentions": full["mentions"] * 2}

    def aligned(*entities: dict[str, Any]) -> dict[str, str]:
        prediction = {"id": "ada", "entities": entities, "facts": []}
        return align(gold, extraction(prediction), ontology)

    assert aligned(short, full) == {"b": "e1"}
    assert aligned(short) == {"a": "e1"}


def extraction(prediction: dict[str, Any]) -> Extraction:
    from kgraph.evaluate.gold import _extraction, _Prediction

    return _extraction(_Prediction.model_validate(prediction), TEXT)


def test_pronouns_align_nobody(tmp_path, ontology):
    she = TEXT.index("She")
    stranger = {"id": "x1", "type": "Person", "name": "Who", "mentions": [{"start": she, "end": she + 3}]}
    gold = {
        **GOLD,
        "entities": [{"id": "e1", "type": "Person", "name": "Who", "aliases": ["she"]}],
        "facts": [],
        "optional": [],
    }
    assert counts(judge(tmp_path, ontology, [stranger], [], gold), "entities") == (0, 1, 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("The Rite of Spring", "rite of spring"), ("Les Noces", "noces"), ("Søren  O’Neill", "søren o neill"),
     ("L'Après-midi", "l apres midi"), ("A", "a"), ("Éduard ", "eduard")],
)  # fmt: skip
def test_normalise(name, expected):
    assert normalise(name) == expected


# --- intervals and calibration --------------------------------------------------------------------------------------
def many(ontology: Ontology, tmp_path: Path) -> Report:
    """Twelve documents: in every third the first fact is missed, in every fourth one is spurious."""
    gold = [{**GOLD, "id": f"d{i:02}"} for i in range(12)]
    documents = read_gold(write_gold(tmp_path / "many", *gold), ontology)
    predictions = {}
    for i, document in enumerate(documents):
        facts = EVERYTHING[1:] if i % 3 == 0 else list(EVERYTHING)
        facts += [fact("x5", "birthPlace", "x2")] if i % 4 == 0 else []
        predictions[document.id] = extraction({"id": document.id, "entities": [ADA, BRNO, HOUSE, BEN], "facts": facts})
    return evaluate(documents, predictions, ontology)


def test_intervals_hold_the_figure_and_are_the_same_every_time(tmp_path, ontology):
    report = many(ontology, tmp_path)
    for total in (report.totals["facts"], report.details["facts"]["birthPlace"]):
        for figure, interval in (
            (total.precision, total.precision_interval),
            (total.recall, total.recall_interval),
            (total.f1, total.f1_interval),
        ):
            assert interval[0] < figure < interval[1]
    assert report.details["facts"]["spouse"].f1_interval == (1.0, 1.0)
    assert counts(report) == (56, 3, 4)
    assert many(ontology, tmp_path).to_json() == report.to_json()


def test_one_document_has_no_interval(tmp_path, ontology):
    total = judge(tmp_path, ontology, [ADA, BRNO], EVERYTHING).totals["facts"]
    assert total.f1_interval is None


def test_an_interval_is_over_the_draws_that_define_it(tmp_path, ontology):
    gold = [GOLD, {**GOLD, "id": "none", "facts": [], "optional": []}]
    documents = read_gold(write_gold(tmp_path / "gold", *gold), ontology)
    assert evaluate(documents, {}, ontology).totals["facts"].recall_interval == (0.0, 0.0)
    assert evaluate(documents, {}, ontology).totals["facts"].precision_interval is None


def test_calibration(tmp_path, ontology):
    facts = [
        fact("x1", "birthPlace", "x2", 0.9),
        fact("x1", "memberOf", "x3", 0.95),
        fact("x1", "spouse", "x5", 0.3),
        fact("x1", "parent", "x5", 0.92),
        fact("x1", "parent", "x5", 0.2),
        fact("x1", "sibling", "x5", 1.0),
        fact("x1", "residence", "x2"),
    ]
    report = judge(tmp_path, ontology, [ADA, BRNO, HOUSE, BEN], facts)
    assert [(b.low, b.count, b.precision) for b in report.calibration] == [(0.3, 1, 1.0), (0.9, 4, 0.5)]
    assert report.calibration[1].confidence == pytest.approx((0.9 + 0.95 + 0.92 + 1.0) / 4)
    expected = (abs(1.0 - 0.3) + 4 * abs(0.5 - 3.77 / 4)) / 5
    assert report.calibration_error == pytest.approx(expected)


def test_mistakes_name_document_entities_and_sentence(tmp_path, ontology):
    report = judge(tmp_path, ontology, [ADA, BRNO, BEN], [fact("x5", "birthPlace", "x2", 0.8), *EVERYTHING[1:3]])
    rows = [line.split("\t") for line in report.mistakes_tsv().splitlines()]
    assert rows[0] == ["document", "kind", "subject", "property", "object", "confidence", "sentence"]
    assert rows[1] == [
        "ada", "spurious", "Ben Okri", "birthPlace", "Brno", "0.80", "Ada Novak, a dancer, was born in Brno.",
    ]  # fmt: skip
    assert ["ada", "spurious", "Ada Novak", "memberOf", "x3", "", "Ada Novak, a dancer, was born in Brno."] in rows
    assert ["ada", "missed", "Ada Novak", "birthDate", "1970-05", "", ""] in rows


# --- the annotated texts of the sample corpus -----------------------------------------------------------------------
def test_predicting_the_annotation_is_perfect(ontology):
    documents = read_gold(ANNOTATED, ontology)
    assert documents
    predictions = {}
    for d in documents:
        literal = {f.o for f in d.facts} - {e.id for e in d.entities}
        prediction = {
            "id": d.id,
            "entities": [e.model_dump() for e in d.entities],
            "facts": [fact(f.s, f.p, {"value": f.o} if f.o in literal else f.o, 1.0, **f.qualifiers) for f in d.facts],
        }
        predictions[d.id] = extraction(prediction)
    report = evaluate(documents, predictions, ontology)
    assert report.mistakes == ()
    for measure in report.totals:
        assert report.totals[measure].f1 == 1.0
    assert report.calibration_error == 0.0


def test_predict_extracts_from_the_annotated_texts(ontology, monkeypatch):
    import kgraph.extract

    seen = []

    class Extractor:
        def __init__(self, ontology, model, extractor):
            self.model = model

        def extract(self, documents):
            for d in documents:
                seen.append((d.id, d.path, d.text, self.model))
                yield Extraction(d.id, (), ())

    monkeypatch.setattr(kgraph.extract, "Extractor", Extractor, raising=False)
    found = predict([GoldDocument.model_validate(GOLD)], ontology, "some_model")
    assert found == {"ada": Extraction("ada", (), ())}
    assert seen == [("ada", "ada.txt", TEXT, "some_model")]


# --- malformed files ------------------------------------------------------------------------------------------------
def test_all_faults_of_all_files_are_named_at_once(tmp_path, ontology):
    folder = write_gold(
        tmp_path / "gold",
        {"id": "a", "text": "x"},
        {**GOLD, "id": "b", "facts": [{"s": "e1", "p": "birthPlace"}]},
        {
            **GOLD,
            "id": "c",
            "entities": [*GOLD["entities"], {"id": "e1", "type": "Preson", "name": "X"}],
            "facts": [
                {"s": "e99", "p": "birthPlace", "o": "e98"},
                {"s": "e5", "p": "birthPlce", "o": "e2"},
                {"s": "e5", "p": "birthDate", "o": "1970-13"},
                {"s": "e2", "p": "birthPlace", "o": "e5", "qualifiers": {"startdate": "1"}},
            ],
        },
        {**GOLD, "id": "d"},
        {**GOLD, "id": "d"},
    )
    (folder / "9.json").write_text('{"id": "x",\n "text": }')
    (folder / "latin.json").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(GoldError) as caught:
        read_gold(folder, ontology)
    message = str(caught.value)
    assert message.splitlines()[0].endswith("gold: 14 problems.")
    for part in (
        "0.json: entities: Field required",
        "0.json: facts: Field required",
        "1.json: facts[0].o: Field required",
        "2.json: entities[7].id: two entities are 'e1'",
        "2.json: entities[7].type: the ontology has no class 'Preson' (did you mean Person?)",
        "2.json: facts[0].s: no entity has the id 'e99'",
        "2.json: facts[0].o: no entity has the id 'e98'",
        "2.json: facts[1].p: the ontology has no property 'birthPlce' (did you mean birthPlace?)",
        "2.json: facts[2].o: birthDate takes a date like 1987, 1987-05 or 1987-05-14, not '1970-13'",
        "2.json: facts[3].p: birthPlace is Person → Place, not Place → Person ('Brno' → 'Ben Okri')",
        "2.json: facts[3].qualifiers: the ontology has no qualifier 'startdate' (did you mean startDate?)",
        "4.json: id: 'd' is already that of 3.json",
        "9.json: not JSON: line 2, column 10: Expecting value",
        "latin.json: not UTF-8 text",
    ):
        assert part in message


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_no_annotated_texts(tmp_path, ontology, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(GoldError, match=r"one JSON file each"):
        read_gold(tmp_path / name, ontology)


def test_one_annotated_file_will_do(tmp_path, ontology):
    folder = write_gold(tmp_path / "gold", GOLD)
    (document,) = read_gold(folder / "0.json", ontology)
    assert document.facts[1].qualifiers == {"startDate": "1995", "rank": "soloist"}


def test_malformed_predictions_are_named_by_line(tmp_path):
    file = tmp_path / "p.jsonl"
    lines = [
        json.dumps({"id": "ada", "entities": [], "facts": []}),
        "",
        "{",
        json.dumps({"id": "x", "entities": [{"id": "e1"}]}),
        json.dumps({"id": "x", "entities": [], "facts": [{**fact("a", "b", 7), "subject_span": [1]}]}),
        "[]",
    ]
    file.write_text("\n".join(lines))
    with pytest.raises(GoldError) as caught:
        read_predictions(file, {"ada": TEXT})
    message = str(caught.value)
    assert "p.jsonl, line 3: not JSON: line 1, column 2" in message
    assert "p.jsonl, line 4: entities[0].type: Field required" in message
    assert "p.jsonl, line 4: facts: Field required" in message
    assert "p.jsonl, line 5: facts[0].object" in message
    assert "p.jsonl, line 5: facts[0].subject_span" in message
    assert "p.jsonl, line 6: " in message
    with pytest.raises(GoldError, match=r"none\.jsonl: No such file"):
        read_predictions(tmp_path / "none.jsonl", {})


def test_predictions_for_other_documents_are_left_out(tmp_path):
    file = tmp_path / "p.jsonl"
    file.write_text(json.dumps({"id": "other", "entities": [], "facts": []}) + "\n")
    assert read_predictions(file, {"ada": TEXT}) == {}
