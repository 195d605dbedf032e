"""What stewards decide about filings: explanations, extensions, reminders, notes, held publications. Rows are only added."""
