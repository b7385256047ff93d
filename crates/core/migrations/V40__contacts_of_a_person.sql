-- The contacts of a person are read from the index alone and in the order in which they came, wherever a lead is shown: their rows lie scattered,
-- each at its value's place. Same words and rules as in V1.
DROP INDEX person_key_person;

CREATE INDEX person_key_person ON person_key (organisation_id, person_id, created_at);
