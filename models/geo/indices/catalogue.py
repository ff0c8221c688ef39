"""Which spectral indices a scene allows: formulas of the Awesome Spectral Indices catalogue and the bands they need.

What the catalogue does not have stands in `own.py`.

Catalogue: Montero et al. 2023, A standardized catalogue of spectral indices to advance the use of remote sensing in
Earth system research, Scientific Data 10:197; read from the package `spyndex`.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import CodeType
from typing import Any

import numpy as np

from models.arrays import Floats
from models.errors import ConfigError
from models.geo.contract.scene import Band, Scene, lacking_bands
from models.geo.indices.histogram import LIMIT
from models.geo.indices.own import OWN
from models.schemas import Reason

STANDARD = (
    "NDVI", "EVI", "SAVI", "MSAVI",  # green cover
    "NDRE", "CIRE", "GNDVI",  # chlorophyll, so nitrogen
    "PSRI",  # senescence
    "NDMI",  # water in leaves
    "NDWI", "MNDWI",  # open water
    "NBR", "BSI",  # burnt and bare ground
)  # fmt: skip
OTHER_NAMES = {"NDRE": "NDREI", "BSI": "BI"}
"""What agronomists say → what the catalogue says."""

_OWN_CONSTANTS = {"SAVI": {"L": 0.5}}
"""Where one default serves several indices: L = 1 is that of EVI, SAVI is defined with 0.5 (Huete 1988)."""
_STAND_IN_ROLES = {"nir": "nir08"}
"""Landsat's near infrared is narrow; where a scene has no broad one, the narrow one stands in and is named."""
_TYPICAL = {"A": 0.03, "B": 0.04, "G": 0.08, "R": 0.06, "RE1": 0.12, "RE2": 0.25, "RE3": 0.3, "N": 0.35, "N2": 0.36,
            "WV": 0.36, "S1": 0.2, "S2": 0.1}  # fmt: skip
"""Reflectance of a field in growth: where an index lies beyond the limit already, its values are of another kind."""
_NEEDED_UNIT = "a product of reflectance, or --unit reflectance with --scale and --offset"
_NEEDED_BANDS = "those bands, or their names by --bands"
_ARITHMETIC = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant, ast.operator, ast.unaryop, ast.Load)


@dataclass(frozen=True)
class Index:
    """One index as this scene can have it."""

    name: str
    long_name: str
    formula: str  # with the values of its constants
    bands: dict[str, Band]  # by symbol
    constants: dict[str, float]
    code: CodeType

    def evaluate(self, values: Mapping[str, Floats]) -> Floats:
        """Turn reflectance by band name into index values of the same shape, not finite where it is not defined."""
        symbols: dict[str, Any] = {symbol: values[band.name] for symbol, band in self.bands.items()}
        with np.errstate(all="ignore"):
            found: Floats = eval(self.code, {"__builtins__": {}}, symbols | self.constants)
        return found


@dataclass(frozen=True)
class IndexPlan:
    """The indices to compute, in order, and why others are not."""

    indices: tuple[Index, ...]
    refused: dict[str, Reason]

    @property
    def bands(self) -> tuple[Band, ...]:
        """Bands that these indices need, each once."""
        return tuple({band.name: band for index in self.indices for band in index.bands.values()}.values())


def check_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Write names of indices as they are written here; raise `ConfigError` for one that is not known."""
    import spyndex

    known = {name.lower(): name for name in (*spyndex.indices, *OTHER_NAMES, *OWN)}
    for name in names:
        if name.lower() not in known:
            near = get_close_matches(name.lower(), known, n=1)
            hint = f"; did you mean {known[near[0]]}?" if near else "; see the Awesome Spectral Indices catalogue"
            raise ConfigError(f"--indices: there is no index {name}{hint}")
    return tuple(dict.fromkeys(known[name.lower()] for name in names))


def plan_indices(scene: Scene, names: tuple[str, ...] | None) -> IndexPlan:
    """Say what can be computed of the named indices, or of the standard set."""
    indices: list[Index] = []
    refused: dict[str, Reason] = {}
    for name in STANDARD if names is None else check_names(names):
        found = _plan(scene, name)
        if isinstance(found, Reason):
            refused[name] = found
        else:
            indices.append(found)
    return IndexPlan(tuple(indices), refused)


def _plan(scene: Scene, name: str) -> Index | Reason:
    """Plan an index, or say why there is none."""
    import spyndex

    entry = OWN[name] if name in OWN else spyndex.indices[OTHER_NAMES.get(name, name)]
    if scene.unit.value.startswith("sar"):
        return Reason(code="wrong_modality", reason="it is made of reflected light, and the scene is radar")
    if scene.unit.value != "reflectance":
        return _other_unit(f"the values are {scene.unit.value} ({scene.unit.detail})")
    symbols = [symbol for symbol in entry.bands if symbol in spyndex.bands]
    constants = _constants(name, [symbol for symbol in entry.bands if symbol not in spyndex.bands])
    if isinstance(constants, Reason):
        return constants
    roles = {symbol: str(spyndex.bands[symbol].common_name) for symbol in symbols}
    bands = {symbol: _band(scene, role) for symbol, role in roles.items()}
    lacking = [roles[symbol] for symbol, band in bands.items() if band is None]
    if lacking:
        return lacking_bands(lacking, ", ", _NEEDED_BANDS)
    found = {symbol: band for symbol, band in bands.items() if band is not None}
    other = next((band for band in found.values() if band.unit != "reflectance"), None)
    if other is not None:
        return _other_unit(f"band {other.name} holds {other.unit}", other.name)
    code = compile_formula(entry.formula)
    if abs(eval(code, {"__builtins__": {}}, _TYPICAL | constants)) > LIMIT:
        return Reason(code="beyond_limits", reason=f"its values lie beyond ±{LIMIT:g}, which is kept of no index")
    return Index(name, _long_name(name, entry), _formula(entry.formula, constants), found, constants, code)


def _other_unit(what: str, *bands: str) -> Reason:
    return Reason(code="wrong_unit", reason=f"it needs reflectance, and {what}", needed=_NEEDED_UNIT, subjects=bands)


def _band(scene: Scene, role: str) -> Band | None:
    return scene.band(role) or scene.band(_STAND_IN_ROLES.get(role, role))


def _constants(name: str, symbols: list[str]) -> dict[str, float] | Reason:
    import spyndex

    values: dict[str, float] = {}
    for symbol in symbols:
        default = spyndex.constants[symbol].default if symbol in spyndex.constants else None
        if default is None:
            reason = f"it needs {symbol}, which no band gives and for which the catalogue has no default"
            return Reason(code="needs_constant", reason=reason, subjects=(symbol,))
        values[symbol] = _OWN_CONSTANTS.get(name, {}).get(symbol, float(default))
    return values


def _long_name(name: str, entry: Any) -> str:
    return f"{entry.long_name} ({entry.short_name} in the catalogue)" if name in OTHER_NAMES else str(entry.long_name)


def _formula(formula: str, constants: dict[str, float]) -> str:
    values = ", ".join(f"{symbol} = {value:g}" for symbol, value in constants.items())
    return f"{formula}; {values}" if values else formula


def compile_formula(formula: str) -> CodeType:
    """Compile a formula after making sure that it is arithmetic and nothing else."""
    tree = ast.parse(formula, mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, _ARITHMETIC):
            raise ValueError(f"formula {formula} holds {type(node).__name__}")
    return compile(tree, formula, "eval")
