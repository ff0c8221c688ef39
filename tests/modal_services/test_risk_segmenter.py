import modal
import numpy as np
import pytest

from modal_services import risk_segmenter
from modal_services.risk_segmenter import RiskSegmenter
from models.checkpoints import CHECKPOINT_FILES
from models.local import LocalBackend
from models.risk.config import SHIPPED
from models.services import SERVICES

TILES = np.random.default_rng(3).random((1, 6, 32, 48), dtype=np.float32)
FACTS = {"crop": np.array(1)}


def test_it_is_deployed_under_the_name_that_is_looked_up():
    assert isinstance(getattr(risk_segmenter, SERVICES["segment_risk"].cls), modal.Cls)


@pytest.mark.skipif(not (SHIPPED / CHECKPOINT_FILES[0]).is_file(), reason="the weights are not here yet")
@pytest.mark.filterwarnings("ignore:.*executing locally")
def test_the_container_answers_as_this_machine_does(furnished_home):
    answer = RiskSegmenter().predict.local(TILES, FACTS)
    here = LocalBackend(furnished_home).segment_risk(TILES, FACTS)  # in bfloat16, where the processors have it
    assert answer == pytest.approx(here, abs=0.05)
