-- The rows of `lead_day` summed up for whoever sees whole groups: by stage, by agent and by wire, each in its group; the key of a stage or an
-- agent is its id. Written with the day. An index finds the days of one agent, for whoever sees those alone. Same words and rules as in V1.
CREATE TABLE lead_day_sum (
    organisation_id $int NOT NULL,
    kind $text NOT NULL,
    day $int NOT NULL,
    group_id $int NOT NULL,
    key $text NOT NULL,
    created $int NOT NULL,
    touched $int NOT NULL,
    seconds_to_touch $int NOT NULL,
    converted $int NOT NULL,
    unqualified $int NOT NULL,
    booked $int NOT NULL,
    PRIMARY KEY (organisation_id, kind, day, group_id, key)
) $clustered;
CREATE INDEX lead_day_agent ON lead_day (organisation_id, agent_id, day);

INSERT INTO lead_day_sum (organisation_id, kind, day, group_id, key, created, touched, seconds_to_touch, converted, unqualified, booked)
SELECT organisation_id, 'stage', day, group_id, '' || stage_id, SUM(created), SUM(touched), SUM(seconds_to_touch), SUM(converted),
    SUM(unqualified), SUM(booked) FROM lead_day GROUP BY organisation_id, day, group_id, stage_id;
INSERT INTO lead_day_sum (organisation_id, kind, day, group_id, key, created, touched, seconds_to_touch, converted, unqualified, booked)
SELECT organisation_id, 'agent', day, group_id, '' || agent_id, SUM(created), SUM(touched), SUM(seconds_to_touch), SUM(converted),
    SUM(unqualified), SUM(booked) FROM lead_day GROUP BY organisation_id, day, group_id, agent_id;
INSERT INTO lead_day_sum (organisation_id, kind, day, group_id, key, created, touched, seconds_to_touch, converted, unqualified, booked)
SELECT organisation_id, 'origin', day, group_id, origin, SUM(created), SUM(touched), SUM(seconds_to_touch), SUM(converted), SUM(unqualified),
    SUM(booked) FROM lead_day GROUP BY organisation_id, day, group_id, origin;
