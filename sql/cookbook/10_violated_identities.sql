-- 哪些勾稽关系不成立？差多少？
-- Which identities between published numbers are violated, and by how much?
-- grain: identity x region x rollup x programme x scope of the year
-- unit: base unit of the measures; off_by: the least that the bounds leave, tolerance deducted
-- reading: a null high is 以上; mart_observation tells the filing behind either side
-- columns: identity_code, description_zh, region_code, region_name, rollup, programme_code, scope,
-- left_expression, relation, right_expression, left_low, left_high, right_low, right_high, off_by

with wanted as (
    select
        '53' as region_prefix,
        2021 as year
),

final as (
    select
        identity.identity_code,
        identity.description_zh,
        identity.region_code,
        identity.region_name,
        identity.rollup,
        identity.programme_code,
        identity.scope,
        identity.left_expression,
        identity.relation,
        identity.right_expression,
        identity.left_value_low as left_low,
        identity.left_value_high as left_high,
        identity.right_value_low as right_low,
        identity.right_value_high as right_high,
        greatest(
            identity.left_value_low - identity.right_value_high * (1 + identity.tolerance),
            case
                when identity.relation = '='
                    then
                        identity.right_value_low * (1 - identity.tolerance)
                        - identity.left_value_high
            end
        ) as off_by
    from mart.mart_identity as identity
    cross join wanted
    where
        identity.outcome = 'violated'
        and identity.year = wanted.year
        and starts_with(identity.region_code, wanted.region_prefix)
)

select * from final
order by identity_code, region_code, rollup, programme_code, scope;
