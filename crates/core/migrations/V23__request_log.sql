-- What integrations asked and were answered: a ring of the newest rows of each organisation, kept behind everybody. A row's id is the
-- microsecond at which it was answered, moved on where two meet. Same words and rules as in V1.
CREATE TABLE request_log (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    request_id $text NOT NULL,
    dialect $text NOT NULL,
    integration_id $int,
    method $text NOT NULL,
    path $text NOT NULL,
    status $int NOT NULL,
    micros $int NOT NULL,
    lead_id $int,
    faults $text NOT NULL,
    media $text NOT NULL,
    sent $text,
    answered $text,
    PRIMARY KEY (organisation_id, id)
) $clustered;

-- Refusals are what is looked for.
CREATE INDEX request_log_refused ON request_log (organisation_id, id) WHERE status >= 400;

-- How many requests an integration made on a day of the organisation's zone, also those that no row tells of. Nobody's is 0.
CREATE TABLE request_count (
    organisation_id $int NOT NULL,
    day $int NOT NULL,
    integration_id $int NOT NULL,
    answered $int NOT NULL,
    refused $int NOT NULL,
    PRIMARY KEY (organisation_id, day, integration_id)
) $clustered;

ALTER TABLE organisation ADD COLUMN request_log $int NOT NULL DEFAULT 1;
