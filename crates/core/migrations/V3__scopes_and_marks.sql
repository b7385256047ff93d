-- What an integration may do: words of read, write and admin, with spaces between them. Same words and rules as in V1.
ALTER TABLE integration ADD COLUMN scopes $text NOT NULL DEFAULT 'read write';

-- Stands for the present state of an organisation's reference data; every change draws another.
ALTER TABLE organisation ADD COLUMN reference_mark $int NOT NULL DEFAULT 0;
