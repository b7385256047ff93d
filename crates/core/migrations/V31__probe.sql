-- One row that readiness writes anew with every look, as large as what a lead costs: a disk with less room than that is full. Same
-- words and rules as in V1.
CREATE TABLE probe (
    organisation_id $int NOT NULL PRIMARY KEY,
    ballast $bytes NOT NULL
) $clustered;
