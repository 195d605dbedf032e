"""docs/catalogue.zh-CN.md: marts, their columns and the queries that ask them, in Chinese, from what dbt's yml and the headers of
the cookbook say. `python tests/sql/catalogue_page.py` prints it; a test holds the file current.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
TOP = """# 集市目录

分析人员可查询的集市（`mart` 模式）、每列的含义，以及回答常见问题的现成查询。数怎么读、哪些列不可相加，见[analysts.md](analysts.md)（英文）。
本页由`python tests/sql/catalogue_page.py > docs/catalogue.zh-CN.md`从dbt的说明和`sql/cookbook/`生成，请勿手改。

一个数常有几列：`_low`下界、`_high`上界（空表示“以上”，尚有单位未报）、`_status`状态、`_is_complete`是否齐全；下表只列一次，注明另有哪几列。
状态：A正常、E推算、P公示中、B口径变化、I推得、U含糊；没有数值时为Q遮蔽、O缺报、L应报未报、M不适用，都不等于零。

## 目录

"""
ENDS = {"_low": "下界", "_high": "上界", "_status": "状态", "_is_complete": "是否齐全"}
# Runs of Chinese with its punctuation, and the figures and signs between them.
_CHINESE = re.compile(
    r"[\u3400-\u9fff（“《](?:[\u3400-\u9fff（）“”《》、，。：；！？×÷＝—…0-9/%.·+=-]| (?=[\u3400-\u9fff]))*"
)


def page() -> str:
    """The page."""
    marts = list(_marts())
    contents = "".join(f"- [{_title(mart)}](#{mart['name']}) `{mart['name']}`\n" for mart in marts)
    return TOP + contents + "".join(_section(mart) for mart in marts) + _all_queries()


def chinese(text: str) -> str:
    """The Chinese of a description in two languages: its last run where it ends in one, all of them where each of several
    words is told.
    """
    runs = [run.strip("、，；： .").replace(" ", "，") for run in _CHINESE.findall(text)]
    if not runs:
        return ""
    return runs[-1] if len(runs) < 3 and text.rstrip().endswith(runs[-1][-1]) else "、".join(runs)


def _marts() -> Iterator[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted((ROOT / "dbt/models/marts").glob("_marts__*.yml")):
        found += yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    yield from sorted((m for m in found if m["name"].startswith("mart_")), key=lambda m: str(m["name"]))


def _title(mart: Mapping[str, Any]) -> str:
    return re.split("[：，；]", chinese(mart["description"]))[0]


def _section(mart: Mapping[str, Any]) -> str:
    name, columns = str(mart["name"]), {c["name"]: c for c in mart["columns"]}
    lines = [f"\n## {name}\n\n{chinese(mart['description'])}。\n\n| 列 | 类型 | 说明 |\n|---|---|---|\n"]
    for column, about in columns.items():
        if any(column.removesuffix(end) in columns and column.endswith(end) for end in ENDS):
            continue
        others = [f"`{end}`" for end in ENDS if f"{column}{end}" in columns]
        said = chinese(_described(about["description"])) + (f"（另有{'、'.join(others)}）" if others else "")
        lines.append(f"| `{column}` | {about['data_type']} | {said} |\n")
    asked = [
        f"[{query[0]}](../sql/cookbook/{path.name})" for path, query in _queries().items() if f"mart.{name}" in query[1]
    ]
    return "".join(lines) + (f"\n现成查询：{'；'.join(asked)}\n" if asked else "")


def _all_queries() -> str:
    lines = (f"| {query[0]} | [`{path.stem}`](../sql/cookbook/{path.name}) |\n" for path, query in _queries().items())
    return "\n## 全部查询\n\n| 问题 | 查询 |\n|---|---|\n" + "".join(lines)


def _described(text: str) -> str:
    return re.sub(r"\{\{ doc\('(\w+)'\) \}\}", lambda name: _blocks()[name[1]], text)


@cache
def _blocks() -> dict[str, str]:
    text = (ROOT / "dbt/models/_columns.md").read_text(encoding="utf-8")
    return dict(re.findall(r"\{% docs (\w+) %\}\s*(.*?)\s*\{% enddocs %\}", text, re.DOTALL))


@cache
def _queries() -> dict[Path, tuple[str, str]]:
    """File → its question in Chinese, and its text."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "sql/cookbook").glob("*.sql"))}
    return {path: (text.splitlines()[0].removeprefix("-- "), text) for path, text in texts.items()}


if __name__ == "__main__":
    print(page(), end="")
