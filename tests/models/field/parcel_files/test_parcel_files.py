"""Files of parcels in every format that is read give the same fields; what cannot be is one line, and nothing leaks."""

import json
import sqlite3
import struct
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Geod, Transformer
from rasterio.windows import Window

from models.errors import ConfigError
from models.field.parcel_files.imports import import_parcels, say_away
from models.field.parcel_files.read import read_parcel_file
from models.field.parcels import read_parcels
from models.geo.contract.scene import Grid

GRID = Grid(
    width=200, height=200, transform=(10, 0, 600_000, 0, -10, 5_700_000), crs="EPSG:32631", located_by="transform",
    pixel_size_m=(10, 10),
)  # fmt: skip
WHOLE = Window(0, 0, 200, 200)
FIELD = [(600_200, 5_699_800), (600_700, 5_699_800), (600_700, 5_699_200), (600_200, 5_699_200)]
"""Of 500 × 600 m: 30 ha on the grid."""
TO_DEGREES = Transformer.from_crs("EPSG:32631", "OGC:CRS84", always_xy=True)


def metres(corners=FIELD, *holes):
    return shapely.Polygon(corners, holes)


def degrees(shape):
    return shapely.transform(shape, lambda corners: np.stack(TO_DEGREES.transform(*corners.T), axis=1))


def moved(shape, east):
    return shapely.transform(shape, lambda corners: corners + np.array((east, 0)))


