import subprocess
import sys

import modal
import numpy as np
import pytest

from modal_services import health_classifier
from modal_services.health_classifier import HealthClassifier
from models.checkpoints import CHECKPOINT_FILES
from models.health.config import SHIPPED
from models.local import LocalBackend
from models.services import SERVICES

TILES = np.random.default_rng(3).random((2, 10, 16, 16), dtype=np.float32)
FACTS = {"crop": np.array(1)}
NOT_IN_THE_IMAGE = ("rasterio", "scipy", "pyproj", "matplotlib", "sklearn", "spyndex", "langgraph")


def test_it_is_deployed_under_the_name_that_is_looked_up():
    assert isinstance(getattr(health_classifier, SERVICES["classify_health"].cls), modal.Cls)


@pytest.mark.skipif(not (SHIPPED / CHECKPOINT_FILES[0]).is_file(), reason="the weights are not here yet")
@pytest.mark.filterwarnings("ignore:.*executing locally")
def test_the_container_answers_as_this_machine_does(furnished_home):
    answer = HealthClassifier().predict.local(TILES, FACTS)
    other = LocalBackend(furnished_home).classify_health(TILES, FACTS)
    for name, layer in other.items():
        off = np.abs(answer[name] - layer)  # processors here compute in half precision; sets have an edge
        assert (off > 0.02).mean() < 0.02, name


def test_the_predictors_need_no_more_than_the_image_has():
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({NOT_IN_THE_IMAGE!r}));"
        "import models.health.predict, models.modality.predict, models.risk.predict, models.risk.network"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
