"""Test that a collection keeps what it was given: once each, past a killed process, and past damage."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from models.errors import ConfigError
from models.fake import FakeBackend
from models.retrieval.collection.collection import Collection, Entry
from models.retrieval.collection.item import Item
from models.retrieval.pictures import hash_content

EMBED = FakeBackend().embed
ROOT = Path(__file__).parents[4]


def entry(number: int, caption: str = "a leaf", condition: str | None = "bean/rust") -> Entry:
    picture = np.random.default_rng(number).integers(0, 256, (48, 40, 3), dtype=np.uint8)
    name = hash_content(picture.tobytes())
    return Entry(Item(id=name, kind="photograph", caption=caption, condition=condition), picture)


def of_another_model(pictures, texts):
    return {**EMBED(pictures, texts), "model": "another"}


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    found = Collection(tmp_path / "own")
    found.add([entry(number) for number in range(20)], EMBED)
    return found


def test_what_was_added_is_found_by_its_picture_and_its_words(collection):
    shelf = collection.load("fake", EMBED)
    assert len(shelf.items) == 20
    wanted = collection._read_picture(shelf.items[7])
    [first, second] = shelf.find(EMBED([wanted], [])["pictures"][0], 2, "picture")
    assert first.item == shelf.items[7]
    assert first.similarity == pytest.approx(1, abs=1e-6) and second.similarity < first.similarity
    [by_words] = shelf.find(EMBED([], ["a leaf"])["texts"][0], 1, "words")
    assert by_words.similarity == pytest.approx(1, abs=1e-6)


def test_adding_again_changes_nothing(collection):
    before = {path: path.read_bytes() for path in collection.folder.rglob("*") if path.is_file()}
    done = collection.add([entry(number) for number in (*range(20), 3, 3)], EMBED)
    assert (done.new, done.changed) == (0, 0)
    assert {path: path.read_bytes() for path in collection.folder.rglob("*") if path.is_file()} == before


def test_another_caption_replaces_the_first(collection):
    done = collection.add([entry(4, "a leaf with rust")], EMBED)
    assert (done.new, done.changed) == (0, 1)
    shelf = collection.load("fake", EMBED)
    assert len(shelf.items) == 20
    assert [item.caption for item in shelf.items].count("a leaf with rust") == 1


def test_a_collection_of_another_model_is_refused_by_its_hash_until_it_is_made_anew(collection):
    with pytest.raises(ConfigError, match=r"made by the model fake, and another is the one at hand.*index rebuild"):
        collection.load("another", of_another_model)
    with pytest.raises(ConfigError, match="index rebuild"):
        collection.add([entry(99)], of_another_model)
    assert collection.rebuild(of_another_model) == 20
    assert collection.load("another", of_another_model).model == "another"


def flip_a_vector(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        name, point = database.execute("SELECT id, point FROM vectors WHERE side = 'picture'").fetchone()
        wrong = bytes([point[0] ^ 1, *point[1:]])
        database.execute("UPDATE vectors SET point = ? WHERE id = ? AND side = 'picture'", (wrong, name))


def change_a_record(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE items SET record = replace(record, 'leaf', 'root')")


def lose_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM vectors WHERE side = 'words'")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def overwrite(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [flip_a_vector, change_a_record, lose_rows, cut_short, overwrite, empty])
def test_a_damaged_store_is_said_and_made_anew_from_the_items(collection, caplog, damage):
    before = collection.load("fake", EMBED)
    damage(collection.store.path)
    after = collection.load("fake", EMBED)
    assert "made anew from the items" in caplog.text
    assert after.items == before.items
    for side in ("picture", "words"):
        np.testing.assert_array_equal(after.rows[side].points, before.rows[side].points)


def test_an_item_that_cannot_be_read_is_said_and_left_out(collection, caplog):
    shelf = collection.load("fake", EMBED)
    path = next((collection.folder / "items").glob("*/*.json"))
    path.write_text("{")
    assert len([*collection.items()]) == len(shelf.items) - 1
    assert path.name in caplog.text


def test_a_lost_store_is_made_anew_when_something_is_added(collection):
    collection.store.path.unlink()
    assert collection.add([entry(50)], EMBED).new == 1
    assert len(collection.load("fake", EMBED).items) == 21


KILLED = """
import os, sys
from pathlib import Path
from models.fake import FakeBackend
from models.retrieval.collection.collection import Collection
from tests.models.retrieval.collection.test_collection import entry
calls = 0
def embed(pictures, texts):
    global calls
    calls += bool(texts)
    if calls == 3:
        os.kill(os.getpid(), 9)
    return FakeBackend().embed(pictures, texts)
Collection(Path(sys.argv[1])).add([entry(number) for number in range(100)], embed)
"""


def test_killed_while_it_adds_it_is_whole_and_goes_on(tmp_path):
    folder = tmp_path / "own"
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=ROOT, check=False)
    assert done.returncode == -9
    collection = Collection(folder)
    assert len(collection.load("fake", EMBED).items) == 32
    assert collection.add([entry(number) for number in range(100)], EMBED).new == 68
    assert len(collection.load("fake", EMBED).items) == 100


INSIDE = """
import os, sqlite3, sys
from pathlib import Path
from models.fake import FakeBackend
from models.retrieval.collection.collection import Collection
from models.retrieval.collection import store
from tests.models.retrieval.collection.test_collection import entry
rows, plain = 0, store.crc32
def count(data):
    global rows
    rows += 1
    if rows == 60:
        os.kill(os.getpid(), 9)
    return plain(data)
store.crc32 = count
Collection(Path(sys.argv[1])).add([entry(number) for number in range(100)], FakeBackend().embed)
"""


def test_killed_while_it_writes_a_batch_none_of_the_batch_is_there(tmp_path):
    folder = tmp_path / "own"
    done = subprocess.run([sys.executable, "-c", INSIDE, str(folder)], cwd=ROOT, check=False)
    assert done.returncode == -9
    assert len(Collection(folder).load("fake", EMBED).items) == 16
