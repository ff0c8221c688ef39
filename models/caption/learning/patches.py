"""Make the bank of patches: `python -m models.caption.learning.patches --data DIR --out DIR [--seasons seasons.npz]`.

It holds all real Sentinel-2 patches of the data and simulated ones. Sites are never split: held out are two districts
of Telangana, the Slovenian patch of eo-learn, the Belgian one of `patch100`, and a set of EuroSAT.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Floats
from models.caption.learning.bank import Bank, Item, write_bank
from models.caption.learning.real_patches import list_real_patches
from models.caption.learning.simulated import draw_simulated
from models.learning.training import check_extra, config_from_flags

log = logging.getLogger(__name__)


class PatchesConfig(BaseModel):
    """Make the bank of patches."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder of real data")
    out: Path = Field(description="the folder to write into")
    seasons: Path | None = Field(default=None, description="seasons that `models.simulation.seasons` grew")
    simulated: int = Field(default=1200, ge=0, description="simulated patches to learn from; a quarter more to judge")
    seed: int = Field(default=1, ge=0, description="of everything that is drawn")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    logging.getLogger("rasterio._env").setLevel(logging.ERROR)  # tags of colour that the chips lack
    config = config_from_flags(PatchesConfig)
    if config.seasons:
        check_extra("prosail", "pyrsr")
    bank = make_bank(config)
    counts = Counter((item.split, item.simulated, item.site) for item in bank.items)
    for (split, simulated, site), count in sorted(counts.items()):
        log.info("%-9s %-9s %-28s %5d", split, "simulated" if simulated else "real", site, count)


def make_bank(config: PatchesConfig) -> Bank:
    """Make the bank in `config.out`."""
    return write_bank(config.out, _list_patches(config))


def _list_patches(config: PatchesConfig) -> Iterator[tuple[Floats, Item]]:
    yield from list_real_patches(config.data)
    if config.seasons and config.simulated:
        yield from draw_simulated(config.seasons, config.out / "drawn", config.simulated, config.seed)


if __name__ == "__main__":
    main()
