"""The desk's pages, written whole after each night into `desk/` of the state folder."""

from __future__ import annotations

import logging
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from talent_warehouse import database, settings
from talent_warehouse.pages import folded, leader, svg, words
from talent_warehouse.pages.asked import MOST, Asked, Row, ask
from talent_warehouse.pages.number import number
from talent_warehouse.stewardship import letters

log = logging.getLogger(__name__)
SOON = 30  # days before a due date


class Written(NamedTuple):
    """Where the first page stands, how many pages there are, and the seconds that they took."""

    first: Path
    pages: int
    seconds: float


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("talent_warehouse.pages"),
        autoescape=True,
        trim_blocks=True,
        auto_reload=False,
        undefined=StrictUndefined,
    )
    found.globals |= {
        "menu": words.MENU, "forms": words.form, "period": words.period, "marks": words.MARKS, "number": number,
        "severities": words.SEVERITIES, "outcomes": words.OUTCOMES, "origins": words.ORIGINS, "channels": words.CHANNELS,
        "witnesses": words.WITNESSES, "dimensions": words.DIMENSIONS, "most": MOST,
        "decided": lambda e: words.decided(e.decision, e.needs_second, e.is_in_force, e.days_left),
    }  # fmt: skip
    return found


def write() -> Written:
    """Ask once, write every page, and take away those of units and rules that are gone."""
    began, folder = time.monotonic(), settings.places().desk
    with database.connect("steward", "talent desk") as connection:
        connection.execute("begin isolation level repeatable read read only")
        found = ask(connection, settings.TIMEZONE)
        connection.execute("commit")
    names = {unit.unit_code: words.short(unit.name) for unit in found.of("units")}
    shared = {
        "publication": found.last("publication"), "today": found.last("today"), "known": names,
        "short": lambda code: names.get(code, "未识别的单位" if code == "_U" else code),
    }  # fmt: skip
    written = set()
    for path, template, here, values in _pages(found):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        up = "../" if "/" in path else ""
        _put(target, _environment().get_template(template).render(**shared, **values, here=here, up=up))
        written.add(target)
    _put(folder / "desk.css", (Path(__file__).parent / "templates/desk.css").read_text(encoding="utf-8"))
    for gone in set(folder.rglob("*.html")) - written:
        gone.unlink()
    return Written(folder / "index.html", len(written), time.monotonic() - began)


def after_night() -> None:
    """Write letters, where the office wants them, and the pages. What keeps them from it is logged and fails no night:
    nothing that counts rests on them.
    """
    try:
        if settings.writes_letters():
            with database.connect("loader", "talent letters") as connection:
                log.info("%d letters to units that are late", len(letters.write(connection)))
        done = write()
    except Exception:
        log.exception("the desk's pages could not be written; `talent desk pages` tries again")
    else:
        log.info("%d pages of the desk in %.1f s: %s", done.pages, done.seconds, done.first)


def _put(path: Path, content: str) -> None:
    """Whole or not at all."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(content, encoding="utf-8")
    partial.chmod(0o640)
    partial.replace(path)


def _pages(found: Asked) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Path, template, place in the menu and values of every page."""
    known = words.rules()
    by_rule = folded.by_rule(found.of("open"), known)
    yield "index.html", "index.html", "index", _night(found)
    yield "matrix.html", "matrix.html", "matrix", _matrix(found)
    yield "chase.html", "chase.html", "chase", _chase(found)
    yield "explanations.html", "explanations.html", "explanations", {"parts": _explained(found)}
    yield "rules.html", "rules.html", "rules", {"rules": by_rule}
    yield "leader.html", "leader.html", "leader", leader.values(found, folded.cells(found.of("slots")))
    yield "disagree.html", "disagree.html", "disagree", {"rows": found.of("disagree")}
    told = {rule.rule_id: rule for rule in by_rule}
    for one in {c.rule_id: c for c in found.of("course")}.values():  # cured everywhere, and named by the night
        severity, text, reason = known.get(one.rule_id, (one.severity, one.rule_id, ""))
        told.setdefault(one.rule_id, folded.OfRule(one.rule_id, severity, text, reason))
    for e in found.of("explanations"):
        severity, text, reason = known.get(e.rule_id, ("warning", e.rule_id, ""))
        told.setdefault(e.rule_id, folded.OfRule(e.rule_id, severity, text, reason))
    for rule in told.values():
        yield f"rule/{rule.rule_id}.html", "rule.html", "", {"rule": rule}
    yield from _units(found)


