"""Where pixels of a grid lie, and how large they are."""

import numpy as np
import shapely

from models.field.measured.describe import Places
from models.geo.contract.scene import Grid


def test_an_outline_of_which_nothing_lies_on_the_grid_has_no_hectares() -> None:
    grid = Grid(
        width=10, height=10, transform=(10, 0, 500_000, 0, -10, 5_600_000), crs="EPSG:32631", located_by="transform",
        pixel_size_m=(10, 10),
    )  # fmt: skip
    outlines = shapely.clip_by_rect(
        np.array([shapely.box(2, 2, 8, 8), shapely.Polygon([(7, -6), (16, -6), (16, 3)])]), 0, 0, 10, 10
    )

    hectares = Places(grid).hectares(outlines)

    assert np.isclose(hectares[0], 0.01, rtol=1e-2)
    assert np.isnan(hectares[1])
