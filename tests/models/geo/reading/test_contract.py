import numpy as np
import pytest
import rasterio
import rasterio.shutil

from models.errors import ConfigError, SceneError
from models.geo.contract.scene import Scene, SceneFlags
from models.geo.pixels.raster import check_unchanged
from models.geo.reading.read import read_scene
from tests.models.geo.landscape import NAMES, landscape, write


@pytest.fixture
def dn():
    return landscape()


def stack(dn, names=NAMES, add=0, dtype="uint16"):
    return np.stack([dn[name] for name in names]).astype(dtype) + np.array(add, dtype)


def read(path, **flags):
    return read_scene(path, SceneFlags(**flags))


def reflectance_line(scene, role="red"):
    band = scene.band(role)
    return band.unit, band.scale, band.offset


def test_named_bands_keep_their_roles_wherever_they_lie(tmp_path, dn):
    names = NAMES[::-1]
    scene = read(write(tmp_path / "scene.tif", stack(dn, names), names))
    assert scene.band("red").index == names.index("B04") + 1
    assert scene.band("nir").name == "B08"
    assert scene.sensor.value == "Sentinel-2"


def test_bands_without_names_are_told_by_texture_and_said_so(tmp_path, dn):
    scene = read(write(tmp_path / "scene.tif", stack(dn)))
    assert scene.band("red").index == 4
    assert {band.role.source for band in scene.bands} == {"statistics"}
    assert any("by statistics alone" in note for note in scene.notes)


def test_names_that_contradict_the_pixels_are_withdrawn(tmp_path, dn):
    eurosat = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B8A")
    canonical = (*NAMES[:10], "B10", "B11", "B12")
    scene = read(write(tmp_path / "scene.tif", stack(dn, eurosat), canonical))
    assert scene.band("swir16") is None
    assert any("contradict" in note for note in scene.notes)


def test_four_bands_without_names_stay_unknown(tmp_path, dn):
    scene = read(write(tmp_path / "scene.tif", stack(dn, (*NAMES[1:4], "B08"))))
    assert scene.roles == ()


def test_same_role_twice_is_withdrawn(tmp_path, dn):
    scene = read(write(tmp_path / "scene.tif", stack(dn, ("B02", "B04", "B08", "B08")), ("blue", "red", "nir", "red")))
    assert scene.band("red") is None
    assert scene.band("blue") is not None


@pytest.mark.parametrize(("add", "offset"), [(0, 0.0), (1000, -0.1)])
def test_offset_is_told_by_dark_ground_where_nothing_declares_it(tmp_path, dn, add, offset):
    scene = read(write(tmp_path / "scene.tif", stack(dn, add=add), NAMES))
    assert reflectance_line(scene) == ("reflectance", 1e-4, offset)
    assert scene.unit.source == "statistics"


@pytest.mark.parametrize("tags", [{"BOA_ADD_OFFSET": "-1000"}, {}])
def test_declared_offset_that_the_pixels_exclude_is_not_believed(tmp_path, dn, tags):
    declared = {"tags": tags} if tags else {"scale": 1e-4, "offset": -0.1}
    scene = read(write(tmp_path / "scene.tif", stack(dn), NAMES, **declared))
    assert scene.unit.value == "dn"
    assert "--offset" in scene.unit.detail


def test_declared_absence_of_the_offset_that_the_pixels_exclude_is_not_believed(tmp_path, dn):
    scene = read(write(tmp_path / "scene.tif", stack(dn, add=1000), NAMES, scale=1e-4, offset=0.0))
    assert scene.unit.value == "dn"


def test_offset_that_nothing_tells_is_refused(tmp_path, dn):
    bright = stack(dn) // 2 + 2500
    scene = read(write(tmp_path / "scene.tif", bright, NAMES))
    assert scene.unit.value == "dn"
    assert "not evident" in scene.unit.detail


def test_the_users_word_wins(tmp_path, dn):
    bright = stack(dn) // 2 + 2500
    path = write(tmp_path / "scene.tif", bright, NAMES)
    assert reflectance_line(read(path, offset=-0.1)) == ("reflectance", 1e-4, -0.1)
    assert reflectance_line(read(path, offset=0.0)) == ("reflectance", 1e-4, 0.0)
    assert read(path, offset=0.0).unit.source == "flag"


