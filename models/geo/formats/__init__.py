"""Here live the readers of files, folders and archives; each ends in a product, and none looks at pixels.

Read in this order: opening, tags, origin, single_file, sentinel2, landsat, stac, netcdf, then what they use.
May import: contract, pixels.
"""
