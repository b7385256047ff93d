-- When a person or one of their contacts last changed, so that who follows persons asks for the new ones only; and what wires keep of a
-- person that has no column, under the wire's key. Same words and rules as in V1.
ALTER TABLE person ADD COLUMN updated_at $int NOT NULL DEFAULT 0;
UPDATE person SET updated_at = created_at;
ALTER TABLE person ADD COLUMN extras $text;
CREATE INDEX person_updated ON person (organisation_id, updated_at, id);
