"""Run folders with a known answer and all that a question can be about; fields are measured by their own step."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.fake import FakeBackend
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.schemas import CoverClass, CropsResult, HealthResult, IndexStats, RiskResult, RiskZone
from models.vocabulary import CAUSES
from nodes.answers.shelf import OpenRun, open_run
from nodes.context import RunContext
from nodes.measure_fields import measure_fields
from nodes.report.claims import claims_text
from nodes.report.contents import claims_of
from nodes.run_folder.files import REPORT, STATE
from nodes.run_folder.manifest import write_manifest
from nodes.state import SceneState
from tests.nodes.compare.made_runs import SIDE, Made, even, make_run

BOXES = {
    "North Field": ("wheat", 2, 2, 18, 14), "Brook": ("wheat", 22, 2, 38, 14), "Low": ("wheat", 2, 20, 18, 34),
    "Hidden": ("maize", 22, 20, 38, 34),
}  # fmt: skip
"""Crop, left, top, right, bottom in pixels of 10 m."""
CAUSE_NAMES = ("unclear", *CAUSES)


def box_of(name: str) -> tuple[slice, slice]:
    """Rows and columns of a field."""
    _, left, top, right, bottom = BOXES[name]
    return slice(top, bottom), slice(left, right)


def layers(seed: int = 1) -> dict[str, NDArray[np.float32]]:
    """NDVI with a slope and some noise, far lower in one field; NDMI beside it."""
    draw = np.random.default_rng(seed)
    ndvi = even(0.7) + np.linspace(0, 0.1, SIDE, dtype=np.float32)[:, None] + draw.normal(0, 0.01, (SIDE, SIDE))
    ndvi[box_of("Low")] -= 0.45
    return {"NDVI": np.round(ndvi, 4).astype(np.float32), "NDMI": np.round(ndvi / 2, 4).astype(np.float32)}


def ground(hidden: str = "Hidden") -> NDArray[np.uint8]:
    """Clear but for one field, which is under cloud."""
    classes = np.ones((SIDE, SIDE), np.uint8)
    classes[box_of(hidden)] = 2
    return classes


def write(folder: Path, name: str, state: SceneState, values: NDArray, names: tuple[str, ...], nodata: float) -> None:
    assert state.scene is not None
    layout = RasterLayout(names, str(values.dtype), nodata)
    with RasterWriter(folder / name, state.scene.grid, layout) as writer:
        writer.write(values, Window(0, 0, SIDE, SIDE))


def judged(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Clear ground within the fields."""
    inside = np.zeros((SIDE, SIDE), bool)
    for name in BOXES:
        inside[box_of(name)] = True
    return inside & (classes == 1)


def answerable(folder: Path, made: Made | None = None, *, fake: bool = False, rejected: bool = False) -> OpenRun:
    """Write a finished run with indices, health, risk, crops and fields, and open it."""
    from models.schemas import Decision

    made = made or Made(values=layers(), classes=ground(), boxes=BOXES)
    make_run(folder, made)
    state = SceneState.model_validate_json((folder / STATE).read_bytes())
    state = add_results(folder, state, made, fake=fake)
    context = RunContext(folder, FakeBackend())
    state = state.model_copy(update=measure_fields(state, context))
    if rejected:
        state = state.model_copy(update={"decisions": (Decision(step="health", question="?", answer="reject"),)})
    (folder / STATE).write_text(state.model_dump_json())
    (folder / REPORT.claims).write_text(claims_text(claims_of(state)))
    (folder / REPORT.markdown).write_text("# Report\n")
    write_manifest(folder, state, {})
    return open_run(folder)


