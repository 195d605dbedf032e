"""Filings for tests: good rows by default, a test states only what matters. All persons are made up."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from talent_warehouse import contracts
from talent_warehouse.identity import check_digit
from talent_warehouse.intake import arrivals
from talent_warehouse.intake.arrivals import Listed

PERSON = {
    "id_type": "居民身份证",
    "sex": "男",
    "birth_ym": "1980-01",
    "employer": "虚构林业站",
    "work_region": "五华区",
    "staff_category": "事业单位专业技术人员",
    "talent_category": "专业技术人才",
    "education": "大学本科",
    "degree": "学士",
    "title_series": "工程",
    "title_level": "中级",
    "title_date": "2015年6月",
    "is_grassroots_title": "否",
    "employment": "在编",
    "wage_here": "是",
    "entry_date": "2010-07",
    "entry_mode": "招录",
    "as_of_date": "2021-12-31",
}
RETURN = {
    "measure": "POP_RESIDENT",
    "region": "昆明市",
    "programme": "不适用",
    "year": "2021",
    "scope": "本地区",
    "value": "1000",
    "unit": "人",
}
MOVEMENT = {
    "fund_ref": "昆科发〔2021〕12号",
    "fund_year": "2021",
    "programme": "“三区”科技人才",
    "stage": "获得",
    "source_level": "省级",
    "payer": "云南省科学技术厅",
    "payee": "昆明市科学技术局",
    "payee_count": "1",
    "region": "昆明市",
    "amount": "120",
    "unit": "万元",
    "movement_date": "2021-05-01",
    "document_no": "昆科发〔2021〕12号",
}
POSTS = {
    "source": "引才活动",
    "list_ref": "2021-示例引才-01",
    "programme": "科技特派员",
    "edition": "第六届",
    "held_on": "2021-05-12",
    "channel": "校园招聘",
    "employer": "示例县第一中学",
    "employer_kind": "中小学校",
    "employers": "1",
    "industry": "教育",
    "post_class": "专业技术岗位",
    "urgent": "是",
    "posts": "12",
    "openings": "15",
    "applicants": "40",
    "filled": "10",
    "region": "五华区",
    "as_of_date": "2021-12-31",
}
ACTIVITY = {
    "start_date": "2021-05-12",
    "programme": "科技特派员",
    "activity_type": "培训",
    "mode": "线下",
    "place_region": "五华区",
    "place_text": "示例镇示例村",
    "activities": "2",
    "attendances": "45",
    "people_served": "40",
}
ENTITY = {
    "entity_type": "专家工作站",
    "entity_name": "示例苗木专家工作站",
    "programme": "科技特派员",
    "level": "省级",
    "authority": "示例省科学技术厅",
    "lead_unit": "示例大学",
    "lead_kind": "高等院校",
    "region": "五华区",
    "life_stage": "认定",
    "stage_date": "2021-05",
    "first_date": "2021-05",
}
EXPERT = {
    "id_type": "居民身份证",
    "birth_ym": "1980-01",
    "role": "专家",
    "life_stage": "认定",
    "stage_date": "2021-04",
    "service_region": "五华区",
}


def id_number(n: int, birth: str = "19800101", male: bool = True, area: str = "530102") -> str:
    """The n-th made-up number of a birth date and sex, with a right check digit."""
    order = 2 * n + (1 if male else 0)
    body = f"{area}{birth}{order % 1000:03d}"
    return body + check_digit(body)


def person(n: int, **fields: str | None) -> dict[str, str | None]:
    """A good row of talent_register about the n-th made-up person."""
    return {"name": f"测某{n:03d}", "id_number": id_number(n), **PERSON, **fields}


def text(form: str, rows: Sequence[Mapping[str, str | None]], top: Sequence[str] = ("报告期：2021年",)) -> str:
    """A csv: lines above, the header, the rows."""
    fields = contracts.form(form).fields
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([line] for line in top)
    writer.writerow([f.header for f in fields])
    writer.writerows([row.get(f.name) or "" for f in fields] for row in rows)
    return file.getvalue()


def write(path: Path, content: str, age: float = 60.0) -> Path:
    """A file that has been quiet for a while."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def arrived(path: Path, when: datetime) -> Path:
    """Let a file in a unit's folder have arrived then: a line of the inbox's list of arrivals."""
    inbox = next(p for p in path.parents if p.name == "inbox")
    known = arrivals.listed(inbox)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    known[path.relative_to(inbox).as_posix()] = Listed(digest, when, "a test")
    arrivals.write(inbox, known)
    return path
