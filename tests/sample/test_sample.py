"""The sample province: the same bytes every time, every rule planted; and through the night: what is found is what was
planted, one for one, and nothing else; every rule of gate 2 finds what it is about; every figure leads to what was filed,
and every change to the filing that made it.

It is written and built once; the last test alone changes what is published.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import product
from pathlib import Path
from types import MappingProxyType

import psycopg
import pytest
import yaml
from psycopg import sql

import outsider
import talent_sample
import workbooks
from clones import cloned
from marts import wide_marts
from recount import recount
from recount.compare import differences, settled
from recount.landed import Landing
from talent_sample import plan, reference
from talent_warehouse import contracts, database, night, settings
from talent_warehouse.contracts import Rule
from talent_warehouse.database import Connection, seeds
from talent_warehouse.gate import gate2
from talent_warehouse.gate.findings import failing_rows, message
from talent_warehouse.intake import submissions
from talent_warehouse.lineage import diff
from talent_warehouse.lineage.proof import unexplained
from talent_warehouse.reading import issues
from talent_warehouse.reading.files.documents import open_document
from talent_warehouse.reading.filings import Job, read

pytestmark = pytest.mark.slow

# These cannot come of files in an inbox (a hundred megabytes, a million rows, a period stated by hand, a fault of the
# reader itself, what only `talent read` says: the gate has a rule for it), or have a test of their own in tests/reading.
ELSEWHERE = {
    "RD-too_large", "RD-letters", "RD-too_many_rows", "RD-too_many_cells", "RD-other_period", "RD-other_part", "RD-cut_line", "RD-open_line", "RD-transposed", "RD-across", "RD-reader_failed", "RD-reader_died",
    "RD-reader_slow", "RD-lost_digits", "RD-hidden_form", "RD-second_form", "RD-unread_period",
    "RD-two_periods", "RD-group_rows", "RD-no_cells", "RD-left_out_row", "RD-former_region", "RD-ended_region", "RD-early_region_code", "RD-later_region", "RD-several_regions", "RD-development_zone",
    "RD-copied_sheet", "RD-ditto", "RD-split_number", "RD-two_units", "RD-two_stated_units", "RD-unit_below", "RD-two_names", "RD-concealed_cell", "RD-concealed_zero", "RD-concealed_row", "RD-figure_of_period", "RD-other_time", "RD-merged_across", "RD-other_tab", "RD-struck_label", "RD-said_nil", "RD-struck_row", "RD-struck_cell", "RD-unlabelled_column",
    "RD-set_apart", "RD-says_gone", "RD-reversal", "RD-two_versions", "RD-other_region", "RD-rows_elsewhere",
}  # fmt: skip


TABLE: dict[str, str | list[str]] = yaml.safe_load((Path(__file__).parent / "gate2.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(rule_id, way, id=f"{rule_id}-{n}")
    for rule_id, ways in TABLE.items()
    for n, way in enumerate([ways] if isinstance(ways, str) else ways, start=1)
]


def _queries(is_full: bool) -> dict[str, tuple[Rule, sql.SQL]]:
    """Rule id → the rule, and its query as gate 2 runs it over the warehouse."""
    return {
        rule.id: (rule, failing_rows(rule, sql.Identifier("warehouse", suite.table)))
        for suite in (gate2.looking_at(s, is_full) for s in gate2.suites())
        for rule in suite.rules
    }


WHOLE, CHANGED = _queries(is_full=True), _queries(is_full=False)
TABLE_OF = {r.id: s.table for s in gate2.suites() for r in s.rules}
WIDE = wide_marts()
NARROWED = [case for case in CASES if CHANGED[str(case.values[0])] != WHOLE[str(case.values[0])]]


def _count(connection: Connection, query: sql.SQL) -> int:
    """How many rows a rule finds."""
    (found,) = connection.execute(sql.SQL("select count(*) from ({}) as failing").format(query)).fetchone() or (0,)
    return int(found)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> talent_sample.Summary:
    """The sample, written once for the tests that only look at it."""
    return talent_sample.write(tmp_path_factory.mktemp("sample") / "inbox")


@pytest.fixture(scope="module")
def ingested(
    server: str, written: talent_sample.Summary, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[night.Ingested]:
    """The sample province, judged: what the ingest came to."""
    home = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as monkeypatch, cloned(server, home, monkeypatch):
        seeds.load()
        shutil.copytree(written.inbox, settings.places().inbox, dirs_exist_ok=True)  # with the times of the files
        yield night.ingest(quiet=False)


@pytest.fixture(scope="module")
def published(ingested: night.Ingested) -> None:
    """The sample province after its first publication."""
    assert ingested
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALENT_OPEN", "yes")
        night.publish()


@pytest.fixture(scope="module")
def before(published: None) -> dict[str, int]:
    """Rule id → how many rows it finds in the warehouse as it was built."""
    with psycopg.connect(database.url()) as connection:
        return {rule_id: _count(connection, query) for rule_id, (_, query) in WHOLE.items()}


@pytest.fixture
def spoilt(published: None) -> Iterator[Connection]:
    """A transaction that may change everything and leaves nothing."""
    with psycopg.connect(database.url()) as connection:
        yield connection
        connection.rollback()


def test_found_is_planted(ingested: night.Ingested, written: talent_sample.Summary) -> None:
    assert ingested.arrivals == written.files
    assert ingested.unchanged == 1
    manifest = json.loads(written.manifest.read_text(encoding="utf-8"))
    planted = Counter((p["file"].rpartition("/")[2], p["sheet"], p["row"], p["column"], p["rule"]) for p in manifest)
    with database.connect("loader") as connection:
        rows = connection.execute(
            'select arrival.file_name, finding.sheet, finding.row_no, finding."column", finding.rule_id'
            " from audit.finding as finding inner join audit.submission as submission using (submission_id)"
            " inner join audit.arrival as arrival using (arrival_id) where finding.source <> 'gate2'"
        ).fetchall()
        (in_force,) = connection.execute(
            "select count(*) from reference.owed_slot as owed"
            " inner join audit.in_force using (unit_code, form, period, part)"
            " where left(owed.region_code, 4) || '00' = any(%s)",
            (list(written.complete),),
        ).fetchone() or (0,)
        (owed,) = connection.execute(
            "select count(*) from reference.owed_slot as owed where left(owed.region_code, 4) || '00' = any(%s)",
            (list(written.complete),),
        ).fetchone() or (0,)
    found = Counter(rows)
    assert sorted((found - planted).elements(), key=str) == []
    assert sorted((planted - found).elements(), key=str) == []
    assert in_force == owed > 80


def digests(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_the_sample_is_the_same_bytes_every_time(written: talent_sample.Summary, tmp_path: Path) -> None:
    again = talent_sample.write(tmp_path / "a" / "inbox")
    assert digests(again.inbox) == digests(written.inbox)
    assert again.manifest.read_bytes() == written.manifest.read_bytes()
    names = [p.name for p in written.inbox.glob("*/**/*") if p.is_file()]
    assert len(names) == len(set(names)) == written.files
    one, other = (plan.make(reference.load(), seed) for seed in (2022, 7))
    assert [f.lines for f in one.filings] != [f.lines for f in other.filings]


def test_every_rule_is_planted(written: talent_sample.Summary) -> None:
    planted = set(written.planted)
    declared = {rule.id for form in contracts.forms().values() for rule in form.rules}
    assert planted == declared | issues.known().keys() - ELSEWHERE


def test_no_row_of_a_file_vanishes(written: talent_sample.Summary, tmp_path: Path) -> None:
    """Each sheet is read or named with the reason; of those that are read the account names every row."""
    files = sorted(p for p in written.inbox.glob("*/**/*") if p.is_file())[::20]
    checked = 0
    for path in files:
        filings = read(Job(path, path.name, path.parts[len(written.inbox.parts)]), workbooks.reader(), tmp_path).filings
        if filings and all(filing.rows for filing in filings):
            sheets, counts = open_document(path).sheets, workbooks.accounted(filings)
            assert counts.keys() | {name for name, _ in filings[0].account.unread} == {s.name for s in sheets}, path
            assert counts == {s.name: sum(1 for _ in s.rows()) for s in sheets if s.name in counts}, path
            checked += 1
    assert checked > len(files) / 2


def test_every_rule_of_gate_2_has_a_case_and_every_case_a_rule() -> None:
    assert TABLE.keys() == WHOLE.keys()


def test_no_integrity_rule_finds_anything_in_the_sample(before: dict[str, int]) -> None:
    assert {i: n for i, n in before.items() if n and WHOLE[i][0].severity == "critical"} == {}


def test_every_rule_runs_over_what_changed_and_finds_no_more_than_over_the_whole(
    spoilt: Connection, before: dict[str, int]
) -> None:
    changed = {rule_id: _count(spoilt, query) for rule_id, (_, query) in CHANGED.items()}
    assert {i: n for i, n in changed.items() if n > before[i]} == {}


@pytest.mark.parametrize(("rule_id", "statement"), CASES)
def test_what_a_rule_is_about_goes_wrong_and_the_rule_says_so(
    spoilt: Connection, before: dict[str, int], rule_id: str, statement: str
) -> None:
    rule, query = WHOLE[rule_id]
    assert spoilt.execute(statement.encode()).rowcount > 0
    found, *said = spoilt.execute(
        sql.SQL("select count(*) over (), {}, {} from ({}) as failing limit 1").format(
            message(rule.message_zh, "failing"), message(rule.message_en, "failing"), query
        )
    ).fetchone() or (0,)
    assert found > before[rule_id]
    assert all(text and not {"{", "}"} & set(text) for text in said), said


def _note_everybody_as_changed(connection: Connection) -> None:
    """Every person, slice and submission of the warehouse stands among what changed since the last publication."""
    connection.execute(
        "insert into audit.changed_person (person_key, year) select person_key, year from warehouse.fct_talent_headcount"
        " union select person_key, year from warehouse.fct_programme_participation"
        " union select person_key, 0 from warehouse.dim_person on conflict do nothing"
    )
    connection.execute(
        "insert into audit.changed_submission (submission_id) select submission_id from audit.current_submission"
        " on conflict do nothing"
    )
    connection.execute(
        "insert into warehouse.int_talent_changed_slices (region_code, year, unit_code)"
        " select region_code, year, unit_code from warehouse.fct_talent_headcount"
        " union select region_code, year, unit_code from warehouse.int_talent_cells"
    )


def test_a_rule_that_looks_at_what_changed_finds_as_much_there_as_in_the_whole(spoilt: Connection) -> None:
    _note_everybody_as_changed(spoilt)  # who is gone afterwards
    assert NARROWED
    for rule_id, statement in (case.values for case in NARROWED):
        with spoilt.transaction(force_rollback=True):
            spoilt.execute(str(statement).encode())
            spoilt.execute(
                "insert into audit.changed_person (person_key, year) select person_key, 0 from warehouse.dim_person"
                " on conflict do nothing"
            )  # who is new
            in_whole = _count(spoilt, WHOLE[str(rule_id)][1])
            assert _count(spoilt, CHANGED[str(rule_id)][1]) == in_whole > 0, (rule_id, statement)


def _numbers(connection: Connection, table: str) -> list[str]:
    """The columns of a relation that have bounds beside them."""
    columns = {
        str(c)
        for (c,) in connection.execute(
            "select column_name from information_schema.columns where table_schema = 'warehouse' and table_name = %s",
            (table,),
        )
    }
    return sorted(c for c in columns if {f"{c}_low", f"{c}_high"} <= columns)


def _missed(
    connection: Connection,
    rule_id: str,
    ways: Sequence[Mapping[str, int]],
    besides: Mapping[str, int] = MappingProxyType({}),
    only: Set[str] | None = None,
) -> list[str]:
    """The numbers (of those that are asked for) for which a rule finds nothing in a row that has no other.

    A way is what the number and its bounds are, by the ends of their names; `besides` is what else the row has.
    """
    numbers = _numbers(connection, TABLE_OF[rule_id])
    asked = [n for n in numbers if only is None or n in only]
    assert asked
    nothing = {f"{n}{end}": None for n in numbers for end in ("", "_low", "_high")}
    missed = []
    for number, way in product(asked, ways):
        values = {**nothing, **{f"{number}{end}": value for end, value in way.items()}, **besides}
        with connection.transaction(force_rollback=True):
            connection.execute(
                sql.SQL("update {table} set {values} where ctid = (select min(ctid) from {table})").format(
                    table=sql.Identifier("warehouse", TABLE_OF[rule_id]),
                    values=sql.SQL(", ").join(
                        sql.SQL("{} = {}").format(sql.Identifier(c), sql.Literal(v)) for c, v in values.items()
                    ),
                )
            )
            if not _count(connection, WHOLE[rule_id][1]):
                missed.append(f"{number} {way}")
    return missed


@pytest.mark.parametrize("rule_id", [i for i in TABLE_OF if i.endswith("-BOUNDS")])
def test_no_number_of_a_relation_may_leave_its_bounds(spoilt: Connection, rule_id: str) -> None:
    assert _missed(spoilt, rule_id, [{"_low": 1, "_high": 0}, {"": 0, "_low": 1}, {"": 1, "_high": 0}]) == []


@pytest.mark.parametrize("rule_id", [i for i in TABLE_OF if i.endswith("-UNITS")])
def test_no_number_of_a_relation_may_stand_without_a_unit(spoilt: Connection, rule_id: str) -> None:
    number = {"": 1, "_low": 1, "_high": 1}
    lead = {WIDE[TABLE_OF[rule_id]].lead} if TABLE_OF[rule_id] in WIDE else None
    assert _missed(spoilt, rule_id, [number], {"units_in_force": 0, "is_complete": False}, lead) == []


@pytest.mark.parametrize("rule_id", [i for i in TABLE_OF if i.endswith("-UNITS") and TABLE_OF[i] in WIDE])
def test_no_number_beside_the_one_that_leads_is_whole_without_a_bound(spoilt: Connection, rule_id: str) -> None:
    ways = [{"": 1, "_low": 1, "_is_complete": True}]
    assert _missed(spoilt, rule_id, ways, only=set(WIDE[TABLE_OF[rule_id]].others)) == []


def _parts_above_their_whole(connection: Connection, year: int = 2021) -> list[str]:
    """The marts in which a part of that year is above its whole."""
    text = (settings.REPOSITORY / "sql/cookbook/21_part_above_whole.sql").read_text(encoding="utf-8")
    assert "2021 as year" in text
    return [row[0] for row in connection.execute(text.replace("2021 as year", f"{year} as year").encode()).fetchall()]


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_no_part_is_above_its_whole_in_any_mart(spoilt: Connection, year: int) -> None:
    assert _parts_above_their_whole(spoilt, year) == []


@pytest.mark.parametrize(
    "spoiling",
    [
        "mart_region_programme_year set participants_low = 1e6 where rollup = 'own'",
        "mart_region_programme_year set participants_low = 1e6 where programme_code <> '_T'",
        "mart_observation set value_low = 1e6 where region_code = '530702' and measure_code = 'PROG_PARTICIPANTS'",
        "mart_observation set value_low = 1e6 where edition <> '_T'",
        "mart_observation set value_low = 1e6 where life_stage = 'implemented'",
        "mart_programme_people set people_low = 1e6 where role <> '_T'",
        "mart_service_outcomes set activities_low = 1e6 where activity_type = 'training'",
        "mart_title_structure set people_low = 1e6 where age_band <> '_T'",
        "mart_funding_execution set awarded_yuan_low = 1e12 where programme_code <> '_T'",
        "mart_recruitment set posts_low = 1e6 where edition <> '_T'",
        "mart_demand set offered_low = 1e6 where item <> '_T'",
        "mart_talent_density set talent_low = 1e6 where rollup = 'own'",
    ],
)
def test_a_part_that_is_above_its_whole_is_found(spoilt: Connection, spoiling: str) -> None:
    spoilt.execute(f"update mart.{spoiling}".encode())
    assert set(_parts_above_their_whole(spoilt)) == {spoiling.split()[0]}


@pytest.mark.usefixtures("published")
def test_every_cell_is_that_of_the_recount() -> None:
    with psycopg.connect(database.url()) as connection:
        cells, shown = recount(Landing(connection, settings.folder("seeds")).world()), settled(connection)
        published = connection.execute("select count(*) from mart.mart_observation").fetchone() or (0,)
    assert differences(cells, shown) == []
    assert len(shown) == len(cells) > 40_000
    assert published == (len(shown),)


@pytest.mark.usefixtures("published")
def test_all_cells_of_the_sample_tell_a_reader_outside_of_nobody() -> None:
    picture = outsider.look()
    assert len(picture.true) > 20_000
    assert outsider.certain([picture]) == []
    truncated = outsider.certain([picture], lambda s: (s or 0, (s or 0) + 2), lambda _, at: picture.true[at] // 3 * 3)
    assert len(truncated) > 100


def test_no_cell_and_no_change_of_the_sample_is_left_unexplained() -> None:
    """Withdraws and publishes again: it stands last."""
    with database.connect("loader") as connection:
        withdrawn = connection.execute(
            "select distinct on (form) submission_id from audit.in_force where rows_landed > 5 order by form, submission_id"
        ).fetchall()
        for (submission_id,) in withdrawn:
            submissions.withdraw(connection, submission_id, "filed by mistake", "a tester")
    night.publish()
    assert len(withdrawn) == len(contracts.forms())
    with database.connect("owner") as connection:
        cells, wrong = unexplained(connection)
        assert wrong == []
        assert cells > 100_000
        found = diff.between(connection, 1, 2)
    assert found.unexplained == ()
    laid = {s for c in found.cells for s in c.laid_to}
    in_their_place = {e.submission_id for e in found.events if e.change == "in force again"}
    assert {s for (s,) in withdrawn} <= laid <= {s for (s,) in withdrawn} | in_their_place
