"""Write ten captions beside their pictures: `python -m models.caption.learning.examples --bank BANK --cache CACHE`.

Leaves `examples.jpg` beside the weights, and prints for the model card what was said, what of it was cut, and what was
measured. The patches are those of held-out sites, drawn over all of them, and a few simulated ones.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bytes, Floats
from models.caption.aspects import measure_aspects
from models.caption.bands import ROLES
from models.caption.classes import Aspects
from models.caption.config import LANGUAGES, SHIPPED
from models.caption.learning.bank import Bank
from models.caption.predict import Predictor
from models.caption.said.statements import check
from models.learning.training import config_from_flags

log = logging.getLogger(__name__)
_SIDE = 128  # pixels of a picture
_ACROSS = 5
_GAP = 6
_COLOURS = ("red", "green", "blue")


class ExamplesConfig(BaseModel):
    """Write captions beside their pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank: Path = Field(description="the folder of a bank")
    cache: Path = Field(description="where the language model is kept")
    weights: Path = Field(default=SHIPPED, description="the folder of weights; the shipped ones by default")
    count: int = Field(default=10, gt=0, description="patches")
    simulated: int = Field(default=2, ge=0, description="of these, how many are simulated")
    seed: int = Field(default=1, ge=0, description="of which patches")


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    given = config_from_flags(ExamplesConfig)
    bank = Bank.load(given.bank)
    places = _draw_places(bank, given)
    patches = [bank.read(place) for place in places]
    languages = [LANGUAGES[number % len(LANGUAGES)] for number in range(len(places))]
    told = Predictor.load(given.weights, cache=given.cache)(np.stack(patches), languages)
    for number, (place, patch, one, spoken) in enumerate(zip(places, patches, told, languages, strict=True), 1):
        measured = measure_aspects(patch)
        checked = check(one.text, measured, spoken)
        log.info("%d. **%s.** %s", number, bank.items[place].site, _list_facts(measured))
        log.info("   > %s", one.text)
        for each in checked.judged:
            if each.verdict != "holds":
                log.info("   - %s: “%s”", each.verdict, each.statement.text)
        log.info("")
    _write_sheet([draw_picture(patch) for patch in patches], given.weights / "examples.jpg")


def _draw_places(bank: Bank, given: ExamplesConfig) -> list[int]:
    """Draw patches of which something can be said, from each site in turn."""
    random = np.random.default_rng(given.seed)
    real, simulated = (bank.select("test", simulated=each) for each in (False, True))
    sites: dict[str, list[int]] = {}
    for place in random.permutation(real):
        sites.setdefault(bank.items[int(place)].site, []).append(int(place))
    turns = [places[turn] for turn in range(len(real)) for places in sites.values() if turn < len(places)]
    others = [int(place) for place in random.permutation(simulated)]
    chosen = [
        [place for place in places[: 4 * wanted] if measure_aspects(bank.read(place)).water is not None][:wanted]
        for places, wanted in ((turns, given.count - given.simulated), (others, given.simulated))
    ]
    return [*chosen[0], *chosen[1]]


def _list_facts(measured: Aspects) -> str:
    facts = {
        "NDVI": measured.ndvi, "NDMI": measured.ndmi, "NDRE": measured.ndre, "bare share": measured.soil_share,
        "NDVI spread": measured.ndvi_spread, "water share": measured.water_share, "seen": measured.valid_share,
    }  # fmt: skip
    words = [f"{name} {value:.2f}" for name, value in facts.items() if value is not None]
    parts = (("greenest", measured.greenest), ("barest", measured.barest))
    places = [f"{name}: {part}" for name, part in parts if part]
    return ", ".join([*words, *([measured.pattern] if measured.pattern else []), *places])


def draw_picture(patch: Floats) -> Bytes:
    """(12, h, w) reflectance → (h, w, 3) true colours, stretched; grey where there is no data."""
    bands = patch[[ROLES.index(colour) for colour in _COLOURS]]
    known = np.isfinite(bands).all(0)
    if not known.any():
        return np.full((*known.shape, 3), 128, np.uint8)
    low, high = np.percentile(bands[:, known], (1, 99))
    shades = np.clip((bands - low) / max(high - low, 1e-3), 0, 1) ** 0.8
    return np.where(known, shades * 255, 128).transpose(1, 2, 0).astype(np.uint8)


def _write_sheet(pictures: Sequence[Bytes], path: Path) -> None:
    """Lay pictures into rows, in the order of their captions."""
    from PIL import Image

    rows = -(-len(pictures) // _ACROSS)
    step = _SIDE + _GAP
    sheet = Image.new("RGB", (_ACROSS * step - _GAP, rows * step - _GAP), "white")
    for number, picture in enumerate(pictures):
        row, column = divmod(number, _ACROSS)
        large = Image.fromarray(picture).resize((_SIDE, _SIDE), Image.Resampling.NEAREST)
        sheet.paste(large, (column * step, row * step))
    sheet.save(path, quality=85)


if __name__ == "__main__":
    main()
