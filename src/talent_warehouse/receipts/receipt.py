"""A settled submission as its unit is told of it: what was read, the verdict, and kinds of problem by what to do first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from talent_warehouse import contracts, settings
from talent_warehouse.database import Connection
from talent_warehouse.gate.severity import SEVERITY_ZH
from talent_warehouse.reading import account
from talent_warehouse.reading.account import Told
from talent_warehouse.receipts import standing, understood
from talent_warehouse.receipts.standing import Changed, Owed

_ROWS_SHOWN = 12  # row numbers of one kind: enough to see whether it is a cell, a block or the column

LEFT_OUT_ZH = {
    "title": "标题行",
    "labelled": "写明单位、报告期等的行",
    "unit": "单位行",
    "blank": "空行",
    "total": "合计、小计行",
    "signature": "填表人、日期等表尾行",
    "note": "注释行",
    "numbering": "栏号行",
    "repeated_header": "重复的表头",
    "group": "分组标题行",
    "example": "示例行",
    "struck": "画了删除线的行",
    "nil": "写明没有数据的行",
    "copy": "与另一张表相同的行",
    "prefilled": "只有预填内容、没有填数据的行",
}
UNREAD_ZH = {
    "hidden": "是隐藏的工作表，未读取",
    "empty": "是空的",
    "aside": "是封面、说明、字典一类，不当作数据",
    "other": "没有本报表的表头，不当作本报表的数据",
}


@dataclass(frozen=True)
class Problem:
    """One rule failing in one column of one sheet: how often, the first rows, and the message of the first."""

    severity: str
    sheet: str | None
    field: str | None
    message: str
    places: int
    rows: tuple[int, ...]  # none where the finding speaks of the whole file
    explained: int = 0  # of the places: what the unit said of them was accepted

    @property
    def is_open(self) -> bool:
        """Whether the unit still has to look at it."""
        return self.severity == "warning" and self.explained < self.places


@dataclass(frozen=True)
class Receipt:
    """One settled submission."""

    submission_id: str
    unit_code: str
    unit: str
    form: str
    period: str
    part: str
    n: int
    file_name: str
    sha256: str
    state: str
    reason: str | None
    rows_landed: int
    received_at: datetime
    rows_quarantined: int
    is_nil: bool
    told: Told | None
    problems: tuple[Problem, ...] = ()
    instead: str | None = None  # the file that is in force though this one was accepted, and when it arrived
    has_held: bool = False  # whether another filing is in force in its slot, or in any that it may have meant
    again: str | None = None  # why there is another answer to what was answered
    changed: Changed | None = None  # beside the filing before it, where both have rows
    owed: tuple[Owed, ...] = ()  # what the unit's slots lack now
    understood: tuple[str, ...] = ()  # of a text: what its figures were taken for

    @property
    def title(self) -> str:
        """The form's title, and how to say that none was recognised."""
        known = contracts.filed().get(self.form)
        return known.title if known else "未识别"

    @property
    def is_text(self) -> bool:
        """Whether it is no table but a text."""
        return self.form in contracts.texts()

    @property
    def period_zh(self) -> str:
        return "未写明" if self.period == "_U" else self.period

    @property
    def period_told(self) -> str:
        """The period with the words that it was taken from, where these say more."""
        words = self.told.period_words if self.told else None
        return f"{self.period_zh}（据“{words}”）" if words and words != self.period else self.period_zh

    @property
    def rows_told(self) -> str:
        """How many rows were read. Those of a file that comes back as a whole were not, and are not none."""
        if self.is_text:
            return "整份退回，没有读入" if self.is_unread else f"读取数字{self.rows_landed}个"
        return "整份退回，数据行没有读入" if self.is_unread else f"读取{self.rows_landed}行{self.quarantined}"

    @property
    def is_unread(self) -> bool:
        """Whether the file came back for what it says as a whole."""
        return self.state == "returned" and self.rows_landed == 0

    @property
    def quarantined(self) -> str:
        """What became of the rows that must be mended; nothing where there are none. Of what is returned no row counts."""
        if not self.rows_quarantined:
            return ""
        return f"，其中{self.rows_quarantined}行" + (
            "有必须改正的问题" if self.state == "returned" else "因必须改正的问题暂不计入"
        )

    @property
    def places(self) -> int:
        """How many findings there are."""
        return sum(p.places for p in self.problems)

    def verdict(self) -> str:
        """Accepted or returned, and what to do next, in one sentence."""
        if self.state == "returned":
            held = "；此前有效的报送仍然有效" if self.has_held else ""
            return f"退回：本次报送不采用。请按下列问题改正后，把全表重新报送{held}。"
        if self.instead:
            return f"已接收，但不采用：同一报送位中到件更晚的{self.instead}有效。如应以本次为准，请将本表重新报送。"
        if self.is_text:
            return "已接收，材料中的数字只与台账、报表对照，不计入统计。请看一看下面认出的是否正确。"
        if self.is_nil:
            next_step = "请核实下列问题" if any(p.is_open for p in self.problems) else "不需要再做什么"
            return f"已接收，按零报送处理：本期没有数据，视同已报。{next_step}；本期有数据的，请填写后重新报送。"
        if self.rows_quarantined:
            return f"已接收，但有{self.rows_quarantined}行暂不计入统计。请按下列问题改正后，把全表重新报送。"
        if any(p.is_open for p in self.problems):
            return "已接收，全部计入统计。请核实下列问题；确实有误的，改正后把全表重新报送。"
        return "已接收，全部计入统计，不需要再做什么。"

    def label(self, problem: Problem) -> str:
        """The header of a problem's column as the form has it; empty for a whole row or file."""
        known = contracts.filed().get(self.form)
        return known.headers.get(problem.field, problem.field) if known and problem.field else problem.field or ""

    def column(self, problem: Problem) -> str:
        """The letter of a problem's column in its sheet; empty where the sheet has none."""
        sheets = self.told.sheets if self.told else ()
        return next((s.columns.get(problem.field or "", "") for s in sheets if s.name == problem.sheet), "")


