{# Where rows come to something, without what they come to: a correction that changes counts and
   names no other cell stops here, and the cells stay as they are. #}
select
    measure_code,
    region_code,
    rollup,
    programme_code,
    year,
    item,
    life_stage,
    edition
from {{ ref('int_cell_count') }}
