"""What lines above a header state; of the period by what says that it is one, the surest first, with its words.

The template's properties, a labelled line, a title with 年 or 月, the sheet's name, a labelled line below the table, the
file's name. Nothing else: a telephone number, the
number of a document or the day on which a form was filled in may look like a year and says nothing of the period.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from talent_warehouse import privacy
from talent_warehouse.periods import Grain, flattened, parse_period, spans
from talent_warehouse.reading.files.documents import Cell, Row, as_text
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables.lines import closed, texts_of

_OF_PERIOD = r"(?:报告|报送|所属|统计|报表)(?:期间?|年度|年份|月份|季度|时期)|期间|会计期间|数据期间?"
_LABEL = re.compile(rf"^(?:{_OF_PERIOD})$")
_BARE_LABEL = re.compile(rf"^(?:{_OF_PERIOD})(?=.)")
_OTHER = re.compile(r"(?:日期|时间|电话|传真|文号|编号|邮编|手机|号码)$")  # labels that often stand without a colon
_PIECE = re.compile(r"([^\s\d:;,。、()\[\]〔〕【】]{1,12})\s*:")
_EMPTY = re.compile(r"[\s_\-—年月日度季第()]*")  # 报告期：____年__月
_LOST_ZERO = re.compile(r"(?:19|20)\d{2}\.1")  # a number 2021.1 may be 2021.10
_BRACKETS = re.compile(r"\([^()]*\)|【[^】]*】|\[[^\]]*\]")
_DOCUMENT = re.compile(r"[(\[〔【](?:19|20)\d{2}年?[)\]〕】](?:第?\d+号)?")  # 云人社发〔2021〕15号
_SINCE = re.compile(
    r"(?:19|20)\d{2}年?(?:\d{1,2}月)?份?(?:以来|以后|以前|之后|之前|起(?!步)|修订|修正|制定|版|[印编监]?制(?![度作])|印(?!发)|启用)"
)  # 2018年以来引进人才, 2022年1月制
_SENTENCE = re.compile(r"[。;!?]|^(?:注|备注|说明|填表说明|填报说明)|^\(?\d{1,2}[.、)](?!\d)")
_MONTH_ALONE = re.compile(r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月份?|第?[一二三四1-4]季度?")
FEW = 4  # texts of a line below a table
_TITLE = 60  # characters of a title at most
_LONG_NUMBER = re.compile(r"\d{3,4}-\d{7,8}|\d{7,}")
_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?")  # 20220110, with its time
_QUOTED, _LINES = 40, 4  # characters of a line, and lines, that a message quotes
_LABELLED = {
    "unit": re.compile(r"(?:[报填编上呈][送报表制]单位)(?:\((?:盖章|公章|签章)\))?[:：]?\s*([^\s:：]+)(?=\s|$)"),
    "office": re.compile(r"(?<![^\s,，;；。(])单位(?:名称)?(?:\((?:盖章|公章|签章)\))?[:：]\s*([^\s:：]+)(?=\s|$)"),
    "part": re.compile(r"(?:分册|分表|部分)[:：]\s*([^\s:：]+)(?=\s|$)"),
    "nil": re.compile(r"零报[送告][:：]\s*([^\s:：]+)(?=\s|$)"),
}
_EXAMPLES: dict[Grain, str] = {"year": "2021年", "quarter": "2021年第二季度", "month": "2021年5月"}


@dataclass(frozen=True)
class Stated:
    """The period and the words that say it; without one, the finding that says why."""

    period: str | None
    words: str | None
    why: Issue | None = None


class Line(NamedTuple):
    """Part of a line above a header: what stands behind a label, or a text without one."""

    label: str | None
    text: str

    @property
    def words(self) -> str:
        """As it is quoted; long numbers may be anybody's telephone."""
        text = privacy.scrub(f"{self.label}：{self.text}" if self.label else self.text)
        return _LONG_NUMBER.sub(
            lambda hit: hit[0] if _DAY.fullmatch(hit[0]) else hit[0][:3] + "*" * (len(hit[0]) - 3), text
        )[:_QUOTED]


