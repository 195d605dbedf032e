"""Cells → values: what one cell or one text says; what does not read whole is no value."""
