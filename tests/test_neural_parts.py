"""The learned extractor's parts that need no weights: reading, pieces, features, calibration curves."""

from __future__ import annotations

from math import erf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.extract.nlp import plain_pipeline
from kgraph.neural import features
from kgraph.neural.antecedents import by_surname, likeliest
from kgraph.neural.features import MATCHES, NAME, NOMINAL, PRONOUN, describe
from kgraph.neural.headwords import entries, headwords, in_speaking_order
from kgraph.neural.labels import Labels
from kgraph.neural.layout import walls
from kgraph.neural.model import Calibration, Curve
from kgraph.neural.network import gelu
from kgraph.neural.pieces import OVERLAP, WINDOW, windows
from kgraph.neural.possessives import without_makers
from kgraph.neural.reading import SHAPES, read_doc
from kgraph.neural.told import by_title, by_verb, told_by
from kgraph.ontology import load_ontology


@pytest.fixture(scope="module")
def nlp():
    return plain_pipeline()


@pytest.fixture(scope="module")
def read(nlp):
    return lambda text: read_doc(nlp(text))


def test_the_plain_pipeline_fits_together(nlp) -> None:
    assert nlp.analyze_pipes()["problems"] == {name: [] for name in nlp.pipe_names}
    assert nlp.pipe_names == ["kgraph_paragraphs", "kgraph_sentences", "kgraph_dates"]


def test_words_have_shapes_breaks_sentences_and_dates(read) -> None:
    text = "MOIRA\n\nShe met J. McBain on 3 May 1921. The end"
    reading = read(text)
    assert [text[s:e] for s, e in zip(reading.starts, reading.ends, strict=True)] == list(reading.words)
    shapes = dict(zip(reading.words, (SHAPES[s] for s in reading.shape), strict=True))
    assert shapes["MOIRA"] == "upper"
    assert shapes["She"] == "capital-first"
    assert shapes["met"] == "lower"
    assert shapes["J."] == "initial"
    assert shapes["McBain"] == "mixed"
    assert shapes["1921"] == "digit"
    assert shapes["."] == "other"
    assert reading.breaks.tolist()[:3] == [2, 2, 0]
    assert reading.sentence[0] != reading.sentence[1] != reading.sentence[-1]
    assert [(reading.text(d.start, d.end), d.value) for d in reading.dates] == [("3 May 1921", "1921-05-03")]


@pytest.mark.parametrize(
    ("text", "words", "one"),
    [
        pytest.param("TEATRO MUNICIPAL\nValdivia", 3, False, id="a heading and what is below it"),
        pytest.param("EL ALERCE\n\nLegend in three acts.", 3, False, id="a blank line"),
        pytest.param("TEATRO MUNICIPAL Valdivia", 3, True, id="one line"),
        pytest.param(
            "After the war she sang for years with the English Opera\nGroup at Aldeburgh.", 13, True, id="a full line"
        ),
    ],
)
def test_no_name_goes_on_below_a_short_line(read, text: str, words: int, one: bool) -> None:
    standing = walls(read(text))
    assert bool(standing[0] == standing[words - 1]) is one
    assert len(walls(read(""))) == 0


def test_an_empty_text_has_no_words(read) -> None:
    assert len(read("")) == 0
    assert len(read("\n\n")) == 0


@given(st.integers(0, 5 * WINDOW))
def test_windows_give_every_piece_once_and_each_from_well_inside(length: int) -> None:
    given_by = np.zeros(length, dtype=int)
    for start, end, first, last in windows(length):
        assert start <= first < last <= end <= length
        assert end - start <= WINDOW
        given_by[first:last] += 1
        if first > 0:
            assert first - start >= OVERLAP // 4
        if last < length:
            assert end - last >= OVERLAP // 4
    assert (given_by == 1).all()


def test_kinds_of_mention(read) -> None:
    reading = read("The Company loved her. The dancer, US citizen, met Ada.")
    words = list(reading.words)

    def kind(*said: str) -> int:
        start = words.index(said[0])
        return int(describe(reading, [(start, start + len(said))]).kind[0])

    assert kind("her") == PRONOUN
    assert kind("dancer") == NOMINAL
    assert kind("Ada") == NAME
    assert kind("US") == NAME
    assert kind("The", "Company") == NAME
    start = words.index("dancer")
    assert int(describe(reading, [(start - 1, start + 1)]).kind[0]) == NOMINAL


