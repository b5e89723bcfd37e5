"""Files that are written whole or not at all.

A file is written to a temporary one beside it and renamed when it is complete and on the disk, so that a full
disk, an exception or a killed process leaves the earlier file as it was. `atomic_files` does so for several files
that belong together: none is renamed before all are complete, and if a rename fails the ones before it are undone.
(Between the renames themselves lies no other work; a process killed exactly there is what no file system that
renames one file at a time can guard against.)
"""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self, TextIO

from kgraph.errors import ExportError

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be removed there, which protects it as a lock would
    fcntl = None  # type: ignore[assignment]

_ADVICE = {
    errno.ENOSPC: "The disk is full: free some space, or write to another one",
    errno.EDQUOT: "Your disk quota is used up: free some space, or write to another disk",
    errno.EFBIG: "The file would become larger than is allowed here",
    errno.EACCES: "You have no permission to write there: choose another place, or change its permissions",
    errno.EPERM: "You have no permission to write there: choose another place, or change its permissions",
    errno.EROFS: "It is on a read-only disk: choose another place",
    errno.EISDIR: "It is a folder: choose another name",
    errno.ENOTDIR: "A part of that path is a file, not a folder: choose another place",
    errno.EEXIST: "A file of that name is in the way: choose another place",
    errno.ENAMETOOLONG: "The name is too long: choose a shorter one",
}


def write_error(path: Path, error: OSError) -> ExportError:
    """What to tell the user when `path` cannot be written."""
    advice = _ADVICE.get(error.errno or 0, error.strerror or str(error) or type(error).__name__)
    return ExportError(f"Cannot write '{path}'. {advice}. Nothing that was there before has been changed.")


def prepare_folder(folder: Path) -> None:
    """Make a folder and its parents, and check that files can be written in it, before long work begins.

    Raises
    ------
    ExportError
        If it cannot be made or not be written to; the message says why.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = _Temporary(folder / "probe")
        probe.discard()
    except OSError as error:
        raise write_error(folder, error) from error


class _Temporary:
    """A temporary file beside `target`, locked while it is open, so that leftovers of killed processes can be told."""

    def __init__(self, target: Path) -> None:
        self.target = target.resolve() if target.is_symlink() else target
        for attempt in itertools.count():
            self.path = self.target.with_name(f".{self.target.name}.{os.getpid()}-{attempt}.tmp")
            try:
                descriptor = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o666)
            except FileExistsError:
                continue
            if _lock(descriptor) and os.fstat(descriptor).st_nlink:
                break
            os.close(descriptor)  # another process took it for a leftover between the two calls
        self.file: BinaryIO = os.fdopen(descriptor, "wb")

    def complete(self) -> None:
        """Bring everything that was written to the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())
        with contextlib.suppress(OSError):
            self.path.chmod(stat.S_IMODE(self.target.stat().st_mode))

    def rename(self) -> None:
        """Put the file in the place of its target."""
        if fcntl is None:
            self.file.close()
        self.path.replace(self.target)
        self.file.close()

    def discard(self) -> None:
        """Remove the file, unless it has been renamed."""
        with contextlib.suppress(OSError):
            self.path.unlink()
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            self.path.unlink()


