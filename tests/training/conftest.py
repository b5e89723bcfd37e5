"""Tests of training need PyTorch, which users do not: ``pip install '.[dev,train]' && pytest tests/training``."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("torch") else ["test_*.py"]
