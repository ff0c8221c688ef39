"""The chapter on what kind of scene it is: the opinion of the statistics, and that of the network."""

from collections.abc import Iterator
from pathlib import Path

from models.modality.confirm import SURE, agree, is_doubtful
from models.schemas import ModalityResult
from nodes.report.chapter import Chapter, Network, Review
from nodes.report.chapters.photograph import describe_source
from nodes.report.claims import Claim, claim_share, mark_claims
from nodes.report.wording import Said, escape
from nodes.state import SceneState

ENOUGH = 0.7
"""Confidence from which the kind of scene needs nobody's word."""


def claims(state: SceneState) -> Iterator[Claim]:
    """State how sure the statistics are, and where it was asked the network."""
    found, scene = state.modality, state.scene
    if found is None or scene is None or state.is_photograph:
        return
    file = Path(scene.path).name
    yield claim_share(
        "modality.statistics", f"confidence of the statistics in “{found.statistics.modality}”",
        found.statistics.confidence, file, "rules on band names, units and the values of sampled windows",
    )  # fmt: skip
    if found.network is not None:
        claim = claim_share(
            "modality.network", f"confidence of the network in “{found.network.modality}”", found.network.confidence,
            file, "probability that the modality network gives to 224 × 224 pictures of the scene and its parts",
        )  # fmt: skip
        yield from mark_claims([claim], fake=found.fake)


def head_lines(state: SceneState, said: Said) -> list[str]:
    """Say for the head of the report which kind of scene this is, and how that is known."""
    modality = state.modality
    if modality is None:
        return ["- **Kind of scene:** not known"]
    if state.is_photograph and state.photograph is not None:
        known = describe_source(state.photograph, said)
        return ["- **Kind of scene:** none, a photograph", f"- **How that is known:** {known}"]
    return [f"- **Kind of scene:** {_kind(modality, said)}", f"- **How that is known:** {_opinions(modality, said)}"]


def _kind(modality: ModalityResult, said: Said) -> str:
    sure = f", to which the network gives {said('modality.network')}" if _is_by_network(modality) else ""
    if modality.confidence >= SURE:
        return f"{modality.modality}{sure}"
    return f"uncertain; most like {modality.modality}{sure}"


def _opinions(modality: ModalityResult, said: Said) -> str:
    """What the statistics say, and why where in doubt; what the network says, or why nothing.

    How sure the statistics are is a constant for each kind of evidence, so it is told in words.
    """
    statistics = modality.statistics
    reason = f" ({escape('; '.join(statistics.evidence))})" if is_doubtful(modality) else ""
    sure = "are sure of" if statistics.confidence >= SURE else "are not sure, but lean to"
    return f"rules on bands, units and values {sure} {statistics.modality}{reason}; {_of_the_network(modality, said)}"


def _of_the_network(modality: ModalityResult, said: Said) -> str:
    network = modality.network
    if network is None:
        asked = is_doubtful(modality)
        return "the network could not be asked" if asked else "the network was not asked, for they are sure"
    sure = said("modality.network")
    if network.confidence < SURE:
        return f"the network is uncertain, likeliest to it is {network.modality} with {sure}"
    return f"the network says {network.modality}, {sure}"


def _is_by_network(modality: ModalityResult) -> bool:
    """Whether the modality in force is that of the network because it is the surer one."""
    network, statistics = modality.network, modality.statistics
    if network is None or network.modality != modality.modality:
        return False
    return statistics.modality != modality.modality or network.confidence > statistics.confidence


def ask_between_two(state: SceneState) -> str | None:
    """Ask a person which of two opinions holds, however sure they are."""
    found = state.modality
    if found is None or found.network is None or agree(found.statistics, found.network):
        return None
    one, other = found.statistics, found.network
    said = " and ".join(f"{guess.modality} ({guess.confidence:.2f})" for guess in (one, other))
    return f"Statistics and network say {said}; {found.modality} is in force: accept or reject?"


MODALITY = Chapter(
    name="modality",
    title="kind of scene",
    claims=claims,
    network=Network(
        room="modality",
        has_spoken=lambda state: state.modality is not None and state.modality.network is not None,
        is_fake=lambda state: state.modality is not None and state.modality.fake,
    ),
    review=Review(lambda state: state.modality.confidence if state.modality else None, ENOUGH, ask_between_two),
)
