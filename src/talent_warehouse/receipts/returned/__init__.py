"""The unit's own workbook, given back with its findings marked."""
