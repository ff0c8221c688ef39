"""Files are opened once for what they declare, and once for their pixels."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import rasterio

from models.geo.contract.scene import SceneFlags
from models.geo.reading.read import read_scene
from tests.traps.products import Safe
from tests.traps.world import Tif, mixed


@pytest.fixture
def opens(monkeypatch) -> Counter[str]:
    """How often each file is opened for reading."""
    seen: Counter[str] = Counter()
    really_open = rasterio.open

    def count(name, mode="r", **options):
        seen[Path(str(name)).name] += mode == "r"
        return really_open(name, mode, **options)

    monkeypatch.setattr(rasterio, "open", count)
    return seen


def test_a_file_of_many_bands_is_opened_twice(tmp_path, opens):
    world = mixed()
    names = tuple(name for name in world.dn if name != "B10")
    Tif(names=names).write(tmp_path / "stack.tif", np.stack([world.dn[name] for name in names]).astype("uint16"))
    opens.clear()
    scene = read_scene(tmp_path / "stack.tif", SceneFlags(sensor="Sentinel-2"))
    assert {band.dtype for band in scene.bands} == {"uint16"}
    assert dict(opens) == {"stack.tif": 2}


def test_each_file_of_a_product_is_opened_twice(tmp_path, opens):
    product = Safe().write(tmp_path, mixed())
    opens.clear()
    scene = read_scene(product)
    assert len(opens) == len(scene.bands) == 12
    assert set(opens.values()) == {2}
