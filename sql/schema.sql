-- Made by `make schema` from sql/migrations; a test rebuilds it exactly. Read it, do not edit it.
CREATE SCHEMA as_of;

ALTER SCHEMA as_of OWNER TO talent_owner;

CREATE SCHEMA audit;

ALTER SCHEMA audit OWNER TO talent_owner;

CREATE SCHEMA history;

ALTER SCHEMA history OWNER TO talent_owner;

CREATE SCHEMA mart;

ALTER SCHEMA mart OWNER TO talent_owner;

CREATE SCHEMA raw;

ALTER SCHEMA raw OWNER TO talent_owner;

CREATE SCHEMA reference;

ALTER SCHEMA reference OWNER TO talent_owner;

CREATE SCHEMA warehouse;

ALTER SCHEMA warehouse OWNER TO talent_owner;

CREATE SCHEMA work;

ALTER SCHEMA work OWNER TO talent_owner;

CREATE DOMAIN reference.expression AS text
	CONSTRAINT expression_ck CHECK ((VALUE ~ ('^([0-9.]+ \* )?[A-Z]\w*(@\w+)?(\[-\d\])?'::text || '( [+-] ([0-9.]+ \* )?[A-Z]\w*(@\w+)?(\[-\d\])?)*$'::text)));

ALTER DOMAIN reference.expression OWNER TO talent_owner;

