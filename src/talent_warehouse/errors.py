"""The errors that a person is told about: where, what was found, what was expected, what to do."""

from __future__ import annotations


class TalentError(Exception):
    """An error whose message is meant for the person at the keyboard; the command line exits with 2."""


class ConfigurationError(TalentError):
    """The installation or a setting is wrong: a missing database, key, folder or seed."""


class ContractError(TalentError):
    """A contract or a gate-2 suite is wrong; nothing is judged until it is mended."""


class LockedError(TalentError):
    """Another build or publication is under way."""


class GateError(TalentError):
    """The gate itself failed: a rule could not be evaluated, or its findings and its count disagree."""


class UnknownError(TalentError):
    """Something named on the command line does not exist: a form, a unit, a submission."""
