from models.schemas import RiskResult, RiskZone
from nodes.report.chapters.risk import RISK as CHAPTER
from nodes.report.chapters.zones import ZONES as OF_ZONES
from nodes.report.contents import claims_of
from nodes.report.wording import Said
from nodes.state import Request, SceneState
from tests.nodes.report.chapters.test_health import CROPS

SHARE = {"low": 0.7, "medium": 0.1, "high": 0.2}
ZONES = tuple(
    RiskZone(pixels=size, area_ha=size / 100, longitude=3.1, latitude=45.2, probability=0.75)
    for size in (900, 800, 700, 600, 500, 400)
)
RISK = RiskResult(
    share=SHARE, area_ha={name: 100 * share for name, share in SHARE.items()}, judged=8000, no_crop=2000,
    mean_confidence=0.71, uncertainty=0.4, disagreement=0.0, zones=ZONES, zone_count=31, known=("image", "place"),
    lacking=("swir16", "swir22"), preset="balanced", refinement=0, views=1, raster="risk.tif",
    probability_raster="risk_probability.tif", uncertainty_raster="risk_uncertainty.tif",
    zones_file="risk_zones.geojson",
)  # fmt: skip


def said(*, parcels=None, crops=None, **changes):
    risk = RISK.model_copy(update=changes)
    state = SceneState(request=Request(scene_path="/a.tif", parcels=parcels), risk=risk, crops=crops)
    numbers = Said(claims_of(state))
    return "\n".join([*CHAPTER.lines(state, numbers), *OF_ZONES.lines(state, numbers)])


def test_the_chapter_says_shares_certainty_and_what_it_rests_on():
    text = said()
    assert "| medium | a tenth to three tenths | 10.0 % | 10.00 ha |" in text
    assert "20.0 % of clear ground is left out: without a crop" in text
    assert "confidence of the network: 71.0 %" in text
    assert "told the picture, season and place, but not the crop, which would help" in text
    assert "weather" not in text  # which is never told
    assert "lacks swir16, swir22" in text
    assert "learned from simulated fields only" in text


def test_the_five_largest_zones_are_listed_and_the_rest_counted():
    text = said()
    assert "| 1 | 9.00 ha | 3.10000 degrees | 45.20000 degrees | 75.0 % |" in text
    assert "| 5 | 5.00 ha |" in text
    assert "| 6 |" not in text
    assert "Zones in all: 31; risk_zones.geojson" in text
    assert "No zone" in said(zones=(), zone_count=0)


def test_a_scene_without_place_lists_pixels():
    nowhere = tuple(zone.model_copy(update={"area_ha": None, "longitude": None, "latitude": None}) for zone in ZONES)
    text = said(area_ha=None, zones=nowhere, zones_file=None)
    assert "| 1 | 900 pixels | – | – | 75.0 % |" in text
    assert "| low | less than a tenth | 70.0 % | – |" in text


def test_what_was_done_beside_the_network_is_said():
    assert "random field" not in said() and "several ways" not in said() and "disagreement" not in said()
    text = said(refinement=8, views=8, disagreement=0.03)
    assert "conditional random field" in text
    assert "several ways" in text
    assert "mean disagreement is 3.0 %" in text


def test_all_that_is_known_is_told():
    text = said(known=("crop", "image", "place", "season", "sensors"))
    assert "the crop, season and place" in text
    assert "would help" not in text


def test_ground_outside_the_parcels_is_named():
    assert "1,500 pixels outside the parcels" in said(parcels="/p.geojson", crops=CROPS)


def test_of_a_handful_of_pixels_counts_are_told_and_no_shares():
    few = {"judged": 6, "no_crop": 10, "share": {"low": 4 / 6, "medium": 2 / 6, "high": 0.0}}
    text = said(**few)
    assert "| low | less than a tenth | 4 pixels |" in text and "66.7 %" not in text
    assert "Only 6 pixels were judged: too few for shares, which are told from 30 pixels on. 10 pixels are left" in text
    assert "Largest zones" not in text
    assert "33.3 %" in said(**few | {"judged": 30})
