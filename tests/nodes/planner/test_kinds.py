"""Questions beyond one number of one field, as people put them: several fields, two parts, slips, small talk."""

import pytest

from nodes.answers.calls import (
    Combine,
    Compare,
    Count,
    Describe,
    Explain,
    Measure,
    Rank,
    Sift,
    Supposed,
    TellNeeded,
    Where,
)
from nodes.planner.hearing.bounds import Bounds, find_bounds
from nodes.planner.hearing.clauses import split_clauses
from nodes.planner.hearing.spelling import count_slips, mend
from nodes.planner.plan import plan
from nodes.planner.plans import AskBack, Calls, Decline
from nodes.planner.small_talk import strip_manners
from nodes.planner.talk import Option, Talk, follow
from tests.nodes.planner.worlds import TALK


def calls_of(question: str, talk: Talk = TALK):
    found = plan(question, talk)
    assert isinstance(found, Calls), found
    return found.calls


def call_of(question: str, talk: Talk = TALK):
    (call,) = calls_of(question, talk)
    return call


@pytest.mark.parametrize(
    ("question", "call"),
    [
        ("which fields are under 0.4?", Sift(below=0.4)),
        ("how many fields are above 0.8", Sift(above=0.8)),
        ("fields bigger than 3 ha", Sift(by="area", above=3)),
        ("which have more than 10 % bare", Sift(by="bare", above=10)),
        ("maize fields between 0.4 and 0.6", Sift(above=0.4, below=0.6, crop="maize")),
        ("which fields are below average", Sift(below="mean")),
        ("parcels of less than a hectare", Sift(by="area", below=1)),
        ("quelles parcelles dépassent 0,8 ?", Sift(above=0.8)),
        ("les parcelles de moins d'un hectare", Sift(by="area", below=1)),
        ("which fields are under cloud?", Sift(by="cloud", above=0)),
        ("average NDVI of the maize", Combine(crop="maize")),
        ("NDVI moyen du maïs ?", Combine(crop="maize")),
        ("how much of the maize is at high risk", Combine(what="risk", of="high", crop="maize")),
        ("mean NDVI over all my fields", Combine()),
        ("total area of all fields", Combine(what="area", figure="sum")),
        ("combined area of A and B", Combine(what="area", figure="sum", fields=("A", "B"))),
        ("what share of the farm is maize?", Combine(what="area", figure="sum", crop="maize")),
        ("which crop has the highest NDVI?", Combine(by_crop=True)),
        ("gap between the best and the worst field in NDVI", Combine(figure="range")),
        ("how many hectares of maize do I have", Count(crop="maize")),
        ("which fields are maize", Count(crop="maize")),
        ("which fields couldn't be judged because of cloud", Count(which="not_judged")),
        ("NDVI of each field", Rank(by="NDVI", order="best", count=25)),
        ("the second largest field?", Rank(by="area", order="best", count=1, skip=1)),
        ("what's growing in B?", Measure(what="crop", where=Where(field="B"))),
        ("how much of the farm is A", Measure(what="area", figure="share", where=Where(field="A"))),
        ("min and max NDVI of A", Measure(what="NDVI", figure="extremes", where=Where(field="A"))),
        ("how much bigger is A than B", Compare(field="A", other_field="B", what="area")),
        ("which field lost most green since june", Compare(before="june", order="fell")),
        ("hectares at high risk of losing yield", Measure(what="risk", of="high", figure="area")),
    ],
)
def test_questions_about_several_fields_are_understood(question, call):
    assert call_of(question) == call


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("when should I sow maize", "sowing"), ("which variety is best for A", "sowing"),
        ("when can I cut B?", "harvest"),
        ("what will the maize sell for", "price"), ("when do I irrigate B?", "irrigation"),
        ("expected yield of the maize in t/ha", "yield"), ("quand récolter le maïs ?", "harvest"),
        ("protein content of the wheat", "quality"),
    ],
)  # fmt: skip
def test_what_no_picture_tells_is_declined_with_what_it_would_take(question, subject):
    assert call_of(question) == TellNeeded(subject=subject)


@pytest.mark.parametrize("question", ["how many kg of N does B need?", "combien d'unités d'azote sur B ?"])
def test_doses_are_declined(question):
    found = plan(question, TALK)
    assert isinstance(found, Decline) and found.why == "treatment"


@pytest.mark.parametrize(
    ("question", "supposed"),
    [
        ("why is B the greenest?", Supposed(of="B", relation="best", by="NDVI")),
        ("is A the largest field?", Supposed(of="A", relation="best", by="area")),
        ("B is wheat, right?", Supposed(of="B", relation="is_crop", than="wheat")),
        ("my 12 fields, how many hectares in total?", Supposed(relation="count", value=12)),
        ("why is A doing so badly", Supposed(of="A", relation="low")),
        ("why does B have no vegetation", Supposed(of="B", relation="bare")),
        ("why is it so cloudy over A", Supposed(of="A", relation="cloudy")),
        ("why did B lose green since june?", Supposed(of="B", relation="fell")),
        ("the maize fields are all above 0.6, correct?", Supposed(relation="every")),
        ("why is A greener than B in EVI?", Supposed(of="A", relation="more", than="B", by="EVI")),
    ],
)
def test_what_is_taken_for_granted_is_kept_for_the_tool_to_check(question, supposed):
    assert call_of(question).supposed == supposed


