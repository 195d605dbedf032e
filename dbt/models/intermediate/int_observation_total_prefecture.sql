with {{ observation_sources() }}

{{ observation_totals('prefecture', '(select * from ' ~ ref('int_observation_total_county') ~ ' where place = 1)') }}
