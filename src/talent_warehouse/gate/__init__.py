"""The two gates: Great Expectations judges what landed (gate 1) and what was built (gate 2)."""
