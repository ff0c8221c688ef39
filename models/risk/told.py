"""How the risk of a scene hangs on what the user said of the field."""

from collections.abc import Sequence

import numpy as np

from models.arrays import Bytes
from models.backend import RISK_CELL
from models.field.cells import SceneConditioning
from models.field.conditioning import Conditioning
from models.field.crop_mask import CROP, CROP_MAP
from models.field.told import Lattice, measure_told, write_told
from models.geo.contract.scene import Scene
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.ground import ClearGround
from models.geo.pixels.raster import ResultReader, SceneReader
from models.geo.pixels.tiling import Tile
from models.risk.config import BANDS, CLASSES, HALO, choose_classes
from models.risk.inputs import match_bands
from models.risk.layers import BlockRisk
from models.risk.scene import RiskJob, find_preset
from models.schemas import ToldEffect

TOLD = "risk_told.json"


def compare_told(scene: Scene, known: SceneConditioning, work: RiskJob) -> ToldEffect | None:
    """Ask about some places of a judged scene twice, and write what differs; None where nothing was said.

    Both answers are taken as the network gives them, before the CRF.
    """
    blocks, views = Blocks.of(scene.grid), work.how.augmentation
    preset, shown = find_preset(work.how.preset, work.models.config_of("risk")), match_bands(scene)
    with SceneReader(scene) as reader, ResultReader(work.valid) as mask:
        ground = ClearGround(reader, mask, blocks, [shown.get(band, "") for band in BANDS])

        def ask(tile: Tile, ways: Sequence[Conditioning]) -> list[Bytes]:
            values = ground.read(tile.outer)[None]
            answers = (views.answer(work.models.segment_risk, values, way, tile.inner)[0] for way in ways)
            everywhere = np.full((tile.core.height, tile.core.width), CROP, np.uint8)
            shares = (BlockRisk.from_answer(answer, everywhere).probability for answer in answers)
            return [choose_classes(share, preset).astype(np.uint8) for share in shares]

        lattice = Lattice(blocks, HALO, views.stride, RISK_CELL * blocks.side)
        effect = measure_told(known, work.folder / CROP_MAP, lattice, CLASSES, ask)
    if effect is not None:
        write_told(work.folder / TOLD, effect)
    return effect
