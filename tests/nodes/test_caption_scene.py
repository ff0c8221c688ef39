import numpy as np
import pytest

from models.caption.scene import SIDE, read_patches
from models.errors import SceneError
from nodes.caption_scene import caption_scene


def test_a_caption_is_asked_of_the_backend_and_marked(known, context):
    caption = caption_scene(known, context)["caption"]
    assert "green" in caption.text
    assert caption.fake


def test_patches_are_reflectance_of_all_bands_without_nan(field):
    patches = read_patches(field)
    assert patches.shape == (1, 12, SIDE, SIDE)
    assert np.isfinite(patches).all()
    assert patches[0, 7, 20:40, 10:20].mean() == pytest.approx(0.342, abs=0.003)
    assert (patches[0, :, :8, :8] == 0).all()


def test_a_scene_without_data_has_no_caption(field):
    empty = tuple(band.model_copy(update={"nodata": tuple(map(float, range(8000)))}) for band in field.bands)
    with pytest.raises(SceneError, match="no data"):
        read_patches(field.model_copy(update={"bands": empty}))
