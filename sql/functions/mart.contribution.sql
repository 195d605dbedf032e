-- A step on the walk below an observation: an observation, or a row that one of them comes from
-- (then with submission_id, sheet, row_no). What is asked for names root, path, key and witness.
create type mart.contribution as (
    root text, -- observation that is asked for: its key and witness in one text
    path integer array,
    role text,
    factor text, -- whole; of a rate numerator or denominator
    measure_code text,
    region_code text,
    rollup text,
    programme_code text,
    year smallint,
    since text,
    scope text,
    item text,
    life_stage text,
    edition text,
    other text, -- the witness that was not taken; empty: the best one
    times numeric, -- 1, or the factor of a term
    ask text, -- what it adds: its value, its floor (what it is at least) or its low; null: nothing
    witness text,
    comes_from text,
    obs_status text,
    value numeric,
    amount numeric, -- what it adds to the root
    form text,
    submission_id text,
    sheet text,
    row_no integer,
    fields text array
);
comment on type mart.contribution is 'A step on the walk below an observation 观测值溯源步骤';
