"""The network sees, tells, learns, is saved, and refused as it should be; tiny models of both official layouts."""

from copy import deepcopy

import numpy as np
import pytest
import torch

from models.caption.classes import ASPECTS
from models.caption.codebook import NOTHING, name_classes
from models.caption.config import read_config
from models.caption.encoder import look
from models.caption.network import _TEMPERATURE, LEXICON, Told, _agree, _Drawer, load_network, write_network
from models.caption.predict import Predictor
from models.errors import ModelUnavailable
from tests.models.caption.tiny import TEXTS, make_base, make_captioner, make_patches

LANGUAGES = ["en", "fr", "en"]


@pytest.fixture(scope="module", params=["llama", "qwen2"])
def base(request, tmp_path_factory):
    return make_base(tmp_path_factory.mktemp(request.param), request.param)


@pytest.fixture(scope="module")
def network(base):
    return make_captioner(base)


@pytest.fixture(scope="module")
def weights(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    write_network(network, folder)
    return folder


def see(network, patches):
    with torch.no_grad():
        return network.see(torch.from_numpy(patches))


def test_visual_tokens_are_as_long_as_words_and_tell_patches_apart(network):
    visual = see(network, make_patches())
    assert visual.shape == (3, network.config.adapter.tokens, network.language.width)
    assert visual.norm(dim=-1).median() == pytest.approx(network.language.measure_norm(), rel=0.2)
    assert (visual[0] - visual[1]).abs().max() > 1e-3


def test_a_turned_patch_has_other_visual_tokens(network):
    patch = make_patches(1)
    patch[:, :, :, :20] *= 0.3
    turned = np.ascontiguousarray(patch[:, :, :, ::-1])
    assert (see(network, patch) - see(network, turned)).abs().max() > 1e-4


def test_hidden_pixels_are_not_looked_at(network):
    patch = make_patches(1)
    patch[:, :, :16] = np.nan
    levels = network.adapter.levels(look(torch.from_numpy(patch)))
    assert all(part.isfinite().all() for part in levels)
    assert see(network, patch).isfinite().all()


def test_only_what_is_trained_is_a_weight(network):
    names = {name.partition(".")[0] for name, _ in network.named_parameters()}
    assert names == {"encoder", "adapter", "codebook", "lora"}
    frozen = [part for name, part in network.language.model.named_parameters() if "lora_" not in name]
    assert not any(part.requires_grad for part in frozen)


def test_a_copy_learns_by_itself_and_shares_what_is_frozen(network):
    copied = deepcopy(network)
    own, other = (dict(one.language.model.named_parameters()) for one in (network, copied))
    for name, weight in own.items():
        assert (other[name] is weight) == ("lora_" not in name)
    name = next(iter(copied.lora))
    copied.lora[name].data.add_(1.0)
    inside = {id(weight) for weight in copied.language.model.parameters()}
    assert id(copied.lora[name]) in inside  # the model computes with it
    assert not torch.equal(copied.lora[name], network.lora[name])


def test_every_trained_part_learns_from_captions(base):
    network = make_captioner(base)
    patches = torch.from_numpy(make_patches(2))
    captions = [network.language.split(f" {text}") for text in TEXTS]
    optimiser = torch.optim.AdamW(network.parameters(), 1e-2)
    losses = []
    for _ in range(12):
        loss = network.measure_loss(network.see(patches), ["en", "fr"], captions)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]
    for part in (network.encoder.s2_encoder, network.adapter, network.lora):
        assert any(weight.grad is not None and weight.grad.abs().max() > 0 for weight in part.parameters())


def test_weights_of_tokens_count(network):
    visual, caption = see(network, make_patches(1)), [network.language.split(f" {TEXTS[0]}")]
    count = len(caption[0])
    even = network.measure_loss(visual, ["en"], caption, [[1.0] * count])
    assert even.item() == pytest.approx(network.measure_loss(visual, ["en"], caption).item(), rel=1e-5)
    first = network.measure_loss(visual, ["en"], caption, [[1.0] + [0.0] * (count - 1)])
    assert first.item() != pytest.approx(even.item(), rel=1e-3)


