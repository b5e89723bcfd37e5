"""The notebooks are committed as they should be, and `run_notebooks.py` finds what is wrong with one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_results_or_traces_of_a_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    content = json.loads(text)
    assert content["metadata"] == METADATA
    assert len({cell["id"] for cell in content["cells"]}) == len(content["cells"])
    for cell in content["cells"]:
        assert cell["metadata"] == {}
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert not any(trace in text for trace in ("/home/", "/Users/", "/tmp/", "C:\\\\"))


def test_both_notebooks_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["bring-your-own-ontology", "explore-a-corpus"]


def _run(folder: Path, **cells: str) -> subprocess.CompletedProcess[str]:
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    folder.mkdir()
    for name, source in cells.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        nbformat.write(notebook, folder / f"{name}.ipynb")
    command = [sys.executable, ROOT / "tests" / "run_notebooks.py", folder]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_notebooks_run_in_a_copy_with_this_python(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "anna.txt").write_text("Anna danced.")
    source = f"""
        import sys
        from pathlib import Path
        assert sys.executable == {sys.executable!r}
        assert Path("../corpus/anna.txt").read_text() == "Anna danced."
        Path("left-behind.txt").write_text("…")
    """
    done = _run(tmp_path / "notebooks", good="\n".join(line.strip() for line in source.splitlines()))
    assert (done.stdout, done.returncode) == (f"{tmp_path / 'notebooks' / 'good.ipynb'}: passed\n", 0), done.stderr
    assert [path.name for path in (tmp_path / "notebooks").iterdir()] == ["good.ipynb"]


def test_errors_and_warnings_fail_with_their_cell(tmp_path: Path) -> None:
    done = _run(tmp_path / "notebooks", a_error="print(1 / 0)", b_warning="import warnings; warnings.warn('careful')")
    assert done.returncode == 1
    first, second = done.stdout.split("b_warning.ipynb")
    assert "a_error.ipynb: FAILED, cell 1\n\nprint(1 / 0)" in first
    assert "ZeroDivisionError: division by zero" in first
    assert second.startswith(": FAILED, cell 1")
    assert "UserWarning: careful" in second


def test_no_notebook_is_an_error(tmp_path: Path) -> None:
    done = _run(tmp_path / "notebooks")
    assert done.returncode == 2
    assert "There is no notebook" in done.stderr
