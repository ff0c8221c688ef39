"""Evidence executed: which of several facts about one thing is believed, decided here and nowhere else.

Facts are ranked by their source: the user's flag, a tag of the file, metadata beside it, a name, statistics of the
pixels, a convention. Where two facts meet, one of two rules holds. `take_stronger` lets the rank decide; `fill_gap`
leaves what is there and takes the other only where there is nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import Fact, Source, Unit

T = TypeVar("T")

RANKING: tuple[Source, ...] = get_args(Source)
"""Sources of facts, strongest first."""


@dataclass(frozen=True)
class LayerFacts:
    """What one source says of a layer; None where it says nothing."""

    name: str | None = None
    role: Fact[str | None] | None = None
    unit: Fact[Unit] | None = None
    scale: Fact[float] | None = None
    offset: Fact[float] | None = None
    nodata: tuple[Fact[float], ...] = ()


@dataclass(frozen=True)
class Origin:
    """What one source says of where and when a product was taken; None where it says nothing."""

    sensor: Fact[str | None] | None = None
    level: Fact[str | None] | None = None
    acquired: Fact[str | None] | None = None


def is_known(fact: Fact[Any] | None) -> bool:
    """Tell whether a fact is there and says something."""
    return fact is not None and fact.value is not None


def outranks(one: Fact[Any], other: Fact[Any]) -> bool:
    """Tell whether one fact comes from a stronger source than the other."""
    return RANKING.index(one.source) < RANKING.index(other.source)


def contradicts(fact: Fact[Any] | None, value: object) -> bool:
    """Tell whether a fact says something else than this value."""
    return fact is not None and fact.value is not None and fact.value != value


def take_stronger(first: Fact[T] | None, second: Fact[T] | None) -> Fact[T] | None:
    """Take the fact from the stronger source, the first of equals; one that says nothing gives way."""
    if first is None or second is None:
        return first or second
    if is_known(first) != is_known(second):
        return first if is_known(first) else second
    return second if outranks(second, first) else first


def take_strongest(facts: Iterable[Fact[T] | None]) -> Fact[T] | None:
    """Take the fact from the strongest source, the first of equals; None where there is no fact."""
    strongest: Fact[T] | None = None
    for fact in facts:
        strongest = take_stronger(strongest, fact)
    return strongest


def fill_gap(own: Fact[T] | None, said: Fact[T] | None) -> Fact[T] | None:
    """Keep the fact that is there already, whatever its source; take the other one only where there is none."""
    return own if is_known(own) else said or own


def state_flag(value: T, said: str) -> Fact[T]:
    """State a fact that the user states by an option, written as it was given: "sensor Landsat 8"."""
    return Fact(value=value, source="flag", detail=f"--{said}")


def overrule(said: T | None, own: T) -> T:
    """Take the user's number where there is one, else what was found."""
    return own if said is None else said


def overrule_origin(product: Product, said: Origin) -> Product:
    """Put the user's word on sensor, level and time in place of the product's own."""
    return replace(
        product,
        sensor=take_stronger(said.sensor, product.sensor),
        level=take_stronger(said.level, product.level),
        acquired=take_stronger(said.acquired, product.acquired),
    )


def complete_origin(product: Product, said: Origin) -> Product:
    """Give the product sensor and level where it has none, and the time from the stronger source."""
    return replace(
        product,
        sensor=fill_gap(product.sensor, said.sensor),
        level=fill_gap(product.level, said.level),
        acquired=take_stronger(said.acquired, product.acquired),
    )


def complete_layer(layer: Layer, said: LayerFacts) -> Layer:
    """Give the layer the stronger role and what else it lacks; scale and offset come as a pair or not at all."""
    scale, offset = (said.scale, said.offset) if is_unscaled(layer) else (layer.scale, layer.offset)
    named = layer.rename(said.name) if said.name and layer.is_unnamed else layer
    return replace(
        named,
        role=take_stronger(layer.role, said.role),
        unit=fill_gap(layer.unit, said.unit),
        scale=scale,
        offset=offset,
        nodata=layer.nodata or said.nodata,
    )


def is_unscaled(layer: Layer) -> bool:
    """Tell whether a layer declares neither scale nor offset."""
    return layer.scale is None and layer.offset is None
