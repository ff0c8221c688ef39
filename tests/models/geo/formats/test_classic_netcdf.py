"""A classic NetCDF file is read where its header fits its size, and refused where it counts more than is there."""

from struct import pack

import numpy as np
import pytest
from scipy.io import netcdf_file

from models.errors import SceneError
from models.geo.formats.classic_netcdf import check_header


@pytest.fixture(params=[1, 2])
def path(request, tmp_path):
    path = tmp_path / "field.nc"
    with netcdf_file(path, "w", version=request.param) as file:
        file.title = "two bands"
        file.createDimension("time", None)
        for name, length in (("y", 5), ("x", 7)):
            file.createDimension(name, length)
        fixed = file.createVariable("height", "f4", ("y", "x"))
        fixed[:] = np.arange(35).reshape(5, 7)
        fixed.units = "m"
        moving = file.createVariable("red", "i2", ("time", "y", "x"))
        moving[:] = np.ones((3, 5, 7))
    return path


def test_a_sound_file_passes_and_other_files_are_not_looked_at(path, tmp_path):
    check_header(path)
    other = tmp_path / "other.nc"
    other.write_bytes(b"\x89HDF\r\n\x1a\n")
    check_header(other)


@pytest.mark.parametrize("cut", [0.3, 0.6])
def test_a_header_that_ends_too_early_is_refused(path, cut):
    path.write_bytes(path.read_bytes()[: int(len(path.read_bytes()) * cut)])
    with pytest.raises(SceneError, match="damaged NetCDF file"):
        check_header(path)


def test_a_dimension_that_grew_is_refused(path):
    data = path.read_bytes()
    place = data.index(pack(">I", 7), data.index(b"x\0\0\0"))
    path.write_bytes(data[:place] + pack(">I", 1 << 30) + data[place + 4 :])
    with pytest.raises(SceneError, match="larger than the file"):
        check_header(path)
