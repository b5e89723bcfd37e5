"""Values and facts that cannot all be right: which one the graph carries, and which there are."""
