"""The run as a STAC item, so that catalogues can take it in; only where place and time are known."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models.errors import Code
from models.files import write_whole
from models.geo.contract.scene import Scene
from models.geo.pixels.footprint import draw_outline
from models.schemas import Issue
from nodes.report.contents import files_of, planned_maps
from nodes.report.decisions import without_rejected
from nodes.run_folder.files import ITEM, PREVIEW, REPORT
from nodes.state import SceneState

_EXTENSIONS = {
    "proj:": "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
    "eo:": "https://stac-extensions.github.io/eo/v2.0.0/schema.json",
    "classification:": "https://stac-extensions.github.io/classification/v2.0.0/schema.json",
}


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
    outline = draw_outline(scene.grid)
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

    png = pystac.MediaType.PNG
    assets = {"preview": _asset(PREVIEW, "Preview", png, ["overview", "thumbnail"])}
    for file in files_of(state):
        media = file.media_type or (pystac.MediaType.COG if file.is_raster else pystac.MediaType.GEOJSON)
        assets[file.key] = _asset(file.name, file.title, media, [*file.roles], file.fields)
    for entry in planned_maps(state):
        assets[f"map_{entry.subject}"] = _asset(entry.file, f"Map of {entry.subject}", png, ["overview"])
    assets["report"] = _asset(REPORT.html, "Report", pystac.MediaType.HTML, ["metadata"])
    assets["report_markdown"] = _asset(REPORT.markdown, "Report", "text/markdown", ["metadata"])
    assets["claims"] = _asset(REPORT.claims, "Every number of the report", pystac.MediaType.JSON, ["metadata"])
    return assets


def _asset(
    file: str, title: str, media_type: str, roles: list[str], fields: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"href": f"./{file}", "title": title, "media_type": media_type, "roles": roles, "extra_fields": fields or {}}
