"""Questions whose words leave one reading, each in several wordings, in English and French."""

import pytest

from nodes.answers.calls import Combine, Compare, Count, Explain, Measure, Rank, Sift, Summarize, Supposed, Where
from nodes.planner.plan import plan
from nodes.planner.plans import AskBack, Calls, Decline
from nodes.planner.talk import Talk, follow, talk_of
from tests.nodes.planner.worlds import TALK

A, NUMBERED = Where(field="A"), Where(field="Field 3")
AFTER_A = follow(TALK, Measure(what="NDVI", where=A), ["A"])
ONE_RUN = talk_of([("july", "2018-07-23")], [("A", "maize"), ("Field 3", "wheat")], ["NDVI", "NDMI"])


def calls_of(question: str, talk: Talk = TALK):
    found = plan(question, talk)
    assert isinstance(found, Calls), (question, found)
    return found.calls


def call_of(question: str, talk: Talk = TALK):
    return calls_of(question, talk)[0]


@pytest.mark.parametrize("question", ["how big is that one", "what is the area of this one?", "how large is that?"])
def test_the_size_of_that_one_is_that_of_the_field_before(question):
    assert call_of(question, AFTER_A) == Measure(what="area", figure="area", where=A)


@pytest.mark.parametrize(
    "question",
    [
        "did A close its canopy since the end of june?", "has the canopy of A closed between june and july?",
        "did A fill in since the start of june?", "did the canopy of A close since june?",
    ],
)  # fmt: skip
def test_a_canopy_that_closes_is_a_change_between_two_runs(question):
    found = call_of(question)
    assert isinstance(found, Compare) and found.field == "A" and found.before == "june" and found.what == "NDVI"


@pytest.mark.parametrize(
    "question",
    ["why did A turn brown in july?", "why has A gone yellow by july", "pourquoi la parcelle A a jauni en juillet ?"],
)
def test_that_a_field_turned_brown_is_held_against_what_it_did(question):
    found = call_of(question)
    assert isinstance(found, Compare) and (found.field, found.after, found.what) == ("A", "july", "NDVI")
    assert found.supposed == Supposed(of="A", relation="fell")


@pytest.mark.parametrize(
    ("question", "supposed"),
    [
        ("Clouds cover half of A, can I trust its value?", Supposed(of="A", relation="equals", value=50)),
        ("70 % of field A is cloudy, is it any good?", Supposed(of="A", relation="equals", value=70)),
        ("les nuages couvrent la moitié de la parcelle A, que vaut-elle ?",
         Supposed(of="A", relation="equals", value=50)),
        ("Half the picture is cloudy, so how much can I use?", Supposed(relation="equals", value=50)),
        ("most of the image is under clouds, what can you tell?", Supposed(relation="more", value=50)),
        ("field A is under cloud, so what is its NDVI worth?", Supposed(of="A", relation="cloudy")),
    ],
)  # fmt: skip
def test_clouds_that_are_taken_for_granted_are_checked_and_what_is_clear_is_told(question, supposed):
    cloud, clear = calls_of(question)
    assert (cloud.what, clear.what, cloud.where) == ("cloud", "clear", clear.where)
    assert cloud.supposed == supposed and cloud.where.field == supposed.of and clear.supposed is None


@pytest.mark.parametrize("question", ["is half of field A under cloud?", "how much of A is cloudy?"])
def test_whether_it_is_cloudy_is_a_question_and_no_premise_of_clouds(question):
    (found,) = calls_of(question)
    assert found.what == "cloud" and getattr(found.supposed, "relation", None) != "cloudy"


@pytest.mark.parametrize(
    "question",
    ["par quelle parcelle je commence ma tournée ?", "quel champ dois-je voir en premier ?",
     "which field do I visit first on my round?"],
)  # fmt: skip
def test_where_to_begin_is_told(question):
    assert call_of(question) == Summarize()


@pytest.mark.parametrize(
    "question",
    ["combien de parcelles n'ont pas pu être jugées, et pourquoi ?", "which fields were not judged and why",
     "pourquoi certaines parcelles n'ont pas été jugées ?"],
)  # fmt: skip
def test_fields_that_were_not_judged_are_listed_with_their_reasons(question):
    assert call_of(question) == Count(which="not_judged")
    assert isinstance(call_of("why was A not judged?"), Explain)


@pytest.mark.parametrize(
    "question",
    ["quelle part du terrain est de l'eau ou sans végétation ?", "how much of the picture is water?",
     "what share of the scene is lake"],
)  # fmt: skip
def test_a_share_of_water_is_the_lowest_class_of_cover_and_no_bare_ground(question):
    assert call_of(question) == Measure(what="cover")


@pytest.mark.parametrize("question", ["how much soil water has A", "how much of A suffers from lack of water?"])
def test_water_that_plants_drink_is_no_water_to_swim_in(question):
    found = plan(question, TALK)
    assert not isinstance(found, Calls) or all(getattr(one, "what", "") != "cover" for one in found.calls)


@pytest.mark.parametrize(
    "question",
    ["la parcelle A est elle mallade ou il manque deau ?", "is A sick or just thirsty",
     "does A lack water or is it ill?"],
)  # fmt: skip
def test_ill_or_thirsty_is_told_by_health_cause_and_moisture(question):
    assert [(one.what, one.where.field) for one in calls_of(question)] == [
        ("health", "A"), ("cause", "A"), ("NDMI", "A"),
    ]  # fmt: skip


