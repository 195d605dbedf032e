"""What waits in texts for a decision, the decisions, and the sentence behind a figure: read from the archive, and logged."""

from __future__ import annotations

from talent_warehouse.database import Connection
from talent_warehouse.database.rows import Record, records
from talent_warehouse.errors import UnknownError
from talent_warehouse.intake.archive import archived
from talent_warehouse.narrative.pieces import Piece
from talent_warehouse.reading import narratives

_WAITING = """
select
    landed.signature, submission.unit_code as unit, submission.period, landed.submission_id, landed.sheet as place,
    landed.row_no as at, landed.phrase, landed.written, landed.measure as guess, landed.programme,
    (
        select elsewhere.measure_code from audit.narrative_binding as elsewhere
        where elsewhere.phrase = landed.phrase and elsewhere.unit_code <> submission.unit_code
        order by elsewhere.binding_id desc limit 1
    ) as offered
from raw.narrative as landed
inner join audit.in_force as submission using (submission_id)
where
    landed.state__v = 'waiting' and (%(unit)s::text is null or submission.unit_code = %(unit)s)
    and not exists (
        select from audit.narrative_binding as decided where decided.signature = landed.signature
    )
order by submission.unit_code, submission.period, landed.submission_id, landed.sheet, landed.row_no
"""


_DIFFERING = """
select
    claim.unit_code as unit, claim.measure_code as measure, claim.programme_code as programme, claim.region_code as region,
    claim.year, claim.since, claim.scope, claim.value_text as written, claim.value_low as low, claim.value_high as high,
    claim.submission_id, claim.sheet as place, claim.row_no as at,
    cell.witness, cell.value_low as cell_low, cell.value_high as cell_high, cell.unit_code as cell_unit,
    cell.submission_id as cell_submission_id, cell.sheet as cell_sheet, cell.row_no as cell_row,
    cell.unit_code = claim.unit_code as is_of_same_unit
from mart.fct_observation as claim
inner join mart.mart_observation as cell
    on
        cell.measure_code = claim.measure_code and cell.region_code = claim.region_code
        and cell.programme_code = claim.programme_code and cell.year = claim.year and cell.since = claim.since
        and cell.scope = claim.scope and cell.item = claim.item and cell.life_stage = claim.life_stage
        and cell.edition = claim.edition
        and cell.rollup = case when claim.scope = 'own_bureau' then 'own' else 'total' end
where
    claim.witness = 'claimed' and (%(unit)s::text is null or claim.unit_code = %(unit)s)
    and (claim.value_low > cell.value_high or claim.value_high < cell.value_low)
order by claim.unit_code, claim.year, claim.submission_id, claim.sheet, claim.row_no
"""


def differing(connection: Connection, unit: str | None = None) -> list[Record]:
    """Claims of texts that do not meet their cell as it is published, with both places. Where the cell rests on a return of
    the same unit, the unit contradicts itself.
    """
    if connection.execute("select max(no) from audit.publication").fetchone() == (None,):
        return []
    return records(connection, _DIFFERING, {"unit": unit})


def waiting(connection: Connection, unit: str | None = None) -> list[Record]:
    """Figures of texts in force that nobody knows, with the best guess and what was decided of the same words elsewhere."""
    return records(connection, _WAITING, {"unit": unit})


def decide(
    connection: Connection, signature: str, measure: str | None, programme: str | None, scope: str | None, by: str
) -> Record:
    """Write down what the figures of a signature are of, from now on; no measure: of none.

    Raises: UnknownError if no text in force has such a figure, or a code is unknown, or the measure has another unit.
    """
    row = connection.execute(
        "select submission.unit_code, landed.phrase, landed.unit__v from raw.narrative as landed"
        " inner join audit.in_force as submission using (submission_id)"
        " where landed.signature = %s order by landed.submission_id limit 1",
        (signature,),
    ).fetchone()
    if row is None:
        raise UnknownError(
            f"No text in force has a figure {signature!r}. `talent narrative waiting` lists their signatures."
        )
    unit_code, phrase, unit = row
    for column, table, code in (
        ("measure_code", "measure", measure),
        ("programme_code", "programme", programme),
    ):
        if code and not connection.execute(f"select 1 from reference.{table} where {column} = %s", (code,)).fetchone():
            raise UnknownError(f"There is no {table} {code!r}. seeds/{table}.csv has them.")
    if measure and unit and not _fits(connection, measure, str(unit)):
        raise UnknownError(f"{measure} is not counted in {unit}. Choose a measure of that unit, or --none.")
    found = records(
        connection,
        "insert into audit.narrative_binding"
        " (signature, unit_code, phrase, measure_code, programme_code, scope, decided_by)"
        " values (%(signature)s, %(unit)s, %(phrase)s, %(measure)s, %(programme)s, %(scope)s, %(by)s)"
        " returning binding_id, signature, unit_code as unit, phrase, measure_code as measure, programme_code as programme,"
        " scope, decided_by, decided_at",
        {"signature": signature, "unit": unit_code, "phrase": phrase, "measure": measure, "programme": programme,
         "scope": scope, "by": by},
    )  # fmt: skip
    return found[0]


def _fits(connection: Connection, measure: str, unit: str) -> bool:
    query = (
        "select own.dimension = said.dimension or array[own.dimension, said.dimension] <@ array['session', 'occurrence']"
        " from reference.measure as m inner join reference.unit_of_measure as own on own.unit_code = m.unit_code,"
        " reference.unit_of_measure as said where m.measure_code = %s and said.unit_code = %s"
    )
    row = connection.execute(query, (measure, unit)).fetchone()
    return bool(row and row[0])


def sentences(connection: Connection, submission_id: str, place: str | None, by: str) -> list[Piece]:
    """The paragraphs of a text, or one, from the archive; who had them shown is logged.

    Raises: UnknownError if there is no such text or place.
    """
    row = connection.execute(
        "select sha256, arrival.stated_form is not distinct from 'narrative' or arrival.file_name ilike '%%.txt'"
        " from audit.submission inner join audit.arrival using (arrival_id, sha256)"
        " where submission_id = %s and form = %s",
        (submission_id, narratives.NAME),
    ).fetchone()
    opened = narratives.opened(archived(str(row[0])), is_stated=bool(row[1])) if row else None
    if opened is None:
        raise UnknownError(f"There is no text {submission_id!r}. `talent submissions` lists what was filed.")
    found = [piece for piece in opened[1] if place in (None, piece.place)]
    if not found:
        raise UnknownError(f"{submission_id} has no paragraph {place!r}. Without a place all are shown.")
    connection.execute(
        "insert into audit.sentence_read (submission_id, place, read_by) values (%s, %s, %s)",
        (submission_id, place or "*", by),
    )
    return found
