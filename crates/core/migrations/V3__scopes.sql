-- What an integration may do: words of read, write and admin, with spaces between them. Same words and rules as in V1.
ALTER TABLE integration ADD COLUMN scopes $text NOT NULL DEFAULT 'read write';