CREATE FUNCTION mart.programme_root(code text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    with recursive lineage as (
        select programme_root.code as programme_code, 0 as steps
        union all
        select earlier.from_code, lineage.steps + 1
        from lineage
        inner join reference.programme_lineage as earlier
            on earlier.to_code = lineage.programme_code and earlier.relation in ('renamed', 'upgraded')
        -- a lineage that runs in a ring ends
        where lineage.steps < 20
    )

    select programme_code from lineage order by steps desc, programme_code limit 1
$$;

ALTER FUNCTION mart.programme_root(code text) OWNER TO talent_owner;

CREATE TABLE audit.arrival (
    arrival_id bigint NOT NULL,
    sha256 text NOT NULL,
    unit_code text NOT NULL,
    file_name text NOT NULL,
    stated_form text,
    stated_period text,
    stated_part text,
    received_at timestamp with time zone NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    outcome text,
    CONSTRAINT arrival_outcome_ck CHECK ((outcome = ANY (ARRAY['filed'::text, 'unchanged'::text])))
);

ALTER TABLE audit.arrival OWNER TO talent_owner;

ALTER TABLE audit.arrival ALTER COLUMN arrival_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.arrival_arrival_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.build (
    build_no integer NOT NULL,
    fingerprint text NOT NULL,
    inputs_hash text NOT NULL,
    as_of_date date NOT NULL,
    frozen_at timestamp with time zone DEFAULT now() NOT NULL,
    state text NOT NULL,
    reason text,
    is_full boolean DEFAULT true NOT NULL,
    CONSTRAINT build_state_ck CHECK ((state = ANY (ARRAY['frozen'::text, 'built'::text, 'held'::text, 'published'::text, 'abandoned'::text])))
);

ALTER TABLE audit.build OWNER TO talent_owner;

CREATE TABLE audit.changed_person (
    person_key text NOT NULL,
    year smallint NOT NULL
);

ALTER TABLE audit.changed_person OWNER TO talent_owner;

CREATE TABLE audit.changed_submission (
    submission_id text NOT NULL
);

ALTER TABLE audit.changed_submission OWNER TO talent_owner;

CREATE TABLE audit.current_submission (
    submission_id text NOT NULL,
    unit_code text NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    part text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    rows_landed integer NOT NULL
);

ALTER TABLE audit.current_submission OWNER TO talent_owner;

CREATE TABLE audit.document (
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    first_name text NOT NULL,
    first_seen timestamp with time zone NOT NULL
);

ALTER TABLE audit.document OWNER TO talent_owner;

CREATE TABLE audit.explanation (
    explanation_id bigint NOT NULL,
    rule_id text NOT NULL,
    unit_code text NOT NULL,
    key jsonb NOT NULL,
    value_hash text NOT NULL,
    explanation text NOT NULL,
    explained_by text NOT NULL,
    explained_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    confirmed_by text
);

ALTER TABLE audit.explanation OWNER TO talent_owner;

ALTER TABLE audit.explanation ALTER COLUMN explanation_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.explanation_explanation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.finding (
    finding_id bigint NOT NULL,
    run_id text NOT NULL,
    rule_id text NOT NULL,
    rule_version text NOT NULL,
    source text NOT NULL,
    severity text NOT NULL,
    submission_id text,
    relation text,
    sheet text,
    row_no integer,
    "column" text,
    value_shown text,
    key jsonb,
    message_zh text NOT NULL,
    message_en text NOT NULL,
    CONSTRAINT finding_severity_ck CHECK ((severity = ANY (ARRAY['critical'::text, 'warning'::text, 'info'::text]))),
    CONSTRAINT finding_source_ck CHECK ((source = ANY (ARRAY['reader'::text, 'gate1'::text, 'gate2'::text])))
);

ALTER TABLE audit.finding OWNER TO talent_owner;

ALTER TABLE audit.finding ALTER COLUMN finding_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.finding_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.submission (
    submission_id text NOT NULL,
    arrival_id bigint NOT NULL,
    sha256 text NOT NULL,
    unit_code text NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    part text NOT NULL,
    n integer NOT NULL,
    contract_version text NOT NULL,
    parser_version text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    reason text,
    is_nil boolean DEFAULT false NOT NULL,
    rows_landed integer DEFAULT 0 NOT NULL,
    judged_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    withdrawn_why text,
    answered_at timestamp with time zone,
    account jsonb,
    CONSTRAINT submission_reason_ck CHECK (((state <> 'returned'::text) OR (reason IS NOT NULL))),
    CONSTRAINT submission_state_ck CHECK ((state = ANY (ARRAY['received'::text, 'landed'::text, 'accepted'::text, 'returned'::text])))
);

ALTER TABLE audit.submission OWNER TO talent_owner;

CREATE VIEW audit.in_force AS
 SELECT DISTINCT ON (unit_code, form, period, part) submission_id,
    unit_code,
    form,
    period,
    part,
    n,
    received_at,
    rows_landed,
    is_nil
   FROM audit.submission
  WHERE ((state = 'accepted'::text) AND (withdrawn_at IS NULL))
  ORDER BY unit_code, form, period, part, n DESC;

ALTER VIEW audit.in_force OWNER TO talent_owner;

CREATE TABLE audit.migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.migration OWNER TO talent_owner;

CREATE TABLE audit.publication (
    no integer NOT NULL,
    build_no integer NOT NULL,
    published_at timestamp with time zone DEFAULT now() NOT NULL,
    label text,
    inputs_hash text NOT NULL,
    rows_changed integer NOT NULL
);

ALTER TABLE audit.publication OWNER TO talent_owner;

CREATE TABLE audit.publication_input (
    submission_id text NOT NULL,
    from_no integer NOT NULL,
    to_no integer
);

ALTER TABLE audit.publication_input OWNER TO talent_owner;

CREATE VIEW audit.quarantined_row AS
 SELECT DISTINCT submission_id,
    sheet,
    row_no
   FROM audit.finding
  WHERE ((severity = 'critical'::text) AND (row_no IS NOT NULL) AND (source <> 'gate2'::text));

ALTER VIEW audit.quarantined_row OWNER TO talent_owner;

CREATE TABLE audit.run (
    run_id text NOT NULL,
    kind text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    outcome text
);

ALTER TABLE audit.run OWNER TO talent_owner;

CREATE VIEW mart.freshness AS
 SELECT in_force.form,
    ( SELECT max(publication.no) AS max
           FROM audit.publication publication) AS publication_no,
    ( SELECT max(publication.published_at) AS max
           FROM audit.publication publication) AS published_at,
    (count(input.submission_id))::integer AS submissions_published,
    ((count(*) - count(input.submission_id)))::integer AS submissions_waiting,
    max(in_force.received_at) FILTER (WHERE (input.submission_id IS NOT NULL)) AS newest_received_at
   FROM (audit.in_force in_force
     LEFT JOIN audit.publication_input input ON (((in_force.submission_id = input.submission_id) AND (input.to_no IS NULL))))
  GROUP BY in_force.form;

ALTER VIEW mart.freshness OWNER TO talent_owner;

CREATE VIEW mart.publication AS
 SELECT publication.no,
    publication.published_at,
    publication.label,
    publication.rows_changed,
    (count(input.submission_id))::integer AS submissions,
    max(submission.received_at) AS newest_received_at
   FROM ((audit.publication publication
     LEFT JOIN audit.publication_input input ON (((publication.no >= input.from_no) AND (publication.no < COALESCE(input.to_no, 2147483647)))))
     LEFT JOIN audit.submission submission ON ((input.submission_id = submission.submission_id)))
  GROUP BY publication.no, publication.published_at, publication.label, publication.rows_changed;

ALTER VIEW mart.publication OWNER TO talent_owner;

CREATE TABLE reference.code (
    list text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    rank smallint NOT NULL
);

ALTER TABLE reference.code OWNER TO talent_owner;

CREATE TABLE reference.code_synonym (
    list text NOT NULL,
    synonym text NOT NULL,
    code text NOT NULL
);

ALTER TABLE reference.code_synonym OWNER TO talent_owner;

CREATE TABLE reference.identity (
    identity_code text NOT NULL,
    left_expression reference.expression NOT NULL,
    relation text NOT NULL,
    right_expression reference.expression NOT NULL,
    tolerance numeric NOT NULL,
    description_zh text NOT NULL,
    description_en text NOT NULL,
    CONSTRAINT identity_relation_ck CHECK ((relation = ANY (ARRAY['<='::text, '='::text]))),
    CONSTRAINT identity_tolerance_ck CHECK ((tolerance >= (0)::numeric))
);

ALTER TABLE reference.identity OWNER TO talent_owner;

CREATE VIEW reference.identity_term AS
 SELECT identity.identity_code,
    sides.side,
    (terms.place)::integer AS place,
    ((
        CASE terms.parts[1]
            WHEN '-'::text THEN '-1'::integer
            ELSE 1
        END)::numeric * (COALESCE(terms.parts[2], '1'::text))::numeric) AS factor,
    terms.parts[3] AS measure_code,
    terms.parts[4] AS programme_code,
    (COALESCE(terms.parts[5], '0'::text))::integer AS year_offset
   FROM ((reference.identity identity
     CROSS JOIN LATERAL ( VALUES ('left'::text,identity.left_expression), ('right'::text,identity.right_expression)) sides(side, expression))
     CROSS JOIN LATERAL regexp_matches((sides.expression)::text, '(?:(?:^| )([+-]) )?(?:([0-9.]+) \* )?([A-Z]\w*)(?:@(\w+))?(?:\[(-\d)\])?'::text, 'g'::text) WITH ORDINALITY terms(parts, place));

ALTER VIEW reference.identity_term OWNER TO talent_owner;

CREATE TABLE reference.measure (
    measure_code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    definition text NOT NULL,
    unit_code text NOT NULL,
    kind text NOT NULL,
    agg_region text NOT NULL,
    agg_time text NOT NULL,
    is_non_negative boolean NOT NULL,
    numerator text,
    denominator text,
    scale numeric,
    fund_stage text,
    derivation text,
    derivation_form text,
    owner_line text,
    successor text,
    is_break boolean NOT NULL,
    CONSTRAINT measure_agg_region_ck CHECK ((agg_region = ANY (ARRAY['sum'::text, 'max'::text, 'ratio'::text, 'none'::text]))),
    CONSTRAINT measure_agg_time_ck CHECK ((agg_time = ANY (ARRAY['sum'::text, 'last'::text, 'max'::text, 'ratio'::text, 'none'::text]))),
    CONSTRAINT measure_derivation_ck CHECK (((derivation IS NULL) = (derivation_form IS NULL))),
    CONSTRAINT measure_kind_ck CHECK ((kind = ANY (ARRAY['stock'::text, 'flow'::text, 'cumulative'::text, 'ratio'::text, 'amount'::text, 'target'::text])))
);

ALTER TABLE reference.measure OWNER TO talent_owner;

CREATE TABLE reference.measure_synonym (
    synonym text NOT NULL,
    measure_code text NOT NULL
);

ALTER TABLE reference.measure_synonym OWNER TO talent_owner;

CREATE TABLE reference.programme (
    programme_code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    family text NOT NULL,
    level text NOT NULL,
    authority text,
    kind text NOT NULL,
    valid_from date,
    valid_to date,
    CONSTRAINT programme_kind_ck CHECK ((kind = ANY (ARRAY['programme'::text, 'policy'::text, 'platform'::text, 'set'::text, 'total'::text])))
);

ALTER TABLE reference.programme OWNER TO talent_owner;

CREATE TABLE reference.programme_synonym (
    synonym text NOT NULL,
    programme_code text NOT NULL
);

ALTER TABLE reference.programme_synonym OWNER TO talent_owner;

CREATE TABLE reference.region (
    region_key text NOT NULL,
    region_code text NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    parent_code text,
    valid_from date NOT NULL,
    valid_to date,
    successor text,
    CONSTRAINT region_level_ck CHECK ((level = ANY (ARRAY['province'::text, 'prefecture'::text, 'county'::text, '_U'::text]))),
    CONSTRAINT region_validity_ck CHECK (((valid_to IS NULL) OR (valid_from < valid_to)))
);

ALTER TABLE reference.region OWNER TO talent_owner;

CREATE TABLE reference.region_synonym (
    synonym text NOT NULL,
    region_code text NOT NULL
);

ALTER TABLE reference.region_synonym OWNER TO talent_owner;

CREATE TABLE reference.reporting_unit (
    unit_code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    line_system text NOT NULL,
    region_code text NOT NULL,
    level text NOT NULL,
    parent_unit text,
    valid_from date NOT NULL,
    valid_to date,
    successor text,
    CONSTRAINT reporting_unit_kind_ck CHECK ((kind = ANY (ARRAY['talent_office'::text, 'bureau'::text, 'source_document'::text, '_U'::text]))),
    CONSTRAINT reporting_unit_level_ck CHECK ((level = ANY (ARRAY['province'::text, 'prefecture'::text, 'county'::text, '_U'::text])))
);

ALTER TABLE reference.reporting_unit OWNER TO talent_owner;

CREATE TABLE reference.unit_synonym (
    synonym text NOT NULL,
    unit_code text NOT NULL,
    unit_mult smallint NOT NULL
);

ALTER TABLE reference.unit_synonym OWNER TO talent_owner;

CREATE VIEW reference.lookup AS
 SELECT code.list,
    code.name AS text,
    code.code
   FROM reference.code
UNION ALL
 SELECT code.list,
    code.code AS text,
    code.code
   FROM reference.code
  WHERE (code.code <> code.name)
UNION ALL
 SELECT code_synonym.list,
    code_synonym.synonym AS text,
    code_synonym.code
   FROM reference.code_synonym
UNION ALL
 SELECT 'region'::text AS list,
    region.region_code AS text,
    region.region_code AS code
   FROM reference.region
  WHERE (region.valid_to IS NULL)
UNION ALL
 SELECT 'region'::text AS list,
    region.name AS text,
    min(region.region_code) AS code
   FROM reference.region
  WHERE (region.valid_to IS NULL)
  GROUP BY region.name
 HAVING (count(*) = 1)
UNION ALL
 SELECT 'region'::text AS list,
    region_synonym.synonym AS text,
    region_synonym.region_code AS code
   FROM reference.region_synonym
UNION ALL
 SELECT 'reporting_unit'::text AS list,
    reporting_unit.unit_code AS text,
    reporting_unit.unit_code AS code
   FROM reference.reporting_unit
UNION ALL
 SELECT 'reporting_unit'::text AS list,
    reporting_unit.name AS text,
    reporting_unit.unit_code AS code
   FROM reference.reporting_unit
UNION ALL
 SELECT 'programme'::text AS list,
    programme.programme_code AS text,
    programme.programme_code AS code
   FROM reference.programme
UNION ALL
 SELECT 'programme'::text AS list,
    programme.name AS text,
    programme.programme_code AS code
   FROM reference.programme
UNION ALL
 SELECT 'programme'::text AS list,
    programme_synonym.synonym AS text,
    programme_synonym.programme_code AS code
   FROM reference.programme_synonym
UNION ALL
 SELECT 'measure'::text AS list,
    measure.measure_code AS text,
    measure.measure_code AS code
   FROM reference.measure
UNION ALL
 SELECT 'measure'::text AS list,
    measure.name AS text,
    measure.measure_code AS code
   FROM reference.measure
UNION ALL
 SELECT 'measure'::text AS list,
    measure_synonym.synonym AS text,
    measure_synonym.measure_code AS code
   FROM reference.measure_synonym
UNION ALL
 SELECT 'unit'::text AS list,
    unit_synonym.synonym AS text,
    unit_synonym.unit_code AS code
   FROM reference.unit_synonym;

ALTER VIEW reference.lookup OWNER TO talent_owner;

CREATE VIEW reference.measure_identity AS
 WITH plain AS (
         SELECT terms.identity_code,
            terms.side,
            terms.place,
            terms.factor,
            terms.measure_code,
            terms.programme_code,
            terms.year_offset,
            count(*) OVER of_side AS term_count,
            bool_and(((terms.factor = (1)::numeric) AND (terms.programme_code IS NULL) AND (terms.year_offset = 0))) OVER (PARTITION BY terms.identity_code) AS is_plain
           FROM reference.identity_term terms
          WINDOW of_side AS (PARTITION BY terms.identity_code, terms.side)
        )
 SELECT identity.identity_code,
        CASE identity.relation
            WHEN '<='::text THEN 'at_most'::text
            ELSE 'sum_of'::text
        END AS relation,
    lefts.measure_code AS left_measure,
    rights.measure_code AS right_measure,
    identity.description_zh AS reason
   FROM ((reference.identity identity
     JOIN plain lefts ON (((identity.identity_code = lefts.identity_code) AND (lefts.side = 'left'::text))))
     JOIN plain rights ON (((identity.identity_code = rights.identity_code) AND (rights.side = 'right'::text))))
  WHERE (lefts.is_plain AND (lefts.term_count = 1) AND ((identity.relation = '<='::text) = (rights.term_count = 1)));

ALTER VIEW reference.measure_identity OWNER TO talent_owner;

CREATE TABLE reference.obligation (
    obligation_code text NOT NULL,
    form text NOT NULL,
    unit_kind text NOT NULL,
    unit_level text NOT NULL,
    period_grain text NOT NULL,
    due_days integer NOT NULL,
    first_period text NOT NULL,
    last_period text NOT NULL,
    CONSTRAINT obligation_grain_ck CHECK ((period_grain = ANY (ARRAY['year'::text, 'quarter'::text, 'month'::text])))
);

ALTER TABLE reference.obligation OWNER TO talent_owner;

CREATE VIEW reference.reporting_year AS
 SELECT DISTINCT (year.year)::smallint AS year
   FROM (reference.obligation
     CROSS JOIN LATERAL generate_series(("left"(obligation.first_period, 4))::integer, ("left"(obligation.last_period, 4))::integer) year(year));

ALTER VIEW reference.reporting_year OWNER TO talent_owner;

CREATE VIEW reference.owed_slot AS
 WITH periods AS (
         SELECT (reporting_year.year)::text AS period,
            'year'::text AS grain,
            make_date((reporting_year.year)::integer, 12, 31) AS end_date
           FROM reference.reporting_year
        UNION ALL
         SELECT ((reporting_year.year || '-Q'::text) || quarter.quarter) AS period,
            'quarter'::text AS grain,
            (((make_date((reporting_year.year)::integer, (quarter.quarter * 3), 1) + '1 mon'::interval))::date - 1) AS end_date
           FROM (reference.reporting_year
             CROSS JOIN generate_series(1, 4) quarter(quarter))
        UNION ALL
         SELECT ((reporting_year.year || '-'::text) || lpad((month.month)::text, 2, '0'::text)) AS period,
            'month'::text AS grain,
            (((make_date((reporting_year.year)::integer, month.month, 1) + '1 mon'::interval))::date - 1) AS end_date
           FROM (reference.reporting_year
             CROSS JOIN generate_series(1, 12) month(month))
        )
 SELECT units.unit_code,
    obligations.form,
    periods.period,
    '-'::text AS part,
    ("left"(periods.period, 4))::smallint AS year,
    units.region_code,
    (periods.end_date + obligations.due_days) AS due_date
   FROM ((reference.obligation obligations
     JOIN reference.reporting_unit units ON (((obligations.unit_kind = units.kind) AND (obligations.unit_level = units.level))))
     JOIN periods ON (((obligations.period_grain = periods.grain) AND ((periods.period >= obligations.first_period) AND (periods.period <= obligations.last_period)))))
  WHERE ((units.valid_from <= periods.end_date) AND ((units.valid_to IS NULL) OR (units.valid_to > periods.end_date)));

ALTER VIEW reference.owed_slot OWNER TO talent_owner;

CREATE TABLE reference.programme_lineage (
    from_code text NOT NULL,
    to_code text NOT NULL,
    relation text NOT NULL,
    year smallint,
    CONSTRAINT programme_lineage_relation_ck CHECK ((relation = ANY (ARRAY['renamed'::text, 'upgraded'::text, 'merged'::text, 'member_of'::text])))
);

ALTER TABLE reference.programme_lineage OWNER TO talent_owner;

CREATE TABLE reference.unit_of_measure (
    unit_code text NOT NULL,
    name_en text NOT NULL,
    dimension text NOT NULL
);

ALTER TABLE reference.unit_of_measure OWNER TO talent_owner;

ALTER TABLE ONLY audit.arrival
    ADD CONSTRAINT arrival_pk PRIMARY KEY (arrival_id);

ALTER TABLE ONLY audit.build
    ADD CONSTRAINT build_pk PRIMARY KEY (build_no);

ALTER TABLE ONLY audit.changed_person
    ADD CONSTRAINT changed_person_pk PRIMARY KEY (person_key, year);

ALTER TABLE ONLY audit.changed_submission
    ADD CONSTRAINT changed_submission_pk PRIMARY KEY (submission_id);

ALTER TABLE ONLY audit.current_submission
    ADD CONSTRAINT current_submission_pk PRIMARY KEY (submission_id);

ALTER TABLE ONLY audit.document
    ADD CONSTRAINT document_pk PRIMARY KEY (sha256);

ALTER TABLE ONLY audit.explanation
    ADD CONSTRAINT explanation_pk PRIMARY KEY (explanation_id);

ALTER TABLE ONLY audit.explanation
    ADD CONSTRAINT explanation_subject_uq UNIQUE (rule_id, unit_code, key, value_hash);

ALTER TABLE ONLY audit.finding
    ADD CONSTRAINT finding_pk PRIMARY KEY (finding_id);

ALTER TABLE ONLY audit.migration
    ADD CONSTRAINT migration_pk PRIMARY KEY (number);

ALTER TABLE ONLY audit.publication_input
    ADD CONSTRAINT publication_input_pk PRIMARY KEY (submission_id, from_no);

ALTER TABLE ONLY audit.publication
    ADD CONSTRAINT publication_pk PRIMARY KEY (no);

ALTER TABLE ONLY audit.run
    ADD CONSTRAINT run_pk PRIMARY KEY (run_id);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_pk PRIMARY KEY (submission_id);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_slot_uq UNIQUE (unit_code, form, period, part, n);

ALTER TABLE ONLY reference.code
    ADD CONSTRAINT code_pk PRIMARY KEY (list, code);

ALTER TABLE ONLY reference.code_synonym
    ADD CONSTRAINT code_synonym_pk PRIMARY KEY (list, synonym);

ALTER TABLE ONLY reference.identity
    ADD CONSTRAINT identity_pk PRIMARY KEY (identity_code);

ALTER TABLE ONLY reference.measure
    ADD CONSTRAINT measure_pk PRIMARY KEY (measure_code);

ALTER TABLE ONLY reference.measure_synonym
    ADD CONSTRAINT measure_synonym_pk PRIMARY KEY (synonym);

ALTER TABLE ONLY reference.obligation
    ADD CONSTRAINT obligation_pk PRIMARY KEY (obligation_code);

ALTER TABLE ONLY reference.programme_lineage
    ADD CONSTRAINT programme_lineage_pk PRIMARY KEY (from_code, to_code, relation);

ALTER TABLE ONLY reference.programme
    ADD CONSTRAINT programme_pk PRIMARY KEY (programme_code);

ALTER TABLE ONLY reference.programme_synonym
    ADD CONSTRAINT programme_synonym_pk PRIMARY KEY (synonym);

ALTER TABLE ONLY reference.region
    ADD CONSTRAINT region_pk PRIMARY KEY (region_key);

ALTER TABLE ONLY reference.region_synonym
    ADD CONSTRAINT region_synonym_pk PRIMARY KEY (synonym);

ALTER TABLE ONLY reference.reporting_unit
    ADD CONSTRAINT reporting_unit_pk PRIMARY KEY (unit_code);

ALTER TABLE ONLY reference.unit_of_measure
    ADD CONSTRAINT unit_of_measure_pk PRIMARY KEY (unit_code);

ALTER TABLE ONLY reference.unit_synonym
    ADD CONSTRAINT unit_synonym_pk PRIMARY KEY (synonym);

CREATE INDEX arrival_unread_ix ON audit.arrival USING btree (arrival_id) WHERE (outcome IS NULL);

CREATE INDEX finding_submission_ix ON audit.finding USING btree (submission_id, sheet, row_no);

CREATE INDEX submission_landed_ix ON audit.submission USING btree (form) WHERE (state = 'landed'::text);

CREATE INDEX submission_unanswered_ix ON audit.submission USING btree (submission_id) WHERE ((answered_at IS NULL) AND (state = ANY (ARRAY['accepted'::text, 'returned'::text])));

CREATE UNIQUE INDEX region_code_ix ON reference.region USING btree (region_code) WHERE (valid_to IS NULL);

ALTER TABLE ONLY audit.arrival
    ADD CONSTRAINT arrival_document_fk FOREIGN KEY (sha256) REFERENCES audit.document(sha256);

ALTER TABLE ONLY audit.finding
    ADD CONSTRAINT finding_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.publication
    ADD CONSTRAINT publication_build_fk FOREIGN KEY (build_no) REFERENCES audit.build(build_no);

ALTER TABLE ONLY audit.publication_input
    ADD CONSTRAINT publication_input_submission_fk FOREIGN KEY (submission_id) REFERENCES audit.submission(submission_id);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_arrival_fk FOREIGN KEY (arrival_id) REFERENCES audit.arrival(arrival_id);

ALTER TABLE ONLY audit.submission
    ADD CONSTRAINT submission_document_fk FOREIGN KEY (sha256) REFERENCES audit.document(sha256);

ALTER TABLE ONLY reference.code_synonym
    ADD CONSTRAINT code_synonym_code_fk FOREIGN KEY (list, code) REFERENCES reference.code(list, code);

ALTER TABLE ONLY reference.measure_synonym
    ADD CONSTRAINT measure_synonym_measure_fk FOREIGN KEY (measure_code) REFERENCES reference.measure(measure_code);

ALTER TABLE ONLY reference.measure
    ADD CONSTRAINT measure_unit_fk FOREIGN KEY (unit_code) REFERENCES reference.unit_of_measure(unit_code);

ALTER TABLE ONLY reference.programme_synonym
    ADD CONSTRAINT programme_synonym_programme_fk FOREIGN KEY (programme_code) REFERENCES reference.programme(programme_code);

ALTER TABLE ONLY reference.unit_synonym
    ADD CONSTRAINT unit_synonym_unit_fk FOREIGN KEY (unit_code) REFERENCES reference.unit_of_measure(unit_code);

GRANT ALL ON SCHEMA as_of TO talent_publisher;
GRANT USAGE ON SCHEMA as_of TO talent_steward;
GRANT USAGE ON SCHEMA as_of TO talent_analyst;

GRANT USAGE ON SCHEMA audit TO talent_loader;
GRANT USAGE ON SCHEMA audit TO talent_builder;
GRANT USAGE ON SCHEMA audit TO talent_publisher;
GRANT USAGE ON SCHEMA audit TO talent_steward;

GRANT ALL ON SCHEMA history TO talent_publisher;
GRANT USAGE ON SCHEMA history TO talent_steward;
GRANT USAGE ON SCHEMA history TO talent_analyst;

GRANT ALL ON SCHEMA mart TO talent_publisher;
GRANT USAGE ON SCHEMA mart TO talent_steward;
GRANT USAGE ON SCHEMA mart TO talent_analyst;

GRANT USAGE ON SCHEMA raw TO talent_loader;
GRANT USAGE ON SCHEMA raw TO talent_builder;
GRANT USAGE ON SCHEMA raw TO talent_steward;

GRANT USAGE ON SCHEMA reference TO talent_loader;
GRANT USAGE ON SCHEMA reference TO talent_builder;
GRANT USAGE ON SCHEMA reference TO talent_publisher;
GRANT USAGE ON SCHEMA reference TO talent_steward;
GRANT USAGE ON SCHEMA reference TO talent_analyst;

GRANT ALL ON SCHEMA warehouse TO talent_builder;
GRANT USAGE ON SCHEMA warehouse TO talent_loader;
GRANT USAGE ON SCHEMA warehouse TO talent_publisher;
GRANT USAGE ON SCHEMA warehouse TO talent_steward;

GRANT ALL ON SCHEMA work TO talent_loader;

REVOKE ALL ON FUNCTION mart.programme_root(code text) FROM PUBLIC;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_loader;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_builder;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_publisher;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_steward;
GRANT ALL ON FUNCTION mart.programme_root(code text) TO talent_analyst;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.arrival TO talent_loader;
GRANT SELECT ON TABLE audit.arrival TO talent_builder;
GRANT SELECT ON TABLE audit.arrival TO talent_publisher;
GRANT SELECT ON TABLE audit.arrival TO talent_steward;

GRANT SELECT,UPDATE ON TABLE audit.build TO talent_loader;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.build TO talent_builder;
GRANT SELECT,UPDATE ON TABLE audit.build TO talent_publisher;
GRANT SELECT ON TABLE audit.build TO talent_steward;

GRANT SELECT ON TABLE audit.changed_person TO talent_loader;
GRANT SELECT,INSERT,TRUNCATE ON TABLE audit.changed_person TO talent_builder;
GRANT SELECT ON TABLE audit.changed_person TO talent_publisher;
GRANT SELECT ON TABLE audit.changed_person TO talent_steward;

GRANT SELECT ON TABLE audit.changed_submission TO talent_loader;
GRANT SELECT,INSERT ON TABLE audit.changed_submission TO talent_builder;
GRANT SELECT,DELETE ON TABLE audit.changed_submission TO talent_publisher;
GRANT SELECT ON TABLE audit.changed_submission TO talent_steward;

GRANT SELECT ON TABLE audit.current_submission TO talent_loader;
GRANT SELECT,INSERT,DELETE ON TABLE audit.current_submission TO talent_builder;
GRANT SELECT ON TABLE audit.current_submission TO talent_publisher;
GRANT SELECT ON TABLE audit.current_submission TO talent_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.document TO talent_loader;
GRANT SELECT ON TABLE audit.document TO talent_builder;
GRANT SELECT ON TABLE audit.document TO talent_publisher;
GRANT SELECT ON TABLE audit.document TO talent_steward;

GRANT SELECT ON TABLE audit.explanation TO talent_loader;
GRANT SELECT ON TABLE audit.explanation TO talent_builder;
GRANT SELECT ON TABLE audit.explanation TO talent_publisher;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE audit.explanation TO talent_steward;

GRANT SELECT,INSERT,DELETE ON TABLE audit.finding TO talent_loader;
GRANT SELECT ON TABLE audit.finding TO talent_builder;
GRANT SELECT ON TABLE audit.finding TO talent_publisher;
GRANT SELECT ON TABLE audit.finding TO talent_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.submission TO talent_loader;
GRANT SELECT ON TABLE audit.submission TO talent_builder;
GRANT SELECT ON TABLE audit.submission TO talent_publisher;
GRANT SELECT ON TABLE audit.submission TO talent_steward;

GRANT SELECT ON TABLE audit.in_force TO talent_loader;
GRANT SELECT ON TABLE audit.in_force TO talent_builder;
GRANT SELECT ON TABLE audit.in_force TO talent_publisher;
GRANT SELECT ON TABLE audit.in_force TO talent_steward;

GRANT SELECT ON TABLE audit.publication TO talent_loader;
GRANT SELECT ON TABLE audit.publication TO talent_builder;
GRANT SELECT,INSERT ON TABLE audit.publication TO talent_publisher;
GRANT SELECT ON TABLE audit.publication TO talent_steward;

GRANT SELECT ON TABLE audit.publication_input TO talent_loader;
GRANT SELECT ON TABLE audit.publication_input TO talent_builder;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.publication_input TO talent_publisher;
GRANT SELECT ON TABLE audit.publication_input TO talent_steward;

GRANT SELECT ON TABLE audit.quarantined_row TO talent_loader;
GRANT SELECT ON TABLE audit.quarantined_row TO talent_builder;
GRANT SELECT ON TABLE audit.quarantined_row TO talent_publisher;
GRANT SELECT ON TABLE audit.quarantined_row TO talent_steward;

GRANT SELECT,INSERT,UPDATE ON TABLE audit.run TO talent_loader;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.run TO talent_builder;
GRANT SELECT,INSERT,UPDATE ON TABLE audit.run TO talent_publisher;
GRANT SELECT ON TABLE audit.run TO talent_steward;

GRANT SELECT ON TABLE mart.freshness TO talent_analyst;
GRANT SELECT ON TABLE mart.freshness TO talent_steward;

GRANT SELECT ON TABLE mart.publication TO talent_analyst;
GRANT SELECT ON TABLE mart.publication TO talent_steward;

GRANT SELECT ON TABLE reference.code TO talent_loader;
GRANT SELECT ON TABLE reference.code TO talent_builder;
GRANT SELECT ON TABLE reference.code TO talent_publisher;
GRANT SELECT ON TABLE reference.code TO talent_steward;
GRANT SELECT ON TABLE reference.code TO talent_analyst;

GRANT SELECT ON TABLE reference.code_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.code_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.code_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.code_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.code_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.identity TO talent_loader;
GRANT SELECT ON TABLE reference.identity TO talent_builder;
GRANT SELECT ON TABLE reference.identity TO talent_publisher;
GRANT SELECT ON TABLE reference.identity TO talent_steward;
GRANT SELECT ON TABLE reference.identity TO talent_analyst;

GRANT SELECT ON TABLE reference.identity_term TO talent_loader;
GRANT SELECT ON TABLE reference.identity_term TO talent_builder;
GRANT SELECT ON TABLE reference.identity_term TO talent_publisher;
GRANT SELECT ON TABLE reference.identity_term TO talent_steward;
GRANT SELECT ON TABLE reference.identity_term TO talent_analyst;

GRANT SELECT ON TABLE reference.measure TO talent_loader;
GRANT SELECT ON TABLE reference.measure TO talent_builder;
GRANT SELECT ON TABLE reference.measure TO talent_publisher;
GRANT SELECT ON TABLE reference.measure TO talent_steward;
GRANT SELECT ON TABLE reference.measure TO talent_analyst;

GRANT SELECT ON TABLE reference.measure_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.measure_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.programme TO talent_loader;
GRANT SELECT ON TABLE reference.programme TO talent_builder;
GRANT SELECT ON TABLE reference.programme TO talent_publisher;
GRANT SELECT ON TABLE reference.programme TO talent_steward;
GRANT SELECT ON TABLE reference.programme TO talent_analyst;

GRANT SELECT ON TABLE reference.programme_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.programme_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.region TO talent_loader;
GRANT SELECT ON TABLE reference.region TO talent_builder;
GRANT SELECT ON TABLE reference.region TO talent_publisher;
GRANT SELECT ON TABLE reference.region TO talent_steward;
GRANT SELECT ON TABLE reference.region TO talent_analyst;

GRANT SELECT ON TABLE reference.region_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.region_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.region_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.region_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.region_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.reporting_unit TO talent_loader;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_builder;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_publisher;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_steward;
GRANT SELECT ON TABLE reference.reporting_unit TO talent_analyst;

GRANT SELECT ON TABLE reference.unit_synonym TO talent_loader;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_builder;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_publisher;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_steward;
GRANT SELECT ON TABLE reference.unit_synonym TO talent_analyst;

GRANT SELECT ON TABLE reference.lookup TO talent_loader;
GRANT SELECT ON TABLE reference.lookup TO talent_builder;
GRANT SELECT ON TABLE reference.lookup TO talent_publisher;
GRANT SELECT ON TABLE reference.lookup TO talent_steward;
GRANT SELECT ON TABLE reference.lookup TO talent_analyst;

GRANT SELECT ON TABLE reference.measure_identity TO talent_loader;
GRANT SELECT ON TABLE reference.measure_identity TO talent_builder;
GRANT SELECT ON TABLE reference.measure_identity TO talent_publisher;
GRANT SELECT ON TABLE reference.measure_identity TO talent_steward;
GRANT SELECT ON TABLE reference.measure_identity TO talent_analyst;

GRANT SELECT ON TABLE reference.obligation TO talent_loader;
GRANT SELECT ON TABLE reference.obligation TO talent_builder;
GRANT SELECT ON TABLE reference.obligation TO talent_publisher;
GRANT SELECT ON TABLE reference.obligation TO talent_steward;
GRANT SELECT ON TABLE reference.obligation TO talent_analyst;

GRANT SELECT ON TABLE reference.reporting_year TO talent_loader;
GRANT SELECT ON TABLE reference.reporting_year TO talent_builder;
GRANT SELECT ON TABLE reference.reporting_year TO talent_publisher;
GRANT SELECT ON TABLE reference.reporting_year TO talent_steward;
GRANT SELECT ON TABLE reference.reporting_year TO talent_analyst;

GRANT SELECT ON TABLE reference.owed_slot TO talent_loader;
GRANT SELECT ON TABLE reference.owed_slot TO talent_builder;
GRANT SELECT ON TABLE reference.owed_slot TO talent_publisher;
GRANT SELECT ON TABLE reference.owed_slot TO talent_steward;
GRANT SELECT ON TABLE reference.owed_slot TO talent_analyst;

GRANT SELECT ON TABLE reference.programme_lineage TO talent_loader;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_builder;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_publisher;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_steward;
GRANT SELECT ON TABLE reference.programme_lineage TO talent_analyst;

GRANT SELECT ON TABLE reference.unit_of_measure TO talent_loader;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_builder;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_publisher;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_steward;
GRANT SELECT ON TABLE reference.unit_of_measure TO talent_analyst;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_builder;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_publisher;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA audit GRANT SELECT ON TABLES TO talent_steward;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA raw GRANT SELECT,INSERT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA raw GRANT SELECT ON TABLES TO talent_builder;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA raw GRANT SELECT ON TABLES TO talent_steward;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_builder;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_publisher;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_steward;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_owner IN SCHEMA reference GRANT SELECT ON TABLES TO talent_analyst;

ALTER DEFAULT PRIVILEGES FOR ROLE talent_builder IN SCHEMA warehouse GRANT SELECT ON TABLES TO talent_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_builder IN SCHEMA warehouse GRANT SELECT ON TABLES TO talent_publisher;
ALTER DEFAULT PRIVILEGES FOR ROLE talent_builder IN SCHEMA warehouse GRANT SELECT ON TABLES TO talent_steward;

