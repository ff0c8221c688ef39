from dataclasses import replace

import numpy as np
import pytest

from models.caption.results import CaptionResult
from models.modality.confirm import merge
from nodes.report.chapters import caption
from nodes.review import questions, review
from tests.stand_ins import HEALTH, RISK, modality


def test_only_results_under_their_threshold_are_asked_about(known):
    state = known.model_copy(
        update={
            "modality": modality(confidence=0.2),
            "health": HEALTH,
            "risk": RISK.model_copy(update={"mean_confidence": 0.59}),
            "caption": CaptionResult(text="A field.", confidence=caption.ENOUGH),
        }
    )
    assert list(questions(state)) == ["modality", "risk"]
    assert "0.59" in questions(state)["risk"]


def test_two_opinions_on_the_modality_are_asked_about_however_sure_they_are(known):
    both = merge(modality("sar", 0.97).statistics, np.array([0.01, 0.98, 0.01], np.float32))
    question = questions(known.model_copy(update={"modality": both}))["modality"]
    assert "sar (0.97)" in question and "infrared (0.98)" in question and "sar is in force" in question
    agreed = merge(modality("sar", 0.97).statistics, np.array([0.01, 0.01, 0.98], np.float32))
    assert "modality" not in questions(known.model_copy(update={"modality": agreed}))


@pytest.mark.parametrize("answer", ["accept", " Reject: too wet ", "REJECT"])
def test_what_the_person_says_is_kept(known, context, answer):
    state = known.model_copy(update={"modality": modality(confidence=0.2)})
    [decision] = review(state, replace(context, ask=lambda _question: answer))["decisions"]
    assert decision.answer == answer.strip()
    assert decision.question == questions(state)["modality"]


def test_what_is_no_answer_is_asked_again(known, context):
    told = iter(["", "yes", "accept"])
    state = known.model_copy(update={"modality": modality(confidence=0.2)})
    [decision] = review(state, replace(context, ask=lambda _question: next(told)))["decisions"]
    assert decision.answer == "accept"


def test_a_map_that_is_asked_about_is_drawn_before_the_question(known, context):
    from nodes.report.chapters import CHAPTERS

    risk = RISK.model_copy(update={"mean_confidence": 0.59, "raster": "valid.tif"})
    state = known.model_copy(update={"modality": modality(), "risk": risk})
    [name] = [picture.file for chapter in CHAPTERS if chapter.name == "risk" for picture in chapter.maps(state)]
    seen = []

    def ask(question: str) -> str:
        seen.append((question, (context.run_dir / name).is_file()))
        return "accept"

    review(state, replace(context, ask=ask))
    [(question, was_there)] = seen
    assert was_there and name in question


def test_where_a_result_has_no_map_the_preview_is_named(known):
    state = known.model_copy(update={"modality": modality(confidence=0.2)})
    assert questions(state)["modality"].endswith("Look at preview.png.")
