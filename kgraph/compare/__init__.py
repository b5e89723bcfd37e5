"""Two builds compared: which entities and facts came, went and changed.

`kgraph.compare.match` finds out which entities are the same, `kgraph.compare.difference` what is different,
`kgraph.compare.listing` shows it.
"""
