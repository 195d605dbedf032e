"""Commands for the database and for those who read it: url, shell, serve, logins."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import Annotated

import psycopg
import typer

from talent_warehouse import database
from talent_warehouse.cli.app import db_app, user_app
from talent_warehouse.cli.screens import Json, say, show, show_one

Name = Annotated[str, typer.Argument(help="The login, as wang_fang.")]


@db_app.command("url")
def db_url(
    role: Annotated[str | None, typer.Option(help=f"One of {', '.join(database.ROLES)}.")] = None,
    user: Annotated[str | None, typer.Option(help="A login that `talent user add` made.")] = None,
) -> None:
    """A URL for psql or any client, without a password; the embedded server is started if it does not run."""
    from talent_warehouse.database import logins

    if role is not None and role not in database.ROLES:
        raise typer.BadParameter(f"{role!r} is none of {', '.join(database.ROLES)}")
    if user is not None:
        database.url()
        if (found := logins.url_of(user)) is None:
            raise typer.BadParameter("the embedded server listens on no address: talent db serve --listen HOST:PORT")
        print(found)
        return
    print(database.without_password(database.role_url(role) if role else database.url()))


@db_app.command("serve")
def db_serve(
    listen: Annotated[str | None, typer.Option(help="HOST:PORT; * is every address of this machine.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Listen on no address any more.")] = False,
) -> None:
    """Let the embedded server be reached by TCP, by logins of people alone. It stays so until told otherwise.

    With TALENT_TLS_CERTIFICATE and TALENT_TLS_KEY, files in PEM, by encrypted connections alone.
    """
    if (listen is None) != off:
        raise typer.BadParameter("say --listen HOST:PORT or --off")
    now, started_anew = database.serve(listen)
    where = f"listens on {now}; `talent user add` makes logins" if now else "listens on its socket alone"
    if now and not now.certificate:
        say("without a certificate (TALENT_TLS_CERTIFICATE) whoever is on the way reads what is answered")
    say(f"the embedded server {where}{', started anew' if started_anew else ''}")


@db_app.command("stop")
def db_stop() -> None:
    """Stop the embedded server."""
    say("the embedded server is stopped" if database.stop_embedded() else "the embedded server does not run")


@db_app.command("schema")
def db_schema() -> None:
    """What the migrations make, as one text (sql/schema.sql)."""
    print(database.schema_dump(), end="")


@db_app.command("shell")
def db_shell(role: Annotated[str, typer.Option(help=f"One of {', '.join(database.ROLES)}.")] = "analyst") -> None:
    """psql as a role, by default the analyst, who reads marts, reference and history."""
    program, url = database.tool("psql"), database.role_url(role)
    os.environ |= database.password_variable(url)
    os.execv(program, [str(program), database.without_password(url)])  # noqa: S606


@user_app.command("add")
def user_add(
    name: Name,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(database.READING)}.")],
    region: Annotated[
        str | None, typer.Option(help="Code or name of the region whose units a steward sees; without it all.")
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from stdin, not make one.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a login for somebody who reads; its password is shown now and never again."""
    from talent_warehouse.database import logins

    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with psycopg.connect(database.url(), autocommit=True, application_name="talent user") as connection:
        password = logins.add(connection, name, role, given, region)
        (made,) = [one for one in logins.found(connection) if one.login == name]
    shown = {
        "login": name, "role": role, "region": made.region, "url": logins.url_of(name),
        "password": None if password_stdin else password,
    }  # fmt: skip
    if shown["url"] is None:
        say("the embedded server listens nowhere yet: `talent db serve --listen HOST:PORT`")
    show_one(shown, as_json)


@user_app.command("list")
def user_list(as_json: Json = False) -> None:
    """Logins of people, their roles, how many sessions each has now, and the regions of stewards."""
    from talent_warehouse.database import logins

    with psycopg.connect(database.url(), autocommit=True, application_name="talent user") as connection:
        show([asdict(one) for one in logins.found(connection)], as_json)


@user_app.command("remove")
def user_remove(name: Name) -> None:
    """Take a login away and end its sessions."""
    from talent_warehouse.database import logins

    with psycopg.connect(database.url(), autocommit=True, application_name="talent user") as connection:
        ended = logins.remove(connection, name)
    say(f"{name} is no login any more; {ended} sessions ended")
