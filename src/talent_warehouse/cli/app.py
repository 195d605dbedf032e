"""The `talent` command and its groups."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The talent office's nightly warehouse 人才数据仓库")
form_app = typer.Typer(no_args_is_help=True, help="The forms that units file 报表")
identity_app = typer.Typer(no_args_is_help=True, help="The key that persons are hashed with 身份密钥")
db_app = typer.Typer(no_args_is_help=True, help="The database 数据库")
app.add_typer(form_app, name="form")
app.add_typer(identity_app, name="identity")
user_app = typer.Typer(no_args_is_help=True, help="Logins of people who read 用户")
narrative_app = typer.Typer(no_args_is_help=True, help="Texts that were filed, and what their figures are of 文字材料")
app.add_typer(narrative_app, name="narrative")
app.add_typer(db_app, name="db")
app.add_typer(user_app, name="user")
desk_app = typer.Typer(no_args_is_help=True, help="A steward's desk 值班台")
app.add_typer(desk_app, name="desk")
