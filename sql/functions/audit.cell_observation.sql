-- An observation on the walk below a cell; one that is not there has no witness.
create type audit.cell_observation as (
    path integer array,
    role text,
    measure_code text,
    region_code text,
    rollup text,
    programme_code text,
    scope text,
    life_stage text,
    edition text,
    year smallint,
    times numeric, -- 1, or the factor of a term
    is_lower_bound boolean, -- a total above shows its lower bound
    is_pending boolean, -- a total above leaves it out
    witness text,
    obs_status text,
    value numeric,
    amount numeric, -- what it adds to the cell
    submission_id text, -- of the return that says so, or _Z
    sheet text,
    row_no integer,
    form text, -- that the measure is derived from
    is_leaf boolean -- derived from rows of the region itself
);
comment on type audit.cell_observation is 'An observation on the walk below a cell 单元格观测';
