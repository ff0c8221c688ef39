from itertools import combinations

import numpy as np
import pytest
import shapely

from nodes.report.maps.names import Ground, place_names, shorten

SIZE = (696.0, 760.0)


def measure(text):
    return 10.0 * len(text), 16.0


def place(wanted, taken=()):
    shapes = np.array([shape for _, shape in wanted], dtype=object)
    return place_names(wanted, measure, taken, Ground(SIZE, shapes))


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def grid(count, side, step):
    return [
        (f"Field {k}", shapely.box(x, y, x + side, y + side))
        for k, (x, y) in enumerate((20 + step * (k % 6), 20 + step * (k // 6)) for k in range(count))
    ]


@pytest.mark.parametrize(("side", "step"), [(90, 110), (50, 110), (12, 60)])
def test_names_never_lie_on_each_other_nor_beyond_the_map(side, step):
    names = place(grid(24, side, step))
    assert len(names) >= 20
    for one, other in combinations(names, 2):
        assert not overlap(one.box, other.box)
    for name in names:
        assert name.box[0] >= 0 and name.box[1] >= 0 and name.box[2] <= SIZE[0] and name.box[3] <= SIZE[1]


def test_a_name_that_fits_stands_in_its_parcel():
    parcel = shapely.box(100, 100, 300, 200)
    [name] = place([("Field A", parcel)])
    assert parcel.contains(shapely.box(*name.box)) and name.points_to is None


def test_a_name_stands_beside_a_small_parcel_and_points_to_it():
    parcel = shapely.box(300, 300, 330, 320)
    [name] = place([("Long name", parcel)])
    assert not overlap(name.box, parcel.bounds)
    assert parcel.contains(shapely.Point(name.points_to))


def test_a_name_keeps_off_marks():
    mark = (185.0, 135.0, 215.0, 165.0)
    [name] = place([("Field A", shapely.box(100, 50, 300, 250))], taken=[mark])
    assert not overlap(name.box, mark)


def test_the_first_named_has_the_better_place():
    parcel = shapely.box(300, 300, 420, 340)
    first, second = place([("one", parcel), ("two", parcel)])
    assert first.points_to is None
    assert not overlap(first.box, second.box)


def test_names_are_cut_and_strange_letters_refused():
    assert shorten("  a \n b ", str.isascii) == "a b"
    assert len(shorten("x" * 60, lambda _letter: True)) <= 18
    assert shorten("下田", str.isascii) is None
    assert shorten("  ", str.isascii) is None
