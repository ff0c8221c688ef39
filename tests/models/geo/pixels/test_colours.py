"""Whether everyone can tell the colours of maps apart: seen as colour-blind readers see them, by CIEDE2000."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from models.geo.clouds.mask import COLOURS as GROUND
from models.geo.pixels import colours
from models.health.config import CLASSES as HEALTH_CLASSES
from models.health.config import SHADES as HEALTH
from models.risk.config import CLASSES as RISK_CLASSES
from models.risk.config import SHADES as RISK

EYES = {  # Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB
    "normal": np.eye(3),
    "protanope": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranope": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanope": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]])
RAMPS = {name: getattr(colours, name) for name in ("GREEN", "WATER", "BARE", "NEUTRAL")}
PATTERNS = (colours.NO_DATA, colours.CLOUD, colours.SHADOW, colours.OUTSIDE, colours.NO_CROP_LINES)
GREYS = {shade for pattern in PATTERNS for shade in (pattern.ground, pattern.mark)}
HUES = {"red": (340, 15), "rust": (10, 30), "ochre": (30, 45), "green": (80, 160), "blue": (200, 230),
        "violet": (260, 310)}  # fmt: skip
eyes = pytest.mark.parametrize("eye", EYES)


def seen(colour: str, eye: str):
    """Lab, D65, of `#rrggbb` as that eye sees it."""
    stored = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    linear = np.where(stored <= 0.04045, stored / 12.92, ((stored + 0.055) / 1.055) ** 2.4)
    x = XYZ @ np.clip(np.array(EYES[eye]) @ linear, 0, 1) / XYZ.sum(axis=1)
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), x / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other):
    """CIEDE2000 between two colours in Lab (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(a1 * g, b1), np.hypot(a2 * g, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1 * g)) % 360, np.degrees(np.arctan2(b2, a2 * g)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    h = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1 + sum(
        k * np.cos(np.radians(n * h + s)) for k, n, s in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    )
    light = (l2 - l1) / (1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2))
    chroma = (c2 - c1) / (1 + 0.045 * cm)
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * cm * t)
    spin = np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))
    twist = -np.sin(spin) * 2 * np.sqrt(cm**7 / (cm**7 + 25**7))
    return float(np.sqrt(light**2 + chroma**2 + hue**2 + twist * chroma * hue))


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_formula_gives_the_published_differences(one, other, known):
    assert difference(one, other) == pytest.approx(known, abs=1e-4)


@eyes
@pytest.mark.parametrize("shades", [HEALTH, RISK])
def test_classes_are_told_apart_by_everyone(shades, eye):
    classes = [shade.colour for shade in shades[:-1]]
    pairs = [*combinations(classes, 2), *((one, grey) for one in classes for grey in GREYS)]
    close = {pair: round(difference(*(seen(one, eye) for one in pair)), 1) for pair in pairs}
    assert not {pair: value for pair, value in close.items() if value < 20}


@eyes
@pytest.mark.parametrize("shades", [HEALTH, RISK])
def test_classes_darken_from_good_to_bad(shades, eye):
    lightness = [seen(shade.colour, eye)[0] for shade in shades[:-1]]
    assert all(one - other > 10 for one, other in pairwise(lightness))


@eyes
@pytest.mark.parametrize("name", RAMPS)
def test_ramps_darken_from_end_to_end(name, eye):
    lightness = [seen(stop, eye)[0] for stop in RAMPS[name].stops]
    assert all(one - other > 3 for one, other in pairwise(lightness))
    assert lightness[0] - lightness[-1] > 60


def test_greys_of_a_map_lie_differently_or_differ():
    told = [(pattern.lie, pattern.ground) for pattern in PATTERNS]
    assert len({lie for lie, _ in told}) == len(told)
    white = seen(colours.NO_DATA.ground, "normal")
    assert difference(seen(colours.NO_CROP.colour, "normal"), seen(colours.OUTSIDE.ground, "normal")) > 10
    assert difference(white, seen(colours.NO_CROP.colour, "normal")) > 15


@pytest.mark.parametrize("shade", [*HEALTH, *RISK, *(end for ramp in RAMPS.values() for end in (ramp.low, ramp.high))])
def test_words_of_colours_are_those_of_the_colours(shade):
    red, green, blue = (int(shade.colour[place : place + 2], 16) for place in (1, 3, 5))
    lightness = seen(shade.colour, "normal")[0]
    assert ("light" in shade.word or "pale" in shade.word) <= (lightness > 60)
    assert ("dark" in shade.word) <= (lightness < 40)
    hue = next((hues for word, hues in HUES.items() if word in shade.word), None)
    if "grey" in shade.word:
        assert red == green == blue
    elif hue is not None:
        top, low = max(red, green, blue), min(red, green, blue)
        sector = {red: (green - blue), green: 2 * (top - low) + blue - red, blue: 4 * (top - low) + red - green}[top]
        degrees = 60 * sector / (top - low) % 360
        assert (degrees - hue[0]) % 360 <= (hue[1] - hue[0]) % 360


def test_ends_of_ramps_are_their_ends():
    for ramp in RAMPS.values():
        assert (ramp.low.colour, ramp.high.colour) == (ramp.stops[0], ramp.stops[-1])


def test_each_class_has_one_shade():
    assert len(HEALTH) == len(HEALTH_CLASSES) + 1 and len(RISK) == len(RISK_CLASSES) + 1
    assert HEALTH[-1] == RISK[-1] == colours.NO_CROP
    assert set(GROUND) == {0, 1, 2, 3}
