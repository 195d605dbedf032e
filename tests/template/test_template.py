"""What the template offers is what reading takes: filled in, it lands as it was filled in, and nothing else lands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml

import factories
from row_by_row import data_rows, row_values
from talent_warehouse import contracts, database, settings, template
from talent_warehouse.intake import landing
from talent_warehouse.reading.read import recognise
from talent_warehouse.reading.tables.body import Account
from talent_warehouse.reading.values.values import Context, normalise
from talent_warehouse.template import codes

FILLED = {
    "talent_register": [
        {
            "name": "赵试用",
            "id_type": "居民身份证",
            "id_number": factories.id_number(1, "19850315", male=False),
            "birth_ym": "1985-03",
            "sex": "女",
        },
        {"name": "钱试用", "id_type": "无", "birth_ym": "1990-10", "sex": "男"},
        {"name": "孙试用", "id_type": "护照", "id_number": "E12345678", "birth_ym": "1979-12", "sex": "男"},
    ],
    "measure_return": [
        {"measure": "专业技术职称人数", "region": "五华区", "year": 2021, "value": 1280, "unit": "人"},
        {"measure": "获得资金", "region": "五华区", "year": 2021, "value": "近300", "unit": "万元"},
        {"measure": "培训人次", "region": "五华区", "year": 2021, "value": "xx", "unit": "人次"},
    ],
    "programme_roster": [
        {"name": "赵试用", "id_type": "居民身份证", "programme": "科技特派员", "role": "专家", "stage_date": "2021-04"},
        {"name": "钱试用", "id_type": "无", "birth_ym": "1990-10", "programme": "结对帮带", "role": "导师"},
        {"name": "孙试用", "id_type": "护照", "programme": "专家服务团", "role": "学员", "origin": "本地区外"},
    ],
    "service_log": [
        {"start_date": "2021-05-12", "activity_type": "培训", "mode": "线下", "activities": 1, "attendances": 45},
        {
            "start_date": "2021-05-13",
            "activity_type": "下派",
            "mode": "线上",
            "activities": "2次",
            "attendances": "近300",
        },
        {"start_date": "2021-05-31", "activity_type": "座谈", "activities": "xx", "attendances": "1.2万人次"},
    ],
    "funding_ledger": [
        {
            "fund_ref": "STC-2021",
            "fund_year": 2021,
            "stage": "获得",
            "source_level": "省级",
            "amount": 120,
            "unit": "万元",
        },
        {
            "fund_ref": "STC-2021",
            "fund_year": 2021,
            "stage": "到位",
            "source_level": "州（市）级",
            "amount": "80万元",
            "unit": "万元",
        },
        {
            "fund_ref": "STC-2021",
            "fund_year": 2021,
            "stage": "划拨",
            "source_level": "社会",
            "amount": 450000.5,
            "unit": "元",
        },
    ],
}
PERIOD = {"year": "2021", "quarter": "2021-Q2", "month": "2021-05"}
# What reading makes of the three rows: a column of raw.<form> and its values.
LANDED = {
    "programme_roster": {
        "role__v": ["expert", "mentor", "trainee"],
        "programme__v": ["STC", "MENTOR_PAIR", "EXPERT_TEAM"],
        "person_basis": [None, "weak", None],
    },
    "service_log": {
        "activity_type__v": ["training", "dispatch", "symposium"],
        "mode__v": ["offline", "online", None],
        "activities__v": [1, 2, None],
        "attendances__high": [45, 300, 12_000],
    },
    "funding_ledger": {
        "stage__v": ["awarded", "received", "transferred"],
        "source_level__v": ["province", "prefecture", "social"],
        "amount__v": [1_200_000, 800_000, Decimal("450000.5")],
    },
}


def _rows(name: str) -> list[dict[str, object]]:
    """What is typed: of a form that is not in the list above, three times the good row of its cases in tests/rules."""
    if name in FILLED:
        return list(FILLED[name])
    cases = settings.folder("tests") / "rules" / f"{name}.yaml"
    return [yaml.safe_load(cases.read_text(encoding="utf-8"))["base"]] * 3


def fill(path: Path, form: contracts.Form) -> None:
    """Three rows as a clerk types them below the example; the fourth stays blank."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row, values in enumerate(_rows(form.name), template.FIRST_ROW + 1):
        for column, field in enumerate(form.fields, 2):
            sheet.cell(row, column).value = values.get(field.name)
    for number in range(1, 5):
        sheet.cell(template.FIRST_ROW + number, 1).value = number  # filled down one row too far
    sheet.cell(template.FIRST_ROW + 5, 2).value = "合计"
    book.save(path)


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("name", list(contracts.forms()))
def test_a_filled_template_lands_as_filled(name: str, tmp_path: Path) -> None:
    form, path = contracts.form(name), tmp_path / "模板.xlsx"
    with database.connect("loader") as connection:
        choices, reader = codes.load(connection, "530102"), landing.load_reader(connection)
    period = PERIOD[form.period_grain]
    template.write(form, path, unit="530102-RC", period=period, codes=choices)
    fill(path, form)
    (found,) = recognise(path, contracts.forms().values(), path.name, reader.lookups)
    assert (found.form.name, found.when.period, found.unit_code, found.issues) == (name, period, "530102-RC", ())
    assert [s.name for s, _ in found.sheets] == [form.title]
    account = Account()
    context = Context(form, "530102-RC", 2021, reader.lookups, reader.multipliers, reader.key)
    ((sheet, header),) = found.sheets
    prefilled = found.document.prefilled(name)
    landed = [
        (sheet.name, row.row_no, row_values(row.cells, context))
        for _, row in data_rows(sheet, header, reader.lookups, account, prefilled)
    ]
    first = template.FIRST_ROW + 1
    assert [(sheet, row) for sheet, row, _ in landed] == [(form.title, first + n) for n in range(3)]
    assert account.left_out == {"example": 1, "blank": 1, "total": 1}
    values = [columns for *_, columns in landed]
    if name == "talent_register":
        assert [v["id_type__v"] for v in values] == ["resident_id", "none", "passport"]
        assert [str(v["birth_ym__v"]) for v in values] == ["1985-03-01", "1990-10-01", "1979-12-01"]
        assert [v["person_basis"] for v in values] == ["strong", "weak", "strong"]
    elif name in LANDED:
        assert {column: [v[column] for v in values] for column in LANDED[name]} == LANDED[name]
    elif name not in FILLED:
        typed = {f.name for f in form.fields if f.kind == "text"} & _rows(name)[0].keys()
        assert [{n: v[n] for n in typed} for v in values] == [{n: row[n] for n in typed} for row in _rows(name)]
    else:
        assert [v["measure__v"] for v in values] == ["TITLE_STAFF", "FUND_AWARDED", "TRAIN_ATTENDANCE"]
        assert [(v["value__v"], v["value__high"], v["value__status"]) for v in values] == [
            (1280, 1280, "A"),
            (3_000_000, 3_000_000, "A"),
            (None, None, "Q"),
        ]


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("name", list(contracts.forms()))
def test_a_template_that_names_neither_unit_nor_period_states_none(name: str, tmp_path: Path) -> None:
    form, path = contracts.form(name), tmp_path / "模板.xlsx"
    with database.connect("loader") as connection:
        choices, reader = codes.load(connection), landing.load_reader(connection)
    template.write(form, path, codes=choices)
    (found,) = recognise(path, [form], path.name, reader.lookups)
    assert (found.when.period, found.unit_code, found.issues) == (None, None, ())
    book = openpyxl.load_workbook(path)
    assert book[template.DICTIONARY].sheet_state == "hidden"
    lists = {f.lookup for f in form.fields if f.lookup}
    assert set(book.defined_names) >= {f"list_{name}" for name in lists}
    for validation in book.worksheets[0].data_validations.dataValidation:
        assert len(validation.promptTitle) <= template.TITLE_LENGTH
        assert len(validation.prompt) <= template.TEXT_LENGTH


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("name", list(contracts.forms()))
def test_every_choice_is_read(name: str) -> None:
    with database.connect("loader") as connection:
        choices, reader = codes.load(connection), landing.load_reader(connection)
    for field in contracts.form(name).fields:
        if field.lookup:
            known = reader.lookups[field.lookup]
            assert choices[field.lookup]
            assert [text for text in choices[field.lookup] if normalise(text) not in known] == []


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("name", list(contracts.forms()))
def test_the_frame_is_locked_and_the_cells_are_open(name: str, tmp_path: Path) -> None:
    form, path = contracts.form(name), tmp_path / "模板.xlsx"
    with database.connect("loader") as connection:
        choices, hints = codes.load(connection, "530102"), codes.load_hints(connection)
    template.write(form, path, unit="530102-RC", period=PERIOD[form.period_grain], codes=choices, hints=hints)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert all(s.protection.sheet and s.protection.password is None for s in book.worksheets)
    kept = sheet.protection
    assert not any((kept.sort, kept.autoFilter, kept.insertRows, kept.deleteRows, kept.formatColumns, kept.formatRows))
    # rows are deleted and sorted only where every cell of them is open, to the sheet's last column
    columns = [d for d in sheet.column_dimensions.values() if not d.protection.locked]
    assert sum(d.max - d.min + 1 for d in columns) == 16_384
    assert sheet.auto_filter.ref.startswith(f"A{template.EXAMPLE_ROW + 1}:")
    for row in (1, template.HEADER_ROW + 1, template.EXAMPLE_ROW + 1):
        assert all(cell.protection.locked for cell in sheet[row])
        assert sheet.row_dimensions[row].s is not None
    open_cells = [cell.coordinate for row in sheet["A2:Z3"] for cell in row if not cell.protection.locked]
    assert open_cells, "part and tick are filled in by hand"
    texts = {c for d in columns for c in range(d.min, d.max + 1) if d.number_format == "@"}
    assert {n for n, f in enumerate(form.fields, 2) if f.kind in ("identity_number", "text", "month", "code")} <= texts
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        9,
        True,
    )
    for validation in sheet.data_validations.dataValidation:
        assert validation.prompt
        assert len(validation.formula1 or "") <= template.TEXT_LENGTH
    covered = [v for v in sheet.data_validations.dataValidation if f"{template.FIRST_ROW + 1}:" in str(v.sqref)]
    assert len(covered) == len(form.fields)


