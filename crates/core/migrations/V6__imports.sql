-- What was said about a file and found out about it, and its rows whose phone nobody can read. Same words and rules as in V1.
ALTER TABLE upload ADD COLUMN options $text NOT NULL DEFAULT '';
ALTER TABLE upload ADD COLUMN notes $text NOT NULL DEFAULT '';
ALTER TABLE upload ADD COLUMN without_phone $int NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN rows_without_phone $text NOT NULL DEFAULT '';
