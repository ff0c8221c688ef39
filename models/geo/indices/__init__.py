"""Here spectral indices are planned by the bands of a scene, computed over clear ground and counted.

Read in this order: catalogue, measure, histogram.
May import: contract, pixels, formats, reading.
"""
