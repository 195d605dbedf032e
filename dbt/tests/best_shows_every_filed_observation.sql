-- Whatever was filed has a best observation of its cell. Without this test a filing under a region
-- that was closed, or of a stage outside the ladder, would be accepted and shown nowhere.
with final as (
    select
        statements.measure_code,
        statements.region_code,
        statements.rollup,
        statements.programme_code,
        statements.scope,
        statements.year,
        statements.submission_id,
        statements.row_no
    from {{ ref('int_statement') }} as statements
    where not exists (
        select 1
        from {{ ref('fct_observation_best') }} as best
        where
            best.measure_code = statements.measure_code
            and best.region_code = statements.region_code
            and best.rollup = statements.rollup
            and best.programme_code = statements.programme_code
            and best.scope = statements.scope
            and best.year = statements.year
            and best.since = statements.since
            and best.item = statements.item
            and best.life_stage = statements.life_stage
            and best.edition = statements.edition
    )
)

select * from final
