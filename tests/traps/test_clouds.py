"""Traps of clouds: dark water is no shadow, white roofs are doubted, what is unknown switches no safeguard off."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from models.errors import Code
from models.geo.contract.scene import SceneFlags
from nodes.state import Request, SceneState
from nodes.verify.run import verify_run
from orchestrator.graph import NODES
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import Settings

from .judge import NOT_NEEDED
from .world import Pixels, Tif

COLOURS = ("blue", "green", "red", "nir")
SIX = ("B02", "B03", "B04", "B08", "B11", "B12")
SIDE = 96
SURFACE, TOP = {"PROCESSING_LEVEL": "Level-2A"}, {"PROCESSING_LEVEL": "Level-1C"}
DEEP = (130, 180, 70, 40, 90, 80)  # DN of the open sea at the surface, as Sentinel-2 sees the Øresund
TURBID = (380, 560, 520, 200, 150, 130)
WHITE = (6000, 5900, 6000, 6300, 4200, 3300)
ROOF = (2100, 2200, 2300, 2350, 2500, 2200)
STREET = (700, 800, 950, 1200, 1500, 1400)
WHEAT = (300, 600, 350, 4200, 1900, 900)


def even(levels: tuple[int, ...], grain: float = 0.03, seed: int = 1, side: int = SIDE) -> Pixels:
    """(6, side, side) DN of one cover with a little grain."""
    random = np.random.default_rng(seed)
    return np.array(levels)[:, None, None] * (1 + grain * random.normal(size=(1, side, side)))


def smooth(size: float, seed: int = 2) -> Pixels:
    """(96, 96) factors around 1 that change slowly."""
    noise = gaussian_filter(np.random.default_rng(seed).normal(size=(SIDE, SIDE)), 6)
    return 1 + size * noise / noise.std()


def place(base: Pixels, box: tuple[slice, slice], levels: tuple[int, ...]) -> Pixels:
    """A copy with that cover in a box."""
    pixels = base.copy()
    pixels[(slice(None), *box)] = even(levels, seed=3)[(slice(None), *box)]
    return pixels


def cloud_and_shadow(base: Pixels, down: int, right: int) -> Pixels:
    """A round soft cloud of 200 m radius in the middle, and its shadow so many pixels away."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]

    def disc(row: int, column: int) -> Pixels:
        return np.clip(1.6 - np.hypot(rows - row, columns - column) / 14, 0, 1)

    cloud, shadow = disc(48, 48), disc(48 + down, 48 + right)
    return (base * (1 - 0.93 * shadow)) * (1 - cloud) + np.array(WHITE)[:, None, None] * cloud


@dataclass(frozen=True)
class Sky:
    """A scene, and what is true of its sky."""

    pixels: Pixels
    tags: dict[str, str] = field(default_factory=lambda: SURFACE)
    names: tuple[str, ...] = SIX
    cloud: tuple[float, float] = (0.0, 0.0)  # least and most share
    shadow: tuple[float, float] = (0.0, 0.0)
    says: tuple[Code, ...] = ()
    covers: bool = True  # whether classes of NDVI may be told
    flags: SceneFlags = field(default_factory=SceneFlags)


@dataclass(frozen=True)
class Pair:
    """A sky that is easily misread, and its clean twin."""

    name: str
    trap: Sky
    twin: Sky


def ask(sky: Sky, folder: Path) -> tuple[SceneState, str, list[str]]:
    """Send it through the program; the state, the report, and what `verify` finds."""
    pixels = np.clip(np.round(sky.pixels[: len(sky.names)]), 1, 20_000).astype("uint16")
    path = Tif(names=sky.names, offset=0.0, tags=sky.tags).write(folder / "scene.tif", pixels)
    quiet = [name for name in NOT_NEEDED if name != "compose_report"]
    nodes = dict(NODES) | dict.fromkeys(quiet, lambda _state, _context: {})
    request = Request(scene_path=str(path), flags=sky.flags, clouds=True)
    done = run_scene(Order(request=request), Settings(home=folder / "home"), nodes=nodes)
    found = [str(finding) for finding in verify_run(done.run_dir).findings]
    return done.state, (done.run_dir / "report.html").read_text(), found


