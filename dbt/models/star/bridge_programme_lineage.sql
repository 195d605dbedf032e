with final as (
    select
        from_code,
        to_code,
        relation,
        year
    from {{ source('reference', 'programme_lineage') }}
)

select * from final
