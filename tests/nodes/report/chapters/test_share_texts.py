"""What the text of a claim says is what was computed: its number is found again from that text alone."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window

from models.field.parcels import read_parcels
from models.geo.reading.read import read_scene
from nodes.report.chapters import CHAPTERS
from nodes.run_folder.files import PARCELS
from nodes.state import Request, SceneState
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import BackendName, Settings
from tests.models.geo.landscape import NAMES, landscape, write
from tests.nodes.verify.test_run import FLAGS
from tests.parcels import parcels_of

VALUES = r"(\d+)(?: (?:to|or) (\d+))?"
SHARE = re.compile(
    rf"pixels that are {VALUES} among those that are {VALUES}(?: in (\w+))?(?:, where (\S+) is {VALUES})?"
    r"(?: inside parcel (.+))?"
)
MEAN = re.compile(rf"mean of (\w+)(?: over pixels that are {VALUES} in (\S+?))?(?: inside parcel (.+))?")
PIXELS = re.compile(rf"pixels that are {VALUES}(?: inside parcel (.+))?")
OTHERS = {"mean over the pixels of the highest class probability"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SceneState]:
    """A run with four parcels: two crops, one that was never learned, one without a name."""
    folder = tmp_path_factory.mktemp("texts")
    dn = landscape(120, seed=3)
    bands = np.stack([dn[name] for name in NAMES]).astype(np.uint16)
    scene = write(folder / "fields.tif", bands, NAMES, nodata=0)

    (folder / "parcels.geojson").write_text(json.dumps(parcels_of(
        read_scene(scene, FLAGS), a=("wheat", 0, 0, 60, 60), b=("maize", 60, 0, 120, 60), c=("grass", 0, 60, 60, 120),
        d=("", 60, 60, 118, 118),
    )).replace("2024-05-06", "2023-04-06"))  # fmt: skip
    request = Request(scene_path=str(scene), flags=FLAGS, parcels=str(folder / "parcels.geojson"))
    order = Order(request=request, backend=BackendName.FAKE)
    run_scene(order, Settings(home=folder / "home", backend=BackendName.FAKE), out=folder / "run")
    return folder / "run", SceneState.model_validate_json((folder / "run" / "state.json").read_bytes())


def claims_of(state, *names):
    return [claim for chapter in CHAPTERS if chapter.name in names for claim in chapter.claims(state)]


class Rasters:
    def __init__(self, run_dir, state):
        self._run_dir, self._state = run_dir, state

    def read(self, name, band=None):
        with rasterio.open(self._run_dir / name) as source:
            return source.read(source.descriptions.index(band) + 1 if band else 1)

    def inside(self, name):
        parcels = read_parcels(self._run_dir / PARCELS, self._state.scene.grid)
        numbers = parcels.numbers(Window(0, 0, 120, 120))
        return numbers == 1 + [parcel.name for parcel in parcels.all].index(name) if name else numbers >= 0

    def recompute(self, claim):
        """The number that the text of a claim describes."""
        if found := SHARE.fullmatch(claim.method):
            low, high, first, last, band, other, from_, to, parcel = found.groups()
            values, there = self.read(claim.file, band), self.inside(parcel)
            if other:
                there &= within(self.read(other), from_, to)
            return 100 * (within(values, low, high) & there).sum() / (within(values, first, last) & there).sum()
        found = MEAN.fullmatch(claim.method)
        band, first, last, file, parcel = found.groups()
        values = self.read(claim.file, band).astype(float)
        there = within(self.read(file), first, last) if file else np.isfinite(values) & (values != 255)
        mean = values[there & self.inside(parcel)].mean()
        return mean if claim.file == self._state.health.details else 100 * mean


def within(values, first, last):
    return (values >= int(first)) & (values <= int(last or first))


def test_every_share_is_what_its_text_says(finished):
    run_dir, state = finished
    rasters, seen = Rasters(run_dir, state), set()
    for claim in claims_of(state, "health", "risk", "parcels"):
        if claim.unit == "%" and claim.method not in OTHERS and not claim.id.endswith(".told"):
            assert claim.value == pytest.approx(rasters.recompute(claim), abs=2e-4), (claim.id, claim.method)
            seen.add(re.sub(r"\d+", "N", claim.id))
    assert seen >= {"parcel.N.ailing", "parcel.N.missing", "parcel.N.bare", "health.healthy.share", "risk.high.share",
                    "health.no_crop.share", "health.cause.drought", "health.one_class"}  # fmt: skip


def test_every_number_of_pixels_is_what_its_text_says(finished):
    run_dir, state = finished
    rasters = Rasters(run_dir, state)
    count = 0
    for claim in claims_of(state, "health", "risk", "parcels"):
        if claim.unit == "pixels":
            low, high, parcel = PIXELS.fullmatch(claim.method).groups()
            assert claim.value == (within(rasters.read(claim.file), low, high) & rasters.inside(parcel)).sum(), claim.id
            count += 1
    assert count >= 10


def test_a_field_is_judged_as_its_text_says(finished):
    run_dir, state = finished
    rasters = Rasters(run_dir, state)
    for number, field in enumerate(state.fields.fields, 1):
        inside = rasters.inside(field.name)
        claim = next(one for one in claims_of(state, "fields") if one.id == f"field.{number}.judged")
        assert claim.method.startswith("clear pixels with a value of the first index, of all within the outline")
        clear = (rasters.read("valid.tif") == 1) & np.isfinite(rasters.read("indices.tif"))
        assert claim.value == pytest.approx(100 * (clear & inside).sum() / inside.sum(), abs=0.02)
        ground = rasters.read("crops.tif")[inside]
        assert field.bare == pytest.approx((ground == 2).sum() / (ground > 1).sum(), abs=2e-3)


def test_nothing_is_stated_of_a_crop_that_was_never_learned(finished):
    _, state = finished
    told = {claim.id for claim in claims_of(state, "health", "risk", "parcels", "fields")}
    assert "parcel.3.bare" in told and "field.3.median" in told
    assert not {"parcel.3.ailing", "parcel.3.missing", "parcel.3.judged", "field.3.high"} & told
    assert {"parcel.1.ailing", "parcel.4.ailing"} <= told
