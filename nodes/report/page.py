"""The report as one HTML file that needs nothing else: pictures and style inside, no scripts, no outside addresses."""

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from nodes.report.contents import planned_maps
from nodes.run_files import PREVIEW
from nodes.state import SceneState

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page_of(state: SceneState, words: str, run_dir: Path) -> str:
    """The HTML of a report's Markdown with the pictures of the run folder in it, as far as they are there."""
    names = [PREVIEW, *(entry.file for entry in planned_maps(state))]
    pictures = {name: (run_dir / name).read_bytes() for name in names if (run_dir / name).is_file()}
    return render_page(words, Path(state.scene.path).name if state.scene else "Report", pictures)


def render_page(markdown: str, title: str, pictures: Mapping[str, bytes]) -> str:
    """Render Markdown of `document.write_markdown`; `pictures` holds the PNG bytes of each file that it names."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "image":
            data = pictures.get(str(token.attrs["src"]))
            token.attrs["src"] = f"data:image/png;base64,{b64encode(data).decode()}" if data else ""
    body = parser.renderer.render(tokens, parser.options, {})
    body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    style = (files("nodes.report") / "report.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
