"""Runs of several kinds, each small: with fields and without, radar, relative colours, a photograph, all cloud."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from models.arrays import Floats
from models.caption.describe import describe
from models.caption.results import CaptionResult
from models.fake import FakeBackend
from models.field.measured.results import FieldClasses, FieldIndex, FieldMeasured, FieldsResult
from models.schemas import (
    CropsResult,
    Guess,
    IndexStats,
    Issue,
    Language,
    Match,
    Modality,
    ModalityResult,
    ParcelHealth,
    PhotographResult,
    RawCaption,
    RiskZone,
)
from nodes.state import SceneState
from tests.nodes.report.first_page.pages import PATCH, PLACE, against, field, state_of
from tests.nodes.report.report_world import World, make_run
from tests.stand_ins import HEALTH, RISK

CAUSES = {"unclear": 0.2, "drought": 0.4, "nitrogen": 0.3, "disease": 0.0, "lodging or hail": 0.1}
ILL = HEALTH.model_copy(
    update={
        "share": {"healthy": 0.4, "mild": 0.3, "moderate": 0.2, "severe": 0.1}, "causes": CAUSES, "no_crop": 500,
        "area_ha": {"healthy": 16.4, "mild": 12.3, "moderate": 8.2, "severe": 4.1},
        "skill": {"bands as these": 0.51, "all bands": 0.55}, "lacking": ("B05",),
        "parcels": (
            ParcelHealth(
                name="north", pixels=90, no_crop=10, bare=5, crop="maize", area_ha=0.9, missing_cover=0.3,
                share={"healthy": 0.2, "mild": 0.2, "moderate": 0.3, "severe": 0.3},
            ),
        ),
    }
)  # fmt: skip
AT_RISK = RISK.model_copy(
    update={
        "share": {"low": 0.5, "medium": 0.3, "high": 0.2}, "zone_count": 2, "disagreement": 0.1,
        "area_ha": {"low": 20.5, "medium": 12.3, "high": 8.2},
        "zones": (
            RiskZone(pixels=300, area_ha=3.0, longitude=3.1, latitude=45.2, probability=0.7),
            RiskZone(pixels=200, area_ha=2.0, longitude=3.2, latitude=45.3, probability=0.6),
        ),
    }
)  # fmt: skip
CROPS = CropsResult(raster="crops.tif", pixels={"crop": 4096, "bare": 300, "green_without_crop": 200})


def many_fields() -> tuple[FieldMeasured, ...]:
    """Fields of each kind: behind, ahead, alike, bare, patchy, partly on the scene, alone, not judged."""
    return (
        field("north", 0.5, peers=against(-0.2, 0.0)), field("south", 0.7, peers=against(0.01, 0.6)),
        field("top", 0.9, peers=against(0.2, 1.0)), field("bare one", 0.2, bare=0.8),
        field("w", 0.6, patches=(PATCH,)), field("edge", 0.6, "wheat", on_scene=0.4), field("alone", 0.4, "grass"),
        field("x", not_judged="too much of it is cloud"), field("y {claim:scene.width} \u202e", 0.6, None),
        *(field(f"f{number}", 0.6, "barley") for number in range(4)),
    )  # fmt: skip


def captions(language: Language = "en") -> CaptionResult:
    """The scene and its first field in words, of which half is cut."""
    said = {
        "en": "Dense vegetation. The vegetation is greenest in the west. The sky is blue.",
        "fr": "Végétation dense. Le ciel est bleu.",
    }
    patch = np.full((12, 64, 64), 0.05, np.float32)
    patch[7], patch[7, :, :20], patch[8] = 0.25, 0.4, 0.25

    class Writer(FakeBackend):
        def caption_scene(self, patches: Floats, languages: Sequence[Language]) -> list[RawCaption]:
            return [RawCaption(text=said[one], confidence=0.8, model="m", base="b") for one in languages]

    found = describe(patch, [(1, "north", patch)], Writer(), language, north=True)
    return found.model_copy(update={"fake": False, "true_share": 0.95})


def with_fields(folder: Path, language: Language = "en") -> SceneState:
    place = PLACE.model_copy(update={"field": "w"})
    bare = PLACE.model_copy(update={"field": "bare one", "kind": "bare", "below": None})
    _, state = state_of(folder, *many_fields(), places=(place, bare))
    risky = FieldClasses(judged=1, share={"high": 0.1}, area_ha={"high": 0.05})
    assert state.fields is not None
    fields = tuple(one.model_copy(update={"risk": risky}) for one in state.fields.fields)
    found = state.fields.model_copy(update={"fields": fields})
    told = {"health": ILL, "risk": AT_RISK, "crops": CROPS, "caption": captions(language)}
    return state.model_copy(update={"fields": found, **told})


def without_fields(folder: Path) -> SceneState:
    _, state = make_run(folder)
    issue = Issue(step="classify_health", kind="warning", reason="no outlines", code="no_parcels")
    matches = (Match(item="a", caption="a field", similarity=0.5),)
    caption = CaptionResult(text="A field.", confidence=0.9)
    told = {"health": ILL, "risk": AT_RISK, "crops": CROPS, "matches": matches, "caption": caption}
    return state.model_copy(update={**told, "issues": (*state.issues, issue)})


def bare_scene(folder: Path) -> SceneState:
    return make_run(folder)[1]


def unmasked(folder: Path) -> SceneState:
    return make_run(folder, World(clouds=False))[1]


def without_place(folder: Path) -> SceneState:
    return make_run(folder, World(crs=None, acquired=None))[1]


def tiny(folder: Path) -> SceneState:
    state = make_run(folder, World(shape=(4, 4)))[1]
    few = {"judged": 12, "no_crop": 2, "area_ha": None}
    return state.model_copy(
        update={"health": ILL.model_copy(update=few), "risk": AT_RISK.model_copy(update={**few, "zones": ()})}
    )


def health_only(folder: Path) -> SceneState:
    return make_run(folder)[1].model_copy(update={"indices": None, "health": ILL, "crops": CROPS})


def made_up(folder: Path) -> SceneState:
    fake = {"fake": True}
    told = {"health": ILL.model_copy(update=fake), "risk": AT_RISK.model_copy(update=fake)}
    return make_run(folder)[1].model_copy(update=told)


def all_cloud(folder: Path) -> SceneState:
    _, state = state_of(folder, field("x", not_judged="it is all cloud"))
    assert state.clouds is not None and state.indices is not None
    clouds = state.clouds.model_copy(
        update={
            "pixels": {"no_data": 0, "clear": 0, "cloud": 4096, "shadow": 0},
            "area_ha": {"no_data": 0.0, "clear": 0.0, "cloud": 40.96, "shadow": 0.0},
        }
    )
    indices = state.indices.model_copy(update={"stats": (), "cover": ()})
    return state.model_copy(update={"clouds": clouds, "indices": indices, "health": None, "risk": None})


def _layered(folder: Path, kind: Modality, *stats: IndexStats) -> SceneState:
    names = [one.name for one in stats]
    layers = tuple(FieldIndex(name=name, median=-12.0, mean=-11.5, p10=-14.0, p90=-10.0, std=1.0) for name in names)
    _, state = state_of(folder, field("north", indices=layers, risk=None), field("east", indices=layers, risk=None))
    assert state.indices is not None and isinstance(state.fields, FieldsResult)
    indices = state.indices.model_copy(update={"stats": stats, "cover": ()})
    guess = Guess(modality=kind, confidence=0.97, evidence=("a test",))
    told = {"indices": indices, "health": None, "risk": None}
    return state.model_copy(
        update={**told, "modality": ModalityResult(modality=kind, confidence=0.97, statistics=guess)}
    )


def _layer(name: str, unit: str, **changes: object) -> IndexStats:
    keys = (0, 5, 10, 25, 50, 75, 90, 95, 100)
    return IndexStats.model_validate(
        {
            "name": name, "long_name": name, "formula": name, "bands": {}, "pixels": 4000, "undefined": 0, "unit": unit,
            "mean": -12.0, "std": 2.0, "percentiles": {str(key): -20.0 + key / 10 for key in keys}, **changes,
        }
    )  # fmt: skip


def radar(folder: Path) -> SceneState:
    ratio = _layer("VH_minus_VV_dB", "dB", parts=("VH_dB", "VV_dB"))
    state = _layered(folder, "sar", _layer("VV_dB", "dB"), _layer("VH_dB", "dB"), ratio)
    assert state.clouds is not None
    return state.model_copy(update={"clouds": state.clouds.model_copy(update={"reason_unmasked": "it is radar"})})


def relative(folder: Path) -> SceneState:
    return _layered(folder, "rgb", _layer("VARI_relative", "1", is_relative=True))


def warm(folder: Path) -> SceneState:
    return _layered(folder, "infrared", _layer("temperature_C", "°C"))


def photograph(folder: Path) -> SceneState:
    state = make_run(folder)[1]
    found = PhotographResult(kind="photograph", source="statistics", detail="a test", score=0.9)
    gone = dict.fromkeys(("clouds", "indices", "modality"))
    return state.model_copy(update={**gone, "photograph": found})


STATES: dict[str, Callable[[Path], SceneState]] = {
    make.__name__: make
    for make in (
        with_fields, without_fields, bare_scene, unmasked, without_place, tiny, health_only, made_up, all_cloud, radar,
        relative, warm, photograph,
    )
}  # fmt: skip
