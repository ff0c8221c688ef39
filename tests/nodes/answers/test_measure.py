"""Numbers over ground of every kind, counted once more by numpy on the arrays that the test has planted."""

from pathlib import Path

import numpy as np
import pytest

from nodes.answers.answer import Answer
from nodes.answers.calls import Measure, Where
from nodes.answers.respond import answer
from nodes.answers.shelf import OpenRun, Shelf
from nodes.compare.fields import lay_outlines
from tests.nodes.answers.made import BOXES, answerable, box_of, ground, layers
from tests.nodes.compare.made_runs import SIDE

HALF = SIDE // 2
WHERE = {
    "scene": (Where(), (slice(0, SIDE), slice(0, SIDE))),
    "north": (Where(part="north"), (slice(0, HALF), slice(0, SIDE))),
    "south_east": (Where(part="south_east"), (slice(HALF, SIDE), slice(HALF, SIDE))),
    "field": (Where(field="North Field"), box_of("North Field")),
    "other case": (Where(field="  north   field "), box_of("North Field")),
    "low": (Where(field="Low"), box_of("Low")),
    "half of a field": (Where(field="Low", part="west"), (slice(20, 34), slice(2, 10))),
}
"""What is asked, and the rows and columns that are meant."""


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> OpenRun:
    return answerable(tmp_path_factory.mktemp("answers") / "june")


def ask(run: OpenRun, call: Measure, language="en") -> Answer:
    return answer(call, Shelf.of([run]), language)


def value_of(found: Answer, topic: str, **more) -> float:
    fits = [
        fact.claim.value for fact in found.facts
        if fact.topic == topic and all(getattr(fact, name) == value for name, value in more.items())
    ]  # fmt: skip
    assert len(fits) == 1, (found.text, topic, more)
    return fits[0]


def corners(run: OpenRun, rows: slice, columns: slice) -> tuple[tuple[float, float], ...]:
    """A box of pixels as longitude and latitude."""
    from models.geo.pixels.footprint import apply_transform, build_transformer

    assert run.state.scene is not None
    ring = [
        (columns.start, rows.start),
        (columns.stop, rows.start),
        (columns.stop, rows.stop),
        (columns.start, rows.stop),
    ]
    x, y = apply_transform(run.state.scene.grid.transform, *np.array(ring, float).T)
    longitude, latitude = build_transformer(str(run.state.scene.grid.crs)).transform(x, y)
    return tuple(zip(longitude.tolist(), latitude.tolist(), strict=True))


@pytest.mark.parametrize("name", list(WHERE))
def test_an_index_is_that_of_the_clear_pixels_meant(run, name):
    where, box = WHERE[name]
    own = {"over": ()} | ({"about": None} if where == Where() else {})  # beside it stand the fields alone
    values = layers()["NDVI"][box][ground()[box] == 1]
    found = ask(run, Measure(what="ndvi", where=where))
    assert value_of(found, "NDVI", statistic="median", **own) == pytest.approx(np.median(values), abs=1e-3)
    mean = ask(run, Measure(what="NDVI", where=where, figure="mean"))
    assert value_of(mean, "NDVI", statistic="mean", **own) == pytest.approx(float(values.mean()), abs=1e-4)
    lowest = ask(run, Measure(what="NDVI", where=where, figure="lowest"))
    assert value_of(lowest, "NDVI", statistic="lowest", **own) == pytest.approx(float(values.min()), abs=1e-4)


@pytest.mark.parametrize("name", list(WHERE))
def test_shares_of_risk_are_of_the_judged_pixels_meant(run, name):
    where, box = WHERE[name]
    clear, ndvi = ground()[box] == 1, layers()["NDVI"][box]
    inside = np.zeros((SIDE, SIDE), bool)
    for field in BOXES:
        inside[box_of(field)] = True
    here = clear & inside[box]
    found = ask(run, Measure(what="risk", of="high", where=where))
    if not here.any():
        assert found.status == "not_possible" and not found.facts
        return
    share = 100 * (ndvi[here] < 0.4).mean()
    assert value_of(found, "risk.high") == pytest.approx(share, abs=0.05)
    assert found.facts[0].mood == "forecast" and "forecast" in found.text
    missing = ask(run, Measure(what="missing cover", where=where))
    told = np.clip(100 * (0.9 - ndvi[here]), 0, 100).astype(np.uint8).mean()
    assert value_of(missing, "missing_cover") == pytest.approx(told, abs=0.05)


