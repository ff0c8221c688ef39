"""Ctrl-C, a full disk, a home that cannot be written, death while the last files are written."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from orchestrator.run import resume_run, run_scene
from orchestrator.run_folder import all_runs
from tests.orchestrator.runs import cli, contents, order_for, run, start_cli
from tests.stand_ins import stand_ins


def one_line(text: str) -> str:
    """The only line that is not about a step that ended."""
    [line] = [line for line in text.splitlines() if not line.endswith(": done")]
    return line


@pytest.mark.parametrize("step", ["measure_indices", "segment_risk"])
def test_ctrl_c_ends_with_the_command_that_goes_on(settings, scene_file, step):
    process = start_cli(
        ["run", str(scene_file), "--backend", "fake"], f"stand_ins({step}=slow)", settings.home, scene_file
    )
    deadline = time.monotonic() + 30
    while not list(settings.runs.glob("*/slow.txt")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    [folder] = all_runs(settings.runs)
    assert (process.returncode, out) == (130, "")
    assert one_line(err).endswith(f"to go on: python -m orchestrator resume {folder.path}")
    resumed = resume_run(folder, settings, nodes=stand_ins())
    (resumed.run_dir / "slow.txt").unlink()
    undisturbed = run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert contents(resumed.run_dir) == contents(undisturbed.run_dir)


@pytest.mark.parametrize("place", ["write_whole", "write_manifest", "finish"])
def test_killed_among_the_last_files_a_run_resumes_to_the_same_bytes(settings, scene_file, place):
    dying = f"import orchestrator.run as r; r.{place} = lambda *_: os._exit(9);"
    status, _, errors = run(dying + "run_scene(order, settings, nodes=stand_ins())", settings.home, scene_file)
    assert status == 9, errors
    [folder] = all_runs(settings.runs)
    resumed = resume_run(folder, settings, nodes=stand_ins())
    undisturbed = run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert contents(resumed.run_dir) == contents(undisturbed.run_dir)


def test_killed_before_the_first_checkpoint_a_run_begins_anew(settings, scene_file):
    code = "import orchestrator.run as r; r.build_graph = lambda *_: os._exit(9); run_scene(order, settings)"
    assert run(code, settings.home, scene_file)[0] == 9
    [folder] = all_runs(settings.runs)
    assert resume_run(folder, settings, nodes=stand_ins()).state.report


def test_a_step_on_a_full_disk_is_told_in_one_line_and_done_again_later(settings, scene_file):
    code, _, err = cli(
        ["run", str(scene_file), "--backend", "fake"], settings.home, scene_file, "stand_ins(measure_indices=full_disk)"
    )
    assert code == 2
    [folder] = all_runs(settings.runs)
    assert "No space left on device" in one_line(err)
    assert one_line(err).endswith(f"orchestrator resume {folder.path}")
    assert resume_run(folder, settings, nodes=stand_ins()).state.report


def small_disk(folder: Path, size_kb: int) -> bool:
    """Mount a disk of that size, where this user may."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("free_kb", [0, 40, 120])
def test_a_home_on_a_full_disk_is_told_in_one_line_and_resumes_when_there_is_room(settings, scene_file, free_kb):
    if not small_disk(settings.home, 1024):
        pytest.skip("this user may not mount a small disk")
    try:
        filler = settings.home / "filler"
        filler.write_bytes(b"0" * ((1024 - free_kb) * 1024 - 8192))
        code, _, err = cli(["run", str(scene_file), "--backend", "fake"], settings.home, scene_file)
        assert code == 2
        one_line(err)
        filler.unlink()
        for folder in all_runs(settings.runs):
            assert cli(["resume", folder.path.name], settings.home, scene_file)[0] == 0
        undisturbed = run_scene(order_for(scene_file), settings, nodes=stand_ins())
        for folder in all_runs(settings.runs):
            assert contents(folder.path) == contents(undisturbed.run_dir)
    finally:
        subprocess.run(["umount", "-l", str(settings.home)], check=True)


@pytest.mark.parametrize("where", ["home", "home/runs"])
def test_a_home_that_cannot_be_made_is_told_in_one_line(settings, scene_file, tmp_path, where):
    blocked = tmp_path / where
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("a file stands where the folder should be")
    code, out, err = cli(["run", str(scene_file), "--backend", "fake"], settings.home, scene_file)
    assert (code, out) == (2, "")
    assert str(blocked) in one_line(err)


def test_a_home_that_is_read_only_is_told_in_one_line(settings, scene_file):
    if not small_disk(settings.home, 64):
        pytest.skip("this user may not mount a disk")
    try:
        subprocess.run(["mount", "-o", "remount,ro", str(settings.home)], check=True)
        code, out, err = cli(["run", str(scene_file), "--backend", "fake"], settings.home, scene_file)
    finally:
        subprocess.run(["umount", "-l", str(settings.home)], check=True)
    assert (code, out) == (2, "")
    assert "orchestrator: " in one_line(err)
