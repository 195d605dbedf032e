{#- Many checks of one table in one scan. A check is true for a good row; null counts as failing.
    A failing row comes back once for each check that it fails, with the check's name. `changed_by`:
    the columns of a large table by which only what changed since the last publication is
    checked. -#}
{% test one_statement(model, checks, changed_by=none) %}
with rows_checked as (
    select
        checked as checked_row,
        {%- for name, expression in checks.items() %}
        coalesce({{ expression }}, false) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }} as checked
    where {{ only_judged(changed_by) if changed_by else 'true' }}
),

final as (
    select
        checks.check_name,
        -- made of failing rows alone: turning a million good ones into jsonb costs seconds
        to_jsonb(rows_checked.checked_row) as checked_row
    from rows_checked
    cross join lateral (
        values
        {%- for name in checks %}
        ('{{ name }}', rows_checked.{{ name }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as checks (check_name, has_passed)
    where not checks.has_passed
)

select * from final
{% endtest %}
