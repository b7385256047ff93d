-- Ranges of moments are counted from their index alone, also beside the filters that lists combine with them: the condition's own column
-- stands in it, without which each row would be read to see that it is not deleted. Same words and rules as in V1.
DROP INDEX lead_created;
CREATE INDEX lead_created ON lead (organisation_id, created_at, id, deleted_at, stage_id, agent_id, group_id, service_id, list_id, campaign_id, source_id, converted, withdrawn_at)
    WHERE deleted_at IS NULL;
DROP INDEX lead_updated;
CREATE INDEX lead_updated ON lead (organisation_id, updated_at, id, deleted_at) WHERE deleted_at IS NULL;
DROP INDEX lead_converted;
CREATE INDEX lead_converted ON lead (organisation_id, converted_at, id, converted, deleted_at) WHERE converted_at IS NOT NULL AND deleted_at IS NULL;
