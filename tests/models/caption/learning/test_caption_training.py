"""The stages of training run from a bank to weights that answer, and what they are made of does what it says."""

import numpy as np
import pytest
import torch

from models.caption.aspects import measure_aspects
from models.caption.classes import ASPECTS
from models.caption.codebook import NOTHING, Codebook, name_classes
from models.caption.config import LANGUAGES
from models.caption.language import add_fresh_matrices, load_language
from models.caption.learning.bank import Item, write_bank
from models.caption.learning.evaluate import fill_template
from models.caption.learning.scores import compute_bleu, judge_faithfulness, judge_variety
from models.caption.learning.stages import pretrain, see, tell
from models.caption.learning.stages.course import Course
from models.caption.learning.stages.heads import Heads, tell_truth
from models.caption.learning.stages.pretrain import hide
from models.caption.learning.train import TrainConfig, train
from models.caption.learning.wording import write_caption
from models.caption.predict import Predictor
from tests.models.caption.tiny import make_base, make_config

SPLITS = ("train", "train", "train", "validate", "validate", "validate")


def make_patch(ndvi, random):
    """Reflectance of ground that is as green as told, a little greener in the north."""
    levels = np.full((12, 64, 64), 0.25, np.float32) * random.uniform(0.95, 1.05, (12, 64, 64))
    slope = np.linspace(0.08, -0.08, 64)[:, None]
    levels[7] = 0.3
    levels[3] = 0.3 * (1 - ndvi - slope) / (1 + ndvi + slope)
    return levels.astype(np.float32)


@pytest.fixture(scope="module")
def measured():
    random = np.random.default_rng(3)
    return [measure_aspects(make_patch(ndvi, random)) for ndvi in (0.1, 0.3, 0.5, 0.7, 0.85)]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    folder, random = tmp_path_factory.mktemp("bank"), np.random.default_rng(4)
    write_bank(folder, [
        (make_patch(random.uniform(0.1, 0.8), random), Item(file=str(number), site=split, split=split, level="L2A"))
        for number, split in enumerate(SPLITS)
    ])  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def language(base):
    return add_fresh_matrices(load_language(base), make_config(base).lora)


def test_the_stages_lead_to_weights_that_answer(tmp_path, bank, base, monkeypatch):
    for stage in (pretrain, see, tell):
        monkeypatch.setattr(stage, "_STEPS", 1)
    monkeypatch.setattr(tell, "_LISTED", 32)
    monkeypatch.setattr("models.caption.learning.train.EncoderConfig", lambda: make_config(base).encoder)
    minutes = {f"{stage}_minutes": 1e-6 for stage in ("pretrain", "see", "tell")}
    given = TrainConfig(
        bank=bank,
        out=tmp_path / "run",
        cache=tmp_path,
        base=str(base.folder),
        patches=2,
        captions=2,
        rank=2,
        from_layer=0,
        **minutes,
    )
    folder = train(given)
    logs = {path.parent.name: path.read_text() for path in given.out.glob("*/train.jsonl")}
    assert set(logs) == {"see", "tell"}
    assert "faithful" in logs["tell"]
    random = np.random.default_rng(5)
    told = Predictor.load(folder)(np.stack([make_patch(0.5, random), make_patch(0.7, random)]), ["en", "fr"])
    assert all(0 <= one.confidence <= 1 for one in told)
    assert train(given) == folder  # it goes on where it was, which is the end


def test_hidden_tokens_are_rebuilt_from_the_others():
    hidden = hide(3, 64, np.random.default_rng(0))
    assert hidden.sum(1).tolist() == [38, 38, 38]
    square = torch.rand(2, 12, 16, 16)
    assert torch.equal(pretrain._join(pretrain._cut(square), 16), square)


def test_words_that_are_set_are_read(measured, language):
    codebook = Codebook(language)
    heads, truth = Heads(codebook), tell_truth(measured)
    visual = torch.randn(len(measured), 20, language.width)
    right = codebook.set_words(visual, truth.classes)
    assert torch.equal(right[:, len(ASPECTS) :], visual[:, len(ASPECTS) :])
    assert torch.equal(codebook.choose(right, 0.0, 0.0), truth.classes)
    assert heads(right, truth).item() < heads(visual, truth).item()


