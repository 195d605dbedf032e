with {{ observation_sources() }}

{{ observation_totals('province', '(select * from ' ~ ref('int_observation_total_prefecture') ~ ' where place = 1)') }}
