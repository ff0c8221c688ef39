"""The suite of traps: files that a careless program reads wrongly without noticing, each beside a clean twin.

`python -m pytest tests/traps` ends with two numbers, never one: the share of traps that were answered wrongly in
silence, and the share of clean twins that were completed with the right numbers. They are to be 0.00 and 1.00: a
program that refuses everything is never wrong, and of no use.

`world.py` makes a small landscape whose reflectance is known exactly and writes it as GeoTIFF; `products.py` writes it
as the folders and metadata of real products; `judge.py` says what a trap is, sends it through the program and judges
the answer. The tables of traps are in `test_*.py`, one file per theme. A trap counts as wrong in silence where the
program completes and states something that differs from the truth; a right answer and a refusal with a reason both
pass. Where nobody could know the answer, the truth is `None` and any statement is wrong.
"""
