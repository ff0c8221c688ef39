"""The first page as PDF, set by typst with the fonts that it brings; the same words give the same bytes."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from nodes.report.document import Document

Run = dict[str, Any]
Block = dict[str, Any]
_LONG = re.compile(r"[^\s\u200b]{12}(?=[^\s\u200b]{3})")


def render_pdf(document: Document, language: str, run_dir: Path) -> bytes:
    """Set the first page of a report; pictures are read from the run folder, and nothing outside of it."""
    import typst

    blocks = [
        block for block in list_blocks(document.first.lines, document.first.decision) if _is_there(block, run_dir)
    ]
    data = {"title": document.first.title, "language": language, "blocks": blocks}
    template = (files("nodes.report") / "first_page.typ").read_bytes()
    words = {"page": json.dumps(data, ensure_ascii=False)}
    compiler = typst.Compiler(template, root=str(run_dir), ignore_system_fonts=True, sys_inputs=words)
    page = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(page, bytes)
    return page


def _is_there(block: Block, run_dir: Path) -> bool:
    return block["kind"] != "picture" or (run_dir / str(block["file"])).is_file()


def list_blocks(lines: list[str], lead: str | None = None) -> list[Block]:
    """Parts of a page of Markdown as plain data: headings, paragraphs, quotes, lists, tables, pictures.

    The paragraph whose Markdown is `lead` is marked as what decides.
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tree = SyntaxTreeNode(parser.parse("\n".join(lines)))
    return [block for node in tree.children for block in _blocks(node, lead)]


def _blocks(node: Any, lead: str | None) -> list[Block]:
    if node.type == "heading":
        return [{"kind": "heading", "level": int(node.tag[1]), "runs": _runs(node)}]
    if node.type == "table":
        rows = [[_break_long(_runs(cell)) for cell in row.children] for part in node.children for row in part.children]
        return [{"kind": "table", "rows": rows}]
    if node.type in ("bullet_list", "ordered_list"):
        items = [_runs(item) for item in node.children]
        return [{"kind": "list", "ordered": node.type == "ordered_list", "items": items}]
    if node.type == "blockquote":
        return [{"kind": "quote", "runs": _runs(node)}]
    pictures = [child for child in node.walk() if child.type == "image"]
    if pictures:
        return [{"kind": "picture", "file": picture.attrs["src"], "alt": picture.content} for picture in pictures]
    is_lead = lead is not None and any(child.content == lead for child in node.children)
    return [{"kind": "paragraph", "runs": _runs(node), "lead": is_lead}]


def _break_long(runs: list[Run]) -> list[Run]:
    """Let words of a cell that are longer than a column break."""
    return [run | {"text": _LONG.sub("\\g<0>\u200b", run["text"])} for run in runs]


def _runs(node: Any, *, strong: bool = False) -> list[Run]:
    """Pieces of text within a part, each with how it is set."""
    runs: list[Run] = []
    for child in node.children:
        if child.type in ("text", "code_inline"):
            runs.append({"text": child.content, "strong": strong, "code": child.type == "code_inline"})
        elif child.type in ("softbreak", "hardbreak"):
            runs.append({"text": " ", "strong": strong, "code": False})
        elif child.children:
            runs += _runs(child, strong=strong or child.type == "strong")
    return runs
