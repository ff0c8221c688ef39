"""The report as a page that folds, and as a PDF: words of others stay words, the same words give the same bytes."""

import re

import pytest

from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.report.page import page_of, to_html
from nodes.report.pdf import list_blocks, render_pdf
from tests.nodes.report.first_page.pages import field, state_of

HOSTILE = '#eval("1+1") $x$ <script>alert(1)</script> @ref *b* `c`'


def test_details_are_folded_and_the_first_page_is_not(tmp_path):
    run_dir, state = state_of(tmp_path, field("north"))
    page = page_of(state, write_report(state, claims_of(state)), run_dir)
    first, rest = page.split("<details>", 1)
    assert "north" in first and "Spectral indices" not in first
    assert "<summary>Spectral indices</summary>" in rest and "<details open" not in page
    assert page.count("<details>") == page.count("</details>")


def test_cells_know_their_column_for_narrow_screens():
    page = to_html("| A | B |\n| --- | --- |\n| 1 | 2 |\n\n| C |\n| --- |\n| 3 |\n", {})
    assert re.findall(r'data-head="(\w)">(\d)', page) == [("A", "1"), ("B", "2"), ("C", "3")]
    assert page.count('<div class="wide">') == 2


def test_the_language_of_the_page_is_told(tmp_path):
    run_dir, state = state_of(tmp_path, field("north"), language="fr")
    assert '<html lang="fr">' in page_of(state, write_report(state, claims_of(state)), run_dir)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_pdf_is_the_same_bytes_again_whatever_names_say(tmp_path, language):
    run_dir, state = state_of(tmp_path, field(HOSTILE), language=language)
    document = write_report(state, claims_of(state))
    one, other = (render_pdf(document, language, run_dir) for _ in range(2))
    assert one == other and one.startswith(b"%PDF")


def test_words_of_others_reach_the_pdf_as_they_are(tmp_path):
    _, state = state_of(tmp_path, field(HOSTILE))
    blocks = list_blocks(write_report(state, claims_of(state)).first.lines)
    [table] = [block for block in blocks if block["kind"] == "table"]
    shown = "".join(run["text"] for run in table["rows"][1][0])
    assert shown.replace("\u200b", "") == HOSTILE  # long words may break, at places that nobody sees
    assert not any(run["strong"] or run["code"] for run in table["rows"][1][0])


def test_a_picture_that_is_not_there_is_left_out(tmp_path):
    run_dir, state = state_of(tmp_path, field("north"))
    document = write_report(state, claims_of(state))
    assert any(block["kind"] == "picture" for block in list_blocks(document.first.lines))
    for picture in run_dir.glob("*.png"):
        picture.unlink()
    assert render_pdf(document, "en", run_dir).startswith(b"%PDF")


def test_what_decides_is_large_and_a_question_is_not(tmp_path):
    run_dir, state = state_of(tmp_path, field("north"), question="How green?")
    document = write_report(state, claims_of(state))
    page = page_of(state, document, run_dir)
    [lead] = re.findall(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    assert "lowest NDVI" in lead and "Asked" not in lead and "Asked" in page
    blocks = list_blocks(document.first.lines, document.first.decision)
    assert [block["lead"] for block in blocks if block["kind"] == "paragraph"].count(True) == 1


def test_long_names_may_break_in_the_pdf(tmp_path):
    _, state = state_of(tmp_path, field("L" * 60))
    [table] = [block for block in list_blocks(write_report(state, claims_of(state)).first.lines)
               if block["kind"] == "table"]  # fmt: skip
    words = "".join(run["text"] for run in table["rows"][1][0]).split("\u200b")
    assert max(map(len, words)) <= 14 and "".join(words) == "L" * 60
