"""Here live the words in which a raster is known: facts with evidence, bands, units, a product, the scene.

Read in this order: scene, bands, product, evidence, sample, offset, sar, ground_classes.
May import: no other room of geo.
"""
