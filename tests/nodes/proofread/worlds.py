"""Sections of real runs, kept as they were, for drafts that are written by hand against them.

`python -m tests.nodes.proofread.worlds` names the worlds; with NAME (and LANGUAGE) it prints their sections as text.
`python -m tests.nodes.proofread.worlds keep NAME LANGUAGE STATE` keeps the sections of a run's state.json.
"""

import json
import sys
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from nodes.report.claims import Style, render
from nodes.sentences.fact import Fact, Section
from nodes.state import Language, SceneState

_FOLDER = Path(__file__).parent / "sections"
_SECTIONS: TypeAdapter[tuple[Section, ...]] = TypeAdapter(tuple[Section, ...])


def name_worlds() -> list[str]:
    """Worlds as NAME.LANGUAGE."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


@cache
def world(name: str, language: Language = "en") -> dict[str, Section]:
    """The sections of a world by name."""
    found = _SECTIONS.validate_json((_FOLDER / f"{name}.{language}.json").read_text())
    return {section.name: section for section in found}


def keep(name: str, language: Language, state: Path) -> None:
    """Keep the sections that code makes of a run."""
    from nodes.sentences.sections import sections_of

    sections = sections_of(SceneState.model_validate_json(state.read_text()), language)
    dumped = json.loads(_SECTIONS.dump_json(tuple(sections), exclude_defaults=True))
    (_FOLDER / f"{name}.{language}.json").write_text(json.dumps(dumped, ensure_ascii=False, indent=1) + "\n")


def show(section: Section) -> str:
    """A section as somebody reads it who is to write it anew."""
    style = Style(language=section.language)
    facts = [f"  {{claim:{fact.claim.id}}} = {render(fact.claim, style)}   {_say(fact)}" for fact in section.facts]
    sentences = []
    for sentence in section.sentences:
        must = "  (MUST BE SAID)" if sentence.id in section.required else ""
        sentences += [
            f"  [{sentence.id}]{must}",
            *(f"    - {_fill(text, section, style)}" for text in sentence.wordings),
        ]
    return "\n".join(
        [f"== {section.name} ({section.language}): {section.title}", "Facts:", *facts, "Sentences:", *sentences,
         f"Names: {', '.join(section.names) or '–'}", "Notes:", *(f"  - {note}" for note in section.notes), ""]
    )  # fmt: skip


def _say(fact: Fact) -> str:
    parts = (
        fact.claim.label, f"{fact.quantity} of {fact.topic}", fact.about and f"in {fact.about}",
        fact.statistic, fact.of and f"of the ground “{fact.of}”", None if fact.mood == "measured" else fact.mood,
    )  # fmt: skip
    return "; ".join(part for part in parts if part)


def _fill(text: str, section: Section, style: Style) -> str:
    for fact in section.facts:
        text = text.replace(f"{{claim:{fact.claim.id}}}", render(fact.claim, style))
    return text


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["keep", name, ("en" | "fr") as language, path]:
            keep(name, language, Path(path))
        case [name, *rest]:
            for section in world(name, "fr" if rest == ["fr"] else "en").values():
                sys.stdout.write(show(section) + "\n")
        case _:
            sys.stdout.write("\n".join(name_worlds()) + "\n")
