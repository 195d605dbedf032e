"""Pages that are read, written by the night: static, offline, Chinese first. No page names a person, every figure says what it is worth."""
