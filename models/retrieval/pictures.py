"""Pictures for the eye as arrays: turned upright, without transparency, no larger than is looked at."""

import hashlib
import io
import warnings
from pathlib import Path

import numpy as np

from models.arrays import Bytes
from models.errors import ConfigError

SIDE = 512
"""Longest side, in pixels, of what is embedded and kept."""
SMALLEST = 32
"""Pixels of the shorter side under which a picture shows nothing."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
_LARGEST = 300_000_000  # pixels of a file: what is larger is no photograph
_QUALITY = 92


def read_picture(path: Path, shown: str | None = None) -> Bytes:
    """Read a file as (h, w, 3) bytes; raises `ConfigError`, with the name `shown`, where it is no picture."""
    name = shown or path.name
    try:
        return decode_picture(path.read_bytes(), name)
    except OSError as error:
        raise ConfigError(f"{name} cannot be read ({error.strerror or error}); give a JPEG or PNG file") from error


def decode_picture(content: bytes, name: str) -> Bytes:
    """(h, w, 3) bytes of the content of a picture file."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as opened:
                if opened.width * opened.height > _LARGEST:
                    raise ConfigError(f"{name} has {opened.width} × {opened.height} pixels; make it smaller")
                opened.draft("RGB", (2 * SIDE, 2 * SIDE))
                upright = ImageOps.exif_transpose(opened)
                if upright.mode in ("I;16", "I", "F"):
                    raise ConfigError(f"{name} has numbers of 16 or 32 bits; a picture for the eye has 8")
                picture = _flatten(upright)
    except UnidentifiedImageError as error:
        raise ConfigError(f"{name} is no picture that can be read; give a JPEG or PNG file") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ConfigError(f"{name} is a damaged picture ({error}); take or copy it again") from error
    if min(picture.size) < SMALLEST:
        raise ConfigError(f"{name} has {picture.width} × {picture.height} pixels; give one of {SMALLEST} or more")
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return np.asarray(picture, np.uint8)


def _flatten(picture: "Image.Image") -> "Image.Image":  # type: ignore[name-defined] # noqa: F821
    """Without transparency: on white, as a viewer shows it."""
    from PIL import Image

    if picture.has_transparency_data:
        with_alpha = picture.convert("RGBA")
        ground = Image.new("RGBA", with_alpha.size, "white")
        return Image.alpha_composite(ground, with_alpha).convert("RGB")
    return picture.convert("RGB")


def encode_picture(pixels: Bytes) -> bytes:
    """(h, w, 3) bytes → JPEG, the same each time."""
    from PIL import Image

    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "JPEG", quality=_QUALITY, subsampling=0)
    return target.getvalue()


def hash_content(content: bytes) -> str:
    """SHA-256 of a file, which is the id of what it holds."""
    return hashlib.sha256(content).hexdigest()
