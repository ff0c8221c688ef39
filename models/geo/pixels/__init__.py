"""Here live the pixels of a scene on its one grid: reading, cutting, areas, pictures, and rasters as results.

Read in this order: source, raster, tiling, result, cog, area, footprint, blocks, ground, maps, picture.
May import: contract.
"""
