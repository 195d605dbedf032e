"""What the words of one row say of it: total, signature, note, unit, numbering. Nothing here knows a form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from talent_warehouse.reading.files.documents import Cell, as_text

Why: TypeAlias = Literal[
    "title",
    "unit",
    "blank",
    "total",
    "signature",
    "note",
    "numbering",
    "repeated_header",
    "example",
    "prefilled",
    "group",
    "struck",
    "nil",
]
EXAMPLE_MARK = "示例（勿删改，不计入）"

_TOTAL_WORDS = "(?:合计|小计|总计|共计|累计|总和|汇总|合共)"
_ALONE = rf"(?:{_TOTAL_WORDS}|[月季年]计(?!划)|总(?:数|额)|总(?=人数|金额)|(?i:(?:sub|grand)?-?totals?))"  # 人才总数 is a measure, 总数 none
_OF_ALL = (
    "(?:本(?:页|表|单位|部门|级|省|市|州|县|区|局|校|院)|全(?:省|市|县|州|区|局|校|院|部)|以上|人数|人员|金额|经费)?"
)
_EXAMPLE = re.compile(r"^\(?(?:(?:填写|填报|填表)?(?:示例|样例|范例|举例)|例如?)\)?\d{0,2}(?:[:(].*)?$")  # 例：张三
_TOTAL = re.compile(rf"^{_OF_ALL}{_ALONE}(?:数|人数|金额|人民币)?(?:[:(].*)?$")
_BARE_TOTAL = re.compile(rf"^{_OF_ALL}{_ALONE}(?:数|人数|金额)?:?$")
_GROUP_TOTAL = re.compile(rf"^[^\d:,。;]{{2,16}}{_TOTAL_WORDS}$")  # 林业局小计
_ORDINAL = re.compile(
    r"\(?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[甲乙丙丁戊己庚辛]|[IVXivx]{1,4}|[A-Za-z])\)?[.、]?", re.ASCII
)
_HEADING = r"(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.])"
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_COUNT = re.compile(r"\(?(?:共|计|共计|合计|小计)?:?\d+(?:人次?|名|位|个|项|户|家|笔|条|件|批|期|次)\)?")
_COUNTED = re.compile(r"(?:[:,]?(?:共计?|合计|小计)?:?\d+(?:人次?|名|位|个|户|项)|\([^()]*\)|:)$")
_COUNTING = re.compile(r"^(?:\(?[\d一二三四五六七八九十]{1,3}[).、]+)(?=\D)")
_SIGNATURE = re.compile(
    r"^(?:(?:填表|填报|制表|审核|复核|审批|校对|经手|经办)人|单位\(?(?:盖章|公章|签章)\)?|\(?(?:盖章|公章|签章)\)?)(?:[:(].*)?$"
    r"|^(?:制表|填表|填报|编制|统计|校对|审核|复核|审批|审定|签发|批准|经办|主管|会计|出纳|财务|分管|局长|主任|科长|联系人|联系电话|联系方式|电话|(?:填报|填表|报送|制表|编制)?(?:日期|时间|单位|部门)"
    r"|(?:单位|部门|分管|主管)?(?:负责人|领导)(?:签字|签名|签章)?)(?:\([^)]*\))?[:(]"
    r"|^(?:(?:单位|部门|分管|主管)?(?:负责人|领导)(?:签字|签名|签章|盖章)|(?:报送|填报|填表)单位(?:盖章|公章|签章))$"
)
_DAY_ALONE = re.compile(
    r"^(?:19|20)\d{2}(?:年\d{1,2}月(?:\d{1,2}日)?|([./-])\d{1,2}\1\d{1,2}\.?|[/-]\d{1,2}|\.(?:0\d|1[0-2]))$|^二[〇○零][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?$"
)
_NOTE = re.compile(
    r"^\(?(?:注|备注|说明|填表说明|填报说明|附注|数据来源|资料来源|来源)\)?\d*(?:[:.、]|$)|^[*※]+[^\d*]|^(?:以上)?共计?\d+(?:人|人次|项|笔|条|行|户|个|家)$"
)
_NOTE_LABEL = re.compile(r"^(?:注|备注|说明|填表说明|填报说明|附注)\d*[:.、]")
_PERIOD = re.compile(r"^(?:报告|报送|所属|统计)期间?(?::|$)")
_PAGE = re.compile(
    r"^(?:\(?续表?\)?|\(\d+(?i:rows?|行(?:记录)?)\)|.{0,20}(?:\(续表?\d?\)|续表\d?)|第[\d一二三四五六七八九十]+页.*|共\d+页|[—\-=*]*\(?(?:以下空白|此处空白|(?:以下|本页)?无正文)\)?[—\-=*]*|[-—–]*\d{1,3}/\d{1,3}[-—–]*|[-—–]+\d{1,3}[-—–]+|(?:[上下本去当][月年期]|[年期月季][初末]|累计)?(?:结转|结余|结存|余额)(?:[上下本][月年期])?:?|承前页|过次页|转下页|接上页)$"
)
_RULE = re.compile(r"[—–\-=*_~]+")
_WORDY = re.compile(
    r"[:。;]|^\(?\d{1,2}[.、)]|^\([一二三四五六七八九十\d]+\)|^[一二三四五六七八九十]{1,3}、|^[①-⑳]|^注"
)
_UNIT_ONLY = re.compile(r"^\(?(?:金额|计量|货币|数量)?单位:[^\s:]{1,12}\)?$")
_LABELS = (
    "报告期间", "报告期", "报告年度", "报送期", "报送年度", "所属期间", "所属期", "所属年度", "统计期间", "统计期", "统计年度", "期间",
    "报送单位", "填报单位", "填表单位", "计量单位", "金额单位", "单位", "分册", "分表", "部分", "零报送", "零报告",
)  # fmt: skip
_SPACED = re.compile(rf"(?:{'|'.join(' *'.join(label) for label in _LABELS)}) *(?=:)")
_TIME = r"(?:(?:20\d{2}年|\d{1,2}月份?|[本当](?:期|年度?|季度?|月份?|次|表|项)|截至目前|目前|暂时?|均|此[项表]|该[项表])*(?:本?(?:单位|部门|[省州市县区院校局]))?(?:本[期年月]|均|暂)?)"
_THINGS = r"(?:(?:相关|此类|该项|需?上报|报送|填报|开展|发生|组织|任何|服务|人才|数据|内容|情况|信息|事项|活动|人员|资金|经费|项目|业务|记录|的)*项?)"
_NOTHING = re.compile(
    rf"{_TIME}(?:无|没有|未|零|空)(?:此项)?{_THINGS}|{_TIME}零(?:报送|报告|上报|填报)|不涉及|不适用|[-—–―－/\\]{{1,2}}|nil|none|null|n/?a"
)
_STATEMENT = re.compile(rf"{_TIME}(?:(?:无|没有|未)(?!$){_THINGS}(?<!此项)|零(?:报送|报告|上报|填报))")
_SENTENCE = 30  # characters from which a cell that stands alone in its row is a remark, not a value


def closed(text: str) -> str:
    """A text (NFKC) with its labels written without the spaces between their characters: 报 告 期：2021年."""
    return _SPACED.sub(lambda hit: re.sub(r"\s", "", hit[0]), text)


def flat(text: str) -> str:
    """NFKC without any space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def said(first: str) -> Why | None:
    """What the first words of a row say of it."""
    text = flat(first)
    bare = _COUNTING.sub("", text)  # 二、合计
    if _TOTAL.match(bare) or _GROUP_TOTAL.match(bare):
        return "total"
    if _NOTE.match(text) or _PERIOD.match(text) or _PAGE.match(text):
        return "note"
    if _SIGNATURE.match(text):
        return "signature"
    return "example" if _EXAMPLE.match(text) else None


