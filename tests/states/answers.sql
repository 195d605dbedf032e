select * from mart.explain('mart_region_programme_year', '{"region_code": "530112", "rollup": "total", "programme_code": "_T", "year": 2020}', 'headcount', 1)
select * from mart.explain('mart_region_programme_year', '{"region_code": "530112", "rollup": "total", "programme_code": "_T", "year": 2020}', 'headcount')
select * from mart.explain('mart_region_programme_year', '{"region_code": "530100", "rollup": "total", "programme_code": "_T", "year": 2020}', 'attendances')
select * from mart.explain('mart_region_programme_year', '{"region_code": "530100", "rollup": "total", "programme_code": "_T", "year": 2021}', 'units_in_force')
select * from mart.explain('mart_region_programme_year', '{"region_code": "530112", "rollup": "total", "programme_code": "_T", "year": 2021}', 'matched_yuan')
select * from mart.explain('mart_talent_density', '{"region_code": "530100", "rollup": "total", "year": 2021}', 'density_growth')
select * from mart.explain('mart_title_structure', '{"region_code": "530112", "rollup": "total", "title_level": "_T", "age_band": "_T", "year": 2020}', 'people', null, 50)
select * from mart.explain('mart_programme_people', '{"region_code": "530100", "rollup": "total", "programme_code": "_T", "life_stage": "_T", "role": "expert", "year": 2020}', 'people')
select * from mart.explain('mart_funding_execution', '{"region_code": "530100", "rollup": "total", "programme_code": "_T", "fund_year": 2020}', 'days_award_to_receipt')
select * from mart.explain('mart_identity', '{"region_code": "530100", "rollup": "total", "programme_code": "_T", "scope": "region", "identity_code": "TITLE_SENIOR_WITHIN_STAFF", "year": 2021}', 'left_value')
select * from mart.explain('mart_submission_completeness', '{"unit_code": "530112-RC", "form": "talent_register", "period": "2020", "part": "-"}', 'state')
select steps.* from (select * from mart.mart_witness_disagreement order by measure_code, region_code, other_witness limit 1) as shown, mart.explain('mart_witness_disagreement', to_jsonb(shown), 'other_value') as steps
select * from mart.region_programme_year_on(2010) where region_code ~ '^53(01|03|00)'
select * from mart.title_structure_on(1999, 1) where region_code ~ '^53(01|03|00)'
select programme_code, mart.programme_root(programme_code) from mart.dim_programme
select identity_code, side, terms.* from reference.identity, lateral (values ('left', left_expression), ('right', right_expression)) as sides (side, expression), lateral reference.terms(expression) as terms
select * from reference.measure_identity
select no, label, rows_changed, submissions, newest_received_at from mart.publication where no <= 3
select form, submissions_published, submissions_waiting, newest_received_at from mart.freshness
select column_name, factor, filed_form, count(*), sum(amount) from mart.contribution_mart_identity group by 1, 2, 3
select column_name, factor, filed_form, count(*), sum(amount) from as_of.contribution_mart_identity group by 1, 2, 3
