from models.schemas import CloudResult, CoverClass, IndexStats, IndicesResult, Issue, ParcelHealth
from nodes.report.chapters.clouds import CLOUDS
from nodes.report.chapters.indices import INDICES
from nodes.report.chapters.parcels import PARCELS
from nodes.report.contents import claims_of
from nodes.report.few import FEWEST
from nodes.report.wording import Said
from nodes.state import Request, SceneState
from tests.nodes.report.chapters.test_health import HEALTH

CHAPTERS = (CLOUDS, INDICES, PARCELS)


def words(pixels, judged=8000, issues=()):
    clouds = CloudResult(
        method="none", raster="valid.tif", pixels={"no_data": 0, "clear": pixels, "cloud": 0, "shadow": 0}, area_ha=None
    )
    stats = IndexStats(
        name="NDVI", long_name="", formula="", bands={}, pixels=pixels, undefined=0, mean=0.3, std=0.1,
        percentiles=dict.fromkeys(("0", "5", "10", "25", "50", "75", "90", "95", "100"), 0.3),
    )  # fmt: skip
    cover = (
        CoverClass(name="bare", lower=-1, upper=0.2, pixels=pixels // 3, area_ha=None),
        CoverClass(name="green", lower=0.2, upper=1, pixels=pixels - pixels // 3, area_ha=None),
    )
    parcel = ParcelHealth(
        name="north", pixels=judged, no_crop=0, area_ha=1.0, missing_cover=0.2,
        share={"healthy": 0.5, "mild": 0.0, "moderate": 0.5, "severe": 0.0},
    )  # fmt: skip
    state = SceneState(
        request=Request(scene_path="/a.tif"), clouds=clouds, health=HEALTH.model_copy(update={"parcels": (parcel,)}),
        indices=IndicesResult(raster="indices.tif", stats=(stats,), cover=cover, refused={}), issues=issues,
    )  # fmt: skip
    said = Said(claims_of(state))
    return "\n".join(line for part in CHAPTERS for line in [*part.summary(state, said), *part.lines(state, said)])


def test_shares_are_told_from_thirty_pixels_on():
    text = words(FEWEST, judged=FEWEST)
    assert "66.7 %" in text and "100.0 % of the grid has data" in text and "| 50.0 % |" in text


def test_below_only_counts_are_told():
    text = words(FEWEST - 1, judged=FEWEST - 1)
    cover, parcels = text.split("### Parcels")
    assert "%" not in cover and "Only 29 pixels have data: too few for shares" in cover
    assert "| green | – | no area | 20 pixels |" in cover and "29 pixels of clear ground NDVI" in cover
    assert "only 29 pixels" in parcels and "50.0 %" not in parcels


def test_what_may_be_all_cloud_is_told_no_cover():
    doubt = Issue(step="mask_clouds", kind="warning", reason="white", code="looks_cloudy")
    assert "## Cover" not in words(300, issues=(doubt,)) and "## Cover" in words(300)
