-- Every phone and e-mail that a lead bears: searches by a number go through it. Phones stand backwards, in national form, so that
-- their last digits are a beginning. It takes the place of what the lead's row held for that. Same words and rules as in V1.
CREATE TABLE lead_contact (
    organisation_id $int NOT NULL,
    kind $text NOT NULL,
    value $text NOT NULL,
    lead_id $int NOT NULL,
    PRIMARY KEY (organisation_id, kind, value, lead_id)
) $clustered;
DROP INDEX lead_phone;
ALTER TABLE lead DROP COLUMN phone_key;

-- How the lead's phone reads, the word of it: see `PhoneQuality`.
ALTER TABLE lead ADD COLUMN phone_quality $text NOT NULL DEFAULT 'empty';

-- Organisations whose leads have no rows there yet. The program reads their numbers, right after this ran.
CREATE TABLE contact_backlog (
    organisation_id $int NOT NULL PRIMARY KEY
) $clustered;
INSERT INTO contact_backlog (organisation_id) SELECT DISTINCT organisation_id FROM lead;

-- A pair is found from either of the two.
CREATE INDEX possible_duplicate_other ON possible_duplicate (organisation_id, other_person_id);
