"""The README's section on corrections, as a new user would follow it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from resolutions import ONTOLOGY

from kgraph.curation import read_curation

ROOT = Path(__file__).parent.parent
SECTION = (ROOT / "README.md").read_text("utf-8").split("\n## Corrections\n")[1].split("\n## ")[0]
#: The language of each block and what stands in it.
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the commands print, by the last of each block."""
    work = tmp_path_factory.mktemp("archive")
    printed: dict[str, str] = {}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHON": sys.executable, "PYTHONUTF8": "1"}
    for language, text in BLOCKS:
        if language == "yaml" and not (work / "curation.yaml").exists():
            (work / "curation.yaml").write_text(text, "utf-8")
        elif language == "sh":
            if "review" in text:  # of a build that no decision was made on
                (work / "curation.yaml").unlink()
            script = 'kgraph() { "$PYTHON" -W error -m kgraph "$@"; }\n' + text
            done = subprocess.run(
                ["bash", "-c", script], cwd=work, env=environment, capture_output=True, encoding="utf-8", input=""
            )
            assert done.stderr == "", done.stderr
            printed[text.strip().splitlines()[-1].split()[1]] = done.stdout
    return printed


def shown(beginning: str) -> str:
    """The output that the README shows, by how it begins."""
    return next(text for language, text in BLOCKS if not language and text.startswith(beginning))


def test_a_wrong_merge_is_explained_corrected_and_the_difference_told(followed: dict[str, str]) -> None:
    assert shown("Anna Lind  Person") in followed["explain"]
    assert shown("Entities: 1 difference") in followed["diff"]


def test_review_asks_about_it(followed: dict[str, str]) -> None:
    assert shown("Question 1 of 1").rstrip() in followed["review"]


def test_the_decisions_that_it_lists_can_be_written_so(tmp_path: Path) -> None:
    text = next(text for language, text in BLOCKS if language == "yaml" and "same:" in text)
    (tmp_path / "curation.yaml").write_text(text, "utf-8")
    kinds = [type(entry).__name__ for entry in read_curation(tmp_path / "curation.yaml", ONTOLOGY).entries]
    assert kinds == ["Same", "Different", "Name", "Retype", "Reject", "Add", "Pin"]
