"""A form is an Open Data Contract Standard contract; everything about the form follows from its file."""

from talent_warehouse.contracts.declared import Measures
from talent_warehouse.contracts.load import deriving, filed, form, forms, forms_folder, load, stating, texts
from talent_warehouse.contracts.model import KINDS, PERSON_COLUMNS, TYPED, UNTYPED, Field, Form, Kind, Person
from talent_warehouse.contracts.rules import Rule

__all__ = [
    "KINDS",
    "PERSON_COLUMNS",
    "TYPED",
    "UNTYPED",
    "Field",
    "Form",
    "Kind",
    "Measures",
    "Person",
    "Rule",
    "deriving",
    "filed",
    "form",
    "forms",
    "forms_folder",
    "load",
    "stating",
    "texts",
]
