-- What has a row a person, or leads row by row to where persons stand, is no longer for analysts.
-- A publication grants so by itself; here those that are already published. Their publisher owns
-- them.

set local role talent_publisher;
do $$
declare
    relation regclass;
begin
    for relation in
        select pg_class.oid
        from pg_class
        where
            relnamespace in ('mart'::regnamespace, 'history'::regnamespace, 'as_of'::regnamespace)
            and (
                relname in (
                    'dim_person', 'fct_talent_headcount', 'fct_programme_participation',
                    'bridge_doubtful_head', 'bridge_programme_head', 'bridge_programme_role',
                    'contribution_row', 'contribution_counted', 'contribution_observation'
                )
                or relname like 'contribution\_mart\_%'
            )
            and relkind in ('r', 'v')
    loop
        execute format('revoke all on %s from talent_analyst', relation); -- of its columns too
        execute format('grant select on %s to talent_researcher, talent_steward', relation);
    end loop;
end
$$;
set local role talent_owner;
