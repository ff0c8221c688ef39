"""Here live files of the ground: reading them as scenes whose facts have evidence, their pixels, clouds and indices.

Read in this order: contract, pixels, formats, reading, clouds, indices.
May import: models.arrays, models.errors, models.schemas, models.files, models.backend; no room beside it.
"""
