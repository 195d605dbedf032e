"""A steward of a prefecture reads what its own units filed, in every table, view and function, and nothing of others."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

import factories
from commands import as_json, talent
from talent_warehouse import database, night, settings
from talent_warehouse.database import functions, logins, stewards
from talent_warehouse.errors import ConfigurationError, UnknownError

pytestmark = pytest.mark.published
OWN, OTHERS = "530102-RC", "530300-RC"  # of 昆明市, which files in the template too; of 曲靖市
OF_NO_UNIT = {"audit.publication", "audit.rule_set"}
READABLE = """
select c.oid::regclass::text from pg_class as c
where c.relkind in ('r', 'v') and c.relnamespace::regnamespace::text in ('audit', 'raw') and has_any_column_privilege(c.oid, 'select')
order by 1
"""
# how a row of each says whose it is
OF_UNIT = {
    "audit.arrival": "unit_code",
    "audit.current_submission": "unit_code",
    "audit.document": "(select max(a.unit_code) from audit.arrival as a where a.sha256 = seen.sha256)",
    "audit.comment": "unit_code",
    "audit.explanation": "unit_code",
    "audit.explanation_decision": "(select e.unit_code from audit.explanation as e where e.explanation_id = seen.explanation_id)",
    "audit.explanation_now": "unit_code",
    "audit.extension": "unit_code",
    "audit.finding_subject": "unit_code",
    "audit.in_force": "unit_code",
    "audit.reminder": "unit_code",
    "audit.seen_unit": "unit_code",
    "audit.submission": "unit_code",
}
BY_SUBMISSION = "(select s.unit_code from audit.submission as s where s.submission_id = seen.submission_id)"


@pytest.fixture
def url(warehouse: str) -> Iterator[str]:
    """Where a steward of 昆明市 connects. Units of two prefectures have filed: a register with findings, and a file that is none."""
    inbox = settings.places().inbox
    for unit, region in ((OWN, "五华区"), (OTHERS, "麒麟区")):
        rows = [factories.person(n, as_of_date="2019-12-31", work_region=region) for n in range(10, 18)]
        content = factories.text(
            "talent_register", [*rows[1:], rows[0] | {"name": None, "sex": region}], ("报告期：2019年",)
        )
        factories.write(inbox / unit / "2019.csv", content)
        factories.write(inbox / unit / "说明.csv", f"{unit}\n")
    assert night.ingest().accepted == 2
    with psycopg.connect(warehouse, autocommit=True) as admin:
        admin.execute(
            "insert into audit.explanation (rule_id, rule_version, unit_code, form, period, fingerprint, explanation, origin,"
            " submission_id, expires_on) select 'TR-101', '1', unit_code, form, period, 'x', '已与单位核实', 'desk',"
            " submission_id, '2099-12-31' from audit.submission where state = 'accepted'"
        )
        for statement in (
            "insert into audit.explanation_decision (explanation_id, decision) select explanation_id, 'accepted' from audit.explanation",
            "insert into audit.reminder (unit_code, form, period, due_date, step, channel)"
            " select unit_code, form, period, '2020-01-31', 1, 'phone' from audit.explanation",
            "insert into audit.extension (unit_code, form, period, due_date, reason)"
            " select unit_code, form, period, '2020-02-28', '系统故障三天' from audit.explanation",
            "insert into audit.approval (submission_id, level, decision) select submission_id, 'county', 'approved' from audit.explanation",
            "insert into audit.comment (unit_code, comment) select unit_code, '联系人已更换' from audit.explanation",
        ):
            admin.execute(statement.encode())
        admin.execute(
            "insert into audit.reread (submission_id, reader, cells) select submission_id, '1', 0 from audit.submission"
        )
        admin.execute(
            "insert into audit.publication_input (submission_id, from_no)"
            " select submission_id, 1 from audit.submission on conflict do nothing"
        )
        admin.execute(
            "insert into audit.current_submission select submission_id, unit_code, form, period, part, received_at,"
            " rows_landed from audit.submission on conflict do nothing"
        )
        logins.add(admin, "li_kunming", "steward", region="昆明市")
        yield make_conninfo(warehouse, user="li_kunming", password="")
        logins.remove(admin, "li_kunming")


def _units(connection: database.Connection, relation: str) -> dict[str, int]:
    owner = OF_UNIT.get(relation, BY_SUBMISSION)
    return dict(
        connection.execute(
            f"select coalesce({owner}, '-'), count(*) from {relation} as seen group by 1".encode()
        ).fetchall()
    )


def test_a_steward_sees_its_own_units_and_no_others(url: str, warehouse: str) -> None:
    with psycopg.connect(url) as steward, psycopg.connect(warehouse) as whole:
        whole.execute("set role talent_steward")
        readable = {name for (name,) in steward.execute(READABLE.encode()).fetchall()}
        assert "raw.seen_talent_register" in readable
        assert not {n for n in readable if n.startswith("raw.") and not n.startswith("raw.seen_")}
        compared = set()
        for name in sorted(readable - OF_NO_UNIT - {"audit.steward"}):
            seen = _units(steward, name)
            assert {unit[:4] for unit in seen} <= {"5301"}, name
            if name != "audit.seen_unit":
                all_units = _units(whole, name.replace("raw.seen_", "raw."))
                assert seen == {unit: n for unit, n in all_units.items() if unit.startswith("5301")}, name
                if {OWN, OTHERS} <= all_units.keys():
                    compared.add(name)
        assert compared >= {
            "audit.arrival", "audit.document", "audit.submission", "audit.finding", "audit.in_force", "audit.explanation",
            "audit.quarantined_row", "audit.reread", "audit.publication_input", "audit.current_submission",
            "raw.seen_talent_register", "audit.explanation_decision", "audit.explanation_now", "audit.reminder",
            "audit.extension", "audit.approval", "audit.comment", "audit.finding_subject", "audit.finding_course",
        }  # fmt: skip
        policied = {
            unit
            for (unit,) in whole.execute("select unit_code from reference.reporting_unit where unit_code ~ '^5301'")
        }
        assert _units(steward, "audit.seen_unit").keys() == policied
        assert steward.execute("select login, region_code, level from audit.steward").fetchall() == [
            ("li_kunming", "530100", "prefecture")
        ]


REFUSED = [
    "select * from raw.talent_register",
    "select * from audit.turn",
    "select * from audit.ended_session",
    "select * from audit.file_left",
    "select * from warehouse.dim_region",
    "select * from mart.dim_person",
    "select * from history.fct_talent_headcount",
    "select mart.contributions('mart', null)",
    "select * from audit.explained_slot('{}', now())",
    "update audit.steward set region_code = '530300'",
    "insert into audit.steward values ('li_kunming', '530300', 'prefecture')",
    "delete from audit.finding",
    "insert into raw.seen_talent_register (submission_id, sheet, row_no) values ('x', 'x', 1)",
    "alter table audit.finding disable row level security",
    "drop policy own_units on audit.finding",
    "create temporary table mine (n integer)",
    "set role talent_steward",
    "set role talent_owner",
    "set session authorization talent_steward",
    # under the policy: not its unit
    f"insert into audit.extension (unit_code, form, period, due_date, reason)"
    f" values ('{OTHERS}', 'talent_register', '2019', '2020-03-01', '系统故障三天')",
    f"insert into audit.comment (unit_code, comment) values ('{OTHERS}', '联系人已更换')",
    "insert into audit.hold_decision (build_no, rule_id, findings_hash, decision, reason) values (1, 'x', 'x', 'released', '已逐条核实')",
    f"update audit.explanation set unit_code = '{OTHERS}'",
    "delete from audit.explanation",
    "set row_security = off; select * from audit.finding",
]


def test_a_steward_of_a_region_changes_nothing_of_its_rights(url: str) -> None:
    for statement in REFUSED:
        with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute(statement.encode())
        assert isinstance(refused.value, psycopg.errors.InsufficientPrivilege), statement
    with psycopg.connect(url) as connection:  # what it writes of its own units bears its name, whatever it says
        connection.execute("select set_config('talent.actor', 'wang_fang', false)")
        statement = "insert into audit.comment (unit_code, comment) values (%s, '联系人已更换') returning written_by"
        assert connection.execute(statement, (OWN,)).fetchone() == ("li_kunming",)


def test_errors_and_statistics_tell_nothing_of_other_units(url: str, warehouse: str) -> None:
    with psycopg.connect(warehouse, autocommit=True) as admin:
        admin.execute("analyze audit.submission, audit.finding, audit.arrival, raw.talent_register")
    probes = [
        "select * from audit.submission where unit_code::integer = 1",
        "select * from audit.arrival where (file_name || unit_code)::integer = 1",
        "select * from audit.finding where message_zh::integer = 1",
        "select * from audit.in_force where unit_code::integer = 1",
        "select * from raw.seen_talent_register where (submission_id || name)::integer = 1",
    ]
    with psycopg.connect(warehouse) as admin:
        foreign = {
            text
            for (text,) in admin.execute(
                "select submission_id from audit.submission where unit_code = %(unit)s union select message_zh from"
                " audit.finding inner join audit.submission using (submission_id) where unit_code = %(unit)s"
                " except select message_zh from audit.finding inner join audit.submission using (submission_id)"
                " where unit_code <> %(unit)s",
                {"unit": OTHERS},
            )
        } | {OTHERS}
    for probe in probes:
        for order in ("off", "on"):  # with and without the planner's freedom to look at rows by an index
            where = make_conninfo(url, options=f"-c enable_seqscan={order}")
            with psycopg.connect(where) as connection, pytest.raises(psycopg.errors.InvalidTextRepresentation) as told:
                connection.execute(probe.encode())
            assert not [text for text in foreign if text in str(told.value)], probe
    with psycopg.connect(url) as connection:
        shown = connection.execute("select tablename from pg_stats where schemaname in ('audit', 'raw')").fetchall()
        assert {name for (name,) in shown} <= {"publication", "rule_set"}


def test_explain_shows_rows_of_persons_of_its_own_units_alone(url: str, warehouse: str) -> None:
    key = '{"region_code": "530102", "rollup": "total", "title_level": "_T", "age_band": "_T", "year": 2021}'
    cell = f"select kind, unit_code, cell_text from mart.explain('mart_title_structure', '{key}', 'people')"

    def shown(where: str) -> list[tuple[str, str, str | None]]:
        with psycopg.connect(where) as connection:
            return [row for row in connection.execute(cell.encode()).fetchall() if row[0] == "row"]

    rows = shown(url)
    assert len(rows) == 3
    assert {unit for _, unit, _ in rows} == {OWN}
    assert None not in {text for *_, text in rows}
    assert rows == shown(database.role_url("steward"))
    with psycopg.connect(warehouse, autocommit=True) as admin:  # of others it is shown what analysts are
        admin.execute("update audit.steward set region_code = '530300'")
    assert [text for *_, text in shown(url)] == [None] * 3
    assert shown(url) == shown(database.role_url("analyst"))


def test_counts_by_cell_are_read_whole(url: str) -> None:
    with psycopg.connect(url) as steward, database.connect("analyst") as analyst:
        for query in (
            "select count(*), sum(headcount) from mart.mart_region_programme_year",
            "select count(*) from mart.mart_submission_completeness",
            "select * from mart.unit_people(2021) order by 1, 2, 3",
            "select form, submissions_published, submissions_waiting from mart.freshness order by 1",
            "select no, submissions from mart.publication order by 1",
        ):
            assert steward.execute(query.encode()).fetchall() == analyst.execute(query.encode()).fetchall()


def test_a_county_a_removed_login_and_one_that_was_given_the_role_by_hand(url: str, warehouse: str) -> None:
    assert url
    with psycopg.connect(warehouse, autocommit=True) as admin:
        logins.add(admin, "wu_county", "steward", region="530102")
        admin.execute("create role by_hand login in role talent_region_steward")
        try:
            with psycopg.connect(make_conninfo(warehouse, user="wu_county")) as county:
                assert {u for (u,) in county.execute("select unit_code from audit.seen_unit")} == {
                    u
                    for (u,) in admin.execute(
                        "select unit_code from reference.reporting_unit where region_code = '530102'"
                    )
                }
                assert county.execute("select count(*) from audit.submission").fetchone() != (0,)
            with psycopg.connect(make_conninfo(warehouse, user="by_hand")) as hand:
                for name in ("audit.submission", "audit.finding", "raw.seen_talent_register", "audit.steward"):
                    assert hand.execute(f"select count(*) from {name}".encode()).fetchone() == (0,)
            assert {one["login"]: one["region"] for one in as_json("user", "list")} == {
                "by_hand": "-", "li_kunming": "530100", "wu_county": "530102",
            }  # fmt: skip
        finally:
            logins.remove(admin, "wu_county")
            logins.remove(admin, "by_hand")
        assert admin.execute("select login from audit.steward").fetchall() == [("li_kunming",)]


def test_a_login_of_the_name_of_one_that_was_dropped_sees_nothing_by_it(url: str, warehouse: str) -> None:
    """By SQL, past `talent user remove`: what was kept of the login stands, is named, and is nobody's."""
    with psycopg.connect(warehouse, autocommit=True) as admin:
        with psycopg.connect(url) as steward:
            assert steward.execute("select count(*) from audit.submission").fetchone() != (0,)
        admin.execute("drop role li_kunming")
        assert as_json("user", "list") == [{"login": "li_kunming", "role": "-", "sessions": 0, "region": "530100"}]
        told = {row["check"]: row for row in as_json("doctor", status=1)}["stewards"]
        assert (told["state"], "li_kunming (530100)" in told["found"]) == ("wrong", True)
        assert told["mend"].startswith("`talent user remove li_kunming`")
        admin.execute("create role li_kunming login in role talent_region_steward")
        with psycopg.connect(url) as another:
            for name in (
                "audit.submission",
                "audit.finding",
                "audit.seen_unit",
                "raw.seen_talent_register",
                "audit.steward",
            ):
                assert another.execute(f"select count(*) from {name}".encode()).fetchone() == (0,), name
        admin.execute("drop role li_kunming")
        assert "no login any more" in talent("user", "remove", "li_kunming").stderr
        assert as_json("user", "list") == []
        assert {row["check"]: row["state"] for row in as_json("doctor")}["stewards"] == "ok"
        logins.add(admin, "li_kunming", "steward", region="昆明市")  # for the fixture's end


