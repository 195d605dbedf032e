{# Named things by kind and level, as registers have them: each once however many rows tell of it,
   in the total of a region and of all above. Of a thing between two stages nobody knows which. -#}
{%- set counts = {
    'things': "stage_group = '_reached'",
    'new_things': 'is_new',
    'pending': "stage_group = '_pending'",
    'exited': 'has_left',
    'led_by_high_tech': "stage_group = '_reached'
            and rows_counted.lead_kind = 'high_tech_enterprise'",
} -%}
with rows_counted as (
    select * from {{ ref('int_entity_counted') }}
),

filed as (
    select * from {{ ref('int_entity_claims') }}
),

places as (
    select * from {{ ref('int_lattice_place') }} where rollup = 'total'
),

programmes as (
    select * from {{ ref('int_lattice_programme') }} where above_code <> '_Z'
),

regions as (
    {{ regions_named() }}
),

coverage as (
    select * from {{ ref('int_coverage_whole') }} where form = 'entity_register'
),

-- a thing once a place and programme, in the kinds and levels of its rows
things as (
    select
        places.place_code as region_code,
        programmes.above_code as programme_code,
        rows_counted.entity_class,
        coalesce(rows_counted.entity_type, '_T') as entity_type,
        coalesce(filed.level, '_T') as level,
        rows_counted.year,
        rows_counted.entity_key,
        {%- for column, condition in counts.items() %}
        max(rows_counted.adds_low) filter (where rows_counted.{{ condition }}) as {{ column }}_low,
        max(rows_counted.adds_value) filter (where rows_counted.{{ condition }}) as {{ column }},
        count(*) filter (where rows_counted.{{ condition }}) as {{ column }}_rows,
        count(rows_counted.adds_value) filter (where rows_counted.{{ condition }})
            as {{ column }}_known,
        max(rows_counted.adds_high) filter (where rows_counted.{{ condition }})
            as {{ column }}_high,
        count(rows_counted.adds_high) filter (where rows_counted.{{ condition }})
            as {{ column }}_bounded,
        {%- endfor %}
        max(rows_counted.size) filter (
            where rows_counted.stage_group = '_reached' and rows_counted.adds_low > 0
        ) as size,
        max(filed.size_unit) filter (
            where rows_counted.stage_group = '_reached' and rows_counted.adds_low > 0
        ) as size_unit,
        min(rows_counted.region_code) filter (where rows_counted.stage_group = '_reached')
            as stands_in
    from rows_counted
    inner join filed
        on
            rows_counted.submission_id = filed.submission_id
            and rows_counted.sheet = filed.sheet
            and rows_counted.row_no = filed.row_no
    inner join places on rows_counted.region_code = places.region_code
    inner join programmes on rows_counted.programme_code = programmes.programme_code
    group by
        places.place_code, programmes.above_code, rows_counted.entity_class, rows_counted.year,
        rows_counted.entity_key,
        grouping sets (
            (rows_counted.entity_type, filed.level), (rows_counted.entity_type), (filed.level), ()
        )
),

summed as (
    select
        region_code,
        programme_code,
        entity_class,
        entity_type,
        level,
        year,
        {%- for column in counts %}
        coalesce(sum({{ column }}_low), 0) as {{ column }}_low,
        case
            when bool_and({{ column }}_rows = {{ column }}_known)
                then coalesce(sum({{ column }}), 0)
        end as {{ column }},
        case
            when bool_and({{ column }}_rows = {{ column }}_bounded)
                then coalesce(sum({{ column }}_high), 0)
        end as {{ column }}_high,
        {%- endfor %}
        count(distinct stands_in) as regions,
        -- sizes in two units are no number
        case when min(size_unit) = max(size_unit) then sum(size) end as size,
        case when min(size_unit) = max(size_unit) then min(size_unit) end as size_unit
    from things
    group by region_code, programme_code, entity_class, entity_type, level, year
),

weighed as (
    select
        summed.*,
        regions.name as region_name,
        regions.level as region_level,
        coverage.units_owed,
        coverage.rows_quarantined,
        coverage.is_whole and coverage.rows_quarantined = 0 as is_whole,
        greatest(coverage.units_expected, 1) as units_expected,
        greatest(coverage.units_in_force, 1) as units_in_force
    from summed
    inner join regions on summed.region_code = regions.region_code
    inner join coverage
        on
            summed.region_code = coverage.region_code
            and summed.year = coverage.year
            and coverage.rollup = 'total'
),

final as (
    select
        region_code,
        programme_code,
        entity_class,
        entity_type,
        level,
        region_name,
        region_level,
        {%- for column in counts %}
        (case
            when is_whole and {{ column }} is not null then 'A'
            when is_whole then 'U'
            when units_owed > 0 then 'L'
            else 'O'
        end) as {{ column }}_status,
        {%- endfor %}
        size_unit,
        year,
        {%- for column in counts %}
        case
            when is_whole or {{ column }} > 0 then {{ column }}
        end::numeric(24, 6) as {{ column }},
        {{ column }}_low::numeric(24, 6) as {{ column }}_low,
        case when is_whole then {{ column }}_high end::numeric(24, 6) as {{ column }}_high,
        {%- endfor %}
        case
            when entity_class in ('platform', 'incubation')
                then led_by_high_tech / nullif(things, 0)
        end::numeric(24, 6) as led_share,
        size::numeric(24, 6) as size,
        regions::integer as regions,
        units_expected,
        units_in_force,
        rows_quarantined,
        is_whole as is_complete
    from weighed
)

select * from final
