"""Which layer is which band: the user's word, then names, then what the texture of the stack tells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.errors import ConfigError
from models.geo.contract.bands import (
    POLARISATIONS,
    SENSOR_BANDS,
    WAVELENGTH_NM,
    find_band_code,
    find_role,
    find_sensor_by_codes,
    find_wavelength,
    is_plain_red_edge,
)
from models.geo.contract.evidence import is_known
from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample, choose_stack
from models.geo.contract.scene import Fact, SceneFlags
from models.geo.reading.band_order import recognise_order

UNKNOWN: Fact[str | None] = Fact(
    value=None, source="none", detail="nothing says which band this is; name it with --bands"
)


@dataclass(frozen=True)
class Identity:
    """Layers with roles, and what was learnt of the sensor on the way."""

    layers: tuple[Layer, ...]
    sensor: Fact[str | None]
    level: Fact[str | None]
    notes: tuple[str, ...] = ()


def name_by_user(layers: Sequence[Layer], flags: SceneFlags, sensor: str | None) -> tuple[Layer, ...]:
    """Name layers as --bands does; "-" leaves a layer out."""
    names = flags.bands or ()
    if len(names) != len(layers):
        raise ConfigError(f"--bands names {len(names)} bands, the scene has {len(layers)}; use - for one to leave out")
    coded = sensor or ((find_sensor_by_codes(names) or (None,))[0]) or _sensor_of_padded_codes(names)
    kept = []
    for name, layer in zip(names, layers, strict=True):
        if name == "-":
            continue
        role = find_role(name, coded) or (name.lower() if name.lower() in WAVELENGTH_NM else None)
        if role is None:
            raise ConfigError(
                f"--bands: {name} is no band role ({', '.join(WAVELENGTH_NM)}) and no band code"
                + ("" if coded else "; for codes like B5 say --sensor too")
            )
        kept.append(replace(layer.rename(name), role=Fact(value=role, source="flag", detail=f"--bands: {name}")))
    return tuple(kept)


def _sensor_of_padded_codes(names: Sequence[str]) -> str | None:
    """Say Sentinel-2 for codes written with a zero, as only its products do, save HLS; there B05–B07 differ."""
    codes = [name.strip().upper() for name in names]
    padded = [code for code in codes if re.fullmatch(r"B0\d", code)]
    plain = [code for code in codes if re.fullmatch(r"B[1-9]", code)]
    is_clear = "B08" in padded or not {"B05", "B06", "B07"} & set(padded)
    return "Sentinel-2" if padded and not plain and is_clear else None


def identify(
    layers: Sequence[Layer], samples: Sequence[LayerSample], sensor: Fact[str | None], level: Fact[str | None]
) -> Identity:
    """Find the roles of all layers; statistics speak last, and against names only to withdraw them."""
    named = tuple(_by_name(layer, sensor.value) for layer in layers)
    if sensor.value == "Sentinel-1":
        named = tuple(layer if _role(layer) in POLARISATIONS else replace(layer, role=UNKNOWN) for layer in named)
    notes: list[str] = []
    by_flag = any(layer.role and layer.role.source == "flag" for layer in named)
    if not by_flag and len(named) >= 10 and sensor.value in (None, "Sentinel-2"):
        named, sensor, level, found = _by_texture(named, samples, sensor, level)
        notes += found
    level = _find_top_level(named, sensor, level)
    named, chosen = _choose_nearest(_take_red_edge(named, sensor.value), sensor.value)
    named, doubled = _without_doubles(named, by_flag)
    return Identity(named, sensor, level, tuple(notes + chosen + doubled))


def _by_name(layer: Layer, sensor: str | None) -> Layer:
    if is_known(layer.role):
        return layer
    role = None if layer.is_unnamed else find_role(layer.name, sensor)
    if role is None and sensor is None and find_band_code(layer.name):
        detail = f"“{layer.name}” is another band in another sensor; say --sensor Sentinel-2 or Landsat 8"
        return replace(layer, role=Fact[str | None](value=None, source="none", detail=detail))
    if role is None:
        return replace(layer, role=UNKNOWN)
    return replace(
        layer,
        role=Fact(value=role, source="tag", detail=f"band name “{layer.name}” of {sensor or 'the file'}"),
    )


def _by_texture(
    layers: tuple[Layer, ...],
    samples: Sequence[LayerSample],
    sensor: Fact[str | None],
    level: Fact[str | None],
) -> tuple[tuple[Layer, ...], Fact[str | None], Fact[str | None], list[str]]:
    """Name an unnamed Sentinel-2 stack by its texture, or withdraw names that the texture contradicts."""
    stack = choose_stack(samples)
    found = recognise_order(stack) if stack is not None else None
    if found is None:
        return layers, sensor, level, []
    names, evidence = found
    roles = tuple(SENSOR_BANDS["Sentinel-2"][name][0] for name in names)
    told = [(layer.role.value if layer.role else None) for layer in layers]
    if any(told):
        wrong = [layer.name for layer, role, said in zip(layers, roles, told, strict=True) if said and said != role]
        if not wrong:
            return layers, sensor, level, []
        doubt = f"the names of {', '.join(wrong)} contradict the pixels ({evidence}); say which is right with --bands"
        fact: Fact[str | None] = Fact(value=None, source="none", detail=doubt)
        return tuple(replace(layer, role=fact) for layer in layers), sensor, level, [doubt]
    named = tuple(
        replace(layer.rename(name), role=Fact(value=role, source="statistics", detail=evidence))
        for layer, name, role in zip(layers, names, roles, strict=True)
    )
    if not is_known(sensor):
        sensor = Fact(value="Sentinel-2", source="statistics", detail=evidence)
    if not is_known(level):
        has_cirrus = "B10" in names
        level = Fact(
            value="L1C" if has_cirrus else "L2A", source="statistics",
            detail="the stack holds B10, which Level-2A products leave out" if has_cirrus
            else f"{len(names)} bands without B10, as Level-2A products have",
        )  # fmt: skip
    return named, sensor, level, [f"bands are named by statistics alone: {evidence}"]


def _find_top_level(layers: tuple[Layer, ...], sensor: Fact[str | None], level: Fact[str | None]) -> Fact[str | None]:
    """Return the level, or Level-1C where none is known and Sentinel-2's cirrus band is there, which 2A leaves out."""
    cirrus = next((layer.name for layer in layers if _role(layer) == "cirrus"), None)
    if is_known(level) or sensor.value != "Sentinel-2" or cirrus is None:
        return level
    return Fact(value="L1C", source="convention", detail=f"{cirrus} is there, which Level-2A products leave out")


