"""`talent identity rotate`: another identity key takes the place of the one in use, in the database and in the key file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg

from talent_warehouse import database, identity
from talent_warehouse.intake import keys, landing, rereads, rotation
from talent_warehouse.intake.anew import Change
from talent_warehouse.operations.reread import judge


@dataclass(frozen=True)
class Rotated:
    """What a rotation came to: what was rewritten; what today's reader read otherwise besides, as of a reading anew;
    what is left to do by hand.
    """

    is_dry_run: bool
    key_before: str | None
    key_id: str
    documents: int
    submissions: int
    rows: int
    persons: int
    changes: tuple[Change, ...]
    failed: tuple[str, ...]
    accepted: int
    returned: int
    to_do: str | None


def rotate(new: Path | None = None, is_dry_run: bool = False, say: Callable[[str], None] = lambda _: None) -> Rotated:
    """Read the archive again under the key of a file, of TALENT_NEW_IDENTITY_KEY, or under the one that is in place.

    One transaction: killed, it is not begun. Killed after it, before the key is in place, nothing is ingested until it is;
    called again it puts it there.
    Raises: RotationError where persons could not be read again; ConfigurationError for a key that is malformed or in use;
    LockedError while somebody takes, lands, judges or builds; NightError if a form could not be judged.
    """
    key, changes = identity.next_key(new), list[Change]()
    with database.connect("owner", "talent contracts") as owner:
        landing.make_tables(owner)
    # published tables belong to several roles: none of them may rewrite all
    with (
        psycopg.connect(database.url(), autocommit=True, application_name="talent rotate") as connection,
        ExitStack() as held,
    ):
        held.enter_context(database.build_lock(connection))
        held.enter_context(database.inbox_lock(connection))
        used, done, failed, to_judge = keys.in_use(connection), rotation.Rewritten(0, 0, 0, 0), list[str](), 0
        if used not in (None, key.id):
            say(f"reading the archive under the key {key.id}; people are hashed with {used}")
            with connection.transaction(force_rollback=is_dry_run):
                done, failed = rotation.rekey(connection, str(used), key, changes.append)
                to_judge = rereads.unjudged(connection) + sum(c.now == "returned" for c in changes)
    is_in_place = is_dry_run or identity.put_in_place(key) or identity.load_key().id == key.id
    to_do = None if is_in_place else _PUT.format(key.id)
    if used == key.id and is_in_place:
        to_do = _MAKE.format(key.id)
    accepted, returned = judge(say) if to_judge and not is_dry_run else (0, 0)
    return Rotated(
        is_dry_run, used, key.id, done.documents, done.submissions, done.rows, done.persons, tuple(changes),
        tuple(failed), accepted, returned, to_do,
    )  # fmt: skip


_PUT = (
    "TALENT_IDENTITY_KEY still has another key: put the key {0} there, for every process, before the next ingest; it is "
    "refused until then. 请把环境变量 TALENT_IDENTITY_KEY 改为新密钥，否则下次接收会被拒绝。"
)
_MAKE = (
    "The key {0} is the one in use, and in place. For another write 64 hexadecimal digits into a file that only you can "
    "read (umask 077; openssl rand -hex 32 > FILE), keep a copy apart, and call `talent identity rotate --new FILE`. "
    "该密钥已在使用；如需更换，请先生成新密钥文件，再用 --new 指定。"
)
