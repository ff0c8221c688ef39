"""The report as HTML files that need nothing else: pictures and style inside, no scripts, no outside addresses."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from nodes.report.claims import Claim
from nodes.report.contents import planned_maps
from nodes.report.document import Document, write_report
from nodes.report.evidence import write_evidence
from nodes.report.first_page.sheet import style_of
from nodes.run_folder.files import EVIDENCE, PREVIEW, REPORT
from nodes.state import SceneState

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def write_pages(state: SceneState, claims: Iterable[Claim], run_dir: Path) -> dict[str, str]:
    """Write report and evidence from the claims; name of the file → its text."""
    claims = [*claims]
    document, evidence = write_report(state, claims), write_evidence(state, claims, style_of(state))
    title = f"Evidence: {document.first.title}"
    return {
        REPORT.markdown: document.markdown(),
        REPORT.html: page_of(state, document, run_dir),
        EVIDENCE: render_page(evidence, title, {}),
    }


def page_of(state: SceneState, document: Document, run_dir: Path) -> str:
    """The HTML of a report with the pictures of the run folder in it, as far as they are there."""
    pictures = read_pictures(state, run_dir)
    folded = "".join(
        f"<details>\n<summary>{escape(part.title)}</summary>\n{to_html(_joined(part.lines), pictures)}</details>\n"
        for part in document.sections
    )
    body = f'<div class="first">\n{to_html(_joined(document.first.lines), pictures, document.first.decision)}</div>\n'
    if folded:
        body += f"<h2>{escape(document.details_title)}</h2>\n{folded}"
    return _wrap(body, document.first.title, state.request.language)


def read_pictures(state: SceneState, run_dir: Path) -> dict[str, bytes]:
    """Name → PNG of the pictures that a report shows, as far as they are there."""
    names = [PREVIEW, *(entry.file for entry in planned_maps(state))]
    return {name: (run_dir / name).read_bytes() for name in names if (run_dir / name).is_file()}


def render_page(markdown: str, title: str, pictures: Mapping[str, bytes]) -> str:
    """Render a page of Markdown in which nothing is folded; `pictures` holds the PNG bytes of each file it names."""
    return _wrap(to_html(markdown, pictures), title, "en")


def render_first(markdown: str, title: str, pictures: Mapping[str, bytes], language: str = "en") -> str:
    """Render a page of Markdown as a first page with nothing behind it; the first strong words lead."""
    lead = next((line for line in markdown.splitlines() if line.startswith("**")), None)
    return _wrap(f'<div class="first">\n{to_html(markdown, pictures, lead)}</div>\n', title, language)


def to_html(markdown: str, pictures: Mapping[str, bytes], lead: str | None = None) -> str:
    """Markdown as HTML with its pictures inside; cells of tables know the head of their column, for narrow screens.

    The paragraph whose Markdown is `lead` is marked as what decides.
    """
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
    heads: list[str] = []
    column = 0
    previous: Token | None = None
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                data = pictures.get(str(child.attrs["src"]))
                child.attrs["src"] = f"data:image/png;base64,{b64encode(data).decode()}" if data else ""
        if token.type == "table_open":
            heads = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "inline" and previous is not None and previous.type == "th_open":
            heads.append(token.content)
        elif token.type == "td_open":
            token.attrs["data-head"] = heads[column]
            column += 1
        elif token.type == "inline" and token.content == lead and previous is not None:
            previous.attrs["class"] = "lead"
        previous = token
    body = parser.renderer.render(tokens, parser.options, {})
    return re.sub(r"<table>(.*?)</table>", r'<div class="wide"><table>\1</table></div>', body, flags=re.DOTALL)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _wrap(body: str, title: str, language: str) -> str:
    style = (files("nodes.report") / "report.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
