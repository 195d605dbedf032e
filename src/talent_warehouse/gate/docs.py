"""Data Docs that read without a network, and our own index of them in Chinese."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations.data_context import EphemeralDataContext

# Great Expectations' pages ask content networks for fifteen files and one picture.
_REMOTE = re.compile(
    r"""<(?:link|script|img)\b[^>]*(?:href|src)=["'](?:https?:)?//[^>]*>(?:\s*</script>)?"""
    r"""|<a\b[^>]*href=["']https?:[^>]*>.*?</a>"""
    r"""|background(?:-image)?:\s*url\(['"]?https?:[^;]*;?|(?:https?:)//[^\s"'<>)]+""",
    re.DOTALL,
)
STYLE = Path(__file__).with_name("docs.css")


def add_site(context: EphemeralDataContext, folder: Path) -> None:
    """Data Docs go to `folder`; the default site would go to a temporary folder that stays."""
    default = context.variables.data_docs_sites["local_site"]["store_backend"]["base_directory"]
    context.delete_data_docs_site("local_site")
    shutil.rmtree(default, ignore_errors=True)
    context.add_data_docs_site(
        "night",
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        },
    )


def make_offline(folder: Path) -> None:
    """Drop every outside address from the pages; one stylesheet of ours stands in for them."""
    style = f'<meta charset="utf-8"><style>{STYLE.read_text(encoding="utf-8")}</style></head>'
    for page in folder.rglob("*.html"):
        html = _REMOTE.sub("", page.read_text(encoding="utf-8"))
        page.write_text(html if "</style></head>" in html else html.replace("</head>", style, 1), encoding="utf-8")
    for script in folder.rglob("static/**/*"):
        if script.is_file() and script.suffix in (".js", ".css"):
            script.write_text(_REMOTE.sub("", script.read_text(encoding="utf-8", errors="replace")), encoding="utf-8")


@dataclass(frozen=True)
class Line:
    """One validated table in the index."""

    title: str
    page: str  # relative to the index
    submissions: int
    rows: int
    failing_rules: int
    rules: int
    findings: int


def write_index(folder: Path, heading: str, lines: Iterable[Line], rules: Iterable[tuple[str, str, str, int]]) -> Path:
    """index.html over the sites below `folder`: a table of validations, and of rules with their counts.

    `rules` are (rule id, severity, message, findings), most findings first.
    """
    head = "<tr><th>报表<th class=number>报送<th class=number>行<th class=number>规则<th class=number>有问题的规则<th class=number>问题<th>报告</tr>"
    body = "".join(
        f"<tr><td>{escape(x.title)}<td class=number>{x.submissions}<td class=number>{x.rows}<td class=number>{x.rules}"
        f'<td class=number>{x.failing_rules}<td class=number>{x.findings}<td><a href="{escape(x.page)}">校验报告</a></tr>'
        for x in lines
    )
    per_rule = "".join(
        f"<tr><td>{escape(i)}<td class={escape(s)}>{escape(s)}<td>{escape(m)}<td class=number>{n}</tr>"
        for i, s, m, n in rules
    )
    page = folder / "index.html"
    folder.mkdir(parents=True, exist_ok=True)
    page.write_text(
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(heading)}</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body><h1>{escape(heading)}</h1>"
        f"<table>{head}{body}</table><h2>按规则</h2><table><tr><th>规则<th>级别<th>说明<th class=number>问题</tr>{per_rule}</table>"
        "</body></html>",
        encoding="utf-8",
    )
    return page
