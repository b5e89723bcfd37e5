"""A file, a folder or several of them → documents, in order of their paths, one at a time.

A folder is read with the folders below it. A file whose extension is not that of a document is ignored and only
counted; a document that cannot be read is reported as `Skipped` with what to do about it, and never stops the
others. Hidden files and folders are not looked at. A link to a file or folder outside the corpus is followed.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kgraph.corpus.decoding import UnreadableError, decode
from kgraph.corpus.readers import READERS, UNSUPPORTED
from kgraph.errors import CorpusError
from kgraph.model import Document, Skipped

#: Bytes above which a file is not read: no biography is that long, and the whole text must fit into memory.
LARGEST_FILE = 100_000_000

#: One or several files or folders.
CorpusPath = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

#: Name of the file of a person's decisions (`kgraph.curation`), which is no text and not ignored either.
CURATION_FILE = "curation.yaml"
_EXTENSIONS = tuple(sorted(READERS))
_PREFERENCE = {extension: rank for rank, extension in enumerate(READERS)}


@dataclass(frozen=True, slots=True, order=True)
class CorpusFile:
    """A file to read.

    Attributes
    ----------
    path
        Below the corpus, with ``/`` between folders, in Unicode normal form C.
    location
        Where to open it.
    problem
        Why it cannot be read, if that is known already; else empty.
    """

    path: str
    location: Path
    problem: str = ""

    @property
    def extension(self) -> str:
        """In lower case, with its dot."""
        return PurePosixPath(self.path).suffix.lower()

    @property
    def id(self) -> str:
        """The path without extension."""
        return str(PurePosixPath(self.path).with_suffix(""))


@dataclass(frozen=True, slots=True)
class Listing:
    """What a corpus holds, before any of it is read.

    Attributes
    ----------
    files
        Documents and what cannot be one but looks like it, sorted by path.
    ignored
        How many files were ignored, by extension, most frequent first.
    """

    files: tuple[CorpusFile, ...]
    ignored: Mapping[str, int] = field(default_factory=dict)


def list_corpus(corpus: CorpusPath, exclude: Path | None = None) -> Listing:
    """Find the documents of a corpus.

    Parameters
    ----------
    corpus
        A folder; or a file, read whatever its extension; or several of them: the folder that holds them all is
        then the corpus, which paths and ids are relative to.
    exclude
        A folder to leave out, wherever it lies: the one that is written to.

    Raises
    ------
    CorpusError
        If a path does not exist or cannot be listed, or there are no documents.
    """
    paths = [Path(p) for p in ([corpus] if isinstance(corpus, (str, os.PathLike)) else corpus)]
    if not paths:
        raise CorpusError("No corpus was given: name a file or a folder of texts.")
    paths = [_absolute(path) for path in paths]
    walk = _Walk(_common_folder(paths), exclude)
    for path in paths:
        walk.start(path)
    if not walk.files:
        raise CorpusError(_nothing_found(paths, walk.ignored))
    ignored = dict(sorted(walk.ignored.items(), key=lambda item: (-item[1], item[0])))
    return Listing(tuple(sorted(walk.files.values())), ignored)


def read_corpus(corpus: CorpusPath, exclude: Path | None = None) -> Iterator[Document | Skipped]:
    """Read a corpus one file at a time, in order of the paths: `list_corpus`, then `read_files`."""
    return read_files(list_corpus(corpus, exclude).files)


def read_files(files: Iterable[CorpusFile]) -> Iterator[Document | Skipped]:
    """Read files one at a time, in their order.

    Of several files that would become documents of one id, the first readable one is read, in the order .txt, .md,
    .html, .docx, .pdf: they are taken for formats of one text.
    """
    files = tuple(files)
    same_id: dict[str, list[CorpusFile]] = defaultdict(list)
    for file in files:
        same_id[file.id].append(file)
    chosen: dict[str, str] = {}
    for file in files:
        rivals = same_id[file.id]
        if len(rivals) == 1 or file.problem:
            yield read_file(file)
            continue
        if file.id not in chosen:
            ranked = sorted(rivals, key=lambda f: (_PREFERENCE.get(f.extension, len(_PREFERENCE)), f.path))
            chosen[file.id] = next((f.path for f in ranked if isinstance(read_file(f), Document)), "")
        if chosen[file.id] in ("", file.path):
            yield read_file(file)
        else:
            yield Skipped(
                file.path,
                f"would have the same id as '{chosen[file.id]}', which is read: rename it if it is another text, "
                "else remove it",
            )


def read_file(file: CorpusFile) -> Document | Skipped:
    """Read one file; if that is impossible, say why and what to do."""
    if file.problem:
        return Skipped(file.path, file.problem)
    reader = READERS.get(file.extension, decode)
    try:
        if file.location.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"is larger than {LARGEST_FILE // 1_000_000} MB: split it, one file for each text")
        data = file.location.read_bytes()
        return Document(file.id, file.path, reader(data), hashlib.sha256(data).hexdigest())
    except UnreadableError as error:
        return Skipped(file.path, str(error))
    except OSError as error:
        return Skipped(file.path, _os_reason(error))


def read_text(data: bytes, name: str) -> Document:
    """A document from bytes that are in no file, such as standard input.

    Raises
    ------
    CorpusError
        If they are not readable text.
    """
    try:
        return Document(name, name, decode(data), hashlib.sha256(data).hexdigest())
    except UnreadableError as error:
        raise CorpusError(f"'{name}' {error}.") from None


_Identity = tuple[int, int]  # device and number of a folder there: the same however it is reached


class _Walk:
    """Collects the files below some paths. `files` and `ignored` are the result."""

    def __init__(self, root: Path, exclude: Path | None) -> None:
        self.root = root
        self.exclude = exclude.resolve() if exclude is not None else None
        self.files: dict[str, CorpusFile] = {}
        self.ignored: Counter[str] = Counter()
        self._folders: list[tuple[Path, tuple[_Identity, ...]]] = []
        self._linked: set[_Identity] = set()

    def start(self, path: Path) -> None:
        """Add what the user named: a folder with all that it holds, or a file whatever its extension."""
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            try:
                self._entries(path, ((status.st_dev, status.st_ino),))
            except OSError as error:
                raise CorpusError(f"The folder '{path}' {_os_reason(error)}.") from None
            while self._folders:
                folder, above = self._folders.pop()
                try:
                    self._entries(folder, above)
                except OSError as error:
                    self._add(folder, _os_reason(error))
        elif stat.S_ISREG(status.st_mode):
            self._add(path, UNSUPPORTED_REASON.get(path.suffix.lower(), ""))
        else:
            raise CorpusError(f"'{path}' is neither a file nor a folder. To read standard input, name it '-'.")

    def _entries(self, folder: Path, above: tuple[_Identity, ...]) -> None:
        """Add the files of a folder, and note its folders to be read later. `above`: it and those that it lies in."""
        for path in sorted(folder.iterdir()):
            if path.name.startswith((".", "~$")) or path == self.exclude:
                continue
            try:
                status = path.stat()
            except OSError as error:
                if path.suffix.lower() in _EXTENSIONS or not path.suffix:
                    self._add(path, _link_reason(path, error))
                continue
            if stat.S_ISDIR(status.st_mode):
                self._subfolder(path, (status.st_dev, status.st_ino), above)
            elif stat.S_ISREG(status.st_mode):
                self._file(path)
            elif path.suffix.lower() in _EXTENSIONS:
                self._add(path, "is neither a file nor a folder: remove it")

    def _subfolder(self, path: Path, identity: _Identity, above: tuple[_Identity, ...]) -> None:
        if path.is_symlink():
            target = path.resolve()
            if target == self.exclude:
                return
            if identity in above:
                return self._add(path, "is a link back to a folder that it lies in: remove the link")
            if target.is_relative_to(self.root.resolve()) or identity in self._linked:
                return self._add(path, "is a link to a folder that is read already: remove the link")
            self._linked.add(identity)
        self._folders.append((path, (*above, identity)))

    def _file(self, path: Path) -> None:
        extension = path.suffix.lower()
        if extension in READERS:
            self._add(path)
        elif extension in UNSUPPORTED:
            self._add(path, UNSUPPORTED_REASON[extension])
        elif path.name != CURATION_FILE:
            self.ignored[extension or "no extension"] += 1

    def _add(self, path: Path, problem: str = "") -> None:
        raw = os.fsencode(path.relative_to(self.root).as_posix())
        try:
            name = unicodedata.normalize("NFC", raw.decode("utf-8"))  # whatever encoding the locale says names are in
        except UnicodeDecodeError:
            name = raw.decode("utf-8", "backslashreplace")
            problem = problem or "has a name that is not UTF-8: rename it"
        known = self.files.get(name)
        if known is not None and known.location != path:
            problem = f"has the same name as another file in another Unicode form: rename it ({path.name!a})"
            name = f"{name} ({path.name!a})"
        self.files[name] = CorpusFile(name, path, problem)


UNSUPPORTED_REASON = {
    extension: f"is a {extension} file, which kgraph cannot read: {advice}" for extension, advice in UNSUPPORTED.items()
}


def _absolute(path: Path) -> Path:
    """The path without links on the way to it; a link that it is itself stays, as the file is known by its name."""
    try:
        path.stat()
        return path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    except (OSError, ValueError) as error:  # ValueError: a NUL character
        raise CorpusError(_missing(path, error)) from None


def _common_folder(paths: Sequence[Path]) -> Path:
    """The folder that holds all the paths; a folder given alone is its own."""
    try:
        return Path(os.path.commonpath([p if p.is_dir() else p.parent for p in paths]))
    except ValueError:
        raise CorpusError("The paths of the corpus lie on different drives: build one graph of each.") from None


def _missing(path: Path, error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return f"{str(path)!r} is not a path: {error}."
    if isinstance(error, FileNotFoundError) and not path.is_symlink():
        parent = path.parent
        while not parent.exists() and parent != parent.parent:
            parent = parent.parent
        return f"There is no file or folder '{path}'. The nearest that exists is '{parent}'."
    return f"'{path}' {_link_reason(path, error)}."


def _link_reason(path: Path, error: OSError) -> str:
    """Why the status of a path cannot be had."""
    if not path.is_symlink() or isinstance(error, PermissionError):
        return _os_reason(error)
    target = path.readlink()
    if isinstance(error, FileNotFoundError):
        return f"is a link to '{target}', which does not exist: restore that, or remove the link"
    return f"is a link to '{target}' that leads in a circle: remove the link"


def _os_reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "cannot be read for lack of permission: allow it, for example with `chmod u+rX`"
    if isinstance(error, FileNotFoundError):
        return "was there a moment ago and is gone: build again when nothing changes the corpus"
    return f"cannot be read: {error.strerror or error}"


def _nothing_found(paths: Sequence[Path], ignored: Mapping[str, int]) -> str:
    where = ", ".join(f"'{p}'" for p in paths)
    others = f" It holds {sum(ignored.values())} other files ({', '.join(sorted(ignored))})." if ignored else ""
    return f"There are no documents in {where}.{others} kgraph reads {', '.join(_EXTENSIONS)}."