def test_an_offset_in_digital_numbers_is_refused_with_the_right_one(tmp_path, dn):
    path = write(tmp_path / "scene.tif", stack(dn), NAMES)
    with pytest.raises(SceneError, match=r"--offset -0\.1"):
        read(path, offset=-1000.0)


def test_reflectance_with_a_leftover_scale_is_not_scaled_twice(tmp_path, dn):
    path = write(tmp_path / "scene.tif", stack(dn, dtype="float32") / np.float32(10000), NAMES, scale=1e-4)
    assert read(path).unit.value == "dn"


def test_fractions_are_reflectance_as_stored(tmp_path, dn):
    path = write(tmp_path / "scene.tif", stack(dn, dtype="float32") / np.float32(10000), NAMES)
    assert reflectance_line(read(path)) == ("reflectance", 1.0, 0.0)


def test_percent_is_not_taken_for_anything(tmp_path, dn):
    path = write(tmp_path / "scene.tif", stack(dn, dtype="float32") / np.float32(100), NAMES)
    assert read(path).unit.value == "dn"
    assert reflectance_line(read(path, scale=0.01)) == ("reflectance", 0.01, 0.0)


def test_eight_bits_are_a_picture(tmp_path, dn):
    path = write(tmp_path / "scene.tif", (stack(dn) // 40).clip(0, 255).astype("uint8"), NAMES)
    assert read(path).unit.value == "picture"


def test_undeclared_black_border_is_no_data(tmp_path, dn):
    bands = stack(dn)
    bands[:, :20] = 0
    scene = read(write(tmp_path / "scene.tif", bands, NAMES))
    assert scene.zero_in_all_bands_is_nodata
    assert reflectance_line(scene) == ("reflectance", 1e-4, 0.0)


def test_undeclared_minus_9999_is_no_data(tmp_path, dn):
    bands = stack(dn, dtype="int16")
    bands[:, 40:50] = -9999
    scene = read(write(tmp_path / "scene.tif", bands, NAMES))
    assert all(-9999.0 in band.nodata for band in scene.bands)


def test_declared_nodata_is_kept_with_its_evidence(tmp_path, dn):
    scene = read(write(tmp_path / "scene.tif", stack(dn), NAMES, nodata=0))
    assert scene.bands[0].nodata == (0.0,)
    assert any(rule.source == "tag" for rule in scene.validity)


@pytest.mark.parametrize(
    ("name", "day"),
    [("field_2021-06-26.tif", "2021-06-26"), ("field_20210626.tif", "2021-06-26"), ("20210626_20220101.tif", None)],
)
def test_date_in_the_name(tmp_path, dn, name, day):
    assert read(write(tmp_path / name, stack(dn), NAMES)).acquired.value == day


def test_palette_is_no_scene(tmp_path):
    import rasterio

    path = write(tmp_path / "map.tif", np.ones((1, 64, 64), "uint8"), photometric="palette")
    with rasterio.open(path, "r+") as target:
        target.write_colormap(1, {1: (255, 0, 0, 255)})
    with pytest.raises(SceneError, match="palette"):
        read(path)


def test_complex_values_are_refused(tmp_path):
    path = write(tmp_path / "slc.tif", np.ones((1, 64, 64), "complex64"))
    with pytest.raises(SceneError, match="complex"):
        read(path)


def test_scene_without_data_is_refused(tmp_path):
    path = write(tmp_path / "empty.tif", np.full((4, 64, 64), 7, "uint16"), nodata=7)
    with pytest.raises(SceneError, match="no pixel with data"):
        read(path)


def test_another_planet_is_refused(tmp_path, dn):
    moon = "+proj=longlat +a=1737400 +b=1737400 +no_defs"
    path = write(tmp_path / "moon.tif", stack(dn), NAMES, crs=moon)
    with pytest.raises(SceneError, match="not on Earth"):
        read(path)


def test_scene_without_crs_has_no_place(tmp_path, dn):
    scene = read(write(tmp_path / "scene.tif", stack(dn), NAMES, crs=None))
    assert scene.grid.crs is None
    assert scene.grid.located_by == "none"
    assert "gdal_edit" in scene.crs.detail


@pytest.mark.parametrize(
    "text", ["hello", '<GDAL_WMS><Service name="TMS"></Service></GDAL_WMS>', '{"type": "FeatureCollection"}']
)
def test_text_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "scene.tif"
    path.write_text(text)
    with pytest.raises(SceneError) as caught:
        read(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "source", ["/vsicurl/http://example.org/a.tif", "../secret.tif", "/etc/passwd", "http://example.org/a.tif"]
)
def test_vrt_that_leads_elsewhere_is_refused(tmp_path, source):
    path = tmp_path / "scene.vrt"
    path.write_text(
        '<VRTDataset rasterXSize="64" rasterYSize="64"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
        f'<SourceFilename relativeToVRT="1">{source}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>'
    )
    with pytest.raises(SceneError, match="own folder"):
        read(path)


def test_folder_of_band_files_is_one_scene(tmp_path, dn):
    folder = tmp_path / "scene"
    folder.mkdir()
    for name in ("B02", "B03", "B04", "B08"):
        write(folder / f"T31TDG_20210626T104849_{name}_10m.tif", stack(dn, (name,)))
    scene = read(folder)
    assert {"blue", "green", "red", "nir"} <= set(scene.roles)


def test_number_of_names_must_be_the_number_of_bands(tmp_path, dn):
    path = write(tmp_path / "scene.tif", stack(dn, ("B02", "B03")))
    with pytest.raises(ConfigError, match="3 bands, the scene has 2"):
        read(path, bands=("red", "green", "blue"))
    assert read(path, bands=("-", "red")).roles == ("red",)


def test_ground_control_points_become_a_grid(tmp_path, dn):
    from rasterio.control import GroundControlPoint

    corners = [(0, 0, 3.0, 45.1), (0, 119, 3.016, 45.1), (119, 0, 3.0, 45.089), (119, 119, 3.016, 45.089)]
    points = [GroundControlPoint(row=r, col=c, x=x, y=y) for r, c, x, y in corners]
    path = write(tmp_path / "scene.tif", stack(dn), NAMES, crs="EPSG:4326", gcps=points, transform=None)
    scene = read(path)
    assert scene.grid.located_by == "gcps"
    assert scene.grid.crs == "EPSG:32631"


def test_a_scene_located_by_control_points_can_be_read(tmp_path, dn):
    from rasterio.control import GroundControlPoint
    from rasterio.windows import Window

    from models.geo.pixels.raster import SceneReader

    corners = [(0, 0, 3.0, 45.1), (0, 120, 3.016, 45.1), (120, 0, 3.0, 45.089), (120, 120, 3.016, 45.089)]
    points = [GroundControlPoint(row=r, col=c, x=x, y=y) for r, c, x, y in corners]
    path = write(tmp_path / "scene.tif", stack(dn), NAMES, crs="EPSG:4326", gcps=points, transform=None)
    scene = read(path)
    with SceneReader(scene) as reader:
        red = reader.read(Window(0, 0, scene.grid.width, scene.grid.height), ("red",))[0]
    assert np.nanmedian(red) == pytest.approx(np.median(dn["B04"]) / 1e4, abs=0.02)


def test_a_flag_that_the_pixels_contradict_is_taken_and_the_doubt_is_said(tmp_path, dn):
    scene = read(write(tmp_path / "scene.tif", stack(dn), NAMES), offset=-0.1)
    assert scene.band("red").offset == -0.1
    assert any("--offset -0.1 is taken at its word" in note for note in scene.notes)


def test_codes_of_several_sensors_ask_for_the_sensor(tmp_path, dn):
    path = write(tmp_path / "scene.tif", stack(dn, ("B02", "B03", "B04", "B08")), ("B2", "B3", "B4", "B8"))
    scene = read(path)
    assert scene.roles == ()
    assert "--sensor" in scene.bands[0].role.detail
    assert read(path, sensor="Sentinel-2").roles == ("blue", "green", "red", "nir")


@pytest.mark.parametrize("stretch", ["255ths", "ends"])
def test_a_stretched_picture_in_floating_point_is_no_reflectance(tmp_path, dn, stretch):
    fractions = stack(dn, dtype="float32") / np.float32(6000)
    if stretch == "255ths":
        values = np.round(fractions.clip(0, 1) * 255) / np.float32(255)
    else:
        low, high = fractions.min(axis=(1, 2), keepdims=True), fractions.max(axis=(1, 2), keepdims=True)
        values = (fractions - low) / (high - low)
    assert read(write(tmp_path / "scene.tif", values.astype("float32"), NAMES)).unit.value in ("picture", "dn")


@pytest.mark.parametrize("offset", ["-1000", "0"])
def test_a_declared_offset_settles_what_the_pixels_leave_open(tmp_path, dn, offset):
    bright = stack(dn) // 2 + 2500
    scene = read(write(tmp_path / "scene.tif", bright, NAMES, tags={"BOA_ADD_OFFSET": offset}))
    assert scene.band("red").offset == int(offset) / 10000
    assert scene.unit.source == "tag"


@pytest.mark.parametrize(
    ("said", "acquired"),
    [
        ("2024-06-26", "2024-06-26"),
        ("2024-01-01", "2024-01-01T10:36:31+00:00"),  # the file knows the time too
        ("2024-06-26 12:30:00+02:00", "2024-06-26T10:30:00+00:00"),
        ("2024-06-26T10:30Z", "2024-06-26T10:30:00+00:00"),
    ],
)
def test_the_date_that_the_user_says_wins(tmp_path, said, acquired):
    bands = np.stack([landscape()[name] for name in NAMES]).astype("uint16")
    tags = {"ACQUISITION_TIME": "2024-01-01T10:36:31Z"}
    path = write(tmp_path / "field_20240101.tif", bands, NAMES, tags=tags)
    assert read_scene(path).acquired.value == "2024-01-01T10:36:31+00:00"
    assert read_scene(path, SceneFlags(date=said)).acquired.value == acquired


def test_fractions_that_look_as_if_the_offset_was_left_in_are_asked_about(tmp_path, dn):
    names = ("blue", "green", "red", "nir", "swir16", "swir22")
    codes = ("B02", "B03", "B04", "B08", "B11", "B12")
    fractions = np.stack([dn[code] / 1e4 for code in codes]).astype("float32")
    unsaid = read(write(tmp_path / "plus.tif", fractions + np.float32(0.1), names))
    assert unsaid.unit.value == "dn"
    assert "--scale 1 --offset -0.1" in unsaid.unit.detail
    assert not read(write(tmp_path / "right.tif", fractions, names)).notes
    assert reflectance_line(read(tmp_path / "plus.tif", sensor="Sentinel-2")) == ("reflectance", 1, -0.1)
    assert reflectance_line(read(tmp_path / "plus.tif", sensor="Sentinel-2", scale=1, offset=-0.1)) == (
        "reflectance", 1, -0.1,
    )  # fmt: skip


def test_no_data_that_is_nan_comes_back_from_json(tmp_path, dn):
    fractions = (stack(dn) / 1e4).astype("float32")
    scene = read(write(tmp_path / "scene.tif", fractions, nodata=np.nan))
    again = Scene.model_validate_json(scene.model_dump_json())
    assert again.model_dump_json() == scene.model_dump_json()
    assert all(np.isnan(value) for band in again.bands for value in band.nodata)


def test_a_link_to_a_scene_is_that_scene(tmp_path, dn):
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    write(tmp_path / "there" / "real.tif", stack(dn), NAMES)
    (tmp_path / "here" / "link.tif").symlink_to(tmp_path / "there" / "real.tif")
    check_unchanged(read(tmp_path / "here" / "link.tif"))


def test_what_a_vrt_shows_is_among_the_files(tmp_path, dn):
    write(tmp_path / "real.tif", stack(dn), NAMES)
    rasterio.shutil.copy(tmp_path / "real.tif", tmp_path / "one.vrt", driver="VRT")
    one = (tmp_path / "one.vrt").read_text()
    (tmp_path / "two.vrt").write_text(one.replace("real.tif", "one.vrt"))
    scene = read(tmp_path / "two.vrt")
    assert [file.name for file in scene.files] == ["two.vrt", "one.vrt", "real.tif"]
    (tmp_path / "one.vrt").write_text(one.replace("real.tif", "two.vrt"))
    with pytest.raises(SceneError, match="leads to itself"):
        read(tmp_path / "two.vrt")


def test_a_vrt_by_another_name_is_no_way_out(tmp_path, dn):
    (tmp_path / "in").mkdir()
    write(tmp_path / "secret.tif", stack(dn), NAMES)
    write(tmp_path / "in" / "inner.tif", stack(dn), NAMES)
    rasterio.shutil.copy(tmp_path / "in" / "inner.tif", tmp_path / "in" / "outer.vrt", driver="VRT")
    inner = (tmp_path / "in" / "outer.vrt").read_text().replace("inner.tif", "../secret.tif")
    (tmp_path / "in" / "inner.tif").write_text(inner)
    with pytest.raises(SceneError, match="only refer to files in its own folder"):
        read(tmp_path / "in" / "outer.vrt")
