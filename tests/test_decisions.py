"""The decisions of a build: kept in a file, looked up, explained, and exported as SSSOM."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from documents import Spec, extraction, person, source, thing
from hypothesis import given, settings
from resolutions import ONTOLOGY, resolutions, save
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.curation import read_curation
from kgraph.decisions.history import History
from kgraph.decisions.record import DECISIONS_FILE, read_decisions, steps, write_decisions
from kgraph.errors import BuildError
from kgraph.explore.knowledge_graph import open_build
from kgraph.export import export
from kgraph.forms import FORM_FILES
from kgraph.iris import DEFAULT_BASE
from kgraph.model import Decision, Extraction, Member, Reason, Resolution, Span
from kgraph.resolve import resolve
from kgraph.resolve.clusters import KEPT_APART

GALA = [thing("Giselle", "Work"), thing("Harrow Opera", "Company"), thing("Odense", "Place")]


def about(name: str, *specs: Spec, facts: object = ()) -> Extraction:
    return extraction(name, *specs, facts=facts)  # type: ignore[arg-type]


def festival() -> Resolution:
    """Two singers of one name, one of whom has three documents, and the initials of one."""
    first = [("Anna Lind", "birthDate", "1921"), ("Anna Lind", "memberOf", "Harrow Opera")]
    documents = [
        about("memoir", person("Anna Lind"), *GALA, facts=first),
        about("obituary", person("Anna Lind"), *GALA, facts=[("Anna Lind", "birthDate", "1921-04")]),
        about("gala", person("A. Lind"), *GALA, facts=[("A. Lind", "memberOf", "Harrow Opera")]),
        about("interview", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1950")]),
    ]
    return resolve(documents, map(source, documents), ONTOLOGY)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(festival(), tmp_path_factory.mktemp("decisions") / "build")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def printed(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert result.stdout == ""
    return result.stderr


# ---------------------------------------------------------------------------------------------------- the file


def lines(resolution: Resolution) -> list[str]:
    stream = io.StringIO()
    write_decisions(stream, resolution)
    return stream.getvalue().split("\n")[:-1]


def test_a_line_has_names_documents_and_places_of_the_first_mention(build: Path) -> None:
    first = json.loads((build / DECISIONS_FILE).read_text("utf-8").splitlines()[0])
    assert list(first) == sorted(first)
    assert first["joined"] is True
    assert first["number"] == 1
    assert first["left"]["members"] == [{"document": "gala", "name": "Giselle", "start": 8, "end": 15}]
    assert [m["document"] for m in first["right"]["members"]] == ["memoir", "obituary"]
    assert first["left"]["entity"] == f"{DEFAULT_BASE}work/giselle"
    assert first["reasons"][0]["kind"] == "name"


@settings(max_examples=60, deadline=None)
@given(resolutions())
def test_what_is_written_is_read_back_and_names_every_member(
    tmp_path_factory: pytest.TempPathFactory, resolution: Resolution
) -> None:
    folder = tmp_path_factory.mktemp("read")
    (folder / DECISIONS_FILE).write_text("".join(f"{line}\n" for line in lines(resolution)), "utf-8", newline="")
    found = read_decisions(folder)
    assert found == tuple(steps(resolution))
    history = History(found)
    for step, decision in zip(found, resolution.decisions, strict=True):
        assert (step.joined, step.points, step.reasons) == (decision.joined, decision.points, decision.reasons)
        for side, places in ((step.left, decision.left), (step.right, decision.right)):
            assert history.members(side) == tuple(sorted(resolution.members[place] for place in places))


@settings(max_examples=60, deadline=None)
@given(resolutions())
def test_the_joinings_of_an_entity_make_it_whole(resolution: Resolution) -> None:
    history = History(steps(resolution))
    members: dict[str, set[Member]] = {}
    for member in resolution.members.values():
        members.setdefault(member.entity, set()).add(member)
    for iri, own in members.items():
        parts = {member: {member} for member in own}
        for step in history.joinings(iri):
            joined = set[Member]().union(*(parts[m] for s in (step.left, step.right) for m in history.members(s)))
            parts.update(dict.fromkeys(joined, joined))
        assert all(part == own for part in parts.values())


def chain(count: int) -> Resolution:
    """One who was joined with another document again and again."""
    places = [(f"d{i:05}", "e1") for i in range(count)]
    reason = (Reason("name", 7.0, "equal names"),)
    decisions = [
        Decision(True, tuple(places[:i]), (places[i],), ("Anna Lind", "Anna Lind"), 7.0, reason)
        for i in range(1, count)
    ]
    members = {place: Member(place[0], Span(0, 9), "Anna Lind", f"{DEFAULT_BASE}person/anna-lind") for place in places}
    return Resolution((), (), decisions=tuple(decisions), members=members)


def test_the_file_grows_with_the_members_and_not_with_their_square() -> None:
    small, large = (sum(map(len, lines(chain(count)))) for count in (50, 500))
    assert large < 11 * small


def test_members_of_a_set_that_no_decision_made_are_spelled_out() -> None:
    """As when a person joined some, and one of them has a name that others have."""
    a, b, c, d = ((x, "e1") for x in "abcd")
    reason = (Reason("curated", 0.0, "the curation file says so"),)
    decisions = (
        Decision(True, (a,), (b,), ("A", "B"), 0.0, reason),
        Decision(True, (a,), (c,), ("A", "C"), 8.0, (Reason("name", 8.0, "equal names"),)),
        Decision(True, (a, b, c), (d,), ("A", "D"), 8.0, (Reason("name", 8.0, "equal names"),)),
    )
    members = {place: Member(place[0], Span(0, 1), place[0].upper(), "x") for place in (a, b, c, d)}
    one, two, three = steps(Resolution((), (), decisions=decisions, members=members))
    assert one.curated
    assert not two.curated
    assert [m.document for m in two.left.members] == ["a"]
    assert three.left.joinings == (2,)
    assert [m.document for m in three.left.members] == ["b"]
    assert [m.document for m in History([one, two, three]).members(three.left)] == ["a", "b", "c"]


def test_a_file_name_that_is_no_text_is_kept(tmp_path: Path) -> None:
    odd = extraction("caf\udce9", person("Anna Lind")), extraction("x", person("Anna Lind"))
    (line,) = lines(resolve(odd, map(source, odd), ONTOLOGY))
    (tmp_path / DECISIONS_FILE).write_text(line, "utf-8")
    (step,) = read_decisions(tmp_path)
    assert step.left.members[0].document == "caf\udce9"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace('"points"', '"point"', 1), r"line 1: not a decision"),
        (lambda text: text.replace('"number":2', '"number":7'), r"line 2: not a decision.*should be 2"),
        (lambda text: text.replace('"members":', '"joinings":[9],"members":', 1), r"later joining"),
        (lambda text: text[:-30], r"not a decision"),
        (lambda text: "[]\n", r"not a decision"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(build: Path, tmp_path: Path, change: object, complaint: str) -> None:
    text = (build / DECISIONS_FILE).read_text("utf-8")
    (tmp_path / DECISIONS_FILE).write_text(change(text), "utf-8")  # type: ignore[operator]
    with pytest.raises(BuildError, match=complaint):
        read_decisions(tmp_path)


def test_a_build_without_decisions_says_what_to_do(build: Path, tmp_path: Path) -> None:
    save(festival(), tmp_path / "old")
    (tmp_path / "old" / DECISIONS_FILE).unlink()
    for command in (("explain", tmp_path / "old", "A. Lind"), ("export", tmp_path / "old", "-f", "sssom")):
        assert "Run kgraph build again" in refused(*command)


# --------------------------------------------------------------------------------------------------- explain


def test_it_tells_the_names_the_joinings_the_near_ones_and_the_namesakes(build: Path) -> None:
    found = open_build(build).explain("Anna Lind (b. 1921)")
    assert found.names == {"gala": ("A. Lind",), "memoir": ("Anna Lind",), "obituary": ("Anna Lind",)}
    assert all(told.step.joined for told in found.joinings)
    assert found.joinings[-1].left.entity == found.entity
    assert {d for told in found.joinings for s in (told.left, told.right) for d in s.documents} == set(found.names)
    assert [c.document for c in found.joinings[0].left.contexts] == [found.joinings[0].left.documents[0]]
    (near,) = (told for told in found.refusals if "birthDate differs" in told.step.verdict)
    assert {near.left.entity.name, near.right.entity.name} == {"Anna Lind (b. 1921)", "Anna Lind (b. 1950)"}
    (namesake,) = found.namesakes
    assert namesake.refused
    assert [(c.what, c.here, c.there) for c in namesake.contrasts] == [("date of birth", ("1921-04",), ("1950",))]


def test_it_is_readable(build: Path) -> None:
    text = printed("explain", build, "Anna Lind (b. 1921)")
    shown = text.splitlines()
    assert shown[0] == "Anna Lind (b. 1921)  Person"
    assert "3 documents speak of it" in shown
    assert "  gala: A. Lind" in shown
    assert any(line.startswith("     +5     ") for line in shown)
    assert any(line.startswith("     kept apart: birthDate differs: ") for line in shown)
    assert "     date of birth: 1921-04 here, 1950 there" in shown
    sentences = [line for line in shown if line.startswith("       ") and "«" in line]
    assert len(sentences) == len(set(sentences)) >= 3
    bare = printed("explain", build, "Anna Lind (b. 1921)", "--evidence", "0")
    assert "«" not in bare


def test_long_lists_are_cut_and_say_so(build: Path) -> None:
    text = printed("explain", build, "Anna Lind (b. 1921)", "--limit", "1")
    assert "  … and 2 more: --limit 0 shows all" in text.splitlines()
    assert "shows all" not in printed("explain", build, "Anna Lind (b. 1921)", "--limit", "0")


def test_json_has_all_of_it(build: Path) -> None:
    data = json.loads(printed("explain", build, "Anna Lind (b. 1921)", "--format", "json"))
    assert data["name"] == "Anna Lind (b. 1921)"
    assert data["points_needed"] == 6
    assert [member["document"] for member in data["joinings"][0]["left"]["members"]]
    assert data["joinings"][0]["left"]["contexts"][0]["sentence"]
    assert data["refusals"][0]["joined"] is False
    assert data["namesakes"][0]["contrasts"][0]["here"] == ["1921-04"]


def test_one_of_a_single_document_has_no_joinings(build: Path) -> None:
    text = printed("explain", build, "Anna Lind (b. 1950)")
    assert "1 document speaks of it" in text
    assert "Nothing was joined to make it one." in text
    assert "kept apart: birthDate differs" in text


def test_names_are_looked_up_as_by_show(build: Path) -> None:
    assert "2 entities are called" in refused("explain", build, "anna lind")
    assert "no entity called" in refused("explain", build, "Nobody")
    assert printed("explain", build, "giselle", "--type", "Work").startswith("Giselle  Work")


def test_what_a_person_decided_is_marked(tmp_path: Path) -> None:
    resolution = festival()
    kept = resolution.decisions[-1]
    curated = Decision(
        kept.joined, kept.left, kept.right, kept.names, 0.0, (Reason("curated", 0.0, "curation.yaml says so"),)
    )
    changed = Resolution(
        resolution.entities,
        resolution.facts,
        resolution.sources,
        decisions=(*resolution.decisions[:-1], curated),
        members=resolution.members,
    )
    build = save(changed, tmp_path / "build")
    (step,) = (s for s in read_decisions(build) if s.curated)
    text = printed("explain", build, step.left.entity)
    assert "decided by a person" in text
    assert "     curation.yaml says so" in text.splitlines()
    row = next(
        r for r in rows(exported(build, tmp_path)) if r["mapping_justification"].endswith("ManualMappingCuration")
    )
    assert row["confidence"] == ""


CURATION = """\
- same: [A. Lind (letter), Anna Lind (memoir)]
  by: R. Voss
  date: 2024-05-01
  note: her own hand
