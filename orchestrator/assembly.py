"""The only chooser of concrete classes."""

import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from models.backend import ModelBackend
from models.checkpoints import CHECKPOINT_FILES, find_weights, weight_places
from models.errors import ModelUnavailable
from models.memory import part_large_arrays
from models.retrieval.library import LibraryPlaces
from nodes.answers.answer import Answer
from nodes.context import NodeOptions, Progress, RunContext, silent
from nodes.drafting.budget import Budget
from nodes.drafting.results import WordsOrder
from nodes.drafting.writer import Message, Writer
from nodes.planner.plans import Plan
from nodes.planner.talk import Talk
from nodes.report.claims import Style
from nodes.report.contents import rooms_behind
from nodes.state import Language, SceneState
from nodes.verify.chapters.modality import Networks
from orchestrator.chat.desk import Desk
from orchestrator.chat.parts import Ask, Parts, Planner, Speaker
from orchestrator.settings import BackendName, Fetch, Settings

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from models.sentence_encoder.encoder import SentenceEncoder


def build_context(
    settings: Settings,
    run_dir: Path,
    *,
    backend: BackendName | None = None,
    options: NodeOptions | None = None,
    words: WordsOrder | None = None,
    progress: Progress = silent,
) -> RunContext:
    """What the steps of one run work with; backend, options and words are those that the run was started with."""
    part_large_arrays()
    return RunContext(
        run_dir=run_dir,
        models=build_backend(backend or settings.backend, settings, progress),
        options=options or NodeOptions(),
        progress=progress,
        writer=build_writer(words, settings) if words else None,
        budget=words.budget if words else Budget(),
        library=find_library(settings),
        planner=lambda question, talk: build_planner()(question, talk),
    )


def build_writer(words: WordsOrder, settings: Settings) -> Writer:
    """The language model of that name; raises `ConfigError` where its package or key is missing."""
    from orchestrator.llm.asking import open_writer

    return open_writer(words.model, settings.llm_access, words.budget, words.mode)


def build_backend(name: BackendName, settings: Settings, progress: Progress = silent) -> ModelBackend:
    """The backend of that name; nothing is loaded, fetched or connected before it is asked."""
    if name is BackendName.FAKE:
        from models.fake import FakeBackend

        return FakeBackend()
    if name is BackendName.MODAL:
        from models.remote import ModalBackend

        return ModalBackend()
    from models.local import Fetching, LocalBackend

    def report(_what: str, share: float) -> None:
        progress("caption_scene", round(100 * share), 100)

    fetching = Fetching(is_allowed=settings.fetch is not Fetch.NEVER, report=report)
    return LocalBackend(home=settings.home, weights=settings.weights, fetching=fetching)


def find_library(settings: Settings) -> LibraryPlaces:
    """Where reference cases may lie, the user's own first, and where collections are kept."""
    references = weight_places("retrieval", settings.weights, settings.home).values()
    return LibraryPlaces(tuple(references), settings.home / "index")


def weights_behind(state: SceneState, backend: BackendName, settings: Settings) -> dict[str, Path]:
    """The weights on this machine, by room, of the networks that spoke in this state; none of other backends."""
    return _weights_of(rooms_behind(state), settings) if backend is BackendName.LOCAL else {}


def networks_of(backend: BackendName, settings: Settings) -> Networks | None:
    """Who can be asked again what a run of that backend was told; only this machine's networks can be told apart."""
    if backend is not BackendName.LOCAL:
        return None
    return Networks(build_backend(backend, settings), _weights_of(["modality", "retrieval"], settings))


def _weights_of(rooms: Sequence[str], settings: Settings) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for room in rooms:
        try:
            folder = find_weights(room, settings.weights, settings.home)
        except ModelUnavailable:
            continue
        found |= {room: folder / CHECKPOINT_FILES[0]}
    return found


def build_chat_parts(settings: Settings, desk: Desk, style: Style, *, language: Language | None = None) -> Parts:
    """What a conversation works with; raises `ConfigError` where the language model of the settings cannot be had."""
    from orchestrator.chat.analysing import make_analyser

    return Parts(
        desk=desk,
        plan=build_planner(),
        analyse=make_analyser(settings, style),
        speak=build_speaker(settings),
        style=style,
        language=language,
    )


def build_speaker(settings: Settings) -> Speaker | None:
    """The language model that chooses tools and words their answers; None where none is wanted."""
    from orchestrator.llm.providers import find_model, open_model

    name = find_model(settings.llm, settings.llm_access)
    if name is None:
        return None
    from nodes.proofread import proofread
    from orchestrator.llm.agent import TURN, speak

    chat = open_model(name, settings.llm_access, TURN)

    def answer(messages: Sequence[tuple[str, str]], ask: Ask, language: Language) -> Answer | None:
        shown = [Message(role, text) for role, text in messages]  # type: ignore[arg-type]
        spoken = speak(shown, chat, ask, proofread, language=language)
        return spoken.answer if spoken else None

    return answer


def build_planner() -> Planner:
    """The planner that needs no language model; its network is loaded beside, while somebody types."""
    from models.sentence_encoder.encoder import SentenceEncoder
    from nodes.planner.plan import plan

    encoder = SentenceEncoder()
    threading.Thread(target=_warm, args=(encoder,), daemon=True).start()

    def understand(question: str, talk: Talk) -> Plan:
        try:
            return plan(question, talk, encoder)
        except ModelUnavailable as error:
            logger.warning("%s; until then only plain questions are understood", error)
            return plan(question, talk)

    return understand


def _warm(encoder: "SentenceEncoder") -> None:
    from nodes.planner.nearest import measure_likeness

    with suppress(ModelUnavailable):  # the first question says why
        measure_likeness("where to go first?", encoder)
