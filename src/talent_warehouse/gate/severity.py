"""How severities are called."""

SEVERITY_ZH = {"critical": "必须改正", "warning": "请核实", "info": "提示", "trial": "试行"}
