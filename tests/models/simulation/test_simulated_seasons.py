"""Growing seasons: what grew before a stop is kept, and the file is the same to the byte."""

import pytest

from models.simulation import seasons
from models.simulation.seasons import Group, SeasonsConfig, grow, read_groups
from tests.models.simulation.small_farmland import Here, small_seasons


def test_what_grew_before_a_stop_is_not_grown_again(tmp_path, monkeypatch):
    sown = [family for group in read_groups(small_seasons(tmp_path / "sown")) for family in group.families]
    asked, stops = [], [5]

    def group(wanted):
        if wanted.number in stops:
            raise KeyboardInterrupt
        asked.append(wanted.number)
        return Group("champion", 1990 + wanted.number, () if wanted.number == 3 else (sown[wanted.number % 3],))

    monkeypatch.setattr(seasons, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(seasons, "_PART", 2)
    monkeypatch.setattr(seasons, "_grow_group", group)
    config = SeasonsConfig(out=tmp_path / "stopped" / "seasons.npz", families=5, made=2, together=1)
    with pytest.raises(KeyboardInterrupt):
        grow(config)
    assert not config.out.is_file()
    stops.clear()
    grow(config)
    assert asked == [0, 1, 2, 3, 4, 4, 5, 6]  # 4 grew in a part that was not whole
    assert [found.year - 1990 for found in read_groups(config.out)] == [0, 1, 2, 4, 5, 6]
    assert list(config.out.parent.iterdir()) == [config.out]
    through = config.model_copy(update={"out": tmp_path / "through.npz"})
    grow(through)
    assert through.out.read_bytes() == config.out.read_bytes()


def test_parts_of_other_seasons_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(seasons, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(seasons, "_grow_group", lambda wanted: Group("champion", 1990, ()))
    other = tmp_path / "seasons-9-0-1-1.parts"
    other.mkdir()
    (other / "00000.npz").write_bytes(b"another part")
    grow(SeasonsConfig(out=tmp_path / "seasons.npz", families=5, made=2, together=1))
    assert (other / "00000.npz").read_bytes() == b"another part"
    assert read_groups(tmp_path / "seasons.npz") == []
