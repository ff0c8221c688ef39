"""Maps of indices for the report: colours that colour-blind readers tell apart, a colour bar, north and a scale bar."""

from dataclasses import dataclass
from io import BytesIO
from math import floor, log10
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.files import write_whole
from models.geo.picture import north_up
from models.geo.scene import Grid
from models.schemas import IndexStats
from nodes.footprint import north_of
from nodes.state import SceneState

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

FIXED = {"NDVI": ("viridis", -0.1, 0.9)}
"""Colours that mean the same on every map, so that dates and fields can be compared by eye."""
WISHED = ("NDVI", "NDMI")
"""Indices that an agronomist looks at first: how green, how wet."""
_LONGEST, _SHORTEST = 720, 110  # pixels of the drawn map
_DPI = 100
_CLOUD, _SHADOW, _NO_DATA, _UNDEFINED = 2, 3, 0, 4
_PAINT = {  # (background, stripes), greys that no colour map uses; stripes lean right for cloud, left for shadow
    _CLOUD: ("#d9d9d9", "#8c8c8c"),
    _SHADOW: ("#6b6b6b", "#3d3d3d"),
    _NO_DATA: ("#ffffff", "#ffffff"),
    _UNDEFINED: ("#f4d5e0", "#f4d5e0"),
}
_NAMES = {_NO_DATA: "no data", _CLOUD: "cloud", _SHADOW: "cloud shadow", _UNDEFINED: "index not defined"}
_HATCH = {_CLOUD: "////", _SHADOW: "\\\\\\\\"}


@dataclass(frozen=True)
class MapPicture:
    """A map that a report shows: file in the run folder, index and words for who cannot see it."""

    file: str
    index: str
    caption: str


@dataclass(frozen=True)
class Frame:
    """How large a map is drawn, in pixels of the screen, and how much each side is stretched against the other."""

    width: int
    height: int
    stretch: tuple[float, float]


def planned_maps(state: SceneState) -> tuple[MapPicture, ...]:
    """The maps that the report of a state shows: NDVI and NDMI where they are, else the first index."""
    shown = _shown(state)
    return tuple(
        MapPicture(f"map_{_plain(stats.name)}.png", stats.name, f"Map of {stats.name}: {_words(stats)}")
        for stats in shown
    )


def draw_maps(state: SceneState, run_dir: Path) -> tuple[MapPicture, ...]:
    """Write each planned map into the run folder; pixels are read as coarse as they are shown."""
    maps = planned_maps(state)
    for entry, stats in zip(maps, _shown(state), strict=True):
        write_whole(run_dir / entry.file, _draw(state, run_dir, stats))
    return maps


def frame_of(grid: Grid) -> Frame:
    """The longer side at its full length; a ribbon is widened until it can be seen, and the map says so."""
    size = grid.pixel_size_m or (1.0, 1.0)
    width, height = grid.width * size[0], grid.height * size[1]
    scale = _LONGEST / max(width, height)
    true = width * scale, height * scale
    drawn = max(_SHORTEST, round(true[0])), max(_SHORTEST, round(true[1]))
    return Frame(*drawn, (drawn[0] / true[0], drawn[1] / true[1]))


def colours_of(stats: IndexStats) -> tuple[str, float, float]:
    """Colour map and its ends: fixed, or the 5th and 95th percentile on viridis, or a scale about zero on BrBG.

    Both are even to the eye and safe for colour-blind readers. Two-sided colours are taken where each side of zero has
    at least a fifth of the range, because only then is zero a border that the map should show.
    """
    if stats.name in FIXED:
        return FIXED[stats.name]
    low, high = stats.percentiles["5"], stats.percentiles["95"]
    if high - low < 0.02:
        middle = (high + low) / 2
        low, high = middle - 0.05, middle + 0.05
    if low < 0 < high and min(-low, high) >= 0.2 * (high - low):
        reach = max(-low, high)
        return "BrBG", -reach, reach
    return "viridis", low, high


