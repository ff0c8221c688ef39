"""Units by the words that tags, attributes and STAC items say them in."""

from dataclasses import replace

from models.geo.contract.product import Layer
from models.geo.contract.scene import Fact, Unit

_WORDS: dict[str, Unit] = {
    "reflectance": "reflectance", "kelvin": "kelvin", "k": "kelvin", "celsius": "celsius", "degc": "celsius",
    "°c": "celsius", "deg c": "celsius", "degree_celsius": "celsius", "degrees_celsius": "celsius",
    "db": "sar_db", "decibel": "sar_db", "radiance": "radiance", "w m-2 sr-1 um-1": "radiance",
    "w/m2/sr/um": "radiance", "w⋅sr−1⋅m−2⋅nm−1": "radiance", "watt/steradian/square_meter/micrometer": "radiance",
}  # fmt: skip
_PERCENT = (
    "percent", "%", "pct", "per cent", "percent reflectance", "reflectance (%)", "reflectance [%]",
    "reflectance percent",
)  # fmt: skip
_HUNDREDTH = 0.01


def find_unit(words: str) -> Unit | None:
    """Find the unit that a word means; None where it is none of ours."""
    return _WORDS.get(words.strip().lower())


def read_percent(layer: Layer, words: str, detail: str) -> Layer:
    """Return the layer as reflectance where its unit is percent, of what its scale and offset give."""
    if words.strip().lower() not in _PERCENT:
        return layer
    said = "; ".join(dict.fromkeys([*(fact.detail for fact in (layer.scale, layer.offset) if fact), detail]))
    scale, offset = (fact.value if fact else plain for fact, plain in ((layer.scale, 1.0), (layer.offset, 0.0)))
    return replace(
        layer,
        unit=Fact[Unit](value="reflectance", source="tag", detail=detail),
        scale=Fact[float](value=scale * _HUNDREDTH, source="tag", detail=said),
        offset=Fact[float](value=offset * _HUNDREDTH, source="tag", detail=said),
    )
