create view audit.explanation_now with (security_invoker = true) as
select
    explanation.explanation_id,
    explanation.rule_id,
    explanation.rule_version,
    explanation.unit_code,
    explanation.form,
    explanation.period,
    explanation.part,
    explanation."column",
    explanation.key,
    explanation.fingerprint,
    explanation.explanation,
    explanation.origin,
    explanation.submission_id,
    explanation.needs_second,
    explanation.explained_by,
    explanation.explained_at,
    explanation.expires_on,
    coalesce(last.decision, 'waiting') as decision,
    last.decision_id,
    last.decided_by,
    last.decided_at,
    last.reason as decision_reason,
    explanation.expires_on >= (now() at time zone 'Asia/Shanghai')::date
    and coalesce(
        last.decision = 'confirmed'
        or last.decision = 'accepted' and not explanation.needs_second,
        false
    ) as is_in_force
from audit.explanation
left join lateral (
    select
        said.decision_id,
        said.decision,
        said.reason,
        said.decided_by,
        said.decided_at
    from audit.explanation_decision as said
    where explanation.explanation_id = said.explanation_id
    order by said.decision_id desc
    limit 1
) as last on true;
comment on view audit.explanation_now is
'One row per explanation with the last decision about it, and whether it counts today 说明现状';
grant select on audit.explanation_now to talent_region_steward;
