from dataclasses import replace

import numpy as np
import pytest

from models.errors import ModelUnavailable
from models.fake import FakeBackend
from nodes.caption_scene import caption_scene
from nodes.retrieve_similar import LIMIT, SIDE, retrieve_similar


def test_the_backend_sees_a_picture_of_the_scene(known, context):
    class Watching(FakeBackend):
        def retrieve_similar(self, picture, limit):
            self.seen = picture, limit
            return super().retrieve_similar(picture, limit)

    models = Watching()
    matches = retrieve_similar(known, replace(context, models=models))["matches"]
    picture, limit = models.seen
    assert (picture.dtype, picture.shape[2], limit) == (np.uint8, 3, LIMIT)
    assert max(picture.shape) <= SIDE
    assert matches and all(match.fake for match in matches)


@pytest.mark.parametrize("step", [retrieve_similar, caption_scene])
def test_a_step_without_a_model_reads_nothing(known, context, monkeypatch, step):
    class Empty(FakeBackend):
        def version_of(self, room, /):
            raise ModelUnavailable("no weights", room=room, kind="no_weights")

    def read(*_):
        raise AssertionError("the scene was read")

    monkeypatch.setattr("models.geo.pixels.raster.SceneReader.__enter__", read)
    with pytest.raises(ModelUnavailable):
        step(known, replace(context, models=Empty()))
