"""The identity key in use: somebody who was hashed with one key is found again with that key alone."""

from __future__ import annotations

from psycopg import sql

from talent_warehouse import contracts, identity, settings
from talent_warehouse.database import Connection, catalog
from talent_warehouse.errors import ConfigurationError


def in_use(connection: Connection) -> str | None:
    """Id of the key that the people in landed rows were hashed with; None where nobody has landed."""
    for form in contracts.forms().values():
        if form.person and catalog.exists(connection, "raw", form.name):
            query = sql.SQL("select key_id from {} where key_id is not null limit 1")
            if row := connection.execute(query.format(sql.Identifier("raw", form.name))).fetchone():
                return str(row[0])
    return None


def required(connection: Connection) -> identity.Key:
    """The key of this installation, made here where none is needed yet.

    Raises: ConfigurationError if people stand in the database who were hashed with another: a second host, a lost file,
    another environment would make other people of them, without a word.
    """
    used = in_use(connection)
    if used and not identity.has_key():
        raise ConfigurationError(refusal(used, "there is none here"))
    key = identity.load_key()
    if used and key.id != used:
        raise ConfigurationError(refusal(used, f"the key here is {key.id}"))
    return key


def refusal(used: str, found: str) -> str:
    """Why nothing goes on with another key, and the mend."""
    return (
        f"The people in this warehouse were hashed with the identity key {used}, and {found}: everybody would be counted "
        f"again as somebody else. Nothing was done. Put the key {used} into {settings.places().identity_key} or "
        "TALENT_IDENTITY_KEY, from where it is kept. Where it is lost, or another is to take its place, `talent identity "
        "rotate` reads the archive under that. 身份密钥与库中人员所用的不一致，未做任何处理：请放回原密钥，或运行 "
        "talent identity rotate 更换密钥。"
    )
