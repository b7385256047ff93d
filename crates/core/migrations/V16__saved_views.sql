-- How somebody looks at a page: filters and order as the page's own query text, and its columns with their widths as JSON. A view belongs
-- to the agent who made it, or to everybody where it has no owner; a name stands once for each page of each of them. Same words and rules
-- as in V1.
CREATE TABLE saved_view (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    owner_id $int,
    page $text NOT NULL,
    name $text NOT NULL,
    position $int NOT NULL,
    query $text NOT NULL,
    columns $text NOT NULL,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE UNIQUE INDEX saved_view_own ON saved_view (organisation_id, owner_id, page, name) WHERE owner_id IS NOT NULL;
CREATE UNIQUE INDEX saved_view_shared ON saved_view (organisation_id, page, name) WHERE owner_id IS NULL;
