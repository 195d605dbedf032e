"""Commands of a steward's desk: what is asked, what is explained, other dates, reminders, notes."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from typing import Annotated

import typer

from talent_warehouse import database
from talent_warehouse.cli.app import desk_app
from talent_warehouse.cli.screens import Json, say, show
from talent_warehouse.stewardship import explanations, slots
from talent_warehouse.stewardship.acting import acting
from talent_warehouse.stewardship.explanations import Decision

By = Annotated[
    str, typer.Option(default_factory=getpass.getuser, help="Who acts; by default your login.", show_default=False)
]
Reason = Annotated[str, typer.Option(help="Why, in five characters or more; kept for ever.")]
Slot = Annotated[str, typer.Argument(help="UNIT/FORM/PERIOD, as 530102-RC/FORM/2021.")]
Number = Annotated[int, typer.Argument(help="The explanation's number.")]
Rule = Annotated[str, typer.Argument(help="The rule that holds the build, as `talent desk holds` lists it.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day, as 2026-03-31.")]


@desk_app.command("holds")
def held(as_json: Json = False) -> None:
    """What holds the newest build, whether it may be released, and who has decided 待批发布."""
    from talent_warehouse.stewardship import holds

    with database.connect("steward", "talent desk") as connection:
        found = holds.held(connection)
    show(found, as_json, ("build_no", "rule_id", "findings", "may_be_released", "released_by", "rejected_by"))


@desk_app.command()
def release(rule: Rule, reason: Reason, by: By) -> None:
    """Let what a rule finds in the held build pass; two persons have to, then `talent publish` 放行."""
    from talent_warehouse.stewardship import holds

    with acting(by) as connection:
        holds.decide(connection, rule, "released", reason)
        (now,) = [one for one in holds.held(connection) if one["rule_id"] == rule]
    say(f"{rule} is released by {', '.join(now['released_by'])}; with two, `talent publish` lets just this pass")


@desk_app.command()
def reject(rule: Rule, reason: Reason, by: By) -> None:
    """Say that what a rule finds in the held build must not pass 不放行."""
    from talent_warehouse.stewardship import holds

    with acting(by) as connection:
        holds.decide(connection, rule, "rejected", reason)
    say(f"{rule} is rejected by {by}: the last publication stays")


@desk_app.command()
def letters() -> None:
    """Write letters to units whose filings are over, in three steps, each once 催报函; with TALENT_LETTERS=yes each night does."""
    from talent_warehouse.stewardship import letters as writing

    with database.connect("loader", "talent letters") as connection:
        written = writing.write(connection)
    say(f"{len(written)} letters written into the outbox")


@desk_app.command()
def calendar(
    unit: Annotated[str | None, typer.Option(help="Of one unit.")] = None,
    days: Annotated[int, typer.Option(help="Due within so many days; what is over is listed whatever this says.")] = 60,
    as_json: Json = False,
) -> None:
    """What units owe and when, with other dates that they were given; what is over comes first 报送日历."""
    with database.connect("steward", "talent desk") as connection:
        found = slots.owed(connection, unit, days)
    show(found, as_json)


@desk_app.command()
def pages() -> None:
    """Write the desk's pages anew, as each night does when it ends 写值班台页面."""
    from talent_warehouse.pages import write

    done = write.write()
    say(f"{done.pages} pages in {done.seconds:.1f} s; begin at {done.first}")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


@desk_app.command()
def asked(
    unit: Annotated[str | None, typer.Option(help="Of one unit.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also what is explained.")] = False,
    as_json: Json = False,
) -> None:
    """What rules ask about filings in force, and nobody has explained 待说明."""
    with database.connect("steward", "talent desk") as connection:
        found = explanations.asked(connection, unit, not every)
    show(found, as_json, ("finding", "unit", "form", "period", "rule", "row", "value", "message_zh"))


@desk_app.command()
def explain(
    finding: Annotated[int, typer.Argument(help="The finding's number, as `talent desk asked` lists it.")],
    text: Annotated[str, typer.Option(help="Why the value is right.")],
    by: By,
    until: Until = None,
    second: Annotated[bool, typer.Option("--second", help="It counts once a second person has confirmed it.")] = False,
) -> None:
    """Write down why a value that a rule asks about is right. It counts once it is accepted 说明."""
    with acting(by) as connection:
        number = explanations.explain(connection, finding, text, _day(until), second)
    say(f"explanation {number} is written down; `talent desk accept {number}` lets it count")


@desk_app.command("explanations")
def explained(
    waiting: Annotated[bool, typer.Option("--waiting", help="Those that somebody has to decide or confirm.")] = False,
    as_json: Json = False,
) -> None:
    """Explanations with what was decided about them, newest first 说明一览."""
    with database.connect("steward", "talent desk") as connection:
        found = explanations.listed(connection, waiting)
    show(
        found,
        as_json,
        ("explanation", "unit", "form", "period", "rule", "text", "decision", "is_in_force", "expires_on"),
    )


def _decide(number: int, decision: Decision, by: str, reason: str | None = None) -> None:
    with acting(by) as connection:
        explanations.decide(connection, number, decision, reason)
    say(f"explanation {number} is {decision} by {by}")


@desk_app.command()
def accept(
    number: Number, by: By, reason: Annotated[str | None, typer.Option(help="Why, where it is to be kept.")] = None
) -> None:
    """Let an explanation count 采纳."""
    _decide(number, "accepted", by, reason)


@desk_app.command()
def refuse(number: Number, reason: Reason, by: By) -> None:
    """Say that an explanation explains nothing: the unit is to mend the value 不采纳."""
    _decide(number, "refused", by, reason)


@desk_app.command()
def confirm(number: Number, by: By) -> None:
    """Confirm, as a second person, an explanation that somebody accepted 确认."""
    _decide(number, "confirmed", by)


@desk_app.command()
def revoke(number: Number, reason: Reason, by: By) -> None:
    """Take an explanation out of force 撤销."""
    _decide(number, "revoked", by, reason)


@desk_app.command()
def extend(
    slot: Slot,
    reason: Reason,
    by: By,
    until: Until = None,
    back: Annotated[bool, typer.Option("--back", help="Take the other date back.")] = False,
) -> None:
    """Give a unit another due date for a slot 延期."""
    if (until is None) is not back:
        raise typer.BadParameter("say --until DATE or --back: one of the two")
    with acting(by) as connection:
        slots.extend(connection, slot, _day(until), reason)
    say(f"{slot} is due {'as its form says' if back else f'on {_day(until)}'}")


@desk_app.command()
def remind(
    slot: Slot,
    by: By,
    step: Annotated[int, typer.Option(min=1, max=3, help="Which reminder it is.")] = 1,
    channel: Annotated[str, typer.Option(help="phone, mail, wecom or dingtalk.")] = "phone",
    outcome: Annotated[str | None, typer.Option(help="What the unit said.")] = None,
) -> None:
    """Write down that a unit was reminded by hand, each step once 催报."""
    with acting(by) as connection:
        slots.remind(connection, slot, step, channel, outcome)
    say(f"{slot}: reminder {step} by {channel} is written down")


@desk_app.command()
def comment(
    about: Annotated[str, typer.Argument(help="UNIT, UNIT/FORM/PERIOD, or a submission's id.")],
    text: Annotated[str, typer.Option(help="The note.")],
    by: By,
) -> None:
    """Keep a note about a unit, a slot or a submission 备忘."""
    with acting(by) as connection:
        slots.comment(connection, about, text)
    say(f"the note about {about} is kept")
