"""What questions are about."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a question is about."""

    identity = "identity"
    facts = "facts"