def test_what_is_not_sure_is_nothing(language):
    codebook = Codebook(language)
    chosen = codebook.choose(torch.randn(3, 20, language.width), 1.0, 1.0)
    assert [name_classes(aspect)[number] for aspect, number in zip(ASPECTS, chosen[0], strict=True)] == (
        [NOTHING] * len(ASPECTS)
    )


def test_a_part_that_stands_out_by_little_is_not_said(measured):
    found = measured[2]
    assert found.greenest is not None
    mean = found.ndvi_mean
    little = found.model_copy(update={"parts": dict.fromkeys(found.parts, mean + 0.06)})
    assert tell.leave_out_unclear(little).greenest is None
    much = found.model_copy(update={"parts": dict.fromkeys(found.parts, mean + 0.1)})
    assert tell.leave_out_unclear(much).greenest == found.greenest


def test_truth_names_what_cannot_be_told():
    nothing = measure_aspects(np.full((12, 64, 64), np.nan, np.float32))
    truth = tell_truth([nothing])
    assert [name_classes(aspect)[number] for aspect, number in zip(ASPECTS, truth.classes[0], strict=True)] == (
        [NOTHING] * len(ASPECTS)
    )
    assert truth.values.isnan().all()
    assert truth.parts.isnan().all()


@pytest.mark.parametrize(
    ("text", "spoken", "heavy"),
    [
        ("The cover is very dense in the north.", "en", {"very", "dense", "north"}),
        ("Le sol est très sec au nord-est.", "fr", {"très", "sec", "nord-est"}),
    ],
)
def test_words_that_name_a_class_weigh_more(text, spoken, heavy):
    found = {text[first:last] for first, last in tell.find_content(text, spoken)}
    assert heavy <= found
    assert not found & {"The", "is", "Le", "est"}


def test_weights_go_with_tokens(language):
    said = tell.put(language, "The cover is dense.", "en")
    assert len(said.tokens) == len(said.weights)
    assert language.join(said.tokens) == "The cover is dense."
    heavy = language.join([token for token, weight in zip(said.tokens, said.weights, strict=True) if weight > 1])
    assert "dense" in heavy
    assert "The" not in heavy


def test_true_captions_are_faithful_and_those_of_others_less(measured):
    random = np.random.default_rng(6)
    for spoken in LANGUAGES:
        texts = [write_caption(found, spoken, random) for found in measured]
        own = judge_faithfulness(texts, measured, [spoken] * len(texts))
        assert own["faithful"] == own["faithful after cutting"] == 1
        assert own["aspects of 6"] >= 4
        others = judge_faithfulness([*texts[2:], *texts[:2]], measured, [spoken] * len(texts))
        assert others["faithful"] < 0.8
        assert others["faithful after cutting"] == 1
        template = [fill_template(found, spoken) for found in measured]
        assert judge_faithfulness(template, measured, [spoken] * len(texts))["faithful"] == 1


def test_what_is_not_understood_is_not_faithful(measured):
    found = judge_faithfulness(["The barn is full of hay."], measured[:1], ["en"])
    assert found["faithful"] == 0
    assert found["not understood"] == 1
    assert found["nothing left"] == 1


def test_bleu_is_that_of_papineni():
    text = "the cover is dense and the soil is moist today"
    assert compute_bleu([text], [[text]]) == pytest.approx(100)
    assert compute_bleu([text], [["nothing alike here", text]]) == pytest.approx(100)
    assert compute_bleu(["wholly other words stand here"], [[text]]) == 0
    # by hand: 5 of 6 words, 3 of 5 pairs, 2 of 4 triples, 1 of 3 fours; no brevity penalty
    found = compute_bleu(["the cover is dense on top"], [["the cover is dense at top"]])
    assert found == pytest.approx(100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25)
    short = compute_bleu(["the cover is dense"], [["the cover is dense today indeed"]])
    assert short == pytest.approx(100 * np.exp(1 - 6 / 4))


def test_variety_counts_what_is_distinct():
    found = judge_variety(["one two three four", "one two three four", "five six seven eight"])
    assert found["distinct"] == pytest.approx(2 / 3)
    assert 0 < found["self-similarity"] < 1


def test_judged_patches_are_of_the_split_and_the_same_each_time(bank):
    course = Course(bank, 2, 1)
    first, second = (course.draw_real(5, "validate") for _ in range(2))
    assert len(first.patches) == 3
    assert all(np.array_equal(one, other) for one, other in zip(first.patches, second.patches, strict=True))