- different: [Anna Lind (memoir), Odense]
  by: R. Voss
- add: [Anna Lind (memoir), performedIn, Giselle]
  source: Playbill of 3 May 1950
"""


def curated(folder: Path) -> Resolution:
    documents = [
        about("memoir", person("Anna Lind"), facts=[("Anna Lind", "birthDate", "1921")]),
        about("letter", person("A. Lind"), *GALA[1:], facts=[("A. Lind", "memberOf", "Harrow Opera")]),
        about("programme", GALA[0]),
    ]
    path = folder / "curation.yaml"
    path.write_text(CURATION, "utf-8")
    resolution = resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))
    assert resolution.remarks == ()
    return resolution


def test_decisions_of_the_curation_file_are_told_with_their_line(tmp_path: Path) -> None:
    found = open_build(save(curated(tmp_path), tmp_path / "build")).explain("Anna Lind")
    said = {step.reasons[0].detail for step in (told.step for told in found.joinings) if step.curated}
    first = "line 1 of the curation file; R. Voss; 2024-05-01; her own hand"
    assert said == {first, "line 7 of the curation file"}
    (kept,) = found.refusals
    assert kept.step.verdict == KEPT_APART
    assert kept.step.reasons == (Reason("curated", 0.0, "line 5 of the curation file; R. Voss"),)
    assert {kept.left.entity.name, kept.right.entity.name} == {"Anna Lind", "Odense"}
    shown = printed("explain", tmp_path / "build", "Anna Lind").splitlines()
    assert f"     {first}" in shown
    assert f"     kept apart: {KEPT_APART}" in shown


def test_one_whom_the_curation_file_names_stands_at_the_name_there(tmp_path: Path) -> None:
    build = save(curated(tmp_path), tmp_path / "build")
    found = open_build(build).explain("Anna Lind")
    assert found.names["curation.yaml"] == ("Anna Lind",)
    (member,) = {
        m for told in found.joinings for side in (told.left, told.right) for m in side.members
        if m.document == "curation.yaml"
    }  # fmt: skip
    assert CURATION[member.span.start : member.span.end] == member.name == "Anna Lind"
    assert member.span.start > CURATION.index("add:")
    shown = printed("explain", build, "Anna Lind").splitlines()
    assert any(line.endswith("Anna Lind in curation.yaml  decided by a person") for line in shown)
    assert any(r["object_id"].startswith("document:curation.yaml#") for r in rows(exported(build, tmp_path)))


def test_a_pair_that_is_kept_apart_by_two_lines_is_told_once(tmp_path: Path) -> None:
    documents = [about(d, person("Anna Lind"), *GALA) for d in "abc"] + [about("d", person("Anna Lind"))]
    path = tmp_path / "curation.yaml"
    path.write_text(
        "- different: [Anna Lind (a), Anna Lind (d)]\n- different: [Anna Lind (d), Anna Lind (b)]\n", "utf-8"
    )
    found = resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))
    (kept,) = (d for d in found.decisions if not d.joined)
    assert [r.detail for r in kept.reasons if r.kind == "curated"] == [
        "line 1 of the curation file",
        "line 2 of the curation file",
    ]
    assert any(r.kind == "name" for r in kept.reasons)  # and what speaks for their being one


def test_an_addition_that_does_not_apply_leaves_nothing_behind(tmp_path: Path) -> None:
    documents = [about("memoir", person("Anna Lind"), *GALA)]
    path = tmp_path / "curation.yaml"
    path.write_text("- add: [Anna Lind, memberOf, Giselle]\n  source: A playbill\n", "utf-8")
    found = resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))
    assert [*map(str, found.remarks)] == ["line 1: 'memberOf' does not hold between Person and Work"]
    assert found.decisions == ()
    assert {d for e in found.entities for d in e.documents} == {"memoir"}


def test_a_label_in_the_curation_file_gets_advice(tmp_path: Path) -> None:
    documents = [
        about(d, person("Anna Lind"), facts=[("Anna Lind", "birthDate", year)])
        for d, year in (("memoir", "1921"), ("gala", "1950"))
    ]
    path = tmp_path / "curation.yaml"
    path.write_text(
        "- {name: Jenny, of: Anna Lind (b. 1921)}\n- {add: [Anna Lind (b. 1921), deathDate, 1990], source: A stone}\n",
        "utf-8",
    )
    found = resolve(documents, map(source, documents), ONTOLOGY, curation=read_curation(path, ONTOLOGY))
    assert [*map(str, found.remarks)] == [
        "line 1: 'Anna Lind (b. 1921)' fits nothing: write 'Anna Lind (gala)' or 'Anna Lind (memoir)'",
        "line 2: 'Anna Lind (b. 1921)' fits nothing: write 'Anna Lind (gala)' or 'Anna Lind (memoir)'",
    ]
    assert [e.label for e in found.entities] == ["Anna Lind (b. 1950)", "Anna Lind (b. 1921)"]


@pytest.mark.parametrize("form", FORM_FILES)
def test_a_build_in_one_file_is_explained_by_the_decisions_beside_it(build: Path, tmp_path: Path, form: str) -> None:
    (file,) = export(build, form, tmp_path / FORM_FILES[form], ONTOLOGY)
    for command in (("explain", file, "A. Lind"), ("export", file, "-f", "sssom")):
        assert f"Copy it to beside '{file.name}'" in refused(*command)
    (tmp_path / DECISIONS_FILE).write_bytes((build / DECISIONS_FILE).read_bytes())
    assert printed("explain", file, "A. Lind") == printed("explain", build, "A. Lind")
    assert exported(file, tmp_path) == exported(build, tmp_path)


def test_decisions_of_another_build_are_noticed(tmp_path: Path) -> None:
    folder = save(festival(), tmp_path / "build")
    known = open_build(folder).catalogue.find("Anna Lind (b. 1950)").iri
    text = (folder / DECISIONS_FILE).read_text("utf-8").replace(json.dumps(known), '"https://example.org/nobody"')
    (folder / DECISIONS_FILE).write_text(text, "utf-8")
    for command in (("explain", folder, "A. Lind"), ("export", folder, "-f", "sssom")):
        assert "of another build than the graph" in refused(*command)


# ----------------------------------------------------------------------------------------------------- SSSOM


def exported(build: Path | Resolution, folder: Path) -> str:
    return export(build, "sssom", folder / "x.sssom.tsv", ONTOLOGY)[0].read_text("utf-8")


def rows(text: str) -> list[dict[str, str]]:
    body = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(body, delimiter="\t"))


def metadata(text: str) -> dict[str, object]:
    return yaml.safe_load("\n".join(line[1:] for line in text.split("\n") if line.startswith("#")))


def test_the_mapping_set_has_what_the_standard_demands(build: Path, tmp_path: Path) -> None:
    text = exported(build, tmp_path)
    head = metadata(text)
    assert next(iter(head)) == "curie_map"
    assert head["curie_map"] == {"document": f"{DEFAULT_BASE}document/", "pa": ONTOLOGY.namespace}
    assert {"mapping_set_id", "license"} <= set(head)
    assert "not calibrated" in str(head["comment"])
    found = rows(text)
    wanted = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    assert all(row[column] for row in found for column in wanted)
    assert [list(row.values()) for row in found] == sorted(list(row.values()) for row in found)
    assert text == exported(festival(), tmp_path)
    assert {row["confidence"] for row in found if row["confidence"]} >= {"0.8"}


def test_subjects_and_objects_are_phrases_of_the_evidence(build: Path, tmp_path: Path) -> None:
    evidence = open_build(build).ask("SELECT ?p ?e WHERE { ?p itsrdf:taIdentRef ?e }")
    entity = {row["p"]: row["e"] for row in evidence}
    for row in rows(exported(build, tmp_path)):
        ends = [row[end].replace("document:", f"{DEFAULT_BASE}document/") for end in ("subject_id", "object_id")]
        one, other = (entity[end] for end in ends)
        assert (one == other) is (row["predicate_modifier"] == "")


@settings(max_examples=60, deadline=None)
@given(resolutions())
def test_the_positive_rows_and_what_follows_from_them_are_the_entities(
    tmp_path_factory: pytest.TempPathFactory, resolution: Resolution
) -> None:
    part: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in rows(exported(resolution, tmp_path_factory.getbasetemp())):
        if row.get("predicate_modifier", ""):
            continue
        ends = [(row[f"{end}_id"], row[f"{end}_category"]) for end in ("subject", "object")]
        both = set[tuple[str, str]]().union(*(part.get(end, {end}) for end in ends))
        part.update(dict.fromkeys(both, both))
    sizes: dict[str, set[Member]] = {}
    for member in resolution.members.values():
        sizes.setdefault(member.entity, set()).add(member)
    expected = sorted(len(members) for members in sizes.values() if len(members) > 1)
    assert sorted(len(group) for group in {frozenset(group) for group in part.values()}) == expected


def decided(joined: bool, points: float, *kinds: str, verdict: str = "") -> dict[str, str]:
    a, b = ("a", "e1"), ("b", "e1")
    reasons = tuple(Reason(kind, points if kind == "name" else 0.0, f"for {kind}\tand\nmore") for kind in kinds)
    decision = Decision(joined, (a,), (b,), ('The "A"', "B"), points, reasons, verdict)
    base = festival()
    first, second = base.entities[0].iri, base.entities[0 if joined else 1].iri
    members = {a: Member("a", Span(0, 7), 'The "A"', first), b: Member("b", Span(3, 4), "B", second)}
    resolution = Resolution(base.entities, base.facts, base.sources, decisions=(decision,), members=members)
    from kgraph.export.sssom import write_sssom

    stream = io.StringIO()
    write_sssom(stream, resolution, ONTOLOGY, History(steps(resolution)))
    (row,) = rows(stream.getvalue())
    return row


@pytest.mark.parametrize(
    ("row", "modifier", "justification", "confidence"),
    [
        (decided(True, 8.0, "name"), "", "LexicalMatching", "0.8"),
        (decided(True, 6.0, "name", "context"), "", "CompositeMatching", "0.5"),
        (decided(True, 5.0, "name", verdict="nearly all are this one"), "", "CompositeMatching", ""),
        (decided(True, 0.0, "curated"), "", "ManualMappingCuration", ""),
        (decided(False, 5.0, "name", verdict="only 5 of the 6 points needed"), "Not", "LexicalMatching", "0.667"),
        (decided(False, 9.0, "name", verdict="birthDate differs"), "Not", "CompositeMatching", ""),
        (decided(False, 9.0, "name", verdict=KEPT_APART), "Not", "ManualMappingCuration", ""),
    ],
)
def test_justification_and_confidence(row: dict[str, str], modifier: str, justification: str, confidence: str) -> None:
    assert row.get("predicate_modifier", "") == modifier
    assert row["mapping_justification"] == f"semapv:{justification}"
    assert row.get("confidence", "") == confidence
    assert row["subject_label"] == 'The "A"'
    assert "\t" not in row["comment"]


def test_a_corpus_without_decisions_is_an_empty_set(tmp_path: Path) -> None:
    one = extraction("a", person("Anna Lind"))
    text = exported(resolve([one], [source(one)], ONTOLOGY), tmp_path)
    assert rows(text) == []
    assert text.splitlines()[-1].startswith("subject_id\t")


def test_the_command_writes_beside_the_build(build: Path) -> None:
    assert printed("export", build, "--format", "sssom") == f"{build / 'decisions.sssom.tsv'}\n"
