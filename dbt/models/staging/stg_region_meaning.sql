{{ config(materialized='table') }}
select
    region_code,
    standing_code,
    first_year,
    last_year
from {{ source('reference', 'region_meaning') }}
