-- Several processes count days and mark hours: a mark lies in a part of whoever made it, so that deletions and bookings of one hour do not
-- wait for each other, and a count that another process overtook is seen by the round. Same words and rules as in V1.
DROP TABLE lead_day_stale;
CREATE TABLE lead_day_stale (
    organisation_id $int NOT NULL,
    hour $int NOT NULL,
    part $int NOT NULL,
    marked_at $int NOT NULL,
    PRIMARY KEY (organisation_id, hour, part)
) $clustered;

-- The days are counted anew, so nothing that was marked is lost.
DROP TABLE lead_day_built;
CREATE TABLE lead_day_built (
    organisation_id $int NOT NULL,
    zone $text NOT NULL,
    last_day $int NOT NULL,
    changed_at $int NOT NULL,
    changed_id $int NOT NULL,
    round $int NOT NULL,
    PRIMARY KEY (organisation_id)
) $clustered;
