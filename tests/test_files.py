from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kgraph.errors import ExportError
from kgraph.files import atomic_binary_writer, atomic_files, atomic_writer, prepare_folder


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def python(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    with atomic_writer(target) as stream:
        stream.write("“Giselle”\r\n")
        stream.flush()
        assert not target.exists()
    assert target.read_bytes() == "“Giselle”\r\n".encode()
    assert names(tmp_path) == ["graph.ttl"]


def test_an_exception_leaves_the_earlier_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    target.write_text("earlier", "utf8")

    def interrupted() -> None:
        with atomic_writer(target) as stream:
            stream.write("half")
            raise KeyError("x")

    with pytest.raises(KeyError):
        interrupted()
    assert target.read_text("utf8") == "earlier"
    assert names(tmp_path) == ["graph.ttl"]


def test_a_set_appears_together(tmp_path: Path) -> None:
    (tmp_path / "stale.txt").write_text("old", "utf8")
    with atomic_files(tmp_path) as files:
        files.text("a.ttl").write("a")
        files.binary("b.bin").write(b"\x00b")
        files.remove("stale.txt")
        files.remove("never-there.txt")
        assert "a.ttl" not in names(tmp_path)
        assert "stale.txt" in names(tmp_path)
    assert names(tmp_path) == ["a.ttl", "b.bin"]
    assert (tmp_path / "a.ttl").read_text("utf8") == "a"
    assert (tmp_path / "b.bin").read_bytes() == b"\x00b"


def test_an_exception_leaves_the_whole_earlier_set(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("earlier " + name, "utf8")

    def interrupted() -> None:
        with atomic_files(tmp_path) as files:
            files.text("a.ttl").write("new")
            files.text("b.ttl").write("new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert [(tmp_path / n).read_text("utf8") for n in names(tmp_path)] == ["earlier a.ttl", "earlier b.ttl"]


@pytest.mark.parametrize("earlier", [True, False])
def test_a_failing_rename_undoes_the_ones_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    if earlier:
        for name in ("a.ttl", "b.ttl"):
            (tmp_path / name).write_text("earlier", "utf8")
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "b.ttl":
            raise PermissionError(13, "Permission denied", str(self), None, str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)

    def write() -> None:
        with atomic_files(tmp_path) as files:
            files.text("a.ttl").write("new")
            files.text("b.ttl").write("new")

    with pytest.raises(ExportError, match=r"b\.ttl"):
        write()
    assert {p.name: p.read_text("utf8") for p in tmp_path.iterdir()} == (
        {"a.ttl": "earlier", "b.ttl": "earlier"} if earlier else {}
    )


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file sizes are of POSIX")
def test_a_full_disk_leaves_the_earlier_build_and_says_so(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("earlier", "utf8")
    done = python(
        """
        import resource, signal, sys
        from pathlib import Path
        from kgraph.errors import ExportError
        from kgraph.files import atomic_files
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            with atomic_files(Path(sys.argv[1])) as files:
                files.text("a.ttl").write("short")
                stream = files.text("b.ttl")
                for _ in range(1000):
                    stream.write("x" * 1000)
        except ExportError as error:
            print(error)
        """,
        tmp_path,
    )
    assert "b.ttl" in done.stdout
    assert "Nothing that was there before has been changed" in done.stdout
    assert done.stderr == ""
    assert {p.name: p.read_text("utf8") for p in tmp_path.iterdir()} == {"a.ttl": "earlier", "b.ttl": "earlier"}


KILLED = """
import os, signal, sys
from pathlib import Path
from kgraph.files import atomic_files
with atomic_files(Path(sys.argv[1])) as files:
    files.text("a.ttl").write("new" * 100_000)
    files.text("b.ttl").write("new" * 100_000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_a_killed_process_leaves_the_earlier_build_and_the_next_one_clears_up(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("earlier", "utf8")
    assert python(KILLED, tmp_path).returncode < 0
    assert (tmp_path / "a.ttl").read_text("utf8") == (tmp_path / "b.ttl").read_text("utf8") == "earlier"
    assert len(names(tmp_path)) == 4, "the test is to leave temporary files"
    with atomic_files(tmp_path) as files:
        files.text("a.ttl").write("newer")
        files.text("b.ttl").write("newer")
    assert {p.name: p.read_text("utf8") for p in tmp_path.iterdir()} == {"a.ttl": "newer", "b.ttl": "newer"}


@pytest.mark.skipif(sys.platform == "win32", reason="locks are of POSIX")
def test_another_build_at_work_is_left_alone(tmp_path: Path) -> None:
    with atomic_files(tmp_path) as first:
        first.text("a.ttl").write("first")
        with atomic_files(tmp_path) as second:
            second.text("a.ttl").write("second")
        assert (tmp_path / "a.ttl").read_text("utf8") == "second"
    assert (tmp_path / "a.ttl").read_text("utf8") == "first"
    assert names(tmp_path) == ["a.ttl"]


def test_an_ordinary_file_s_permissions(tmp_path: Path) -> None:
    plain, written = tmp_path / "plain", tmp_path / "written"
    plain.write_text("", "utf8")
    with atomic_writer(written):
        pass
    assert written.stat().st_mode == plain.stat().st_mode
    written.chmod(0o640)
    with atomic_writer(written) as stream:
        stream.write("again")
    assert written.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "graph.ttl").write_text("earlier", "utf8")
    (tmp_path / "graph.ttl").symlink_to(tmp_path / "real" / "graph.ttl")
    with atomic_writer(tmp_path / "graph.ttl") as stream:
        stream.write("new")
    assert (tmp_path / "graph.ttl").is_symlink()
    assert (tmp_path / "real" / "graph.ttl").read_text("utf8") == "new"


@pytest.mark.parametrize("place", ["a file/below", "no such folder/x", "a folder", "x" * 300])
def test_an_impossible_place_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("", "utf8")
    (tmp_path / "a folder").mkdir()
    with pytest.raises(ExportError) as caught, atomic_writer(tmp_path / place):
        pass
    assert place in str(caught.value)
    assert names(tmp_path) == ["a file", "a folder"]


def test_a_folder_is_made_with_its_parents_and_left_empty(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")
    assert names(tmp_path / "a" / "b") == []


def test_a_folder_that_cannot_be_made_or_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf8")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ExportError, match="Cannot write"):
            prepare_folder(place)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ExportError, match="no permission"):
        prepare_folder(tmp_path)


def test_somebody_else_s_error_is_not_taken_for_one_of_writing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_writer(tmp_path / "x"):
        (tmp_path / "missing").read_text("utf8")
    assert names(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device file")
def test_a_device_is_written_directly() -> None:
    with atomic_binary_writer(Path("/dev/null")) as stream:
        stream.write(b"x")
    assert not Path("/dev/null").is_file()
