"""A file → its filings: what the landing needs of each form in it, with the rows as a csv that COPY takes.

Runs in a process of its own (worker.py): it touches no database, and what it leaves on the disk are the masked and
typed values that raw.<form> keeps.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from talent_warehouse import identity
from talent_warehouse.contracts import Form
from talent_warehouse.narrative.pieces import Piece
from talent_warehouse.privacy import Masker, People, told_apart
from talent_warehouse.reading import account as accounts
from talent_warehouse.reading import narratives
from talent_warehouse.reading import nil as nils
from talent_warehouse.reading import people as persons
from talent_warehouse.reading.copies import Copies
from talent_warehouse.reading.explanations import written
from talent_warehouse.reading.file_names import nameless
from talent_warehouse.reading.files.documents import Document, Sheet, open_document
from talent_warehouse.reading.issues import Issue, UnreadableError, issue
from talent_warehouse.reading.read import Recognised, lines, recognise
from talent_warehouse.reading.tables import stated
from talent_warehouse.reading.tables.body import Account
from talent_warehouse.reading.values.regions import LIST, Regions
from talent_warehouse.reading.values.values import Context, Lookups, Multipliers
from talent_warehouse.reading.whose import Whose

_NO_TABLE = frozenset({"RD-no_form", "RD-format", "RD-csv", "RD-line"})  # a text without a table may be a summary


@dataclass(frozen=True)
class Reader:
    """What reading needs besides the file; loaded once for a batch."""

    forms: tuple[Form, ...]
    key: identity.Key
    lookups: Lookups
    multipliers: Multipliers
    regions: Regions = field(default_factory=Regions)
    texts: narratives.Texts = field(default_factory=narratives.Texts)


@dataclass(frozen=True)
class Batch:
    """What jobs belong to: what reading needs, and the folder for rows."""

    reader: Reader
    folder: Path


@dataclass(frozen=True)
class Job:
    """A file to read, as it arrived: who filed it, and what the filer said of it."""

    path: Path
    file_name: str
    unit_code: str
    stated_form: str | None = None
    stated_period: str | None = None


@dataclass(frozen=True)
class Filing:
    """What a file holds of one form. `rows` is a csv (sheet, row_no, columns of the form) where the first field of each
    line is `mark`, which stands nowhere else; None where a finding returns the file anyway. `nil` says how a form
    without a row states that there is none.
    """

    form: Form
    sheets: tuple[str, ...]
    period: str | None
    part: str | None
    unit_code: str | None
    issues: tuple[Issue, ...]
    account: accounts.Told
    landed: int = 0
    rows: Path | None = None
    mark: str = ""
    nil: nils.Nil | None = None
    unit_words: str | None = None  # that say the unit
    pieces: tuple[narratives.Told, ...] = ()  # of a text


@dataclass(frozen=True)
class Answer:
    """What reading a file came to: its filings, or why there are none. `failure` is for the log: no cell is in it.

    `file_name` is the file's without the people that it is about, where these are known.
    """

    filings: tuple[Filing, ...] = ()
    refusal: Issue | None = None
    failure: str | None = None
    file_name: str | None = None
    explanations: tuple[tuple[str, str], ...] = ()  # what of the list of problems is explained, and how


def read(job: Job, reader: Reader, folder: Path) -> Answer:
    """Read a file whole; the rows go into the folder. A file that cannot be read is an answer, not an error.

    Nobody whom the file is about stands in the answer or in the rows.
    """
    stated = tuple(f for f in reader.forms if f.name == job.stated_form)
    everybody, people = People(), dict[str, People]()
    try:
        if text := _text(job, reader):
            return _told(text, job, reader, folder)
        found = recognise(job.path, stated or reader.forms, job.file_name, reader.lookups, reader.forms)
        people |= {one.form.name: People(everybody.names, everybody.numbers, lines=everybody.lines) for one in found}
        filings = [_filing(one, job, reader, folder, people[one.form.name]) for one in found]
        answer = Answer(_without_empty(filings))
        return _without_people(answer, found[0].document, job, reader, everybody, people)
    except UnreadableError as exc:
        if exc.issue.rule_id in _NO_TABLE and not stated and reader.texts.form and (lines := _sentences(job)):
            return _told(("txt", lines, {}), job, reader, folder)
        return _without_people(Answer(refusal=exc.issue), _opened(job.path), job, reader, everybody, people)


def _text(job: Job, reader: Reader) -> narratives.Opened | None:
    """A file that is a text by its content, or was filed as one."""
    is_stated = job.stated_form == narratives.NAME
    if reader.texts.form is None or (job.stated_form and not is_stated):
        return None
    return narratives.opened(job.path, is_stated)


def _sentences(job: Job) -> tuple[Piece, ...] | None:
    return narratives.sentences(job.path) if job.file_name.lower().endswith(".txt") else None


def _told(text: narratives.Opened, job: Job, reader: Reader, folder: Path) -> Answer:
    """The filing of a text, or why there is none; its name without what nobody knows."""
    name = nameless(job.file_name, reader.forms, reader.lookups)
    try:
        read = narratives.read(
            text, reader.texts, job.unit_code, job.file_name, job.stated_period, reader.lookups, reader.multipliers,
            reader.key, folder,
        )  # fmt: skip
    except UnreadableError as exc:
        return Answer(refusal=exc.issue, file_name=name)
    assert reader.texts.form
    filing = Filing(
        reader.texts.form, (), read.period, None, None, (), accounts.Told(read.format, None, (), (), read.words),
        read.landed, read.rows, read.mark, pieces=read.pieces,
    )  # fmt: skip
    return Answer((filing,), file_name=name)


def _opened(path: Path) -> Document | None:
    try:
        return open_document(path)
    except UnreadableError:
        return None


def _without_people(
    answer: Answer, document: Document | None, job: Job, reader: Reader, everybody: People, people: dict[str, People]
) -> Answer:
    """An answer, and the rows that belong to it, with whoever stands in them masked."""
    to_the_end = {sheet for one in answer.filings if one.rows for sheet in one.sheets}
    for sheet in document.sheets if document else ():
        persons.see(sheet, reader.forms, everybody, is_read=sheet.name in to_the_end)
    everybody.lines += (f"填报人：{name}" for name in (document.authors if document else ()))
    fields = [field for form in reader.forms for field in form.fields]
    labels = (label for field in fields for label in (field.header, *field.synonyms))
    masker = Masker(everybody, [text for texts in reader.lookups.values() for text in texts], labels)
    tables = [one for filing in answer.filings for one in filing.account.sheets]
    sheets = persons.sheet_names(document, tables, masker) if document else {}
    for filing in answer.filings:
        if filing.rows:
            persons.rewrite(filing.rows, filing.form, sheets, people[filing.form.name], masker, reader.key)
    name = nameless(job.file_name, reader.forms, reader.lookups) if answer.refusal else job.file_name
    return Answer(
        tuple(_masked(filing, sheets, masker, reader.key) for filing in answer.filings),
        answer.refusal and persons.issue(answer.refusal, sheets, masker),
        answer.failure,
        masker.text(name),
        tuple((own, masker.text(text)) for own, text in (written(document) if document else ())),
    )  # fmt: skip


def _masked(filing: Filing, sheets: dict[str, str], masker: Masker, key: identity.Key) -> Filing:
    part = filing.part and masker.text(filing.part)
    if part and part != filing.part:  # 张三 and 张四 have parts of their own
        part = told_apart(part, "part", str(filing.part), key=key)
    return replace(
        filing, sheets=tuple(sheets.get(name, name) for name in filing.sheets), part=part,
        issues=tuple(persons.issue(one, sheets, masker) for one in filing.issues),
        account=persons.told(filing.account, sheets, masker),
        unit_words=filing.unit_words and masker.text(filing.unit_words, is_quoted=True),
    )  # fmt: skip


def _without_empty(filings: list[Filing]) -> tuple[Filing, ...]:
    """A form whose sheets hold no row beside another that has some was only carried along: no filing, but said."""
    empty = [f for f in filings if f.rows and not f.landed and f.nil not in ("ticked", "said")]
    kept = [f for f in filings if f not in empty]
    if not kept or not empty:
        return tuple(filings)
    said = tuple(
        issue("RD-empty_sheet", sheet=sheet, form=f.form.title, name=f.form.name) for f in empty for sheet in f.sheets
    )
    return (replace(kept[0], issues=(*kept[0].issues, *said)), *kept[1:])


def _filing(found: Recognised, job: Job, reader: Reader, folder: Path, people: People) -> Filing:
    period = job.stated_period or found.when.period
    whole = (*found.issues, *([found.when.why] if period is None and found.when.why else ()))
    whose = Whose(job.unit_code, reader.regions, reader.lookups)
    said, label = whose.said(found), next((f.header for f in found.form.fields if f.lookup == LIST), "")
    filing = Filing(
        found.form, tuple(s.name for s, _ in found.sheets), found.when.period, found.part, said.unit_code,
        (*whole, *whose.issues(said, Counter(), label)), accounts.of(found, {}), unit_words=said.words,
    )  # fmt: skip
    if period is None or any(i.severity == "critical" for i in whole):
        return filing
    year = int(period[:4])
    context = Context(
        found.form, job.unit_code, year, reader.regions.lookups(reader.lookups, year), reader.multipliers, reader.key,
        people=people, has_types=found.document.encoding is None,
    )  # fmt: skip
    counts, mark = {sheet: Account() for sheet, _ in found.sheets}, secrets.token_hex(8)
    path = folder / f"{mark}.csv"
    _write(path, found, counts, lambda sheets: lines(sheets, context, reader.regions, counts, mark))
    places = sum((count.regions for count in counts.values()), Counter[str]())
    issues = (
        *found.issues, *whose.issues(said, places, label), *(i for count in counts.values() for i in count.issues),
        *nils.issues(found, counts),
    )  # fmt: skip
    people.lines += (line for count in counts.values() for line in count.lines)
    below = [row for count in counts.values() for row in count.feet]
    if differs := stated.differing(found.when, below, found.form.period_grain):
        issues = (*issues, differs)
    landed = sum(count.landed for count in counts.values())
    return replace(
        filing, issues=issues, account=accounts.of(found, counts), landed=landed, rows=path, mark=mark,
        nil=nils.of(found, counts),
    )  # fmt: skip


def _write(
    path: Path, found: Recognised, counts: dict[Sheet, Account], lines_of: Callable[[Recognised], Iterator[str]]
) -> None:
    """Write the rows of each sheet, and none of a copy; of copies and versions the accounts are told."""
    copies = Copies(found.form) if len(found.sheets) > 1 else None
    with path.open("wb") as file:
        for one in found.sheets:
            begin, count = file.tell(), counts[one[0]]
            for text in lines_of(replace(found, sheets=(one,))):
                file.write(text.encode())
                if copies:
                    copies.see(text)
            told = copies.end(one[0].name) if copies else None
            if told and told.severity == "warning":
                file.seek(begin)
                file.truncate()
                counts[one[0]] = Account(left_out=count.left_out + Counter(copy=count.landed), issues=[told])
            elif told:
                count.issues.append(told)
