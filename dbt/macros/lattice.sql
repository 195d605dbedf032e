{#- The lattice of cells: one text names a cell, ends that are not known are infinite, and the cells
    are bounded in the order of their rank, because a total needs its parts. -#}

{#- The columns that name a cell, in the order of its key. -#}
{%- macro cell_columns() -%}
    {{ return([
        'measure_code', 'region_code', 'rollup', 'programme_code', 'year', 'since', 'scope', 'item',
        'life_stage', 'edition',
    ]) }}
{%- endmacro -%}

{#- The key of a cell as one text; `changed` are columns that another expression stands for. -#}
{%- macro cell_key(alias, changed={}) -%}
    concat_ws(
        '|'
        {%- for column in cell_columns() -%}
            , {{ changed.get(column, alias ~ '.' ~ column) }}
        {%- endfor %}
    )
{%- endmacro -%}

{#- How bad a status is, from 1 (normal) on; null for M, which makes nothing worse. -#}
{%- macro badness(status) -%}
    nullif(strpos('AEBIUPOLQ', {{ status }}), 0)
{%- endmacro -%}

{%- macro status_of(badness) -%}
    substr('AEBIUPOLQ', {{ badness }}, 1)
{%- endmacro -%}

{#- The rank that is being filled. -#}
{%- macro current_rank() -%}
    current_setting('talent.rank')::integer
{%- endmacro -%}

{#- A table that is filled rank by rank, each from what stands in it: its query is run for every
    rank of the cells in `meta.cells`, lowest first, and reads current_rank() and itself. Cells
    that are not among them are as in `meta.before`, or, with `meta.standing`, which holds all
    cells, as they stand. While all of it is filled it has statistics of its key alone: those of
    all columns take longer than a rank. -#}
{% materialization by_rank, adapter='postgres' %}
    {%- set standing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set columns = config.get('meta')['columns'] -%}
    {%- set key = columns.keys() | first -%}
    {%- set cells = this.incorporate(path={'identifier': config.get('meta')['cells']}) -%}
    {%- set is_made = standing is none or flags.FULL_REFRESH or is_made_anew() -%}
    {%- set is_whole = is_made or is_full_build() -%}
    {{ marked() }}
    {% call statement('main') -%}
        {%- if is_made %}
        drop table if exists {{ target }} cascade;
        create table {{ target }} (
            {%- for name, type in columns.items() %}
            {{ name }} {{ type }}{{ ',' if not loop.last }}
            {%- endfor %}
        );
        create unique index on {{ target }} ({{ key }})
        {%- elif 'standing' in config.get('meta') and not is_whole %}
        {%- set all_cells = this.incorporate(path={'identifier': config.get('meta')['standing']}) %}
        delete from {{ target }} as former
        where
            exists (select from {{ cells }} as cells where cells.cell_no = former.cell_no)
            or not exists (
                select from {{ all_cells }} as cells where cells.cell_no = former.cell_no
            )
        {%- else %}
        truncate {{ target }}
        {%- endif %}
        {%- if 'before' in config.get('meta') %};
        insert into {{ target }} ({{ columns.keys() | join(', ') }})
        select {{ columns.keys() | join(', ') }}
        from {{ this.incorporate(path={'identifier': config.get('meta')['before']}) }} as earlier
        where not exists (select 1 from {{ cells }} as cells where cells.cell_no = earlier.cell_no)
        {%- endif %}
    {%- endcall %}
    {%- for (rank,) in run_query('select distinct rank from ' ~ cells ~ ' order by rank').rows %}
        {%- call statement('rank_' ~ rank) -%}
            set local talent.rank = '{{ rank }}';
            -- of what CTEs hold the planner expects a handful of rows, and would look through
            -- them for each
            set local enable_nestloop = off;
            insert into {{ target }} ({{ columns.keys() | join(', ') }})
            {{ sql }}
            {%- if is_whole %};
            analyze {{ target }} ({{ key }})
            {%- endif %}
        {%- endcall -%}
    {%- endfor %}
    {%- if is_whole %}{{ analyzed() }}{% endif %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- if is_made %}{% do persist_docs(target, model) %}{% endif %}
    {{ adapter.commit() }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#- What is said of a cell once its witnesses are weighed. -#}
{%- macro bound_columns() -%}
    {{ return({
        'cell_no': 'bigint',
        'low': 'numeric',
        'high': 'numeric',
        'value': 'numeric',
        'qualifier': 'text',
        'obs_status': 'text',
        'witness': 'text',
        'statement_no': 'bigint',
        'dimension': 'text',
        'speaking': 'bigint',
        'verdict': 'text',
        'is_contradicted': 'boolean',
        'is_by_rows': 'boolean',
        'is_filed': 'boolean',
        'filed_low': 'numeric',
        'filed_high': 'numeric',
        'free_low': 'numeric',
        'free_high': 'numeric',
        'addend': 'numeric',
        'floor_value': 'numeric',
        'badness': 'integer',
        'speaking_dimensions': 'text[]',
        'in_dispute': 'text[]',
    }) }}
{%- endmacro -%}

{#- Rungs of the ladder, each with its group. -#}
{%- macro stage_rungs() -%}
    values
    ('planned', '_planned'),
    ('preparing', '_planned'),
    ('applied', '_pending'),
    ('recommended', '_pending'),
    ('in_public_notice', '_pending'),
    ('approved', '_reached'),
    ('recognised', '_reached'),
    ('established', '_reached'),
    ('signed', '_reached'),
    ('implemented', '_reached'),
    ('evaluated', '_reached'),
    ('withdrawn', '_gone')
{%- endmacro -%}
