"""From a scene to maps of risk: tiles are read, judged by the backend, refined, and drawn where ground is clear.

Reading, asking and drawing go on side by side. What the backend says of a tile is kept on the disk until all maps are
whole, so that a run that was stopped asks nothing twice.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from rasterio.windows import Window

from models.arrays import Floats
from models.backend import RISK_CELL, RISK_LAYERS, ModelBackend
from models.errors import ConfigError, ModelUnavailable
from models.field.cells import SceneConditioning
from models.field.crop_mask import UNSEEN, CropMask, CropReader, class_blocks, name_counts
from models.geo.contract.scene import Scene, SceneNeed
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.ground import ClearGround
from models.geo.pixels.raster import ResultReader, SceneReader
from models.geo.pixels.tiling import Tile, read_ahead
from models.memory import give_back_memory
from models.risk.augmentation import Augmentation
from models.risk.config import BALANCED, BANDS, FEATURES, HALO, SHIPPED, Preset, RiskConfig, parse_config, read_config
from models.risk.inputs import match_bands
from models.risk.layers import LAYOUTS, PROBABILITY, RISK, UNCERTAINTY, BlockRisk, RiskMaps
from models.risk.tile_cache import Steps, TileCache
from models.risk.zones import ZONES, write_zones
from models.schemas import RiskResult

NEED = SceneNeed(roles=("blue", "green", "red"), one_of=("nir", "nir08"), units=("reflectance",))
COARSEST_M = 60.0  # pixels beyond do not show fields
CRF_HALO = 224
"""Blocks around a part that the CRF must see. Measured with its defaults on random blocks of 8 × 8 pixels, the most
that a probability differs from that of the whole: 0.6 with 96, 0.08 with 128, 0.01 with 160, 0.00005 with 224."""
_TILE, _CRF_TILE = 704, 512
"""Blocks a side that are judged at once; more take more memory, and the CRF needs some beside the network."""
_SHORT_WAVE_INSTEAD = "green"
_FEATURE_STEPS, _FEATURE_REACH = 2000, 16.0  # a stored feature is a whole number of steps a standard deviation
_STANDS = 0.5  # probability from which on a crop is judged
_STANDS_LAYER, _RED, _NIR = RISK_LAYERS.index("stands"), BANDS.index("red"), BANDS.index("nir")
_WAITING = 3  # tiles that may wait to be drawn


@dataclass(frozen=True)
class RiskOptions:
    """What may be chosen of how a scene is judged."""

    preset: str = BALANCED
    tile: int = 0  # blocks a side that are judged at once; 0 as many as memory is meant for
    crf_iterations: int = 0  # 0 leaves probabilities as the network gives them
    augmentation: Augmentation = field(default_factory=Augmentation)

    @property
    def side(self) -> int:
        """Give the side of a tile."""
        return self.tile or (_CRF_TILE if self.crf_iterations else _TILE)


@dataclass(frozen=True)
class RiskJob:
    """With what a scene is judged, and where the maps go."""

    valid: Path
    folder: Path
    models: ModelBackend
    progress: Callable[[int, int], None]
    how: RiskOptions = RiskOptions()
    crops: Path | None = None
    """The mask of crops where another step wrote it; else it is made, and written into the folder."""


def segment_scene(scene: Scene, known: SceneConditioning, work: RiskJob) -> tuple[dict[str, int], RiskResult | None]:
    """Write the maps where ground is clear; return the pixels of each class of ground, and the sum of the judged.

    That is None, and there is no file but CROP_MAP, where no crop was seen.
    """
    options, preset = work.how, find_preset(work.how.preset, work.models.config_of("risk"))
    blocks = Blocks.of(scene.grid)
    tiles = blocks.tiles(options.side, HALO, options.augmentation.stride)
    cache = TileCache(work.folder, tiles, _count_layers(options), _describe_question(scene, known, work))
    with ExitStack() as stack:
        crops = stack.enter_context(_open_crops(work, blocks))
        mask_of_crops = crops or CropMask.of(known.parcels, known.field)
        maps = stack.enter_context(RiskMaps(work.folder, work.valid, scene.grid, mask_of_crops, preset))
        reader = stack.enter_context(SceneReader(scene))
        mask = stack.enter_context(ResultReader(work.valid))
        answers = _Answers(cache, crops)
        drawer = stack.enter_context(_Drawer())
        shown = match_bands(scene)
        ground = ClearGround(reader, mask, blocks, [shown.get(band, "") for band in BANDS])
        to_judge = stack.enter_context(_open_crops(work, blocks))  # for another thread than that which draws
        questions = _Questions(ground, blocks, known, work, to_judge)
        finished = stack.enter_context(closing(_answer_tiles(tiles, cache, questions, drawer, work)))
        for place in _wait_for_neighbours(tiles, finished, _count_lag(blocks, options)):
            drawer.submit(partial(_draw, tiles[place].core, answers, maps, blocks, options))
    result = _build_result(scene, known, work, maps)
    cache.remove()
    return name_counts(maps.ground), result


def find_preset(name: str, config: str | None = None) -> Preset:
    """Find the thresholds of that name that go with weights of this `config.json`, without one with the shipped
    ones.
    """
    if config is not None:
        presets = parse_config(config).presets
    else:
        try:
            presets = read_config(SHIPPED).presets
        except ModelUnavailable:
            presets = RiskConfig().presets
    if name not in presets:
        raise ConfigError(f"there is no preset {name} of risk; choose one of {', '.join(presets)}")
    return presets[name]


def _answer_tiles(
    tiles: Sequence[Tile], cache: TileCache, questions: "_Questions", drawer: "_Drawer", work: RiskJob
) -> Generator[int]:
    """Yield places of the tiles in their order, each once its answer is kept or about to be."""
    waiting = [place for place in range(len(tiles)) if not cache.has(place)]
    missing = set(waiting)
    with closing(read_ahead(waiting, lambda place: questions.read(tiles[place]))) as read:
        for place, tile in enumerate(tiles):
            if place in missing:
                _, values = next(read)
                drawer.submit(partial(cache.save, place, questions.answer(values, tile)))
                give_back_memory()  # of each tile
            work.progress(place + 1, len(tiles))
            yield place


def _wait_for_neighbours(tiles: Sequence[Tile], finished: Iterator[int], lag: int) -> Iterator[int]:
    """Yield places of tiles whose neighbours, up to `lag` places later, are finished too."""
    for place in finished:
        if place >= lag:
            yield place - lag
    yield from range(max(len(tiles) - lag, 0), len(tiles))


def _count_lag(blocks: Blocks, options: RiskOptions) -> int:
    """Count how many places after a tile the last one comes that the CRF must see for it."""
    if not options.crf_iterations:
        return 0
    across, reach = -(-blocks.shape[1] // options.side), -(-CRF_HALO // options.side)
    return reach * across + min(reach, across - 1)


def _count_layers(options: RiskOptions) -> int:
    return 4 + (len(FEATURES) if options.crf_iterations else 0)


def _describe_question(scene: Scene, known: SceneConditioning, work: RiskJob) -> str:
    """Write all that the answers hang on, in one line."""
    files = [(file.name, file.sha256) for file in scene.files]
    conditioning = [(name, sha256(fact.tobytes()).hexdigest()) for name, fact in sorted(known.values.items())]
    parcels = [(parcel.name, parcel.crop, str(parcel.sown)) for parcel in known.parcels.all] if known.parcels else None
    networks = work.models.name, work.models.version_of("risk")
    return repr(
        (
            files,
            scene.grid.transform,
            conditioning,
            parcels,
            networks,
            work.how.augmentation,
            _count_layers(work.how),
            HALO,
            sha256(work.crops.read_bytes()).hexdigest() if work.crops else None,
        )
    )


class _Shown(NamedTuple):
    """A tile, and (BANDS, h, w) of all of it."""

    tile: Tile
    values: Floats


class _Questions:
    """Reads a tile, and asks the backend about it."""

    def __init__(
        self, ground: ClearGround, blocks: Blocks, known: SceneConditioning, work: RiskJob, crops: CropReader | None
    ) -> None:
        self._ground, self._blocks, self._known, self._work, self._crops = ground, blocks, known, work, crops
        self._spread = ground.spread() if work.how.crf_iterations else None

    def read(self, tile: Tile) -> "_Shown | None":
        """Read the part of a tile that is to be judged; None where no ground of its core is, or none is clear."""
        part: Tile | None = tile
        if self._crops is not None:
            stride = self._work.how.augmentation.stride
            part = self._blocks.narrow(tile, self._crops.find_crops(tile.core), HALO, stride)
        if part is None:
            return None
        values = self._ground.read(part.outer)
        return _Shown(part, values) if np.isfinite(values[(..., *part.inner)]).any() else None

    def answer(self, shown: "_Shown | None", tile: Tile) -> Steps | None:
        """Answer for the core, (layers, h, w): the probabilities, and the features that the CRF goes by."""
        if shown is None:
            return None
        found = self._ask(shown.values, shown.tile)
        if shown.tile.core == tile.core:
            return found
        whole = np.full((len(found), tile.core.height, tile.core.width), UNSEEN, found.dtype)
        whole[(..., *tile.locate(shown.tile))] = found
        return whole

    def _ask(self, values: Floats, tile: Tile) -> Steps:
        conditioning = self._known.select_window(self._blocks.beyond(tile.outer), RISK_CELL * self._blocks.side)
        found = self._work.how.augmentation.answer(
            self._work.models.segment_risk, values[None], conditioning, tile.inner
        )[0]
        core = values[(..., *tile.inner)]
        stands = None if self._known.parcels is not None else np.asarray(found[_STANDS_LAYER] >= _STANDS)
        output = BlockRisk.from_answer(found, class_blocks(core[_RED], core[_NIR], stands)).array
        return output if self._spread is None else np.concatenate([output, _encode_features(core, *self._spread)])


def _encode_features(values: Floats, means: Floats, deviations: Floats) -> Steps:
    """Encode the bands by which the CRF tells fields apart, (BANDS, h, w) → (3, h, w), in whole steps."""
    names = [name if np.isfinite(means[BANDS.index(name)]) else _SHORT_WAVE_INSTEAD for name in FEATURES]
    places = [BANDS.index(name) for name in names]
    scaled = (values[places] - means[places, None, None]) / deviations[places, None, None]
    reach = np.clip(np.nan_to_num(scaled), -_FEATURE_REACH, _FEATURE_REACH) + _FEATURE_REACH
    whole: Steps = np.rint(reach * _FEATURE_STEPS).astype(np.uint16)
    return whole


@contextmanager
def _open_crops(work: RiskJob, blocks: Blocks) -> Iterator[CropReader | None]:
    if work.crops is None:
        yield None
        return
    with ResultReader(work.crops) as reader:
        yield CropReader(reader, blocks)


@dataclass(frozen=True)
class _Answers:
    """All answers on the scene so far."""

    parts: TileCache
    crops: CropReader | None

    def read(self, window: Window) -> tuple[BlockRisk, Steps]:
        """Read a window, and the features that the CRF goes by, if it was asked for."""
        found = self.parts.read(window, UNSEEN)
        output = BlockRisk(*found[:4])
        return output if self.crops is None else output.take_crops(self.crops.find_crops(window)), found[4:]


def _draw(core: Window, answers: _Answers, maps: RiskMaps, blocks: Blocks, options: RiskOptions) -> None:
    """Draw the core of a tile, refined by what stands around it."""
    if not options.crf_iterations:
        maps.write(answers.read(core)[0], core)
        return
    from models.risk.crf import CrfConfig, refine

    around = blocks.within(blocks.around(core, CRF_HALO, 1))
    output, kept_features = answers.read(around)
    origin = tuple(np.add(blocks.origin, (around.row_off, around.col_off)).tolist())
    features = kept_features.astype(np.float32) / np.float32(_FEATURE_STEPS) - np.float32(_FEATURE_REACH)
    refined = refine(output.probability, features, CrfConfig(iterations=options.crf_iterations), (origin[0], origin[1]))
    inner = Tile(around, core).inner
    kept = BlockRisk(*(layer[inner] for layer in output.replace_shares(refined).array))
    maps.write(kept, core)


class _Drawer:
    """One thread that saves and draws in the order of asking; few tiles wait for it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "drawer")
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def submit(self, work: Callable[[], None]) -> None:
        """Return at once unless too much waits; raise what went wrong earlier."""
        while len(self._waiting) >= _WAITING or (self._waiting and self._waiting[0].done()):
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(work))

    def __exit__(self, kind: Any, *_: Any) -> None:
        try:
            while self._waiting and kind is None:
                self._waiting.popleft().result()
        finally:
            self._thread.shutdown(wait=True)


def _build_result(scene: Scene, known: SceneConditioning, work: RiskJob, maps: RiskMaps) -> RiskResult | None:
    tally, options = maps.tally, work.how
    if not tally.judged:
        for name in LAYOUTS:
            (work.folder / name).unlink()
        return None
    give_back_memory()  # of the maps, which are closed, for the network still holds its own
    zones = write_zones(work.folder / RISK, work.folder / PROBABILITY, scene.grid)
    return RiskResult(
        share=tally.share,
        area_ha=tally.area_ha,
        judged=tally.judged,
        no_crop=int(tally.pixels[-1]),
        mean_confidence=tally.mean("confidence"),
        uncertainty=tally.mean("uncertainty"),
        disagreement=tally.mean("disagreement"),
        zones=zones.largest,
        zone_count=zones.count,
        known=tuple(sorted(known.groups)),
        lacking=tuple(band for band in BANDS if scene.band(band) is None),
        preset=options.preset,
        refinement=options.crf_iterations,
        views=options.augmentation.count,
        raster=RISK,
        probability_raster=PROBABILITY,
        uncertainty_raster=UNCERTAINTY,
        zones_file=ZONES if scene.grid.crs else None,
        fake=work.models.name == "fake",
    )
