"""What a trap is, how it goes through the program, and when an answer is wrong in silence."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from pyproj import Geod
from rasterio.warp import transform
from shapely import orient_polygons as orient
from shapely.geometry import shape

from models.errors import ConfigError, SceneError
from models.geo.contract.scene import Scene, SceneFlags
from models.schemas import CloudResult, IndicesResult
from nodes.context import RunContext
from nodes.state import Request, SceneState, Update
from orchestrator.graph import NODES
from orchestrator.routing import Node
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import Settings

INDEX_TOLERANCE = 0.005
AREA_TOLERANCE = 0.001  # relative
NOT_NEEDED = (
    "confirm_modality", "classify_health", "segment_risk", "measure_fields", "retrieve_similar", "caption_scene",
    "compose_report",
)  # fmt: skip
"""Steps that a short run leaves out: they add nothing to what is judged."""
_MEASURED = {0: "warmth_mean", 1: "humidity_mean", 4: "radiation_mean"}
"""Places in the week of sensors, and names of facts."""
NOBODY_KNOWS = None
"""A truth that the file cannot tell: whatever is stated of it is wrong."""


@dataclass(frozen=True)
class Truth:
    """What is true of a case; fields that are not given are not judged. `None` means `NOBODY_KNOWS`."""

    indices: Mapping[str, float | None] = field(default_factory=dict)  # medians over clear ground
    facts: Mapping[str, Any] = field(default_factory=dict)  # names as in `Answer.facts`
    samples: tuple[tuple[float, float, float | None], ...] = ()  # longitude, latitude, NDVI there (None: no data)
    is_scene: bool = True  # False: to state a modality, a cover or an index of it is wrong
    tolerance: float = INDEX_TOLERANCE
    area_tolerance: float = AREA_TOLERANCE


@dataclass(frozen=True)
class Case:
    """One input, made in an empty folder, with the flags of the user and the truth about it."""

    make: Callable[[Path], Path]
    truth: Truth
    flags: SceneFlags = field(default_factory=SceneFlags)
    clouds: bool = False
    between: Callable[[Path], object] | None = None  # done to the input after it was ingested
    beside: Callable[[Path], Mapping[str, str]] | None = None  # files of the user: sensors, parcels, and context


@dataclass(frozen=True)
class Trap:
    """A file that a careless program reads wrongly without noticing, and its clean twin."""

    name: str
    trap: Case
    twin: Case
    whole_run: bool = False  # networks and report too; else only up to the indices


@dataclass(frozen=True)
class Answer:
    """What the program said of a case: it refused, or it stated things."""

    refusal: str | None
    indices: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    samples: tuple[float | None, ...] = ()


def ask(case: Case, folder: Path, whole_run: bool) -> Answer:
    """Make the case and send it through the program; any error but a refusal is a bug and comes through."""
    place = folder / "input"
    place.mkdir()
    path = case.make(place)
    given = case.beside(place) if case.beside else {}
    request = Request(scene_path=str(path), flags=case.flags, clouds=case.clouds, **given)
    try:
        done = run_scene(Order(request=request), Settings(home=folder / "home"), nodes=_nodes(case, path, whole_run))
    except (SceneError, ConfigError) as error:
        return Answer(refusal=str(error))
    return _answer(done.state, done.run_dir, case.truth)


def _nodes(case: Case, path: Path, whole_run: bool) -> dict[str, Node]:
    """The steps of the program; what is measured is on file before the others, so that most traps do without them."""
    nodes = dict(NODES)
    if not whole_run:
        nodes |= dict.fromkeys(NOT_NEEDED, lambda _state, _context: {})

    def meddled(state: SceneState, context: RunContext) -> Update:
        update = NODES["ingest"](state, context)
        assert case.between is not None
        case.between(path)
        return update

    return nodes | ({"ingest": meddled} if case.between else {})


def _answer(state: SceneState, run_dir: Path, truth: Truth) -> Answer:
    """What the state says, and in a whole run what the claims of the report say."""
    stats = state.indices.stats if state.indices else ()
    indices = {one.name: one.percentiles["50"] for one in stats if one.pixels}
    claims = run_dir / "claims.json"
    if claims.exists():
        said = {claim["id"]: claim["value"] for claim in json.loads(claims.read_text())}
        indices = {name: said[f"index.{name}.p50"] for name in indices}
    facts = {**_scene_facts(state.scene), **_cloud_facts(state.clouds), **_index_facts(state.indices)}
    facts |= _layer_facts(state)
    facts |= {"modality": _stated_modality(state), "width_degrees": _width_degrees(run_dir / "item.json")}
    facts |= {**_sensor_facts(state), **_parcel_facts(run_dir / "parcels.geojson")}
    return Answer(None, indices, facts, _samples(run_dir / "indices.tif", truth))


def _scene_facts(scene: Scene | None) -> dict[str, Any]:
    if scene is None:
        return {}
    return {
        "unit": None if scene.unit.value == "dn" else scene.unit.value,  # "dn" says that the scale is not known
        "sensor": scene.sensor.value,
        "level": scene.level.value,
        "roles": {band.index: band.role.value for band in scene.bands if band.role.value},
        "backscatter_db": _backscatter_db(scene),
    }


def _sensor_facts(state: SceneState) -> dict[str, Any]:
    """Rain, and means of the week, as the networks are told them."""
    if state.field is None or state.field.sensors is None:
        return {}
    week = np.array(state.field.sensors, np.float64)
    known = [column[np.isfinite(column)] for column in week.T]
    means = {name: float(known[place].mean()) for place, name in _MEASURED.items() if len(known[place])}
    return means | {"rain_mm": float(known[3].sum())} if len(known[3]) else means


def _parcel_facts(path: Path) -> dict[str, Any]:
    """Areas on the ellipsoid and crops of parcels, by name."""
    if not path.exists():
        return {}
    listed = [(one["properties"], shape(one["geometry"])) for one in json.loads(path.read_text())["features"]]
    areas = {said["name"]: abs(Geod(ellps="WGS84").geometry_area_perimeter(orient(outline))[0]) / 1e4
             for said, outline in listed}  # fmt: skip
    return {"parcels": areas, "crops": {said["name"]: said.get("crop") for said, _ in listed},
            "sown": {said["name"]: said.get("sown") for said, _ in listed}}  # fmt: skip


def _cloud_facts(clouds: CloudResult | None) -> dict[str, Any]:
    if clouds is None:
        return {}
    area, seen = clouds.area_ha, ("clear", "cloud", "shadow")
    return {
        "pixels": sum(clouds.pixels[name] for name in seen),
        "clear_pixels": clouds.pixels["clear"],
        "area_ha": None if area is None else sum(area[name] for name in seen),
    }


def _index_facts(indices: IndicesResult | None) -> dict[str, Any]:
    ndvi = next((one for one in indices.stats if one.name == "NDVI"), None) if indices else None
    if indices is None or ndvi is None:
        return {}
    areas = [one.area_ha for one in indices.cover]
    infrared = [band for band in ndvi.bands.values() if band in ("B08", "B8A")]
    return {
        "ndvi_pixels": ndvi.pixels,
        "ndvi_nir": infrared[0] if infrared else None,
        "cover_ha": sum(area for area in areas if area is not None) if areas and None not in areas else None,
    }


def _layer_facts(state: SceneState) -> dict[str, Any]:
    """Means of radar and heat as the run states them, and whether anything was said of the crop on the ground."""
    means = {stats.name: stats.mean for stats in (state.indices.stats if state.indices else ())}
    names = {"stated_vv_db": "VV_dB", "stated_less_db": "VH_minus_VV_dB", "temperature_mean": "temperature_C"}
    facts = {fact: means[name] for fact, name in names.items() if name in means}
    judged = state.health is not None or state.risk is not None or bool(state.indices and state.indices.cover)
    return facts | {"crop_judged": judged, "measured": bool(means)}


def _stated_modality(state: SceneState) -> str | None:
    """The modality, unless the state says itself that it is in doubt: an even chance, and a warning in the report."""
    if state.modality is None:
        return None
    steps = ("detect_modality", "confirm_modality")
    is_warned = any(issue.step in steps and issue.kind == "warning" for issue in state.issues)
    return None if is_warned and state.modality.confidence <= 0.5 else state.modality.modality


def _backscatter_db(scene: Scene) -> float | None:
    """Mean power of the first band in dB by the contract; None where it states no calibrated unit."""
    band = scene.bands[0]
    if band.unit not in ("sar_power", "sar_amplitude", "sar_db"):
        return None
    with rasterio.open(band.dataset) as source:
        stored = np.abs(source.read(band.index)) if "complex" in band.dtype else source.read(band.index)
    lost = np.isin(stored, band.nodata) | ~np.isfinite(stored) | (scene.zero_in_all_bands_is_nodata & (stored == 0))
    values = stored[~lost].astype(float) * band.scale + band.offset
    power = {"sar_power": values, "sar_amplitude": values**2, "sar_db": 10 ** (values / 10)}[band.unit]
    return float(10 * np.log10(power.mean()))


def _width_degrees(item: Path) -> float | None:
    """How many degrees of longitude the STAC item covers; west of east means across the antimeridian."""
    if not item.exists():
        return None
    box = json.loads(item.read_text()).get("bbox")
    return float((box[len(box) // 2] - box[0]) % 360) if box else None


def _samples(raster: Path, truth: Truth) -> tuple[float | None, ...]:
    if not truth.samples or not raster.exists():
        return ()
    longitude, latitude = ([point[axis] for point in truth.samples] for axis in (0, 1))
    with rasterio.open(raster) as source:
        if source.crs is None or "NDVI" not in source.descriptions:
            return ()
        band = source.descriptions.index("NDVI") + 1
        x, y = transform("EPSG:4326", source.crs, longitude, latitude)
        values = [float(value[0]) for value in source.sample(zip(x, y, strict=True), indexes=band)]
    return tuple(None if np.isnan(value) else value for value in values)


def faults(answer: Answer, truth: Truth) -> list[str]:
    """What the answer states that is not so; empty for a refusal."""
    if answer.refusal is not None:
        return []
    if not truth.is_scene:
        said = {**answer.indices, "modality": answer.facts.get("modality")}
        return [f"{name} = {value} of something that is no scene" for name, value in said.items() if value is not None]
    found = [
        f"{name}: stated {answer.indices[name]:.4f}, true {true}"
        for name, true in truth.indices.items()
        if name in answer.indices and not _close(answer.indices[name], true, truth.tolerance)
    ]
    for name, true in truth.facts.items():
        stated = answer.facts.get(name)
        if stated is not None and not _same(name, stated, true, truth.area_tolerance):
            found.append(f"{name}: stated {stated}, true {true}")
    for (longitude, latitude, true), stated in zip(truth.samples, answer.samples, strict=False):
        if (stated is None) != (true is None) or (true is not None and not _close(stated, true, 0.002)):
            found.append(f"NDVI at {longitude:.5f} {latitude:.5f}: stated {stated}, true {true}")
    return found


def lacks(answer: Answer, truth: Truth) -> list[str]:
    """What a clean twin had to state and did not."""
    if answer.refusal is not None:
        return [f"refused: {answer.refusal}"]
    wanted = [name for name, true in truth.indices.items() if true is not None and name not in answer.indices]
    wanted += [name for name, true in truth.facts.items() if true is not None and answer.facts.get(name) is None]
    if len(answer.samples) < len(truth.samples):
        wanted.append("samples")
    return [f"did not state {name}" for name in wanted]


def _close(stated: float | None, true: float | None, tolerance: float) -> bool:
    return stated is not None and true is not None and abs(stated - true) <= tolerance


def _same(name: str, stated: Any, true: Any, area_tolerance: float) -> bool:
    if true is NOBODY_KNOWS:
        return False
    if name == "roles":
        return all(true.get(index) == role for index, role in stated.items())
    if name == "parcels":
        return all(title in true and abs(area - true[title]) <= 0.01 * true[title] for title, area in stated.items())
    if name.endswith(("_mm", "_mean")):
        return bool(abs(stated - true) <= 0.1)
    if name.endswith("_ha"):
        return bool(abs(stated - true) <= area_tolerance * true)
    if name == "clear_pixels":  # networks and products of 20 m may differ along the edge of a cloud
        return bool(abs(stated - true) <= 0.05 * true)
    if name.endswith("_db"):
        return bool(abs(stated - true) <= 0.05)
    if name.endswith("_degrees"):
        return bool(abs(stated - true) <= 0.02 * true)
    return bool(stated == true if not isinstance(true, tuple) else stated in true)
