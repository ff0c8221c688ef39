"""A talk of two runs, and an encoder that knows no words."""

import hashlib

import numpy as np

from models.arrays import Floats
from nodes.planner.talk import Talk, talk_of

TALK: Talk = talk_of(
    [("july", "2018-07-23"), ("june", "2018-06-28")],
    [("A", "maize"), ("B", "maize"), ("Field 3", "wheat"), ("12", "maize"), ("Long Acre", "sugar beet")],
    ["NDVI", "NDMI", "NDRE", "EVI"],
)


class HashEncoder:
    """Gives each sentence a direction of its own, so that only the same words are alike."""

    def encode(self, sentences: list[str]) -> Floats:
        seeds = [int(hashlib.sha256(one.encode()).hexdigest()[:8], 16) for one in sentences]
        rows = np.stack([np.random.default_rng(seed).normal(size=64) for seed in seeds]).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
