"""Several fields at once: sifted by a bound, put together, and each number over them found again by other code."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nodes.answers.answer import Answer
from nodes.answers.calls import Call, Combine, Compare, Count, Measure, Rank, Sift, Supposed, Where
from nodes.answers.respond import answer
from nodes.answers.shelf import OpenRun, Shelf
from nodes.sentences.fact import Fact
from nodes.verify.answers.recount import Answered
from tests.nodes.answers.made import BOXES, answerable, box_of, layers

JUDGED = [name for name in BOXES if name != "Hidden"]


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> OpenRun:
    return answerable(tmp_path_factory.mktemp("many") / "june")


def ask(run: OpenRun, call: Call, language="en") -> Answer:
    return answer(call, Shelf.of([run]), language)


def value(found: Answer, **wanted) -> float:
    (fact,) = [one for one in found.facts if all(getattr(one, name) == told for name, told in wanted.items())]
    return fact.claim.value


def medians(name: str = "NDVI") -> dict[str, float]:
    return {one: float(np.median(layers()[name][box_of(one)])) for one in JUDGED}


@pytest.mark.parametrize("bound", [0.2, 0.35, 0.71, 0.74, 0.9])
def test_fields_are_sifted_by_their_medians(run, bound):
    for call, fits in ((Sift(above=bound), lambda one: one > bound), (Sift(below=bound), lambda one: one < bound)):
        found = ask(run, call)
        names = [name for name, median in medians().items() if fits(median)]
        assert value(found, statistic="sifted") == len(names)
        assert {fact.about for fact in found.facts if fact.topic == "NDVI" and fact.about} == set(names)
        assert "Hidden" in found.text  # which was not judged, and is named


def test_every_field_lies_on_one_side_of_the_mean(run):
    sides = [value(ask(run, call), statistic="sifted") for call in (Sift(above="mean"), Sift(below="mean"))]
    assert sum(sides) == len(JUDGED)


def test_areas_are_sifted_in_hectares_and_of_all_fields(run):
    found = ask(run, Sift(by="area", above=2.23))
    assert value(found, statistic="known") == 4
    assert "Low" in found.text or "Hidden" in found.text


def test_a_sift_without_a_bound_is_not_guessed(run):
    assert ask(run, Sift()).status == "not_possible"


def test_the_mean_of_a_crop_is_that_of_its_pixels(run):
    found = ask(run, Combine(what="NDVI", crop="wheat"))
    pixels = np.concatenate([layers()["NDVI"][box_of(name)].ravel() for name in JUDGED])
    assert value(found, statistic="mean") == pytest.approx(float(pixels.mean()), abs=2e-3)
    assert value(found, statistic="mean_of_fields") == pytest.approx(np.mean([*medians().values()]), abs=2e-3)


def test_areas_add_up_and_shares_of_the_farm_to_all_of_it(run):
    total = value(ask(run, Combine(what="area", figure="sum")), statistic="sum")
    crops = [ask(run, Combine(what="area", figure="sum", crop=crop)) for crop in ("wheat", "maize")]
    assert sum(value(one, statistic="of_all_fields") for one in crops) == pytest.approx(100)
    wheat = value(crops[0], statistic="sum")
    assert wheat / total == pytest.approx(value(crops[0], statistic="of_all_fields") / 100)
    assert value(ask(run, Count(crop="wheat")), quantity="area") == pytest.approx(wheat)


def test_a_part_of_the_farm_is_told_of_a_field(run):
    found = ask(run, Measure(what="area", figure="share", where=Where(field="Brook")))
    assert 0 < value(found, statistic="of_all_fields") < 100


def test_the_crop_of_a_field_is_told_and_a_wrong_one_is_corrected(run):
    call = Measure(what="crop", where=Where(field="Brook"))
    assert "wheat" in ask(run, call).text
    wrong = call.model_copy(update={"supposed": Supposed(of="Brook", relation="is_crop", than="maize")})
    right = call.model_copy(update={"supposed": Supposed(of="Brook", relation="is_crop", than="wheat")})
    assert ask(run, wrong).corrects and not ask(run, right).corrects


@pytest.mark.parametrize(
    ("supposed", "is_so"),
    [
        (Supposed(relation="count", value=4), True),
        (Supposed(relation="count", value=9), False),
        (Supposed(of="Low", relation="worst", by="NDVI"), True),
        (Supposed(of="Low", relation="best", by="NDVI"), False),
        (Supposed(of="Low", relation="low"), True),
        (Supposed(of="Low", relation="high"), False),
        (Supposed(of="Brook", relation="bare"), False),
        (Supposed(of="Brook", relation="cloudy"), False),
        (Supposed(of="Hidden", relation="cloudy"), True),
        (Supposed(of="Brook", relation="more", than="Low", by="area"), False),
        (Supposed(of="Brook", relation="more", than="Low"), True),
    ],
)
def test_what_is_not_so_is_corrected_and_what_is_so_is_not(run, supposed, is_so):
    found = ask(run, Measure(what="area", where=Where(field="Brook"), supposed=supposed))
    assert found.corrects != is_so


def test_a_rank_goes_on_where_it_ended_and_tells_more_of_each_field(run):
    every = [fact.about for fact in ask(run, Rank(by="NDVI", count=25)).facts if fact.topic == "NDVI"]
    second = ask(run, Rank(by="NDVI", count=1, skip=1, also=("area", "crop")))
    assert [fact.about for fact in second.facts if fact.topic == "NDVI"] == every[1:2]
    assert value(second, topic="area") > 0 and "wheat" in second.text
    assert ask(run, Rank(by="NDVI", skip=20)).status == "not_possible"


def test_two_fields_differ_by_what_lies_between_them(run):
    found = ask(run, Compare(field="North Field", other_field="Low"))
    assert value(found, quantity="difference") == pytest.approx(medians()["North Field"] - medians()["Low"], abs=2e-3)
    bare = ask(run, Compare(field="North Field", other_field="Low", what="area"))
    assert value(bare, quantity="difference") > 0


CALLS = [
    Sift(above=0.5), Sift(by="area", below=2.2), Sift(below="mean"), Sift(by="bare", above=10), Combine(),
    Combine(figure="median"), Combine(what="area", figure="sum", crop="wheat"), Combine(what="risk"),
    Combine(what="health"), Combine(what="bare"), Combine(what="cloud"), Combine(by_crop=True),
    Combine(what="area", by_crop=True), Combine(fields=("Brook", "Low")), Count(crop="wheat"), Count(),
    Compare(field="Brook", other_field="Low"), Compare(field="Brook", other_field="Low", what="area"),
    Measure(what="NDVI"), Rank(by="uneven", count=25), Measure(what="health", of="moderate or severe"),
    Measure(what="health", of="moderate or severe", where=Where(field="Low", part="north")),
    Measure(what="area", where=Where(field="Brook"), supposed=Supposed(of="Low", relation="high")),
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.tool} {call.model_dump(exclude_defaults=True)}")
def test_every_number_over_fields_is_found_again_and_a_changed_one_is_not(run, call):
    found = ask(run, call)
    assert found.status == "answered"
    answered = Answered(run.folder, run.state.model_copy(update={"answer": found}))
    own = [fact for fact in found.facts if fact.claim.id.startswith("answer.")]
    for fact in own:
        told = answered.count(fact)[fact.claim.id]
        assert told == pytest.approx(fact.claim.value, rel=1e-4, abs=1e-6), fact.claim.label
    for fact in (one for one in own if len(one.over) > 1 and one.above is None and one.below is None):
        assert _without_one(answered, fact) != pytest.approx(fact.claim.value, abs=1e-12) or not fact.claim.value


def _without_one(answered: Answered, fact: Fact) -> float | None:
    """Count the same over one field less."""
    less = fact.model_copy(update={"over": fact.over[1:]})
    return answered.count(less).get(fact.claim.id)


def test_words_follow_the_number(run):
    one, more = (ask(run, call).text for call in (Sift(below=0.5), Sift(above=0.5)))
    assert " lies below" in one and " lie above" in more
    french = ask(run, Count(crop="maize"), "fr").text
    assert "parcelle " in french and "parcelles de" not in french.partition(".")[0]


def test_french_elides_and_writes_days_and_numbers_as_the_french_do(run):
    from nodes.answers.words import words_of
    from nodes.report.claims import Style
    from orchestrator.chat.told import tell

    words = words_of("fr")
    assert words.day("2018-07-01T10:00") == "1er juillet 2018"
    assert words.say("index.point", index="EVI", value="x").startswith("L'EVI")
    assert words.say("index.point", index="NDVI", value="x").startswith("Le NDVI")
    told = tell(ask(run, Measure(what="NDVI"), "fr"), Style())
    assert re.search(r"\d,\d", told.text) and not re.search(r"\d\.\d", told.text)


def test_two_classes_of_health_are_one_share_and_one_area(run):
    inside = np.concatenate([layers()["NDVI"][box_of(name)].ravel() for name in JUDGED])
    found = ask(run, Measure(what="health", of="moderate or severe"))
    share = 100 * float((inside < 0.4).mean())  # no ground of this world is moderate
    assert value(found, quantity="share") == pytest.approx(share, abs=0.1)
    assert value(found, quantity="area") == pytest.approx(0.01 * float((inside < 0.4).sum()), rel=1e-2)
    low = ask(run, Measure(what="health", of="moderate or severe", where=Where(field="Low")))
    assert value(low, quantity="share") == pytest.approx(100, abs=0.1)


def test_uneven_fields_are_ranked_by_how_far_their_pixels_spread(run):
    found = ask(run, Rank(by="uneven", count=25))
    spread = {name: float(layers()["NDVI"][box_of(name)].std()) for name in JUDGED}
    assert [fact.about for fact in found.facts if fact.statistic == "std"] == sorted(
        spread, key=lambda one: -spread[one]
    )
    told = {fact.about: fact.claim.value for fact in found.facts}
    assert told == pytest.approx(spread, abs=2e-3)
    best = ask(run, Rank(by="uneven", order="best", count=1))
    assert [fact.about for fact in best.facts] == [min(spread, key=lambda one: spread[one])]


def test_the_fields_that_one_is_held_against_are_told_only_where_there_are_enough(run):
    found = ask(run, Measure(what="peers", where=Where(field="Brook")))
    assert found.status == "not_possible" and "Too few" in found.text and not found.facts
    assert ask(run, Measure(what="peers")).status == "not_possible"


def test_nothing_is_known_of_a_hidden_field_that_is_said_to_be_low(run):
    call = Measure(what="area", where=Where(field="Hidden"), supposed=Supposed(of="Hidden", relation="low"))
    found = ask(run, call)
    assert found.corrects and "Nothing is known" in found.text


def test_more_than_what_was_supposed_is_not_called_less(run):
    part = Measure(
        what="cloud", where=Where(field="Hidden"), supposed=Supposed(of="Hidden", relation="equals", value=50)
    )
    found = ask(run, part)
    assert found.corrects and "not so much" not in found.text and value(found, topic="cloud") == 100.0


def test_a_run_without_fields_says_what_the_scene_says_instead(run):
    scene = run.state.fields.model_copy(update={"of_scene": True})
    bare = replace(run, state=run.state.model_copy(update={"fields": scene}))
    found = ask(bare, Rank(by="NDMI", order="worst"))
    assert found.status == "not_possible" and found.corrects and "outlines" in found.text
    assert value(found, topic="NDMI", statistic="median") == pytest.approx(float(np.median(layers()["NDMI"])), abs=0.05)
