"""A question taken apart: its language, names, ground, topics and numbers.

Read `heard` first.
"""
