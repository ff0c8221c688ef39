"""True descriptions of what pictures of plants show, composed from `subjects.yaml`: many of a subject, varied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from models.retrieval.learning.overhead import title_of
from models.retrieval.learning.pictures import Picture

CROPS = {
    "corn": ("maize", "corn", "Zea mays"),
    "chilli": ("chilli", "chilli pepper", "hot pepper"),
    "pepper": ("bell pepper", "sweet pepper", "Capsicum"),
    "blackgram": ("black gram", "urad bean"),
    "bean": ("bean", "common bean", "French bean"),
    "grape": ("grape", "grapevine", "vine"),
    "coffee": ("coffee", "Coffea"),
    "citrus": ("citrus", "lemon", "orange tree"),
    "apple": ("apple", "apple tree"),
    "tomato": ("tomato", "tomato plant"),
    "potato": ("potato", "potato plant"),
}
"""What crops are called; others by their own name."""
_SETTINGS = {"laboratory": "a single leaf on a plain background", "field": "photographed outdoors"}


@dataclass(frozen=True)
class Described:
    """What can be said of a subject."""

    title: str
    learned: tuple[str, ...]
    otherwise: str
    """Says the same in words that are never learned from."""


@lru_cache(maxsize=1)
def describe_plants() -> Mapping[str, Described]:
    """Describe each subject of leaves and weeds by its key."""
    text = resources.files(__package__).joinpath("subjects.yaml").read_text("utf-8")
    return {key: _describe(key, facts) for key, facts in yaml.safe_load(text).items()}


def _describe(key: str, facts: Mapping[str, Any]) -> Described:
    crop = key.partition("/")[0]
    crops = CROPS.get(crop, (crop,))
    if crop == "weed":
        said = _say_weed(facts)
    elif not facts["names"]:
        said = _say_healthy(crops, facts["signs"])
    else:
        said = _say_sick(crops, facts)
    return Described(facts["title"], tuple(dict.fromkeys(said)), facts["otherwise"])


def _say_sick(crops: Sequence[str], facts: Mapping[str, Any]) -> list[str]:
    signs, agent = facts["signs"], facts["agent"]
    said = [facts["title"], f"{facts['title']}, caused by {agent}"]
    for crop in crops:
        for name in facts["names"]:
            said += [
                f"{_add_article(crop)} leaf with {name}",
                f"{name} on {crop}: {signs[0]}",
                f"{crop} leaf, {name}: {signs[1]}",
            ]
        said += [f"a diseased or damaged {crop} leaf showing {sign}" for sign in signs]
        said += [f"{crop} leaf attacked by {agent}: {signs[1]}", f"{agent} on {crop} leaves"]
        said += [f"{crop} foliage with {name}" for name in facts["names"]]
    return said


def _add_article(crop: str) -> str:
    return f"an {crop}" if crop[0] in "aeiou" else f"a {crop}"


def _say_healthy(crops: Sequence[str], signs: Sequence[str]) -> list[str]:
    said = []
    for crop in crops:
        said += [f"a healthy {crop} leaf", f"{crop} leaf without disease", f"healthy {crop} foliage, no symptoms"]
        said += [f"healthy leaf of {crop}: {sign}" for sign in signs]
    return said


def _say_weed(facts: Mapping[str, Any]) -> list[str]:
    said = [facts["title"]]
    for name in facts["names"]:
        said += [f"{name} in a pasture", f"a photograph of {name} growing in rangeland"]
        said += [f"{name}: {sign}" for sign in facts["signs"]]
    return said + [f"rangeland in Australia with {sign}" for sign in facts["signs"]]


def list_descriptions(picture: Picture) -> tuple[str, ...]:
    """List what may be learned of one picture: of its subject, and of how it was taken."""
    if picture.setting == "overhead":
        return picture.words[:-1]
    learned = describe_plants()[picture.subject].learned
    return learned + tuple(f"{said}; {_SETTINGS[picture.setting]}" for said in learned[:6])


def describe_otherwise(picture: Picture) -> str:
    """Give the description with which it is judged, which nothing was learned from."""
    return picture.words[-1] if picture.setting == "overhead" else describe_plants()[picture.subject].otherwise


def find_title(subject: str) -> str:
    """Say what a subject is, for a reader."""
    return title_of(subject) if subject.startswith("overhead/") else describe_plants()[subject].title
