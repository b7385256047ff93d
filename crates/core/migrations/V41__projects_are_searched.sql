-- Leads are found by their project and their contract too, and by more words of long texts. The program adds the terms that are missing wherever
-- the mark below stands, of leads that bear such: no lead's number lies in its block. An organisation without a term gets all of them, as behind
-- V19. Same words and rules as in V1.
INSERT INTO lead_term (organisation_id, block, term, lead_id)
    SELECT id, -1, 'unfilled', 0 FROM organisation
    WHERE EXISTS (SELECT 1 FROM lead_term WHERE lead_term.organisation_id = organisation.id);
