"""Data Docs that read without a network, and our own index of them in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from talent_warehouse.gate.severity import SEVERITY_ZH

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

# Great Expectations' pages ask content networks for fifteen files and one picture.
_REMOTE = re.compile(
    r"""<(?:link|script|img)\b[^>]*(?:href|src)=["'][^"']*(?://|static/)[^>]*>(?:\s*</script>)?"""
    r"""|<a\b[^>]*href=["']https?:[^>]*>.*?</a>"""
    r"""|background(?:-image)?:\s*url\(['"]?https?:[^;]*;?|(?:https?:)//[^\s"'<>)]+""",
    re.DOTALL,
)
# Its pages stand in a site of several folders, with one for each suite; ours beside their index.
_HOME, _SUITE = (
    re.compile(r'href="(?:\.\./)+index\.html"'),
    re.compile(r'<a href="(?:\.\./)+expectations/[^>]*>(.*?)</a>'),
)
STYLE = Path(__file__).with_name("docs.css")


def write_page(page: Path, result: ExpectationSuiteValidationResult) -> Path:
    """Great Expectations' page of a validation without any outside address: one stylesheet of ours stands in for the
    scripts and fonts that it asks for.
    """
    from great_expectations.core import RunIdentifier
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    result.meta["run_id"] = RunIdentifier(run_time=datetime.now(UTC))
    html = _REMOTE.sub("", DefaultJinjaPageView().render(ValidationResultsPageRenderer().render(result)))
    html = _SUITE.sub(r"\1", _HOME.sub('href="index.html"', html))
    style = f'<meta charset="utf-8"><style>{STYLE.read_text(encoding="utf-8")}</style></head>'
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(html.replace("</head>", style, 1), encoding="utf-8")
    return page


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
    head = _head("报表", "报送#", "行#", "规则#", "有问题的规则#", "问题#", "报告")
    body = "".join(
        _row(x.title, x.submissions, x.rows, x.rules, x.failing_rules, x.findings, ("校验报告", x.page)) for x in lines
    )
    per_rule = "".join(
        f'<tr class="{severity}"><td>{escape(rule)}<td>{SEVERITY_ZH[severity]}<td>{escape(text)}<td class=number>{count}</tr>'
        for rule, severity, text, count in rules
    )
    content = f"<table>{head}{body}</table>"
    if per_rule:
        content += f"<h2>按规则</h2><table>{_head('规则', '级别', '说明', '问题#')}{per_rule}</table>"
    return _write(folder / "index.html", heading, content)


def write_home(folder: Path) -> Path:
    """index.html over every run: newest first, a link to each of its reports."""
    runs: dict[str, list[Path]] = {}
    for page in sorted(folder.glob("*/*/index.html"), reverse=True):
        runs.setdefault(page.parent.parent.name, []).append(page)
    body = "".join(
        f"<tr><td>{escape(run)}<td>"
        + "　".join(
            f'<a href="{escape(p.relative_to(folder).as_posix())}">{escape(p.parent.name)}</a>' for p in sorted(pages)
        )
        + "</tr>"
        for run, pages in runs.items()
    )
    return _write(folder / "index.html", "校验报告", f"<table>{_head('运行', '报告')}{body}</table>")


def _head(*names: str) -> str:
    """A header row; # marks a column of numbers."""
    cells = (f"<th class=number>{n[:-1]}" if n.endswith("#") else f"<th>{n}" for n in names)
    return f"<tr>{''.join(cells)}</tr>"


def _row(*cells: str | int | tuple[str, str]) -> str:
    """A row of texts, numbers and (text, address) links."""

    def cell(value: str | int | tuple[str, str]) -> str:
        if isinstance(value, tuple):
            return f'<td><a href="{escape(value[1])}">{escape(value[0])}</a>'
        return f"<td class=number>{value}" if isinstance(value, int) else f"<td>{escape(value)}"

    return f"<tr>{''.join(map(cell, cells))}</tr>"


def _write(page: Path, heading: str, content: str) -> Path:
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(heading)}</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body><h1>{escape(heading)}</h1>{content}</body></html>",
        encoding="utf-8",
    )
    return page
