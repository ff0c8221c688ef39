"""The run as a STAC item, so that catalogues can take it in; only where place and time are known."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models.codes import Code
from models.files import write_whole
from models.geo.contract.scene import Scene
from models.geo.pixels.footprint import outline_of
from models.schemas import Issue
from models.simulation.stress import CAUSES
from nodes.report.claims import marked
from nodes.report.decisions import without_rejected
from nodes.report.maps import planned_maps
from nodes.state import SceneState

ITEM = "item.json"
_EXTENSIONS = {
    "proj:": "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
    "eo:": "https://stac-extensions.github.io/eo/v2.0.0/schema.json",
    "classification:": "https://stac-extensions.github.io/classification/v2.0.0/schema.json",
}
_CLOUD_CLASSES = (("no_data", "000000"), ("clear", "3CA04B"), ("cloud", "F5F5F5"), ("cloud_shadow", "46466E"))


def write_item(run_dir: Path, state: SceneState) -> Issue | None:
    """Write `item.json`, which a pure function of the state makes; or say why there can be none."""
    item = item_of(state)
    if isinstance(item, Issue):
        return item
    write_whole(run_dir / ITEM, item_text(item))
    return None


def item_text(item: dict[str, Any]) -> str:
    """An item as the bytes of `item.json` have it."""
    return json.dumps(item, indent=1, ensure_ascii=False) + "\n"


def item_of(state: SceneState) -> dict[str, Any] | Issue:
    """STAC 1.1 item of a run with its rasters and report as assets; hrefs are relative to the run folder."""
    import pystac

    state = without_rejected(state)
    scene = state.scene
    if scene is None:
        return _none("no_place", "the scene was not read", None)
    outline = outline_of(scene.grid)
    if outline is None:
        reason = f"the scene has no place on Earth ({scene.crs.detail})"
        return _none("no_place", reason, "a coordinate system in the file")
    when = _when(scene)
    if when is None:
        said = (
            f"“{scene.acquired.value}” is no date" if scene.acquired.value else "the time of acquisition is not known"
        )
        return _none("no_time", said, "--date, for example --date 2024-06-01T10:30:00Z")
    moment, span = when
    geometry, box = outline
    item = pystac.Item(
        id=scene.name, geometry=geometry, bbox=list(box), datetime=moment, properties=span | _properties(state, scene)
    )
    for name, asset in _assets(state).items():
        item.add_asset(name, pystac.Asset(**asset))
    made: dict[str, Any] = item.to_dict(include_self_link=False)
    words = json.dumps(made)
    made["stac_extensions"] = [uri for prefix, uri in _EXTENSIONS.items() if f'"{prefix}' in words]
    return made


def _none(code: Code, reason: str, needed: str | None) -> Issue:
    return Issue(step="compose_report", kind="refused", reason=f"no STAC item: {reason}", needed=needed, code=code)


def _when(scene: Scene) -> tuple[datetime | None, dict[str, str]] | None:
    """A moment, or for a date without time of day the span of that day; None where neither is known."""
    try:
        time = scene.time
    except ValueError:
        return None
    if time is None or scene.acquired.value is None:
        return None
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    if len(scene.acquired.value) > len("2024-06-01"):
        return time, {}
    last = time + timedelta(days=1, seconds=-1)
    return None, {"start_datetime": _zulu(time), "end_datetime": _zulu(last)}


def _zulu(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _properties(state: SceneState, scene: Scene) -> dict[str, Any]:
    grid = scene.grid
    properties: dict[str, Any] = {"title": f"Agronomic report of {scene.name}"}
    sensor = (scene.sensor.value or "").lower().replace(" ", "-")
    if sensor.startswith("sentinel"):
        properties["constellation"] = sensor
    elif sensor.startswith("landsat"):
        properties["platform"] = sensor
    if grid.pixel_size_m is not None:
        properties["gsd"] = round(min(grid.pixel_size_m), 3)
    code = str(grid.crs)
    properties["proj:code"] = code if code.startswith("EPSG:") else None
    if properties["proj:code"] is None:
        properties["proj:wkt2"] = _wkt2(code)
    properties["proj:shape"] = list(grid.shape)
    properties["proj:transform"] = list(grid.transform)
    clouds = state.clouds
    if clouds is not None and clouds.reason_unmasked is None:
        properties["eo:cloud_cover"] = round(100 * clouds.share("cloud"), 4)
    return properties


def _wkt2(crs: str) -> str:
    from pyproj import CRS

    return str(CRS.from_user_input(crs).to_wkt("WKT2_2019"))


def _assets(state: SceneState) -> dict[str, dict[str, Any]]:
    """Keyword arguments of each asset; only files that this state has made."""
    import pystac

    cog, png = pystac.MediaType.COG, pystac.MediaType.PNG
    assets = {"preview": _asset("preview.png", "Preview", png, ["overview", "thumbnail"])}
    if state.clouds is not None:
        fields = {"bands": [{"name": "valid", "data_type": "uint8", "nodata": 0}], **_classes(_CLOUD_CLASSES)}
        assets["valid"] = _asset(state.clouds.raster, "Data, cloud and cloud shadow", cog, ["data", "cloud"], fields)
    if state.indices is not None and state.indices.stats:
        bands = [
            {"name": entry.name, "description": entry.long_name, "data_type": "float32", "nodata": "nan", "unit": "1"}
            for entry in state.indices.stats
        ]
        assets["indices"] = _asset(state.indices.raster, "Spectral indices", cog, ["data"], {"bands": bands})
    assets |= _network_assets(state)
    for entry in planned_maps(state):
        assets[f"map_{entry.index}"] = _asset(entry.file, f"Map of {entry.index}", png, ["overview"])
    assets["report"] = _asset("report.html", "Report", pystac.MediaType.HTML, ["metadata"])
    assets["report_markdown"] = _asset("report.md", "Report", "text/markdown", ["metadata"])
    assets["claims"] = _asset("claims.json", "Every number of the report", pystac.MediaType.JSON, ["metadata"])
    return assets


def _network_assets(state: SceneState) -> dict[str, dict[str, Any]]:
    import pystac

    cog, assets = pystac.MediaType.COG, {}
    for name, result in (("health", state.health), ("risk", state.risk)):
        if result is not None:
            fields = _classes((("no_data", None), *((word, None) for word in (*result.share, "no_crop"))))
            title = marked(f"Class of {name}", fake=result.fake)
            assets[name] = _asset(result.raster, title, cog, ["data"], fields)
    if (crops := state.crops) is not None:
        title = marked("Probability that a crop stands, %", fake=crops.fake)
        assets["crops"] = _asset(crops.raster, title, cog, ["data"])
    if (health := state.health) is not None:
        codes = ", ".join(f"{code} {name}" for code, name in enumerate(("unclear", *CAUSES)))
        title = marked(f"Missing cover, confidence and cause ({codes})", fake=health.fake)
        assets["health_details"] = _asset(health.details, title, cog, ["data"])
    if (risk := state.risk) is not None:
        title = marked("Probability of each risk class", fake=risk.fake)
        assets["risk_probability"] = _asset(risk.probability_raster, title, cog, ["data"])
        title = marked("Uncertainty of the risk map", fake=risk.fake)
        assets["risk_uncertainty"] = _asset(risk.uncertainty_raster, title, cog, ["data"])
        if risk.zones_file is not None:
            title = marked("Largest zones at high risk", fake=risk.fake)
            assets["risk_zones"] = _asset(risk.zones_file, title, pystac.MediaType.GEOJSON, ["data"])
    return assets


def _asset(
    file: str, title: str, media_type: str, roles: list[str], fields: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"href": f"./{file}", "title": title, "media_type": media_type, "roles": roles, "extra_fields": fields or {}}


def _classes(named: tuple[tuple[str, str | None], ...]) -> dict[str, Any]:
    entries = []
    for value, (name, colour) in enumerate(named):
        entry: dict[str, Any] = {"value": value, "name": name, "title": name.replace("_", " ")}
        entry |= {"color_hint": colour} if colour else {}
        entry |= {"nodata": True} if value == 0 else {}
        entries.append(entry)
    return {"classification:classes": entries}
