-- Whatever was filed has a best observation of its key. Without this test a filing under a region
-- that was closed, or of a level that no total model covers, would be accepted and shown nowhere.
with final as (
    select
        filed.measure_code,
        filed.region_code,
        filed.rollup,
        filed.programme_code,
        filed.scope,
        filed.year,
        filed.submission_id,
        filed.row_no
    from {{ ref('int_observation_filed') }} as filed
    where not exists (
        select 1
        from {{ ref('fct_observation_best') }} as best
        where
            best.measure_code = filed.measure_code
            and best.region_code = filed.region_code
            and best.rollup = filed.rollup
            and best.programme_code = filed.programme_code
            and best.scope = filed.scope
            and best.year = filed.year
            and best.life_stage = filed.life_stage
            and best.edition = filed.edition
    )
)

select * from final