def test_a_polygon_counts_rims_by_their_share(run):
    rows, columns = slice(4, 8), slice(20, 30)
    polygon = corners(run, rows, columns)
    found = ask(run, Measure(what="NDVI", where=Where(polygon=polygon), figure="mean"))
    assert value_of(found, "NDVI") == pytest.approx(float(layers()["NDVI"][rows, columns].mean()), abs=1e-4)
    area = ask(run, Measure(what="area", where=Where(polygon=polygon)))
    assert value_of(area, "area") == pytest.approx(0.4, rel=2e-3)


def test_a_point_is_its_pixel_and_the_nine_round_it(run):
    (left, top), *_ = corners(run, slice(25, 26), slice(5, 6))
    (_, _), _, (right, bottom), _ = corners(run, slice(25, 26), slice(5, 6))
    point = ((left + right) / 2, (top + bottom) / 2)
    found = ask(run, Measure(what="NDVI", where=Where(point=point)))
    values = layers()["NDVI"]
    assert value_of(found, "NDVI", about="this point") == pytest.approx(float(values[25, 5]), abs=1e-4)
    around = value_of(found, "NDVI", about="the pixels round this point")
    assert around == pytest.approx(float(np.median(values[24:27, 4:7])), abs=1e-3)
    assert "severe" in ask(run, Measure(what="health", where=Where(point=point))).text


def test_clouds_bare_ground_and_cover_are_counted(run):
    south = Where(part="south")
    found = ask(run, Measure(what="cloud", where=south))
    assert value_of(found, "cloud", quantity="share") == pytest.approx(100 * 14 * 16 / 800)
    assert value_of(found, "cloud", quantity="area") == pytest.approx(0.01 * 14 * 16, rel=2e-3)
    ndvi = layers()["NDVI"][HALF:][ground()[HALF:] == 1]
    cover = ask(run, Measure(what="cover", where=south))
    assert value_of(cover, "cover", about="dense vegetation") == pytest.approx(100 * (ndvi >= 0.3).mean(), abs=0.01)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (Measure(what="NDVI", where=Where(field="Nort Field")), "North Field"),
        (Measure(what="NDRE"), "NDVI"),
        (Measure(what="health", of="splendid"), "severe"),
        (Measure(what="NDVI", where=Where(field="Hidden")), "Hidden"),
        (Measure(what="NDVI", where=Where(point=(100.0, 10.0))), "outside"),
        (Measure(what="NDVI", where=Where(polygon=((3.0, 45.0), (3.1, 45.0), (3.2, 45.0)))), "no ground"),
        (Measure(what="NDVI", where=Where(place=25)), "no place"),
        (Measure(what="temperature"), "temperature"),
    ],
)
def test_what_is_not_there_is_not_possible_and_has_no_number(run, call, words):
    found = ask(run, call)
    assert found.status == "not_possible" and words in found.text and not found.facts


def test_every_number_in_a_text_is_a_fact_in_both_languages(run):
    import re

    for what in ("NDVI", "health", "risk", "cause", "missing_cover", "cloud", "bare", "cover", "area", "confidence"):
        for where, _ in WHERE.values():
            told = [ask(run, Measure(what=what, where=where), language) for language in ("en", "fr")]
            for found in told:
                known = {fact.claim.id for fact in found.facts}
                assert set(re.findall(r"\{claim:([^}]+)\}", found.text)) == known
                assert not re.search(r"\d", re.sub(r"\{claim:[^}]+\}", "", found.text)), found.text
            values = [[round(fact.claim.value, 9) for fact in found.facts] for found in told]
            assert values[0] == values[1] and told[0].text != told[1].text


def test_what_is_made_up_is_marked(tmp_path: Path):
    run = answerable(tmp_path / "fake", fake=True)
    found = ask(run, Measure(what="health", where=Where(field="Low")))
    assert found.facts and all(fact.claim.fake for fact in found.facts)


def test_a_rejected_result_is_not_answered_from(tmp_path: Path):
    run = answerable(tmp_path / "rejected", rejected=True)
    for what in ("health", "cause", "missing_cover"):
        found = ask(run, Measure(what=what, where=Where(field="Low")))
        assert found.status == "not_possible" and "rejected" in found.text and not found.facts


def test_outlines_of_fields_lie_where_the_boxes_are(run):
    from models.field.parcel_files.read import read_parcel_file

    assert run.state.scene is not None
    shapes = lay_outlines(
        [one.shape for one in read_parcel_file(run.folder / "parcels.geojson").parcels], run.state.scene.grid
    )
    assert [round(shape.area) for shape in shapes] == [(box[3] - box[1]) * (box[4] - box[2]) for box in BOXES.values()]
