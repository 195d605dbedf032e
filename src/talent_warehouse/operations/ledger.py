"""What the command line shows of the ledger: rows as dictionaries, keys as the command documents them."""

from __future__ import annotations

from talent_warehouse import settings
from talent_warehouse.database import Connection
from talent_warehouse.database.rows import Record, records
from talent_warehouse.errors import UnknownError


def submissions(connection: Connection, slot: str | None = None, submission_id: str | None = None) -> list[Record]:
    """Submissions, oldest first; of one slot (UNIT/FORM/PERIOD/PART) or one id where given.

    Raises: UnknownError if the slot is not written as four parts.
    """
    parts = (slot or "").split("/")
    if slot and len(parts) not in (3, 4):
        raise UnknownError(f"{slot!r} is no slot. Write UNIT/FORM/PERIOD/PART, as 530102-RC/talent_register/2021/-.")
    unit, form, period, part = (*parts, *[None] * (4 - len(parts)))[:4] if slot else (None,) * 4
    return records(
        connection,
        "select s.submission_id, s.sha256, arrival.file_name as file, s.unit_code as unit, s.form, s.period, s.part, s.n,"
        " case when s.withdrawn_at is null then s.state else 'withdrawn' end as state,"
        " exists (select from audit.in_force as f where f.submission_id = s.submission_id) as in_force,"
        " s.is_nil, coalesce(s.withdrawn_why, s.reason) as reason, s.rows_landed,"
        " (select count(*) from audit.quarantined_row as q where q.submission_id = s.submission_id)::integer"
        " as rows_quarantined, s.received_at"
        " from audit.submission as s inner join audit.arrival as arrival using (arrival_id)"
        " where (%(unit)s::text is null or (s.unit_code, s.form, s.period, s.part)"
        " = (%(unit)s, %(form)s, %(period)s, coalesce(%(part)s::text, '-')))"
        " and (%(id)s::text is null or s.submission_id = %(id)s)"
        " order by s.received_at, s.file_name, s.sha256, s.arrival_id, s.form, s.period, s.part",
        {"unit": unit, "form": form, "period": period, "part": part, "id": submission_id},
    )


def findings(connection: Connection, submission_id: str | None = None) -> list[Record]:
    """Findings about submissions, worst first. Raises: UnknownError if there is no such submission."""
    if submission_id and not submissions(connection, submission_id=submission_id):
        raise UnknownError(f"There is no submission {submission_id!r}. `talent submissions` lists them.")
    return records(
        connection,
        "select f.submission_id, s.unit_code as unit, s.form, s.period, s.part, s.sha256, arrival.file_name as file,"
        ' f.sheet, f.row_no as row, f."column", f.rule_id as rule, f.severity, f.source, f.key, f.value_shown,'
        " f.message_zh, f.message_en"
        " from audit.finding as f inner join audit.submission as s using (submission_id)"
        " inner join audit.arrival as arrival using (arrival_id)"
        " where (%(id)s::text is null or f.submission_id = %(id)s)"
        " order by array_position(array['critical', 'warning', 'info', 'trial'], f.severity), s.unit_code, s.form, s.period, s.n,"
        " f.sheet nulls first, f.row_no nulls first, f.rule_id, f.finding_id",
        {"id": submission_id},
    )


def unit(connection: Connection, unit_code: str) -> Record:
    """A reporting unit: its name, and the prefix of the regions that it may file for.

    Raises: UnknownError if there is no such unit.
    """
    found = records(
        connection,
        "select name, case level when 'province' then left(region_code, 2) when 'prefecture' then left(region_code, 4)"
        " else region_code end as region_prefix from reference.reporting_unit where unit_code = %(unit)s",
        {"unit": unit_code},
    )
    if not found:
        raise UnknownError(f"There is no reporting unit {unit_code!r}. Units stand in seeds/reporting_unit.csv.")
    return found[0]


def publications(connection: Connection) -> list[Record]:
    """Publications, newest last."""
    return records(
        connection,
        "select no, build_no, published_at, label, rows_changed,"
        " (select count(*) from audit.publication_input as i where i.from_no <= p.no"
        " and (i.to_no is null or i.to_no > p.no))::integer as submissions from audit.publication as p order by no",
    )


# Three looks at one mart: the province over the years, prefectures that filed everything, money by programme.
_TEN_ROWS = """
with shown as (
    select
        region_name, rollup, programme_code, year, participants, participants_low, participants_high,
        participants_status, units_in_force, units_expected, is_complete, awarded_yuan, awarded_yuan_low,
        awarded_yuan_high, awarded_yuan_status, awarded_yuan_is_complete,
        case
            when region_level = 'province' and programme_code = '_T' then 1
            when region_level = 'prefecture' and programme_code = '_T' and is_complete then 2
            when region_level = '_U' or programme_code <> '_T' and awarded_yuan is not null then 3
        end as look
    from mart.mart_region_programme_year
    where rollup = 'total'
),

numbered as (
    select
        *,
        row_number() over (
            partition by look
            order by (year = 2023) desc, year desc, participants desc nulls last, awarded_yuan desc nulls last, region_name,
                programme_code
        ) as place
    from shown
    where look is not null
)

select
    region_name, rollup, programme_code, year, participants, participants_low, participants_high, participants_status,
    units_in_force, units_expected, is_complete, awarded_yuan, awarded_yuan_low, awarded_yuan_high, awarded_yuan_status,
    awarded_yuan_is_complete
from numbered where place <= case look when 3 then 4 else 3 end order by look, place
"""


def summary(connection: Connection) -> Record:
    """The whole ledger in one screen."""
    (counts,) = records(
        connection,
        "select (select count(*) from audit.document)::integer as documents,"
        " (select count(*) from audit.submission where state = 'accepted')::integer as accepted,"
        " (select count(*) from audit.submission where state = 'returned')::integer as returned,"
        " (select count(*) from audit.in_force)::integer as in_force,"
        " (select coalesce(sum(rows_landed), 0) from audit.submission)::integer as rows_landed,"
        " (select count(*) from audit.quarantined_row)::integer as rows_quarantined,"
        " (select max(no) from audit.publication) as publication,"
        " (select max(published_at) from audit.publication) as published_at",
    )
    severities = records(
        connection,
        "select severity, count(*)::integer as findings from audit.finding where source <> 'gate2' group by severity"
        " order by array_position(array['critical', 'warning', 'info', 'trial'], severity)",
    )
    published = records(connection, "select to_regclass('mart.mart_region_programme_year') is not null as there")
    rows = records(connection, _TEN_ROWS) if published[0]["there"] else []
    return {
        **counts,
        "findings": {r["severity"]: r["findings"] for r in severities},
        "mart_rows": rows,
        "data_docs": str(settings.places().data_docs),
        "desk": str(settings.places().desk / "index.html"),
    }
