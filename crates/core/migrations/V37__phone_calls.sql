-- Phone calls: that somebody rang or was rung, or is to be. One with a person of whom there is a lead hangs on that lead, every other one
-- is found by its number alone; `phone_key` is what the number is found by. Same words and rules as in V1.
CREATE TABLE phone_call (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    lead_id $int,
    brand_id $int NOT NULL,
    integration_id $int,
    phone $text NOT NULL,
    phone_key $text NOT NULL,
    direction $text NOT NULL,
    purpose $text NOT NULL,
    name $text NOT NULL,
    note $text,
    called_at $int NOT NULL,
    dialect $text NOT NULL,
    details $text NOT NULL,
    version $int NOT NULL,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE INDEX phone_call_number ON phone_call (organisation_id, phone_key, id);
CREATE INDEX phone_call_lead ON phone_call (organisation_id, lead_id, id);