def test_captions_are_the_same_alone_and_beside_others(network):
    visual = see(network, make_patches())
    together = network.tell(visual, LANGUAGES)
    alone = [network.tell(visual[n : n + 1], [LANGUAGES[n]])[0] for n in range(3)]
    assert [one.text for one in together] == [one.text for one in alone]
    assert [one.confidence for one in together] == pytest.approx([one.confidence for one in alone], abs=1e-4)


def test_only_words_of_the_lexicon_are_said(network):
    count = len(network.lexicon)
    assert network.language.model.config.vocab_size == count < len(network.language.tokenizer)
    assert network.language.choose(torch.zeros(2, network.language.width)).shape == (2, count)
    end = torch.tensor([network.language.end])
    assert network.language.said[network.language.locate(end)] == end


def test_the_likeliest_caption_is_among_those_that_are_drawn_and_neighbours_change_none(network):
    visual = see(network, make_patches())
    spoken = [language for language in LANGUAGES for _ in range(5)]
    drawn = network.tell(visual.repeat_interleave(5, 0), spoken, logits_processor=[_Drawer(5)])
    likeliest = network.tell(visual, LANGUAGES)
    assert [one.text for one in drawn[::5]] == [one.text for one in likeliest]
    assert [one.confidence for one in drawn[::5]] == pytest.approx([one.confidence for one in likeliest], abs=1e-4)
    alone = network.tell(visual[1:2].repeat_interleave(5, 0), spoken[5:10], logits_processor=[_Drawer(5)])
    assert [one.text for one in alone] == [one.text for one in drawn[5:10]]
    assert len({one.text for one in alone}) > 1


def test_words_are_drawn_as_often_as_they_are_likely():
    scores, drawer = torch.log(torch.tensor([[0.5, 0.3, 0.2]])).repeat(2, 1) * _TEMPERATURE, _Drawer(2)
    drawn = torch.stack([drawer(scores, scores).argmax(1) for _ in range(3000)])
    assert (drawn[:, 0] == 0).all()
    shares = torch.bincount(drawn[:, 1], minlength=3) / len(drawn)
    assert shares.tolist() == pytest.approx([0.5, 0.3, 0.2], abs=0.04)


def test_the_predictor_answers_as_the_network_does(network, base, weights):
    predictor = Predictor.load(weights)
    patches = make_patches()
    answer = predictor(patches, LANGUAGES, num_beams=1)
    half = load_network(weights, read_config(weights), base)
    told = half.tell(see(half, patches), LANGUAGES)
    assert [one.text for one in answer] == [one.text for one in told]
    assert all(0 <= one.confidence <= 1 for one in answer)
    assert answer[0].model == "tiny"
    assert base.sha256[:12] in answer[0].base
    assert predictor(patches, LANGUAGES) == predictor(patches, LANGUAGES)


def test_a_stream_joins_to_the_caption(weights):
    predictor = Predictor.load(weights)
    patches = make_patches(1)
    assert "".join(predictor.stream(patches[0], "fr")).strip() == predictor(patches, ["fr"], num_beams=1)[0].text


def test_beams_and_drawn_words_are_there_by_flag(weights):
    predictor = Predictor.load(weights)
    patches = make_patches(2)
    assert len(predictor(patches, ["en", "fr"], num_beams=3)) == 2
    torch.manual_seed(0)
    drawn = {predictor(patches[:1], ["en"], do_sample=True, temperature=3.0)[0].text for _ in range(4)}
    assert len(drawn) > 1


@pytest.mark.parametrize("shape", [(1, 10, 64, 64), (1, 12, 120, 120), (12, 64, 64)])
def test_patches_of_other_shapes_are_refused(weights, shape):
    with pytest.raises(ValueError, match=r"captions take patches of n×12×64×64"):
        Predictor.load(weights)(np.zeros(shape, np.float32), ["en"])


