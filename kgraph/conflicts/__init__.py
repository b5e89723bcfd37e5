"""Values and facts that cannot all be right.

`kgraph.conflicts.settle` chooses which of several values of a functional property the graph carries,
`kgraph.conflicts.disagreements` finds the sources that disagree, `kgraph.conflicts.impossible` the facts that cannot
hold together, `kgraph.conflicts.listing` shows both.
"""
