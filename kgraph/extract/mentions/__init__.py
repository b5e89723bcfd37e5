"""Mentions: which words of a text name a person, a place, a company, a work …, and what class of thing each is."""

from kgraph.extract.mentions.component import MentionFinder, create_mention_finder

__all__ = ["MentionFinder", "create_mention_finder"]