def severity_zh(problem: Problem) -> str:
    """What a severity asks of the unit."""
    if problem.explained and not problem.is_open:
        return "已说明"
    return SEVERITY_ZH[problem.severity]


def unanswered(connection: Connection) -> list[Receipt]:
    """Settled submissions that have no receipt yet, oldest first."""
    rows = connection.execute(
        "select submission.submission_id, submission.unit_code, unit.name, submission.form, submission.period,"
        " submission.part, submission.n, arrival.file_name, submission.sha256, submission.state, submission.reason,"
        " submission.rows_landed, submission.received_at at time zone %s, (select count(*)"
        " from audit.quarantined_row as q where q.submission_id = submission.submission_id), submission.is_nil,"
        " submission.account, case when submission.state = 'accepted' and submission.withdrawn_at is null"
        " and held.submission_id <> submission.submission_id then format('“%%s”（%%s收到）',"
        " held.file_name, to_char(held.received_at at time zone %s, 'YYYY-MM-DD HH24:MI')) end,"
        " exists (select from audit.in_force as kept where kept.unit_code = submission.unit_code"
        " and submission.form in (kept.form, '_U') and submission.period in (kept.period, '_U')"
        " and (submission.part = kept.part or '_U' in (submission.form, submission.period)))"
        " from audit.submission as submission inner join audit.arrival as arrival using (arrival_id)"
        " inner join reference.reporting_unit as unit on unit.unit_code = submission.unit_code"
        " left join audit.in_force as slot on (slot.unit_code, slot.form, slot.period, slot.part)"
        " = (submission.unit_code, submission.form, submission.period, submission.part)"
        " left join audit.submission as held on held.submission_id = slot.submission_id"
        " where submission.answered_at is null and submission.state in ('accepted', 'returned')"
        " order by submission.registered_at, submission.submission_id",
        (settings.TIMEZONE,) * 2,
    ).fetchall()
    owed = standing.owed(connection, {row[1] for row in rows})
    return [_receipt(connection, row, owed.get(row[1], ())) for row in rows]


def _receipt(connection: Connection, row: tuple[Any, ...], owed: tuple[Owed, ...]) -> Receipt:
    found = connection.execute(_KINDS, {"id": row[0], "rows": _ROWS_SHOWN}).fetchall()
    again = connection.execute(_AGAIN, {"id": row[0]}).fetchone()
    marks = {
        rule: f"（{_KINDS_OF_CHANGE[how]}规则）" for rule, how in ((again and again[5]) or {}).items() if how != "same"
    }
    problems = tuple(
        Problem(
            severity,
            sheet,
            column,
            marks.get(rule, "") + message + _explained(explained, places),
            places,
            tuple(n for n in numbers if n is not None),
            explained,
        )
        for severity, sheet, column, message, places, numbers, rule, explained in found
    )
    told = account.from_json(row[-3]) if row[-3] else None
    receipt = Receipt(*row[:-2])
    return replace(
        receipt, instead=row[-2], has_held=row[-1], told=told, problems=problems, again=_again(*again) if again else None,
        changed=standing.changed(connection, receipt.submission_id, receipt.form) if receipt.rows_landed else None,
        owed=owed, understood=understood.lines(connection, receipt.submission_id) if receipt.is_text else (),
    )  # fmt: skip


