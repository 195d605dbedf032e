"""How severities are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

SEVERITY_ZH = {"critical": "必须改正", "warning": "请核实", "info": "提示"}
