"""Pictures that no camera and no radar made: the network is taught to doubt them (Hendrycks et al. 2019)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.geo.pixels.picture import choose_stretch
from models.simulation.fields import Random, draw_fractal, draw_parcels, draw_terrain

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_PALETTES = ("terrain", "viridis", "gist_earth", "RdYlGn", "Spectral", "coolwarm", "tab20", "Set3", "jet", "cubehelix")
_TEXT = (
    "field crop yield report sample date total area soil water map page table price number station value north "
    "risk class plot lot owner harvest wheat maize rent signed region annual result notes mean and the of in"
)
_WORDS = tuple(_TEXT.split())
_WAYS = (Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)


def draw_out_of_distribution(random: Random, side: int) -> tuple[str, Bytes]:
    """Draw a picture of no modality: what it is, and (side, side, 3)."""
    name = str(random.choice(_CHOICE))
    return name, _triple(KINDS[name](random, side))


def paint(random: Random, values: Floats) -> Bytes:
    """Paint (h, w) in 0–1 → (h, w, 3) in one of the palettes of maps, sometimes in steps."""
    import matplotlib

    if random.random() < 0.3:
        steps = int(random.integers(4, 12))
        values = np.asarray(np.floor(values * steps) / steps, np.float32)
    palette = matplotlib.colormaps[str(random.choice(_PALETTES))]
    return np.asarray(palette(values, bytes=True)[..., :3])


def draw_index_map(random: Random, first: Floats, second: Floats) -> Bytes:
    """Draw a normalised difference of two bands, grey or coloured as vegetation maps are."""
    index = np.nan_to_num((first - second) / np.maximum(np.abs(first + second), 1e-6))
    scaled = _scale(index.astype(np.float32))
    return paint(random, scaled) if random.random() < 0.7 else _triple(_shade_grey(scaled))


def _draw_elevation(random: Random, side: int) -> Bytes:
    """Draw heights, slopes, flow and shaded relief."""
    height = _simulate_relief(random, side)
    down, across = np.gradient(height)
    choice = random.integers(5)
    if choice < 2:
        return _draw_field(random, height)
    if choice < 4:
        slope = np.hypot(down, across)
        return _draw_field(random, slope if random.random() < 0.8 else np.arctan2(down, across))
    turn, steepness = random.uniform(0, 2 * np.pi), random.uniform(0.5, 3) / max(float(np.std(down)), 1e-9)
    light = 1 - steepness * (down * np.cos(turn) + across * np.sin(turn))
    shade = light / np.sqrt(1 + steepness**2 * (down**2 + across**2))
    grey = _scale(shade.astype(np.float32))
    if random.random() < 0.3:
        return (paint(random, _scale(height)) * (0.4 + 0.6 * grey[..., None])).astype(np.uint8)
    return _shade_grey(grey)


def _simulate_relief(random: Random, side: int) -> Floats:
    rough: NDArray[np.floating] = draw_fractal(random, side, random.uniform(2.6, 4.2))
    form = random.random()
    if form < 0.15:
        height = -np.abs(rough)
    elif form < 0.35:  # branching valleys between ridges
        valleys = [
            np.abs(draw_fractal(random, side, random.uniform(2.6, 3.6))) for _ in range(int(random.integers(2, 5)))
        ]
        height = np.minimum.reduce(valleys) ** random.uniform(0.4, 1) + random.uniform(0, 0.4) * rough
    elif form < 0.75:
        height = draw_terrain(random, side) ** random.uniform(0.7, 1.4) + random.choice([0, 0, 0.5, 1.5]) * rough
    else:
        height = rough
    if random.random() < 0.3:  # resampled from a coarser grid
        cells = int(random.integers(side // 6, side))
        top = int(random.integers(side - cells + 1))
        part = Image.fromarray(np.asarray(height[top : top + cells, top : top + cells], np.float32))
        height = np.asarray(part.resize((side, side), _WAYS[int(random.integers(3))]))
    if random.random() < 0.3:
        height = np.round(height * random.uniform(3, 40))
    if random.random() < 0.25:  # the sea, a lake, a plain
        height = np.maximum(height, np.quantile(height, random.uniform(0.1, 0.6)))
    return np.asarray(height + random.uniform(-2, 2) * np.linspace(0, 1, side)[:, None], np.float32)


def _draw_field(random: Random, field: NDArray[np.floating]) -> Bytes:
    """Draw a field as programs show it: grey between two percentiles, in a palette, or as we draw unknown numbers."""
    choice = random.random()
    if choice < 0.25:
        return paint(random, _scale(field))
    if choice < 0.55:
        low, high = np.percentile(field, (random.uniform(0, 5), random.uniform(92, 100)))
        return _shade_grey(np.asarray((field - low) / max(float(high - low), 1e-9), np.float32))
    numbers = np.asarray((field - (field.min() if random.random() < 0.5 else 0)) * 10 ** random.uniform(-2, 3))
    if random.random() < 0.4:
        numbers = np.round(numbers)
    return draw_unknown(numbers)


def draw_unknown(numbers: NDArray[np.floating]) -> Bytes:
    """Draw (h, w) numbers of no known unit → (h, w, 3) in our own stretch, which may take them for radar."""
    values = np.asarray(numbers, np.float32)[None]
    return choose_stretch(values, "grey", "dn").draw(values).opaque()


def _draw_classes(random: Random, side: int) -> Bytes:
    """Draw land cover: parcels or patches of codes, grey or in a palette, now and then with lines and labels."""
    count = int(random.integers(3, 16))
    if random.random() < 0.5:
        many = int(random.integers(6, 200))
        codes = random.integers(0, count, many)[draw_parcels(random, side, many)]
    else:
        field = draw_fractal(random, side, random.uniform(1.2, 3.5))
        codes = np.searchsorted(np.quantile(field, np.sort(random.random(count - 1))), field)
    if random.random() < 0.35:
        return np.asarray(
            codes * (255 // count) if random.random() < 0.5 else random.permutation(256)[:count][codes], np.uint8
        )
    pixels = random.integers(0, 256, (count, 3)).astype(np.uint8)[codes]
    if random.random() < 0.4:
        edges = (np.diff(codes, axis=0, prepend=codes[:1]) != 0) | (np.diff(codes, axis=1, prepend=codes[:, :1]) != 0)
        pixels[edges] = random.choice([0, 90, 255])
    return _add_labels(random, pixels) if random.random() < 0.4 else pixels


def _add_labels(random: Random, pixels: Bytes) -> Bytes:
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    for _ in range(int(random.integers(1, 12))):
        place = tuple(random.uniform(0, len(pixels), 2))
        draw.text(place, str(random.choice(_WORDS)), fill=(0, 0, 0), font_size=float(random.uniform(8, 20)))
    if random.random() < 0.5:
        _add_legend(random, draw, len(pixels))
    return np.asarray(image)


def _add_legend(random: Random, draw: ImageDraw.ImageDraw, side: int) -> None:
    left, top = random.uniform(0, side * 0.6, 2)
    draw.rectangle((left, top, left + 80, top + 90), fill=(255, 255, 255), outline=(0, 0, 0))
    for line in range(5):
        colour = tuple(int(value) for value in random.integers(0, 256, 3))
        draw.rectangle((left + 6, top + 8 + 16 * line, left + 18, top + 18 + 16 * line), fill=colour)
        draw.text((left + 24, top + 7 + 16 * line), str(random.choice(_WORDS)), fill=(0, 0, 0), font_size=10.0)


def _draw_noise(random: Random, side: int) -> Bytes:
    """Draw white noise of several distributions, grey or coloured, fine or coarse."""
    shape = (side, side, 3) if random.random() < 0.5 else (side, side)
    choice = random.integers(7)
    if choice == 0:
        values: NDArray[np.float64] = random.normal(random.uniform(60, 200), random.uniform(8, 80), shape)
    elif choice == 1:
        low, high = np.sort(random.uniform(0, 255, 2))
        values = random.uniform(low, high + 5, shape)
    elif choice == 2:
        values = np.where(random.random(shape) < random.uniform(0.02, 0.5), random.choice([0.0, 255.0], shape), 128.0)
    elif choice < 5:  # any distribution at all, by its quantiles
        shades = np.sort(random.uniform(0, 255, int(random.integers(2, 9))))
        values = np.interp(random.random(shape), np.linspace(0, 1, len(shades)), shades)
    elif choice == 5:
        values = np.asarray(random.poisson(random.uniform(1, 12), shape) * random.uniform(5, 20))
    else:  # of heavy or light tails
        spread = random.uniform(5, 50) * random.gamma(1 / random.uniform(0.2, 2), 1, shape) ** random.uniform(0.2, 1)
        values = 128 + spread * random.standard_normal(shape)
    pixels = np.clip(values, 0, 255).astype(np.uint8)
    if len(shape) == 2 and random.random() < 0.25:
        return draw_unknown(values * 10 ** random.uniform(-3, 2))
    cell = 1 if random.random() < 0.5 else int(random.integers(2, 28))
    if cell == 1:
        return pixels
    coarse = _enlarge(random, pixels, cell) + random.normal(0, random.choice([0, 3, 8]), shape)
    return np.clip(coarse, 0, 255).astype(np.uint8)


def _enlarge(random: Random, pixels: Bytes, cell: int) -> Bytes:
    side = len(pixels)
    small = Image.fromarray(np.ascontiguousarray(pixels[: side // cell, : side // cell]))
    ways = (Image.Resampling.NEAREST, Image.Resampling.BICUBIC)
    return np.asarray(small.resize((side, side), ways[int(random.integers(2))]))


def _draw_pattern(random: Random, side: int) -> Bytes:
    """Draw gradients, stripes, chequers, rings, plain colours: test charts and synthetic images."""
    rows, columns = np.mgrid[:side, :side] / side
    turn, count = random.uniform(0, np.pi), random.uniform(0.3, 30)
    along = rows * np.cos(turn) + columns * np.sin(turn)
    over = columns * np.cos(turn) - rows * np.sin(turn)
    choice = random.integers(5)
    if choice == 0:
        values: NDArray[np.floating] = _scale(along.astype(np.float32))
    elif choice == 1:
        values = 0.5 + 0.5 * np.sin(2 * np.pi * count * along)
    elif choice == 2:
        values = (np.floor(count * along) + np.floor(count * over)) % 2
    elif choice == 3:
        values = 0.5 + 0.5 * np.sin(2 * np.pi * count * np.hypot(rows - random.random(), columns - random.random()))
    else:
        values = np.full((side, side), random.random())
    if random.random() < 0.5:
        return _shade_grey(np.asarray(values, np.float32))
    first, second = random.integers(0, 256, (2, 3))
    return np.asarray(first + values[..., None] * (second - first), np.uint8)


def _draw_document(random: Random, side: int) -> Bytes:
    """Draw a scanned page: lines of words, tables, stamps, on paper that is not quite white."""
    paper = tuple(int(value) for value in random.integers(200, 256) - random.integers(0, 25, 3))
    image = Image.new("RGB", (side, side), paper)
    draw = ImageDraw.Draw(image)
    size = float(random.uniform(6, 26))
    ink = tuple(int(value) for value in random.integers(0, 90, 3))
    margin, row = random.uniform(2, side / 6), random.uniform(2, side / 6)
    while row < side:
        if random.random() < 0.9:
            words = random.choice(_WORDS, int(random.integers(2, 30)))
            draw.text((margin, row), " ".join(words), fill=ink, font_size=size)
        row += size * random.uniform(1.1, 1.6)
    if random.random() < 0.3:
        for line in np.linspace(margin, side - margin, int(random.integers(3, 10))):
            draw.line((margin, line, side - margin, line), fill=ink)
            draw.line((line, margin, line, side - margin), fill=ink)
    if random.random() < 0.5:
        image = image.rotate(float(random.uniform(-8, 8)), fillcolor=paper, resample=Image.Resampling.BILINEAR)
    grainy = np.asarray(image, np.float32) + random.normal(0, random.uniform(0, 6), (side, side, 1))
    pixels = np.clip(grainy, 0, 255).astype(np.uint8)
    return np.asarray(Image.fromarray(pixels).convert("L")) if random.random() < 0.5 else pixels


def _draw_chart(random: Random, side: int) -> Bytes:
    """Draw axes with lines, bars or dots."""
    image = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    frame = side * random.uniform(0.08, 0.15)
    draw.rectangle((frame, frame, side - frame, side - frame), outline=(0, 0, 0))
    places = np.linspace(frame, side - frame, int(random.integers(6, 60)))
    for _ in range(int(random.integers(1, 5))):
        colour = tuple(int(value) for value in random.integers(0, 220, 3))
        heights = np.interp(np.cumsum(random.standard_normal(len(places))), (-8, 8), (side - frame, frame))
        choice = random.integers(3)
        if choice == 0:
            draw.line(list(zip(places, heights, strict=True)), fill=colour, width=int(random.integers(1, 4)))
        for place, height in zip(places, heights, strict=True):
            if choice == 1:
                draw.ellipse((place - 2, height - 2, place + 2, height + 2), fill=colour)
            elif choice == 2:
                draw.rectangle((place, height, place + side / len(places) / 2, side - frame), fill=colour)
    for tick in np.linspace(frame, side - frame, 6):
        draw.text((2, tick - 5), f"{random.integers(1000)}", fill=(0, 0, 0), font_size=9.0)
        draw.text((tick - 6, side - frame + 3), f"{random.integers(100)}", fill=(0, 0, 0), font_size=9.0)
    return _add_labels(random, np.asarray(image)) if random.random() < 0.3 else np.asarray(image)


def _draw_weather(random: Random, side: int) -> Bytes:
    """Draw a coarse grid of a smooth field, as weather models give, in its cells or interpolated."""
    cells = int(random.integers(4, 40))
    field = _scale(draw_fractal(random, cells, random.uniform(2, 4)))
    image = Image.fromarray(paint(random, field) if random.random() < 0.6 else _shade_grey(field))
    return np.asarray(image.resize((side, side), _WAYS[int(random.integers(3))]))


def _scale(values: NDArray[np.floating]) -> Floats:
    low, high = np.percentile(values, (1, 99))
    return np.asarray(np.clip((values - low) / max(float(high - low), 1e-9), 0, 1), np.float32)


def _shade_grey(values: Floats) -> Bytes:
    return np.asarray(np.clip(values * 255, 0, 255), np.uint8)


def _triple(pixels: Bytes) -> Bytes:
    return np.ascontiguousarray(np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels, np.uint8)


KINDS: dict[str, Callable[[Random, int], Bytes]] = {
    "elevation": _draw_elevation,
    "classes": _draw_classes,
    "noise": _draw_noise,
    "pattern": _draw_pattern,
    "document": _draw_document,
    "chart": _draw_chart,
    "weather": _draw_weather,
}
_CHOICE = (*KINDS, "elevation", "elevation", "elevation", "noise", "noise", "classes")
"""What looks most like imagery comes more often."""
