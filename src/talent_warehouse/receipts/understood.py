"""What was understood of a text: the figures that are known for what they are, those that wait, those that are left out."""

from __future__ import annotations

import re

from talent_warehouse.database import Connection

_SHOWN = 60  # figures of a kind: a county's summary has some forty
_PLACE = re.compile(r"(p|note|endnote|box)(\d+)(?:@.*)?")
_PART = {"p": "段", "note": "条脚注", "endnote": "条尾注", "box": "个文本框"}
_FIGURES = """
select
    landed.sheet, landed.state__v as state, landed.stage, landed.phrase, landed.written, landed.year__v as year,
    measure.name as measure, programme.name as programme, scope.name as scope
from raw.narrative as landed
left join reference.measure as measure on measure.measure_code = landed.measure__v
left join reference.programme as programme
    on programme.programme_code = landed.programme__v and programme.programme_code not in ('_T', '_Z')
left join reference.code as scope on scope.list = 'scope' and scope.code = landed.scope__v
where landed.submission_id = %s
order by (select piece.piece_no from raw.narrative_piece as piece
    where piece.submission_id = landed.submission_id and piece.place = landed.sheet), landed.row_no
"""
_LEFT_OUT = {
    ("context", "pending"): "公示、申报中，尚未认定",
    ("context", "planned"): "计划、打算",
    ("context", "done"): "时长、年龄一类",
    ("other_body", "done"): "其他单位的数字",
    ("named", "done"): "引号、书名号内的数字",
    ("vague", "done"): "没有写明数目",
}


def place(sheet: str) -> str:
    """A paragraph as its writer counts it: p12 is 第12段."""
    hit = _PLACE.fullmatch(sheet)
    return f"第{hit[2]}{_PART[hit[1]]}" if hit else sheet


def lines(connection: Connection, submission_id: str) -> tuple[str, ...]:
    """The lines of the receipt: understood, waiting, left out."""
    found = connection.execute(_FIGURES, (submission_id,)).fetchall()
    bound = [
        f"　{place(sheet)}　{measure}{f'（{programme}）' if programme else ''}：{written}，{year}年，{scope or '口径不明'}"
        for sheet, state, _, _, written, year, measure, programme, scope in found
        if state == "bound"
    ]
    waits = [f"　{place(one[0])}　“{one[3]}”：{one[4]}" for one in found if one[1] == "waiting"]
    counts: dict[str, int] = {}
    for one in found:
        if why := _LEFT_OUT.get((one[1], one[2])) or _LEFT_OUT.get((one[1], "done")):
            counts[why] = counts.get(why, 0) + 1
    told = []
    if bound:
        told += [f"认出的数字{len(bound)}个：", *_first(bound)]
    if waits:
        told += [f"等待人才办确认的数字{len(waits)}个，不需要重新报送：", *_first(waits)]
    if counts:
        told.append("没有采用的：" + "、".join(f"{why}{count}个" for why, count in counts.items()))
    return tuple(told)


def _first(listed: list[str]) -> list[str]:
    more = len(listed) - _SHOWN
    return [*listed[:_SHOWN], *([f"　……还有{more}个"] if more > 0 else [])]
