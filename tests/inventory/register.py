"""A register of twelve people by which the inventory's figures of staff can be counted by hand."""

from __future__ import annotations

import factories

SENIOR, ASSOCIATE, MIDDLE, ASSISTANT = "正高级", "副高级", "中级", "助理级"
NONE = {"title_level": "无职称", "title_series": None, "title_date": None, "is_grassroots_title": None}

# Of the year: one full senior, two associate seniors (one of them by grassroots review), two intermediate, one assistant; four
# came in the year, one of them from overseas, two by examination, one by transfer. The seniors are 51 and four times 41.
PEOPLE: tuple[dict[str, str | None], ...] = (
    {"birth_ym": "1970-01", "id_number": factories.id_number(0, "19700101"), "title_level": SENIOR, "title_date": "2021-03",
     "education": "博士研究生", "degree": "博士"},
    {"title_level": SENIOR, "title_date": "2018-03", "education": "博士研究生", "degree": "博士"},
    {"title_level": ASSOCIATE, "title_date": "2021-04", "is_grassroots_title": "是"},
    {"title_level": ASSOCIATE, "title_date": "2021-04"},
    {"title_level": ASSOCIATE, "title_date": "2017-04"},
    {"title_level": MIDDLE, "title_date": "2021-06"},
    {"title_level": MIDDLE, "title_date": "2021-06"},
    {"title_level": MIDDLE, "title_date": "2015-06"},
    {"title_level": ASSISTANT, "title_date": "2021-06", "entry_date": "2021-02", "entry_mode": "招录",
     "education": "大学专科", "degree": None},
    {"title_level": ASSISTANT, "title_date": "2016-06", "entry_date": "2021-02", "entry_mode": "招录",
     "education": "大学专科", "degree": None},
    NONE | {"entry_date": "2021-08", "entry_mode": "海外", "staff_category": "技术工人"},
    NONE | {"entry_date": "2021-09", "entry_mode": "调入", "employer_level": "乡镇（街道）", "education": "大学专科", "degree": None},
)  # fmt: skip
