import subprocess
import sys

import modal
import numpy as np
import pytest

from modal_services import app, xvision_captioner
from modal_services.xvision_captioner import XvisionCaptioner
from models.errors import ModelUnavailable
from models.local import LocalBackend
from models.schemas import RawCaption
from models.services import APP, SERVICES

PATCHES = np.random.default_rng(3).random((2, 12, 64, 64), dtype=np.float32) / 2
NOT_IN_THE_IMAGE = ("scipy.stats", "sklearn", "spyndex", "langgraph", "openvino", "lancedb", "aquacrop")


def test_it_is_deployed_under_the_name_that_is_looked_up():
    assert app.name == APP
    assert isinstance(getattr(xvision_captioner, SERVICES["caption_scene"].cls), modal.Cls)


@pytest.mark.filterwarnings("ignore:.*executing locally")
def test_the_container_answers_as_this_machine_does(furnished_home):
    local = LocalBackend(furnished_home)
    try:
        other = local.caption_scene(PATCHES, ["en", "fr"])
    except ModelUnavailable:
        pytest.skip("the weights, or the language model that they stand on, are not here")
    answer = XvisionCaptioner().predict.local(PATCHES, ["en", "fr"])
    assert [RawCaption.model_validate(one) for one in answer] == other


@pytest.mark.filterwarnings("ignore:.*executing locally")
def test_answers_are_plain_dictionaries(monkeypatch):
    class Predictor:
        @classmethod
        def load(cls, *_given: object, **_how: object) -> "Predictor":
            return cls()

        def __call__(self, patches, languages):
            return [RawCaption(text="a", confidence=0.5, model="m", base="b") for _ in languages]

    import models.caption.predict

    monkeypatch.setattr(models.caption.predict, "Predictor", Predictor)
    monkeypatch.setattr(xvision_captioner, "find_weights", lambda *_: None)
    answer = XvisionCaptioner().predict.local(PATCHES, ["en", "fr"])
    assert answer == [{"text": "a", "confidence": 0.5, "model": "m", "base": "b"}] * 2


def test_the_predictor_needs_no_more_than_the_image_has():
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({NOT_IN_THE_IMAGE!r}));"
        "import models.caption.predict, models.caption.network"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