def _take_red_edge(layers: tuple[Layer, ...], sensor: str | None) -> tuple[Layer, ...]:
    """Say of a lone band called red edge how far it lies from the one that indices are defined for."""
    plain = [layer for layer in layers if (_role(layer) or "").startswith("rededge")]
    if len(plain) != 1 or not is_plain_red_edge(plain[0].name) or (plain[0].role or UNKNOWN).source == "flag":
        return layers
    centre, known, role = find_wavelength("rededge071", sensor) or 704.0, plain[0].wavelength_nm, plain[0].role
    distance = (
        f"its centre at {known:g} nm lies {abs(known - centre):.0f} nm from {centre:.0f} nm"
        if known
        else f"its wavelength is not said, {centre:.0f} nm is assumed"
    )
    detail = f"{role.detail if role else plain[0].name}; the only red edge, taken for rededge071: {distance}"
    taken = Fact[str | None](value="rededge071", source=role.source if role else "tag", detail=detail)
    return tuple(replace(layer, role=taken) if layer is plain[0] else layer for layer in layers)


def _choose_nearest(layers: tuple[Layer, ...], sensor: str | None) -> tuple[tuple[Layer, ...], list[str]]:
    """Keep, of bands with wavelengths that lie in one role, the one nearest to its centre, and say how far it lies."""
    claims = Counter(_role(layer) for layer in layers if _role(layer))
    chosen: dict[int, Layer] = {}
    for role in (role for role, count in claims.items() if role and count > 1):
        centre = find_wavelength(role, sensor)
        rivals = [(i, layer) for i, layer in enumerate(layers) if _role(layer) == role]
        if centre is None or any(layer.wavelength_nm is None for _, layer in rivals):
            continue
        away = {i: abs((layer.wavelength_nm or 0.0) - centre) for i, layer in rivals}
        nearest = min(away, key=lambda i: away[i])
        for i, layer in rivals:
            how = f"{layer.wavelength_nm:g} nm, nearest of {len(rivals)} bands to the centre of {role} at {centre:g} nm"
            fact = Fact[str | None](value=role, source="tag", detail=f"{how} ({away[i]:.1f} nm away)")
            other = f"another band is nearer to the centre of {role} at {centre:g} nm"
            chosen[i] = replace(layer, role=fact if i == nearest else UNKNOWN.model_copy(update={"detail": other}))
    taken = [
        f"{layer.role.value} {layer.wavelength_nm:g} nm" for layer in chosen.values() if layer.role and layer.role.value
    ]
    note = f"of several bands in a role the one nearest to its centre is taken: {', '.join(taken)}"
    return tuple(chosen.get(i, layer) for i, layer in enumerate(layers)), [note] if taken else []


def _without_doubles(layers: tuple[Layer, ...], by_flag: bool) -> tuple[tuple[Layer, ...], list[str]]:
    """Withdraw a role that several layers claim: which of them is meant cannot be known."""
    counts = Counter(_role(layer) for layer in layers if _role(layer))
    doubles = {role for role, count in counts.items() if count > 1}
    if not doubles:
        return layers, []
    if by_flag:
        raise ConfigError(
            f"--bands names {', '.join(sorted(filter(None, doubles)))} more than once; use - for the others"
        )
    doubt = f"several bands claim to be {', '.join(sorted(filter(None, doubles)))}; say which with --bands"
    fact: Fact[str | None] = Fact(value=None, source="none", detail=doubt)
    return tuple(replace(layer, role=fact) if _role(layer) in doubles else layer for layer in layers), [doubt]


def _role(layer: Layer) -> str | None:
    return layer.role.value if layer.role else None
