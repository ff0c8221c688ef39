"""Both languages say the same of a comparison, and the French page has no English sentence."""

import re

from nodes.compare.results import FieldChange, IndexChange
from nodes.compare.words import Words, english, french
from tests.nodes.report.first_page.pages import check_words


def test_both_languages_have_each_word():
    check_words(Words, (english, french))
    assert all(getattr(french, name) != getattr(english, name) for name in Words.__annotations__)


def test_days_of_one_year_have_it_once():
    assert french.name_dates("2018-06-28", "2018-07-23") == ("28 juin", "23 juillet 2018")
    assert french.name_dates("2017-12-01", "2018-01-02") == ("1er décembre 2017", "2 janvier 2018")
    assert english.name_dates("2018-06-28", "2018-07-23") == ("28 June", "23 July 2018")


def test_signs_stand_only_where_something_changed():
    assert [french.signed(number) for number in ("0,00", "0,05", "-0,05")] == ["0,00", "+0,05", "-0,05"]
    assert [english.signed(number) for number in ("0.00", "0.05", "-0.05")] == ["0.00", "+0.05", "-0.05"]


def test_the_french_sentences_are_french():
    said = [
        french.say_compared("99 %", "40 ha"), french.explain_order("0,10", "0,11"),
        french.explain_noise("0,10", "0,16"), french.explain_files(["change.tif"]), french.say_more(2, "change.json"),
        french.LIMIT, french.TITLE,
        french.decide(("1er mai", "2 mai 2020"), "NDVI", [], None, "0,10"),
    ]  # fmt: skip
    assert not re.search(r"\b(the|of|with|fields?|changed|between)\b", " ".join(said).replace("Doxani et al.", ""))


def test_french_counts_what_is_below_two_as_one():
    index = IndexChange(name="NDVI", before=0.7, after=0.68, verdict="steady")
    field = FieldChange(
        name="Nord", crop="grass", crop_before="grass", pixels=90, compared=1, area_ha=9, indices=(index,),
        fallen_ha=1, risen_ha=0, least=0.1,
    )  # fmt: skip
    for fallen, verb in (("1,41 acre", "a"), ("0,57 ha", "a"), ("1\u202f200 ha", "ont"), ("12,00 ha", "ont")):
        assert f"{fallen} {verb} nettement baissé" in french.explain(field, index, (fallen, None, "9 ha"), "0,10")
