"""Which bands of a scene the risk network is shown."""

from models.geo.contract.scene import Scene
from models.risk.config import BANDS

_INSTEAD = {"nir": "nir08"}


def match_bands(scene: Scene) -> dict[str, str]:
    """Match each band of the network with its role in the scene, or with one that may stand in for it."""
    found = {band: band if scene.band(band) else _INSTEAD.get(band, "") for band in BANDS}
    return {band: role for band, role in found.items() if role and scene.band(role)}
