"""The sheet that a map is drawn on: colours, a colour bar or a legend, north and a scale bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import find_north

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_LONGEST, _SHORTEST = 720, 110  # pixels of the drawn map
DPI = 100
CLOUD, SHADOW, NO_DATA, UNDEFINED = 2, 3, 0, 4
_PAINT = {  # (background, stripes), greys that no colour map uses; stripes lean right for cloud, left for shadow
    CLOUD: ("#d9d9d9", "#8c8c8c"),
    SHADOW: ("#6b6b6b", "#3d3d3d"),
    NO_DATA: ("#ffffff", "#ffffff"),
    UNDEFINED: ("#f4d5e0", "#f4d5e0"),
}
NAMES = {NO_DATA: "no data", CLOUD: "cloud", SHADOW: "cloud shadow", UNDEFINED: "index not defined"}
_HATCH = {CLOUD: "////", SHADOW: "\\\\\\\\"}

_WIDE: dict[str, Any] = {"fontsize": 9, "handlelength": 2.2}
_NARROW: dict[str, Any] = {"fontsize": 8, "handlelength": 1.6, "columnspacing": 0.9, "handletextpad": 0.4}
"""Legends of few and of many entries."""


@dataclass(frozen=True)
class Frame:
    """How large a map is drawn, in pixels of the screen, and how much each side is stretched against the other."""

    width: int
    height: int
    stretch: tuple[float, float]


def frame_of(grid: Grid) -> Frame:
    """The longer side at its full length; a ribbon is widened until it can be seen, and the map says so."""
    size = grid.pixel_size_m or (1.0, 1.0)
    width, height = grid.width * size[0], grid.height * size[1]
    scale = _LONGEST / max(width, height)
    true = width * scale, height * scale
    drawn = max(_SHORTEST, round(true[0])), max(_SHORTEST, round(true[1]))
    return Frame(*drawn, (drawn[0] / true[0], drawn[1] / true[1]))


def nice_length(longest_m: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ metres that is not longer."""
    power = 10.0 ** floor(log10(longest_m))
    return max(step * power for step in (1, 2, 5) if step * power <= longest_m * (1 + 1e-9))


def read_drawn(path: Path, band: int, frame: Frame, grid: Grid) -> Floats:
    """(h, w) values as drawn, north up as results lie; nearest neighbour, so classes stay classes."""
    import rasterio
    from rasterio.enums import Resampling

    shape = min(grid.height, frame.height), min(grid.width, frame.width)
    with rasterio.open(path) as source:
        coarse = source.read(band, out_shape=shape, resampling=Resampling.nearest)
    rows = (np.arange(frame.height) * shape[0]) // frame.height
    columns = (np.arange(frame.width) * shape[1]) // frame.width
    return np.array(coarse[rows][:, columns], dtype=np.float32)


