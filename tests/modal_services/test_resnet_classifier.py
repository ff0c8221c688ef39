import modal
import numpy as np
import pytest

from modal_services import app, resnet_classifier
from modal_services.resnet_classifier import ResnetClassifier
from models.checkpoints import CHECKPOINT_FILES
from models.local import LocalBackend
from models.modality.learning.evaluate import SHIPPED
from models.services import APP, SERVICES

PICTURES = np.random.default_rng(3).integers(0, 256, (2, 224, 224, 3), dtype=np.uint8)


def test_it_is_deployed_under_the_name_that_is_looked_up():
    assert app.name == APP
    assert isinstance(getattr(resnet_classifier, SERVICES["classify_modality"].cls), modal.Cls)


@pytest.mark.skipif(not (SHIPPED / CHECKPOINT_FILES[0]).is_file(), reason="the weights are not here yet")
@pytest.mark.filterwarnings("ignore:.*executing locally")
def test_the_container_answers_as_this_machine_does(furnished_home):
    answer = ResnetClassifier().predict.local(PICTURES)
    assert answer == pytest.approx(LocalBackend(furnished_home).classify_modality(PICTURES), abs=1e-3)
