with {{ observation_sources('int_observation_total_prefecture') }}

{{ observation_totals('province', 'children_best') }}
