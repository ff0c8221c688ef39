"""The fully connected CRF: against itself written out, against `pydensecrf`, and in parts of a scene."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from models.risk.crf import CrfConfig, refine
from models.risk.lattice import build_lattice
from models.simulation.fields import draw_fractal, draw_parcels

CONFIG = CrfConfig(bilateral_reach=8.0)


def scene(side, seed=0):
    """(3, side, side) probabilities of noisy classes in parcels, and features that tell the parcels apart."""
    random = np.random.default_rng(seed)
    number = draw_parcels(random, side, max(4, (side // 16) ** 2))
    label = random.choice(3, int(number.max()) + 1)[number]
    looks = np.stack([random.normal(0, 1, int(number.max()) + 1)[number] for _ in range(3)])
    features = looks + 0.3 * np.stack([draw_fractal(random, side, 0.5) for _ in range(3)])
    logits = 1.2 * (label == np.arange(3)[:, None, None]) + np.stack(
        [draw_fractal(random, side, 1.0) for _ in range(3)]
    )
    raised = np.exp(logits)
    return (raised / raised.sum(axis=0)).astype(np.float32), features.astype(np.float32), label


def written_out(probability, features, config):
    """Mean field with kernels between all pairs of pixels."""
    _, height, width = probability.shape
    places = np.mgrid[:height, :width].reshape(2, -1).T
    looks = features.reshape(len(features), -1).T / config.bilateral_likeness
    kernels = []
    for points, weight in (
        (places / config.spatial_reach, config.spatial_weight),
        (np.concatenate([places / config.bilateral_reach, looks], axis=1), config.bilateral_weight),
    ):
        far = ((points[:, None] - points[None]) ** 2).sum(axis=-1)
        kernel = np.exp(-far / 2)
        norm = 1 / np.sqrt(kernel.sum(axis=1))
        kernels.append(weight * norm[:, None] * kernel * norm)
    output = np.log(np.maximum(probability.reshape(3, -1).T, 1e-6))
    shares = probability.reshape(3, -1).T.astype(float)
    for _ in range(config.iterations):
        energy = output + sum(kernel @ shares for kernel in kernels)
        shares = np.exp(energy - energy.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
    return shares.T.reshape(probability.shape)


def test_it_is_what_all_pairs_of_pixels_give():
    probability, features, _ = scene(40)
    refined, wanted = refine(probability, features, CONFIG), written_out(probability, features, CONFIG)
    assert (refined.argmax(axis=0) == wanted.argmax(axis=0)).mean() > 0.98
    assert np.abs(refined - wanted).mean() < 0.03
    np.testing.assert_allclose(refined.sum(axis=0), 1, atol=1e-5)


def test_it_is_what_pydensecrf_gives():
    densecrf = pytest.importorskip("pydensecrf.densecrf", reason="pip install pydensecrf2, which needs a compiler")
    utils = pytest.importorskip("pydensecrf.utils")
    side = 160
    probability, features, _ = scene(side)
    reference = densecrf.DenseCRF(side * side, 3)
    reference.setUnaryEnergy(np.ascontiguousarray(-np.log(np.maximum(probability.reshape(3, -1), 1e-6))))
    near = utils.create_pairwise_gaussian((CONFIG.spatial_reach,) * 2, (side, side))
    reference.addPairwiseEnergy(near, compat=CONFIG.spatial_weight)
    alike = utils.create_pairwise_bilateral(
        (CONFIG.bilateral_reach,) * 2, (CONFIG.bilateral_likeness,) * 3, features, chdim=0
    )
    reference.addPairwiseEnergy(alike, compat=CONFIG.bilateral_weight)
    wanted = np.array(reference.inference(CONFIG.iterations)).reshape(probability.shape)
    refined = refine(probability, features, CONFIG)
    assert (refined.argmax(axis=0) == wanted.argmax(axis=0)).mean() >= 0.995
    assert np.median(np.abs(refined - wanted)) < 1e-4


def test_noise_goes_and_edges_stay():
    probability, features, label = scene(96)
    before = (probability.argmax(axis=0) == label).mean()
    after = (refine(probability, features, CONFIG).argmax(axis=0) == label).mean()
    assert after > before + 0.1


def test_unknown_pixels_stay_unknown_and_do_not_count():
    probability, features, _ = scene(48)
    probability[:, :10] = np.nan
    features[0, 40:] = np.nan
    refined = refine(probability, features, CONFIG)
    assert np.isnan(refined[:, :10]).all()
    np.testing.assert_array_equal(refined[:, 40:], probability[:, 40:])
    alone = refine(probability[:, 10:40], features[:, 10:40], CONFIG, origin=(10, 0))
    np.testing.assert_allclose(refined[:, 10:40], alone, atol=1e-6)


def test_a_part_with_a_halo_gives_what_the_whole_gives():
    probability, features, _ = scene(160)
    halo, part = 48, slice(64, 96)
    around = slice(part.start - halo, part.stop + halo)
    whole = refine(probability, features, CONFIG)[:, part, part]
    alone = refine(probability[:, around, around], features[:, around, around], CONFIG, (around.start, around.start))
    np.testing.assert_allclose(alone[:, halo:-halo, halo:-halo], whole, atol=2e-3)


def test_no_iterations_change_nothing():
    probability, features, _ = scene(16)
    assert refine(probability, features, CrfConfig(iterations=0)) is probability


@pytest.mark.parametrize("dimensions", [1, 2, 5, 8])
def test_points_lie_within_their_simplex(dimensions):
    points = np.random.default_rng(1).normal(0, 3, (500, dimensions)).astype(np.float32)
    with ThreadPoolExecutor(2) as pool:
        lattice = build_lattice(points, pool)
    np.testing.assert_allclose(lattice.share.sum(axis=1), 1, atol=1e-4)
    assert lattice.share.min() > -1e-4
    assert (np.sort(lattice.corner, axis=1)[:, 1:] > np.sort(lattice.corner, axis=1)[:, :-1]).all()
    there = lattice.above < lattice.corners
    axis, corner = np.nonzero(there)
    np.testing.assert_array_equal(lattice.below[axis, lattice.above[there]], corner)
