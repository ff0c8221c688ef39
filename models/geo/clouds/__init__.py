"""Here clouds, their shadows and haze are found: by the producer's own layer, by a network, by the blue of plants.

Read in this order: mask, quality, network, haze.
May import: contract, pixels, formats, reading.
"""
