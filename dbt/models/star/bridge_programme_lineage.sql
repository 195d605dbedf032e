with final as (
    select
        from_code::text as from_code,
        to_code::text as to_code,
        relation::text as relation,
        year::smallint as year
    from {{ source('reference', 'programme_lineage') }}
)

select * from final
