with {{ observation_sources('int_observation_total_county') }}

{{ observation_totals('prefecture', 'children_best') }}