def period(
    carried: str,
    own: Sequence[Row],
    top: Sequence[Row],
    file_name: str,
    grain: Grain,
    named: Stated | None = None,
    below: Iterable[Row] = (),
) -> Stated:
    """The period of a filing. `own` are the rows above the headers of its sheets, `top` those of the whole file; what
    the names of its sheets say and the rows `below` are looked at where these say nothing.
    """
    lines = list(pieces(own)) or list(pieces(top))
    labelled = [line for line in lines if _says_period(line)] or [line for line in pieces(top) if _says_period(line)]
    found = _of_labels(labelled, grain)
    if isinstance(found, Issue):
        return Stated(None, None, found)
    of_template = parse_period(carried, grain) if carried else None
    if of_template:
        found.insert(0, (of_template, of_template))
    titled = _of_titles(lines, grain)
    if isinstance(titled, Issue):
        return Stated(None, None, titled)
    if found and titled and not any(said[:4] == found[0][0][:4] for said, _ in titled):
        found.append(titled[0])
    found = found or [one for one in titled if len(one[0]) == _LENGTHS[grain]]
    if not found:
        return named or _below(below, grain) or _of_name(file_name, lines, grain)
    other = next((one for one in found if one[0] != found[0][0]), None)
    if other:
        return Stated(None, None, issue("RD-two_periods", one=found[0][1], other=other[1]))
    return Stated(*found[0])


def of_sheet(name: str, years: set[str], file_name: str, grain: Grain) -> Stated | None:
    """What the name of a sheet states, if it states anything: 2021年, 202105; 5月 in the year of its titles, or of the
    file's name.
    """
    flat = _SINCE.sub("", _DOCUMENT.sub("", flattened(name)))
    words = Line(None, name).words
    if _MONTH_ALONE.fullmatch(flat) and grain != "year":
        of_file = (span.code("year") for span in spans(flattened(PurePath(file_name).stem)) if span.day is None)
        (year,) = known if len(known := years or {*filter(None, of_file)}) == 1 else ("",)
        said = parse_period(f"{year}年{flat}", grain) if year else None
        return Stated(said, words) if said else None
    named = [s for s in spans(flat) if s.day is None and (s.is_marked or (s.start, s.end) == (0, len(flat)))]
    if not named:
        return None
    code = named[0].code(grain) if len(named) == 1 else None
    if code is None and not named[0].is_range and named[0].code("year"):
        return None  # a year, where the form has months
    why = None if code else issue("RD-unread_period", line=words, example=_EXAMPLES[grain])
    return Stated(code, code and words, why)


def names_another(name: str, period: str, grain: Grain) -> bool:
    """Whether the name of a sheet says a time that is not the period, nor around it: 2020年 or 4月 of 2021-05.

    A time shorter than the periods of the form may be the day on which it was filled in.
    """
    flat = _SINCE.sub("", _DOCUMENT.sub("", flattened(name)))
    flat = f"{period[:4]}年{flat}" if _MONTH_ALONE.fullmatch(flat) else flat
    told = [s for s in spans(flat) if s.day is None and (s.is_marked or (s.start, s.end) == (0, len(flat)))]
    own = spans(period)[0]
    if len(told) != 1 or told[0].last - told[0].first < own.last - own.first:
        return False
    return told[0].last < own.first or own.last < told[0].first


def says_period(row: Row) -> bool:
    """Whether a line has a label of a period and something behind it."""
    return len(texts_of(row)) <= FEW and any(map(_says_period, pieces([row])))


def differing(when: Stated, below: Sequence[Row], grain: Grain) -> Issue | None:
    """The finding where a line below a table states another period than was taken."""
    said = _below(below, grain) if when.period else None
    if said is None or said.period == when.period:
        return None
    return said.why or issue("RD-two_periods", one=when.words, other=said.words)


def _below(rows: Iterable[Row], grain: Grain) -> Stated | None:
    """What labelled lines among rows below a header state, if there are any."""
    found = _of_labels(
        [line for row in rows if says_period(row) for line in pieces([row]) if _says_period(line)], grain
    )
    if isinstance(found, Issue):
        return Stated(None, None, found)
    other = next((one for one in found if one[0] != found[0][0]), None)
    if other:
        return Stated(None, None, issue("RD-two_periods", one=found[0][1], other=other[1]))
    return Stated(*found[0]) if found else None


def _of_labels(lines: Iterable[Line], grain: Grain) -> list[tuple[str, str]] | Issue:
    """What labelled lines say, with their words; one that cannot be read, as the finding."""
    found: list[tuple[str, str]] = []
    for line in lines:
        said = _whole(line.text, grain)
        if said is None:
            return issue("RD-unread_period", line=line.words, example=_EXAMPLES[grain])
        found.append((said, line.words))
    return found


def speaks(rows: Sequence[Row], grain: Grain) -> bool:
    """Whether lines say something of a period, were it what cannot be read."""
    when = period("", rows, rows, "", grain)
    return when.why is None or when.why.rule_id != "RD-no_period"


def labelled(top: Iterable[Row]) -> dict[str, str]:
    """What labelled lines state of unit, part and nil return, the first of each. A label without a value says nothing."""
    said: dict[str, str] = {}
    for row in top:
        line = unicodedata.normalize("NFKC", " ".join(text for cell in row if (text := str(cell or "").strip())))
        for name, pattern in _LABELLED.items():
            if name not in said and (hit := pattern.search(closed(line))):
                said[name] = hit[1]
    return said


