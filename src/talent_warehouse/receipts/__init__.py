"""What a unit gets back for each submission: receipts 回执 in text and HTML, and its own workbook with marks 退回件."""
