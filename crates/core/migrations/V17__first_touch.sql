-- When somebody first did something about a lead: changed it, commented, called or booked, as an agent, as a system that acts for one, or
-- through another wire than the one it came by. Known of leads of before from their timeline. Same words and rules as in V1.
ALTER TABLE lead ADD COLUMN first_touch_at $int;
UPDATE lead SET first_touch_at = (
    SELECT MIN(lead_event.happened_at) FROM lead_event
    WHERE lead_event.organisation_id = lead.organisation_id AND lead_event.lead_id = lead.id
        AND lead_event.kind IN ('updated', 'commented', 'booked')
        AND (lead_event.agent_id IS NOT NULL
            OR (lead_event.integration_id IS NOT NULL AND lead_event.dialect <> lead.origin)))
WHERE EXISTS (
    SELECT 1 FROM lead_event
    WHERE lead_event.organisation_id = lead.organisation_id AND lead_event.lead_id = lead.id
        AND lead_event.kind IN ('updated', 'commented', 'booked')
        AND (lead_event.agent_id IS NOT NULL
            OR (lead_event.integration_id IS NOT NULL AND lead_event.dialect <> lead.origin)));

-- The bookings of some days, in their order.
CREATE INDEX booking_booked ON booking (organisation_id, booked_at, id);
-- The leads that carry a label.
CREATE INDEX lead_label_label ON lead_label (organisation_id, label_id, lead_id);
