"""What cannot be compared is refused in one line, and nothing is left behind."""

from dataclasses import replace

import numpy as np
import pytest

from models.errors import AgriError
from nodes.compare.compare import compare_runs
from tests.nodes.compare.made_runs import JULY, SIDE, Made, even, fact, make_run, unit

BEFORE, AFTER = Made(), Made(day=JULY)
ELSEWHERE = (10.0, 0.0, 600000.0, 0.0, -10.0, 5000000.0)
SHIFTED = (10.0, 0.0, 500004.0, 0.0, -10.0, 5000000.0)
COARSE = (20.0, 0.0, 500000.0, 0.0, -20.0, 5000000.0)
PLAIN = {"boxes": None}

REFUSED = {
    "another place": (BEFORE, replace(AFTER, transform=ELSEWHERE, **PLAIN), "no ground lies in both"),
    "part of a pixel": (BEFORE, replace(AFTER, transform=SHIFTED), "0.40 and 0.00 of a pixel.*gdalwarp"),
    "another resolution": (BEFORE, replace(AFTER, transform=COARSE, **PLAIN), "10 and 20 in units.*gdalwarp"),
    "another system": (BEFORE, replace(AFTER, crs="EPSG:32632", **PLAIN), "EPSG:32631 and EPSG:32632.*gdalwarp"),
    "no place": (replace(BEFORE, crs=None, **PLAIN), replace(AFTER, **PLAIN), "no place on Earth"),
    "another sensor": (BEFORE, replace(AFTER, facts={"sensor": fact("Landsat 8")}), "Sentinel-2 and Landsat 8"),
    "sensor not known": (BEFORE, replace(AFTER, facts={"sensor": fact(None)}), "a sensor that is not known"),
    "another level": (BEFORE, replace(AFTER, facts={"level": fact("L1C")}), r"L2A and L1C.*--level"),
    "a picture": (BEFORE, replace(AFTER, facts={"unit": unit("picture")}), "values in picture.*reflectance"),
    "simulated": (BEFORE, replace(AFTER, facts={"simulated": "a model"}), "one of the two scenes is simulated"),
    "one date twice": (BEFORE, BEFORE, "both runs are of 2018-06-28"),
    "no date": (BEFORE, replace(AFTER, day=""), "date of run july is not known.*--date"),
    "no common index": (BEFORE, replace(AFTER, values={"EVI": even(0.5)}), "none of NDVI, NDRE, NDMI"),
    "all hidden": (BEFORE, replace(AFTER, classes=np.full((SIDE, SIDE), 2, np.uint8)), "no ground is clear on both"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_one_line_and_nothing_is_written(tmp_path, case):
    before, after, words = REFUSED[case]
    folders = [make_run(tmp_path / "june", before), make_run(tmp_path / "july", after)]
    there = sorted(tmp_path.iterdir())
    for pair in (folders, folders[::-1]):
        with pytest.raises(AgriError, match=words) as refused:
            compare_runs(*pair, tmp_path / "out")
        assert "\n" not in str(refused.value)
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize("name", ["indices.tif", "valid.tif", "parcels.geojson", "state.json"])
def test_a_run_that_was_changed_since_is_refused(tmp_path, name):
    folders = [make_run(tmp_path / "june", BEFORE), make_run(tmp_path / "july", AFTER)]
    with (folders[1] / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(AgriError, match=f"{name} of run july was changed"):
        compare_runs(*folders, tmp_path / "out")
    (folders[1] / name).unlink()
    with pytest.raises(AgriError, match=f"{name} of run july is gone"):
        compare_runs(*folders, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_run_without_a_manifest_is_refused(tmp_path):
    folders = [make_run(tmp_path / "june", BEFORE), make_run(tmp_path / "july", AFTER)]
    (folders[0] / "manifest.json").write_text("[]")
    with pytest.raises(AgriError, match="run june has no manifest"):
        compare_runs(*folders, tmp_path / "out")


def test_a_folder_that_holds_something_is_never_written_over(tmp_path):
    folders = [make_run(tmp_path / "june", BEFORE), make_run(tmp_path / "july", AFTER)]
    (tmp_path / "out").mkdir()
    compare_runs(*folders, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(AgriError, match="not empty"):
        compare_runs(*folders, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_what_is_wrong_half_way_leaves_nothing(tmp_path, monkeypatch):
    import nodes.compare.compare as room

    def fail(*_):
        raise OSError(28, "No space left on device")

    folders = [make_run(tmp_path / "june", BEFORE), make_run(tmp_path / "july", AFTER)]
    monkeypatch.setattr(room, "draw_change", fail)
    there = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match="No space"):
        compare_runs(*folders, tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"sensor": fact(None)}, "sensor_unknown"),
        ({"level": fact(None)}, "level_unknown"),
        ({"level": fact("L1C")}, "top_of_atmosphere"),
        ({"simulated": "a model"}, "simulated"),
    ],
)
def test_what_both_lack_is_a_doubt(tmp_path, facts, code):
    folders = [
        make_run(tmp_path / name, replace(made, facts=facts)) for name, made in (("june", BEFORE), ("july", AFTER))
    ]
    assert [doubt.code for doubt in compare_runs(*folders, tmp_path / "out").doubts] == [code]


def test_sensors_of_one_build_are_compared_with_a_doubt(tmp_path):
    pair = zip((BEFORE, AFTER), ("Landsat 8", "Landsat 9"), strict=True)
    folders = [make_run(tmp_path / name[-1], replace(made, facts={"sensor": fact(name)})) for made, name in pair]
    assert [doubt.code for doubt in compare_runs(*folders, tmp_path / "out").doubts] == ["sister_sensors"]
