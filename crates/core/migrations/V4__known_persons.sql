-- Of the rows of a file that became leads, those whose person was known already. Same words and rules as in V1.
ALTER TABLE upload ADD COLUMN known_persons $int NOT NULL DEFAULT 0;
