-- Which leads have a stage, an agent, a list, a label and so on, instead of how many alone as in V14: totals of several together and their
-- lists are then told without looking at a lead. A row is a block of lead numbers, as in V19; `leads` is how many of the block are in, and
-- stands before `members`, which says which, so that counting reads none of those. Where several write at once each adds rows of its own to
-- `lead_set_part`, with what it changed, and no row is everybody's; they are summed up behind. The program fills it for the leads that are
-- there, right after this ran, wherever the mark below stands. Same words and rules as in V1.
CREATE TABLE lead_set (
    organisation_id $int NOT NULL,
    kind $bytewise NOT NULL,
    key $int NOT NULL,
    block $int NOT NULL,
    leads $int NOT NULL,
    members $bytes NOT NULL,
    PRIMARY KEY (organisation_id, kind, key, block)
) $clustered;

CREATE TABLE lead_set_part (
    organisation_id $int NOT NULL,
    kind $bytewise NOT NULL,
    key $int NOT NULL,
    block $int NOT NULL,
    part $int NOT NULL,
    leads $int NOT NULL,
    members $bytes NOT NULL,
    PRIMARY KEY (organisation_id, kind, key, block, part)
) $clustered;

INSERT INTO lead_set (organisation_id, kind, key, block, leads, members)
    SELECT id, 'unfilled', 0, 0, 0, CAST('' AS $bytes) FROM organisation;

DROP TABLE lead_total;
