"""Whether the archive still holds what arrived: documents are read again, and each has to have the digest it is named by."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from talent_warehouse import settings
from talent_warehouse.database import Connection
from talent_warehouse.intake.archive import archived

log = logging.getLogger(__name__)
_DOCUMENTS = """
select document.sha256, document.first_name, arrival.unit_code
from audit.document as document
left join lateral (
    select unit_code from audit.arrival where arrival.sha256 = document.sha256 order by arrival_id limit 1
) as arrival on true
where %(nights)s = 0 or ('x' || left(document.sha256, 7))::bit(28)::integer %% greatest(%(nights)s, 1) = %(place)s
order by document.first_seen, document.sha256
"""


@dataclass(frozen=True)
class Damage:
    """A document that is not what arrived: what it is named by, whose and which it was, and what is wrong."""

    sha256: str
    unit_code: str
    file_name: str
    what: str  # lost, altered, or why it cannot be read

    def __str__(self) -> str:
        return f"{self.unit_code} {self.file_name} ({self.sha256}): {self.what}"


def damaged(connection: Connection, night: date | None = None, nights: int = 0) -> list[Damage]:
    """The documents that are lost or altered, of all, or of the share that a night reads: in `nights` nights each is read."""
    if night and not nights:
        return []
    place = {"nights": nights, "place": night.toordinal() % nights if night else 0}
    found = []
    for sha256, name, unit in connection.execute(_DOCUMENTS, place).fetchall():
        if what := _wrong(sha256):
            found.append(Damage(sha256, unit or "_U", name, what))
    return found


def tonight(connection: Connection) -> list[str]:
    """The damaged documents of tonight's share, each logged."""
    damage = damaged(connection, datetime.now(ZoneInfo(settings.TIMEZONE)).date(), settings.archive_nights())
    for one in damage:
        log.error("the archive is damaged: %s. Put it back from a backup", one)
    return list(map(str, damage))


def _wrong(sha256: str) -> str | None:
    try:
        with archived(sha256).open("rb") as file:
            return None if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "altered"
    except FileNotFoundError:
        return "lost"
    except OSError as exc:
        return f"cannot be read: {exc.strerror}"