@pytest.mark.parametrize(
    ("a", "b", "match"),
    [
        ("anna lind", "anna lind", "same"),
        ("lind", "anna lind", "last"),
        ("anna", "anna lind", "first"),
        ("royal ballet", "the royal danish ballet", "part"),
        ("a lind", "anna lind", "initial"),
        ("bo lind", "anna lind", "word"),
        ("abt", "american ballet theatre", "acronym"),
        ("lind", "ek", "none"),
        ("", "ek", "none"),
    ],
)
def test_names_compare(a: str, b: str, match: str) -> None:
    assert MATCHES[features.match_names(tuple(a.split()), tuple(b.split()))] == match
    assert features.match_names(tuple(a.split()), tuple(b.split())) == features.match_names(
        tuple(b.split()), tuple(a.split())
    )


def test_antecedents_come_before_and_far_ones_share_a_word(read) -> None:
    names = " met ".join(f"Bo{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200))
    reading = read(f"Anna Lind met {names} met Lind")
    spans = [(0, 2)] + [(n, n + 1) for n in range(3, len(reading), 2)]
    later, earlier, match = features.antecedents(describe(reading, spans))
    assert (earlier < later).all()
    assert len({*zip(later.tolist(), earlier.tolist(), strict=True)}) == len(later)
    last = len(spans) - 1
    assert match[(later == last) & (earlier == 0)].tolist() == [MATCHES.index("last")]
    assert set(earlier[later == last].tolist()) == {0, *range(last - features.REACH, last)}


NAMES = st.lists(st.sampled_from(["Ada", "Lund", "A.", "AL", "Varga", "Ada-Lund", "Royal", "Ballet", "RB"]), max_size=3)


@given(st.lists(NAMES, max_size=9))
def test_names_are_compared_as_if_each_pair_were_looked_at(names: list[list[str]]) -> None:
    folded = tuple(tuple(features._fold(w) for w in name) for name in names)
    numbers, found = features._matches(folded)
    for i, a in enumerate(folded):
        for j, b in enumerate(folded):
            assert found[numbers[i], numbers[j]] == features.match_names(a, b)


def test_unlike_names_far_apart_are_no_antecedents(read) -> None:
    text = "Ada Lund met " + "Bo , " * 20 + "and Cleo Vance ; she saw Lund ."
    reading = read(text)
    names = [n for n, w in enumerate(reading.words) if w in ("Ada", "Bo", "Cleo", "she")]
    ends = {n: n + 2 if reading.words[n] in ("Ada", "Cleo") else n + 1 for n in names}
    last = len(reading.words) - 2
    mentions = describe(reading, [*((n, ends[n]) for n in names), (last, last + 1)])
    later, earlier, match = features.likely_antecedents(mentions)
    pairs = set(zip(later.tolist(), earlier.tolist(), strict=True))
    cleo, she, lund = len(mentions) - 3, len(mentions) - 2, len(mentions) - 1
    assert (cleo, 0) not in pairs
    assert {(cleo, cleo - 1), (she, 0), (lund, 0)} <= pairs
    assert MATCHES[match[later.tolist().index(lund)]] == "last"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Mr Vane met Vane", True),
        ("Mr Vane met Mrs Vane", False),
        ("Sir Peter Vane met Vane", True),
        ("Danjūrō XI met Danjūrō XII", False),
        ("Ada Vane met Ada Vane", True),
        ("Ada Vane met Bo Vane", False),
        ("A. Vane met Ada Vane", True),
        ("Lady Vane met him", False),
        ("Lady Vane met her", True),
        ("Ada met them", False),
        ("Ada Vane met our", False),
        ("Ada de Vane met them", False),
        ("Ada and Bo Vane met them", True),
        ("Ada Vane and her brother met them", True),
        ("Troupe met them", True),
        ("Ada met it", True),
        ("Ada met her", True),
        ("Ada met him", False),
        ("Vane met him", True),
        ("Mr Ada met him", True),
        ("Mrs Bo Vane met Bo Vane", False),
        ("Mrs Bo Vane met Mrs Vane", True),
        ("Mrs Bo Vane met Mrs Ada Vane", True),
        ("Mrs Bo Vane met Mrs Bo Lind", False),
        ("Mrs Bo Vane met Ada Lind", True),
    ],
)
def test_titles_and_names_keep_people_apart(read, text: str, joined: bool) -> None:
    reading = read(text)
    met = reading.words.index("met")
    first = 1 if reading.words[0] in ("Mr", "Mrs", "Sir", "Lady") else 0
    then = met + 2 if reading.words[met + 1] == "Mrs" else met + 1
    mentions = describe(reading, [(first, met), (then, len(reading))])
    one, other = (told_by({"ada": "f", "bo": "m"}, reading, mentions, k, person=True) for k in (0, 1))
    assert one.admits(other) is joined


