-- How many leads there are of each kind, kept by the writes that change it, so that a list's exact total costs the same at any size.
-- A total is the sum of its parts: where several write at once each adds a part of its own, and no row is everybody's; parts are summed
-- up behind. `kind` is a column of the lead that lists are narrowed by, or `all` with the key 0. Same words and rules as in V1.
CREATE TABLE lead_total (
    organisation_id $int NOT NULL,
    kind $text NOT NULL,
    key $int NOT NULL,
    part $int NOT NULL,
    leads $int NOT NULL,
    PRIMARY KEY (organisation_id, kind, key, part)
) $clustered;

INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT organisation_id, 'all', 0, 0, COUNT(*) FROM lead WHERE deleted_at IS NULL GROUP BY organisation_id;
INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT organisation_id, 'stage', stage_id, 0, COUNT(*) FROM lead WHERE deleted_at IS NULL GROUP BY organisation_id, stage_id;
INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT organisation_id, 'agent', agent_id, 0, COUNT(*) FROM lead
    WHERE deleted_at IS NULL AND agent_id IS NOT NULL GROUP BY organisation_id, agent_id;
INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT organisation_id, 'service', service_id, 0, COUNT(*) FROM lead
    WHERE deleted_at IS NULL AND service_id IS NOT NULL GROUP BY organisation_id, service_id;
INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT organisation_id, 'list', list_id, 0, COUNT(*) FROM lead
    WHERE deleted_at IS NULL AND list_id IS NOT NULL GROUP BY organisation_id, list_id;
INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT organisation_id, 'converted', converted, 0, COUNT(*) FROM lead
    WHERE deleted_at IS NULL AND converted IS NOT NULL GROUP BY organisation_id, converted;
