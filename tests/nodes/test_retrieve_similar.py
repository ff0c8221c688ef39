import numpy as np

from models.fake import FakeBackend
from nodes.retrieve_similar import LIMIT, SIDE, retrieve_similar


def test_the_backend_sees_a_picture_of_the_scene(known, context):
    class Watching(FakeBackend):
        def retrieve_similar(self, picture, limit):
            self.seen = picture, limit
            return super().retrieve_similar(picture, limit)

    models = Watching()
    from dataclasses import replace

    matches = retrieve_similar(known, replace(context, models=models))["matches"]
    picture, limit = models.seen
    assert (picture.dtype, picture.shape[2], limit) == (np.uint8, 3, LIMIT)
    assert max(picture.shape) <= SIDE
    assert matches and all(match.fake for match in matches)
