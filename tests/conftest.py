"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# No deadlines: how long an example takes says nothing on a busy machine. The same examples on every run.
settings.register_profile("kgraph", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("kgraph")
