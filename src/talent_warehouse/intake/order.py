"""The order of filings: by arrival, then the file's name, then the document. Never by landing, which runs side by side.

All filings of a slot come from one unit's folder. So a unit's arrivals are landed one after another in their order
(`submissions.unread`), and whatever a filing is compared with has landed before it.
"""

from __future__ import annotations

from psycopg import sql

from talent_warehouse.database import Connection, catalog, judging_lock
from talent_warehouse.errors import LockedError

# The last is for a file that was taken twice: all else is the same then.
KEY = "received_at, file_name, sha256, arrival_id"


def key(table: str) -> str:
    """The columns that filings are ordered by, as a row of a table that has them: `(t.received_at, …)`."""
    return f"({', '.join(f'{table}.{column}' for column in KEY.split(', '))})"


def descending(table: str) -> str:
    """The order in which the last to arrive is the first."""
    return ", ".join(f"{table}.{column} desc" for column in KEY.split(", "))


_OUT_OF_ORDER = f"""
select submission.submission_id, submission.arrival_id
from audit.submission as submission
where
    submission.form = %(form)s and submission.judged_at is null
    and exists (
        select from audit.arrival as unread
        where
            unread.outcome is null and unread.unit_code = submission.unit_code
            and {key("unread")} < {key("submission")}
    )
"""

# What was the same as the filing before it is not, where another comes between the two.
_UNCHANGED = f"""
update audit.arrival as arrival set outcome = null
where
    arrival.outcome is not null
    and exists (
        select
        from audit.submission as submission
        inner join audit.arrival as unread using (unit_code)
        where
            submission.unit_code = arrival.unit_code and submission.sha256 = arrival.sha256
            and unread.outcome is null
            and {key("submission")} < {key("unread")} and {key("unread")} < {key("arrival")}
    )
"""


def put_back(connection: Connection) -> int:
    """Undo the landing of what has not settled, where a filing of the same unit that arrived before it is still unread:
    a night that died, a file held back, one submitted by hand. All are read again, in their order; how many.

    So is what changed nothing, settled or not, where the unread one stands between it and what it equals. What is being
    judged stays. Takes the rights of the owner: the loader deletes nothing.
    """
    count = connection.execute(_UNCHANGED).rowcount
    forms = connection.execute("select distinct form from audit.submission where judged_at is null order by form")
    for (form,) in forms.fetchall():
        try:
            with judging_lock(connection, form), connection.transaction():
                count += _put_back(connection, form)
        except LockedError:
            continue
    return count


def _put_back(connection: Connection, form: str) -> int:
    found = connection.execute(_OUT_OF_ORDER, {"form": form}).fetchall()
    ids, arrivals = [i for i, _ in found], [a for _, a in found]
    if catalog.exists(connection, "raw", form):
        landed = sql.SQL("delete from {} where submission_id = any(%s)").format(sql.Identifier("raw", form))
        connection.execute(landed, (ids,))
    connection.execute("delete from audit.finding where submission_id = any(%s)", (ids,))
    connection.execute("delete from audit.submission where submission_id = any(%s)", (ids,))
    connection.execute("update audit.arrival set outcome = null where arrival_id = any(%s)", (arrivals,))
    return len(found)
