-- The whole store, for both engines. Words beginning with $ are expanded per engine (src/store/engine/differences.rs).
-- The organisation id is the first column of every key and index, so that the tables can be split by it as they are; the
-- two exceptions are the directory that finds an organisation at the front door (organisation, token).
-- Times are UTC microseconds, flags 0 or 1, JSON is text. Rules that need a look at other rows live in the verbs.

CREATE TABLE organisation (
    id $int NOT NULL PRIMARY KEY,
    slug $text NOT NULL,
    name $text NOT NULL,
    zone $text NOT NULL,
    uuid $text NOT NULL,
    account $int NOT NULL,
    default_dialect $text NOT NULL,
    created_at $int NOT NULL
) $strict;
CREATE UNIQUE INDEX organisation_slug ON organisation (slug);

CREATE TABLE integration (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    dialect $text NOT NULL,
    name $text NOT NULL,
    agent_id $int,
    settings $text NOT NULL,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE UNIQUE INDEX integration_name ON integration (organisation_id, name);

-- Tokens are kept as SHA-256 only. `lasting` tokens are shown once at their making; the others are short-lived.
CREATE TABLE token (
    hash $text NOT NULL PRIMARY KEY,
    organisation_id $int NOT NULL,
    integration_id $int NOT NULL,
    lasting $int NOT NULL,
    expires_at $int,
    revoked_at $int,
    created_at $int NOT NULL
) $clustered;
CREATE INDEX token_integration ON token (organisation_id, integration_id);
CREATE INDEX token_expiry ON token (expires_at);

CREATE TABLE counter (
    organisation_id $int NOT NULL,
    name $text NOT NULL,
    next_number $int NOT NULL,
    PRIMARY KEY (organisation_id, name)
) $clustered;

CREATE TABLE stage (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    position $int NOT NULL,
    label $text NOT NULL,
    kind $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE reason (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    position $int NOT NULL,
    label $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE label (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    position $int NOT NULL,
    label $text NOT NULL,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE custom_field (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    position $int NOT NULL,
    label $text NOT NULL,
    kind $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE custom_option (
    organisation_id $int NOT NULL,
    field_id $int NOT NULL,
    id $int NOT NULL,
    position $int NOT NULL,
    label $text NOT NULL,
    PRIMARY KEY (organisation_id, field_id, id)
) $clustered;

-- "group" is a word of SQL.
CREATE TABLE agent_group (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    name $text NOT NULL,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE agent (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    uuid $text NOT NULL,
    username $text NOT NULL,
    email $text,
    phone $text,
    extension $text,
    role $int NOT NULL,
    group_id $int,
    avatar $text,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE service (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    name $text NOT NULL,
    kind $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE campaign (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    uuid $text NOT NULL,
    name $text NOT NULL,
    kind $text NOT NULL,
    active $int NOT NULL,
    status $int NOT NULL,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE UNIQUE INDEX campaign_uuid ON campaign (organisation_id, uuid);
CREATE UNIQUE INDEX campaign_name ON campaign (organisation_id, name);

CREATE TABLE lead_list (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    uuid $text NOT NULL,
    name $text NOT NULL,
    description $text NOT NULL,
    campaign_id $int NOT NULL,
    agent_id $int,
    active $int NOT NULL,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE UNIQUE INDEX lead_list_uuid ON lead_list (organisation_id, uuid);
CREATE UNIQUE INDEX lead_list_name ON lead_list (organisation_id, name);
CREATE INDEX lead_list_campaign ON lead_list (organisation_id, campaign_id);

-- The words and numbers under which a dialect knows one of our rows.
CREATE TABLE external_name (
    organisation_id $int NOT NULL,
    dialect $text NOT NULL,
    kind $text NOT NULL,
    external $text NOT NULL,
    label $text,
    row_id $int NOT NULL,
    PRIMARY KEY (organisation_id, dialect, kind, external)
) $clustered;
CREATE INDEX external_name_row ON external_name (organisation_id, dialect, kind, row_id);

CREATE TABLE person (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    name $text,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

-- One row a contact: its primary key is what makes parallel equal posts meet in one person.
CREATE TABLE person_key (
    organisation_id $int NOT NULL,
    kind $text NOT NULL,
    value $text NOT NULL,
    person_id $int NOT NULL,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, kind, value)
) $clustered;
CREATE INDEX person_key_person ON person_key (organisation_id, person_id);

-- Two persons who may be one, found because a contact of one came with the other. Never merged by itself.
CREATE TABLE possible_duplicate (
    organisation_id $int NOT NULL,
    person_id $int NOT NULL,
    other_person_id $int NOT NULL,
    kind $text NOT NULL,
    value $text NOT NULL,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, person_id, other_person_id)
) $clustered;

CREATE TABLE lead (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    uuid $text NOT NULL,
    number $int NOT NULL,
    person_id $int NOT NULL,
    phone_key $text,
    stage_id $int NOT NULL,
    previous_stage_id $int,
    reason_id $int,
    converted $int,
    converted_at $int,
    converted_by $int,
    agent_id $int,
    group_id $int,
    service_id $int,
    list_id $int,
    campaign_id $int,
    last_comment $text,
    after_day $int NOT NULL,
    called_count $int NOT NULL,
    last_call_at $int,
    origin $text NOT NULL,
    extras $text,
    version $int NOT NULL,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    deleted_at $int,
    name $text,
    phone $text,
    phone2 $text,
    phone3 $text,
    email $text,
    subject $text,
    gender $text,
    birth_date $text,
    identity_number $text,
    identity_issued_at $text,
    identity_issued_on $text,
    passport $text,
    address $text,
    province $text,
    district $text,
    ward $text,
    estimated_close $text,
    code $text,
    contract_number $text,
    ref_url $text,
    PRIMARY KEY (organisation_id, id)
) $clustered;
-- Nine indexes beside the key, ten in all. Filters by service and by campaign share the newest-first walk of the key;
-- the campaign of a dialled lead goes through its list. Deleted leads are in none of them, so that counting needs no row.
CREATE UNIQUE INDEX lead_uuid ON lead (organisation_id, uuid);
CREATE INDEX lead_created ON lead (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_updated ON lead (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_stage ON lead (organisation_id, stage_id, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_person ON lead (organisation_id, person_id, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_agent ON lead (organisation_id, agent_id, id) WHERE agent_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX lead_phone ON lead (organisation_id, phone_key, created_at, id) WHERE phone_key IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX lead_list_leads ON lead (organisation_id, list_id, created_at, id) WHERE list_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX lead_converted ON lead (organisation_id, converted_at, id) WHERE converted_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE lead_label (
    organisation_id $int NOT NULL,
    lead_id $int NOT NULL,
    label_id $int NOT NULL,
    PRIMARY KEY (organisation_id, lead_id, label_id)
) $clustered;

CREATE TABLE lead_custom_value (
    organisation_id $int NOT NULL,
    lead_id $int NOT NULL,
    field_id $int NOT NULL,
    value $text NOT NULL,
    PRIMARY KEY (organisation_id, lead_id, field_id)
) $clustered;

CREATE TABLE lead_comment (
    organisation_id $int NOT NULL,
    lead_id $int NOT NULL,
    id $int NOT NULL,
    body $text NOT NULL,
    is_public $int NOT NULL,
    author_id $int,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, lead_id, id)
) $clustered;

-- The timeline: written with the change it tells of, never altered.
CREATE TABLE lead_event (
    organisation_id $int NOT NULL,
    lead_id $int NOT NULL,
    id $int NOT NULL,
    happened_at $int NOT NULL,
    kind $text NOT NULL,
    dialect $text NOT NULL,
    integration_id $int,
    agent_id $int,
    change $text NOT NULL,
    PRIMARY KEY (organisation_id, lead_id, id)
) $clustered;

CREATE TABLE upload (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    integration_id $int NOT NULL,
    dialect $text NOT NULL,
    list_id $int NOT NULL,
    filename $text NOT NULL,
    state $int NOT NULL,
    total $int NOT NULL,
    succeeded $int NOT NULL,
    failed $int NOT NULL,
    fault $text,
    leased_until $int NOT NULL,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE INDEX upload_list ON upload (organisation_id, list_id);
-- What is not done, over all organisations: how a worker finds its next file.
CREATE INDEX upload_open ON upload (state, leased_until) WHERE state < 2;

CREATE TABLE upload_chunk (
    organisation_id $int NOT NULL,
    upload_id $int NOT NULL,
    number $int NOT NULL,
    content $bytes NOT NULL,
    PRIMARY KEY (organisation_id, upload_id, number)
) $strict;

CREATE TABLE rejected_row (
    organisation_id $int NOT NULL,
    upload_id $int NOT NULL,
    row_number $int NOT NULL,
    content $text NOT NULL,
    reason $text NOT NULL,
    PRIMARY KEY (organisation_id, upload_id, row_number)
) $clustered;

-- Answers to requests that carried a key, so that a repeated one is answered the same and does nothing (decision X7).
CREATE TABLE idempotency (
    organisation_id $int NOT NULL,
    integration_id $int NOT NULL,
    key $text NOT NULL,
    request_hash $text NOT NULL,
    status $int,
    body $bytes,
    created_at $int NOT NULL,
    PRIMARY KEY (organisation_id, integration_id, key)
) $clustered;
CREATE INDEX idempotency_age ON idempotency (created_at);
