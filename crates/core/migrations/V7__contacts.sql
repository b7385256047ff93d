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

-- How the lead's phone reads, the word of it: see `PhoneQuality`. `unread` where the lead was there before: the program then reads its
-- numbers and writes its contacts, right after this ran.
ALTER TABLE lead ADD COLUMN phone_quality $text NOT NULL DEFAULT 'unread';

-- A pair is found from either of the two.
CREATE INDEX possible_duplicate_other ON possible_duplicate (organisation_id, other_person_id);
