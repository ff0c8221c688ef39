import numpy as np
import pytest

from models.errors import SceneError
from models.geo.clouds.quality import decode
from models.geo.contract.ground_classes import CLEAR, CLOUD, NO_DATA, SHADOW
from models.geo.contract.scene import Quality


def quality(kind):
    return Quality(kind=kind, dataset="", index=1)


def test_every_class_of_the_scene_classification():
    codes = np.arange(12)[None].astype("uint8")
    expected = [NO_DATA, NO_DATA, CLEAR, SHADOW, CLEAR, CLEAR, CLEAR, CLEAR, CLOUD, CLOUD, CLOUD, CLEAR]
    assert decode(codes, quality("SCL")).tolist() == [expected]


@pytest.mark.parametrize(
    ("bits", "expected"),
    [(21824, CLEAR), (1, NO_DATA), (22280, CLOUD), (23888, SHADOW), (54596, CLOUD), (21826, CLOUD)],
)
def test_values_of_qa_pixel_that_the_guide_lists(bits, expected):
    """USGS, Landsat 8-9 Collection 2 Level 2 Science Product Guide, table of QA_PIXEL values."""
    assert decode(np.array([[bits]], "uint16"), quality("QA_PIXEL")).tolist() == [[expected]]


def test_a_code_that_the_layer_does_not_have_is_refused():
    with pytest.raises(SceneError, match="77"):
        decode(np.array([[77]], "uint8"), quality("SCL"))
