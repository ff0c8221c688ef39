"""What training programs share: figures that are recorded."""

import json

from models.learning.training import record


def test_figures_are_put_beside_those_that_are_there(tmp_path):
    record(tmp_path, {"real": 1, "ground": 2})
    record(tmp_path, {"real": 3})
    assert json.loads((tmp_path / "metrics.json").read_text()) == {"real": 3, "ground": 2}
