-- What a column of a mart shows in one cell: a measure, or rows of a form that the mart counts.
create type audit.cell_measure as (
    path integer array,
    role text,
    key jsonb, -- of the row of the mart
    column_name text, -- whose value the rows counted add up to; null: no column's
    measure_code text, -- measure_code itself: the row is an observation
    form text, -- that it is derived from, or whose rows are counted
    is_counted boolean,
    region_code text,
    rollup text,
    programme_code text,
    scope text,
    year smallint,
    other text, -- the witness that was not taken; empty: the best one
    times numeric -- 1, or the factor of a term
);
comment on type audit.cell_measure is 'What a column of a mart shows in one cell 单元格指标';