def collection(*features, crs=None):
    """Features as (geometry, properties) in GeoJSON."""
    listed = [
        {
            "type": "Feature",
            "properties": said,
            "geometry": shape if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for shape, said in features
    ]
    declared = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", "features": listed} | declared)


def geojson(folder, *features, crs=None):
    path = folder / "parcels.geojson"
    path.write_text(collection(*features, crs=crs))
    return path


TWO = ((metres(), {"name": "north", "Kultur": "Silomais"}), (moved(metres(), 600), {"name": "south", "Kultur": "Raps"}))


def write(path, features, crs="EPSG:32631", driver="GPKG", layer="fields", **options):
    names = list(features[0][1])
    pyogrio.raw.write(
        str(path), np.array([shapely.to_wkb(shape) if shape else None for shape, _ in features], dtype=object),
        [np.array([said[name] for _, said in features], dtype=object) for name in names], fields=names, crs=crs,
        geometry_type="Polygon", driver=driver, layer=layer, **options,
    )  # fmt: skip
    return path


def kml(*features, head=""):
    marks = "".join(
        f"<Placemark><name>{said['name']}</name><ExtendedData><Data name='Kultur'><value>{said.get('Kultur', '')}"
        f"</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in degrees(shape).exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for shape, said in features
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>{head}<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Folder>{marks}"
        "</Folder></Document></kml>"
    )


def as_gpkg(folder):
    return write(folder / "f.gpkg", TWO)


def as_shapefile(folder):
    return write(folder / "f.shp", TWO, driver="ESRI Shapefile", layer=None)


def as_folder(folder):
    (folder / "shapes").mkdir()
    write(folder / "shapes" / "f.shp", TWO, driver="ESRI Shapefile", layer=None)
    return folder / "shapes"


def as_zip(folder):
    as_folder(folder)
    with zipfile.ZipFile(folder / "f.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (folder / "shapes").iterdir():
            archive.write(path, f"export/{path.name}")
        archive.writestr("__MACOSX/export/._f.shp", b"x")
    return folder / "f.zip"


def as_kml(folder):
    (folder / "f.kml").write_text(kml(*TWO))
    return folder / "f.kml"


def as_kmz(folder):
    with zipfile.ZipFile(folder / "f.kmz", "w") as archive:
        archive.writestr("doc.kml", kml(*TWO))
        archive.writestr("files/icon.png", b"x")
    return folder / "f.kmz"


def as_geojson(folder):
    return geojson(folder, *((degrees(shape), said) for shape, said in TWO))


def as_projected(folder):
    return geojson(folder, *TWO, crs="urn:ogc:def:crs:EPSG::32631")


@pytest.mark.parametrize("make", [as_gpkg, as_shapefile, as_folder, as_zip, as_kml, as_kmz, as_geojson, as_projected])
def test_every_format_gives_the_same_fields(tmp_path, make):
    found = import_parcels(make(tmp_path), GRID)
    assert [(one.name, one.crop) for one in found.parcels] == [("north", "maize"), ("south", "rapeseed")]
    kept = tmp_path / "kept.geojson"
    kept.write_text(found.text)
    numbers = read_parcels(kept, GRID).numbers(WHOLE)
    assert [(numbers == number).sum() for number in (1, 2)] == [3000, 3000]
    assert (numbers[20:80, 20:70] == 1).all()
    assert "crops are read from Kultur" in found.notes
    again = import_parcels(kept, GRID)
    assert again.text == found.text and not again.notes


@pytest.mark.parametrize(
    "crs", ["EPSG:4258", "EPSG:4269", "EPSG:3857", "EPSG:28992", "EPSG:3035", "EPSG:25831", "EPSG:2154"]
)
def test_any_declared_system_is_brought_to_its_place(tmp_path, crs):
    to_other = Transformer.from_crs("EPSG:32631", crs, always_xy=True)
    shape = shapely.transform(metres(), lambda corners: np.stack(to_other.transform(*corners.T), axis=1))
    for path in (
        geojson(tmp_path, (shape, {"name": "a"}), crs=crs),
        write(tmp_path / "a.gpkg", [(shape, {"name": "a"})], crs),
    ):
        numbers = read_parcels(path, GRID).numbers(WHOLE)
        assert abs((numbers == 1).sum() - 3000) <= 0.01 * 3000


def test_holes_and_parts_are_kept(tmp_path):
    hole = [(600_300, 5_699_700), (600_400, 5_699_700), (600_400, 5_699_500), (600_300, 5_699_500)]
    ring = metres(FIELD, hole)
    parts = shapely.MultiPolygon([ring, moved(metres(), 700)])
    for path in (geojson(tmp_path, (parts, {"name": "a"}), crs="EPSG:32631"), as_multi(tmp_path, parts)):
        numbers = read_parcels(path, GRID).numbers(WHOLE)
        assert (numbers == 1).sum() == 3000 - 200 + 3000
        assert not numbers[30:50, 30:40].any()


def as_multi(folder, parts):
    path = folder / "m.gpkg"
    pyogrio.raw.write(str(path), np.array([shapely.to_wkb(parts)], dtype=object), [np.array(["a"], dtype=object)],
                      fields=["name"], crs="EPSG:32631", geometry_type="MultiPolygon", driver="GPKG")  # fmt: skip
    return path


def area(shape):
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e4


BOWTIE = [FIELD[0], FIELD[2], FIELD[1], FIELD[3]]
SLIP = [*FIELD[:2], (600_700, 5_699_500), (600_702, 5_699_498), (600_702, 5_699_500), (600_700, 5_699_498), *FIELD[2:]]
"""A loop of two metres on the eastern side, as a hand makes it."""
STAR = [(600_000 + 500 + 400 * np.cos(a), 5_699_000 + 400 * np.sin(a)) for a in np.arange(0, 20, 4 * np.pi / 5)[:5]]


@pytest.mark.parametrize(
    ("corners", "hectares", "told"),
    [(BOWTIE, 30.0, "four corners were not in order"), (SLIP, 30.0, "crosses or touches itself and was mended")],
)
def test_a_ring_that_crosses_itself_is_mended_with_a_line_and_has_its_true_area(tmp_path, corners, hectares, told):
    found = import_parcels(geojson(tmp_path, (degrees(metres(corners)), {"name": "a"})), GRID)
    assert area(found.parcels[0].shape) == pytest.approx(hectares, rel=0.01)
    assert any(note.startswith("parcel a: ") and told in note for note in found.notes)
    kept = tmp_path / "kept.geojson"
    kept.write_text(found.text)
    assert abs((read_parcels(kept, GRID).numbers(WHOLE) == 1).sum() - 100 * hectares) <= 30


def test_a_ring_of_which_nobody_knows_what_was_meant_is_left_out_with_a_line(tmp_path):
    star = degrees(metres(STAR))
    found = import_parcels(geojson(tmp_path, (star, {"name": "star"}), (degrees(metres()), {"name": "a"})), GRID)
    assert [one.name for one in found.parcels] == ["a"]
    assert any("1 parcels are left out" in note and "star" in note for note in found.notes)
    with pytest.raises(ConfigError, match="no area can be given: star; draw their corners in order"):
        import_parcels(geojson(tmp_path, (star, {"name": "star"})), GRID)


def test_parts_that_overlap_count_once(tmp_path):
    parts = shapely.MultiPolygon([metres(), moved(metres(), 250)])
    found = import_parcels(geojson(tmp_path, (parts, {"name": "a"}), crs="EPSG:32631"), GRID)
    assert area(found.parcels[0].shape) == pytest.approx(45, rel=0.01)
    assert "parcel a: its parts overlap and count once" in found.notes


def test_what_has_no_area_is_left_out_with_a_line(tmp_path):
    well, road = shapely.Point(TO_DEGREES.transform(*FIELD[0])), degrees(shapely.LineString(FIELD))
    path = geojson(tmp_path, (well, {"name": "well"}), (None, {"name": "gone"}), (degrees(metres()), {"name": "a"}),
                   (road, {"name": "road"}), (shapely.Polygon(), {"name": "empty"}))  # fmt: skip
    found = import_parcels(path, GRID)
    assert [one.name for one in found.parcels] == ["a"]
    assert "4 features without an area left out: well, gone, road, empty" in found.notes
    for nothing in ((well, {"name": "well"}), (None, {})):
        with pytest.raises(ConfigError, match="no polygon in it: parcels are outlines"):
            import_parcels(geojson(tmp_path, nothing), GRID)


def test_names_that_stand_there_twice_are_numbered(tmp_path):
    shape = degrees(metres())
    path = geojson(tmp_path, *((shape, {"name": name}) for name in ("Maize", "Maize", "Maize (1)", "b", "Maize")))
    found = read_parcel_file(path)
    assert [one.name for one in found.parcels] == ["Maize (2)", "Maize (3)", "Maize (1)", "b", "Maize (4)"]
    assert any("several parcels are named Maize; they are numbered" in note for note in found.notes)


def test_parcels_off_the_scene_are_left_out_with_a_line(tmp_path):
    path = geojson(tmp_path, (degrees(metres()), {"name": "a"}), (degrees(moved(metres(), 90_000)), {"name": "far"}))
    found = import_parcels(path, GRID)
    assert [one.name for one in found.parcels] == ["a"]
    assert say_away(found) == "1 of 2 parcels lie off the scene and are left out: far"


def test_parcels_that_overlap_are_told(tmp_path):
    path = geojson(tmp_path, (degrees(metres()), {"name": "a"}), (degrees(moved(metres(), 250)), {"name": "b"}))
    assert any(
        "parcels overlap: of the 3000 pixels of a, 1500 are its own" in note
        for note in import_parcels(path, GRID).notes
    )


def test_latitude_before_longitude_is_told(tmp_path):
    shape = shapely.transform(degrees(metres()), lambda corners: corners[:, ::-1])
    with pytest.raises(ConfigError, match="latitude stands before longitude in it: write longitude first"):
        import_parcels(geojson(tmp_path, (shape, {"name": "a"})), GRID)


def test_the_advice_for_metres_without_a_system_helps(tmp_path):
    path = geojson(tmp_path, (metres(), {"name": "a"}))
    with pytest.raises(ConfigError, match="are no degrees, and declares no other system") as error:
        import_parcels(path, GRID)
    advice = str(error.value).partition(' as "crs": ')[2].partition(" with")[0]
    path.write_text(path.read_text().replace("{", '{"crs": ' + advice + ", ", 1))
    assert (read_parcels(path, GRID).numbers(WHOLE) == 1).sum() == 3000


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("crs", [None, 'LOCAL_CS["site",UNIT["metre",1]]'])
def test_a_file_without_a_place_is_refused(tmp_path, crs):
    with pytest.raises(ConfigError, match=r"no coordinate system|no place on Earth|none that is known"):
        import_parcels(write(tmp_path / "a.gpkg", [(metres(), {"name": "a"})], crs), GRID)


def test_of_several_layers_of_polygons_none_is_guessed(tmp_path):
    path = write(tmp_path / "f.gpkg", TWO, layer="fields")
    write(path, TWO, layer="soils", append=True)
    with pytest.raises(ConfigError, match=r"several layers of polygons \(fields, soils\)"):
        import_parcels(path, GRID)
    other = write(tmp_path / "g.gpkg", TWO, layer="fields")
    pyogrio.raw.write(str(other), np.array([shapely.to_wkb(shapely.Point(0, 0))], dtype=object), [], fields=[],
                      crs="EPSG:32631", geometry_type="Point", driver="GPKG", layer="wells", append=True)  # fmt: skip
    found = import_parcels(other, GRID)
    assert len(found.parcels) == 2 and "layers of g.gpkg that are not used: wells" in found.notes


def test_a_shapefile_without_its_companions_is_told_what_is_lacking(tmp_path):
    path = as_shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(ConfigError, match=r"no coordinate system; put the .prj beside it"):
        import_parcels(path, GRID)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(ConfigError, match=r"its .dbf is not beside it; copy all files of that name"):
        import_parcels(path, GRID)


def as_bomb(folder):
    entities = "".join(f"<!ENTITY e{i} '{f'&e{i - 1};' * 10 if i else 'ha'}'>" for i in range(10))
    (folder / "bomb.kml").write_text(kml(*TWO, head=f"<!DOCTYPE kml [{entities}]>").replace("north", "&e9;"))
    return folder / "bomb.kml"


def as_zip_bomb(folder):
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"{number}.geojson", b"0" * 50_000_000)
    return folder / "bomb.zip"


def as_lying_zip(folder):
    """Says that it holds a few bytes."""
    path = folder / "lies.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("f.geojson", b"0" * 1_000_000)
    stored = path.read_bytes()
    path.write_bytes(stored.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10)))
    return path


