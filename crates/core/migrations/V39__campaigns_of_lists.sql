-- There are sets of the leads that lie in the lists of each campaign: one set is read where those of all its lists were. The program fills all sets
-- anew, as it did behind V35. Same words and rules as in V1.
DELETE FROM lead_set WHERE kind = 'unfilled';

INSERT INTO lead_set (organisation_id, kind, key, block, leads, members)
    SELECT id, 'unfilled', 0, 0, 0, CAST('' AS $bytes) FROM organisation;