def test_how_many_fields_are_under_water_is_asked_back_and_not_answered_with_all_fields():
    assert isinstance(plan("how many fields are under water?", TALK), AskBack)


def test_a_number_alone_names_the_field_that_ends_so_after_a_field():
    after = follow(TALK, Measure(what="NDMI", where=A), ["A"])
    for question in ("and of 3?", "what about 3", "et la 3 ?"):
        assert call_of(question, after) == Measure(what="NDMI", where=NUMBERED)
    assert not isinstance(plan("and of 99?", after), Calls)
    two = after.model_copy(update={"fields": (*after.fields, after.fields[2].model_copy(update={"name": "Plot 3"}))})
    assert not isinstance(plan("and of 3?", two), Calls)  # two fields end so


def test_these_two_are_the_fields_of_the_last_turns():
    talk = follow(AFTER_A, Measure(what="NDVI", where=NUMBERED), ["Field 3"])
    pair = {"field": "A", "other_field": "Field 3"}
    assert call_of("which of these two looks drier?", talk) == Compare(what="NDMI", **pair)
    assert call_of("compare those two", talk) == Compare(what="NDVI", **pair)
    assert call_of("laquelle des deux est la plus verte ?", talk) == Compare(what="NDVI", **pair)
    assert call_of("which of the two is bigger", talk) == Compare(what="area", **pair)
    assert isinstance(plan("which of these two is drier?", TALK), AskBack)
    many = follow(talk, Rank(), ["A", "B", "Field 3"])
    assert isinstance(plan("which of these two is drier?", many), AskBack)  # which two of three is not known


def test_two_dates_are_no_two_fields():
    talk = follow(AFTER_A, Measure(what="NDVI", where=NUMBERED), ["Field 3"])
    assert call_of("compare the two dates", talk).other_field is None


@pytest.mark.parametrize(
    "question", ["how grene is the souther half of feild 3", "NDVI of the southen half of field 3"]
)
def test_slips_in_a_part_of_a_field_are_mended(question):
    assert call_of(question) == Measure(what="NDVI", where=Where(field="Field 3", part="south"))


@pytest.mark.parametrize(
    "question",
    ["how many fields is it held against?", "how many peers has field A", "with how many fields do you compare it?",
     "à combien de parcelles la parcelle A est-elle comparée ?"],
)  # fmt: skip
def test_the_fields_that_one_is_held_against_are_counted(question):
    assert call_of(question, AFTER_A) == Measure(what="peers", where=A)


@pytest.mark.parametrize(
    "question",
    ["who owns field 3?", "à qui appartient la parcelle A ?", "who is the owner of A", "whose field is A?"],
)
def test_an_owner_is_in_no_picture(question):
    found = plan(question, TALK)
    assert isinstance(found, Decline) and found.why == "off_topic"


@pytest.mark.parametrize(
    "question",
    ["which maize fields beat 0.9?", "maize fields that surpass 0.9", "parcelles de maïs qui atteignent 0,9"],
)
def test_fields_that_beat_a_bound_are_sifted(question):
    assert call_of(question) == Sift(above=0.9, crop="maize")


@pytest.mark.parametrize(
    ("question", "order"),
    [("which field is the most uneven inside?", "worst"), ("quelle parcelle est la plus hétérogène ?", "worst"),
     ("which field varies the most within", "worst"), ("what is the most uniform field", "best"),
     ("which field is the least even", "worst"), ("rank the fields by how uneven they are", "worst"),
     ("classe les parcelles de la plus homogène à la moins homogène", "best")],
)  # fmt: skip
def test_uneven_fields_are_ranked_by_the_spread_within(question, order):
    found = call_of(question)
    assert isinstance(found, Rank) and (found.by, found.order) == ("uneven", order)


def test_two_classes_are_never_told_as_one():
    bad = Measure(what="health", of="moderate or severe", figure="share")
    for question in (
        "how much crop is moderate plus severe?",
        "what share is severe or moderate",
        "moderate + severe?",
    ):
        assert call_of(question) == bad
    assert call_of("how many hectares of A are moderate and severe") == bad.model_copy(
        update={"figure": "area", "where": A}
    )
    assert call_of("how much of the maize is moderate or severe") == Combine(what="health", crop="maize")
    assert call_of("how much of A is at medium or high risk?").of is None
    assert call_of("which fields are moderate or severe?") == Rank(by="health", count=25)


def test_what_is_wrong_with_a_field_that_is_said_to_look_bad_is_a_premise():
    found = call_of("field 3 looks terrible, what is wrong with it?")
    assert isinstance(found, Explain) and found.supposed == Supposed(of="Field 3", relation="low")
    assert call_of("what is wrong with A?", ONE_RUN).supposed is None


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("show the two fields with the lowest NDVI", "rank"), ("NDVI of the two maize fields", "combine"),
        ("what is the NDVI of A compared to june?", "compare"), ("is A moderate or severe?", "measure"),
        ("NDMI of A and B", "measure"), ("how many hectares of maize", "count"),
    ],
)  # fmt: skip
def test_what_only_sounds_like_such_a_question_is_read_as_before(question, tool):
    talk = follow(AFTER_A, Measure(what="NDVI", where=NUMBERED), ["Field 3"])
    found = call_of(question, talk)
    assert found.tool == tool and getattr(found, "of", None) is None and getattr(found, "what", "") != "peers"


def test_whether_a_field_turned_brown_is_looked_up_between_two_runs():
    found = call_of("did A turn brown?")
    assert isinstance(found, Compare) and found.field == "A" and found.supposed is None