def test_regions_at_the_command_line(warehouse: str) -> None:
    add = ("user", "add", "he_ping", "--role")
    assert "There is no region '五华'" in talent(*add, "steward", "--region", "五华", status=2).stderr
    assert "A region is for stewards" in talent(*add, "analyst", "--region", "530100", status=2).stderr
    assert as_json("user", "list") == []
    whole = as_json(*add, "steward", "--region", "530000")
    try:
        assert (whole["role"], whole["region"]) == ("steward", None)
        with psycopg.connect(make_conninfo(warehouse, user="he_ping")) as connection:
            assert connection.execute("select count(*) from audit.submission").fetchone() == (2,)
            connection.execute("select * from raw.talent_register")
    finally:
        talent("user", "remove", "he_ping")
    with psycopg.connect(warehouse) as admin:
        with pytest.raises(UnknownError, match="no region '530122'"):  # it stands no more
            stewards.region(admin, "530122")
        admin.execute("insert into reference.region select region_key || 'x', '539999', name, level, parent_code, valid_from,"
                      " valid_to, successor from reference.region where region_code = '530102'")  # fmt: skip
        with pytest.raises(ConfigurationError, match="五华区 is the name of 530102, 539999"):
            stewards.region(admin, "五华区")


def test_rights_stand_when_functions_are_made_anew(url: str) -> None:
    with psycopg.connect(url) as steward, database.connect("owner") as owner, owner.transaction(force_rollback=True):
        owner.execute("delete from audit.sql_function where name = 'audit.seen_unit'")
        assert functions.make_anew(owner) == ["audit.seen_unit"]
        rights = owner.execute(
            "select relacl::text, reloptions from pg_class where oid = 'raw.seen_talent_register'::regclass"
        )
        acl, options = rights.fetchone() or ("", None)
        assert "talent_region_steward=r/" in acl
        assert options == ["security_barrier=true"]
        assert steward.closed is False


def test_each_table_under_a_policy_leaves_those_who_work_as_they_were(warehouse: str) -> None:
    """Whoever is no steward of a region is under no condition at all: its plans have none."""
    with psycopg.connect(warehouse) as admin:
        tables = [
            name
            for (name,) in admin.execute("select oid::regclass::text from pg_class where relrowsecurity order by 1")
        ]
    assert len(tables) == 14
    for role in ("loader", "builder", "publisher", "owner", "steward"):
        with database.connect(role) as connection:
            for name in tables:
                plan = connection.execute(sql.SQL("explain select * from {}").format(sql.SQL(name))).fetchall()
                assert "Filter" not in str(plan), (role, name)
                assert "SubPlan" not in str(plan), (role, name)
