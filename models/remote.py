"""The backend in another building: classes deployed on Modal, found by the names of `services`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from models.arrays import Floats
from models.backend import HEALTH_CELL, HEALTH_LAYERS, LIKENESSES, RISK_LAYERS, Embeddings, HealthLayers, Part
from models.errors import ModelUnavailable
from models.schemas import Language, RawCaption
from models.services import APP, SERVICES

_ROUNDING = 1e-2  # of lengths, in half precision


class ModalBackend:
    """Asks deployed classes, and believes no answer whose shape or numbers are not as agreed."""

    name = "modal"

    def version_of(self, _room: str, /) -> str:
        """Always the same: what is deployed cannot be told from here."""
        return self.name

    def config_of(self, _room: str, /) -> str | None:
        """Not known from here."""
        return None

    def classify_modality(self, pictures: NDArray[np.uint8]) -> Floats:
        """(n, 224, 224, 3) pictures → (n, 3) probabilities of rgb, infrared, sar."""
        return _probabilities("classify_modality", _ask("classify_modality", pictures), (len(pictures), 3))

    def classify_health(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]]) -> HealthLayers:
        """(n, 10, h, w) reflectance, NaN where none, and what else is known of them → what each cell shows."""
        answer = _ask("classify_health", tiles, dict(conditioning))
        if not isinstance(answer, dict) or set(answer) != set(HEALTH_LAYERS):
            raise _misfit("classify_health", "other layers than agreed")
        count, _, height, width = tiles.shape
        cells = height // HEALTH_CELL, width // HEALTH_CELL
        return {name: _shares("classify_health", answer[name], (count, k, *cells)) for name, k in HEALTH_LAYERS.items()}

    def segment_risk(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]], part: Part | None = None) -> Floats:
        """(n, 6, h, w) reflectance, NaN where none, and what else is known of them → `RISK_LAYERS` of that part."""
        shape = tiles[:, 0][(..., *part)].shape if part else tiles[:, 0].shape
        answer = _ask("segment_risk", tiles, dict(conditioning), part)
        found = _shares("segment_risk", answer, (shape[0], len(RISK_LAYERS), *shape[1:]))
        _check_sums("segment_risk", found[:, :3])
        return found

    def embed(self, pictures: Sequence[NDArray[np.uint8]], texts: Sequence[str]) -> Embeddings:
        """n pictures, each (h, w, 3), and m texts → where they lie."""
        answer = _ask("embed", list(pictures), list(texts))
        if not isinstance(answer, dict) or set(answer) != set(Embeddings.__annotations__):
            raise _misfit("embed", "other parts than agreed")
        if not isinstance(answer["model"], str) or not answer["model"]:
            raise _misfit("embed", "without saying which model it is")
        shown, told = (_points(answer[name], len(given)) for name, given in (("pictures", pictures), ("texts", texts)))
        if len(shown) and len(told) and shown.shape[1] != told.shape[1]:
            raise _misfit("embed", "pictures and texts in spaces of their own")
        subjects = tuple(str(name) for name in answer["subjects"])
        certainty = _shares("embed", answer["certainty"], (len(shown), len(subjects)))
        likeness = {str(name): (float(pair[0]), float(pair[1])) for name, pair in dict(answer["likeness"]).items()}
        if set(likeness) != set(LIKENESSES) or (certainty.sum(axis=1) > 1 + _ROUNDING).any():
            raise _misfit("embed", "certainties that cannot be")
        made: Embeddings = {"model": answer["model"], "pictures": shown, "texts": told, "subjects": subjects,
                            "certainty": certainty, "likeness": likeness}  # fmt: skip
        return made

    def caption_scene(self, patches: Floats, languages: Sequence[Language]) -> list[RawCaption]:
        """(n, 12, 64, 64) Sentinel-2 reflectance, and n languages → n captions; what is deployed is asked for any."""
        if not len(patches):
            return []
        answer = _ask("caption_scene", patches, list(languages))
        if not isinstance(answer, list) or len(answer) != len(patches):
            raise _misfit("caption_scene", f"no list of {len(patches)} captions")
        try:
            return [RawCaption.model_validate(found) for found in answer]
        except ValidationError as error:
            raise _misfit("caption_scene", error.errors()[0]["msg"]) from error


def _ask(service: str, *arguments: Any) -> Any:
    import modal

    name, room = SERVICES[service].cls, SERVICES[service].room
    try:
        return modal.Cls.from_name(APP, name)().predict.remote(*arguments)
    except modal.exception.AuthError as error:
        reason = f"Modal does not know you ({_line(error)}); run `modal token new`"
        raise ModelUnavailable(reason, room=room, kind="no_token") from error
    except modal.exception.NotFoundError as error:
        reason = f"{APP}/{name} is not deployed on Modal; run `modal deploy -m modal_services`"
        raise ModelUnavailable(reason, room=room, kind="not_deployed") from error
    except (modal.exception.Error, ConnectionError, TimeoutError) as error:
        reason = f"{APP}/{name} on Modal did not answer ({_line(error)}); try again later"
        raise ModelUnavailable(reason, room=room, kind="unreachable") from error


def _probabilities(service: str, answer: Any, shape: tuple[int, ...]) -> Floats:
    """The answer as float32, if it has that shape and sums to one along axis 1."""
    found = _shares(service, answer, shape)
    _check_sums(service, found)
    return found


def _check_sums(service: str, probabilities: Floats) -> None:
    if not np.allclose(probabilities.sum(axis=1), 1, atol=1e-2):
        raise _misfit(service, "probabilities that do not sum to one")


def _shares(service: str, answer: Any, shape: tuple[int, ...]) -> Floats:
    """The answer as float32, if it has that shape and lies in 0–1."""
    if not isinstance(answer, np.ndarray) or answer.dtype.kind != "f" or answer.shape != shape:
        got = f"{answer.dtype} {answer.shape}" if isinstance(answer, np.ndarray) else type(answer).__name__
        raise _misfit(service, f"{got} instead of floats {shape}")
    if not (np.isfinite(answer).all() and (answer >= 0).all() and (answer <= 1 + 1e-3).all()):
        raise _misfit(service, "numbers that are no probabilities")
    return answer.astype(np.float32)


def _points(answer: Any, count: int) -> Floats:
    """The answer as float32, if it is that many rows of unit length."""
    if not isinstance(answer, np.ndarray) or answer.dtype.kind != "f" or answer.ndim != 2 or len(answer) != count:
        got = f"{answer.dtype} {answer.shape}" if isinstance(answer, np.ndarray) else type(answer).__name__
        raise _misfit("embed", f"{got} instead of {count} rows of floats")
    found = answer.astype(np.float32)
    if not np.allclose(np.linalg.norm(found, axis=1), 1, atol=_ROUNDING):
        raise _misfit("embed", "rows that have not the length 1")
    return found


def _misfit(service: str, what: str) -> ModelUnavailable:
    reason = f"{APP}/{SERVICES[service].cls} on Modal answered {what}; deploy this version anew"
    return ModelUnavailable(reason, room=SERVICES[service].room, kind="wrong_answer")


def _line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
