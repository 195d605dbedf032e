with codes as (
    select * from {{ source('reference', 'code') }}
),

series as (
    select
        code,
        name
    from codes
    where list = 'title_series'
    union all
    select
        '_U' as code,
        '未填系列' as name
),

final as (
    select
        (series.code || ':' || levels.code) as title_code,
        series.code as title_series,
        levels.code as title_level,
        (series.name || levels.name) as name,
        levels.rank as level_rank
    from series
    cross join codes as levels
    where levels.list = 'title_level' and levels.code <> 'none'
    union all
    select
        '_Z:none' as title_code,
        '_Z' as title_series,
        levels.code as title_level,
        levels.name,
        levels.rank as level_rank
    from codes as levels
    where levels.list = 'title_level' and levels.code = 'none'
)

select * from final
