with {{ observation_sources() }}

{{ observation_totals('_U', none) }}