@lru_cache(maxsize=4096)
def is_nothing(text: str) -> bool:
    """无 · 本月无 · 没有发生 · 零报送 · / · —: that there is nothing, and no more. 无变化 and 无新增 say something."""
    bare = flat(text).strip("()。.!").casefold()
    is_note = bool(label := _NOTE_LABEL.match(bare))
    if len(bare) > _SENTENCE:
        return False
    return bool((_STATEMENT if is_note else _NOTHING).fullmatch(bare[label.end() :] if label else bare))


def is_nil_line(text: str) -> bool:
    """零报送 · 本月零报告 · （本期无数据）: a line above a table that says that it is empty."""
    return len(text) <= _SENTENCE and bool(_STATEMENT.fullmatch(flat(text).strip("()。.!")))


def is_rule(texts: Iterable[str]) -> bool:
    """A line drawn with dashes: they stand in each cell that is not blank."""
    return all(_RULE.fullmatch(flat(text)) for text in texts)


def is_day(text: str) -> bool:
    """A date written out, as it stands alone under a table that was signed."""
    return bool(_DAY_ALONE.match(flat(text)))


def is_number(text: str) -> bool:
    """A number and nothing else."""
    return bool(_NUMBER.fullmatch(flat(text)))


def is_count(text: str) -> bool:
    """2人 · 共12项 · （3个）: how many rows a group has."""
    return bool(_COUNT.fullmatch(flat(text)))