def test_a_given_name_that_is_a_surname_too_keeps_no_woman_from_bearing_it(read) -> None:
    reading = read("Ada Bo met Bo , and she met him")
    mentions = describe(reading, [(0, 2), (3, 4), (6, 7), (8, 9)])
    full, short, she, him = (told_by({"ada": "f", "bo": "m"}, reading, mentions, k, person=True) for k in range(4))
    assert full.admits(short)
    both = full.with_(short)
    assert both.admits(she)
    assert not both.admits(him)


@pytest.mark.parametrize(
    ("text", "spans", "kept"),
    [
        pytest.param("She heard Massenet's Werther", [(2, 3), (2, 5), (4, 5)], [(2, 3), (4, 5)], id="the rest is one"),
        pytest.param("She heard Massenet's Werther", [(2, 3), (2, 5)], [(2, 3), (4, 5)], id="the rest is none yet"),
        pytest.param("She heard Massenet Werther now", [(2, 3), (2, 4)], [(2, 4)], id="no possessive"),
        pytest.param("She heard Anna Lind", [(2, 4), (2, 3)], [(2, 3)], id="a longer name at the end of the text"),
    ],
)
def test_a_work_begins_behind_its_makers_name(
    read, text: str, spans: list[tuple[int, int]], kept: list[tuple[int, int]]
) -> None:
    # the first is somebody, though not surely; the second is a work; the third may be one
    share = np.array([[0.6, 0.4, 0.0], [0.1, 0.0, 0.9], [0.6, 0.0, 0.4]])[: len(spans)]
    keep = np.array([False, True, False])[: len(spans)]
    found = without_makers(read(text), describe(read(text), spans), share, keep, 1, 2)
    assert sorted(found[k] for k in np.flatnonzero(keep)) == kept


@pytest.mark.parametrize(
    ("text", "titled"),
    [("Dame Ada", True), ("Sir Bo", True), ("Ada", False), ("Dame Ada Vane", False), ("Dame Commander", False)],
)
def test_a_title_with_a_given_name(read, text: str, titled: bool) -> None:
    reading = read(text)
    assert by_title({"ada": "f", "bo": "m"}, reading, describe(reading, [(0, len(reading))])).tolist() == [titled]


def test_a_role_is_not_the_person_with_its_name_as_given_name(read) -> None:
    reading = read("Ada Vane wrote Ada for Zed Ada .")
    mentions = describe(reading, [(0, 2), (3, 4), (5, 7)])
    ada, role, zed = (told_by({"ada": "f", "bo": "m"}, reading, mentions, k, True, k == 1) for k in range(3))
    assert not ada.admits(role)
    assert not role.admits(ada)
    assert role.with_(role).admits(zed)
    assert ada.admits(told_by({}, reading, mentions, 1, True))
    assert told_by({}, reading, mentions, 0, True, True).admits(role)


