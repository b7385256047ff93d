-- The set of all leads also tells from when to when the leads of each block were made: a range of moments, and a page far on in their order, are
-- then found by blocks, with no more than the few at an edge looked at. Empty for every other set. It stands before `members`, as `leads` does;
-- so both tables are made anew, and the program fills them as it did behind V35. Same words and rules as in V1.
DROP TABLE lead_set;
CREATE TABLE lead_set (
    organisation_id $int NOT NULL,
    kind $bytewise NOT NULL,
    key $int NOT NULL,
    block $int NOT NULL,
    leads $int NOT NULL,
    created_from $int,
    created_until $int,
    members $bytes NOT NULL,
    PRIMARY KEY (organisation_id, kind, key, block)
) $clustered;

DROP TABLE lead_set_part;
CREATE TABLE lead_set_part (
    organisation_id $int NOT NULL,
    kind $bytewise NOT NULL,
    key $int NOT NULL,
    block $int NOT NULL,
    part $int NOT NULL,
    leads $int NOT NULL,
    created_from $int,
    created_until $int,
    members $bytes NOT NULL,
    PRIMARY KEY (organisation_id, kind, key, block, part)
) $clustered;

INSERT INTO lead_set (organisation_id, kind, key, block, leads, members)
    SELECT id, 'unfilled', 0, 0, 0, CAST('' AS $bytes) FROM organisation;
