with {{ observation_sources() }}

{{ observation_totals('county', none) }}
