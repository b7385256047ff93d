-- The groups that an agent works in; agent.group_id stays the first of them, which is the one that wires print. Same words and rules as in V1.
CREATE TABLE group_member (
    organisation_id $int NOT NULL,
    agent_id $int NOT NULL,
    group_id $int NOT NULL,
    PRIMARY KEY (organisation_id, agent_id, group_id)
) $clustered;

INSERT INTO group_member (organisation_id, agent_id, group_id)
    SELECT organisation_id, id, group_id FROM agent WHERE group_id IS NOT NULL;

-- Whether an integration sees only the leads of its agent and of that agent's groups, and whether contacts are masked for it.
ALTER TABLE integration ADD COLUMN sees_own $int NOT NULL DEFAULT 0;
ALTER TABLE integration ADD COLUMN masked $int NOT NULL DEFAULT 0;