@pytest.mark.parametrize(
    ("text", "span", "object_"),
    [
        ("He danced Paris once", (2, 3), True),
        ("She sang Paris once", (2, 3), True),
        ("He danced in Paris", (3, 4), False),
        ("They played Paris", (2, 3), False),
        ("Paris danced", (0, 1), False),
        ("He danced it", (2, 3), False),
    ],
)
def test_what_is_danced_or_sung(read, text: str, span: tuple[int, int], object_: bool) -> None:
    reading = read(text)
    assert by_verb(reading, describe(reading, [span]), {"paris"}).tolist() == [object_]
    assert by_verb(reading, describe(reading, [span]), set()).tolist() == [False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HLADIK (Otto). Six songs.", ["HLADIK ( Otto )"]),
        ("Sale.\n\n212. O'NEILL (Ada von). Letters.", ["O'NEILL ( Ada von )"]),
        ("VON ZEDDELIN (Ada J.)", ["VON ZEDDELIN ( Ada J. )"]),
        ("TEATRO MUNICIPAL (Valdivia)", []),
        ("ADA (OTTO)", []),
        ("He sold HLADIK (Otto).", []),
        ("Hladik (Otto)", []),
        ("Hladik (Otto), bass; b. Brno.", ["Hladik ( Otto )"]),
        ("He sold it.\nde Vos (Otto); dancer.", ["de Vos ( Otto )"]),
        ("Otto (Ada), as he said, left.", []),
        ("Faust (Ada), sung by Otto.", []),
        ("Ludlow (Otto), 5 June", []),
        ("Hladik sang (Otto), and left.", []),
        ("HLADIK (Otto, his son)", []),
        ("HLADIK (Otto", []),
        ("ADA HLADIK (Otto)", []),
        ("SWAN LAKE (Otto Hladik)", []),
        ("THEATRE ROYAL (Otto)", []),
        ("FAUST (Ada)", []),
        ("HLADIK (Ada)", []),
        ("HLADIK (Otto-Ada)", ["HLADIK ( Otto - Ada )"]),
        ("HLADIK (J. Otto)", []),
        ("HLADIK ()", []),
        ("", []),
    ],
)
def test_headwords_of_a_catalogue(read, text: str, found: list[str]) -> None:
    reading, given = read(text), {"ada": "f", "otto": "m"}
    assert [reading.text(*span) for span in headwords(reading, given, {"faust"}, {"ada"})] == found


PROSE = " sang at the opera of his town for thirty years, and was never heard anywhere else."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"HLADIK, Otto (b. 1901){PROSE}\n12. Vos (Ada), alto,{PROSE}", ["HLADIK , Otto", "Vos ( Ada )"]),
        (f"HLADIK, Otto (b. 1901){PROSE}", ["HLADIK , Otto"]),
        (f"A life.\nHLADIK, Otto (b. 1901){PROSE}", []),  # one entry makes no dictionary
        (f"HLADIK, Otto (b. 1901){PROSE}\nVOS, Ada: oil on canvas.", ["HLADIK , Otto"]),
        (f"Otto Hladik{PROSE}\nAda Vos{PROSE}", []),
        (f"HLADIK, Otto{PROSE}\nSee VOS, Ada{PROSE}", ["HLADIK , Otto"]),
    ],
)
def test_the_entries_of_a_dictionary(read, text: str, found: list[str]) -> None:
    reading = read(text)
    words = [" ".join(reading.words[k : k + n]) for n in range(2, 5) for k in range(len(reading))]
    names = [(k, k + n) for n in range(2, 5) for k in range(len(reading))]
    heads = {"HLADIK , Otto", "Vos ( Ada )", "VOS , Ada", "Otto Hladik", "Ada Vos"}
    spans = [span for span, said in zip(names, words, strict=True) if said in heads]
    assert [reading.text(*span) for span in sorted(entries(reading, spans))] == found


@pytest.mark.parametrize(
    ("headword", "spoken"),
    [
        ("Hladik ( Otto )", "Otto Hladik"),
        ("HLADIK (Otto)", "Otto Hladik"),
        ("Zeddelin (Lothar von)", "Lothar von Zeddelin"),
        ("HLADIK , Otto", "Otto Hladik"),
        ("Otto Hladik", "Otto Hladik"),
        ("Anna Hladik (Ada)", "Anna Hladik (Ada)"),
    ],
)
def test_headwords_as_they_are_spoken(headword: str, spoken: str) -> None:
    assert in_speaking_order(headword) == spoken


def test_mentions_of_a_chain_speak_for_a_pronoun_together_and_for_a_name_one_by_one() -> None:
    chain_of = np.array([0, 1, 0])
    links = [(2, 1.5), (1, 2.0), (0, 1.5)]
    assert likeliest(links, chain_of, pronoun=True) == [0, 1]
    assert likeliest(links, chain_of, pronoun=False) == [1, 0]
    weak = [(2, 0.6), (1, 0.9), (0, 0.6)]
    assert likeliest(weak, chain_of, pronoun=True) == [0]
    assert likeliest(weak, chain_of, pronoun=False) == []


