"""Damaged files by the thousand: each ends in an answer or in one line.

Run: `python -m tests.fuzz --count 20000 --seed 7`. Read in this order: seeds, damage, doors, pool, __main__.
"""
