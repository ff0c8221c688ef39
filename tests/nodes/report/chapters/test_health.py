from datetime import date

from models.schemas import CropsResult, FieldFacts, HealthResult, ParcelHealth
from nodes.report.chapters.health import HEALTH as CHAPTER
from nodes.report.chapters.parcels import PARCELS
from nodes.report.contents import claims_of
from nodes.report.wording import Said
from nodes.state import Request, SceneState

SHARE = {"healthy": 0.5, "mild": 0.25, "moderate": 0.15, "severe": 0.1}
HEALTH = HealthResult(
    share=SHARE, area_ha={name: 100 * share for name, share in SHARE.items()}, judged=8000, no_crop=2000,
    mean_confidence=0.71, missing_cover=0.18, one_class=0.4,
    causes={"unclear": 0.5, "drought": 0.1, "nitrogen": 0.0, "disease": 0.4}, known=("image", "place"),
    attention={"picture": 0.6, "sensors": 0.0, "place": 0.4}, lacking=("swir16", "swir22"), raster="health.tif",
    skill={"without short-wave infrared": 0.51, "all ten bands": 0.62}, details="health_details.tif",
)  # fmt: skip

CROPS = CropsResult(
    raster="crops.tif", basis="parcels",
    pixels={"outside_parcels": 1500, "bare": 300, "green_without_crop": 0, "crop": 8000, "crop_never_learned": 200},
)  # fmt: skip


def parcel(name, missing, *, no_crop=0):
    seen = missing if no_crop < 100 else None
    crop = "grass" if name == "grass" else "maize"
    bare = 0 if name == "grass" else no_crop
    return ParcelHealth(
        name=name, pixels=100, no_crop=no_crop, bare=bare, crop=crop, area_ha=1.0, share=SHARE, missing_cover=seen
    )


def said(**changes):
    health = HEALTH.model_copy(update={key: changes[key] for key in changes if key in HealthResult.model_fields})
    state = SceneState(
        request=Request(scene_path="/a.tif"), health=health, field=changes.get("field"), crops=changes.get("crops")
    )
    numbers = Said(claims_of(state))
    return "\n".join([*CHAPTER.lines(state, numbers), *PARCELS.lines(state, numbers)])


def test_the_chapter_says_shares_causes_certainty_and_what_it_rests_on():
    text = said()
    assert "| mild | 25.0 % | 25.00 ha |" in text
    assert "20.0 % of clear ground is left out: without a crop" in text
    assert "disease 40.0 %, drought 10.0 %; none is likely on 50.0 %" in text
    assert "nitrogen" not in text
    assert "told the picture, season and place." in text
    assert "lacks swir16, swir22" in text
    assert "0.51 without them, 0.62 with all" in text


def test_what_the_user_said_is_repeated_harmlessly():
    field = FieldFacts(crop="<b>maize", sown=date(2024, 5, 1), elevation_m=120, elevation_from="mean of dem.tif")
    text = said(field=field, known=("crop", "image", "place"))
    assert "crop \\<b\\>maize; sown 2024-05-01; elevation 120 m (mean of dem.tif)" in text


def test_parcels_stand_with_the_worst_first_and_bare_ones_last():
    parcels = (parcel("calm", 0.1), parcel("bare", 0.0, no_crop=100), parcel("ill | x", 0.6))
    parcels = (*parcels, parcel("grass", 0.0, no_crop=100))
    text = said(parcels=parcels, crops=CROPS)
    rows = [line for line in text.splitlines() if "1.00 ha" in line]
    assert [row.split(" | ")[0] for row in rows] == ["| ill \\| x", "| calm", "| bare", "| grass"]
    assert "| ill \\| x | 1.00 ha | 0.0 % | 100 pixels | 25.0 % | 60.0 % |" in rows[0]
    assert "| bare | 1.00 ha | 100.0 % | – | – | – |" in rows[2]
    assert "| grass | 1.00 ha | 0.0 % | not stated: the network never learned grass | – | – |" in rows[3]


def test_the_ground_that_is_left_out_is_named_with_who_says_so():
    text = said(crops=CROPS)
    assert "left out: 1,500 pixels outside the parcels, 300 pixels bare, 200 pixels with a crop that the" in text
    assert "the parcels say where crops stand, for health and risk alike (crops.tif)" in text
    assert "NDVI of 0.25 or less: not emerged, harvested or failed" in text
    assert "NDVI of" not in said(crops=CROPS.model_copy(update={"pixels": CROPS.pixels | {"bare": 0}}))


def test_many_parcels_are_listed_in_part():
    text = said(parcels=tuple(parcel(f"p{number}", number / 100) for number in range(40)))
    assert "The worst 25 of 40" in text
    assert "| p39 |" in text
    assert "| p3 |" not in text


def test_a_healthy_scene_names_no_cause():
    text = said(causes={})
    assert "cause" not in text
    assert "No cause" in said(causes={"unclear": 1.0, "drought": 0.0})
