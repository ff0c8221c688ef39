"""Bands that measure nothing: data masks and the producer's classifications, taken out of the spectral bands."""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.errors import SceneError
from models.geo.contract.bands import POLARISATIONS
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import DataMask, Quality
from models.geo.formats.delivered.parts import name_part

_DATA_MASK = ("datamask",)  # Sentinel Hub's name; a plain "mask" may as well mean cloud


def set_masks_apart(product: Product, said: Sequence[str] | None = None) -> tuple[Product, tuple[str, ...] | None]:
    """Return the product with its mask and classification layers in their own places, and names of those that stay.

    `said` are names that the user gives; a layer that has one there stays, where all layers are named.
    """
    data_mask, quality, kept, aside = product.data_mask, product.quality, [], []
    names = list(said) if said is not None and len(said) == len(product.layers) else None
    stay: list[str] = []
    for place, layer in enumerate(product.layers):
        part = name_part(layer.name)
        is_named = names is not None and names[place] not in ("-", layer.name)
        if is_named or (part.kind == "band" and not _is_data_mask(layer)):
            pass
        elif _is_data_mask(layer) and data_mask is None:
            data_mask = DataMask(dataset=layer.dataset, index=layer.index)
            continue
        elif part.quality and _is_beside_others(product, layer):
            if quality is None and part.quality in ("SCL", "QA_PIXEL", "FMASK", "FMASK4"):
                is_hls = part.quality == "FMASK" and (product.guide or "").startswith("HLS")
                kind = "HLS_FMASK" if is_hls else part.quality
                quality = Quality(kind=kind, dataset=layer.dataset, index=layer.index)
                continue
        elif part.kind in ("aside", "preview") and _is_beside_others(product, layer) and _has_no_role(layer):
            aside.append(f"{layer.name} ({part.words})")
            continue
        kept.append(layer)
        stay += [names[place]] if names is not None else []
    if not kept:
        raise SceneError(f"{product.path.name} holds masks only; give the bands that they belong to")
    notes = (f"left aside in the file: {', '.join(aside)}",) if aside else ()
    parted = replace(product, layers=tuple(kept), data_mask=data_mask, quality=quality, notes=(*product.notes, *notes))
    return parted, tuple(stay) if names is not None else (tuple(said) if said is not None else None)


def _is_data_mask(layer: Layer) -> bool:
    return re.sub(r"[^a-z]", "", layer.name.lower()) in _DATA_MASK


def _has_no_role(layer: Layer) -> bool:
    return layer.role is None or layer.role.value is None or layer.role.value in POLARISATIONS


def _is_beside_others(product: Product, layer: Layer) -> bool:
    """Keep a classification in that is given as the scene itself, to be refused for what it is."""
    return any(other is not layer for other in product.layers)