_LENGTHS: dict[Grain, int] = {"year": 4, "quarter": 7, "month": 7}


def pieces(rows: Iterable[Row]) -> Iterator[Line]:
    """Each line above a header cut at its labels. A label's value may stand in the next cell."""
    for row in rows:
        label: str | None = None
        for cell in row:
            for text in closed(unicodedata.normalize("NFKC", _text(cell))).splitlines():
                for line in _cut(text.strip()):
                    if line.label is None and label is not None:
                        yield Line(label, line.text)
                        label = None
                    elif line.label is not None and not line.text:
                        label = line.label
                    else:
                        label = None
                        yield line


def _text(cell: Cell) -> str:
    """The text of a cell; alone in it, 2021.1 may be January or, having been a number, October."""
    text = as_text(cell) or ""
    return f"{text}或{text}0" if _LOST_ZERO.fullmatch(text) else text


def _cut(text: str) -> Iterator[Line]:
    flat = re.sub(r"\s", "", text)
    if _LABEL.match(flat) or (len(flat) <= 12 and _OTHER.search(flat)):
        yield Line(flat, "")
        return
    if (hit := _BARE_LABEL.match(flat)) and flat[hit.end()] != ":" and spans(flattened(text)):
        yield Line(hit[0], flattened(text)[hit.end() :])
        return
    hits = list(_PIECE.finditer(text))
    if before := text[: hits[0].start() if hits else len(text)].strip():
        yield Line(None, before)
    for number, hit in enumerate(hits):
        end = hits[number + 1].start() if number + 1 < len(hits) else len(text)
        yield Line(hit[1], text[hit.end() : end].strip(" ,;、"))


def _says_period(line: Line) -> bool:
    return bool(line.label and _LABEL.match(line.label) and not _EMPTY.fullmatch(line.text))


def _whole(text: str, grain: Grain) -> str | None:
    """The one period of a labelled text; None where it says none, two, a range, or numbers besides."""
    flat = _BRACKETS.sub("", flattened(text))
    found = spans(flat)
    if len(found) != 1 or re.search(r"\d", flat[: found[0].start] + flat[found[0].end :]):
        return None
    return found[0].code(grain)


def years(rows: Iterable[Row], grain: Grain) -> set[str]:
    """The years that titles among rows above a header name."""
    found = _of_titles(pieces(rows), grain)
    return set() if isinstance(found, Issue) else {said[:4] for said, _ in found}


def _of_titles(lines: Iterable[Line], grain: Grain) -> list[tuple[str, str]] | Issue:
    """What titles say, in the grain or as a year alone; a range, or two that differ, as the finding."""
    found: list[tuple[str, str]] = []
    for line in lines:
        flat = _SINCE.sub("", _DOCUMENT.sub("", flattened(line.text)))
        if line.label is not None or len(flat) > _TITLE or _SENTENCE.search(flat):
            continue
        for span in spans(flat):
            if span.day is not None or not span.is_marked:
                continue
            said = span.code(grain) or span.code("year")
            if said is None:
                return issue("RD-unread_period", line=line.words, example=_EXAMPLES[grain])
            found.append((said, line.words))
    exact = [one for one in found if len(one[0]) == _LENGTHS[grain]]
    other = next((one for one in exact if one[0] != exact[0][0]), None)
    return issue("RD-two_periods", one=exact[0][1], other=other[1]) if other else found


def _of_name(file_name: str, lines: Iterable[Line], grain: Grain) -> Stated:
    """The last place to look: the file's name, where a number that 年 or 月 marks goes before one that stands bare."""
    flat = _DOCUMENT.sub("", flattened(PurePath(file_name).stem))
    named = [span for span in spans(flat) if span.day is None]
    named = [span for span in named if span.is_marked] or named
    codes = list(dict.fromkeys(code for span in named if (code := span.code(grain))))
    words = Line(None, file_name).words
    if any(span.is_range and span.code(grain) is None for span in named):
        return Stated(None, None, issue("RD-unread_period", line=words, example=_EXAMPLES[grain]))
    if len(codes) == 1:
        return Stated(codes[0], words)
    if codes:
        return Stated(None, None, issue("RD-two_periods", one=codes[0], other=f"{codes[1]}（{words}）"))
    seen = list(dict.fromkeys(line.words for line in lines if line.text))[:_LINES]
    return Stated(None, None, issue("RD-no_period", lines="”、“".join(seen) or None, example=_EXAMPLES[grain]))
