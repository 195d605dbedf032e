select
    units.unit_code,
    units.name,
    units.kind,
    units.line_system,
    coalesce(meanings.standing_code, units.region_code) as region_code,
    units.level,
    units.parent_unit,
    units.valid_from,
    units.valid_to,
    units.successor
from {{ source('reference', 'reporting_unit') }} as units
left join {{ ref('stg_region_meaning') }} as meanings
    on
        units.region_code = meanings.region_code
        and extract(year from units.valid_from) between meanings.first_year and meanings.last_year
