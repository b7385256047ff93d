-- How often the row behind an upload's progress ended in a fault of the program: after a few tries it is set aside. Same words and
-- rules as in V1.
ALTER TABLE upload ADD COLUMN tries $int NOT NULL DEFAULT 0;
