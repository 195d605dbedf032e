{#- The filings that contradictions rest on: from every cell whose witnesses do not meet, down the
    sums that are in dispute, to the first filings on each path that say all that their cell says.
    What whole rows say ends a path. -#}
{%- macro resting_on(bounds) -%}
with recursive bounds as (
    select * from {{ bounds }}
),

arcs as (
    select * from {{ ref('int_cell_arc') }}
),

filed as (
    select * from {{ ref('int_cell_witness') }} where kind = 'filed' and low is not null
),

disputed_sums as (
    select
        bounds.cell_no as contradicted_no,
        arcs.part_no as cell_no
    from bounds
    inner join arcs on bounds.cell_no = arcs.whole_no and arcs.dimension = any(bounds.in_dispute)
    where bounds.is_contradicted
    union all
    -- what whole and children leave for own rests on these
    select
        bounds.cell_no as contradicted_no,
        beside.cell_no
    from bounds
    inner join arcs as own on bounds.cell_no = own.part_no and own.dimension = 'region'
    inner join arcs as children
        on own.whole_no = children.whole_no and children.dimension = 'region'
    cross join lateral (values (own.whole_no), (children.part_no)) as beside (cell_no)
    where
        bounds.is_contradicted
        and 'difference' = any(bounds.in_dispute)
        and beside.cell_no <> bounds.cell_no
),

paths as (
    select
        contradicted_no,
        cell_no
    from disputed_sums
    union  -- two paths may meet
    select
        paths.contradicted_no,
        arcs.part_no as cell_no
    from paths
    inner join bounds on paths.cell_no = bounds.cell_no
    inner join arcs
        on bounds.cell_no = arcs.whole_no and arcs.dimension = any(bounds.speaking_dimensions)
    where
        not bounds.is_by_rows
        and (bounds.filed_low, bounds.filed_high) is distinct from (bounds.low, bounds.high)
),

final as (
    select
        paths.contradicted_no,
        filed.statement_no
    from paths
    inner join bounds on paths.cell_no = bounds.cell_no
    inner join filed on bounds.cell_no = filed.cell_no
    where not bounds.is_by_rows
)

select * from final
{%- endmacro -%}

{#- The statements that stand in no sum: those that contradictions rest on, and what the rows of
    returns that are in dispute, or that whole rows refute, say of other cells. -#}
{%- macro statements_disputed(bounds, resting) -%}
with resting as (
    select distinct statement_no from {{ resting }}  -- a filing may carry several
),

said as (
    select * from {{ ref('int_cell_witness') }} where kind = 'filed'
),

here as (
    select said.statement_no
    from {{ bounds }} as bounds
    inner join said
        on bounds.cell_no = said.cell_no and said.statement_no::text = any(bounds.in_dispute)
    where bounds.is_contradicted
    union  -- both may be so
    select said.statement_no
    from said
    inner join {{ ref('int_cell_witness') }} as counted
        on said.cell_no = counted.cell_no and counted.kind = 'derived' and counted.is_whole
    where said.high < counted.low or said.low > counted.high
),

places as (
    select distinct  -- a row of a return speaks of several cells
        statements.submission_id,
        statements.sheet,
        statements.row_no
    from {{ ref('int_statement') }} as statements
    where
        statements.statement_no in (select resting.statement_no from resting)
        or statements.statement_no in (select here.statement_no from here)
),

final as (
    select statement_no from resting
    union
    select statements.statement_no
    from {{ ref('int_statement') }} as statements
    inner join places
        on
            statements.submission_id = places.submission_id
            and statements.sheet = places.sheet
            and statements.row_no = places.row_no
    where statements.statement_no not in (select here.statement_no from here)
)

select * from final
{%- endmacro -%}

{#- The cells that rest on what is disputed: where it stands, and all above; with differences, also
    what they leave for own. -#}
{%- macro cells_marked(bounds, disputed, difference=none) -%}
with recursive seeds as (
    select cell_no from {{ bounds }} where is_contradicted
    union  -- a contradicted cell may hold a disputed filing
    select witness.cell_no
    from {{ ref('int_cell_witness') }} as witness
    inner join {{ disputed }} as disputed on witness.statement_no = disputed.statement_no
),

steps as (
    select
        part_no as from_no,
        whole_no as to_no
    from {{ ref('int_cell_arc') }}
    {%- if difference %}
    union all
    select
        beside.cell_no as from_no,
        difference.cell_no as to_no
    from {{ difference }} as difference
    inner join {{ ref('int_cell_arc') }} as own
        on difference.cell_no = own.part_no and own.dimension = 'region'
    inner join {{ ref('int_cell_arc') }} as children
        on own.whole_no = children.whole_no and children.dimension = 'region'
    cross join lateral (values (own.whole_no), (children.part_no)) as beside (cell_no)
    where beside.cell_no <> difference.cell_no
    {%- endif %}
),

final as (
    select cell_no from seeds
    union
    select steps.to_no as cell_no
    from final
    inner join steps on final.cell_no = steps.from_no
)

select * from final
{%- endmacro -%}
