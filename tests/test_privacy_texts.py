"""Numbers and names in texts: what is masked, and what only looks like it."""

from __future__ import annotations

import pytest

import factories
from talent_warehouse import identity
from talent_warehouse.privacy import Masker, People, scrub

NUMBER = factories.id_number(3, "19771103")
PEOPLE = People(["和平\n测 不得\n马龙\nAlice Smith\n12\nNone"], ["K9912345", "12"])
MASKER = Masker(PEOPLE, ["马龙区", "五华区", "和平共处奖"])


@pytest.mark.parametrize(
    "number",
    [
        NUMBER, f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}", " ".join(NUMBER),
        *(NUMBER[:n] + NUMBER[n + 1 :] for n in range(18)), NUMBER[:6] + NUMBER[8:17], "11010519491231002X", "E12345678", "g12345678",
        "EA1234567", "H12345678", "6222021234567890128", "6222 0212 3456 7890 128", "4111111111111111", "13812345678", "138-1234-5678",
        "+8613812345678", "0871-65123456", "(0871)65123456",
    ],
)  # fmt: skip
def test_a_persons_number_is_masked_and_what_stands_around_it_is_not(number: str) -> None:
    text = scrub(f"原号：{number}，（注销）")
    assert text.startswith("原号：" + number[:2])
    assert text.endswith("*，（注销）")
    assert number[4:] not in text


@pytest.mark.parametrize("text", ["电话65123456", "护照号：P1234567", "卡号62220212345", "１３８１２３４５６７８"])
def test_a_label_or_another_width_makes_no_number_less_of_one(text: str) -> None:
    assert scrub(text).endswith("***")


@pytest.mark.parametrize(
    "text",
    [
        "2021-05-06 2022-01-01", "530102-20210506-0012", "53010220210506001", "20210615123045123", "FL-2021-0001", "S20210001", "1234567.89",
        "2019 2020 2021 2022", "云财预〔2021〕15号", "125000000元", "91530100MA6K12345X", "4111111111111112", "0.13812345678",
    ],
)  # fmt: skip
def test_numbers_of_papers_days_and_money_stay(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("推荐人测不得。", "推荐人测**。"), ("测 不得同志", "测***同志"), ("人才台账_测不得.xlsx", "人才台账_测**.xlsx"), ("测不得诊所", "测**诊所"),
        ("ALICE SMITH说", "A**********说"), ("K9912345的", "K99*****的"), ("推荐人和平", "推荐人和*"), ("马龙县级专家", "马*县级专家"),
    ],
)  # fmt: skip
def test_whom_a_file_is_about_is_masked(text: str, told: str) -> None:
    assert MASKER.text(text) == told


@pytest.mark.parametrize(
    "text",
    ["和平镇", "和平镇卫生院", "和平医院", "马龙区人民医院", "获和平共处奖", "12人", "None", "AK99123456", "测不"],
)
def test_a_word_stays_a_word(text: str) -> None:
    assert MASKER.text(text) == text


def test_a_quoted_text_may_end_in_a_name_and_our_own_words_stay() -> None:
    assert MASKER.text("看到“表 测不”，请改正", is_quoted=True) == "看到“表 测*”，请改正"
    assert MASKER.text("请和平改正", is_quoted=True, own="和平") == "请和平改正"


def test_a_cell_that_reads_as_nothing_is_masked_whole() -> None:
    assert MASKER.cell("男测不得") == "男***"
    assert MASKER.cell("和平镇") == "和平镇"


def test_labels_and_lines_below_a_table_are_nobodys_names() -> None:
    masker = Masker(People(["姓名\n工作地区\n报告期:2021年\n测不得"], []), [], ["工作地区"])
    assert masker.text("“工作地区”中的“呈贡县”") == "“工作地区”中的“呈贡县”"
    assert masker.text("写“报告期：2021年”这样的一行，测不得") == "写“报告期：2021年”这样的一行，测**"


def test_a_name_where_a_number_belongs_is_masked_as_a_name() -> None:
    assert identity.number_mask("测不得") == "测**"
