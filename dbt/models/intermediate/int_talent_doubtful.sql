{# Who stands there without a number may be somebody who stands elsewhere with one, of the same name
   and year of birth: the low bounds leave them out. They are few, and anybody's change anywhere may
   make one, so all are looked at. -#}
with claims as not materialized (  -- read twice, by index
    select * from {{ ref('int_talent_claims_counted') }}
),

{{ doubtful_people() }},

final as (
    select
        region_code,
        unit_code,
        title_level,
        {{ age_band('age_years') }} as age_band,
        coalesce(is_wage_here and employment = 'permanent', false) as is_paid_here,
        {%- call(code, condition, amount, fields, is_last) each_measure('talent_register') %}
        coalesce(sum({{ amount }}) filter (where {{ condition }}), 0) as {{ code | lower }},
        {%- endcall %}
        year
    from people
    group by
        region_code, unit_code, title_level, {{ age_band('age_years') }},
        coalesce(is_wage_here and employment = 'permanent', false), year
)

select * from final
