{#- What the witnesses of the cells of one rank come to: the interval in which they all meet, a
    value in it, and what they say of each other. Twice over: first with all that was filed; then
    with what whole and children leave for own (int_cell_difference), and without what the first
    pass found disputed in the sums above it.

    is_second    whether this is the second pass
    Reads int_cell_redone or int_cell_touched, int_cell_witness, int_cell_arc, int_cell_unnamed,
    int_cell_rest, and the lower ranks of the model itself. -#}
{%- macro cell_bounds(is_second=false) -%}
with cells as (
    select
        cells.cell_no,
        cells.rank,
        cells.life_stage,
        measures.least
        {%- if not is_second %},
        redone.input
        {%- endif %}
    from {{ ref('int_cell') }} as cells
    inner join {{ ref('int_measure') }} as measures on cells.measure_code = measures.measure_code
    {%- if is_second %}
    inner join {{ ref('int_cell_touched') }} as touched on cells.cell_no = touched.cell_no
    {%- else %}
    inner join {{ ref('int_cell_redone') }} as redone on cells.cell_no = redone.cell_no
    {%- endif %}
    where cells.rank = {{ current_rank() }}
),

{{ sums_of_parts(this) }}

witnesses as (
    select
        own.*,
        {%- if is_second %}
        coalesce(disputed.statement_no is not null, false) as is_disputed
        {%- else %}
        false as is_disputed
        {%- endif %}
    from {{ ref('int_cell_witness') }} as own
    inner join cells on own.cell_no = cells.cell_no
    {%- if is_second %}
    left join {{ ref('int_cell_disputed') }} as disputed on own.statement_no = disputed.statement_no
    {%- endif %}
    where own.rank = {{ current_rank() }}
    union all
    select
        cell_no,
        {{ current_rank() }} as rank,
        'parts' as kind,
        null::bigint as statement_no,
        dimension,
        2 as position,
        low,
        high,
        case when high < 'Infinity' and low > '-Infinity' then value end as value,
        high < 'Infinity' and low > '-Infinity' and (low, high) <> (least, 'Infinity') as is_whole,
        '=' as qualifier,
        case when (low, high) <> (least, 'Infinity') then floor_value end as floor_value,
        badness,
        null::text as value_status,
        (low, high) <> (least, 'Infinity') as speaks,
        is_filed and (low, high) <> (least, 'Infinity') as is_filed,
        false as is_exact,
        false as is_not_applicable,
        null::numeric as refuted_by,
        false as is_disputed
    from together
    {%- if is_second %}
    union all
    select
        difference.cell_no,
        {{ current_rank() }} as rank,
        'difference' as kind,
        null::bigint as statement_no,
        null::text as dimension,
        3 as position,
        difference.low,
        difference.high,
        null::numeric as value,
        false as is_whole,
        '=' as qualifier,
        null::numeric as floor_value,
        {{ badness("'I'") }} as badness,
        null::text as value_status,
        true as speaks,
        false as is_filed,
        false as is_exact,
        false as is_not_applicable,
        null::numeric as refuted_by,
        false as is_disputed
    from {{ ref('int_cell_difference') }} as difference
    inner join cells on difference.cell_no = cells.cell_no
    {%- endif %}
),

{{ settled_cells(is_second) }}

{% if is_second -%}
select * from final
{%- else -%}
select
    final.*,
    cells.input
from final
inner join cells on final.cell_no = cells.cell_no
{%- endif %}
{%- endmacro -%}

{#- CTE together: what the parts of each cell come to along each dimension in which it is a total:
    those that have cells, in `bounds`, and those that nobody names. Expects the CTE cells; both
    CTEs may have other names. -#}
{%- macro sums_of_parts(bounds, cells='cells', together='together') -%}
{{ together }}_named as (
    select
        arcs.whole_no as cell_no,
        arcs.dimension,
        arcs.adds,
        sum(parts.free_low) as low_sum,
        max(parts.free_low) as low_max,
        sum(parts.free_high) as high_sum,
        max(parts.free_high) as high_max,
        case when bool_and(parts.addend is not null) then sum(parts.addend) end as value_sum,
        case when bool_and(parts.addend is not null) then max(parts.addend) end as value_max,
        sum(parts.floor_value) as floor_sum,
        max(parts.floor_value) as floor_max,
        max(parts.badness) as badness,
        bool_or(parts.is_filed) as is_filed
    from {{ ref('int_cell_arc') }} as arcs
    inner join {{ bounds }} as parts on arcs.part_no = parts.cell_no
    inner join {{ cells }} as cells on arcs.whole_no = cells.cell_no
    where arcs.adds <> 'none'
    group by arcs.whole_no, arcs.dimension, arcs.adds
),

-- parts that nobody names: nothing, what was set aside, or nobody knows
{{ together }}_all as (
    select
        cells.cell_no,
        cells.least,
        places.dimension,
        places.adds,
        coalesce(added.low_sum, 0) + coalesce(unnamed.low_sum, 0) + coalesce(rest.low, 0)
            as low_sum,
        greatest(added.low_max, unnamed.low_max, rest.low) as low_max,
        coalesce(added.high_sum, 0) + coalesce(unnamed.high_sum, 0) + coalesce(rest.high, 0)
            as high_sum,
        greatest(added.high_max, unnamed.high_max, rest.high, 0) as high_max,
        case
            when
                (added.cell_no is null or added.value_sum is not null)
                and coalesce(unnamed.high_sum, 0) < 'Infinity' and coalesce(rest.high, 0) = 0
                then coalesce(added.value_sum, 0)
        end as value_sum,
        case
            when
                (added.cell_no is null or added.value_max is not null)
                and coalesce(unnamed.high_sum, 0) < 'Infinity' and coalesce(rest.high, 0) = 0
                then coalesce(added.value_max, 0)
        end as value_max,
        coalesce(added.floor_sum, 0) as floor_sum,
        coalesce(added.floor_max, 0) as floor_max,
        greatest(added.badness, unnamed.badness) as badness,
        coalesce(added.is_filed, false) as is_filed
    from (
        select
            cell_no,
            dimension,
            adds
        from {{ together }}_named
        union
        select
            whole_no as cell_no,
            dimension,
            adds
        from {{ ref('int_cell_unnamed') }}
        where adds <> 'none'
    ) as places
    inner join {{ cells }} as cells on places.cell_no = cells.cell_no
    left join {{ together }}_named as added
        on places.cell_no = added.cell_no and places.dimension = added.dimension
    left join {{ ref('int_cell_unnamed') }} as unnamed
        on places.cell_no = unnamed.whole_no and places.dimension = unnamed.dimension
    left join {{ ref('int_cell_rest') }} as rest
        on places.cell_no = rest.whole_no and places.dimension = rest.dimension
),

{{ together }} as (
    select
        cell_no,
        dimension,
        adds,
        least,
        case adds when 'sum' then low_sum else low_max end as low,
        case adds when 'max' then high_max else high_sum end as high,
        case adds when 'sum' then value_sum when 'max' then value_max end as value,
        case adds when 'sum' then floor_sum else floor_max end as floor_value,
        badness,
        is_filed
    from {{ together }}_all
),
{%- endmacro -%}

{#- CTE final: what the witnesses of each cell come to. Expects the CTEs cells and witnesses.

    is_second    whether some filings are disputed, and so stand in no sum -#}
{%- macro settled_cells(is_second=false) -%}
-- rows that are whole beat whoever does not meet them
weighed as (
    select
        *,
        max(low) filter (where kind = 'derived' and is_whole) over same_cell as rows_low,
        min(high) filter (where kind = 'derived' and is_whole) over same_cell as rows_high
    from witnesses
    window same_cell as (partition by cell_no)
),

heard as (
    select
        *,
        array_position(
            array['region', 'programme', 'item', 'stage', 'edition', 'since'], dimension
        ) as turn,
        low is not null
        and (rows_low is null or (low <= rows_high and high >= rows_low)) as is_heard
    from weighed
),

met as (
    select
        *,
        max(low) filter (where is_heard) over same_cell as greatest_low,
        min(high) filter (where is_heard) over same_cell as least_high
        {%- if is_second %},
        max(low) filter (where is_heard and not is_disputed) over same_cell as free_greatest_low,
        min(high) filter (where is_heard and not is_disputed) over same_cell as free_least_high
        {%- endif %}
    from heard
    window same_cell as (partition by cell_no)
),

-- who fails to meet somebody
contested as (
    select
        *,
        is_heard and (low > least_high or high < greatest_low) as is_contested
        {%- if is_second %},
        is_heard and not is_disputed
        and (low > free_least_high or high < free_greatest_low) as is_contested_free
        {%- endif %}
    from met
),

intervals as (
    select
        cells.cell_no,
        cells.life_stage,
        cells.least,
        coalesce(bool_or(contested.is_contested), false) as is_contradicted,
        {{ _interval('low', 'greatest', 'max', 'min') }} as low,
        {{ _interval('high', 'least', 'min', 'max') }} as high,
        {%- if is_second %}
        coalesce(bool_or(contested.is_disputed), false) as has_disputed,
        {{ _interval('low', 'greatest', 'max', 'min', '_free') }} as free_low,
        {{ _interval('high', 'least', 'min', 'max', '_free') }} as free_high,
        {%- else %}
        false as has_disputed,
        {%- endif %}
        coalesce(
            bool_or(
                contested.kind = 'derived' and contested.is_whole
                and contested.low = contested.high
            ),
            false
        ) as is_by_rows,
        coalesce(bool_or(contested.is_filed), false) as is_filed,
        coalesce(bool_or(contested.is_heard and contested.is_not_applicable), false)
            as is_not_applicable,
        max(contested.badness) as badness,
        max(contested.badness) filter (where contested.kind = 'filed' and contested.low is null)
            as masked_badness,
        coalesce(bool_or(contested.kind = 'filed' and contested.low is null), false) as is_masked,
        min(contested.statement_no) filter (where contested.low is null) as masked_no,
        min(contested.statement_no) filter (
            where contested.is_heard and contested.is_not_applicable
        ) as not_applicable_no,
        max(contested.low) filter (where contested.kind = 'filed') as filed_low,
        min(contested.high) filter (where contested.kind = 'filed') as filed_high,
        coalesce(
            max(contested.low) filter (where contested.speaks)
            > min(contested.high) filter (where contested.speaks),
            false
        )
        or coalesce(bool_or(contested.refuted_by is not null), false) as is_disagreed,
        coalesce(bool_or(contested.kind = 'derived' and contested.speaks), false) as is_counted,
        coalesce(bool_or(contested.is_filed and contested.speaks), false) as is_told,
        count(*) filter (where contested.speaks) as speaking,
        coalesce(bool_or(contested.is_heard and contested.speaks), false) as is_said,
        array_agg(
            contested.dimension order by contested.dimension
        ) filter (where contested.kind = 'parts' and contested.speaks) as speaking_dimensions,
        (array_agg(
            contested.kind order by contested.position, contested.statement_no, contested.turn
        ) filter (where contested.is_contested))[1] as contested_kind,
        array_agg(
            coalesce(contested.dimension, contested.statement_no::text, contested.kind)
            order by contested.position, contested.statement_no, contested.turn
        ) filter (where contested.is_contested) as in_dispute
    from cells
    left join contested on cells.cell_no = contested.cell_no
    group by cells.cell_no, cells.life_stage, cells.least
),

-- derived whole, parts whole, filed exactly, the rest; the narrower first
ordered as (
    select
        contested.*,
        intervals.low as cell_low,
        intervals.high as cell_high,
        row_number() over (
            partition by contested.cell_no
            order by
                case
                    when contested.is_whole and contested.kind in ('derived', 'decision', 'rate')
                        then 0
                    when contested.kind = 'parts' and contested.is_whole then 1
                    when contested.is_exact then 2
                    else 3
                end,
                contested.high - contested.low,
                contested.position,
                contested.statement_no,
                contested.dimension
        ) as place
    from contested
    inner join intervals on contested.cell_no = intervals.cell_no
    where contested.is_heard
),

-- the first that gives a value in the interval; of a point any, else nobody's open floor
given as (
    select distinct on (cell_no)
        cell_no,
        value,
        coalesce(value_status, {{ status_of('badness') }}, 'A') as obs_status,
        case when cell_low = cell_high then '=' else qualifier end as qualifier,
        place
    from ordered
    where
        value is not null
        and value between cell_low and cell_high
        and (cell_low = cell_high or qualifier <> '>=' or high < 'Infinity')
    order by cell_no, place
),

told as (
    select
        cell_no,
        coalesce(
            min(place) filter (where speaks and low = cell_low),
            min(place) filter (where speaks and high = cell_high)
        ) as tightest,
        (array_agg(place order by position, statement_no, turn))[1] as first_place,
        -- who says the most that is sure says the bound
        (array_agg(place order by floor_value desc, place) filter (
            where floor_value > cell_low and floor_value <= cell_high
        ))[1] as floor_place,
        max(floor_value) filter (where floor_value between cell_low and cell_high) as floor_value
    from ordered
    group by cell_no
),

settled as (
    select
        intervals.*,
        given.value as given_value,
        given.obs_status as given_status,
        given.qualifier as given_qualifier,
        given.place as given_place,
        told.tightest,
        told.first_place,
        told.floor_place,
        greatest(intervals.low, told.floor_value) as floor_told,
        coalesce({{ status_of('intervals.badness') }}, 'O') as worst,
        case
            when intervals.is_contradicted then 'contradicted'
            when given.cell_no is not null then 'given'
            when intervals.low = 0 and intervals.high = 0 and intervals.is_not_applicable
                then 'not_applicable'
            when intervals.low = intervals.high then 'point'
            when intervals.high = 'Infinity' and intervals.low > 0 then 'floor'
            when
                (intervals.low = intervals.least and intervals.high = 'Infinity')
                or not intervals.is_said
                then 'unknown'
            else 'between'
        end as how
    from intervals
    left join given on intervals.cell_no = given.cell_no
    left join told on intervals.cell_no = told.cell_no
),

valued as (
    select
        *,
        case how
            when 'given' then given_value
            when 'point' then low
            when 'floor' then floor_told
        end as value,
        case how
            when 'given' then given_qualifier
            when 'point' then '='
            when 'floor' then '>='
        end as qualifier,
        case how
            when 'given'
                then case
                    when
                        given_status = 'A'
                        and (life_stage = '_pending' or life_stage in (
                            select stages.life_stage
                            from {{ ref('int_lattice_stage') }} as stages
                            where stages.above_code = '_pending'
                        ))
                        then 'P'
                    else given_status
                end
            when 'not_applicable' then 'M'
            when 'point' then 'I'
            when 'floor'
                then case
                    when is_masked then 'Q'
                    when worst in ('P', 'U', 'O', 'L', 'Q') then worst
                    else 'U'
                end
            when 'unknown'
                then coalesce(
                    {{ status_of('masked_badness') }},
                    case when worst in ('L', 'O', 'Q') then worst else 'O' end
                )
            else 'U'
        end as obs_status,
        case how
            when 'given' then given_place
            when 'unknown' then first_place
            when 'floor' then coalesce(floor_place, tightest)
            else tightest
        end as place,
        case
            when is_contradicted or is_disagreed then 'disagree'
            when is_counted and not is_told then 'alone'
            when speaking < 2 then 'alone'
            when is_masked then 'undecidable'
            else 'agree'
        end as verdict
    from settled
),

freed as (
    select
        valued.*,
        case
            when valued.is_contradicted then valued.contested_kind
            when valued.how = 'not_applicable' or (valued.how = 'unknown' and valued.is_masked)
                then 'filed'
            else coalesce(speaker.kind, 'none')
        end as witness,
        case
            when valued.is_contradicted then null
            when valued.how = 'not_applicable' then valued.not_applicable_no
            when valued.how = 'unknown' and valued.is_masked then valued.masked_no
            else speaker.statement_no
        end as statement_no,
        case when not valued.is_contradicted then speaker.dimension end as dimension,
        {%- if is_second %}
        case
            when valued.is_contradicted or not valued.has_disputed then valued.low
            else valued.free_low
        end as loose_low,
        case
            when valued.is_contradicted or not valued.has_disputed then valued.high
            else valued.free_high
        end as loose_high
        {%- else %}
        valued.low as loose_low,
        valued.high as loose_high
        {%- endif %}
    from valued
    left join ordered as speaker
        on valued.cell_no = speaker.cell_no and valued.place = speaker.place
),

final as (
    select
        cell_no,
        low,
        high,
        value,
        qualifier,
        obs_status,
        witness,
        statement_no,
        dimension,
        speaking,
        verdict,
        is_contradicted,
        is_by_rows,
        is_filed,
        filed_low,
        filed_high,
        loose_low as free_low,
        loose_high as free_high,
        case
            when (loose_low, loose_high) <> (low, high) then null
            when obs_status = 'M' and low = high then 0
            else value
        end as addend,
        case
            when
                (loose_low, loose_high) = (low, high)
                and value is not null
                and qualifier in ('=', '>=')
                then value
            else loose_low
        end as floor_value,
        {{ badness('obs_status') }} as badness,
        speaking_dimensions,
        in_dispute
    from freed
)
{%- endmacro -%}

{#- An end of the interval in which all meet; where they do not, of the hull of those that fail to
    meet somebody, narrowed by the others as far as these leave anything. -#}
{%- macro _interval(end, meets, narrow, wide, which='') -%}
    {%- set heard = 'contested.is_heard' ~ (' and not contested.is_disputed' if which) -%}
    {%- set contested = 'contested.is_contested' ~ which -%}
    {%- set others = heard ~ ' and not ' ~ contested -%}
    {%- set rest_low = 'max(contested.low) filter (where ' ~ others ~ ')' -%}
    {%- set rest_high = 'min(contested.high) filter (where ' ~ others ~ ')' -%}
    {%- set hull_low = 'min(contested.low) filter (where ' ~ contested ~ ')' -%}
    {%- set hull_high = 'max(contested.high) filter (where ' ~ contested ~ ')' -%}
    {%- set hull = hull_low if end == 'low' else hull_high -%}
    case
            when not coalesce(bool_or({{ contested }}), false)
                then {{ meets }}(
                    {{ narrow }}(contested.{{ end }}) filter (where {{ heard }}),
                    {{ "cells.least" if end == 'low' else "'Infinity'::numeric" }}
                )
            when
                greatest({{ hull_low }}, {{ rest_low }}) <= least({{ hull_high }}, {{ rest_high }})
                then {{ meets }}({{ hull }}, {{ rest_low if end == 'low' else rest_high }})
            else {{ hull }}
        end
{%- endmacro -%}
