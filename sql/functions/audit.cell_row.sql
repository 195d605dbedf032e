-- A row of a form below a cell.
create type audit.cell_row as (
    path integer array, -- of what the row is counted in
    form text,
    submission_id text,
    sheet text,
    row_no integer,
    fields text array, -- that decide; the first is the one that is shown
    amount numeric -- what it adds to the cell
);
comment on type audit.cell_row is 'A row of a form below a cell 单元格来源行';
