from __future__ import annotations

import dataclasses
import json
import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph import cache as cache_module
from kgraph.cache import (
    KEPT_BUILDS,
    CacheLostError,
    ExtractionCache,
    cache_key,
    decode_extraction,
    encode_extraction,
)
from kgraph.errors import ExportError
from kgraph.model import Extraction, Literal, LocalEntity, LocalFact, Mention, Span

KEY = cache_key("She danced.", "v1")

spans = st.builds(Span, st.integers(0, 10**7), st.integers(0, 10**7))
words = st.text(max_size=12)
mentions = st.builds(Mention, spans, words, st.booleans())
entities = st.builds(
    LocalEntity,
    words,
    words,
    words,
    st.lists(words, max_size=3).map(tuple),
    st.lists(mentions, max_size=3).map(tuple),
    words,
    words,
    st.lists(st.builds(Mention, spans, words), max_size=3).map(tuple),
    namesake=st.booleans(),
)
facts = st.builds(
    LocalFact,
    words,
    words,
    words | st.builds(Literal, words),
    spans,
    spans,
    spans,
    words,
    st.integers(0, 100).map(lambda n: n / 100),
    st.lists(st.tuples(words, words), max_size=2).map(tuple),
    words,
    words,
)
extractions = st.builds(Extraction, words, st.lists(entities).map(tuple), st.lists(facts).map(tuple))


def extraction(name: str = "Anna", document: str = "a") -> Extraction:
    return Extraction(document, (LocalEntity("e1", "Person", name, (), (Mention(Span(0, 4), name),)),), ())


@given(extractions)
def test_entries_come_back_as_they_were(value: Extraction) -> None:
    data = json.loads(json.dumps(encode_extraction(value), ensure_ascii=False))
    assert decode_extraction(data, value.document) == value


def test_the_encoding_knows_every_field() -> None:
    """Who adds a field to the model also has to add it to the encoding, and raise its version."""
    known = (Extraction, LocalEntity, LocalFact, Mention, Span, Literal)
    # What a person decided comes in with resolution, and never from the cache.
    count = {cls: len([f for f in dataclasses.fields(cls) if f.name != "curated"]) for cls in known}
    assert count == {Extraction: 3, LocalEntity: 9, LocalFact: 11, Mention: 3, Span: 2, Literal: 1}


def test_the_key_depends_on_text_and_extractor() -> None:
    assert len({cache_key("a", "b"), cache_key("a", "c"), cache_key("b", "b"), cache_key("", "ab"), KEY}) == 5


@pytest.mark.parametrize("kept", [True, False])
def test_an_entry_is_there_at_once_and_for_any_document_of_that_text(tmp_path: Path, kept: bool) -> None:
    with ExtractionCache(tmp_path / "c.sqlite" if kept else None) as cache:
        assert not cache.has(KEY)
        assert cache.get(KEY, "a") is None
        cache.put(KEY, extraction())
        assert cache.has(KEY)
        cache.flush()
        assert cache.get(KEY, "a") == extraction()
        assert cache.get(KEY, "b") == extraction(document="b")
    assert [p.name for p in tmp_path.iterdir()] == (["c.sqlite"] if kept else [])


def test_entries_outlive_the_process_that_put_them(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "c.sqlite"
    with ExtractionCache(path) as cache:
        cache.put(KEY, extraction())
    with ExtractionCache(path) as cache:
        assert cache.get(KEY, "a") == extraction()


def test_entries_reach_the_file_as_the_build_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_BATCH", 3)
    monkeypatch.setattr(cache_module, "_SECONDS", 3600.0)
    path = tmp_path / "c.sqlite"
    with ExtractionCache(path) as first, ExtractionCache(path) as second:
        for number in range(3):
            assert not second.has(cache_key(str(number), ""))
            first.put(cache_key(str(number), ""), extraction())
        assert all(second.has(cache_key(str(number), "")) for number in range(3))


@pytest.mark.parametrize("damage", ["garbage", "truncated", "pages"])
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "c.sqlite"
    with ExtractionCache(path) as cache:
        for number in range(200):
            cache.put(cache_key(str(number), ""), extraction("x" * 500 + str(number)))
    data = path.read_bytes()
    path.write_bytes(
        {
            "garbage": b"not a database, " * 100,
            "truncated": data[: len(data) // 2],
            "pages": data[:4096] + b"\xff" * (len(data) - 4096),
        }[damage]
    )

    def use() -> None:
        with ExtractionCache(path) as cache:
            for number in range(200):
                cache.has(cache_key(str(number), ""))
            cache.put(KEY, extraction())

    try:
        use()
    except CacheLostError:
        use()
    with ExtractionCache(path) as cache:
        assert cache.get(KEY, "a") == extraction()
    assert (tmp_path / "c.sqlite.damaged").exists() == (damage == "garbage"), "what may not be ours is put aside"


def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with ExtractionCache(path) as cache:
        cache.put(KEY, extraction())
    with sqlite3.connect(path) as database:
        database.execute("UPDATE extraction SET data = ?", (b"x\x9c damaged",))
    database.close()
    with ExtractionCache(path) as cache:
        assert not cache.has(KEY)
        cache.put(KEY, extraction())
    with ExtractionCache(path) as cache:
        assert cache.has(KEY)


def test_a_file_of_another_version_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with ExtractionCache(path) as cache:
        cache.put(KEY, extraction())
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with ExtractionCache(path) as cache:
        assert not cache.has(KEY)


def test_somebody_else_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE photo (x)")
    database.close()
    before = path.read_bytes()
    with pytest.raises(ExportError, match="another program"):
        ExtractionCache(path)
    assert path.read_bytes() == before


def test_places_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf8")
    (tmp_path / "folder").mkdir()
    for place in ("file/below.sqlite", "folder"):
        with pytest.raises(ExportError) as caught:
            ExtractionCache(tmp_path / place)
        assert place in str(caught.value)


def test_a_file_that_cannot_be_written_costs_only_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with ExtractionCache(path) as cache:
        cache.put(KEY, extraction())
    with ExtractionCache(path) as cache:
        cache._database.execute("PRAGMA query_only = 1")
        for number in range(200):
            cache.put(cache_key(str(number), ""), extraction(str(number)))
        assert "cannot be written" in cache.problem
        assert str(path) in cache.problem
        assert cache.get(KEY, "a") == extraction()
        assert cache.get(cache_key("7", ""), "a") == extraction("7")
        cache.finish()
    with ExtractionCache(path) as cache:
        assert cache.has(KEY)
        assert not cache.has(cache_key("7", ""))


def test_entries_that_no_build_uses_any_more_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    other = cache_key("other", "")
    with ExtractionCache(path) as cache:
        cache.put(KEY, extraction())
        cache.put(other, extraction())
        cache.finish()
    for _ in range(KEPT_BUILDS + 1):
        with ExtractionCache(path) as cache:
            assert cache.has(KEY)
            cache.finish()
    with ExtractionCache(path) as cache:
        assert cache.has(KEY)
        assert not cache.has(other)


def _fill(path: Path, offset: int) -> None:
    with ExtractionCache(path) as cache:
        for number in range(100):
            cache.put(cache_key(str(offset + number), ""), extraction(str(offset + number)))
            if number % 10 == 0:
                cache.flush()
        cache.finish()
        assert not cache.problem


def test_several_builds_at_once(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_fill, args=(path, offset)) for offset in (0, 50, 1000)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with ExtractionCache(path) as cache:
        for number in [*range(150), *range(1000, 1100)]:
            assert cache.get(cache_key(str(number), ""), "a") == extraction(str(number))
