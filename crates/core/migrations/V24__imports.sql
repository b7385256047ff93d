-- What an import is told to do, how far it is and what it made, so that it can be tried out, held, stopped and taken back. Same words and
-- rules as in V1. `task` is what is done with the file while it waits: 0 taken in, 1 tried out, 2 taken back. Of `succeeded` rows those
-- that neither filled, updated nor were skipped made a lead.
ALTER TABLE upload ADD COLUMN agent_id $int;
ALTER TABLE upload ADD COLUMN plan $text NOT NULL DEFAULT '';
ALTER TABLE upload ADD COLUMN task $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN filled $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN updated $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN skipped $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN row_count $int;
ALTER TABLE upload ADD COLUMN header $text NOT NULL DEFAULT '';
ALTER TABLE upload ADD COLUMN began_at $int;
ALTER TABLE upload ADD COLUMN began_total $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN worked_at $int;
ALTER TABLE upload ADD COLUMN tried_at $int;
ALTER TABLE upload ADD COLUMN taken_back $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN left_alone $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN undo_dialect $text NOT NULL DEFAULT '';
ALTER TABLE upload ADD COLUMN undo_integration_id $int;
ALTER TABLE upload ADD COLUMN undo_agent_id $int;

ALTER TABLE rejected_row ADD COLUMN line $int NOT NULL DEFAULT 0;
ALTER TABLE rejected_row ADD COLUMN field $text NOT NULL DEFAULT '';
ALTER TABLE rejected_row ADD COLUMN reason_vi $text NOT NULL DEFAULT '';

-- What one transaction of an import made: `12` a lead, `12:34` what event 34 of lead 12 tells, with spaces between, in their order.
CREATE TABLE upload_part (
    organisation_id $int NOT NULL,
    upload_id $int NOT NULL,
    first_row $int NOT NULL,
    made $text NOT NULL,
    PRIMARY KEY (organisation_id, upload_id, first_row)
) $clustered;

-- Leads that the undo of an import left as they were, and why.
CREATE TABLE upload_left (
    organisation_id $int NOT NULL,
    upload_id $int NOT NULL,
    lead_id $int NOT NULL,
    reason $text NOT NULL,
    reason_vi $text NOT NULL,
    PRIMARY KEY (organisation_id, upload_id, lead_id)
) $clustered;

-- The caller's code of a lead stands beside its contacts, since leads are found by it as by a number; one longer than 255 characters does not.
INSERT INTO lead_contact (organisation_id, kind, value, lead_id)
    SELECT organisation_id, 'code', code, id FROM lead WHERE code IS NOT NULL AND LENGTH(code) <= 255;
