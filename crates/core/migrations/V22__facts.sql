-- Where a lead comes from, what it is about and when one meets, which were extras of single wires. The program takes them out of the extras
-- of the leads that are there, right after this ran. Same words and rules as in V1.
ALTER TABLE lead ADD COLUMN source_id $int;
-- The leads of a source: what a page narrows by, and what follows a source that is folded into another.
CREATE INDEX lead_source ON lead (organisation_id, source_id, id) WHERE source_id IS NOT NULL AND deleted_at IS NULL;
ALTER TABLE lead ADD COLUMN score $int;
ALTER TABLE lead ADD COLUMN meeting_at $int;
ALTER TABLE lead ADD COLUMN home_phone $text;
ALTER TABLE lead ADD COLUMN zalo $text;
ALTER TABLE lead ADD COLUMN facebook $text;
ALTER TABLE lead ADD COLUMN project_code $text;
ALTER TABLE lead ADD COLUMN project_name $text;
ALTER TABLE lead ADD COLUMN utm_source $text;
ALTER TABLE lead ADD COLUMN utm_medium $text;
ALTER TABLE lead ADD COLUMN utm_campaign $text;
ALTER TABLE lead ADD COLUMN utm_term $text;
ALTER TABLE lead ADD COLUMN utm_content $text;

-- A source that came as a word with a lead was not looked at yet and has the category 0, which is none. One that was folded into another
-- stays, so that its word finds the other.
ALTER TABLE source ADD COLUMN reviewed $int NOT NULL DEFAULT 1;
ALTER TABLE source ADD COLUMN merged_into_id $int;
