"""sql/functions is what stands: what changed is made anew whole, and what rests on it, or nothing is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import Row

from talent_warehouse import database, settings
from talent_warehouse.database import functions
from talent_warehouse.errors import ConfigurationError, LockedError

STANDS = """
select p.oid::regprocedure::text, p.proowner::regrole::text, pg_get_functiondef(p.oid), p.proacl::text
from pg_proc as p where p.pronamespace::regnamespace::text in ('audit', 'mart', 'reference')
union all
select c.oid::regclass::text, c.relowner::regrole::text, pg_get_viewdef(c.oid), c.relacl::text
from pg_class as c where c.relkind in ('v', 'c') and c.relnamespace::regnamespace::text in ('audit', 'mart', 'reference')
order by 1
"""


@pytest.fixture
def folder(warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of sql/functions that a test may change; what it is a copy of has been made."""
    assert warehouse
    shutil.copytree(settings.folder("sql"), tmp_path / "sql")
    monkeypatch.setenv("TALENT_SQL", str(tmp_path / "sql"))
    return tmp_path / "sql/functions"


def _rows(query: str, role: str = "owner") -> list[Row]:
    with database.connect(role) as connection:
        return connection.execute(query.encode()).fetchall()


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_each_file_states_all_that_it_names() -> None:
    texts = {
        p.stem: re.sub(r"^--.*$", "", p.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for p in (settings.folder("sql") / "functions").glob("*.sql")
    }
    named = {
        name: {other for other in texts if other != name and re.search(rf"(?<![\w.]){re.escape(other)}(?![\w.])", text)}
        for name, text in texts.items()
    }
    assert {source.name: set(source.needs) for source in functions.sources()} == named


EVERYBODY = {"mart.programme_root", "reference.edition_name", "reference.terms"}
READERS = {
    "mart.explain", "mart.known_boundary", "mart.observation_on", "mart.on_boundaries", "mart.region_programme_year_on",
    "mart.shown_publication", "mart.title_structure_on", "mart.unit_people",
}  # fmt: skip


@pytest.mark.usefixtures("warehouse")
def test_each_role_may_call_what_is_made_for_it() -> None:
    may = {
        role: {
            name
            for (name,) in _rows(
                "select pronamespace::regnamespace || '.' || proname from pg_proc where has_function_privilege(oid, 'execute')"
                " and pronamespace::regnamespace::text in ('audit', 'mart', 'reference')",
                role,
            )
        }
        for role in database.ROLES
    }
    assert may.pop("owner") > READERS | EVERYBODY
    walking = {"researcher", "steward", "loader"}  # a difference is walked for whoever publishes
    assert may == {
        role: EVERYBODY
        | (READERS if role in ("analyst", "researcher", "steward", "region_steward") else set())
        | ({"mart.contributions"} if role in walking else set())
        for role in may
    }


IN_FORCE = r"select distinct on (\([^)]*\))\s.*?(\sfrom audit\.submission\s.*?)[;)]\s"


def test_the_rule_of_what_is_in_force_is_one_though_it_stands_twice() -> None:
    """In audit.in_force, which looks with the rights of whoever asks, and counted for analysts in mart.freshness."""
    rules = []
    for name in ("audit.in_force", "mart.freshness"):
        text = (settings.folder("sql") / f"functions/{name}.sql").read_text(encoding="utf-8")
        found = re.search(IN_FORCE, text, re.DOTALL)
        assert found, name
        rules.append([" ".join(part.split()) for part in found.groups()])
    assert rules[0] == rules[1]
    assert rules[0][0] == "(unit_code, form, period, part)"
    assert rules[0][1].startswith("from audit.submission where state = 'accepted' and withdrawn_at is null order by")
    assert rules[0][1].endswith("arrival_id desc")


def test_what_has_not_changed_is_left_alone(folder: Path) -> None:
    before = _rows("select oid, xmin::text from pg_proc where pronamespace = 'mart'::regnamespace order by 1")
    assert database.migrate() == database.Applied()
    assert _rows("select oid, xmin::text from pg_proc where pronamespace = 'mart'::regnamespace order by 1") == before


def test_a_text_that_changed_is_made_anew_with_its_rights(folder: Path) -> None:
    before, ledger = _rows(STANDS), dict(_rows("select name, (sha256, made_at)::text from audit.sql_function"))
    _edit(folder / "mart.shown_publication.sql", "2147483647", "2147483646")
    assert database.migrate().functions == ("mart.shown_publication",)
    after = _rows(STANDS)
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [
        (name, owner, text.replace("2147483647", "2147483646"), rights)
        for name, owner, text, rights in before
        if name == "mart.shown_publication(integer)"
    ]
    now = dict(_rows("select name, (sha256, made_at)::text from audit.sql_function"))
    assert {name for name in now if now[name] != ledger[name]} == {"mart.shown_publication"}
    assert _rows("select mart.shown_publication(null)", "analyst") == [(2147483646,)]
    assert database.migrate() == database.Applied()


def test_an_old_signature_and_a_file_that_is_gone_leave_nothing_behind(folder: Path) -> None:
    _edit(
        folder / "mart.known_boundary.sql",
        "known_boundary(boundary_year integer)",
        "known_boundary(boundary_year bigint)",
    )
    (folder / "mart.programme_root.sql").unlink()
    assert database.migrate().functions == ("mart.known_boundary", "mart.programme_root")
    names = {name for name, *_ in _rows(STANDS)}
    assert "mart.known_boundary(bigint)" in names
    assert not {"mart.known_boundary(integer)", "mart.programme_root(text)"} & names
    assert _rows("select from audit.sql_function where name = 'mart.programme_root'") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("select coalesce(", "select coalese(", r"mart\.shown_publication\.sql, line 5: .*coalese"),
        ("returns integer", "returns intger", r"mart\.shown_publication\.sql, line 1: .*intger"),
        ("talent_steward;", "talent_stewart;", r"mart\.shown_publication\.sql, line 10: .*talent_stewart"),
        ("mart.shown_publication", "mart.shown", r"mart\.shown, mart\.shown_publication: a file"),
    ],
)
def test_a_text_that_cannot_run_changes_nothing(folder: Path, old: str, new: str, told: str) -> None:
    before, ledger = _rows(STANDS), _rows("select * from audit.sql_function order by 1")
    _edit(folder / "mart.known_boundary.sql", "return least", "return greatest")
    _edit(folder / "mart.shown_publication.sql", old, new)
    with pytest.raises(ConfigurationError, match=told):
        database.migrate()
    assert _rows(STANDS) == before
    assert _rows("select * from audit.sql_function order by 1") == ledger


