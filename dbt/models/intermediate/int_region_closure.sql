{# The tree has three levels, so two steps up reach the province. #}
with regions as (
    select * from {{ source('reference', 'region') }} where valid_to is null
),

final as (
    select
        region_code as ancestor_code,
        region_code as descendant_code
    from regions
    union all
    select
        parent_code as ancestor_code,
        region_code as descendant_code
    from regions
    where parent_code is not null
    union all
    select
        parents.parent_code as ancestor_code,
        children.region_code as descendant_code
    from regions as children
    inner join regions as parents on children.parent_code = parents.region_code
    where parents.parent_code is not null
)

select * from final
