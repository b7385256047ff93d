-- A lead that was taken out of its list stays, but whoever works lists no longer sees it. What was sent under a caller's key is known
-- again by its hash. A campaign that shall go is asked for its leads by an index. Same words and rules as in V1.
ALTER TABLE lead ADD COLUMN withdrawn_at $int;
ALTER TABLE lead_key ADD COLUMN content_hash $text NOT NULL DEFAULT '';
CREATE INDEX lead_campaign ON lead (organisation_id, campaign_id, id) WHERE campaign_id IS NOT NULL AND deleted_at IS NULL;
