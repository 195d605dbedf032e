"""One spelling of an edition, in SQL and in the recount."""

from __future__ import annotations

import random

import pytest

from recount.statements import edition
from talent_warehouse import database


@pytest.mark.usefixtures("warehouse")
def test_an_edition_has_one_name():
    known = {
        "第三批": "第3批", " 第 ３　批 ": "第3批", "第十届": "第10届", "第十二届": "第12届", "第二十批": "第20批",
        "二十一": "21", "第两批": "第2批", "二〇二一年度": "2021年度", "红十字第一批": "红十字第1批", "㊂": "3",
        "二三十": "23十", "第十十批": "第十十批", "": None, " 　": None, "A": "A", None: None,
    }  # fmt: skip
    chosen = random.Random(1)  # noqa: S311 - repeatable, not secret
    texts = [
        *known,
        *("".join(chosen.choices("第十十一二〇零两九3批 届２", k=chosen.randrange(9))) for _ in range(3000)),
    ]
    with database.connect("builder") as connection:
        rows = connection.execute(
            "select reference.edition_name(text) from unnest(%s::text[]) with ordinality as texts (text, n) order by n",
            (texts,),
        ).fetchall()
    named = [name for (name,) in rows]
    assert dict(zip(texts[: len(known)], named, strict=False)) == known
    assert named == [edition(text) for text in texts]
