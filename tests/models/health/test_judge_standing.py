import numpy as np
import pytest

from models.backend import HEALTH_CELL, RISK_LAYERS
from tests.benchmarks import judge_standing
from tests.benchmarks.judge_standing import Ground, Networks, stands, table


def west(tiles, _facts):
    """Health sees a crop there."""
    cells = np.zeros((len(tiles), 1, *(side // HEALTH_CELL for side in tiles.shape[2:])), np.float32)
    cells[..., : cells.shape[3] // 2] = 0.9
    return {"stands": cells}


def north(tiles, _facts):
    """Risk sees one there."""
    found = np.zeros((len(tiles), len(RISK_LAYERS), *tiles.shape[2:]), np.float32)
    found[:, RISK_LAYERS.index("stands"), : tiles.shape[2] // 2] = 0.8
    return found


SPLIT = Networks(west, north)


@pytest.fixture
def land():
    image = np.full((10, 32, 32), 0.2, np.float32)
    where = np.ones((32, 32), bool)
    where[16:, 16:] = False
    return Ground("a field", True, image, where, {})


def test_both_networks_are_asked_of_the_same_places(land):
    health, risk = stands(SPLIT, land)
    assert health.size == risk.size == 3 * 16 * 16
    assert ((health > 0.5) & (risk > 0.5)).sum() == 16 * 16


def test_the_table_says_which_share_each_takes_for_crops(land, monkeypatch):
    monkeypatch.setattr(judge_standing, "shown", lambda _data: iter([land, land]))
    [*_, row] = table(None, SPLIT)
    assert row == "| a field | yes | 1536 | 0.67 | 0.67 | 0.33 |"
