"""The command `chat`: for programs, on a pipe and on a terminal; its planner knows a few questions by heart."""

import json
import os
import pty
import select
import time

import pytest

from tests.nodes.answers.made import answerable
from tests.orchestrator.runs import ROOT, Started

BEFORE = """
import sys, orchestrator.assembly
from nodes.answers.calls import Measure, Where, Rank
from tests.orchestrator.chat.talking import ByHeart
known = {"how green is Brook?": Measure(what="NDVI", where=Where(field="Brook")), "et Low ?": Rank(by="NDVI", count=1)}
orchestrator.assembly.build_planner = lambda: ByHeart(known)
from orchestrator.cli import main
"""


@pytest.fixture
def home(tmp_path):
    answerable(tmp_path / "home" / "runs" / "june")
    return tmp_path / "home"


def chat(home, *arguments, stdin=""):
    """Exit code, standard output and standard error."""
    said = stdin.encode("utf-8", "surrogateescape")
    pipe = f"import os; read, write = os.pipe(); os.write(write, {said!r}); os.close(write); os.dup2(read, 0)"
    run = f"sys.stdin = open(0, errors='replace'); main(['chat', *{[*map(str, arguments)]!r}])"
    code = "\n".join([BEFORE, pipe, run])
    process = Started(code, {"AGRI_HOME": str(home)})
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_one_question_of_a_program_is_one_object(home):
    code, out, err = chat(home, "june", "--ask", "how green is Brook?", "--json", "--thread", "t")
    told = json.loads(out)
    assert code == 0 and not err and told["status"] == "answered" and told["thread"] == "t"
    assert {"text", "call", "facts", "corrects", "options", "files", "milliseconds"} <= {*told}
    assert told["call"]["where"] == {"field": "Brook"}
    assert all(fact["text"] in told["text"] and fact["file"] and fact["method"] for fact in told["facts"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("may",), "no run and no scene may"),
        (("june", "--json"), "--ask"),
        (("june", "--language", "de"), "--language de"),
        (("june", "--llm", "nobody:x"), "--llm nobody:x"),
        (("june", "--thread", ""), "--thread"),
        ((__file__,), "test_chat_command.py"),
    ],
)
def test_bad_input_ends_in_one_line(home, arguments, words):
    code, out, err = chat(home, *arguments)
    assert code == 2 and (not out or json.loads(out)["event"] == "error")
    assert err.startswith("orchestrator: ") and err.count("\n") == 1 and words in err


def test_without_any_run_it_says_what_to_do(tmp_path):
    code, out, err = chat(tmp_path / "nobody", "--ask", "hello")
    assert (code, out) == (2, "") and "no finished run" in err


def test_a_run_that_is_not_finished_or_was_changed_is_refused(home):
    (home / "runs" / "june" / "state.json").write_text("{}")
    code, _, err = chat(home, "june", "--ask", "how green is Brook?")
    assert code == 2 and "state.json" in err
    (home / "runs" / "june" / ".unfinished").write_text('{"thread": "x", "started": "2026-01-01"}')
    code, _, err = chat(home, "june", "--ask", "how green is Brook?")
    assert code == 2 and "not finished" in err


def test_a_pipe_gets_answers_and_nothing_else(home):
    asked = "how green is Brook?\n\n/sources\n/nonsense\nd\udce9j\xe0 vu \x00\n/quit\nhow green is Brook?\n"
    code, out, err = chat(home, stdin=asked)
    lines = out.splitlines()
    assert code == 0 and not err and "\x1b" not in out and "›" not in out
    assert "Brook" in lines[0] and any("indices.tif" in line for line in lines[1:])
    assert "/help" in out and lines[-1] == "Ask about the runs."


def test_a_thread_goes_on_after_a_restart_and_several_runs_stay_open(home):
    answerable(home / "runs" / "july")
    chat(home, "june", "july", "--thread", "t", "--ask", "how green is Brook?")
    code, out, _ = chat(home, "--thread", "t", stdin="/runs\n")
    assert code == 0 and out.count("open") == 2 and "june" in out and "july" in out


def test_a_terminal_has_a_prompt_shows_tools_and_ends_by_ctrl_d(home):
    child, master = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.environ.update(AGRI_HOME=str(home), TERM="xterm", PYTHONPATH=str(ROOT))
        os.execvp("python", ["python", "-c", f"{BEFORE}\nmain(['chat', 'june'])"])
    _until(master, "› ")
    os.write(master, b"how green is Brook?\n")
    seen = _until(master, "median")
    assert "measure NDVI, field Brook" in seen
    if "› " not in seen:
        _until(master, "› ")
    os.write(master, b"\x04")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _until(master, words, seconds=60):
    seen, end = b"", time.monotonic() + seconds
    while words.encode() not in seen:
        assert time.monotonic() < end, seen
        if select.select([master], [], [], 1)[0]:
            seen += os.read(master, 4096)
    return seen.decode()
