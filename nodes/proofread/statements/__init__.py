"""Statements without a number that have a form of their own: what told more, how many were named, what is largest."""
