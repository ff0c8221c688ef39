"""What the network sees of a patch: uniform, cloudy and incomplete ones too; and CROMA's official checkpoints."""

import pytest
import torch

from models.caption.config import CROMA_LARGE, EncoderConfig
from models.caption.encoder import STATISTICS, build_encoder, encode, load_official, look
from models.errors import ModelUnavailable
from tests.models.caption.tiny import make_patches

SMALL = EncoderConfig(width=32, depth=2)


def patches(count=2):
    return torch.from_numpy(make_patches(count))


def test_bands_are_scaled_by_their_own_mean_and_spread():
    view = look(patches())
    assert view.pixels.amin() >= 0
    assert view.pixels.amax() <= 1
    assert view.pixels.mean((2, 3)) == pytest.approx(0.5, abs=0.02)
    brighter = look(patches() * 1.5)
    assert torch.allclose(brighter.pixels, view.pixels, atol=1e-4)  # what this loses …
    assert (brighter.statistics - view.statistics).abs().max() > 0.3  # … the statistics tell


def test_a_uniform_patch_becomes_grey_and_not_noise():
    view = look(torch.full((1, 12, 64, 64), 0.2) + 1e-6 * torch.randn(1, 12, 64, 64))
    assert view.pixels == pytest.approx(0.5, abs=0.01)


def test_what_is_missing_is_told_and_not_zero():
    patch = patches(1)
    patch[:, 3, :32] = torch.nan  # half of one band
    patch[:, :, :, :8] = torch.nan  # clouds over the left column of tokens
    patch[:, 9] = torch.nan  # a band that the product lacks
    view = look(patch)
    assert all(part.isfinite().all() for part in view)
    assert (view.pixels[:, 9] == 0.5).all()
    assert view.present[0].tolist() == [band != 9 for band in range(12)]
    shares = view.shares()[0, :, 0].reshape(8, 8)
    assert (shares[:, 0] == 0).all()
    assert (shares[:, 1:] == 1).all()


def test_masked_pixels_change_nothing_but_the_masks():
    patch = patches(1)
    patch[:, :, 10:20] = torch.nan
    hidden = patch.nan_to_num(7.0)
    hidden[:, :, 10:20] = torch.nan
    assert torch.equal(look(patch).pixels, look(hidden).pixels)


def test_a_patch_of_nothing_is_still_finite():
    view = look(torch.full((1, 12, 64, 64), torch.nan))
    assert view.statistics.shape == (1, STATISTICS)
    assert all(part.isfinite().all() for part in view)


def test_patch_tokens_depend_on_their_place_only_by_bias():
    tokens = encode(build_encoder(SMALL).eval(), look(patches()).pixels)
    assert tokens.shape == (2, SMALL.tokens, SMALL.width)


@pytest.mark.parametrize("kind", ["pt", "safetensors"])
def test_an_official_checkpoint_loads_part_by_part(tmp_path, kind):
    source = build_encoder(EncoderConfig(width=32, depth=2, side=120))  # as it was trained
    parts = {name: getattr(source, name).state_dict() for name in ("s2_encoder", "s2_GAP_FFN")}
    parts["joint_encoder"] = {"layers": torch.zeros(3)}  # which is not needed
    path = tmp_path / f"CROMA_large.{kind}"
    if kind == "pt":
        torch.save(parts, path)
    else:
        from safetensors.torch import save_file

        save_file({f"{part}.{name}": value for part, state in parts.items() for name, value in state.items()}, path)
    loaded = load_official(path, SMALL)
    pixels = look(patches()).pixels
    direct = source.s2_encoder(imgs=pixels, attn_bias=build_encoder(SMALL).attn_bias)
    assert torch.allclose(encode(loaded, pixels), direct, atol=1e-5)


def test_another_size_or_no_checkpoint_is_refused(tmp_path):
    path = tmp_path / "CROMA_base.pt"
    small = build_encoder(EncoderConfig(width=16, depth=1))
    torch.save({"s2_encoder": small.s2_encoder.state_dict(), "s2_GAP_FFN": small.s2_GAP_FFN.state_dict()}, path)
    with pytest.raises(ModelUnavailable, match=r"CROMA_base.pt is no CROMA of width 32"):
        load_official(path, SMALL)
    torch.save({"s1_encoder": {}}, path)
    with pytest.raises(ModelUnavailable, match="it lacks s2_GAP_FFN and s2_encoder"):
        load_official(path, SMALL)
    path.write_bytes(b"no weights")
    with pytest.raises(ModelUnavailable, match="is no CROMA"):
        load_official(path, SMALL)


def test_croma_large_has_the_official_layout():
    with torch.device("meta"):
        encoder = build_encoder(CROMA_LARGE)
    state = encoder.s2_encoder.state_dict()
    assert state["linear_input.weight"].shape == (1024, 768)
    assert len({name.split(".")[2] for name in state if name.startswith("transformer.layers")}) == 24
