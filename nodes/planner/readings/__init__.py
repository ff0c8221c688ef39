"""Readings of a question that are told by its words alone: one small rule a kind of question."""
