-- The language in which an organisation's people meet the pages, until they choose another. Same words and rules as in V1.
ALTER TABLE organisation ADD COLUMN language $text NOT NULL DEFAULT 'vi';
