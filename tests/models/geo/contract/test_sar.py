import numpy as np
import pytest

from models.geo.contract.sar import convert_to_power, recognise_sar_scale


def backscatter(looks: int, seed: int, texture: float = 0.6, side: int = 192) -> np.ndarray:
    """(side, side) gamma0 power of fields with gamma speckle, as a calibrated product stores it."""
    random = np.random.default_rng(seed)
    count = -(-side // 16)
    fields = np.kron(np.exp(random.normal(np.log(0.08), texture, (count, count))), np.ones((16, 16)))[:side, :side]
    return (fields * random.gamma(looks, 1 / looks, fields.shape)).astype(np.float32)


SCALES = {
    "sar_db": lambda power: 10 * np.log10(power),
    "sar_amplitude": np.sqrt,
    "sar_power": lambda power: power,
}


@pytest.mark.parametrize("looks", [1, 3, 5, 10, 16])
@pytest.mark.parametrize("unit", SCALES)
def test_scale_is_recognised_or_left_open_but_never_mistaken(unit, looks):
    found = [recognise_sar_scale(SCALES[unit](backscatter(looks, seed)).astype(np.float32)) for seed in range(8)]
    assert {guess.unit for guess in found if guess} <= {unit}
    if unit == "sar_db":
        assert all(found)


def test_hundredths_of_decibels_come_with_their_scale():
    guess = recognise_sar_scale(np.round(1000 * np.log10(backscatter(4, 1))).astype(np.float32))
    assert (guess.unit, guess.scale) == ("sar_db", 0.01)


def test_counts_of_a_detected_product_are_not_called_calibrated():
    guess = recognise_sar_scale(np.round(400 * np.sqrt(backscatter(4, 1))).astype(np.float32) + 20)
    assert guess.unit == "sar_dn"


@pytest.mark.parametrize("unit", SCALES)
def test_every_scale_gives_the_same_power(unit):
    power = backscatter(4, 2)
    assert convert_to_power(SCALES[unit](power).astype(np.float32), unit) == pytest.approx(power, rel=1e-4)


def test_nothing_is_said_of_a_constant_or_tiny_sample():
    assert recognise_sar_scale(np.full((64, 64), 0.1, np.float32)) is None
    assert recognise_sar_scale(backscatter(1, 0)[:4, :4]) is None
