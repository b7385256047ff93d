-- Who may sign in, with what role and password, and the sessions of those who did. Passwords and sessions are kept as hashes only. Same
-- words and rules as in V1. agent.role is the number that wires print, login.role what the user may do here.
CREATE TABLE login (
    organisation_id $int NOT NULL,
    agent_id $int NOT NULL,
    role $text NOT NULL,
    password_hash $text,
    must_change $int NOT NULL,
    failed $int NOT NULL,
    locked_until $int,
    changed_at $int,
    PRIMARY KEY (organisation_id, agent_id)
) $clustered;

CREATE TABLE session (
    organisation_id $int NOT NULL,
    hash $text NOT NULL,
    agent_id $int NOT NULL,
    created_at $int NOT NULL,
    seen_at $int NOT NULL,
    expires_at $int NOT NULL,
    device $text NOT NULL,
    PRIMARY KEY (organisation_id, hash)
) $clustered;

CREATE INDEX session_agent ON session (organisation_id, agent_id, created_at, hash);

-- Works here no longer: the row stays, since leads and comments name it.
ALTER TABLE agent ADD COLUMN retired $int NOT NULL DEFAULT 0;
