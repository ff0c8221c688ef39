"""What kind of sensor made a scene, by the contract first and by statistics where the contract is silent.

Never by the number of bands alone. What is no imagery (terrain, classes, indices, weather) is refused with a reason;
what is doubtful gets a confidence below 0.7, so that the network is asked.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.errors import SceneError
from models.geo.contract.bands import POLARISATIONS, THERMAL, VISIBLE, WAVELENGTH_NM
from models.geo.contract.sar import (
    SAR_UNITS,
    compute_power,
    convert_to_power,
    is_speckled,
    measure_speckle,
    suspect_scale,
)
from models.geo.contract.scene import Band, Scene, Source, Unit
from models.modality.sampling import find_file_name, refuse_blank
from models.modality.texture import Texture, correlate, measure_texture, share_light
from models.schemas import Guess, Modality

Floats = NDArray[np.float32]

TRUST: dict[Source, float] = {
    "flag": 0.99,
    "tag": 0.97,
    "sidecar": 0.97,
    "name": 0.95,
    "convention": 0.9,
    "statistics": 0.6,
    "none": 0.5,
}
"""How sure a modality is that rests on a fact from this source."""

TOLD: tuple[Source, ...] = ("flag", "tag", "sidecar", "name")
"""Sources that say in words what a band or a sensor is; no picture outranks them."""
DOUBTFUL = 0.5
_RECOGNISABLE = 10  # bands of a stack whose order the texture tells, which no other kind of scene has
_FEWEST_UNNAMED = 4  # bands of which a stack may be multispectral although no band has a name
_COLDEST_K, _WARMEST_K = 230.0, 345.0
OPTICAL_UNITS: tuple[Unit, ...] = ("reflectance", "radiance")

_LAYERS = {
    r"dem|dtm|dsm|elevation|altitude|height|srtm|bathymetry": "elevation",
    r"slope|aspect|hillshade|curvature|twi": "terrain derived from elevation",
    r"ndvi|evi2?|savi|msavi|ndwi|ndmi|nbr|lai|fapar|fcover|ndre|gndvi": "a spectral index or what is derived from one",
    r"probability|confidence|uncertainty|score": "a probability or confidence",
    r"lulc|land ?cover|class|classification|label|mask|crop ?type|worldcover|corine|qa|scl": "a class map",
    r"precip|precipitation|rainfall|humidity|wind|pressure|dewpoint|radiation flux": "a weather variable",
    r"tmean|tmin|tmax|temperature (?:min|mean|max)": "a weather variable",
    r"m1 eos|m1 sos|m2 eos|m2 sos|ww eos|ww sos|day of year|doy": "a calendar",
}


def guess_modality(scene: Scene, sample: Floats) -> Guess:
    """Tell rgb, multispectral, infrared and sar apart; SceneError for what is none of them.

    `sample`: (n, bands, h, w) windows in physical values, bands in the order of `scene.bands`, NaN where no data.
    """
    refuse_blank(scene, sample)
    textures = [measure_texture(sample[:, band]) for band in range(sample.shape[1])]
    known = _recognise_sar(scene) or _recognise_thermal(scene) or _recognise_optical(scene, sample)
    if known is not None:
        return known
    _refuse_named_layers(scene)
    _refuse_maps(scene, textures)
    return _guess_by_statistics(scene, sample, [found for found in textures if found is not None])


def _recognise_sar(scene: Scene) -> Guess | None:
    polarised = [band for band in scene.bands if band.role.value in POLARISATIONS]
    if polarised:
        trust = max(TRUST[band.role.source] for band in polarised)
        names = ", ".join(dict.fromkeys(str(band.role.value).upper() for band in polarised))
        evidence = f"polarisation {names} ({polarised[0].role.detail})"
        return _make_guess("sar", trust, evidence, is_told=_is_told(polarised))
    if scene.sensor.value and re.match(
        r"sentinel-1|alos|palsar|radarsat|terrasar|cosmo|iceye", scene.sensor.value, re.I
    ):
        return _make_guess("sar", TRUST[scene.sensor.source], f"sensor {scene.sensor.value} ({scene.sensor.detail})")
    if scene.unit.value in SAR_UNITS and scene.unit.source != "statistics":
        return _make_guess("sar", TRUST[scene.unit.source], f"unit {scene.unit.value} ({scene.unit.detail})")
    return None


def _recognise_thermal(scene: Scene) -> Guess | None:
    thermal = [band for band in scene.bands if band.role.value in THERMAL]
    spectral = [role for role in scene.roles if role in WAVELENGTH_NM and role not in THERMAL]
    if thermal and not spectral:
        trust = max(TRUST[band.role.source] for band in thermal)
        evidence = f"thermal band {thermal[0].name} ({thermal[0].role.detail})"
        return _make_guess("infrared", trust, evidence, is_told=_is_told(thermal))
    if scene.unit.value in ("kelvin", "celsius") and scene.unit.source in ("flag", "sidecar") and not spectral:
        return _make_guess("infrared", TRUST[scene.unit.source], f"unit {scene.unit.value} ({scene.unit.detail})")
    return None


def _recognise_optical(scene: Scene, sample: Floats) -> Guess | None:
    bands = [band for band in scene.bands if band.role.value in WAVELENGTH_NM and band.role.value not in THERMAL]
    roles = dict.fromkeys(str(band.role.value) for band in bands)
    unseen = [role for role in roles if role not in VISIBLE]
    if not bands:
        return None
    trust = min(TRUST[band.role.source] for band in bands)
    listed = f"{', '.join(roles)} ({bands[0].role.detail})"
    if unseen and len(bands) >= _RECOGNISABLE:
        trust = max(trust, TRUST["convention"])
    if unseen and len(roles) > 1:
        evidence = f"bands {listed}, of which {', '.join(unseen)} is not visible light"
        return _make_guess("multispectral", trust, evidence, is_told=_is_told(bands))
    if unseen:
        return _make_guess("infrared", trust, f"a single band, {listed}", is_told=_is_told(bands))
    unnamed = [band.name for band in scene.bands if band.role.value is None]
    if unnamed and scene.unit.value != "picture":
        return _make_guess(
            "multispectral", DOUBTFUL, f"visible light, {listed}, and bands not known: {', '.join(unnamed)}"
        )
    if not {"red", "green", "blue"} <= set(roles):
        evidence = f"visible light only, and not a whole picture: {listed}"
        return _make_guess("rgb", min(trust, DOUBTFUL), evidence, is_told=_is_told(bands))
    return _recognise_colour_picture(scene, sample, trust, listed)


def _recognise_colour_picture(scene: Scene, sample: Floats, trust: float, listed: str) -> Guess:
    """Judge red, green and blue by name: colours may still paint a grey picture, a map or a SAR composite."""
    where = [scene.bands.index(band) for role in ("red", "green", "blue") if (band := scene.band(role))]
    channels = sample[:, where]
    evidence = f"visible light only: {listed}"
    if scene.unit.value in OPTICAL_UNITS:
        return _make_guess("rgb", trust, evidence, is_told=_is_told([scene.bands[place] for place in where]))
    if _are_identical(channels):
        found = measure_texture(channels[:, 0])
        assert found is not None
        _refuse_maps(scene, [found])
        return _guess_grey(scene, channels[:, 0], found, "red, green and blue are the same: a grey picture")
    _refuse_pages(scene, channels)
    grain = min(is_speckled(measure_speckle(convert_to_power(channels[:, band], "sar_amplitude"))) for band in (0, 1))
    if grain > 0.3 and not share_light(channels):
        return _make_guess(
            "sar", DOUBTFUL, evidence, f"but its channels are speckled ({grain:.2f}), as SAR composites are"
        )
    if _is_composite_of_two(channels):
        reason = "but the third channel is nearly empty or a function of the others, as in SAR quick-looks"
        return _make_guess("rgb", DOUBTFUL, evidence, reason)
    return _make_guess("rgb", min(trust, 0.9), evidence)


def _guess_by_statistics(scene: Scene, sample: Floats, textures: list[Texture]) -> Guess:
    lively = (
        [band for band in range(sample.shape[1]) if np.nanstd(sample[:, band]) > 0] if np.isfinite(sample).any() else []
    )
    values = sample[:, lively]
    if len(lively) == 1 or _are_identical(values):
        found = measure_texture(values[:, 0])
        assert found is not None
        return _guess_single_band(scene, values[:, 0], found)
    grain, words = _measure_speckle(scene, values)
    is_light = share_light(values)
    if grain >= DOUBTFUL and not is_light:
        return _make_guess("sar", 0.5 + 0.4 * grain, words)
    if len(lively) < _FEWEST_UNNAMED and scene.unit.value != "picture":
        raise SceneError(_word_refusal(scene, f"nothing says what its {len(lively)} bands are"))
    if all(found.is_smooth_field or found.is_class_map for found in textures if not found.is_constant):
        what = (
            "all its bands are smooth fields without edges or patches of codes, as terrain, weather and class maps are"
        )
        raise SceneError(_word_refusal(scene, what))
    guess = _guess_several_bands(values)
    return guess.model_copy(update={"excluded": ("sar",)}) if is_light else guess


def _guess_several_bands(values: Floats) -> Guess:
    """Judge bands without names: does one of them see what the others do not, as near infrared does?"""
    count = values.shape[1]
    pairs = [[correlate(values[:, one], values[:, other]) for other in range(count)] for one in range(count)]
    kinship = [float(np.median([pairs[one][other] for other in range(count) if other != one])) for one in range(count)]
    detail = f"correlation of each band with the others: {', '.join(f'{value:.2f}' for value in kinship)}"
    if count < 3:
        return _make_guess("multispectral", 0.4, f"{count} bands whose names are not known", detail)
    if count == 3:
        return _make_guess("rgb", 0.6 if min(kinship) > 0.7 else 0.45, "three bands whose names are not known", detail)
    if min(kinship) < 0.6 and max(kinship) > 0.6:
        return _make_guess("multispectral", 0.65, "some bands see what the others do not, as infrared does", detail)
    return _make_guess("multispectral", DOUBTFUL, f"{count} bands whose names are not known", detail)


def _guess_single_band(scene: Scene, values: Floats, found: Texture) -> Guess:
    grain, words = _measure_speckle(scene, values[:, None])
    if grain >= DOUBTFUL:
        return _make_guess("sar", 0.5 + 0.4 * grain, words)
    if found.is_smooth_field and scene.unit.value not in ("kelvin", "celsius"):
        what = (
            f"its single band is smooth and without edges (values {found.low:.4g} to {found.high:.4g}), as elevation "
            "and other fields are; a thermal image needs --unit kelvin or celsius to be told from it"
        )
        raise SceneError(_word_refusal(scene, what))
    if found.low < -0.05 and found.high <= 1 and not found.whole and scene.unit.value not in SAR_UNITS:
        raise SceneError(
            _word_refusal(scene, f"its values lie in {found.low:.2g} … {found.high:.2g}, as a normalised index does")
        )
    if not found.whole and found.low >= 0 and found.high <= 1 and found.median > 0.65:
        raise SceneError(
            _word_refusal(scene, f"half of its values lie in {found.median:.2g} … 1, as an index or a probability does")
        )
    if scene.unit.value not in ("picture", "kelvin", "celsius") and not _is_warm_ground(found):
        raise SceneError(
            _word_refusal(scene, f"nothing says what its band is (values {found.low:.4g} to {found.high:.4g})")
        )
    return _guess_grey(scene, values, found, "a single band whose kind is not named")


def _is_warm_ground(found: Texture) -> bool:
    """Tell whether 90 % lie where surface temperatures in kelvin do; smooth terrain there was refused before."""
    return not found.whole and _COLDEST_K < found.low < found.high < _WARMEST_K


def _guess_grey(scene: Scene, values: Floats, found: Texture, evidence: str) -> Guess:
    if scene.unit.value in ("kelvin", "celsius"):
        if scene.grid.pixel_size_m and min(scene.grid.pixel_size_m) > 3000:
            raise SceneError(_word_refusal(scene, "temperatures on cells of more than 3 km are a weather grid"))
        return _make_guess("infrared", 0.65, evidence, f"unit {scene.unit.value} ({scene.unit.detail})")
    grain = is_speckled(measure_speckle(convert_to_power(values, "sar_amplitude")))
    if grain > 0.3:
        return _make_guess("sar", DOUBTFUL, evidence, f"speckled ({grain:.2f}), but made for the eye")
    edges = f"edges and soft shading (kurtosis of differences {found.tails:.0f}), no speckle"
    return _make_guess("infrared", DOUBTFUL, evidence, f"{edges}; it could be any grey picture")


def _measure_speckle(scene: Scene, values: Floats) -> tuple[float, str]:
    """Measure the weakest speckle among bands (n, bands, h, w), on linear power, and say what it rests on."""
    grains, words = [], ""
    for band in range(values.shape[1]):
        scale = suspect_scale(values[:, band], scene.unit.value)
        if scale is None:
            return 0.0, ""
        marks = measure_speckle(compute_power(values[:, band], scale))
        grains.append(is_speckled(marks))
        if marks:
            words = words or (
                f"speckle: ln(power) varies by {marks.floor:.2f} in calm blocks, {marks.spread:.1f} times that in "
                f"lively ones, neighbours correlate by {marks.neighbours:.2f}, about {marks.looks:.1f} looks "
                f"({scale.detail})"
            )
    grain = min(grains, default=0.0)
    ceiling = DOUBTFUL if scene.unit.value == "picture" else 1.0  # 8 bits may be noise of any camera
    return min(grain, ceiling), words


def _are_identical(values: Floats) -> bool:
    return all(np.array_equal(values[:, 0], values[:, band], equal_nan=True) for band in range(1, values.shape[1]))


def _is_composite_of_two(channels: Floats) -> bool:
    """Tell whether blue is nearly constant beside lively red and green, as daylight does not paint."""
    deviations = [float(np.nanstd(channels[:, band])) for band in range(3)]
    return deviations[2] < 0.1 * min(deviations[:2])


def _refuse_named_layers(scene: Scene) -> None:
    """Refuse by the names of bands and, for a single band, of the file."""
    names = [band.name for band in scene.bands]
    for name in [*names, *([scene.name] if len(names) == 1 else [])]:
        words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()).strip()
        for pattern, what in _LAYERS.items():
            if re.search(rf"(?:^| )(?:{pattern})(?:$| |\d)", words):
                raise SceneError(_word_refusal(scene, f'"{name}" names {what}'))


def _refuse_maps(scene: Scene, textures: list[Texture | None]) -> None:
    """Refuse where all bands that vary look like classes: one coarse band that was repeated looks so too."""
    varied = [
        (band, found) for band, found in zip(scene.bands, textures, strict=False) if found and not found.is_constant
    ]
    if varied and all(found.is_class_map for _, found in varied):
        band, found = varied[0]
        codes = f"{found.levels} whole numbers in patches with sudden steps"
        raise SceneError(_word_refusal(scene, f"{band.name} holds {codes}, as class maps do"))
    if all(found.is_constant or found.is_bilevel for found in textures if found is not None):
        raise SceneError(_word_refusal(scene, "it has two values only, as masks and scanned pages do"))


def _refuse_pages(scene: Scene, channels: Floats) -> None:
    """Refuse a page of text, where nearly all is paper or ink."""
    seen = channels[np.isfinite(channels)]
    low, high = float(seen.min()), float(seen.max())
    band = 0.06 * (high - low)
    if np.mean((seen <= low + band) | (seen >= high - band)) > 0.97:
        raise SceneError(
            _word_refusal(scene, "nearly all its pixels are its darkest or brightest value, as in a scanned page")
        )


def _word_refusal(scene: Scene, what: str) -> str:
    advice = "give imagery, or say what the bands are (--bands, --unit)"
    return f"{find_file_name(scene)} is none of rgb, multispectral, infrared, SAR: {what}; {advice}"


def _is_told(bands: Sequence[Band]) -> bool:
    """Tell whether the roles of all these bands are given in words, and are not read from pixels or habit."""
    return all(band.role.source in TOLD for band in bands)


def _make_guess(modality: Modality, confidence: float, *evidence: str, is_told: bool = False) -> Guess:
    said = tuple(text for text in evidence if text)
    return Guess(modality=modality, confidence=round(float(confidence), 3), evidence=said, is_told=is_told)
