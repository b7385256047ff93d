-- Under which terms a lead is found: its words, codes and contacts, as `leadhub_model::search` makes them, each one row. `block` is the
-- lead's number in steps of 32,768: leads that came together lie together, so that a create touches few pages however many leads there
-- are, and a search reads the newest leads first. Terms are ordered by their bytes, on both engines. The program fills it for the leads
-- that are there, right after this ran. Same words and rules as in V1.
CREATE TABLE lead_term (
    organisation_id $int NOT NULL,
    block $int NOT NULL,
    term $bytewise NOT NULL,
    lead_id $int NOT NULL,
    PRIMARY KEY (organisation_id, block, term, lead_id)
) $clustered;
