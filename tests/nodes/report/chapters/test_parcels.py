"""What is said of a parcel's health names the ground that it is a share of."""

from pathlib import Path

from models.schemas import ParcelHealth
from nodes.report.chapters.parcels import claims, lines
from nodes.report.wording import Said
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


def test_of_very_many_parcels_only_the_worst_are_stated():
    share = {"healthy": 0.0, "mild": 0.0, "moderate": 0.5, "severe": 0.5}
    parcels = tuple(
        ParcelHealth(name=str(at), pixels=200, no_crop=0, area_ha=2.0, share=share, missing_cover=at / 1000)
        for at in range(900)
    )
    health = UPDATES["classify_health"]["health"].model_copy(update={"parcels": parcels})
    state = SceneState(request=Request(scene_path=str(Path("/x.tif"))), health=health)
    numbers = {int(claim.id.split(".")[1]) for claim in claims(state)}
    assert numbers == set(range(876, 901))
    text = "\n".join(lines(state, Said(claims(state))))
    assert "| 899 |" in text and "| 800 |" not in text and "all are in fields.csv" in text
