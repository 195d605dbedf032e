{#- Every code, with the name that it had last: whatever ended since, what stands under it does. -#}
{% macro regions_named() -%}
    select distinct on (region_code) *
    from {{ source('reference', 'region') }}
    order by region_code, valid_from desc
{%- endmacro %}

{#- The codes under which numbers stand, of all times, and those above them. -#}
{% macro standing_regions() -%}
    select distinct  -- a region that was renamed stands once
        standing_code as region_code,
        standing_parent as parent_code
    from {{ source('reference', 'standing_region') }}
{%- endmacro %}
