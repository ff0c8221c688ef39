"""Every file of a folder of real scenes ends in a report that verifies, or in one line of refusal that is right."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import AgriError
from models.geo.contract.scene import SceneFlags
from nodes.state import Request, SceneState

DATA = Path(os.environ.get("AGRI_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))
NO_SCENES = (".txt", ".csv", ".npz", ".npy", ".parquet", ".geoparquet", ".md")
KINDS = {"infrared_thermal": "infrared", "leaf_disease": "rgb", "sar": "sar"}
WITH_NDVI = ("eotdl_boadella", "eotdl_misc", "eurosat_ms")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="no real scenes here; set AGRI_REAL_DATA to their folder"),
]


def files(*patterns: str) -> list[Path]:
    """Files of the folder that match, every one of them once."""
    return sorted({path for pattern in patterns for path in DATA.glob(pattern) if path.is_file()})


def names(path: Path) -> str:
    return str(path.relative_to(DATA))


def analyse(path: Path, home: Path, **flags: str) -> tuple[Path, SceneState]:
    from orchestrator.run import run_scene
    from orchestrator.run_folder import Order
    from orchestrator.settings import Settings

    order = Order(request=Request(scene_path=str(path), flags=SceneFlags(**flags)))
    finished = run_scene(order, Settings(home=home))
    return finished.run_dir, finished.state


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return tmp_path_factory.mktemp("home")


def check_report(run_dir: Path) -> None:
    from nodes.verify.run import verify_run

    assert (run_dir / "report.html").is_file()
    assert verify_run(run_dir).findings == []


def check_kind(run_dir: Path, state: SceneState, kind: str) -> None:
    """Named right and with confidence, and the network's part stands in the report."""
    found = state.modality
    assert found is not None and found.modality == kind and found.confidence >= 0.7
    report = (run_dir / "report.md").read_text()
    if found.network is None:
        assert "the network was not asked" in report
    else:
        assert found.network.modality == kind
        assert "the network says" in report or "the network is uncertain" in report


def refusal(path: Path, home: Path) -> str:
    with pytest.raises(AgriError) as caught:
        analyse(path, home)
    text = str(caught.value)
    assert "\n" not in text
    assert path.name.split("_32631")[0] in text
    return text


@pytest.mark.parametrize("path", files("s2_multispectral/**/*.tif*"), ids=names)
def test_multispectral_scene_has_a_report(path, home):
    run_dir, state = analyse(path, home)
    check_report(run_dir)
    assert state.modality.modality == "multispectral"
    measured = {stats.name: stats for stats in state.indices.stats} if state.indices else {}
    if path.parent.name in WITH_NDVI:
        assert -0.7 < measured["NDVI"].percentiles["50"] < 0.95
    assert measured or any(issue.kind == "refused" for issue in state.issues)


@pytest.mark.parametrize("path", files("rgbn_aerial/**/*.tif"), ids=names)
def test_aerial_picture_has_a_report_without_indices(path, home):
    run_dir, state = analyse(path, home)
    check_report(run_dir)
    assert state.indices is None
    assert any(issue.kind == "refused" for issue in state.issues)


@pytest.mark.parametrize("path", files("sar/*.tif"), ids=names)
def test_radar_scene_is_radar(path, home):
    run_dir, state = analyse(path, home)
    check_report(run_dir)
    check_kind(run_dir, state, "sar")


@pytest.mark.parametrize("path", files("infrared_thermal/**/*.jpg", "leaf_disease/**/*.jpg", "sar/**/*.png"), ids=names)
def test_picture_has_a_report(path, home):
    run_dir, state = analyse(path, home)
    assert (run_dir / "report.html").is_file()
    assert state.indices is None
    check_kind(run_dir, state, next(kind for folder, kind in KINDS.items() if folder in path.parts))


@pytest.mark.parametrize("path", files("**/*.nc"), ids=names)
def test_series_asks_for_a_date_and_then_has_a_report(path, home):
    text = refusal(path, home)
    if "--date" not in text:
        assert "no scene" in text
        return
    date = text.split("--date ")[1].split()[0]
    run_dir, state = analyse(path, home, date=date)
    check_report(run_dir)
    if path.name.startswith("S1_"):
        check_kind(run_dir, state, "sar")


@pytest.mark.parametrize("path", files(*(f"**/*{suffix}" for suffix in NO_SCENES)), ids=names)
def test_what_is_no_raster_is_refused(path, home):
    assert "no raster" in (text := refusal(path, home)) or "no format of scenes" in text or "cannot be read" in text


@pytest.mark.parametrize("path", files("*/**/*"), ids=names)
def test_every_file_can_be_inspected_or_is_refused(path):
    from models.geo.reading.read import read_scene

    try:
        assert read_scene(path).bands
    except AgriError as error:
        assert "\n" not in str(error)