@pytest.mark.usefixtures("warehouse")
def test_a_family_narrows_the_programmes_and_none_offers_them_all(tmp_path: Path) -> None:
    form, path = contracts.form("measure_return"), tmp_path / "模板.xlsx"
    with database.connect("loader") as connection:
        choices, hints = codes.load(connection), codes.load_hints(connection)
    template.write(form, path, codes=choices, hints=hints)
    groups = hints.groups["programme"]
    specific = [text for texts in groups.values() for text in texts if text not in ("全部", "不适用")]
    assert sorted([*specific, "全部", "不适用"]) == sorted(choices["programme"]), (
        "a family has no name in seeds/code.csv"
    )
    assert all(texts[:2] == ["全部", "不适用"] for texts in groups.values())
    book = openpyxl.load_workbook(path)
    column = next(n for n, f in enumerate(form.fields, 2) if f.name == "programme")
    place = openpyxl.utils.get_column_letter(column)
    (validation,) = [
        v for v in book.worksheets[0].data_validations.dataValidation if str(v.sqref).startswith(f"{place}{template.FIRST_ROW + 1}:")
    ]  # fmt: skip
    # with a family chosen the list is the block of its members in the hidden sheet, else all
    assert validation.formula1.startswith('IF($G$3="",list_programme,OFFSET(INDEX(member_programme,1),MATCH($G$3,')
    dictionary = {c[0].value: [x.value for x in c[1:] if x.value] for c in book[template.DICTIONARY].iter_cols()}
    pairs = list(zip(dictionary["group_of_programme"], dictionary["member_programme"], strict=True))
    assert [g for g, _ in pairs] == [group for group, texts in groups.items() for _ in texts]
    assert [m for g, m in pairs if g == "特派员"] == groups["特派员"]
    guide = [c.value for row in book[template.GUIDE] for c in row if c.value]
    assert "“指标”的计量单位和含义" in guide
    assert hints.meanings["measure"]["培训人次"].unit == "人次"
