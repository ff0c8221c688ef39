"""When pixels are too few for a share: counts are told, and a sentence says so."""

from nodes.report.wording import Said

FEWEST = 30
"""Pixels below which no share is told. One pixel more or less then moves a share by 3 % at least, and by chance alone a
share of half lies 9 % off; at 10 m it is 0.3 ha, of which half are edge."""


def is_few(pixels: int) -> bool:
    """Whether so many pixels are too few for a share."""
    return pixels < FEWEST


def say_few(said: Said, count: str, what: str) -> str:
    """Say why no share is told of what the claim `count` counts."""
    return f"Only {said(count)} {what}: too few for shares, which are told from {FEWEST} pixels on."
