"""Here a path becomes a scene: declarations are held against the pixels, and taken, doubted or refused.

Read in this order: read, sample, place, validity, identity, band_order, masks, radiometry, radar.
May import: contract, pixels, formats.
"""
