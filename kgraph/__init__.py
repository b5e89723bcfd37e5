"""Reads biographical prose of the performing arts and writes a knowledge graph that can prove every statement.

>>> import kgraph                         # doctest: +SKIP
>>> kg = kgraph.build("corpus/")          # doctest: +SKIP
>>> kg = kgraph.open("build/")            # doctest: +SKIP
>>> kg["Bakhyt Charpentier"].facts        # doctest: +SKIP

Importing this package imports nothing else: what is asked for is loaded then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgraph.errors import KGraphError
    from kgraph.explore.knowledge_graph import KnowledgeGraph, build
    from kgraph.explore.knowledge_graph import open_build as open

    __version__: str

__all__ = ["KGraphError", "KnowledgeGraph", "__version__", "build", "open"]

_HOME = {
    "KGraphError": ("kgraph.errors", "KGraphError"),
    "KnowledgeGraph": ("kgraph.explore.knowledge_graph", "KnowledgeGraph"),
    "build": ("kgraph.explore.knowledge_graph", "build"),
    "open": ("kgraph.explore.knowledge_graph", "open_build"),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("kgraph")
    if name in _HOME:
        from importlib import import_module

        module, attribute = _HOME[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
