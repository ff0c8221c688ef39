"""The chapter on the scene: its size and place, and all that is known about it with the evidence."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.geo.contract.scene import Band, Scene
from nodes.report.chapter import Chapter
from nodes.report.claims import Claim, claim_pixels, enough_digits
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

_SOURCES = {
    "flag": "said by the user",
    "tag": "tag of the file",
    "sidecar": "metadata beside the file",
    "name": "file name",
    "statistics": "judged from the values",
    "convention": "fixed by the format",
    "none": "not known",
}
_UNITS = {
    "dn": "digital numbers (scale not known)",
    "picture": "8-bit picture",
    "sar_power": "SAR power",
    "sar_amplitude": "SAR amplitude",
    "sar_db": "SAR in dB",
    "sar_dn": "SAR, not calibrated",
    "none": "not known",
}


def claims(state: SceneState) -> Iterator[Claim]:
    """State the size of the scene and of its pixels, and its centre."""
    scene = state.scene
    if scene is None:
        return
    file, grid = Path(scene.path).name, scene.grid
    yield claim_pixels("scene.width", "width of the scene", grid.width, file, "columns of the grid")
    yield claim_pixels("scene.height", "height of the scene", grid.height, file, "rows of the grid")
    if grid.pixel_size_m is not None:
        method = "distance on the ellipsoid across the pixel at the centre, along "
        for name, along, size in zip(("width", "height"), ("a row", "a column"), grid.pixel_size_m, strict=True):
            yield Claim(
                id=f"scene.pixel_{name}", label=f"{name} of a pixel", value=size, unit="m",
                digits=enough_digits(size, least=2, most=6, significant=3), file=file, method=method + along,
            )  # fmt: skip
    yield from _centre(scene, file)


def _centre(scene: Scene, file: str) -> Iterator[Claim]:
    from models.geo.pixels.footprint import find_centre

    centre = find_centre(scene.grid)
    if centre is None:
        return
    for name, value in zip(("longitude", "latitude"), centre, strict=True):
        yield Claim(
            id=f"scene.{name}", label=f"{name} of the centre", value=value, unit="degrees", digits=5, file=file,
            method="centre of the grid, transformed to WGS 84",
        )  # fmt: skip


def place_lines(scene: Scene, said: Said) -> list[str]:
    """Say for the head of the report where, when and by what the scene was made."""
    place = "not known (" + escape(scene.crs.detail) + ")"
    if "scene.latitude" in said:
        place = f"latitude {said('scene.latitude')}, longitude {said('scene.longitude')}"
    return [
        f"- **Place:** {place}",
        f"- **Acquired:** {escape(scene.acquired.value or 'not known')}",
        f"- **Sensor:** {escape(scene.sensor.value or 'not known')}",
        f"- **Processing level:** {escape(scene.level.value or 'not known')}",
    ]


def size_lines(scene: Scene, said: Said) -> list[str]:
    """Say how large the scene is, whether it is simulated, and what of it could only be judged."""
    return [
        f"- **Size:** {_size(said)}",
        *(
            [f"- **Simulated:** the file says that it is simulated: {escape(scene.simulated)}"]
            if scene.simulated
            else []
        ),
        *_judged(scene),
    ]


def _size(said: Said) -> str:
    text = f"{said('scene.width')} across, {said('scene.height')} down"
    if "scene.pixel_width" in said:
        text += f"; a pixel is {said('scene.pixel_width')} by {said('scene.pixel_height')}"
    return text


def judged_by_values(scene: Scene) -> list[str]:
    """List what the contract could only judge from the values."""
    judged = [
        name
        for name, fact in (("sensor", scene.sensor), ("level", scene.level), ("scale and offset", scene.unit))
        if fact.source == "statistics" and fact.value != "picture"
    ]
    if any(band.role.source == "statistics" for band in scene.bands):
        judged.insert(0, "names of the bands")
    return judged


def _judged(scene: Scene) -> list[str]:
    judged = judged_by_values(scene)
    return [f"- **Judged from the values only:** {', '.join(judged)}; flags settle it (see below)"] if judged else []


def fact_lines(state: SceneState) -> list[str]:
    """Tell each fact of the contract with its evidence, and the bands."""
    scene = state.scene
    if scene is None:
        return []
    facts = [
        ("Format", scene.format, "fixed by the format", ""),
        *(
            (name, str(fact.value or "not known"), _SOURCES[fact.source], fact.detail)
            for name, fact in (
                ("Coordinate system", scene.crs),
                ("Sensor", scene.sensor),
                ("Processing level", scene.level),
                ("Acquired", scene.acquired),
            )
        ),
        ("Unit", _UNITS.get(scene.unit.value, scene.unit.value), _SOURCES[scene.unit.source], scene.unit.detail),
        ("Physical values", scene.radiometry.value, _SOURCES[scene.radiometry.source], scene.radiometry.detail),
        *(("No data where", rule.value, _SOURCES[rule.source], rule.detail) for rule in scene.validity),
    ]
    rows = [tuple(escape(cell) for cell in row) for row in facts]
    lines = ["## What is known about this scene", "", *table(("Fact", "Value", "Evidence", "In detail"), rows), ""]
    return [*lines, *_bands(scene)]


def _bands(scene: Scene) -> list[str]:
    def cells(band: Band) -> Sequence[str]:
        wave = f"{band.wavelength_nm:g} nm" if band.wavelength_nm is not None else "–"
        return (
            escape(band.name), escape(band.role.value or "not known"), wave, _UNITS.get(band.unit, band.unit),
            f"{band.scale:g}", f"{band.offset:g}", ", ".join(f"{value:g}" for value in band.nodata) or "–",
            escape(f"{_SOURCES[band.role.source]}: {band.role.detail}"),
        )  # fmt: skip

    head = ("Band", "Role", "Wavelength", "Unit", "Scale", "Offset", "No data", "Evidence of the role")
    rows = [cells(band) for band in scene.bands]
    evidence = {row[-1] for row in rows}
    if len(evidence) > 1 or len(rows) == 1:
        return ["### Bands", "", *table(head, rows)]
    return ["### Bands", "", f"Roles: {evidence.pop()}.", "", *table(head[:-1], [row[:-1] for row in rows])]


SCENE = Chapter(name="scene", claims=claims)
