"""What a text says in numbers: pure functions of text and lexica. Where they stand, what of, of when and whom."""
