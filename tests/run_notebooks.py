"""Run notebooks from the first cell to the last, as their readers do.

    python tests/run_notebooks.py notebooks

Each runs in a temporary copy of its folder, with the corpus beside it as in the repository, in the Python that runs
this script, whatever kernels are installed. An error, a warning or anything on standard error is a failure. Prints a
line for each notebook, and the cell with its error where one failed. Exits with 1 if one did, with 2 if there is none.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets import default

#: Seconds that a cell may take.
PATIENCE = 900
#: Folders that stand beside the notebooks in the repository and that they read.
BESIDE = ("corpus",)
#: Runs before the first cell. What Matplotlib says when it first looks for fonts is not the notebook's fault, nor are
#: warnings among Jupyter's own modules.
PRELUDE = r"""
import warnings
import matplotlib.font_manager
warnings.simplefilter("error")
warnings.filterwarnings("ignore", module=r"(asyncio|comm|debugpy|ipykernel|IPython|jupyter_client|tornado|zmq)\b")
"""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class _OnlyThisPython(KernelSpecManager):
    """Knows one kernel under any name: this interpreter."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


class _Kernel(AsyncKernelManager):
    @default("kernel_spec_manager")
    def _only_this_python(self) -> KernelSpecManager:
        return _OnlyThisPython()


def run(notebook: Path) -> str:
    """Run a notebook in a copy of its folder; what went wrong, or nothing."""
    with tempfile.TemporaryDirectory(prefix="notebook-") as temporary:
        home = Path(temporary)
        here = home / notebook.parent.name
        passing = shutil.ignore_patterns("build", ".ipynb_checkpoints", "__pycache__")
        shutil.copytree(notebook.parent, here, ignore=passing)
        for name in BESIDE:
            if (notebook.parent.parent / name).is_dir():
                shutil.copytree(notebook.parent.parent / name, home / name)
        content = nbformat.read(here / notebook.name, as_version=4)
        nbformat.validate(content)
        content.cells.insert(0, nbformat.v4.new_code_cell(PRELUDE))
        return _execute(content, here, home)


def _execute(content: Any, here: Path, home: Path) -> str:
    # Figures are drawn without a screen, and nobody's own configuration has a say.
    os.environ.update(
        IPYTHONDIR=str(home / "ipython"),
        JUPYTER_RUNTIME_DIR=str(home / "runtime"),
        MPLBACKEND="module://matplotlib_inline.backend_inline",
    )
    os.environ.pop("PYTHONWARNINGS", None)
    client = NotebookClient(
        content,
        kernel_manager_class=_Kernel,
        kernel_name="python3",
        timeout=PATIENCE,
        resources={"metadata": {"path": str(here)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        return _trouble(content.cells) or str(error)
    except (CellTimeoutError, DeadKernelError) as error:
        return str(error)
    return _trouble(content.cells)


def _trouble(cells: list[Any]) -> str:
    """The first cell with an error or with words on standard error, and these."""
    for number, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                said = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
            elif output.output_type == "stream" and output.name == "stderr" and number:
                said = output.text
            else:
                continue
            place = f"cell {number}" if number else "before the first cell"
            return f"{place}\n\n{cell.source.strip()}\n\n{_COLOUR.sub('', said).strip()}"
    return ""


def notebooks(paths: list[Path]) -> list[Path]:
    """The notebooks given, and those in the folders given, sorted."""
    found: set[Path] = set()
    for path in paths:
        found.update([path] if path.suffix == ".ipynb" else path.glob("*.ipynb"))
    return sorted(found)


def main(arguments: list[str]) -> int:
    found = notebooks([Path(a) for a in arguments])
    if not found:
        print("There is no notebook. Usage: python tests/run_notebooks.py FOLDER|NOTEBOOK…", file=sys.stderr)
        return 2
    failed = 0
    for path in found:
        trouble = run(path.resolve())
        failed += bool(trouble)
        print(f"{path}: FAILED, {trouble}\n" if trouble else f"{path}: passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
