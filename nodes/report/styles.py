"""Files beside rasters that tell GIS programs what the values mean: styles for QGIS, names of classes for GDAL.

A style is named as its raster, so QGIS takes it up by itself. It holds the colours of the pictures of the report, and
the day of the scene for the temporal controller, which QGIS 3.22 takes only from a style that is loaded by hand. A
GeoTIFF cannot hold names of classes, so they stand in a file `.aux.xml` (GDAL's Persistent Auxiliary Metadata), where
GIS programs may note statistics of their own later.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from models.geo.indices.scales import Scale

XML = "application/xml"
NAMES_END = ".aux.xml"
_QGIS = "3.22"  # the oldest version whose files have this form


class ShownClass(NamedTuple):
    """A value of a raster, its name and its colour `#rrggbb`."""

    value: int
    name: str
    colour: str


def name_style(raster: str, layer: str | None = None) -> str:
    """Name the style of a raster, which QGIS finds by itself; of another of its layers, to be loaded by hand."""
    stem = PurePath(raster).stem
    return f"{stem}.qml" if layer is None else f"{stem}_{PurePath(layer).name}.qml"


def name_class_names(raster: str) -> str:
    """Name the file of the names of classes, which GDAL finds by itself."""
    return raster + NAMES_END


def write_class_style(classes: Iterable[ShownClass], acquired: str | None) -> str:
    """Write the style of a raster of classes."""
    entries = [
        f'     <paletteEntry value="{entry.value}" color="{entry.colour}" alpha="255" label={quoteattr(entry.name)}/>'
        for entry in classes
    ]
    lines = ["    <colorPalette>", *entries, "    </colorPalette>"]
    return _write('type="paletted" band="1"', lines, acquired)


def write_index_style(band: int, scale: Scale, acquired: str | None) -> str:
    """Write the style of one band of a raster of indices, on the scale that its maps have."""
    entries = [
        f'      <item value="{value:g}" color="{colour}" alpha="255" label="{value:g}"/>'
        for value, colour in scale.stops
    ]
    shader = 'colorRampType="INTERPOLATED" classificationMode="1" clip="0" labelPrecision="4"'
    ends = f'minimumValue="{scale.low:g}" maximumValue="{scale.high:g}"'
    lines = [
        "    <minMaxOrigin>", "     <limits>None</limits>", "     <extent>WholeRaster</extent>",
        "     <statAccuracy>Estimated</statAccuracy>", "    </minMaxOrigin>", "    <rastershader>",
        f"     <colorrampshader {shader} {ends}>", *entries,
        "     </colorrampshader>", "    </rastershader>",
    ]  # fmt: skip
    ends = f'classificationMin="{scale.low:g}" classificationMax="{scale.high:g}"'
    return _write(f'type="singlebandpseudocolor" band="{band}" {ends}', lines, acquired)


def _write(renderer: str, lines: Sequence[str], acquired: str | None) -> str:
    return "\n".join([
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>",
        f'<qgis version="{_QGIS}" styleCategories="Symbology|Temporal">',
        *_write_time(acquired),
        " <pipe>",
        f'  <rasterrenderer {renderer} opacity="1" alphaBand="-1" nodataColor="">',
        "    <rasterTransparency/>",
        *lines,
        "  </rasterrenderer>",
        '  <brightnesscontrast brightness="0" contrast="0" gamma="1"/>',
        '  <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" invertColors="0"/>',
        '  <rasterresampler maxOversampling="2"/>',
        " </pipe>",
        " <blendMode>0</blendMode>",
        "</qgis>",
        "",
    ])  # fmt: skip


def _write_time(acquired: str | None) -> list[str]:
    """The day of the scene, UTC, for QGIS' temporal controller; nothing where it is not known."""
    try:
        time = datetime.fromisoformat(acquired or "")
    except ValueError:
        return []
    day = (time.astimezone(UTC) if time.tzinfo else time).replace(hour=0, minute=0, second=0, microsecond=0)
    last = day + timedelta(days=1, seconds=-1)
    return [
        ' <temporal enabled="1" mode="0" fetchMode="0">',
        "  <fixedRange>",
        f"   <start>{day:%Y-%m-%dT%H:%M:%S}Z</start>",
        f"   <end>{last:%Y-%m-%dT%H:%M:%S}Z</end>",
        "  </fixedRange>",
        " </temporal>",
    ]


def write_class_names(bands: Mapping[int, Sequence[str]]) -> str:
    """Write the names of the values from 0 of bands, numbered from 1."""
    lines = ["<PAMDataset>"]
    for band, names in bands.items():
        lines += [f'  <PAMRasterBand band="{band}">', "    <CategoryNames>"]
        lines += [f"      <Category>{_escape(name)}</Category>" for name in names]
        lines += ["    </CategoryNames>", "  </PAMRasterBand>"]
    return "\n".join([*lines, "</PAMDataset>", ""])


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
