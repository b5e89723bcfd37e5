"""Looking at a finished build: cards, counts, paths, timelines, and the object that notebooks hold."""
