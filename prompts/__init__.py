"""Words for language models: one Markdown file for each purpose and language, its fields written as $name."""

from hashlib import sha256
from importlib.resources import files
from string import Template


def read_prompt(name: str, language: str) -> str:
    """Read a prompt as it stands in its file."""
    return (files(__name__) / f"{name}.{language}.md").read_text(encoding="utf-8")


def render(name: str, language: str, **fields: str) -> str:
    """Fill in a prompt; raises `KeyError` where a field is missing."""
    return Template(read_prompt(name, language)).substitute(fields).strip()


def hash_prompts(language: str, *names: str) -> dict[str, str]:
    """Name each file with the SHA-256 of its text, so that a run tells which words its model was given."""
    return {f"{name}.{language}.md": sha256(read_prompt(name, language).encode()).hexdigest() for name in sorted(names)}