def add_results(folder: Path, state: SceneState, made: Made, *, fake: bool) -> SceneState:
    """Write the rasters of the networks, and say in the state what is in them."""
    assert state.clouds is not None and state.indices is not None
    classes = made.classes if made.classes is not None else np.ones((SIDE, SIDE), np.uint8)
    here = judged(classes)
    ndvi = made.values["NDVI"]
    health = np.where(here, np.where(ndvi < 0.4, 4, np.where(ndvi < 0.74, 2, 1)), 0).astype(np.uint8)
    health[(classes == 1) & ~here] = 5
    details = np.zeros((7, SIDE, SIDE), np.uint8)
    details[0], details[1], details[2] = 80, np.clip(100 * (0.9 - ndvi), 0, 100), 1
    details[3] = np.where(ndvi < 0.4, 1, 0)
    details[:, ~here] = 255
    risk = np.where(health == 4, 3, np.where(here, 1, np.where(classes == 1, 4, 0))).astype(np.uint8)
    chances = np.full((3, SIDE, SIDE), np.nan, np.float32)
    for code in (1, 2, 3):
        chances[code - 1][here] = np.where(risk[here] == code, 0.7, 0.15)
    crops = np.where(here, 4, np.where(classes == 1, 1, 0)).astype(np.uint8)
    crops[here & (ndvi <= 0.25)] = 2
    names = ("confidence", "missing_cover", "classes_in_set", "cause", "attention_a", "attention_b", "attention_c")
    write(folder, "health.tif", state, health[None], ("health",), 0)
    write(folder, "health_details.tif", state, details, names, 255)
    write(folder, "risk.tif", state, risk[None], ("risk",), 0)
    write(folder, "risk_probability.tif", state, chances, ("low", "medium", "high"), float("nan"))
    write(folder, "risk_uncertainty.tif", state, chances[:2], ("uncertainty", "disagreement"), float("nan"))
    write(folder, "crops.tif", state, crops[None], ("ground",), 0)
    return tell_results(state, made, health, details, risk, crops, fake=fake)


def tell_results(state: SceneState, made: Made, health: NDArray, details: NDArray, risk: NDArray, crops: NDArray, *,
                 fake: bool) -> SceneState:  # fmt: skip
    assert state.clouds is not None and state.indices is not None
    clear = (made.classes if made.classes is not None else np.ones((SIDE, SIDE), np.uint8)) == 1
    here = (health >= 1) & (health <= 4)
    conditions = ("healthy", "mild", "moderate", "severe")
    shares = {name: float((health == code).sum() / here.sum()) for code, name in enumerate(conditions, 1)}
    risks = {name: float((risk == code).sum() / here.sum()) for code, name in enumerate(("low", "medium", "high"), 1)}
    ailing = (health > 1) & here
    causes = {name: float((details[3][ailing] == code).mean()) for code, name in enumerate(CAUSE_NAMES)}
    found = HealthResult(
        share=shares, area_ha={name: 0.01 * int((health == code).sum()) for code, name in enumerate(conditions, 1)},
        judged=int(here.sum()), no_crop=int((health == 5).sum()), mean_confidence=0.8,
        missing_cover=float(details[1][here].mean() / 100), one_class=1.0, causes=causes, attention={"picture": 1.0},
        known=("image", "crop"), lacking=(), skill={}, raster="health.tif", details="health_details.tif", fake=fake,
    )  # fmt: skip
    zone = RiskZone(pixels=int((risk == 3).sum()), area_ha=0.01 * int((risk == 3).sum()), longitude=3.0, latitude=45.1,
                    probability=0.7)  # fmt: skip
    forecast = RiskResult(
        share=risks, area_ha={name: 0.01 * int((risk == code).sum()) for code, name in enumerate(risks, 1)},
        judged=int(here.sum()), no_crop=int((risk == 4).sum()), mean_confidence=0.7, uncertainty=0.5, disagreement=0.0,
        zones=(zone,), zone_count=1, known=("image",), lacking=(), preset="balanced", refinement=0, views=1,
        raster="risk.tif", probability_raster="risk_probability.tif", uncertainty_raster="risk_uncertainty.tif",
        zones_file=None, fake=fake,
    )  # fmt: skip
    stats = tuple(_describe(one, made.values[one.name][clear]) for one in state.indices.stats)
    cover = tuple(
        CoverClass(name=name, lower=low, upper=high, pixels=int(((ndvi >= low) & (ndvi < high)).sum()), area_ha=None)
        for ndvi in (made.values["NDVI"][clear],)
        for name, low, high in (("bare or nearly bare", -1.0, 0.3), ("dense vegetation", 0.3, 1.0))
    )
    names = ("outside_parcels", "bare", "green_without_crop", "crop", "crop_never_learned")
    counted = {name: int((crops == code).sum()) for code, name in enumerate(names, 1)}
    return state.model_copy(update={
        "indices": state.indices.model_copy(update={"stats": stats, "cover": cover}),
        "health": found, "risk": forecast, "crops": CropsResult(raster="crops.tif", basis="parcels", pixels=counted),
    })  # fmt: skip


def _describe(stats: IndexStats, values: NDArray) -> IndexStats:
    ranks = {str(rank): float(np.percentile(values, rank)) for rank in (0, 5, 10, 25, 50, 75, 90, 95, 100)}
    return stats.model_copy(update={
        "pixels": values.size, "mean": float(values.mean()), "std": float(values.std()), "percentiles": ranks,
    })  # fmt: skip
