"""Bands that measure nothing: data masks and the producer's classifications, taken out of the spectral bands."""

import re
from dataclasses import replace
from typing import Literal

from models.errors import SceneError
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import DataMask, Quality

_DATA_MASK = ("datamask",)  # Sentinel Hub's name; a plain "mask" may as well mean cloud
_QUALITY: dict[str, Literal["SCL", "QA_PIXEL", "FMASK"]] = {"scl": "SCL", "qapixel": "QA_PIXEL", "fmask": "FMASK"}


def set_masks_apart(product: Product) -> Product:
    """Return the product with its mask and classification layers in their own places."""
    data_mask, quality, kept = product.data_mask, product.quality, []
    for layer in product.layers:
        word = re.sub(r"[^a-z]", "", layer.name.lower())
        if word in _DATA_MASK and data_mask is None:
            data_mask = DataMask(dataset=layer.dataset, index=layer.index)
        elif word in _QUALITY and quality is None and _is_beside_others(product, layer):
            quality = Quality(kind=_QUALITY[word], dataset=layer.dataset, index=layer.index)
        else:
            kept.append(layer)
    if not kept:
        raise SceneError(f"{product.path.name} holds masks only; give the bands that they belong to")
    return replace(product, layers=tuple(kept), data_mask=data_mask, quality=quality)


def _is_beside_others(product: Product, layer: Layer) -> bool:
    """Keep a classification in that is given as the scene itself, to be refused for what it is."""
    return any(other is not layer for other in product.layers)