def as_climbing_zip(folder):
    with zipfile.ZipFile(folder / "up.zip", "w") as archive:
        archive.writestr("../outside.geojson", collection((degrees(metres()), {})))
    return folder / "up.zip"


def as_vrt(folder):
    (folder / "list.gpkg").write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/http://127.0.0.1:9/a.gpkg</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    return folder / "list.gpkg"


def as_view(folder):
    path = as_gpkg(folder)
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE fields RENAME TO hidden")
        database.execute("CREATE VIEW fields AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT "
                         "fid, geom, name FROM hidden, n")  # fmt: skip
    database.close()
    return path


def as_deep(folder):
    (folder / "deep.kml").write_text("<kml>" + "<Folder>" * 100_000)
    return folder / "deep.kml"


def as_text(folder):
    (folder / "notes.txt").write_text("fields of the north")
    return folder / "notes.txt"


@pytest.mark.parametrize(
    ("make", "told"),
    [(as_bomb, "declares a document type or entities"), (as_zip_bomb, "more than 400 MB when unpacked"),
     (as_lying_zip, "no zip archive that can be read|not GeoJSON"), (as_climbing_zip, "leads out of the archive"),
     (as_vrt, "not KML"), (as_view, "is made by a query"), (as_deep, "nested too deeply"),
     (as_text, "not GeoJSON .*read are GeoJSON, GeoPackage, KML")],
)  # fmt: skip
def test_what_could_harm_is_refused_in_one_line(tmp_path, make, told):
    folder = tmp_path / "in"
    folder.mkdir()
    with pytest.raises(ConfigError, match=told) as error:
        import_parcels(make(folder), GRID)
    assert "\n" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("key", ["crop", "Crop", "CROP", "culture", "Culture", "Kultur", "cultivo", "crop_type",
                                 "CropName", "fruchtart", "EC_hcat_n", "Crop Type", "crop_name"])  # fmt: skip
