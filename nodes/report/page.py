"""The report as one HTML file that needs nothing else: pictures and style inside, no scripts, no outside addresses."""

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from importlib.resources import files

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(markdown: str, title: str, pictures: Mapping[str, bytes]) -> str:
    """Render Markdown of `report_text.markdown`; `pictures` holds the PNG bytes of each file that it names."""
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
