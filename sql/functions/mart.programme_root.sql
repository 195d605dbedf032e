-- Where a programme comes from: back along renamed and upgraded to the first code it had, so that
-- one series can be drawn through all of them. A merger has no root before it: it is a set of what
-- was merged.
create function mart.programme_root(code text) returns text
language sql stable
as $$
    with recursive lineage as (
        select programme_root.code as programme_code, 0 as steps
        union all
        select earlier.from_code, lineage.steps + 1
        from lineage
        inner join reference.programme_lineage as earlier
            on earlier.to_code = lineage.programme_code and earlier.relation in ('renamed', 'upgraded')
        -- a lineage that runs in a ring ends
        where lineage.steps < 20
    )

    select programme_code from lineage order by steps desc, programme_code limit 1
$$;
comment on function mart.programme_root(text) is
'First code of a programme, back along renamed and upgraded 项目沿革的起点';
revoke all on function mart.programme_root(text) from public;
grant execute on function mart.programme_root(text) to
talent_loader, talent_builder, talent_publisher, talent_steward, talent_analyst;