def test_a_crop_is_found_whatever_its_column_is_called(tmp_path, key):
    found = read_parcel_file(geojson(tmp_path, (degrees(metres()), {"name": "a", key: "Corn", "owner": "x"})))
    assert found.parcels[0].crop == "maize"
    assert "columns that are not used: owner" in found.notes
    assert (f"crops are read from {key}" in found.notes) == (key != "crop")


@pytest.mark.parametrize(
    "key", ["sown", "Sowing", "sowing_date", "Aussaat", "semis", "fecha_siembra", "Planting Date", "SOWN", "Seed_Date"]
)
@pytest.mark.parametrize("day", ["2021-05-03", "2021-05-03T00:00:00", "2021-05-03T00:00:00Z", "03.05.2021",
                                 "20210503", "2021/05/03", "3 May 2021", "2021-05-03 00:00:00+00"])  # fmt: skip
def test_a_day_of_sowing_is_found_in_any_form(tmp_path, key, day):
    found = read_parcel_file(geojson(tmp_path, (degrees(metres()), {"name": "a", key: day})))
    assert str(found.parcels[0].sown) == "2021-05-03"


def test_a_day_of_sowing_that_may_be_a_month_is_asked_for_and_the_answer_helps(tmp_path):
    path = geojson(tmp_path, (degrees(metres()), {"name": "a", "sown": "03/05/2021"}))
    with pytest.raises(ConfigError, match="say --context dates=day_first or --context dates=month_first"):
        import_parcels(path, GRID)
    assert str(import_parcels(path, GRID, "day_first").parcels[0].sown) == "2021-05-03"
    clear = geojson(
        tmp_path, *((degrees(metres()), {"name": n, "sown": d}) for n, d in (("a", "03/05/2021"), ("b", "23/04/2021")))
    )
    assert [str(one.sown) for one in import_parcels(clear, GRID).parcels] == ["2021-05-03", "2021-04-23"]


@pytest.mark.parametrize("number", [1, 100_000])
def test_the_days_and_codes_of_a_geopackage_are_read(tmp_path, number):
    said = {"name": f"f{number}", "EC_hcat_c": "3301010600", "sown": np.datetime64("2021-05-03")}
    pyogrio.raw.write(
        str(tmp_path / "f.gpkg"), np.array([shapely.to_wkb(metres())], dtype=object),
        [np.array([said["name"]], dtype=object), np.array([said["EC_hcat_c"]], dtype=object),
         np.array([said["sown"]], dtype="datetime64[ms]")],
        fields=list(said), crs="EPSG:32631", geometry_type="Polygon", driver="GPKG",
    )  # fmt: skip
    one = read_parcel_file(tmp_path / "f.gpkg").parcels[0]
    assert (one.name, one.crop, str(one.sown)) == (f"f{number}", "maize", "2021-05-03")
