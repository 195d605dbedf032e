"""Names that several sheets of a template say."""

GUIDE = "填报说明"