def nice_length(longest_m: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ metres that is not longer."""
    power = 10.0 ** floor(log10(longest_m))
    return max(step * power for step in (1, 2, 5) if step * power <= longest_m * (1 + 1e-9))


def _shown(state: SceneState) -> list[IndexStats]:
    if state.indices is None or state.clouds is None:
        return []
    drawable = [stats for stats in state.indices.stats if stats.pixels > 0]
    wished = [stats for name in WISHED for stats in drawable if stats.name == name]
    return wished or drawable[:1]


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_"))


def _words(stats: IndexStats) -> str:
    kind = "brown below zero to green above" if colours_of(stats)[0] == "BrBG" else "violet for low to yellow for high"
    return f"{kind}; cloud and cloud shadow are grey and striped, ground without data is white"


def _draw(state: SceneState, run_dir: Path, stats: IndexStats) -> bytes:
    """One map as a PNG without times or version numbers in it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    assert state.scene is not None and state.indices is not None and state.clouds is not None
    grid = state.scene.grid
    frame = frame_of(grid)
    band = [entry.name for entry in state.indices.stats].index(stats.name) + 1
    values = _read(run_dir / state.indices.raster, band, frame, grid)
    classes = _read(run_dir / state.clouds.raster, 1, frame, grid).astype(np.uint8)
    classes[(classes == 1) & ~np.isfinite(values)] = _UNDEFINED
    sheet = _Sheet(Figure(dpi=_DPI, facecolor="white"), frame)
    canvas = FigureCanvasAgg(sheet.figure)
    sheet.title(f"{stats.name}: {stats.long_name}")
    sheet.map(values, classes, colours_of(stats))
    sheet.place(grid)
    sheet.legend(tuple(code for code in _NAMES if (classes == code).any()))
    buffer = BytesIO()
    canvas.print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def _read(path: Path, band: int, frame: Frame, grid: Grid) -> Floats:
    """(h, w) values as drawn, north up where the grid is not rotated; nearest neighbour, so classes stay classes."""
    import rasterio
    from rasterio.enums import Resampling

    shape = min(grid.height, frame.height), min(grid.width, frame.width)
    with rasterio.open(path) as source:
        coarse = source.read(band, out_shape=shape, resampling=Resampling.nearest)
    rows = (np.arange(frame.height) * shape[0]) // frame.height
    columns = (np.arange(frame.width) * shape[1]) // frame.width
    drawn: Any = north_up(coarse[rows][:, columns], grid)
    return np.array(drawn, dtype=np.float32)


class _Sheet:
    """The paper that a map is drawn on; all places in pixels from the lower left, so nothing can overlap."""

    MARGIN, TITLE, STRIP, LEGEND, BAR = 24, 44, 74, 34, 110

    def __init__(self, figure: Any, frame: Frame) -> None:
        self.figure, self.frame = figure, frame
        self.width = max(frame.width + 2 * self.MARGIN + self.BAR, 600)
        self.height = frame.height + self.TITLE + self.STRIP + self.LEGEND
        figure.set_size_inches(self.width / _DPI, self.height / _DPI)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Any:
        return self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))

    def title(self, text: str) -> None:
        import textwrap

        short = textwrap.shorten(text.replace("$", r"\$"), width=self.width // 8, placeholder=" …")
        self.figure.text(self.MARGIN / self.width, 1 - 27 / self.height, short, size=12, weight="bold")

    def map(self, values: Floats, classes: Bytes, colours: tuple[str, float, float]) -> None:
        from matplotlib import colormaps
        from matplotlib.cm import ScalarMappable
        from matplotlib.colors import Normalize
        from matplotlib.ticker import MaxNLocator

        name, low, high = colours
        shades = ScalarMappable(Normalize(low, high), colormaps[name])
        picture = shades.to_rgba(np.nan_to_num(values), bytes=True)[..., :3]
        bottom = self.STRIP + self.LEGEND
        axes = self.axes(self.MARGIN, bottom, self.frame.width, self.frame.height)
        axes.imshow(_painted(picture, classes), interpolation="nearest", aspect="auto")
        axes.set_xticks([])
        axes.set_yticks([])
        bar = self.axes(self.MARGIN + self.frame.width + 16, bottom, 18, self.frame.height)
        ticks = MaxNLocator(max(2, min(8, self.frame.height // 45)))
        self.figure.colorbar(shades, cax=bar, extend="both", ticks=ticks)

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

    def legend(self, codes: tuple[int, ...]) -> None:
        from matplotlib.patches import Patch

        patches = [
            Patch(facecolor=_PAINT[code][0], edgecolor="#555555", hatch=_HATCH.get(code), label=_NAMES[code], lw=0.6)
            for code in codes
        ]
        if patches:
            self.figure.legend(
                handles=patches, loc="lower left", bbox_to_anchor=((self.MARGIN - 6) / self.width, 2 / self.height),
                ncol=len(patches), frameon=False, fontsize=9, borderaxespad=0.3, handlelength=2.2,
            )  # fmt: skip


def _shown_north(grid: Grid, frame: Frame) -> tuple[float, float] | None:
    """North as it lies on the sheet (right, up), a grid that is drawn north up turned with it."""
    north = north_of(grid)
    if north is None:
        return None
    a, b, _, d, e, _ = grid.transform
    upright = abs(b) + abs(d) <= 1e-9 * (abs(a) + abs(e))
    mirrored = -1 if upright and a < 0 else 1
    flipped = -1 if upright and e > 0 else 1
    right, up = north[0] * mirrored * frame.stretch[0], -north[1] * flipped * frame.stretch[1]
    length = float(np.hypot(right, up))
    return float(right / length), float(up / length)


def _painted(picture: Bytes, classes: Bytes) -> Bytes:
    """(h, w, 3) colours with what is not clear painted over, cloud and shadow with stripes 3 of 9 pixels wide."""
    from matplotlib.colors import to_rgb

    rows, columns = np.indices(classes.shape)
    painted = picture.copy()
    for code, (ground, stripe) in _PAINT.items():
        lean = rows + columns if code != _SHADOW else rows - columns
        for colour, where in ((ground, lean % 9 >= 3), (stripe, lean % 9 < 3)):
            painted[(classes == code) & where] = np.rint(np.array(to_rgb(colour)) * 255)
    return painted
