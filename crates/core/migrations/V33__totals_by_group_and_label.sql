-- Totals of leads by group and by label too, as V14 keeps the others. Same words and rules as in V1.
INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT organisation_id, 'group', group_id, 0, COUNT(*) FROM lead
    WHERE deleted_at IS NULL AND group_id IS NOT NULL GROUP BY organisation_id, group_id;
INSERT INTO lead_total (organisation_id, kind, key, part, leads)
    SELECT lead.organisation_id, 'label', lead_label.label_id, 0, COUNT(*) FROM lead
    JOIN lead_label ON lead_label.organisation_id = lead.organisation_id AND lead_label.lead_id = lead.id
    WHERE lead.deleted_at IS NULL GROUP BY lead.organisation_id, lead_label.label_id;