class Sheet:
    """The paper that a map is drawn on; all places in pixels from the lower left, so nothing can overlap."""

    MARGIN, TITLE, STRIP, LEGEND, BAR = 24, 44, 74, 34, 110

    def __init__(self, figure: Any, frame: Frame) -> None:
        self.figure, self.frame = figure, frame
        self.width = max(frame.width + 2 * self.MARGIN + self.BAR, 700)
        self.height = frame.height + self.TITLE + self.STRIP + self.LEGEND
        figure.set_size_inches(self.width / DPI, self.height / DPI)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Any:
        """Axes at a place of the sheet."""
        return self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))

    def title(self, text: str) -> None:
        """In one line, shortened to the width."""
        import textwrap

        short = textwrap.shorten(text.replace("$", r"\$"), width=self.width // 8, placeholder=" …")
        self.figure.text(self.MARGIN / self.width, 1 - 27 / self.height, short, size=12, weight="bold")

    def map(self, values: Floats, classes: Bytes, colours: tuple[str, float, float]) -> None:
        """(h, w) values in a colour map between two ends, with its bar."""
        from matplotlib import colormaps
        from matplotlib.cm import ScalarMappable
        from matplotlib.colors import Normalize
        from matplotlib.ticker import MaxNLocator

        name, low, high = colours
        shades = ScalarMappable(Normalize(low, high), colormaps[name])
        self.paint(shades.to_rgba(np.nan_to_num(values), bytes=True)[..., :3], classes)
        bar = self.axes(
            self.MARGIN + self.frame.width + 16, self.STRIP + self.LEGEND, 18, self.frame.height
        )  # fmt: skip
        ticks = MaxNLocator(max(2, min(8, self.frame.height // 45)))
        self.figure.colorbar(shades, cax=bar, extend="both", ticks=ticks)

    def paint(self, picture: Bytes, classes: Bytes) -> None:
        """(h, w, 3) colours, painted over where `classes` are not clear."""
        axes = self.axes(self.MARGIN, self.STRIP + self.LEGEND, self.frame.width, self.frame.height)
        axes.imshow(_painted(picture, classes), interpolation="nearest", aspect="auto")
        axes.set_xticks([])
        axes.set_yticks([])

    def place(self, grid: Grid) -> None:
        """North arrow and scale bar under the map, or the words that there are none."""
        north = _shown_north(grid, self.frame)
        axes = self.axes(0, self.LEGEND, self.width, self.STRIP)
        axes.set(xlim=(0, self.width), ylim=(0, self.STRIP))
        axes.axis("off")
        words = []
        if north is None or grid.pixel_size_m is None:
            words.append("no place on Earth is known: no north, no scale")
        else:
            self._arrow(axes, north)
            self._scale(axes, grid.width * grid.pixel_size_m[0])
        for side, stretch in zip(("across", "downwards"), self.frame.stretch, strict=True):
            if stretch > 1.05:
                words.append(f"stretched {stretch:,.0f} times {side}" if stretch >= 2 else f"stretched {side}")
        left = self.MARGIN if north is None else self.MARGIN + 300
        axes.text(left, self.STRIP / 2, "\n".join(words), size=9, va="center", color="#444444")

    def _arrow(self, axes: Any, north: tuple[float, float]) -> None:
        x, y, reach = self.MARGIN + 30, self.STRIP / 2, 20
        right, up = north
        axes.annotate(
            "", xy=(x + reach * right, y + reach * up), xytext=(x - reach * right, y - reach * up),
            arrowprops={"arrowstyle": "-|>", "color": "black", "lw": 1.6},
        )  # fmt: skip
        axes.text(x + 29 * right, y + 29 * up, "N", size=10, weight="bold", ha="center", va="center")

    def _scale(self, axes: Any, width_m: float) -> None:
        longest = min(200.0, self.frame.width / 2.5)
        length = nice_length(longest * width_m / self.frame.width)
        drawn = length * self.frame.width / width_m
        left, bottom = self.MARGIN + 80, self.STRIP / 2 - 6
        axes.plot([left, left, left + drawn, left + drawn], [bottom + 7, bottom, bottom, bottom + 7], "k-", lw=1.5)
        text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
        axes.text(left + drawn / 2, bottom + 12, text, size=9, ha="center", va="bottom")

    def legend(self, codes: tuple[int, ...], colours: Mapping[str, str] | None = None) -> None:
        """What is not clear, after colours of their own."""
        from matplotlib.patches import Patch

        named = (colours or {}).items()
        patches = [Patch(facecolor=colour, edgecolor="#555555", label=name, lw=0.6) for name, colour in named]
        patches += [
            Patch(facecolor=_PAINT[code][0], edgecolor="#555555", hatch=_HATCH.get(code), label=NAMES[code], lw=0.6)
            for code in codes
        ]
        if patches:
            self.figure.legend(
                handles=patches, loc="lower left", bbox_to_anchor=((self.MARGIN - 6) / self.width, 2 / self.height),
                ncol=len(patches), frameon=False, borderaxespad=0.3, **(_WIDE if len(patches) <= 6 else _NARROW),
            )  # fmt: skip


def _shown_north(grid: Grid, frame: Frame) -> tuple[float, float] | None:
    """North as it lies on the sheet (right, up)."""
    north = find_north(grid)
    if north is None:
        return None
    right, up = north[0] * frame.stretch[0], -north[1] * frame.stretch[1]
    length = float(np.hypot(right, up))
    return float(right / length), float(up / length)


def _painted(picture: Bytes, classes: Bytes) -> Bytes:
    """(h, w, 3) colours with what is not clear painted over, cloud and shadow with stripes 3 of 9 pixels wide."""
    from matplotlib.colors import to_rgb

    rows, columns = np.indices(classes.shape)
    painted = picture.copy()
    for code, (ground, stripe) in _PAINT.items():
        lean = rows + columns if code != SHADOW else rows - columns
        for colour, where in ((ground, lean % 9 >= 3), (stripe, lean % 9 < 3)):
            painted[(classes == code) & where] = np.rint(np.array(to_rgb(colour)) * 255)
    return painted