def uncounted(text: str) -> str:
    """A caption without its number and without how many there are: （二）减少人员（共3人）, 减少：3人."""
    bare = _COUNTING.sub("", flat(text))
    while (cut := _COUNTED.sub("", bare)) not in ("", bare):
        bare = cut
    return bare


def says_unit(text: str, units: Collection[str]) -> bool:
    """万元 · （人） · 单位：万元: the unit of a column, alone in its cell."""
    return re.sub(r"^(?:金额|计量|货币|数量)?单位:", "", flat(text).strip("()[]")).casefold() in units


def is_ordinal(text: str) -> bool:
    """二 · （二） · 2. · II: the number of a group, alone in its cell."""
    return bool(_ORDINAL.fullmatch(flat(text)))


def is_heading(text: str) -> bool:
    """二 · （二） · 二、: an ordinal as headings have it, alone in its cell, and the number of no row."""
    return bool(re.fullmatch(rf"{_HEADING}|[一二三四五六七八九十]{{1,3}}", flat(text)))


def is_headed(text: str) -> bool:
    """二、农业系统: a heading with its ordinal in one cell."""
    return bool(re.match(rf"{_HEADING}\S", flat(text)))


def is_total(text: str) -> bool:
    """合 计 and its like, alone in the cell."""
    return len(text) <= 12 and bool(_TOTAL.match(flat(text)))


def is_bare_total(text: str) -> bool:
    """合计 and its like with nothing besides, but for an ordinal before it: no name, number or place of anything."""
    return len(text) <= 12 and bool(_BARE_TOTAL.match(_COUNTING.sub("", flat(text))))


def is_unit(texts: Iterable[str]) -> bool:
    """A line that states the unit of the amounts and nothing else."""
    return all(_UNIT_ONLY.match(flat(t)) for t in texts)


def is_remark(text: str) -> bool:
    """A text that stands alone in its row and is a sentence, a numbered point or a labelled line: no value."""
    return len(text) > _SENTENCE or bool(_WORDY.search(flat(text)))


def is_numbering(texts: Sequence[str]) -> bool:
    """A row of 1 2 3 … or 甲 乙 1 2 … under the header."""
    if len(texts) < 3 or any(len(t) > 4 for t in texts):
        return False
    marks = [re.sub(r"[()]", "", flat(t)).removesuffix(".0") for t in texts]
    digits = [int(m) for m in marks if m.isdecimal()]
    stems = "".join(m for m in marks if not m.isdecimal())
    return "甲乙丙丁戊己庚辛".startswith(stems) and digits == list(range(1, len(digits) + 1))


def each_text(row: Iterable[Cell]) -> Iterator[str]:
    """The texts of a row's cells that are not blank."""
    return (t for cell in row if cell is not None and (t := as_text(cell)))


def texts_of(row: Iterable[Cell]) -> list[str]:
    """All of them."""
    return list(each_text(row))


def above(texts: Sequence[str]) -> Why:
    """Why a row over the header is no data."""
    if not texts:
        return "blank"
    if is_unit(texts):
        return "unit"
    return "note" if said(texts[0][:40]) == "note" and not _PERIOD.match(flat(texts[0])) else "title"
