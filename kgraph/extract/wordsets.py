"""Word lists that read like ones."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text between its blanks."""
    return frozenset(text.split())
