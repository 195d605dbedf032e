-- The rungs of each kind of named thing: from `reached_from` of the kind on it is there.
create view reference.entity_stage as
select
    types.entity_type,
    stages.code as life_stage,
    stages.rank,
    case
        when stages.code = 'withdrawn' then '_gone'
        when stages.code in ('planned', 'preparing') then '_planned'
        when stages.rank >= reached.rank then '_reached'
        else '_pending'
    end as stage_group
from reference.entity_type as types
cross join reference.code as stages
inner join reference.code as reached
    on types.reached_from = reached.code and reached.list = 'entity_stage'
where stages.list = 'entity_stage';
comment on view reference.entity_stage is
'One row per kind of named thing and rung of its ladder, with the group of the rung 名录对象阶段';