def faults(sky: Sky, folder: Path) -> list[str]:
    """What is said of a sky that is not so, or not said that had to be."""
    state, report, found = ask(sky, folder)
    assert state.clouds is not None
    codes = {issue.code for issue in state.issues}
    for name, (least, most) in (("cloud", sky.cloud), ("shadow", sky.shadow)):
        if not least <= state.clouds.share(name) <= most + 1e-9:
            found.append(f"{name}: {state.clouds.share(name):.3f}, true {least} to {most}")
    if sky.cloud[0] == 0 < state.clouds.share("cloud") and "clouds_doubtful" not in codes:
        found.append("does not doubt its clouds")
    found += [f"does not say {code}" for code in sky.says if code not in codes]
    found += [f"says {code}" for code in SAYINGS if code in codes and code not in sky.says]
    if ("<summary>Cover</summary>" in report) != sky.covers:
        found.append("cover is told" if "<summary>Cover</summary>" in report else "no cover is told")
    return found


SAYINGS: tuple[Code, ...] = ("clouds_unmasked", "clouds_level_unknown", "looks_cloudy")
SEA, MUD, FIELD, TOWN = even(DEEP), even(TURBID), even(WHEAT, 0.08), even(STREET, 0.1)
LEVELLED = SceneFlags(level="L2A")
QUAY = (slice(30, 54), slice(30, 63))
CLEAN_FIELD, CLEAN_SEA = Sky(FIELD), Sky(SEA)
ALL_WHITE = even(WHITE, 0.0) * smooth(0.03)
HALF_SEA = np.where(np.arange(SIDE)[:, None] < 48, SEA, FIELD)

PAIRS = (
    Pair("open-sea-is-no-shadow", CLEAN_SEA, CLEAN_FIELD),
    Pair("open-sea-of-four-bands", Sky(SEA, names=SIX[:4]), Sky(FIELD, names=SIX[:4])),
    Pair("open-sea-at-the-top-of-the-atmosphere",
         Sky(SEA + np.array([900, 500, 250, 100, 10, 5])[:, None, None], TOP), Sky(MUD, TOP)),
    Pair("sea-beside-fields", Sky(HALF_SEA), CLEAN_FIELD),
    Pair("mud-in-the-sun-beside-a-quay",
         Sky(place(MUD, QUAY, ROOF), cloud=(0, 0.12)), Sky(MUD)),
    Pair("quay-in-the-sea", Sky(place(SEA, QUAY, ROOF), cloud=(0, 0.12)), CLEAN_SEA),
    Pair("all-cloud-of-unknown-level",
         Sky(ALL_WHITE, {}, cloud=(0.99, 1), says=("clouds_level_unknown",), covers=False),
         Sky(ALL_WHITE, cloud=(0.99, 1), covers=False)),
    Pair("even-cloud-without-an-edge", Sky(even(WHITE, 0.005), cloud=(0.99, 1), covers=False),
         Sky(ALL_WHITE, cloud=(0.99, 1), covers=False)),
    Pair("all-cloud-of-four-bands-and-unknown-level",
         Sky(ALL_WHITE, {}, names=SIX[:4], cloud=(0.99, 1), says=("clouds_level_unknown",), covers=False),
         Sky(FIELD, {}, names=SIX[:4])),
    Pair("level-by-flag-asks-one-network", Sky(ALL_WHITE, {}, cloud=(0.99, 1), covers=False, flags=LEVELLED),
         Sky(FIELD, {}, flags=LEVELLED)),
    Pair("all-cloud-of-unknown-sensor",
         Sky(ALL_WHITE, {}, names=COLOURS, says=("clouds_unmasked", "looks_cloudy"), covers=False),
         Sky(FIELD, {}, names=COLOURS, says=("clouds_unmasked",))),
    Pair("one-pixel-wide", Sky(FIELD[:, :, :1], says=("clouds_unmasked",)), CLEAN_FIELD),
    Pair("ten-pixels-wide", Sky(FIELD[:, :, :10], says=("clouds_unmasked",)), CLEAN_FIELD),
    Pair("cloud-and-its-shadow-on-fields",
         Sky(cloud_and_shadow(FIELD, -28, -20), cloud=(0.03, 0.2), shadow=(0, 0.2)), CLEAN_FIELD),
)  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.name for pair in PAIRS])
def test_sky_is_never_misread_in_silence(pair, tmp_path, record_property):
    record_property("trap", "error")
    wrong = faults(pair.trap, tmp_path)
    record_property("trap", "silently wrong" if wrong else "right or refused")
    assert not wrong, "; ".join(wrong)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.name for pair in PAIRS])
def test_clean_sky_is_completed(pair, tmp_path, record_property):
    record_property("twin", "not completed")
    wrong = faults(pair.twin, tmp_path)
    assert not wrong, "; ".join(wrong)
    record_property("twin", "completed")
