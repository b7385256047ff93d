-- The hash of the lasting token that a short-lived one was traded for, with which it ends. What was traded before this was known
-- counts as traded for a lasting token that its integration had then. Same words and rules as in V1.
ALTER TABLE token ADD COLUMN traded_for $text;
UPDATE token SET traded_for = (SELECT MAX(first.hash) FROM token AS first
    WHERE first.organisation_id = token.organisation_id AND first.integration_id = token.integration_id
        AND first.lasting = 1 AND first.revoked_at IS NULL AND first.created_at <= token.created_at)
WHERE lasting = 0;
