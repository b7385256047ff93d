-- What became of the leads that came on a day of the organisation's zone, by how they stand now: counted behind everybody, again for each
-- day of which a lead changed. Nobody's agent and group are 0. Same words and rules as in V1.
CREATE TABLE lead_day (
    organisation_id $int NOT NULL,
    day $int NOT NULL,
    stage_id $int NOT NULL,
    agent_id $int NOT NULL,
    group_id $int NOT NULL,
    origin $text NOT NULL,
    created $int NOT NULL,
    touched $int NOT NULL,
    seconds_to_touch $int NOT NULL,
    converted $int NOT NULL,
    unqualified $int NOT NULL,
    booked $int NOT NULL,
    PRIMARY KEY (organisation_id, day, stage_id, agent_id, group_id, origin)
) $clustered;

-- How far an organisation's days are counted: in which zone, up to which day, and up to which change of a lead.
CREATE TABLE lead_day_built (
    organisation_id $int NOT NULL,
    zone $text NOT NULL,
    last_day $int NOT NULL,
    changed_at $int NOT NULL,
    changed_id $int NOT NULL,
    PRIMARY KEY (organisation_id)
) $clustered;

-- Hours in which leads came of which something changed that does not show in when they last changed: they were deleted, or booked.
CREATE TABLE lead_day_stale (
    organisation_id $int NOT NULL,
    hour $int NOT NULL,
    marked_at $int NOT NULL,
    PRIMARY KEY (organisation_id, hour)
) $clustered;