def test_uniform_and_half_empty_patches_are_told_and_empty_ones_refused(weights):
    predictor = Predictor.load(weights)
    uniform, half = np.full((1, 12, 64, 64), 0.2, np.float32), make_patches(1)
    half[:, :, 32:] = np.nan
    half[:, 9] = np.nan
    assert len(predictor(np.concatenate([uniform, half]), ["en", "fr"])) == 2
    assert predictor(uniform[:0], []) == []
    with pytest.raises(ValueError, match="without any data"):
        predictor(np.full((1, 12, 64, 64), np.nan, np.float32), ["en"])


def test_weights_for_another_language_model_are_refused(weights, tmp_path):
    other = make_base(tmp_path / "other", seed=5)
    with pytest.raises(ModelUnavailable, match="is another language model") as caught:
        load_network(weights, read_config(weights), other)
    assert caught.value.kind == "not_supported"


def test_damaged_weights_say_so(network, base, tmp_path):
    write_network(network, tmp_path)
    config, path = read_config(tmp_path), tmp_path / "model.safetensors"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelUnavailable, match="is damaged"):
        load_network(tmp_path, config, base)
    from safetensors.torch import load, save

    tensors = load(content)
    path.write_bytes(save({name: part for name, part in tensors.items() if name != "adapter.queries"}))
    with pytest.raises(ModelUnavailable, match=r"1 tensors are missing, adapter\.queries first"):
        load_network(tmp_path, config, base)
    path.write_bytes(save({name: part for name, part in tensors.items() if name != LEXICON}))
    with pytest.raises(ModelUnavailable, match="is damaged"):
        load_network(tmp_path, config, base)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelUnavailable, match="is not understood"):
        read_config(tmp_path)


def test_classes_are_read_again_from_the_words_that_were_set(network):
    visual = network.see(torch.from_numpy(make_patches()))
    chosen = network.choose(torch.from_numpy(make_patches())).tolist()
    names = [[name_classes(aspect)[number] for aspect, number in zip(ASPECTS, row, strict=True)] for row in chosen]
    assert [list(row.values()) for row in network.codebook.read_words(visual)] == names


def test_a_caption_agrees_with_what_the_adapter_told(network, monkeypatch):
    told = dict.fromkeys(ASPECTS, NOTHING) | {"vegetation": "dense", "pattern": "even"}
    monkeypatch.setattr(network.codebook, "read_words", lambda visual: [told] * len(visual))
    likeliest = "The vegetation is sparse. The cover is patchy. The north is greenest."
    drawn = ["The vegetation is sparse.", "The vegetation is dense. The cover is patchy.", "", ""]

    def tell(visual, languages, **how):
        return [Told(text, 0.5) for text in (likeliest, *drawn)[: len(languages)]]

    monkeypatch.setattr(network, "tell", tell)
    [one] = network.tell_in_agreement(torch.zeros(1, 20, 8), ["en"])
    assert one.text == "The vegetation is dense."
    [kept] = network.tell_in_agreement(torch.zeros(1, 20, 8), ["en"], tries=0)
    assert kept.text == likeliest  # of a caption of which nothing agrees, all is left to the measurement


def test_low_rank_matrices_say_the_same_when_they_are_added(network, base, weights, monkeypatch):
    monkeypatch.setattr("models.caption.network.choose_dtype", lambda _device: torch.float32)
    added = load_network(weights, read_config(weights), base)
    visual, captions = see(network, make_patches(1)), [network.language.split(f" {TEXTS[0]}")]
    beside, whole = (one.measure_loss(visual, ["en"], captions).item() for one in (network, added))
    assert whole == pytest.approx(beside, rel=1e-3)  # weights are written in half precision
    assert not added.lora
    bare = make_captioner(base)
    for part in bare.lora.values():
        part.data.zero_()
    assert bare.measure_loss(visual, ["en"], captions).item() != pytest.approx(beside, rel=0.01)


def test_nothing_is_said_of_what_the_adapter_left_out(network):
    left_out = dict.fromkeys(ASPECTS, NOTHING) | {"vegetation": "dense"}
    agreed = _agree(Told("The vegetation is dense. The soil is not dry.", 0.5), left_out, "en")
    assert (agreed.told.text, agreed.kept) == ("The vegetation is dense.", 1)
