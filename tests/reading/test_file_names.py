"""What is told of a file that nobody has read: its unit knows it again, and nobody stands in it."""

from __future__ import annotations

import pytest

from talent_warehouse.reading.file_names import without_names

LIST = ("人才台账", "云南省", "五华区", "和平区", "职称")


@pytest.mark.parametrize(
    "name",
    [
        "截断的台账.xlsx", "截图.png", "2021年五华区人才台账（截止12月）.xlsx", "加密文件.xlsx", "损坏.xls", "乱码.csv", "压缩包.rar",
        "五华区林业和草原局2021年度花名册（第二版）.xlsx", "云南省农业科学院.zip", "没有表头.csv", "新建 Microsoft Excel 工作表.xlsx", "工作簿1.xlsx",
        "关于报送职称材料的通知.doc", "和平区统计局.pdf", "~$台账.xlsx",
    ],
)  # fmt: skip
def test_a_unit_knows_its_file_again(name: str) -> None:
    assert without_names(name, LIST) == name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("张三.xlsx", "张*.xlsx"),
        ("张三的表.xlsx", "张***.xlsx"),
        ("岩温罕.xlsx", "岩**.xlsx"),  # no surname that is known
        ("王小明-职称.docx", "王**-职称.docx"),
        ("2021年人才台账张三.xlsx", "2021年人才台账张*.xlsx"),
        ("李新全.xlsx", "李**.xlsx"),
        ("高和平花名册.xlsx", "高**花名册.xlsx"),
        ("高中华.xlsx", "高**.xlsx"),
        ("杨振兴的职称表.xlsx", "杨***职称表.xlsx"),
        ("组织部周文件.doc", "组织部周**.doc"),
        ("530102198001010021.xlsx", "530***************.xlsx"),
    ],
)
def test_nobody_stands_in_the_name_of_a_file(name: str, told: str) -> None:
    assert without_names(name, LIST) == told
