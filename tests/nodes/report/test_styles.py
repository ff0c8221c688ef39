"""Styles for QGIS and names of classes: the same colours, names, scale and day as in the report."""

from datetime import date
from xml.etree import ElementTree

import pytest
import rasterio

from models.fake import FakeBackend
from models.geo.indices.scales import find_index_scale
from models.geo.pixels.result import RasterLayout, RasterWriter, ResultReader
from models.health.config import SHADES
from nodes.compose_report import compose_report
from nodes.context import RunContext
from nodes.report.contents import files_of
from nodes.report.stac_item import item_of
from nodes.report.styles import ShownClass, write_class_names, write_class_style, write_index_style
from nodes.verify.beside import compare_beside
from nodes.verify.findings import Verification
from tests.nodes.report.report_world import World, grid_of, make_run
from tests.stand_ins import HEALTH

DAY = "2024-06-01T10:36:31Z"


@pytest.fixture
def finished(tmp_path):
    run_dir, state = make_run(tmp_path)
    state = state.model_copy(update={"health": HEALTH.model_copy(update={"raster": "valid.tif", "details": "d.tif"})})
    compose_report(state, RunContext(run_dir=run_dir, models=FakeBackend()))
    return run_dir, state


def test_a_style_of_classes_has_their_values_colours_and_names():
    shown = [ShownClass(1, 'a "b" <c>', "#102030"), ShownClass(2, "d & e", "#405060")]
    entries = ElementTree.fromstring(write_class_style(shown, DAY)).findall(".//paletteEntry")
    found = [(int(entry.get("value")), entry.get("label"), entry.get("color")) for entry in entries]
    assert found == [tuple(entry) for entry in shown]


def test_a_style_of_an_index_has_the_scale_of_its_maps():
    scale = find_index_scale("NDMI")
    root = ElementTree.fromstring(write_index_style(4, scale, None))
    renderer, shader = root.find(".//rasterrenderer"), root.find(".//colorrampshader")
    assert renderer.get("type") == "singlebandpseudocolor" and renderer.get("band") == "4"
    assert float(shader.get("minimumValue")) == scale.low and float(shader.get("maximumValue")) == scale.high
    stops = [(float(item.get("value")), item.get("color")) for item in shader]
    assert stops == [(pytest.approx(value, abs=1e-5), colour) for value, colour in scale.stops]
    assert root.find("temporal") is None


@pytest.mark.parametrize(
    ("acquired", "day"),
    [(DAY, "2024-06-01"), ("2024-06-01", "2024-06-01"), ("2024-06-01T23:30-05:00", "2024-06-02")],
)
def test_a_style_holds_the_day_in_utc(acquired, day):
    root = ElementTree.fromstring(write_class_style([], acquired))
    begin, end = (root.find(f"temporal/fixedRange/{name}").text for name in ("start", "end"))
    assert (begin, end) == (f"{day}T00:00:00Z", f"{day}T23:59:59Z")


def test_every_map_has_a_style_beside_its_raster_that_the_item_names(finished):
    run_dir, state = finished
    assert {"indices.qml", "indices_NDMI.qml", "valid.qml"} <= {path.name for path in run_dir.iterdir()}
    assets = {asset.href for asset in _read(item_of(state)).assets.values()}
    assert {f"./{file.name}" for file in files_of(state) if file.write} <= assets


def _read(item):
    import pystac

    return pystac.Item.from_dict(item)


def test_the_style_of_health_has_the_colours_of_the_report(finished):
    _, state = finished
    [style] = [file for file in files_of(state) if file.key == "health_style"]
    colours = [entry.get("color") for entry in ElementTree.fromstring(style.write()).iter("paletteEntry")]
    assert colours == [shade.colour for shade in SHADES]


def test_gdal_finds_the_names_of_classes(finished):
    run_dir, _ = finished
    with rasterio.open(run_dir / "valid.tif") as source:
        assert (run_dir / "valid.tif.aux.xml").as_posix() in [*map(str, source.files)]


def check(state, key, change):
    [file] = [file for file in files_of(state) if file.key == key]
    done = Verification()
    compare_beside(file, change(file.write()), done)
    return done.findings


def test_a_changed_style_is_found_and_so_are_changed_names(finished):
    _, state = finished
    assert check(state, "health_style", lambda text: text) == []
    assert check(state, "health_style", lambda text: text.replace("#9cee82", "#ff0000")) != []
    assert check(state, "health_names", lambda text: text.replace("severe", "fine")) != []


def test_statistics_that_a_gis_program_notes_change_nothing(finished):
    _, state = finished
    more = '<Metadata><MDI key="STATISTICS_MEAN">1.5</MDI></Metadata></PAMRasterBand>'
    assert check(state, "health_names", lambda text: text.replace("</PAMRasterBand>", more)) == []


@pytest.mark.parametrize("text", ["", "no XML", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'])
def test_damaged_names_cannot_be_read(finished, text):
    with pytest.raises(ValueError, match="it"):
        check(finished[1], "health_names", lambda _text: text)


def test_names_of_classes_are_escaped():
    assert ElementTree.fromstring(write_class_names({1: ["a < b & c"]})).find(".//Category").text == "a < b & c"


@pytest.mark.parametrize(("acquired", "told"), [(DAY, "2024-06-01 10:36:31"), ("2024-06-01", "2024-06-01")])
def test_a_raster_tells_units_and_the_time_of_acquisition(tmp_path, acquired, told):
    import numpy as np
    from rasterio.windows import Window

    path, world = tmp_path / "made.tif", World(shape=(20, 30))
    layout = RasterLayout(("a", "b"), "float32", float("nan"), units=("%", "1"), acquired=acquired)
    with RasterWriter(path, grid_of(world), layout) as writer:
        writer.write(np.ones((2, 20, 30), np.float32), Window(0, 0, 30, 20))
    with rasterio.open(path) as source:
        assert source.units == ("%", "1") and source.descriptions == ("a", "b")
        assert source.tags()["TIFFTAG_DATETIME"].startswith(date(2024, 6, 1).strftime("%Y:%m:%d "))
    with ResultReader(path) as source:
        assert source.acquired == told


def test_a_raster_of_unknown_time_tells_none():
    for acquired in (None, "", "yesterday"):
        assert RasterLayout(("a",), "uint8", 0, acquired=acquired).time_tags == {}
