import subprocess
import sys

import modal
import numpy as np
import pytest

from modal_services import app, siglip_retriever
from modal_services.siglip_retriever import SiglipRetriever
from models.checkpoints import CHECKPOINT_FILES
from models.local import LocalBackend
from models.retrieval.config import SHIPPED
from models.services import APP, SERVICES

PICTURES = list(np.random.default_rng(3).integers(0, 256, (2, 90, 120, 3), dtype=np.uint8))
NOT_IN_THE_IMAGE = ("rasterio", "scipy", "pyproj", "matplotlib", "sklearn", "spyndex", "langgraph", "openvino")


def test_it_is_deployed_under_the_name_that_is_looked_up():
    assert app.name == APP
    assert isinstance(getattr(siglip_retriever, SERVICES["embed"].cls), modal.Cls)


@pytest.mark.skipif(not (SHIPPED / CHECKPOINT_FILES[0]).is_file(), reason="the weights are not here yet")
@pytest.mark.filterwarnings("ignore:.*executing locally")
def test_the_container_answers_as_this_machine_does(furnished_home):
    answer = SiglipRetriever().predict.local(PICTURES, ["a leaf with rust"])
    other = LocalBackend(furnished_home).embed(PICTURES, ["a leaf with rust"])
    assert answer["model"] == other["model"]
    for name in ("pictures", "texts", "certainty"):
        assert answer[name] == pytest.approx(other[name], abs=1e-3), name


def test_the_predictor_needs_no_more_than_the_image_has():
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({NOT_IN_THE_IMAGE!r}));"
        "import models.retrieval.predict, models.retrieval.network, models.sentence_encoder.encoder;"
        "models.retrieval.network.build_image_tower()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
