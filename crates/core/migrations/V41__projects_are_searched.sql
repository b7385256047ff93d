-- Leads are found by their project and their contract too. The program adds the terms that are missing, of leads that bear one of these, wherever
-- the mark below stands: no lead's number lies in its block. An organisation without a term gets all of them, as behind V19. Same words and
-- rules as in V1.
INSERT INTO lead_term (organisation_id, block, term, lead_id)
    SELECT id, -1, 'unfilled', 0 FROM organisation
    WHERE EXISTS (SELECT 1 FROM lead_term WHERE lead_term.organisation_id = organisation.id);
