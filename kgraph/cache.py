"""What was extracted from each text, kept in one SQLite file so that only changed texts are read again.

An entry's key is the digest of everything that its extraction depends on: the text, and the extractor's fingerprint
(versions, model, ontology, lexicon). There is nothing to invalidate: a change gives another key. Entries that no
build has used for `KEPT_BUILDS` builds are removed, so the file stays a small multiple of the corpus.

Several builds may use one file at a time. A damaged file is replaced by an empty one; a file that cannot be written
(a full disk, a read-only folder) costs the cache, never the build.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kgraph.errors import BuildError, ExportError
from kgraph.files import write_error
from kgraph.model import Extraction, Literal, LocalEntity, LocalFact, Mention, Span

#: Builds after which an entry that none of them used is removed.
KEPT_BUILDS = 20

_APPLICATION = 0x6B677266  # "kgrf", in the file's header: this file is ours
_SCHEMA = 4  # raise it when the tables or the encoding of entries change
_BATCH, _SECONDS = 64, 1.0  # entries, or time, after which what was put goes to the disk
_TIMEOUT = 60.0  # seconds to wait for another build's write
_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class CacheLostError(BuildError):
    """The file turned out to be damaged while in use, and has been replaced by an empty one: start again."""


def cache_key(text: str, fingerprint: str) -> bytes:
    """The key of what is extracted from `text` by the extractor of this fingerprint."""
    digest = hashlib.sha256(fingerprint.encode())
    digest.update(b"\0")
    digest.update(text.encode())
    return digest.digest()


class ExtractionCache:
    """A mapping of keys to extractions, in a file or, without one, in a temporary file of this process.

    Parameters
    ----------
    path
        The SQLite file, made with its folder if it is missing; None for one that vanishes on closing.

    Attributes
    ----------
    problem
        Why entries could not be written to the file, in words for the user; empty as long as all is well.

    Raises
    ------
    ExportError
        If the file cannot be opened, or is somebody else's database.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.problem = ""
        self._pending: dict[bytes, bytes] = {}  # put, but not in the file yet, or never because of the problem
        self._used: set[bytes] = set()
        self._flushed = time.monotonic()
        self._build = 0
        self._database = self._open()

    def has(self, key: bytes) -> bool:
        """Whether there is an intact entry for `key`; it then counts as used by this build."""
        return self._blob(key) is not None

    def get(self, key: bytes, document: str) -> Extraction | None:
        """The entry for `key`, as the extraction of the document with this id; None if there is none."""
        blob = self._blob(key)
        return None if blob is None else decode_extraction(json.loads(blob), document)

    def put(self, key: bytes, extraction: Extraction) -> None:
        """Keep an extraction. It can be had at once, and reaches the file with the next few, or on closing."""
        text = json.dumps(encode_extraction(extraction), ensure_ascii=False, separators=(",", ":"))
        self._pending[key] = zlib.compress(text.encode(), 1)
        if not self.problem and (len(self._pending) >= _BATCH or time.monotonic() - self._flushed > _SECONDS):
            self.flush()

    def flush(self) -> None:
        """Write to the file what was put since the last time."""
        self._write(
            "INSERT OR REPLACE INTO extraction VALUES (?, ?, ?)",
            [(key, self._build, blob) for key, blob in self._pending.items()],
        )
        if not self.problem:
            self._pending.clear()
        self._flushed = time.monotonic()

    def finish(self) -> None:
        """Note which entries this build used, and remove those that no build has used for long."""
        with contextlib.suppress(CacheLostError):  # too late to matter: everything has been read
            self.flush()
            used = [(self._build, key) for key in sorted(self._used)]
            self._write("UPDATE extraction SET used = ? WHERE key = ?", used)
            self._write("DELETE FROM extraction WHERE used < ?", [(self._build - KEPT_BUILDS,)])

    def close(self) -> None:
        """Write what is left and close the file."""
        with contextlib.suppress(CacheLostError):
            self.flush()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _blob(self, key: bytes) -> bytes | None:
        blob = self._pending.get(key)
        if blob is None:
            try:
                row = self._database.execute("SELECT data, used FROM extraction WHERE key = ?", (key,)).fetchone()
            except sqlite3.DatabaseError as error:
                self._fail(error)
                return None
            if row is None:
                return None
            blob, used = row
            if used < self._build:
                self._used.add(key)
        try:
            return zlib.decompress(blob)
        except (zlib.error, TypeError):
            return None  # it will be extracted and put again

    def _write(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        if self.problem or not rows:
            return
        try:
            with _transaction(self._database):
                self._database.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            self._fail(error)

    def _fail(self, error: sqlite3.DatabaseError) -> None:
        """Replace a damaged file, and start again; get along without one that cannot be written."""
        if _is_corrupt(error):
            self._database.close()
            self._discard()
            self._pending.clear()
            self._used.clear()
            self._database = self._open()
            raise CacheLostError(f"The cache '{self.path}' was damaged. It has been emptied: run the build again.")
        self.problem = (
            f"The cache '{self.path}' cannot be written ({error}): the next build will read more texts again."
        )

    def _open(self) -> sqlite3.Connection:
        if self.path is not None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise write_error(self.path, error) from error
        for last in (False, True):
            database: sqlite3.Connection | None = None
            try:
                database = sqlite3.connect(self.path or "", timeout=_TIMEOUT, isolation_level=None)
                self._prepare(database)
            except sqlite3.DatabaseError as error:
                if database is not None:
                    database.close()
                if last or not _is_corrupt(error):
                    raise ExportError(
                        f"Cannot use the cache '{self.path}': {error}. Name another file, or build without a cache."
                    ) from error
                self._discard()
            except BaseException:
                if database is not None:
                    database.close()
                raise
            else:
                return database
        raise AssertionError("unreachable")

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Make the tables if need be, and count this build."""
        application, version, tables = _header(database)
        if tables and application != _APPLICATION:
            raise ExportError(f"'{self.path}' is the database of another program: name another file for the cache.")
        try:
            with _transaction(database):
                if _header(database)[:2] != (_APPLICATION, _SCHEMA):  # asked again: another build may have made it
                    database.execute("DROP TABLE IF EXISTS extraction")
                    database.execute("DROP TABLE IF EXISTS build")
                    database.execute("CREATE TABLE extraction (key BLOB PRIMARY KEY, used INTEGER, data BLOB)")
                    database.execute("CREATE TABLE build (number INTEGER)")
                    database.execute("INSERT INTO build VALUES (0)")
                    database.execute(f"PRAGMA application_id = {_APPLICATION}")
                    database.execute(f"PRAGMA user_version = {_SCHEMA}")
                database.execute("UPDATE build SET number = number + 1")
        except sqlite3.OperationalError as error:
            if _is_corrupt(error) or (application, version) != (_APPLICATION, _SCHEMA):
                raise
            self._fail(error)  # it can still be read
        self._build = database.execute("SELECT number FROM build").fetchone()[0]

    def _discard(self) -> None:
        """Remove a damaged file; if it does not even look like a database, put it aside, in case it is not ours."""
        if self.path is None:
            return
        try:
            with self.path.open("rb") as stream:
                ours = stream.read(16) == b"SQLite format 3\0"
            if ours:
                self.path.unlink()
            else:
                self.path.replace(self.path.with_name(self.path.name + ".damaged"))
        except OSError as error:
            raise write_error(self.path, error) from error


def _header(database: sqlite3.Connection) -> tuple[int, int, int]:
    """Application id, schema version and number of tables."""
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = database.execute("PRAGMA user_version").fetchone()[0]
    tables = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
    return application, version, tables


@contextlib.contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise


def _is_corrupt(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in _CORRUPT


def encode_extraction(extraction: Extraction) -> list[Any]:
    """An extraction as nested lists for JSON, without the document's id; each sentence stands there once."""
    sentences: dict[tuple[int, int, str], int] = {}
    entities = [
        [
            e.id,
            e.type,
            e.name,
            e.aliases,
            [[m.span.start, m.span.end, m.text, int(m.pronoun)] for m in e.mentions],
            e.subtype,
            e.gender,
            [[m.span.start, m.span.end, m.text] for m in e.forms],
            int(e.namesake),
        ]
        for e in extraction.entities
    ]
    facts = [
        [
            f.subject,
            f.property,
            [f.object.value] if isinstance(f.object, Literal) else f.object,
            f.subject_span.start,
            f.subject_span.end,
            f.object_span.start,
            f.object_span.end,
            sentences.setdefault((f.sentence_span.start, f.sentence_span.end, f.sentence), len(sentences)),
            f.confidence,
            f.qualifiers,
            f.family,
            f.edtf,
        ]
        for f in extraction.facts
    ]
    return [entities, facts, list(sentences)]


def decode_extraction(data: list[Any], document: str) -> Extraction:
    """The extraction that `encode_extraction` made `data` of, for the document with this id."""
    entities, facts, sentences = data
    spans = [(Span(start, end), text) for start, end, text in sentences]
    return Extraction(
        document,
        tuple(
            LocalEntity(
                identifier,
                type_,
                name,
                tuple(aliases),
                tuple(Mention(Span(start, end), text, bool(pronoun)) for start, end, text, pronoun in mentions),
                subtype,
                gender,
                tuple(Mention(Span(start, end), text) for start, end, text in forms),
                namesake=bool(namesake),
            )
            for identifier, type_, name, aliases, mentions, subtype, gender, forms, namesake in entities
        ),
        tuple(
            LocalFact(
                subject,
                prop,
                Literal(obj[0]) if isinstance(obj, list) else obj,
                Span(s0, s1),
                Span(o0, o1),
                spans[sentence][0],
                spans[sentence][1],
                confidence,
                tuple((name, value) for name, value in qualifiers),
                family,
                edtf,
            )
            for subject, prop, obj, s0, s1, o0, o1, sentence, confidence, qualifiers, family, edtf in facts
        ),
    )
