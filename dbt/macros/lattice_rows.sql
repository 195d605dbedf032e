{#- The low, value and high of an amount of a row: M is nothing, what is masked, missing or pending
    may be anything, and an end that is not known is 0 or null. -#}
{%- macro amount_ends(alias, column, column_status) -%}
    {%- set of = alias ~ '.' if alias else '' -%}
    {%- set value, status = of ~ column, of ~ column_status -%}
    {%- set low, high = value ~ '_low', value ~ '_high' -%}
    {%- set known = is_known(status, value, low, high) -%}
    case when {{ known }} then coalesce({{ low }}, 0) else 0 end::numeric as low,
    case when {{ known }} then coalesce({{ value }}, {{ low }}, 0) else 0 end::numeric as value,
    case
        when {{ status }} = 'M' then 0
        when {{ known }} then {{ high }}
    end::numeric as high
{%- endmacro -%}

{#- CTEs <name>_walked, <name>: of candidates for pairs (list, first_n, second_n) those that are
    made where each list is walked in its order and a row is in one pair: n, other_n, both ways.
    -#}
{%- macro pairs_in_order(name, candidates) -%}
{{ name }}_walked as (
    select
        array_agg(first_n order by first_n, second_n) as firsts,
        array_agg(second_n order by first_n, second_n) as seconds,
        0 as step,
        '{}'::bigint[] as taken
    from {{ candidates }}
    group by list
    union all
    select
        firsts,
        seconds,
        step + 1 as step,
        case
            when taken && array[firsts[step + 1], seconds[step + 1]] then taken
            else taken || array[firsts[step + 1], seconds[step + 1]]
        end as taken
    from {{ name }}_walked
    where step < cardinality(firsts)
),

{{ name }} as (
    select
        members.n,
        case
            when members.place % 2 = 1 then walked.taken[members.place + 1]
            else walked.taken[members.place - 1]
        end as other_n
    from {{ name }}_walked as walked
    cross join lateral unnest(walked.taken) with ordinality as members (n, place)
    where walked.step = cardinality(walked.firsts)
)
{%- endmacro -%}

{#- What a row that is set aside says of a dimension: null where that does not read. -#}
{%- macro aside_axis(declared, name, otherwise) -%}
    {%- if declared[name] -%}
        case when '{{ declared[name].field }}' <> all(aside.unread)
            then landed.{{ declared[name].landed }} end
    {%- else -%}
        {{ otherwise }}
    {%- endif -%}
{%- endmacro -%}

{#- Joins of a leaf and the cells above it, itself included: places, programmes, stages, editions.
    -#}
{%- macro closed_upward(leaf) -%}
    inner join {{ ref('int_lattice_place') }} as places
        on {{ leaf }}.region_code = places.region_code
    inner join {{ ref('int_lattice_programme') }} as programmes
        on {{ leaf }}.programme_code = programmes.programme_code
    inner join {{ ref('int_lattice_stage') }} as stages
        on {{ leaf }}.life_stage = stages.life_stage
    cross join lateral unnest(
        case {{ leaf }}.edition when '_T' then array['_T'] else array[{{ leaf }}.edition, '_T'] end
    ) as editions (edition)
{%- endmacro -%}