def test_two_parts_are_two_calls_and_what_is_asked_of_a_winner_is_told_beside_it():
    assert [call.tool for call in calls_of("what's the NDVI of A and how much of it is bare?")] == [
        "measure",
        "measure",
    ]
    assert call_of("which field is greenest and how big is it?") == Rank(
        by="NDVI", order="best", count=1, also=("area",)
    )
    assert split_clauses("compare A and what B has") == ["compare A and what B has"]
    assert split_clauses("NDVI of A and B") == ["NDVI of A and B"]


def test_short_questions_go_on_from_the_last():
    ranked = follow(TALK, Rank(by="NDVI", order="best", count=1), named=["B"])
    assert call_of("how big is it", ranked) == Measure(what="area", figure="area", where=Where(field="B"))
    assert call_of("what about its NDMI?", ranked) == Measure(what="NDMI", where=Where(field="B"))
    assert call_of("and the second?", ranked) == Rank(by="NDVI", order="best", count=1, skip=1)
    assert call_of("and A?", ranked) == Measure(what="NDVI", where=Where(field="A"))
    assert call_of("and in june?", ranked) == Rank(by="NDVI", order="best", count=1, run="june")
    combined = follow(TALK, Combine(crop="maize"))
    assert call_of("and the wheat?", combined) == Combine(crop="wheat")
    assert call_of("et en juin ?", combined) == Combine(crop="maize", run="june")
    sifted = follow(TALK, Sift(above=0.8))
    assert call_of("and above 0.6?", sifted) == Sift(above=0.6)
    assert call_of("and EVI?", sifted) == Sift(by="EVI", above=0.8)
    part = follow(TALK, Measure(what="NDVI", where=Where(field="A", part="north")))
    assert call_of("et au sud ?", part) == Measure(what="NDVI", where=Where(field="A", part="south"))


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("wich feild is the grenest", "which field is the greenest"),
        ("how many hectars of sorgum", "how many hectares of sorghum"),
        ("whats the avrage ndvi", "what is the average ndvi"),
        ("quele est la surfase", "quelle est la surface"),
    ],
)
def test_slips_of_typing_are_mended(question, right):
    assert mend(question, TALK) == right


@pytest.mark.parametrize("said", ["yield", "there", "stress", "wield", "long acre", "yellowing", "farmer"])
def test_right_words_names_and_capitals_are_left(said):
    assert mend(said, TALK) == said


def test_slips_are_counted_letter_by_letter():
    assert [count_slips("feild", one) for one in ("field", "feild", "yield", "f")] == [1, 0, 2, 4]


@pytest.mark.parametrize(
    "said",
    ["hello", "Hi there!", "thanks a lot", "merci beaucoup", "what can you do?", "who are you?", "bonjour", "ok"],
)
def test_small_talk_is_said_back(said):
    found = plan(said, TALK)
    assert isinstance(found, AskBack) and "understand" not in found.text and "compris" not in found.text


def test_a_yes_to_an_offer_is_no_small_talk():
    one = follow(TALK, None, offered=[Option(words="how many fields", call=Count())])
    assert call_of("ok", one) == Count()


def test_manners_are_dropped_and_the_question_stays():
    assert strip_manners("hello, NDVI of A please") == "NDVI of A"
    assert call_of("Bonjour, NDVI de A s'il te plaît ?") == Measure(what="NDVI", where=Where(field="A"))


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("above 0.8", Bounds(above=0.8)), ("between 0.6 and 0.4", Bounds(0.4, 0.6)),
        ("under 3 ha", Bounds(None, 3.0, "ha")),
        ("more than a quarter", Bounds(25.0, None, "%")), ("below average", Bounds(None, "mean")),
        ("more than 10 acres", Bounds(pytest.approx(4.0469, abs=1e-3), None, "ha")), ("above the river", None),
        ("over 5 % and under 20 %", Bounds(5.0, 20.0, "%")),
    ],
)  # fmt: skip
def test_bounds_are_read_with_their_units(words, bounds):
    assert find_bounds(words) == bounds


def test_a_time_that_no_run_shows_is_not_answered_from_another():
    assert call_of("NDVI of A last year?").run == "last year"
    assert isinstance(call_of("what about the picture of august?"), Describe)


def test_a_field_in_general_is_explained():
    assert call_of("how is B doing?") == Explain(where=Where(field="B"))


def test_ranked_fields_are_no_count_that_is_supposed():
    assert call_of("which are my 3 worst fields?").supposed is None
    assert call_of("my two maize fields, how many hectares?").supposed == Supposed(
        relation="count", value=2, crop="maize"
    )


def test_fields_of_one_crop_are_ranked_and_not_averaged():
    assert call_of("which maize field is the greenest?") == Rank(by="NDVI", order="best", count=1, crop="maize")
    assert isinstance(call_of("why is A so low?"), Explain)
