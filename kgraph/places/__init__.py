"""Places of a graph in a gazetteer that comes with kgraph: which place a name means, and what lies in what.

The gazetteer holds the continents, countries, first-level divisions and the cities of 15,000 inhabitants and more of
GeoNames, smaller towns that share the name of a city, and the counties of the United Kingdom. It is part of the
package, so that it says the same everywhere.

`gazetteer` looks up, `compare` compares names, `candidates` weighs which place a name means, `linking` decides for all
entities of a corpus, or for those of one document by itself, as resolution asks, `enrichment` writes what was decided.
"""

from __future__ import annotations

from kgraph.places.compare import contains, described, may_be_one, same_place_possible

__all__ = ["contains", "described", "may_be_one", "same_place_possible"]
