"""Which models a build builds: all, or those to which something leads that changed since the last publication.

A change leads on only as far as it changes something: of the models chosen here those are left alone that read nothing
that came out otherwise. audit.changed_model names the models whose rows may differ from what is published, `*` all of
them. They are marked where they are filled, in the same transaction, until a publication: what a build that nobody
published left behind leads on (dbt/macros/changed_models.sql).
"""

from __future__ import annotations

from collections.abc import Iterable

from talent_warehouse.build.project import LAYERS, Project
from talent_warehouse.database import Connection

# What marks changes says nothing itself: whoever reads it alone reads the form that changed as well.
_MARKS = ("changed_submission", "changed_person", "changed_model")
_LEADING = """
select model from audit.changed_model
union all
select distinct 'stg_' || submission.form
from audit.changed_submission inner join audit.submission as submission using (submission_id)
"""


def chosen(connection: Connection, project: Project, is_full: bool) -> set[str]:
    """Ids of the models to build.

    A form leads to its staging view and on to all that reads it; a form stays marked until a publication, so what a
    build that nobody published left behind is built again. Models that read the ledger itself (coverage, completeness)
    see withdrawals, findings and the day, and are always built. Seeds and code are not asked here: where one changed,
    freezing has made it a build of everything.
    """
    if is_full:
        return set(project.models)
    staged = _leading(connection)
    roots = {
        key
        for key, model in project.models.items()
        if (model.name in staged if model.layer == LAYERS[0] else any(_is_ledger(read) for read in model.reads))
    }
    missing = _missing(connection, project)
    found = project.downstream(roots | missing)
    return {key for key in found if not project.models[key].is_view} | missing  # a view shows what its tables hold


def called_for(connection: Connection, project: Project, keys: Iterable[str]) -> set[str]:
    """Those of these models to which something leads as it stands now: the ledger, a form or a model that changed.

    A relation that is missing is called for as well, as are all models of a build of everything.
    """
    names, keys = _leading(connection), set(keys)
    if "*" in names:
        return keys
    leading = {key for key, model in project.models.items() if model.name in names}
    found = {key for key in keys if any(read in leading or _is_ledger(read) for read in project.reads(key))}
    return found if found == keys else found | (keys & _missing(connection, project))


def changed(connection: Connection, project: Project) -> set[str]:
    """Ids of the models whose rows may differ from what is published, once those of a layer are built."""
    names = {name for (name,) in connection.execute("select model from audit.changed_model").fetchall()}
    return {key for key, model in project.models.items() if model.name in names or "*" in names}


def _leading(connection: Connection) -> set[str]:
    """Names of the models that changed and of the staging views of the forms that did; `*` for all."""
    return {name for (name,) in connection.execute(_LEADING).fetchall()}


def _is_ledger(read: str) -> bool:
    kind, _, schema, *name = read.split(".")
    return kind == "source" and schema == "audit" and name != [] and name[0] not in _MARKS


def _missing(connection: Connection, project: Project) -> set[str]:
    """Models that have no relation, dropped by hand or never made."""
    rows = connection.execute("select relname from pg_class where relnamespace = 'warehouse'::regnamespace").fetchall()
    return {key for key, model in project.models.items() if (model.name,) not in rows}
