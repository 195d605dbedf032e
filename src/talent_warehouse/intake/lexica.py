"""What reading a text leans on, as the seeds are loaded; what of its pieces is kept."""

from __future__ import annotations

from collections.abc import Iterable

from talent_warehouse import contracts
from talent_warehouse.database import Connection
from talent_warehouse.narrative import lexicon
from talent_warehouse.narrative.lexicon import Lexicon
from talent_warehouse.reading import narratives
from talent_warehouse.reading.narratives import Texts, Told


def texts(connection: Connection) -> Texts:
    """The contract of texts, the lexicon, and which unit is of which kind."""
    kinds = connection.execute("select unit_code, kind from reference.reporting_unit")
    return Texts(contracts.texts().get(narratives.NAME), load(connection), dict(iter(kinds)))


def load(connection: Connection) -> Lexicon:
    """The lexicon of the seeds that are loaded."""

    def rows(query: str) -> list[tuple[str, ...]]:
        return connection.execute(query).fetchall()

    return lexicon.built(
        rows(
            "select one.unit, coalesce(one.unit_code, ''), coalesce(of.dimension, ''), coalesce(one.not_before, ''),"
            " one.is_doubtful from reference.narrative_unit as one"
            " left join reference.unit_of_measure as of on one.unit_code = of.unit_code order by one.unit"
        ),  # type: ignore[arg-type]
        rows("select kind, cue, code, reach from reference.narrative_cue order by kind, priority"),  # type: ignore[arg-type]
        rows(
            "select one.measure_code, coalesce(one.dimension, of.dimension), one.head, coalesce(one.verb, ''),"
            " coalesce(one.refused, ''), one.weight::float, coalesce(one.programme_code, ''), one.example"
            " from reference.narrative_measure as one"
            " inner join reference.measure as measure on one.measure_code = measure.measure_code"
            " inner join reference.unit_of_measure as of on measure.unit_code = of.unit_code"
            " order by one.measure_code, one.example"
        ),  # type: ignore[arg-type]
        rows(
            "select measure_stock, coalesce(measure_new, ''), coalesce(measure_pending, ''),"
            " coalesce(measure_target, '') from reference.narrative_class order by measure_stock"
        ),  # type: ignore[arg-type]
        rows(
            "select name, programme_code from reference.programme"
            " union all select synonym, programme_code from reference.programme_synonym order by 1, 2"
        ),  # type: ignore[arg-type]
        rows("select measure_code, kind, unit_code from reference.measure order by measure_code"),  # type: ignore[arg-type]
    )


def keep_pieces(connection: Connection, submission_id: str, pieces: Iterable[Told]) -> None:
    """Write down where the pieces of a text stand, how long they are and what they hash to: no letter of them."""
    connection.execute("delete from raw.narrative_piece where submission_id = %s", (submission_id,))
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into raw.narrative_piece (submission_id, piece_no, place, kind, level, length, digest)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [(submission_id, n, p.place, p.kind, p.level, p.length, p.digest) for n, p in enumerate(pieces, 1)],
        )
