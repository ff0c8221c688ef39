"""Whether a picture is a photograph, judged again from the file."""

from pathlib import Path

from models.geo.contract.scene import Scene
from nodes.state import SceneState
from nodes.verify.findings import Finding, Verification
from nodes.verify.recount import Recount

_OF_SCORES = 1e-3  # versions of GDAL unpack JPEG with other roundings


def check_scene(_run_dir: Path, state: SceneState, scene: Scene, done: Verification) -> None:
    """Ask camera tags and statistics again."""
    from models.modality.photograph import judge_photograph

    stated, again = state.photograph, judge_photograph(scene, state.request.kind)
    if stated is None and again is None:
        return
    done.checked += 1
    one, other = (found.score if found else None for found in (stated, again))
    same = stated is not None and again is not None and (stated.kind, stated.source) == (again.kind, again.source)
    close = one == other or (one is not None and other is not None and abs(one - other) <= _OF_SCORES)
    if not (same and close):
        told, true = (f"{found.kind} ({found.score})" if found else "not in question" for found in (stated, again))
        done.findings.append(Finding("photograph.score", told, true, scene.name, "the picture says otherwise"))


PHOTOGRAPH = Recount("photograph", check_scene=check_scene, in_no_file=("photograph.",))