def test_a_surname_is_rather_the_last_word_of_a_name_than_a_part_of_one(read) -> None:
    reading = read("Bo Lund met Ada Lund Vane and Lund left")
    mentions = describe(reading, [(0, 2), (3, 6), (7, 8)])
    pairs = features.antecedents(mentions)
    score = np.where(pairs[1] == 1, 3.0, -1.0)
    changed = by_surname(mentions, pairs, score)
    of_last = {int(e): float(s) for i, e, s in zip(*pairs[:2], changed, strict=True) if i == 2}
    assert of_last[0] == 3.0
    assert of_last[1] < -1000
    alone = describe(reading, [(3, 6), (7, 8)])
    pairs = features.antecedents(alone)
    assert by_surname(alone, pairs, np.array([3.0])).tolist() == [3.0]


def test_mentions_of_no_chain_are_by_themselves() -> None:
    groups = features.chain_groups(np.array([4, -1, 4, -1, 0])).tolist()
    assert groups[0] == groups[2]
    assert len(set(groups)) == 4
    assert sorted(set(groups)) == [0, 1, 2, 3]


def test_mentions_hear_those_around_them_wherever_they_are_cut() -> None:
    silent = np.arange(700) % 5 == 0
    stretches = features.neighbourhoods(700)
    assert [n for begin, end, _, _ in stretches for n in range(begin, end)] == list(range(700))
    heard = np.zeros((700, 700), dtype=bool)
    for begin, end, low, high in stretches:
        bucket, hidden = features.around(begin, end, low, high, silent)
        assert bucket.max() < 2 * features.MENTION_BUCKETS
        heard[begin:end, low:high] = ~hidden
    far = np.abs(np.arange(700)[:, None] - np.arange(700)[None, :])
    expected = (far <= 96) & ~silent[None, :] | (far == 0)
    assert (heard == expected).all()
    assert features.neighbourhoods(0) == []


def test_the_gaussian_error_linear_unit() -> None:
    x = np.linspace(-6, 6, 700, dtype=np.float32).reshape(350, 2)
    exact = [0.5 * v * (1 + erf(v / 2**0.5)) for v in x.ravel().tolist()]
    np.testing.assert_allclose(gelu(x).ravel(), exact, atol=2e-6)


def test_pairs_are_near_or_with_the_topic(read) -> None:
    reading = read(" ".join(["Anna", *["word"] * 120, "Bo", "Cy"]))
    mentions = describe(reading, [(0, 1), (121, 122), (122, 123)])
    nobody = np.zeros(3, dtype=bool)
    left, right = features.candidate_pairs(mentions, nobody)
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == {(1, 2), (2, 1)}
    left, right = features.candidate_pairs(mentions, np.array([True, False, False]))
    pairs = set(zip(left.tolist(), right.tolist(), strict=True))
    assert pairs == {(1, 2), (2, 1), (0, 1), (1, 0), (0, 2), (2, 0)}


def test_labels_know_what_the_ontology_accepts(tmp_path) -> None:
    ontology = load_ontology()
    labels = Labels.of(ontology, {"Person", "Place", "Work"})
    allowed = labels.accepts(ontology)
    names = {labels.properties[k] for k in allowed["Person", "Place"]}
    assert {"birthPlace", "residence"} <= names
    assert "birthDate" not in names
    assert labels.properties.index("birthDate") in allowed["Person", "Date"]
    assert labels.properties.index("composer") in allowed["Work", "Person"]
    labels.write(tmp_path / "labels.json")
    assert Labels.read(tmp_path / "labels.json") == labels


def test_a_curve_adds_to_and_stretches_log_odds() -> None:
    assert [round(Curve(0.0, 1.0)(x), 4) for x in (0.0, 0.3, 0.5, 0.9, 1.0)] == [0.005, 0.3, 0.5, 0.9, 0.995]
    assert Curve(2.0, 1.0)(0.5) > 0.8 > Curve(2.0, 0.5)(0.2) > Curve(2.0, 1.0)(0.2)
    assert Curve(1.0, 2.0)(Curve(1.0, 2.0).reaching(0.8)) == pytest.approx(0.8)
    assert Curve(-9.0, 1.0).reaching(0.5) > 1
    assert Curve(9.0, 1.0).reaching(0.5) < 0.01
    assert (Curve(0.5, 0.0).reaching(0.5), Curve(-0.5, 0.0).reaching(0.5)) == (0.0, 1.01)


def test_a_calibration_is_read_as_written(tmp_path) -> None:
    calibration = Calibration({"*": 0.4}, 0.5, {"*": Curve(-0.25, 1.5)})
    calibration.write(tmp_path / "calibration.json")
    assert Calibration.read(tmp_path / "calibration.json") == calibration
