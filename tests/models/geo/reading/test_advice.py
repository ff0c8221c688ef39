"""What a refusal advises works when it is done word for word, or leads to another question."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.errors import AgriError
from models.geo.contract.scene import SceneFlags
from models.geo.reading.read import read_scene
from tests.traps.products import LANDSAT_OF, Safe, landsat_dn
from tests.traps.test_exports import FRACTIONS, cube
from tests.traps.world import BANDS, Tif, desert, made, mixed

ROLES = ("blue", "green", "red", "nir")
FOUR = ("B02", "B03", "B04", "B08")
LAND, SAND = mixed(), desert()
SPECKLE = np.random.default_rng(3).exponential(40, (2, 96, 96)).astype("float32")
FLAG = re.compile(r"--(scale|offset|sensor|unit|nodata|date|level) (Sentinel-2|Landsat \d|[^\s;,()]+)")


def two_days(folder: Path) -> Path:
    """Write one variable at two moments."""
    import netCDF4

    path = cube("series.nc", FRACTIONS)(folder)
    with netCDF4.Dataset(path, "a") as target:
        target.createDimension("time", 2)
        target.createVariable("time", "i4", ("time",))[:] = (1, 5)
        target["time"].units = "days since 2021-06-20"
        target.createVariable("B11", "f4", ("time", "y", "x"))[:] = LAND.reflectance(("B11",))
    return path


QUESTIONS: dict[str, tuple[Callable[[Path], Path], dict[str, object]]] = {
    "offset of bright ground": (made(Tif(scale=None), SAND.stack(BANDS)), {}),
    "offset of bright fractions": (made(Tif(scale=None), SAND.reflectance(BANDS)), {}),
    "offset that the pixels exclude": (made(Tif(offset=-0.1), LAND.stack(BANDS)), {}),
    "offset that is declared taken off": (made(Tif(tags={"BOA_ADD_OFFSET": "0"}), LAND.stack(BANDS, plus=1000)), {}),
    "offset of a product": (lambda folder: Safe(declared=-1000, stored=0).write(folder, LAND), {}),
    "percent": (made(Tif(names=ROLES, scale=None), LAND.reflectance(FOUR) * 100), {}),
    "fractions in percent": (cube("s2.nc", FRACTIONS, units="%"), {}),
    "16 bits": (made(Tif(names=ROLES, scale=None), LAND.reflectance(FOUR) * np.float32(65535)), {}),
    "numbers of nobody": (made(Tif(names=ROLES, scale=None), LAND.stack(FOUR)), {}),
    "scale that is too large": (made(Tif(names=ROLES, scale=1e-3), LAND.stack(FOUR)), {}),
    "codes of two sensors": (made(Tif(names=tuple(LANDSAT_OF), scale=None), landsat_dn(LAND)), {}),
    "Landsat without SR": (made(Tif(names=tuple(LANDSAT_OF), scale=None), landsat_dn(LAND), "LC08_199026_20210626.tif"),
                           {}),
    "offset in numbers": (made(Tif(names=ROLES, scale=None), LAND.stack(FOUR)), {"scale": 1e-4, "offset": -1000}),
    "radar": (made(Tif(names=("VV", "VH"), scale=None), SPECKLE), {}),
    "series": (two_days, {}),
    "day that is not there": (two_days, {"date": "2021-06-22"}),
}  # fmt: skip


def ask(path: Path, flags: dict[str, object]) -> str:
    """The question that is left of a scene; empty where its numbers have a meaning."""
    try:
        scene = read_scene(path, SceneFlags.model_validate(flags))
    except AgriError as error:
        return str(error)
    return scene.unit.detail if scene.unit.value in ("dn", "sar_dn") else ""


def list_advice(question: str) -> list[dict[str, object]]:
    """The flags of each way out that a question names."""
    ways: list[dict[str, str]] = []
    last = -1
    for found in FLAG.finditer(question):
        if found.start() == last + 1 and ways and found[1] not in ways[-1]:
            ways[-1][found[1]] = found[2]
        else:
            ways.append({found[1]: found[2].rstrip(".")})
        last = found.end()
    if "--sensor Sentinel-2 or Landsat 8" in question:
        ways.append({"sensor": "Landsat 8"})
    return [{name: float(said) if name in ("scale", "offset") else said for name, said in way.items()} for way in ways]


@pytest.mark.parametrize("name", QUESTIONS)
def test_advice_works_or_leads_to_another_question(name, tmp_path):
    make, said = QUESTIONS[name]
    path = make(tmp_path)
    first = ask(path, said)
    ways = [way for way in list_advice(first) if {**said, **way} != said]
    assert ways, f"no way out of: {first}"
    answers = [follow(path, {**said, **way}, {first}) for way in ways]
    assert "" in answers, answers


def follow(path: Path, flags: dict[str, object], asked: set[str]) -> str:
    """What is left when each new question is answered by its first advice; the same question never comes twice."""
    question = ask(path, flags)
    assert question not in asked, f"asked again with {flags}: {question}"
    ways = list_advice(question)
    new = [way for way in ways if {**flags, **way} != flags]
    return follow(path, {**flags, **new[0]}, {*asked, question}) if question and new else question
