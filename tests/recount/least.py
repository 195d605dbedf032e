"""What rows of rosters and logs say the least of, in words of the forms: who is honoured, sent or taught, what was held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recount.keys import RUNGS

PARTICIPANTS = ("expert", "mentor", "mentee", "trainee", "flexible", "member")
SENT = {"seconded": "PERSONS_SECONDED", "technician": "TECHNICIANS_SENT"}
TAUGHT = {
    "qualified": "BACKBONES_TRAINED",
    "title_assistant": "TRAINEES_TITLED_ASSISTANT",
    "title_technician": "TRAINEES_TITLED_TECHNICIAN",
}
LEAST_OF_LOGS = (
    ("PUBLIC_EVENTS", "activities", ("meeting", "campaign", "contest", "forum")),
    ("STUDY_VISITS", "activities", ("study_visit",)), ("CONSULTATIONS", "activities", ("consultation",)),
    ("CONSULTATIONS_ANSWERED", "answered", ("consultation",)), ("TALENT_CONTACTS", "attendances", ("liaison",)),
    ("TRAIN_SESSIONS", "sessions", ("training",)), ("LESSONS", "lessons", ("training",)),
)  # fmt: skip
BLANKS = {ord(letter): None for letter in " 　"}
HELD = ("PUBLIC_EVENTS", "TRAIN_SESSIONS")
REACHED = RUNGS["_reached"]


def roster(one: Any) -> Iterator[str]:
    """Return the measures of which a person of a roster in use is one at least."""
    role, is_there = one.read("role"), one.read("life_stage") in REACHED
    begins, ends = one.read("start_date"), one.read("end_date")
    if is_there and role in PARTICIPANTS and begins and ends and begins.year <= (one.year or 0) < ends.year:
        yield "PROG_SERVING"
    if role == "awardee" and is_there and one.read("stage_date").year == one.year:
        yield "PERSONS_HONOURED"
    if role == "awardee" and one.read("life_stage") in RUNGS["_pending"]:
        yield "PERSONS_HONOURED_PENDING"
    if role in SENT and is_there and begins and begins.year == one.year:
        yield SENT[role]
    if role == "linked" and is_there:
        yield "EXPERTS_LINKED"
    if is_there and one.read("platform_id") == "yes":
        yield "PLATFORM_REGISTERED"
    of, came = one.read("outcome"), one.read("outcome_date")
    if role == "trainee" and came and came.year == one.year:
        if of in TAUGHT:
            yield TAUGHT[of]
        if of in ("completed", "certificate") and one.row["programme_family"] == "training":
            yield "SKILLED_TRAINED"


def log(one: Any) -> Iterator[tuple[str, str]]:
    """Return the measures of which an activity in use has so many at least."""
    kind, is_attended = one.read("activity_type"), one.read("side") == "attended"
    for measure, name, of in LEAST_OF_LOGS:
        is_stated = name in ("activities", "attendances", "answered") or one.row[f"{name}__status"] not in (None, "O")
        if kind in of and is_stated and (measure not in HELD or not is_attended):
            yield measure, name
    if kind == "training" and is_attended:
        yield "TRAIN_ATTENDANCE_TALENT", "attendances"
        if one.row["sessions__status"] not in (None, "O"):
            yield "TRAIN_SESSIONS_ATTENDED", "sessions"
    if one.read("output_type") == "saplings" and one.read("output_unit") == "株":
        yield "SAPLINGS_DISTRIBUTED", "output"


def reached(one: Any) -> Iterator[tuple[str, str]]:
    """Return what an activity in use reached, each once a year: the measure, and the county or prefecture with the name."""
    village, town, body = ((one.row[name] or "").translate(BLANKS) for name in ("village", "township", "entity_name"))
    named = {"PLACES_SERVED": village or town, "VILLAGES_SERVED": village, "ENTITIES_SERVED": body}
    if one.read("side") == "attended":
        named = {}
    elif one.read("entity_kind") not in (None, "enterprise", "cooperative"):
        named["ENTITIES_SERVED"] = ""
    if one.read("output_type") == "saplings":
        named |= {"TOWNSHIPS_SUPPLIED": town, "VILLAGES_SUPPLIED": village}
    for measure, name in named.items():
        if name:
            yield measure, f"{one.region[:4] if measure == 'ENTITIES_SERVED' else one.region}|{name}"