class AtomicFiles:
    """Files of one folder that replace their predecessors together: see `atomic_files`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._temporaries: list[_Temporary] = []
        self._streams: list[IO[str]] = []
        self._removals: list[Path] = []

    def binary(self, name: str) -> BinaryIO:
        """A stream of bytes that becomes the file `name` when the whole set is complete."""
        temporary = _Temporary(self.folder / name)
        self._temporaries.append(temporary)
        return temporary.file

    def text(self, name: str) -> TextIO:
        """A stream of UTF-8 text, with newlines as written, that becomes the file `name`."""
        stream = io.TextIOWrapper(self.binary(name), encoding="utf-8", newline="", write_through=False)
        self._streams.append(stream)
        return stream

    def remove(self, name: str) -> None:
        """Remove the file `name` of the folder, if there is one, when the whole set is complete."""
        self._removals.append(self.folder / name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                try:
                    self._commit()
                except OSError as failure:
                    raise write_error(self._culprit(failure), failure) from failure
            elif isinstance(error, OSError) and error.filename is None:  # a write, not some other file's opening
                raise write_error(self._culprit(error), error) from error
        finally:
            for stream in self._streams:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()
            for temporary in self._temporaries:
                temporary.discard()

    def _culprit(self, error: OSError) -> Path:
        """The file that was being written when an error came: the last one that was begun."""
        named = [t.target for t in self._temporaries if error.filename in (str(t.path), str(t.target))]
        return (named or [t.target for t in self._temporaries[-1:]] or [self.folder])[-1]

    def _commit(self) -> None:
        for stream in self._streams:
            stream.flush()
        for temporary in self._temporaries:
            temporary.complete()
        with _locked(self.folder):
            earlier: list[_Earlier] = []
            try:
                for temporary in self._temporaries:
                    earlier.append(_Earlier(temporary.target))
                    temporary.rename()
            except OSError:
                for file in earlier:
                    file.restore()
                raise
            finally:
                for file in earlier:
                    file.forget()
            for path in self._removals:
                path.unlink(missing_ok=True)
            remove_leftovers(self.folder, [t.target.name for t in self._temporaries])
            _sync_folder(self.folder)


def atomic_files(folder: Path) -> AtomicFiles:
    """Write several files of a folder so that all of them appear, or none.

    Raises
    ------
    ExportError
        On leaving the block, if one cannot be written; the message names it. Earlier files are then unchanged.

    Examples
    --------
    >>> with atomic_files(Path("build")) as files:  # doctest: +SKIP
    ...     files.text("graph.ttl").write("…")
    ...     files.text("evidence.ttl").write("…")
    """
    return AtomicFiles(folder)


@contextlib.contextmanager
def atomic_writer(path: Path) -> Iterator[TextIO]:
    """Write one text file, UTF-8 with newlines as written, whole or not at all.

    A `path` that is no regular file, such as ``/dev/stdout`` or a named pipe, is written directly.

    Raises
    ------
    ExportError
        If it cannot be written; the earlier file is then unchanged.
    """
    with atomic_binary_writer(path) as binary:
        stream = io.TextIOWrapper(binary, encoding="utf-8", newline="")
        try:
            yield stream
            stream.flush()
        finally:
            with contextlib.suppress(OSError, ValueError):
                stream.detach()


@contextlib.contextmanager
def atomic_binary_writer(path: Path) -> Iterator[BinaryIO]:
    """Write one file of bytes, whole or not at all: as `atomic_writer`."""
    try:
        special = path.exists() and not (path.is_file() or path.is_dir())
        if not special and path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        direct = path.open("wb") if special else None
    except OSError as error:
        raise write_error(path, error) from error
    if direct is not None:
        with direct:
            yield direct
        return
    try:
        files = AtomicFiles(path.parent)
        stream = files.binary(path.name)
    except OSError as error:
        raise write_error(path, error) from error
    with files:
        yield stream


def remove_leftovers(folder: Path, names: list[str]) -> None:
    """Remove the temporary files of these names that killed processes left behind; those in use stay."""
    for name in names:
        for path in sorted(folder.glob(f".{_escaped(name)}.*.tmp")):
            with contextlib.suppress(OSError):
                descriptor = os.open(path, os.O_RDWR)
                try:
                    if _lock(descriptor):
                        path.unlink()
                finally:
                    os.close(descriptor)


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _lock(descriptor: int) -> bool:
    """Whether an exclusive lock could be had at once; True where there are no locks."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, so that the renames of two builds do not interleave."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class _Earlier:
    """What stood at `target` before a rename, kept under a second name where the file system has links."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.existed = target.exists()
        self.backup: Path | None = None
        backup = target.with_name(f".{target.name}.{os.getpid()}.old.tmp")
        if self.existed:
            with contextlib.suppress(OSError):
                backup.unlink(missing_ok=True)
                os.link(target, backup)
                self.backup = backup

    def restore(self) -> None:
        with contextlib.suppress(OSError):
            if self.backup is not None and not self.backup.samefile(self.target):
                self.backup.replace(self.target)
            elif not self.existed:
                self.target.unlink()

    def forget(self) -> None:
        if self.backup is not None:
            with contextlib.suppress(OSError):
                self.backup.unlink()


def _sync_folder(folder: Path) -> None:
    """Bring the renames themselves to the disk, where folders can be synchronised."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
