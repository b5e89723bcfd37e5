"""Coreference within a Doc: short names, titles, pronouns and descriptions joined to the names they stand for."""

from kgraph.extract.coreference.component import CoreferenceResolver

__all__ = ["CoreferenceResolver"]
