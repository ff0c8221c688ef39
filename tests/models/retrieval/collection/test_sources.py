"""Test what is made of folders and tables, and that what cannot be taken is said by name."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import ConfigError
from models.fake import FakeBackend
from models.retrieval.collection.collection import Collection
from models.retrieval.collection.export import export_collection
from models.retrieval.collection.sources import Rights, read_entries

EMBED = FakeBackend().embed


def picture(path: Path, seed: int = 0, shape=(60, 50, 3)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)).save(path)
    return path


PLAIN = Rights()


def read(path: Path, rights: Rights = PLAIN) -> tuple[list, list[str]]:
    refused: list[str] = []
    return [*read_entries(path, rights, refused.append)], refused


@pytest.mark.parametrize("root", ["pictures", "pictures/Bean"])
def test_folders_name_crop_and_condition(tmp_path, root):
    picture(tmp_path / "pictures" / "Bean" / "Leaf_Rust" / "one.jpg")
    [entry], refused = read(tmp_path / root, Rights("CC0-1.0", "our farm"))
    item = entry.item
    assert (item.condition, item.caption, item.kind) == ("bean/leaf_rust", "bean, leaf rust", "photograph")
    assert (item.licence, item.source, refused) == ("CC0-1.0", "our farm", [])


def test_a_text_beside_a_picture_is_its_caption(tmp_path):
    picture(tmp_path / "a" / "b" / "one.png").with_suffix(".txt").write_text("Rust on\nthe third leaf\n")
    [entry], _ = read(tmp_path / "a")
    assert entry.item.caption == "Rust on the third leaf"


def test_what_is_no_picture_is_left_out_and_the_rest_is_taken(tmp_path):
    folder = tmp_path / "pictures"
    whole = picture(folder / "whole.jpg")
    (folder / "cut.jpg").write_bytes(whole.read_bytes()[:400])
    (folder / "text.jpg").write_text("a receipt")
    (folder / "empty.png").write_bytes(b"")
    picture(folder / "dot.png", shape=(4, 4, 3))
    (folder / "notes.pdf").write_bytes(b"%PDF")
    entries, refused = read(folder)
    assert [entry.item.file for entry in entries] == ["whole.jpg"]
    assert {line.split(" ")[0] for line in refused} == {"cut.jpg", "text.jpg", "empty.png", "dot.png"}
    assert all("\n" not in line and ";" in line for line in refused)


def test_a_table_names_all_that_is_known(tmp_path):
    picture(tmp_path / "one.jpg")
    rows = [
        "path,label,text,license,source",
        "one.jpg,Bean/Leaf Rust,,CC0-1.0,our farm",
        ",,only words,,",
        "no.jpg,,,,",
    ]
    (tmp_path / "items.csv").write_text("\n".join([*rows, ",,,,", f",,{'x' * 3000},,"]), encoding="utf-8-sig")
    entries, refused = read(tmp_path / "items.csv", Rights("mine", "me"))
    one, words = (entry.item for entry in entries)
    assert (one.condition, one.caption, one.licence, one.source) == ("bean/leaf_rust", "one", "CC0-1.0", "our farm")
    assert (words.kind, words.caption, words.licence) == ("text", "only words", "mine")
    assert [line.split(":")[0] for line in refused] == [f"items.csv, line {number}" for number in (4, 5, 6)]


@pytest.mark.parametrize("name", ["none", "empty", "table.csv", "words.txt", "latin.csv"])
def test_what_cannot_be_read_at_all_is_one_line(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    (tmp_path / "words.txt").write_text("words")
    (tmp_path / "latin.csv").write_bytes("caption\nblé\n".encode("latin-1"))
    with pytest.raises(ConfigError) as told:
        read(tmp_path / name)
    assert "\n" not in str(told.value)


def test_a_photograph_is_turned_upright_and_grey_and_clear_ones_have_three_channels(tmp_path):
    tags = Image.Exif()
    tags[0x0112] = 6
    Image.new("RGB", (80, 40), "green").save(tmp_path / "turned.jpg", exif=tags)
    Image.new("L", (50, 60), 90).save(tmp_path / "grey.png")
    Image.new("RGBA", (50, 60), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    shapes = {entry.item.file: entry.picture for entry in read(tmp_path)[0]}
    assert shapes["turned.jpg"].shape == (80, 40, 3)
    assert shapes["grey.png"].shape == (60, 50, 3)
    assert (shapes["clear.png"] == 255).all()


def test_a_scene_is_taken_as_it_is_drawn(field, tmp_path):
    (tmp_path / "scenes").mkdir()
    Path(field.path).rename(tmp_path / "scenes" / "S2A_MSIL2A_20240615_field.tif")
    [entry], refused = read(tmp_path / "scenes")
    assert (entry.item.kind, entry.picture.shape, refused) == ("scene", (48, 64, 3), [])


def test_what_was_exported_is_taken_back(tmp_path):
    picture(tmp_path / "bean" / "rust" / "one.jpg")
    first = Collection(tmp_path / "first")
    first.add(read_entries(tmp_path / "bean", Rights("CC0-1.0", "us"), pytest.fail), EMBED)
    (tmp_path / "words.csv").write_text("caption\nonly words\n")
    first.add(read_entries(tmp_path / "words.csv", Rights(), pytest.fail), EMBED)
    assert export_collection(first, tmp_path / "out") == 2
    second = Collection(tmp_path / "second")
    second.add(read_entries(tmp_path / "out" / "items.csv", Rights(), pytest.fail), EMBED)
    said = [
        sorted((item.caption, item.condition or "", item.licence, item.source) for item in found.items())
        for found in (first, second)
    ]
    assert said[0] == said[1]
    with pytest.raises(ConfigError, match="name a new folder"):
        export_collection(first, tmp_path / "out")


def test_what_is_not_stated_the_second_time_is_not_forgotten(tmp_path):
    first = picture(tmp_path / "corn" / "rust" / "one.png")
    collection = Collection(tmp_path / "own")
    collection.add(read_entries(tmp_path / "corn", Rights("CC0-1.0", "our farm"), print), EMBED)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "IMG_1.png").write_bytes(first.read_bytes())
    (tmp_path / "new.csv").write_text("file\nnew/IMG_1.png\n")
    for again in (tmp_path / "new", tmp_path / "new.csv", tmp_path / "corn"):
        done = collection.add(read_entries(again, PLAIN, print), EMBED)
        assert (done.new, done.changed, done.known) == (0, 0, 1), again.name
    [item] = collection.items()
    assert (item.condition, item.caption, item.licence) == ("corn/rust", "corn, rust", "CC0-1.0")
    (tmp_path / "new.csv").write_text("file,caption\nnew/IMG_1.png,Rust on the third leaf\n")
    assert collection.add(read_entries(tmp_path / "new.csv", PLAIN, print), EMBED).changed == 1
    [item] = collection.items()
    assert (item.condition, item.caption, item.source) == ("corn/rust", "Rust on the third leaf", "our farm")
