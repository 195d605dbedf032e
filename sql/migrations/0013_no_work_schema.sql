-- Gate 1 judges what has landed where it stands, so nothing is put here any more. A batch that a
-- killed night left goes with the schema: its submissions are `landed` still.

drop schema work cascade;
