"""The sheet that a map is drawn on: title, map, colour bar or legend, north, a scale bar and where on the scene it is.

It is twice as wide as a small telephone, so that its words can be read there too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from math import floor, log10
from typing import Any, cast

import numpy as np

from models.arrays import Bytes
from models.geo.contract.scene import Grid
from models.geo.indices.scales import Scale
from models.geo.pixels.footprint import find_north
from models.schemas import Language
from nodes.report.maps.french import say_in_french
from nodes.report.maps.paint import NAMES, read_colour, shade_values, show_pattern
from nodes.report.maps.view import WIDEST, Frame, View

DPI, MARGIN = 100, 12
WIDTH = WIDEST + 2 * MARGIN
_TITLE, _NOTE, _BAR, _STRIP, _ROW, _FOOT = 40, 28, 82, 92, 32, 8  # heights in pixels
_WORDS = {"title": 25, "plain": 19}  # heights of letters in pixels
_KEY = (22, 30)  # height and width of the colours of a legend
MARK = 13.0  # radius of the mark of a place
INK, GREY = "#141414", "#444444"


def points(pixels: float) -> float:
    """Pixels of the sheet as points of a font or a line."""
    return pixels * 72 / DPI


@dataclass(frozen=True)
class Entry:
    """One entry of a legend: words, and their colour, the code of their pattern, or None for the mark of a place."""

    words: str
    key: str | int | None


@dataclass(frozen=True)
class Words:
    """What stands over a map, and the entries of the legend under it."""

    title: str
    notes: tuple[str, ...]
    legend: tuple[Entry, ...]
    language: Language = "en"


class Sheet:
    """The paper that a map is drawn on; all places in pixels from the lower left, so nothing can overlap."""

    def __init__(self, view: View, words: Words, scale: Scale | None) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.view, self._frame = view, view.frame
        self.figure: Any = Figure(dpi=DPI, facecolor="white")
        self.canvas = cast(Any, FigureCanvasAgg)(self.figure)
        self.renderer: Any = self.canvas.get_renderer()
        self._say: Callable[[str], str] = say_in_french if words.language == "fr" else str
        self._rows = self._lines(tuple(replace(entry, words=self._say(entry.words)) for entry in words.legend))
        below = _FOOT + _ROW * len(self._rows) + _STRIP + (_BAR if scale else 0)
        self.height = _TITLE + _NOTE + self._frame.height + below + 8
        self.figure.set_size_inches(WIDTH / DPI, self.height / DPI)
        self._write(MARGIN, self.height - 29, self._fit(self._say(words.title), "title"), "title", weight="bold")
        self._write(
            MARGIN,
            self.height - 29 - _NOTE,
            self._fit("; ".join(map(self._say, words.notes)), "plain"),
            "plain",
            color=GREY,
        )
        self.map = self._axes(MARGIN, below, self._frame.width, self._frame.height)
        self._legend()
        self._strip = _FOOT + _ROW * len(self._rows)
        self._place()
        if scale:
            self._colour_bar(scale, self._strip + _STRIP)

    def _axes(self, left: float, bottom: float, width: float, height: float) -> Any:
        """Axes at a place of the sheet, in pixels from their upper left."""
        place = (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(place, xticks=[], yticks=[], xlim=(0, width), ylim=(height, 0))
        axes.set_autoscale_on(False)
        return axes

    def measure(self, text: str, kind: str = "plain", weight: str = "normal") -> tuple[float, float]:
        """Width and height of a text in pixels."""
        from matplotlib.font_manager import FontProperties

        font = FontProperties(size=points(_WORDS[kind]), weight=weight)
        width, height, _ = self.renderer.get_text_width_height_descent(text, font, False)
        return float(width), float(height)

    def _fit(self, text: str, kind: str) -> str:
        """Leave out words at the end until a text fits into the sheet."""
        words = text.split()
        weight = "bold" if kind == "title" else "normal"
        while len(words) > 1 and self.measure(" ".join(words), kind, weight)[0] > WIDTH - 2 * MARGIN:
            words = [*words[:-2], "…"]
        return " ".join(words)

    def _write(self, x: float, y: float, text: str, kind: str = "plain", **style: Any) -> None:
        place = (x / WIDTH, y / self.height)
        self.figure.text(*place, text, size=points(_WORDS[kind]), parse_math=False, **style)

    def show(self, picture: Bytes) -> None:
        """Draw (h, w, 3) colours as the map."""
        height, width = picture.shape[:2]
        self.map.imshow(picture, interpolation="nearest", aspect="auto", extent=(0, width, height, 0))

    def _lines(self, entries: Sequence[Entry]) -> list[list[tuple[float, Entry]]]:
        """Rows of the legend: where each entry begins."""
        rows: list[list[tuple[float, Entry]]] = []
        x = float(WIDTH)
        for entry in entries:
            wide = _KEY[1] + 8 + self.measure(entry.words)[0] + 20
            if x + wide > WIDTH and (not rows or rows[-1]):
                rows.append([])
                x = MARGIN
            rows[-1].append((x, entry))
            x += wide
        return rows

    def mark(self, axes: Any, x: float, y: float, number: str) -> None:
        """Mark a place to go, by its number."""
        axes.plot(x, y, "o", ms=points(2 * MARK), mfc=INK, mec="white", mew=2, zorder=6, clip_on=False)
        axes.text(
            x, y, number, size=points(_WORDS["plain"]), weight="bold", color="white", ha="center",
            va="center_baseline", zorder=7,
        )  # fmt: skip

    def _legend(self) -> None:
        for row, entries in enumerate(reversed(self._rows)):
            bottom = _FOOT + _ROW * row
            for x, entry in entries:
                self._write(x + _KEY[1] + 8, bottom + 4, entry.words)
                axes = self._axes(x, bottom, _KEY[1], _KEY[0])
                if entry.key is None:
                    axes.axis("off")
                    self.mark(axes, _KEY[1] / 2, _KEY[0] / 2, "1")
                    continue
                if isinstance(entry.key, str):
                    key = np.broadcast_to(read_colour(entry.key), (*_KEY, 3))
                else:
                    key = show_pattern(entry.key, _KEY)
                axes.imshow(key, interpolation="nearest", aspect="auto", extent=(0, _KEY[1], _KEY[0], 0))

    def _colour_bar(self, scale: Scale, bottom: float) -> None:
        from matplotlib.ticker import MaxNLocator

        wide = WIDTH - 2 * MARGIN - 60
        values = np.linspace(scale.low, scale.high, wide, dtype=np.float32)
        axes = self._axes(MARGIN + 30, bottom + 28, wide, 20)
        shades = shade_values(values[None], scale)
        axes.imshow(shades, interpolation="nearest", aspect="auto", extent=(0, wide, 20, 0))
        for value in MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(scale.low, scale.high):
            if scale.low - 1e-9 <= value <= scale.high + 1e-9:
                at = (value - scale.low) / (scale.high - scale.low) * wide
                axes.plot([at, at], [20, 26], color=INK, lw=1, clip_on=False)
                self._write(MARGIN + 30 + at, bottom + 4, f"{value:.3g}".replace("-", "−"), ha="center")
        self._write(MARGIN + 30, bottom + 54, self._say(scale.ramp.low_means))
        reach = "same scale on all maps" if scale.is_fixed else "scale of this picture only"
        self._write(WIDTH / 2, bottom + 54, self._say(reach), color=GREY, ha="center")
        self._write(WIDTH - MARGIN - 30, bottom + 54, self._say(scale.ramp.high_means), ha="right")

    def _place(self) -> None:
        """North arrow and scale bar under the map, or the words that there are none; where on the scene it is."""
        grid = self.view.grid
        north = find_shown_north(grid, self._frame)
        axes = self._axes(0, self._strip, WIDTH, _STRIP)
        axes.axis("off")
        words = []
        if north is None or grid.pixel_size_m is None:
            words.append(self._say("no place on Earth is known: no north, no scale"))
        else:
            self._arrow(axes, north)
            self._scale(axes, grid.width * grid.pixel_size_m[0])
        for side, stretch in zip(("across", "downwards"), self._frame.stretch, strict=True):
            if stretch > 1.05:
                words.append(f"stretched {stretch:,.0f} times {side}" if stretch >= 2 else f"stretched {side}")
        left = MARGIN if north is None else MARGIN + 330
        axes.text(left, _STRIP / 2, "\n".join(words), size=points(_WORDS["plain"]), va="center", color=GREY)

    def _arrow(self, axes: Any, north: tuple[float, float]) -> None:
        x, y, reach = MARGIN + 34, _STRIP / 2 + 2, 20
        right, up = north
        axes.annotate(
            "", xy=(x + reach * right, y - reach * up), xytext=(x - reach * right, y + reach * up),
            arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 2, "mutation_scale": 18, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
        at = (x + (reach + 11) * right, y - (reach + 11) * up)
        axes.text(*at, "N", size=points(20), weight="bold", ha="center", va="center")

    def _scale(self, axes: Any, width_m: float) -> None:
        longest = min(230.0, self._frame.width / 2)
        length = nice_length(longest * width_m / self._frame.width)
        drawn = length * self._frame.width / width_m
        left, bottom = MARGIN + 90, _STRIP / 2 + 16
        axes.plot([left, left, left + drawn, left + drawn], [bottom - 10, bottom, bottom, bottom - 10], color=INK, lw=2)
        text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
        axes.text(left + drawn / 2, bottom - 14, text, size=points(20), ha="center", va="bottom")

    def locate(self, picture: Bytes | None) -> None:
        """Show at the lower right where on the scene the map lies, on a picture of the scene if there is one."""
        scene = self.view.scene
        size = scene.pixel_size_m or (1.0, 1.0)
        ratio = scene.width * size[0] / (scene.height * size[1])
        height = min(_STRIP - 8.0, 150 / ratio)
        width = max(height * ratio, 12.0)
        left = WIDTH - MARGIN - width
        axes = self._axes(left, self._strip + 4, width, height)
        if picture is not None:
            axes.imshow(picture, aspect="auto", extent=(0, width, height, 0))
        across, down = width / scene.width, height / scene.height
        window = self.view.window
        for colour, thick in (("white", 3.4), (INK, 1.6)):
            x, y = window.col_off * across, window.row_off * down
            x1, y1 = max(x + window.width * across, x + 5), max(y + window.height * down, y + 5)
            axes.plot([x, x1, x1, x, x], [y, y, y1, y1, y], color=colour, lw=thick, clip_on=False)
        self._write(left - 8, self._strip + _STRIP / 2 - 6, self._say("in the scene"), ha="right")

    def png(self) -> bytes:
        """The sheet as a PNG without times or version numbers in it."""
        buffer = BytesIO()
        self.canvas.print_png(buffer, metadata={"Software": None})
        return buffer.getvalue()


def list_patterns(classes: Bytes, *, without: Sequence[int] = ()) -> tuple[Entry, ...]:
    """The entries of a legend for what is not clear on a map."""
    return tuple(Entry(NAMES[code], code) for code in NAMES if code not in without and (classes == code).any())


def nice_length(longest_m: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ metres that is not longer."""
    power = 10.0 ** floor(log10(longest_m))
    return max(step * power for step in (1, 2, 5) if step * power <= longest_m * (1 + 1e-9))


def find_shown_north(grid: Grid, frame: Frame) -> tuple[float, float] | None:
    """North as it lies on the sheet (right, up)."""
    north = find_north(grid)
    if north is None:
        return None
    right, up = north[0] * frame.stretch[0], -north[1] * frame.stretch[1]
    length = float(np.hypot(right, up))
    return float(right / length), float(up / length)
