-- depends_on: {{ ref('int_cell_arc') }}
{#- `input` is a digest of all that the first pass asks of a cell but its parts: those stand in
    cells of their own. int_cell_first keeps that of which it was made, so nothing else has to be
    known of former builds. -#}
{%- set former = load_cached_relation(this.incorporate(path={'identifier': 'int_cell_first'})) -%}
{%- set is_whole = not execute or is_full_build() or former is none -%}
{# The cells that the first pass has to bound: all, or those of which something else is said than
   when it bounded them, with all above. #}
with {{ 'recursive ' if not is_whole }}said as (
    select
        cell_no,
        hash_record_extended(witness, 0) as digest
    from {{ ref('int_cell_witness') }} as witness
    union all
    select
        whole_no as cell_no,
        hash_record_extended(unnamed, 1) as digest
    from {{ ref('int_cell_unnamed') }} as unnamed
    union all
    select
        whole_no as cell_no,
        hash_record_extended(rest, 2) as digest
    from {{ ref('int_cell_rest') }} as rest
),

together as (
    select
        cell_no,
        sum(digest) as digest
    from said
    group by cell_no
),

inputs as (
    select
        cells.cell_no,
        cells.rank,
        hashtextextended(cells.observation_key, 3) + coalesce(together.digest, 0) as input
    from {{ ref('int_cell') }} as cells
    left join together on cells.cell_no = together.cell_no
),
{%- if not is_whole %}

redone as (
    select inputs.cell_no
    from inputs
    left join {{ former }} as former on inputs.cell_no = former.cell_no
    where former.input is distinct from inputs.input
    union
    select arcs.whole_no as cell_no
    from redone
    inner join {{ ref('int_cell_arc') }} as arcs on redone.cell_no = arcs.part_no
),
{%- endif %}

final as (
    select inputs.*
    from inputs
    {%- if not is_whole %}
    inner join redone on inputs.cell_no = redone.cell_no
    {%- endif %}
)

select * from final
