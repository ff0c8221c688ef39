"""The bands of a patch in CROMA's order, and its size."""

ROLES = (
    "coastal", "blue", "green", "red", "rededge071", "rededge075", "rededge078", "nir", "nir08", "nir09", "swir16",
    "swir22",
)  # fmt: skip
SIDE = 64
"""Pixels of 10 m along each side of a patch."""
