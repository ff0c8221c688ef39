"""Which Sentinel-2 band is which in a stack without names: the last resort, told by texture and spectrum.

Sentinel-2 measures at 10, 20 and 60 m. In a stack on one 10 m grid the coarser bands are repeated or interpolated, and
that stays visible: repeated ones have equal neighbours in 1/2 or 5/6 of all pairs, interpolated ones have weak second
differences. The pattern of native resolutions along the stack, with a few spectral laws, fits at most one of the
known orders; where none or several fit, nothing is said.
"""

import numpy as np

from models.arrays import Doubles
from models.geo.contract.offset import guess_zero_level

KNOWN_ORDERS = {
    "Level-2A order": "B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B11 B12",
    "Level-2A order with B8A last": "B01 B02 B03 B04 B05 B06 B07 B08 B09 B11 B12 B8A",
    "Level-1C order": "B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B10 B11 B12",
    "EuroSAT order": "B01 B02 B03 B04 B05 B06 B07 B08 B09 B10 B11 B12 B8A",
    "order without 60 m bands": "B02 B03 B04 B05 B06 B07 B08 B8A B11 B12",
}
_NATIVE = dict.fromkeys(("B02", "B03", "B04", "B08"), 10) | dict.fromkeys(("B01", "B09", "B10"), 60)
_LEAST_PIXELS = 48  # a side; below, neighbours are too few to tell


def recognise_order(bands: Doubles) -> tuple[tuple[str, ...], str] | None:
    """Name (n, h, w) stored values on a 10 m grid, without no-data, with the evidence; None where not certain."""
    if min(bands.shape[1:]) < _LEAST_PIXELS:
        return None
    texture = [_native_resolution(band) for band in bands]
    matching = {}
    for title, order in KNOWN_ORDERS.items():
        names = tuple(order.split())
        if len(names) == len(bands) and _fits(texture, names) and _lawful(bands, names):
            matching[title] = names
    if len(matching) != 1:
        return None
    title, names = next(iter(matching.items()))
    return names, (
        f"texture of {len(names)} bands (10, 20 and 60 m) and their correlations fit one known order only, the {title}"
    )


def _native_resolution(band: Doubles) -> tuple[int, ...]:
    """Return the native resolutions in metres that a band's texture on a 10 m grid allows."""
    across, down = np.diff(band, axis=1), np.diff(band, axis=0)
    equal = (np.mean(across == 0) + np.mean(down == 0)) / 2
    slope = np.sqrt(np.mean(across**2) + np.mean(down**2))
    bend = np.sqrt(np.mean(np.diff(across, axis=1) ** 2) + np.mean(np.diff(down, axis=0) ** 2))
    if slope == 0:
        return ()
    if equal > 0.78:
        return (60,)
    if equal > 0.56:
        return (20, 60)
    if equal > 0.40:
        return (20,)
    roughness = bend / slope  # 1.41 for white noise, 0 for a plane
    if roughness > 0.8:
        return (10,)
    return (20, 60)


def _fits(texture: list[tuple[int, ...]], names: tuple[str, ...]) -> bool:
    """Tell whether every band may have the native resolution that its name would give it; B10 is too faint to tell."""
    return all(name == "B10" or _NATIVE.get(name, 20) in allowed for name, allowed in zip(names, texture, strict=True))


def _lawful(bands: Doubles, names: tuple[str, ...]) -> bool:
    """Check spectral laws that hold over land and water alike, on 60 m means so that resolution does not matter."""
    rows, columns = bands.shape[1] // 6 * 6, bands.shape[2] // 6 * 6
    means = bands[:, :rows, :columns].reshape(len(bands), rows // 6, 6, columns // 6, 6).mean(axis=(2, 4), dtype=float)
    flat = means.reshape(len(bands), -1)
    if np.any(flat.std(axis=1) == 0):
        return False
    alike = np.corrcoef(flat)
    at = {name: index for index, name in enumerate(names)}

    def r(one: str, other: str) -> float:
        return float(alike[at[one], at[other]])

    def closest(name: str) -> str:
        return max((other for other in names if other not in (name, "B09", "B10")), key=lambda other: r(name, other))

    laws = [
        min(r("B07", "B8A"), r("B08", "B8A"), r("B06", "B07")) > 0.75,
        closest("B8A") in ("B07", "B08"),
        closest("B07") in ("B06", "B08", "B8A"),
        r("B04", "B05") > r("B04", "B07"),
        r("B03", "B02") > r("B08", "B02"),
        r("B04", "B05") > r("B02", "B05") - 0.02,  # red lies beside the red edge
        r("B11", "B12") > min(r("B07", "B12"), r("B02", "B12")),
    ]
    if "B01" in at:
        laws.append(r("B01", "B02") > r("B01", "B08"))
    if "B10" in at:  # cirrus: the atmosphere is opaque, so the ground does not show
        level = np.median(flat, axis=1)
        floor = guess_zero_level(level)
        others = [level[i] for name, i in at.items() if name != "B10"]
        laws.append(level[at["B10"]] - floor < 0.25 * (min(others) - floor))
    return all(laws)
