"""What is said of a parcel's health names the ground that it is a share of."""

from pathlib import Path

from models.schemas import ParcelHealth
from nodes.report.chapters.parcels import claims
from nodes.state import Request, SceneState
from tests.stand_ins import UPDATES


def test_shares_of_the_judged_ground_say_so():
    share = {"healthy": 0.0, "mild": 0.0, "moderate": 0.5, "severe": 0.5}
    parcel = ParcelHealth(name="B", pixels=227, no_crop=190, area_ha=2.27, share=share, missing_cover=0.4)
    health = UPDATES["classify_health"]["health"].model_copy(update={"parcels": (parcel,)})
    state = SceneState(request=Request(scene_path=str(Path("/x.tif"))), health=health)
    told = {claim.id: claim for claim in claims(state)}
    assert told["parcel.1.ailing"].value == 100
    for name in ("ailing", "missing"):
        assert "that are 1 to 4" in told[f"parcel.1.{name}"].method
