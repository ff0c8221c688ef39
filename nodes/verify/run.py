"""`verify`: every number of a run found again from its files, by other code than that which made them."""

import logging
from pathlib import Path

from models.errors import ConfigError
from models.geo.contract.scene import Scene
from nodes.report.contents import files_of
from nodes.run_folder.files import REQUEST, STATE
from nodes.run_folder.manifest import another_writer, other_versions
from nodes.state import SceneState
from nodes.verify.beside import compare_beside
from nodes.verify.chapters import RECOUNTS
from nodes.verify.chapters import scene as scene_check
from nodes.verify.chapters.modality import Networks, check_network
from nodes.verify.chapters.retrieval import check_embeddings
from nodes.verify.findings import Finding, Verification
from nodes.verify.folder import check_hashes, check_places, check_request, names_own_files, read_manifest, read_state
from nodes.verify.recount import Values
from nodes.verify.statements import compare_claims, compare_lines, compare_numbers, compare_texts
from nodes.verify.words import check_words

__all__ = ["Finding", "Verification", "verify_run"]

logger = logging.getLogger(__name__)


def verify_run(run_dir: Path, scene: Path | None = None, networks: Networks | None = None) -> Verification:
    """Recompute everything that the folder states; `scene` says where the scene lies now. Damage is a finding.

    Networks are asked again where `networks` has the weights that the manifest names.
    """
    if scene is not None and not _is_at_hand(scene):
        raise ConfigError(f"there is no file or folder {scene}; --scene names the scene of the run")
    done = Verification()
    manifest = read_manifest(run_dir, done)
    done.other_versions = other_versions(manifest)
    check_hashes(run_dir, manifest.get("outputs", {}), done)
    state = read_state(run_dir, done)
    if state is None or not names_own_files(run_dir, state, done):
        return done
    with done.reading(REQUEST):
        check_request(run_dir, manifest, state, done)
    values = recompute(run_dir, state, done)
    writer = another_writer(manifest)
    with done.reading(STATE):
        expected = compare_claims(run_dir, state, values, done, same_words=writer is None)
        if writer:
            compare_numbers(run_dir, state, expected, done)
            done.notes.append(f"version {writer} wrote the report: its numbers were compared, its words were not")
        else:
            compare_texts(run_dir, state, expected, done)
            check_words(state, manifest, done)
    _compare_files(run_dir, state, done, has_all=writer is None)
    read = _check_scene(run_dir, state, scene, done)
    if read is not None:
        with done.reading(STATE):
            check_network(state, read, networks, manifest, done)
            check_embeddings(run_dir, state, read, networks, manifest, done)
    for note in done.notes:
        logger.warning(note)
    return done


def recompute(run_dir: Path, state: SceneState, done: Verification) -> Values:
    """Recompute claim → value from the rasters; one that cannot be read is a finding, and its claims are left out."""
    if state.clouds is not None:
        check_places(run_dir, state, done)
    values: Values = {}
    for recount in RECOUNTS:
        for count in recount.counts(run_dir, state):
            with done.reading(count.file):
                values |= count.values()
        with done.reading(STATE):
            done.notes += recount.notes(state)
    return values


def _compare_files(run_dir: Path, state: SceneState, done: Verification, *, has_all: bool) -> None:
    """Hold the files of text that analyses have left against those that they would write now.

    A run of another version need not have all files beside its rasters.
    """
    beside = [file for file in files_of(state) if file.write is not None]
    for file in (file for file in beside if has_all or (run_dir / file.name).exists()):
        with done.reading(file.name):
            compare_beside(file, (run_dir / file.name).read_text(encoding="utf-8"), done)
    for recount in RECOUNTS:
        for text in recount.texts(run_dir, state):
            with done.reading(text.file):
                true = text.write()
                found = (run_dir / text.file).read_text(encoding="utf-8")
                done.checked += 1
                compare_lines(text.file, found.split("\n"), true.split("\n"), done)


def _check_scene(run_dir: Path, state: SceneState, given: Path | None, done: Verification) -> Scene | None:
    """The scene's files, its contract, what it is, and its pixels; the scene where it is still the same."""
    path = given.absolute() if given is not None else Path(state.request.scene_path)
    assert state.scene is not None
    if not _is_at_hand(path):
        done.notes.append(f"the scene {path.name} is not at hand, so only the run folder was checked; --scene PATH")
        return None
    before = len(done.findings)
    read = scene_check.read_again(state, path)
    done.findings += scene_check.input_findings(state.scene, read if isinstance(read, Scene) else None, path)
    done.checked += len(state.scene.files)
    if isinstance(read, Finding):
        done.findings.append(read)
        return None
    done.checked += len(read.bands)
    done.findings += scene_check.contract_findings(state.scene, read)
    if len(done.findings) > before or (state.clouds is None and not state.is_photograph):
        return None  # pixels of another scene would only repeat it
    with done.reading(path.name):
        for recount in RECOUNTS:
            recount.check_scene(run_dir, state, read, done)
        return read
    return None


def _is_at_hand(scene: Path) -> bool:
    """Whether there is a file or a folder; what else has a name, as a pipe, would never end."""
    try:
        return scene.is_file() or scene.is_dir()
    except (OSError, ValueError):
        return False
