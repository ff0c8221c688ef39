"""README, the documents of .github and the model cards: what they name exists, and they keep their shape."""

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from orchestrator.cli import app

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
USING = ROOT / ".github" / "USING.md"
CARDS = sorted(ROOT.glob("models/*/weights/MODEL_CARD.md"))
DOCUMENTS = [README, *sorted((ROOT / ".github").glob("*.md")), *CARDS]
FLOORS = ("orchestrator", "nodes", "models", "modal_services", "prompts", "tests")
TWO_COMMANDS = (
    "python -m venv .venv && .venv/bin/pip install -e . && .venv/bin/python -m orchestrator run example",
    '.venv/bin/pip install -e ".[dev]" && .venv/bin/python -m pytest -n 2',
)

_PROGRAM = re.compile(r"python\s+-m\s+([\w.]+)((?:[ \n]+(?!python)[^\s`|&#(]+)*)")
_PATH = re.compile(rf"`((?:{'|'.join(FLOORS)}|\.github|\.ci)(?:/[\w./-]*)?)(?::\s*(\w+))?`")
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
_NAME_IN_PATH = re.compile(r"`(\w+)`\s+(?:in|of)\s+`([\w/]+\.py)`")
_SECTION = re.compile(r"^## ", re.MULTILINE)
_FIGURE_IN_TABLE = re.compile(r"^\|.*\|\s*\d\.\d", re.MULTILINE)

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
cards = pytest.mark.parametrize("card", CARDS, ids=lambda path: path.parts[-3])


@cache
def words_of(folder: Path) -> str:
    """All code of a folder."""
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*.py")))


def source_of(module: str) -> Path | None:
    """The file that `python -m` runs; None for a package of others."""
    if module.partition(".")[0] not in FLOORS:
        return None
    place = ROOT.joinpath(*module.split("."))
    return place / "__main__.py" if place.is_dir() else place.with_suffix(".py")


@documents
def test_programs_that_are_named_exist_and_know_their_flags(document):
    for module, rest in _PROGRAM.findall(document.read_text()):
        source = source_of(module)
        if source is None:
            assert importlib.util.find_spec(module), module
            continue
        assert source.is_file() and "__main__" in source.read_text(), module
        known = words_of(source.parent)
        for flag in re.findall(r"--([a-z][\w-]*)", rest):
            name = flag.removeprefix("no-")
            assert re.search(rf"\b{name.replace('-', '_')}\b|--{name}\b", known), f"{module} --{flag}"


def options_of(command: str) -> set[str]:
    """Flags of a command of ours."""
    found = get_command(app).commands[command]
    listed = [found, *getattr(found, "commands", {}).values()]
    return {flag for one in listed for option in one.params for flag in (*option.opts, *option.secondary_opts)}


def test_flags_of_users_are_those_of_the_command_line():
    commands = ("run", "resume", "inspect", "verify", "chat", "mcp", "index")
    known = {flag for command in commands for flag in options_of(command)}
    for document in (README, USING):
        said = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", document.read_text()))
        assert said <= known | {"--help"}
    told = USING.read_text()
    flags = {flag for flag in options_of("run") | options_of("resume") if flag.startswith("--")}
    assert {flag for flag in flags - {"--clouds"} if flag not in told} == set()


def test_commands_of_the_command_line_are_told():
    told = USING.read_text()
    assert all(f"python -m orchestrator {command}" in told for command in get_command(app).commands)


@documents
def test_paths_and_names_in_them_exist(document):
    text = document.read_text()
    for path, name in _PATH.findall(text):
        assert (ROOT / path).exists(), path
        assert not name or re.search(rf"\b{name}\b", (ROOT / path).read_text()), f"{path}: {name}"
    for name, path in _NAME_IN_PATH.findall(text):
        assert re.search(rf"\b{name}\b", (ROOT / path).read_text()), f"{name} in {path}"
    for link in _LINK.findall(text):
        assert (document.parent / link).exists(), link


def test_the_picture_of_the_house_names_what_is_there():
    architecture = (ROOT / ".github" / "ARCHITECTURE.md").read_text()
    picture = architecture.split("## The picture")[1].split("```")[1]
    files = {path.name for folder in FLOORS for path in (ROOT / folder).rglob("*.py")}
    folders = {path.name for folder in FLOORS for path in (ROOT / folder).rglob("*") if path.is_dir()} | {*FLOORS}
    assert set(re.findall(r"\b\w+\.py\b", picture)) <= files
    assert set(re.findall(r"\b(\w+)/", picture)) <= folders


def test_the_front_page_is_short_and_holds_the_two_commands():
    text = README.read_text()
    assert len(text.split()) <= 980
    lines = [line.strip() for line in text.splitlines()]
    assert all(lines.count(command) == 1 for command in TWO_COMMANDS)


def test_the_glossary_is_short():
    glossary = (ROOT / ".github" / "ARCHITECTURE.md").read_text().split("## Glossary")[1].split("\n## ")[0]
    words = [line for line in glossary.splitlines() if line.startswith("| ")][1:]
    assert 10 <= len(words) <= 25


def test_the_workflow_calls_the_one_command():
    assert ".ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text()


@cards
def test_a_card_opens_with_use_limits_and_one_table(card):
    parts = _SECTION.split(card.read_text())
    assert [part.partition("\n")[0] for part in parts[1:4]] == ["Use", "Do not use", "Five limits"]
    limits = parts[3]
    assert re.findall(r"^(\d)\. ", limits, re.MULTILINE) == list("12345")
    assert len(re.findall(r"^\|[-:| ]+\|$", limits, re.MULTILINE)) == 1


@cards
def test_figures_in_tables_have_the_command_that_prints_them(card):
    for part in _SECTION.split(card.read_text())[1:]:
        if _FIGURE_IN_TABLE.search(part):
            assert "python -m " in part, part.partition("\n")[0]
