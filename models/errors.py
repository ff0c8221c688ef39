"""The few errors of the house, and the codes of what was refused or doubted: code asks for these, people read words."""

from typing import Literal

ModelFault = Literal[
    "no_weights",  # in none of the places where they are looked for
    "not_in_given_weights",  # nor in the folder that the user names
    "damaged",  # weights that cannot be read, or are not of this version's network
    "not_supported",  # weights of a model that this version cannot run
    "no_token",  # Modal does not know the user
    "not_deployed",
    "unreachable",
    "wrong_answer",  # of another shape, or no numbers
]
"""Why a model cannot answer."""

SceneFault = Literal[
    "wrong_modality",
    "wrong_sensor",
    "wrong_unit",  # most often: no reflectance
    "needs_bands",
    "needs_constant",  # of a formula, which the catalogue does not give
    "beyond_limits",  # values of an index that are not kept
    "no_values",
    "no_clear_ground",
    "no_crop",
    "too_coarse",
    "too_small",
    "no_place",
    "no_time",
]
"""What a scene lacks that an analysis needs."""

Remark = Literal[
    "scene_note",  # what was converted or assumed when the scene was read
    "sensors_note",
    "elevation_note",
    "parcels_note",
    "parcels_off_scene",
    "clouds_unmasked",
    "clouds_doubtful",
    "clouds_white",
    "clouds_level_unknown",
    "looks_cloudy",
    "opinions_differ",
    "size_unknown",
    "coarse_pixels",
    "averaged_pixels",
    "top_of_atmosphere",
    "level_unknown",
    "no_parcels",
    "unknown_crop",
    "crop_not_named",
    "readings_unheard",
    "partly_judged",
    "empty_parcels",
    "band_stands_in",
    "perhaps_photograph",
    "looks_otherwise",  # a photograph like ground from above, or the reverse
    "collection_left_out",  # of like cases: made by another model, or damaged
]
"""What was converted, or is doubtful."""

Code = Literal[ModelFault, SceneFault, Remark, "unspecified"]
"""Of an issue; that of an old run may be unspecified."""


class AgriError(Exception):
    """Base of all expected errors: one line for the user, exit code 2."""


class SceneError(AgriError):
    """The scene cannot be used; the run stops."""


class ModelUnavailable(AgriError):
    """The model of a room cannot answer; its step becomes an issue in the report."""

    def __init__(self, reason: str, *, room: str, kind: ModelFault) -> None:
        super().__init__(reason)
        self.room, self.kind = room, kind


class ConfigError(AgriError):
    """A setting, flag or folder is not usable."""