def _grouped(rows: Iterable[Row], name: str) -> defaultdict[Any, list[Row]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _units(found: Asked) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    names = ("slots", "open", "explanations", "reminders", "comments")
    by_unit = {name: _grouped(found.of(name), "unit_code") for name in names}
    trends = {
        code: svg.trend([svg.of(y) for y in years], "人才总量")
        for code, years in _grouped(found.of("headcount"), "region_code").items()
    }
    for unit in found.of("units"):
        own = {name: rows.get(unit.unit_code, []) for name, rows in by_unit.items()}
        held = [s for s in own["slots"] if s.state in ("accepted", "nil")]
        waiting = sorted((s for s in own["slots"] if s not in held), key=lambda s: words.WORST.index(s.state))
        values = {
            **own,
            "held": held,
            "waiting": waiting,
            "unit": unit,
            "kinds": folded.kinds(own["open"]),
            "trend": trends.get(unit.region_code, ""),
        }
        yield f"unit/{unit.unit_code}.html", "unit.html", "", values


def _night(found: Asked) -> dict[str, Any]:
    run, settled = found.last("run"), found.of("settled")
    reports = settings.places().data_docs / "index.html"
    states = Counter("nil" if s.is_nil and s.state == "accepted" else s.state for s in settled)
    course = Counter[str]()
    for c in found.of("course"):
        course[c.course] += c.places if c.severity in ("critical", "warning") else 0
    cards = [
        ("到件", "arrived", run.arrivals if run else 0, ""), ("接收", "accepted", states["accepted"], "good"),
        ("零报送", "nil", states["nil"], "good"), ("退回", "returned", states["returned"], "bad" if states["returned"] else ""),
        ("内容重复", "unchanged", run.unchanged if run else 0, ""),
        ("新增问题", "new", course["new"] + course["moved"], "bad" if course["new"] + course["moved"] else ""),
        ("未改问题", "persisting", course["persisting"], ""), ("已改正", "cured", course["cured"], "good"),
    ]  # fmt: skip
    return {
        "run": run, "reports": os.path.relpath(reports, settings.places().desk) if reports.exists() else "",
        "build": found.last("build"), "cards": cards, "todo": [*_todo(found)],
        "returned": [s for s in settled if s.state == "returned"],
        "courses": folded.courses(found.of("course"), words.rules()),
        "trend": svg.nights([tuple(night) for night in found.of("trend")]) if len(found.of("trend")) > 1 else "",
    }  # fmt: skip


def _todo(found: Asked) -> Iterator[tuple[str, str, str]]:
    """What waits for a steward: text, link, English."""
    if left := found.of("left"):
        yield f"收件箱里有 {len(left)} 个文件没有收：{left[0].path}（{left[0].reason}）", "", "files left in the inbox"
    returned = {s.unit_code for s in found.of("slots") if s.state == "returned"}
    if returned:
        yield f"{len(returned)} 个单位有退回后还没有重报的报送", "matrix.html", "returned and not filed again"
    if waiting := [
        e
        for e in found.of("explanations")
        if words.decided(e.decision, e.needs_second, e.is_in_force, e.days_left)[0] == "waiting"
    ]:
        yield f"{len(waiting)} 条说明等待处理", "explanations.html", "explanations to decide"
    if late := {s.unit_code for s in found.of("slots") if s.state == "late"}:
        yield f"{len(late)} 个单位逾期未报", "chase.html", "units are late"
    asked = sum(f.is_explainable and not f.is_explained for f in found.of("open"))
    if asked:
        yield f"{asked:,} 处待单位核实，改正或说明", "rules.html", "values that nobody has explained"
    if rows := found.of("disagree"):
        yield f"{len(rows)} 个数字两处所报不一致", "disagree.html", "figures that do not meet"


def _matrix(found: Asked) -> dict[str, Any]:
    cells = folded.cells(found.of("slots"))
    columns, heads = folded.columns(cells)
    regions = {region.region_code: region.name for region in found.of("regions")}
    groups = []
    for code, units in _grouped(found.of("units"), "prefecture_code").items():
        name = regions.get(code, "其他")
        rows = [
            (u.unit_code, words.short(u.name, name), [cells.get((u.unit_code, *column)) for column in columns])
            for u in units
        ]
        groups.append((code, name, rows))
    return {"groups": groups, "cols": columns, "heads": heads, "count": len(found.of("units"))}


def _chase(found: Asked) -> dict[str, Any]:
    today, slots = found.last("today"), found.of("slots")
    assert today is not None
    due = Counter(
        (s.form, s.period, s.due_date)
        for s in slots
        if s.state == "owed" and s.due_date and s.due_date <= today.day + timedelta(days=SOON)
    )
    soon = [_Soon(*key, count) for key, count in sorted(due.items(), key=lambda item: item[0][::-1])]
    late = folded.late(slots, found.of("reminders"), today)
    return {"late": late, "slots": sum(s.state == "late" for s in slots), "soon": soon}


class _Soon(NamedTuple):
    form: str
    period: str
    due_date: object
    many: int


def _explained(found: Asked) -> list[tuple[str, str, list[Row]]]:
    kinds: defaultdict[str, list[Row]] = defaultdict(list)
    for e in found.of("explanations"):
        kinds[words.decided(e.decision, e.needs_second, e.is_in_force, e.days_left)[0]].append(e)
    return [
        ("等待处理", "waiting", kinds["waiting"]), ("有效", "in force", kinds["explained"]),
        ("不采纳、撤销、过期", "refused, revoked, expired", kinds["refused"]),
    ]  # fmt: skip
