import numpy as np
import pytest
import rasterio
from affine import Affine

from models.caption.aspects import measure_aspects
from models.caption.bands import ROLES, SIDE
from models.caption.learning import augment
from models.caption.learning.bank import Bank, Item, write_bank
from models.caption.learning.captions import compare_captions, compute_overlap
from models.caption.learning.real_patches import cut_patches, fit_patch, list_real_patches, order_bands
from tests.models.caption.test_aspects import patch_of

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
LEVELS = (0.1, 0.3, 0.5, 0.7, 0.85)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    random = np.random.default_rng(1)
    patches = [
        (
            patch_of(np.clip(level + spread * random.normal(size=(SIDE, SIDE)), 0, 0.95)),
            Item(file=f"{level} {spread}", site=f"site {level}", split=split, level="L2A", simulated=spread == 0.01),
        )
        for split in ("train", "test")
        for level in LEVELS
        for spread in (0.01, 0.1)
    ]
    return write_bank(tmp_path_factory.mktemp("bank"), patches)


def write_tif(path, values, place=(0, 0)):
    path.parent.mkdir(parents=True, exist_ok=True)
    count, height, width = values.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": values.dtype.name}
    transform = Affine(1e-4, 0, place[0], 0, -1e-4, place[1])
    with rasterio.open(path, "w", **profile, crs="EPSG:4326", transform=transform) as target:
        target.write(values)


def test_a_bank_keeps_patches_and_what_is_known(bank):
    assert bank.images.shape == (20, 12, SIDE, SIDE)
    assert {bank.items[place].split for place in bank.select("test")} == {"test"}
    assert len(bank.select("train", simulated=True)) == 5
    assert measure_aspects(bank.read(0)).ndvi == pytest.approx(LEVELS[0], abs=0.01)
    with pytest.raises(ValueError, match="odd"):
        write_bank(None, [(np.zeros((12, 3, 3), np.float32), bank.items[0].model_copy(update={"file": "odd"}))])


def test_bands_go_to_their_roles_and_the_rest_is_nan():
    ordered = order_bands(np.stack([np.full((2, 2), value, np.float32) for value in (4, 8, 10)]), ("B04", "B08", "B10"))
    assert ordered[ROLES.index("red")].max() == 4
    assert ordered[ROLES.index("nir")].max() == 8
    assert np.isnan(np.delete(ordered, [ROLES.index("red"), ROLES.index("nir")], axis=0)).all()


def test_patches_cover_an_image_to_its_edges():
    found = list(cut_patches(np.zeros((12, 100, 90), np.float32), 30))
    assert [(top, left) for top, left, _ in found] == [(0, 0), (0, 26), (30, 0), (30, 26), (36, 0), (36, 26)]
    assert {patch.shape for *_, patch in found} == {(12, SIDE, SIDE)}


@pytest.mark.parametrize("shape", [(16, 20), (40, 70), (64, 64), (90, 50)])
def test_chips_of_any_size_become_patches_of_the_same_place(shape):
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    patch = fit_patch(np.broadcast_to((rows / shape[0] + columns * 0).astype(np.float32), (12, *shape)))
    assert patch.shape == (12, SIDE, SIDE)
    assert np.nanmean(patch[:, :32]) < np.nanmean(patch[:, 32:])


def test_real_patches_are_found_by_source_once_and_split_by_site(tmp_path):
    random = np.random.default_rng(1)
    folder = tmp_path / "s2_multispectral"
    same = random.integers(1, 4000, (13, 64, 64), np.uint16)
    write_tif(folder / "eurosat_ms" / "Forest_1.tif", same)
    write_tif(folder / "rico_eurosat_ms" / "Forest_1.tif", same)
    write_tif(folder / "rico_eurosat_ms" / "Pasture_2.tif", same[::-1].copy())
    chip = random.integers(1100, 4000, (10, 30, 30), np.uint16)
    for number, place in enumerate(((78.2, 18.0), (78.2, 19.2), (77.6, 16.8), (79.2, 17.2), (79.0, 16.7))):
        write_tif(folder / "telangana_chips" / f"farm{number}.tif", chip + number, place)
    found = {item.file: (patch, item) for patch, item in list_real_patches(tmp_path)}
    assert sorted(found) == ["Forest_1.tif", "Pasture_2.tif", "farm0.tif", "farm2.tif", "farm3.tif", "farm4.tif"]
    splits = {name: item.split for name, (_, item) in found.items()}
    assert splits == {
        "Forest_1.tif": "train", "Pasture_2.tif": "test", "farm0.tif": "test", "farm2.tif": "train",
        "farm3.tif": "test", "farm4.tif": "validate",
    }  # fmt: skip
    forest, farm = found["Forest_1.tif"][0], found["farm0.tif"][0]
    assert forest[ROLES.index("nir08"), 0, 0] == pytest.approx(same[12, 0, 0] / 1e4)
    assert forest[ROLES.index("nir"), 0, 0] == pytest.approx(same[7, 0, 0] / 1e4)
    assert farm[ROLES.index("nir"), 0, 0] == pytest.approx((chip[3, 0, 0] - 1000) / 1e4, abs=1e-6)
    assert np.isnan(farm[ROLES.index("coastal")]).all()


def test_a_sampler_draws_what_can_be_described_the_same_for_the_same_seed(bank):
    sampler = augment.Sampler(bank, "train", 5)
    drawn = [sampler.draw() for _ in range(60)]
    for patch, aspects in drawn:
        assert patch.shape == (12, SIDE, SIDE)
        assert patch.dtype == np.float32
        assert measure_aspects(patch) == aspects
    assert len({aspects.pattern for _, aspects in drawn} - {None}) == 4
    assert len({aspects.vegetation for _, aspects in drawn} - {None}) == 5
    again = augment.Sampler(bank, "train", 5)
    assert all(np.array_equal(patch, again.draw()[0], equal_nan=True) for patch, _ in drawn[:10])
    with pytest.raises(ValueError, match="validate"):
        augment.Sampler(bank, "validate", 5)


def test_a_mixture_is_a_split_or_a_gradient():
    found = {
        measure_aspects(augment.mix_along_line(patch_of(0.25), patch_of(0.8), np.random.default_rng(seed))).pattern
        for seed in range(12)
    }
    assert found == {"split", "gradient"}


def test_hiding_leaves_enough_to_describe_and_bands_drop_whole():
    random = np.random.default_rng(2)
    for _ in range(40):
        patch = augment.hide(patch_of(0.6), augment.draw_blobs(random))
        patch = augment.hide(patch, ~augment.draw_field(random))
        assert measure_aspects(patch).vegetation == "dense"
    lacking = augment.drop_bands(patch, ("swir16", "swir22"))
    assert np.isnan(lacking[-2:]).all()
    assert measure_aspects(lacking).moisture is None


def test_overlap_is_one_for_the_same_and_small_for_others():
    text = "The vegetation is dense, and the land is moist."
    assert compute_overlap(text, text) == pytest.approx(1)
    assert compute_overlap(text, "Bare soil covers half of it.") < 0.2
    assert compare_captions([text] * 5, np.random.default_rng(1), 20) == pytest.approx(1)


def test_a_bank_is_loaded_from_its_folder(tmp_path, bank):
    write_bank(tmp_path, [(bank.read(0), bank.items[0])])
    assert Bank.load(tmp_path).items == bank.items[:1]
