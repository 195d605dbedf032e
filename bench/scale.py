"""What a night costs at the size of a province: everything built once, then a night in which 1% of the submissions changed.

    .venv/bin/python bench/scale.py 1000000

Then the cookbook, and the way from a cell back to what was filed; up to two million rows also the build again whole (its
checksums must be the night's) and the same star by hand in psql.

The rows are made in SQL straight in the landing table (reading is measured by bench/night.py): people with a number, a
thirtieth of them filed by a second unit too, the same people in every year.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from talent_warehouse.publishing.checksums import Checksum, checksums

HOME = Path(tempfile.mkdtemp(prefix="talent-bench-"))
os.environ |= {"TALENT_HOME": str(HOME), "TALENT_IDENTITY_KEY": "5a" * 32}
os.environ.pop("DATABASE_URL", None)

from talent_warehouse import build, database, night, settings  # noqa: E402
from talent_warehouse.database import seeds  # noqa: E402
from talent_warehouse.database.rows import scalar  # noqa: E402
from talent_warehouse.intake import landing  # noqa: E402
from talent_warehouse.lineage import explain  # noqa: E402

T = TypeVar("T")
SLOTS = """
create table raw.slot as
select unit_code, form, period, part, region_code, row_number() over (order by period, unit_code) as number,
    dense_rank() over (order by unit_code) as unit_number
from reference.owed_slot where form = 'talent_register' and region_code <> '_U'
"""
LEDGER = """
with filed as (
    select *, md5(unit_code || period || %(n)s) || md5(period || unit_code || %(n)s) as sha256 from raw.slot
    where number %% %(every)s = 0
),
documents as (
    insert into audit.document (sha256, bytes, first_name, first_seen)
    select sha256, 1, 'made.xlsx', now() from filed returning sha256
),
arrivals as (
    insert into audit.arrival (sha256, unit_code, file_name, received_at, registered_at, outcome)
    select filed.sha256, unit_code, 'made.xlsx', now(), now(), 'filed' from filed inner join documents using (sha256)
    returning arrival_id, sha256
)
insert into audit.submission (submission_id, arrival_id, sha256, unit_code, form, period, part, n, contract_version,
    parser_version, received_at, registered_at, state, rows_landed, judged_at)
select 'S' || left(sha256, 16), arrival_id, sha256, unit_code, form, period, part, %(n)s, '1.0.0', '1', now(), now(),
    'accepted', %(rows)s, now()
from filed inner join arrivals using (sha256)
"""
ROWS = """
insert into raw.talent_register (submission_id, sheet, row_no, name, id_type, id_type__v, id_number, sex, sex__v,
    birth_ym, birth_ym__v, employer, staff_category, staff_category__v, talent_category, talent_category__v, education,
    education__v, title_series, title_series__v, title_level, title_level__v, title_date, title_date__v,
    is_grassroots_title, is_grassroots_title__v, employment, employment__v, wage_here, wage_here__v, as_of_date,
    as_of_date__v, person_key, person_basis, key_id, name_hash, id_birth_month, id_sex)
select submission.submission_id, '台账', row_no, '测*', '居民身份证', 'resident_id', '********', 'x', sexes.code,
    'x', birth, '测试单位' || row_no %% 40, 'x', staff.code, 'x', talents.code, 'x',
    educations.code, 'x', series.code, 'x', levels.code, 'x', make_date(2000 + row_no %% 23, 7, 1),
    'x', case when row_no %% 9 = 0 then 'yes' else 'no' end, 'x', (array['permanent', 'contract', 'flexible'])[1 + row_no %% 3],
    'x', case when row_no %% 2 = 0 then 'yes' end, 'x', make_date(left(submission.period, 4)::integer, 12, 31),
    key, case when row_no %% 50 = 7 then 'weak' else 'strong' end, 'bench', md5((unit_number * 7919 + row_no)::text), birth, sexes.code
from audit.submission inner join raw.slot using (unit_code, form, period, part)
cross join lateral generate_series(1, %(rows)s) as row_no
cross join lateral (select
    -- somebody whom the next unit files as well; after a correction a tenth of the others are new people
    case when row_no %% 30 = 0 then md5('shared' || unit_number / 2 || '-' || row_no) || md5(row_no::text)
        else md5(unit_number || '-' || case when row_no %% 10 = 1 then row_no * 1000 + %(n)s else row_no end) || md5(row_no::text)
    end as key,
    make_date(1960 + row_no %% 42, 1 + row_no %% 12, 1) as birth) as made
inner join raw.codes as sexes on sexes.list = 'sex' and sexes.number = row_no %% sexes.size
inner join raw.codes as staff on staff.list = 'staff_category' and staff.number = row_no %% staff.size
inner join raw.codes as talents on talents.list = 'talent_category' and talents.number = row_no %% talents.size
inner join raw.codes as educations on educations.list = 'education' and educations.number = row_no %% educations.size
inner join raw.codes as series on series.list = 'title_series' and series.number = row_no %% series.size
inner join raw.codes as levels on levels.list = 'title_level' and levels.number = row_no / 7 %% levels.size
where submission.n = %(n)s
"""
CODES = """
create table raw.codes as select list, code, row_number() over (partition by list order by code) - 1 as number,
    count(*) over (partition by list) as size