def _explained(explained: int, places: int) -> str:
    return f"（其中{explained}处已说明并采纳。）" if 0 < explained < places else ""


_AGAIN = """
select
    state_before, reader_before, reader, formerly, sum(cells) over ()::integer,
    (
        select jsonb_object_agg(change.key, change.value order by told.reread_id)
        from audit.reread as told cross join jsonb_each_text(told.rule_changes) as change
        where told.submission_id = %(id)s and told.told_at is null
    ),
    bool_or(rules is not null) over ()
from audit.reread where submission_id = %(id)s and told_at is null order by reread_id desc limit 1
"""
_KINDS_OF_CHANGE = {"new": "新增", "changed": "修改", "removed": "取消", "same": "所用名录有变化的"}


def _again(
    state: str | None, before: str | None, reader: str, formerly: str | None, cells: int, rules: dict[str, str] | None,
    is_by_rules: bool,
) -> str:  # fmt: skip
    """What was read or judged anew, and what the unit was told before."""
    if state is None:
        was = f"原为{formerly}" if formerly else "另读出本份报送"
        return f"重新读取：文件已用第{reader}版读取程序重新读取，{was}。以本回执为准。"
    told = f"上次答复：{'退回' if state == 'returned' else '已接收'}。以本回执为准。"
    if cells:
        versions = f"第{before}版→第{reader}版" if before != reader else f"第{reader}版"
        return f"重新读取：本份报送已重新读取（读取程序{versions}），{cells}个单元格与上次读取的不同；{told}"
    if is_by_rules:
        return f"重新校验：{_changed_rules(rules or {})}，本份报送已按现行规则重新校验；{told}"
    return f"重新读取：本份报送，或同一报送位中先到的报送，已重新读取，本份因此重新校验；{told}"


def _changed_rules(rules: dict[str, str]) -> str:
    """Which rules are new, changed or gone that find otherwise here."""
    named = [
        f"{word}规则{'、'.join(sorted(rule for rule, how in rules.items() if how == kind))}"
        for kind, word in _KINDS_OF_CHANGE.items()
        if kind in rules.values()
    ]
    return f"校验规则有变化（{'；'.join(named)}）" if named else "校验规则或同一报送位中先到的报送有变化"


# By what to do first: what returns the file, then what keeps most rows out, then what is only to be looked at.
_KINDS = """
select
    severity, sheet, "column", (array_agg(message_zh order by row_no))[1] as message, count(*)::integer as places,
    (array_agg(row_no order by row_no))[:%(rows)s] as row_numbers, rule_id,
    (count(*) filter (where is_explained))::integer as explained
from audit.finding_subject where submission_id = %(id)s and severity <> 'trial'
group by severity, rule_id, sheet, "column", case when row_no is null then message_zh end
order by
    array_position(array['critical', 'warning', 'info'], severity), min(row_no) is not null, count(*) desc,
    min(row_no), sheet, "column", rule_id, min(message_zh)
"""


def where(receipt: Receipt, problem: Problem) -> str:
    """The place of a problem: sheet, rows, column letter."""
    sheet = problem.sheet or ""
    if not problem.rows:
        return f"工作表“{sheet}”" if sheet else "整份文件"
    if receipt.is_text:
        return f"{understood.place(sheet)}第{'、'.join(map(str, problem.rows))}字"
    more = f"等{problem.places}处" if problem.places > len(problem.rows) else ""
    letter = f"{receipt.column(problem)}列" if receipt.column(problem) else ""
    return f"{sheet}　{letter}第{'、'.join(map(str, problem.rows))}行{more}"


def left_out(counts: dict[str, int]) -> str:
    """What was left out of a sheet, with the reasons, commonest first."""
    listed = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return "、".join(f"{LEFT_OUT_ZH.get(why, why)}{count}行" for why, count in listed)
