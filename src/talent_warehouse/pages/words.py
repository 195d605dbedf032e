"""How pages call things: states, severities, origins, forms, units and rules."""

from __future__ import annotations

from functools import cache

from talent_warehouse import contracts
from talent_warehouse.gate import catalogue
from talent_warehouse.gate.severity import SEVERITY_ZH

MENU = (
    ("index", "昨夜"), ("matrix", "报送矩阵"), ("chase", "催报单"), ("explanations", "说明"), ("rules", "规则"),
    ("disagree", "不一致"), ("leader", "领导首页"),
)  # fmt: skip
# of a slot: the sign, the word
MARKS = {
    "accepted": ("●", "已接收"), "nil": ("○", "零报送"), "late": ("✕", "逾期未报"), "returned": ("↩", "已退回"),
    "owed": ("…", "未到期"), "received": ("→", "待校验"), "withdrawn": ("–", "已撤回"),
}  # fmt: skip
# what a unit has to be asked about first: of several slots in one cell the worst is shown
WORST = ("late", "returned", "withdrawn", "received", "owed", "nil", "accepted")
SEVERITIES = SEVERITY_ZH
OUTCOMES = {"done": "全部完成", "incomplete": "没有做完", "failed": "失败", "nothing new": "没有新内容"}
ORIGINS = {"workbook": "退回件", "remark": "备注", "desk": "值班台"}
CHANNELS = {"outbox": "催报函", "phone": "电话", "mail": "邮件", "wecom": "企业微信", "dingtalk": "钉钉"}
WITNESSES = {
    "derived": "台账", "filed": "报表", "parts": "分项合计", "difference": "差额", "rate": "比率", "decision": "认定",
}  # fmt: skip
DIMENSIONS = {
    "region": "按地区", "programme": "按项目", "edition": "按届次", "stage": "按阶段", "item": "按分项", "life_stage": "按阶段",
}  # fmt: skip
_DECISIONS = {
    "waiting": ("waiting", "待处理"), "refused": ("refused", "不采纳"), "revoked": ("refused", "已撤销"),
    "accepted": ("explained", "已采纳"), "confirmed": ("explained", "已确认"),
}  # fmt: skip
_OFFICE = "委人才工作领导小组办公室"


def form(name: str) -> str:
    """A form's title."""
    known = contracts.filed().get(name)
    return known.title if known else "未识别的报表"


def period(text: str) -> str:
    """2021年, 2021年第2季度, 2021年5月."""
    year, _, rest = text.partition("-")
    if not year.isdecimal():
        return "未写明"
    if not rest:
        return f"{year}年"
    return f"{year}年第{rest[1:]}季度" if rest.startswith("Q") else f"{year}年{int(rest)}月"


def short(name: str, region: str = "") -> str:
    """A unit's name as it is called: 五华区人才办; without the region that stands above it."""
    told = name.replace(_OFFICE, "人才办")
    return told.removeprefix(region) or told


def tile(region: str) -> str:
    """A county's name in two or three characters: 五华, 峨山, 宣威."""
    return region[:2] if len(region) > 2 else region


def decided(decision: str, needs_second: bool, is_in_force: bool, days_left: int) -> tuple[str, str]:
    """How an explanation stands: the kind of its tag, and the word."""
    if decision == "accepted" and needs_second:
        return "waiting", "待第二人确认"
    if decision in ("accepted", "confirmed") and not is_in_force:
        return "refused", "已过期"
    kind, word = _DECISIONS[decision]
    return kind, f"{word}，{days_left}天后到期" if is_in_force and days_left <= 30 else word


@cache
def rules() -> dict[str, tuple[str, str, str]]:
    """Severity, message and reason of every rule, by its id."""
    return {
        rule.id: (rule.severity, rule.text(group.headers), rule.reason)
        for group in catalogue.groups()
        for rule in group.rules
    }
