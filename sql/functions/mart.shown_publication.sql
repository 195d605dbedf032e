create function mart.shown_publication(publication integer) returns integer
language sql stable
set search_path = pg_catalog
as $$
select coalesce(publication, nullif(current_setting('talent.as_of', true), '')::integer, 2147483647)
$$;
comment on function mart.shown_publication is
'Publication to read: the one given, else that of talent.as_of, else the newest 发布号';
revoke all on function mart.shown_publication from public;
grant execute on function mart.shown_publication to talent_analyst, talent_steward;
