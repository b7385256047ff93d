-- The headers that an answer to a request with a key was given with, as a JSON list of pairs; nothing where it has none of its own.
-- Same words and rules as in V1.
ALTER TABLE idempotency ADD COLUMN headers $text;
