"""Asking a person about what is least certain in a build, and writing the answers into ``curation.yaml``.

`references` writes names that mean one thing only, `passages` finds the sentences, `questions` makes the list of what
to ask from a build, `ledger` keeps the answers in the file, and `session` asks.
"""
