"""How the conditions of a scene hang on what the user said of the field."""

from collections.abc import Sequence

from models.arrays import Bytes
from models.backend import HEALTH_CELL
from models.calibration import find_median_class
from models.field.cells import SceneConditioning
from models.field.conditioning import Conditioning
from models.field.crop_mask import CROP_MAP
from models.field.told import Lattice, measure_told, write_told
from models.geo.contract.scene import Scene
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.ground import ClearGround
from models.geo.pixels.raster import ResultReader, SceneReader
from models.geo.pixels.tiling import Tile
from models.health.config import BANDS, CLASSES
from models.health.scene import HALO, HealthJob
from models.schemas import ToldEffect

TOLD = "health_told.json"


def compare_told(scene: Scene, known: SceneConditioning, work: HealthJob) -> ToldEffect | None:
    """Ask about some places of a judged scene twice, and write what differs; None where nothing was said."""
    blocks = Blocks.of(scene.grid)
    with SceneReader(scene) as reader, ResultReader(work.valid) as mask:
        ground = ClearGround(reader, mask, blocks, [role if scene.band(role) else "" for role in BANDS])

        def ask(tile: Tile, ways: Sequence[Conditioning]) -> list[Bytes]:
            values = ground.read(tile.outer)[None]
            answers = (find_median_class(work.models.classify_health(values, way)["condition"])[0] for way in ways)
            drawn = (cells.repeat(HEALTH_CELL, 0).repeat(HEALTH_CELL, 1) for cells in answers)
            return [(classes[tile.inner] + 1).astype("uint8") for classes in drawn]

        lattice = Lattice(blocks, HALO, HEALTH_CELL, HEALTH_CELL * blocks.side)
        effect = measure_told(known, work.folder / CROP_MAP, lattice, CLASSES, ask)
    if effect is not None:
        write_told(work.folder / TOLD, effect)
    return effect