@pytest.mark.parametrize(
    ("name", "needs", "told"),
    [
        ("reference.terms", "reference.term", r"reference\.terms\.sql needs reference\.term, and there is no such file"),
        ("reference.terms", "reference.measure_identity",
         r"reference\.terms needs reference\.measure_identity needs reference\.identity_term needs reference\.terms"),
    ],
)  # fmt: skip
def test_a_need_that_cannot_be_met_is_told_with_its_file(folder: Path, name: str, needs: str, told: str) -> None:
    path = folder / f"{name}.sql"
    path.write_text(f"-- needs: {needs}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        database.migrate()


VIEWS = """
set role talent_publisher;
create view mart.shown with (security_invoker = true) as select place, factor from reference.terms('A + 2 * B');
grant select on mart.shown to talent_analyst;
comment on view mart.shown is 'It''s shown 展示';
comment on column mart.shown.place is '位置';
create view as_of.shown as select place from mart.shown where place > 1;
grant select on as_of.shown to talent_analyst, talent_steward;
"""
SHOWN = """
select oid::regclass::text, relowner::regrole::text, pg_get_viewdef(oid), reloptions, relacl::text,
    obj_description(oid, 'pg_class'), col_description(oid, 1)
from pg_class where relname = 'shown' order by 1
"""


def test_views_of_a_publication_stand_after_it_as_before(folder: Path) -> None:
    with psycopg.connect(database.url()) as connection:
        connection.execute(VIEWS)
    before = _rows(SHOWN)
    _edit(folder / "reference.terms.sql", "'g'", "'gn'")
    assert database.migrate().functions == ("reference.terms",)
    assert len(before) == 2
    assert _rows(SHOWN) == before
    assert _rows("select * from as_of.shown", "analyst") == [(2,)]


def test_a_view_that_cannot_stand_on_what_is_new_waits_for_a_publication(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(database.url()) as connection:
        connection.execute(VIEWS)
    _edit(folder / "reference.terms.sql", "terms(expression text)", "terms(expression text, times integer)")
    _edit(folder / "reference.identity_term.sql", "(sides.expression)", "(sides.expression, 1)")
    assert database.migrate().functions == ("reference.identity_term", "reference.terms")
    assert _rows(SHOWN) == []
    assert "mart.shown comes with the next publication" in caplog.text


def test_a_table_may_not_rest_on_a_function(folder: Path) -> None:
    with psycopg.connect(database.url()) as connection:
        connection.execute(
            "create table mart.resting (code text, constraint root_ck check (mart.programme_root(code) is not null))"
        )
    _edit(folder / "mart.programme_root.sql", "20", "21")
    with pytest.raises(
        ConfigurationError, match=r"root_ck .*depends on function mart.programme_root.*write a migration"
    ):
        database.migrate()


def test_functions_are_not_made_under_a_build(folder: Path) -> None:
    _edit(folder / "mart.programme_root.sql", "20", "21")
    with (
        database.connect("builder", "a night") as connection,
        database.build_lock(connection),
        pytest.raises(LockedError, match="a night"),
    ):
        database.migrate()
    assert database.migrate().functions == ("mart.programme_root",)