from reference.code where code !~ '^_'
"""


def timed(name: str, work: Callable[[], T], into: dict[str, float]) -> T:
    """Run a piece of work; its wall seconds are printed and kept."""
    start = time.perf_counter()
    result = work()
    into[name] = round(time.perf_counter() - start, 2)
    print(f"{name:22} {into[name]:8.2f} s", flush=True)
    return result


def file(rows: int, n: int, every: int) -> int:
    """Every `every`-th owed register as its n-th submission, accepted, with so many rows; how many."""
    given = {"rows": rows, "n": n, "every": every}
    with database.connect("owner") as connection, connection.transaction():
        count = connection.execute(LEDGER, given).rowcount
        connection.execute(ROWS, given)
    return count


def publish_all(into: dict[str, float], whole: bool = False) -> None:
    """A publication, step by step."""
    run_id = night.start_run("bench")
    number = timed("freeze", lambda: night.freeze(force=whole), into) or 0
    for layer in build.LAYERS:
        timed(f"dbt {layer}", lambda layer=layer: build.build_layer(number, layer), into)  # type: ignore[misc]
    timed("gate 2", lambda: night.gate2(number, run_id), into)
    timed("publish", lambda: night.publish_build(number), into)
    night.end_run(run_id, "done")
    into["total"] = round(sum(into.values()), 2)
    print(f"{'total':22} {into['total']:8.2f} s\n", flush=True)


def by_hand() -> float:
    """Seconds that the models' own queries take in one psql session: tables and their indexes, no dbt, no tests."""
    manifest = json.loads(build.manifest_path().read_text(encoding="utf-8"))
    models = {k: n for k, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    compiled = settings.places().dbt_target / "compiled"
    with database.connect("owner") as connection, connection.transaction():
        connection.execute("create schema hand")
        start = time.perf_counter()
        for node in _in_order(models):
            query = next(compiled.rglob(f"models/{node['path']}")).read_text(encoding="utf-8")
            query = query.replace(f'"{node["database"]}"."{node["schema"]}".', "hand.")
            kind = "view" if node["config"]["materialized"] == "view" else "table"
            connection.execute(f"create {kind} hand.{node['name']} as {query}".encode())
            if kind == "table":
                for index in node["config"].get("indexes") or ():
                    unique = "unique" if index.get("unique") else ""
                    columns = ", ".join(index["columns"])
                    connection.execute(f"create {unique} index on hand.{node['name']} ({columns})".encode())
                connection.execute(f"analyze hand.{node['name']}".encode())
        took = time.perf_counter() - start
        connection.execute("drop schema hand cascade")
    return took


def _in_order(models: dict[str, Any]) -> list[dict[str, Any]]:
    """Each model after those that it reads."""
    done: dict[str, dict[str, Any]] = {}

    def visit(key: str) -> None:
        if key in models and key not in done:
            for before in models[key]["depends_on"]["nodes"]:
                visit(before)
            done[key] = models[key]

    for key in models:
        visit(key)
    return list(done.values())


def read_marts() -> dict[str, Any]:
    """Milliseconds, the median of three: each query of the cookbook, and the way back from cells of three levels."""
    found: dict[str, Any] = {"cookbook": {}, "explain": {}}
    with database.connect("analyst") as connection:
        for path in sorted((settings.REPOSITORY / "sql" / "cookbook").glob("*.sql")):
            query = path.read_bytes()
            found["cookbook"][path.stem] = _median(lambda query=query: connection.execute(query).fetchall())  # type: ignore[misc]
        for region in ("530102", "530100", "530000"):
            key = {"region_code": region, "rollup": "total", "programme_code": "_T", "year": "2021"}
            found["explain"][region] = _median(
                lambda key=key: explain.cell(connection, "mart_region_programme_year", key, "headcount")  # type: ignore[misc]
            )
    return found


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times) * 1000, 1)


def published() -> list[Checksum]:
    """Of all relations."""
    with database.connect("steward") as connection:
        return checksums(connection)


def main() -> None:
    """Print seconds and ratios; the last line is JSON."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    HOME.chmod(0o755)
    settings.places().make()
    database.migrate()
    seeds.load()
    parsing: dict[str, float] = {}
    timed("parsing", lambda: build.run_dbt("list", "--select", "staging"), parsing)
    fixed: dict[str, float] = {}
    print("\nnothing filed, twice")
    publish_all({})  # what is imported and made only once
    publish_all(fixed, whole=True)
    with database.connect("owner") as connection:
        landing.make_tables(connection)
        connection.execute(SLOTS)
        connection.execute(CODES)
        slots = scalar(connection, "select count(*) from raw.slot")
    rows = max(total // slots, 1)
    start = time.perf_counter()
    file(rows, 1, 1)
    with database.connect("owner") as connection:
        connection.execute("analyze")
    print(f"{slots} registers of {rows} rows made in {time.perf_counter() - start:.0f} s\n\neverything")
    whole: dict[str, float] = {}
    publish_all(whole, whole=True)
    changed = file(rows, 2, 100)
    print(f"{changed} of {slots} registers corrected")
    night_: dict[str, float] = {}
    publish_all(night_)
    found: dict[str, Any] = {"rows": rows * slots, "slots": slots, "changed": changed, "parsing": parsing["parsing"],
                             "fixed": fixed, "full": whole, "night": night_}  # fmt: skip
    found["share"] = (night_["total"] - fixed["total"]) / (whole["total"] - fixed["total"])
    found |= read_marts()
    if total <= 2_000_000:
        before = published()
        publish_all({}, whole=True)
        if published() != before:
            raise SystemExit("a full rebuild differs from the night that built what changed")
        found["by_hand"] = round(by_hand(), 2)
    found["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"the night above the fixed cost: {found['share']:.1%} of a full build; peak memory {found['peak_mb']} MB")
    print(json.dumps(found))


if __name__ == "__main__":
    try:
        main()
    finally:
        database.stop_embedded()
        shutil.rmtree(HOME, ignore_errors=True)
