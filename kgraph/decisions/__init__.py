"""The decisions of a build: which entities of its documents were joined, which nearly, and why.

`kgraph.resolve` makes them, `record` keeps them in ``decisions.jsonl``, `history` looks up those about an entity,
`explain` puts them together with names and sentences, and `listing` shows them.
"""
