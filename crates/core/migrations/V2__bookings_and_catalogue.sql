-- Bookings, what is sold and where, and the callers' own keys of leads. Same words and rules as in V1.

CREATE TABLE brand (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    code $text NOT NULL,
    name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

-- A branch of a brand. One that is not bookable stands for "not known yet".
CREATE TABLE company (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    brand_id $int NOT NULL,
    code $text NOT NULL,
    name $text NOT NULL,
    bookable $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE price_list (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    brand_id $int NOT NULL,
    name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE product (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    code $text NOT NULL,
    name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

-- Prices are whole dong.
CREATE TABLE price (
    organisation_id $int NOT NULL,
    price_list_id $int NOT NULL,
    product_id $int NOT NULL,
    amount $int NOT NULL,
    PRIMARY KEY (organisation_id, price_list_id, product_id)
) $clustered;

CREATE TABLE source_category (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE source (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    category_id $int NOT NULL,
    name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE hobby (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

-- Places. Rows of organisation 0 are the house's own and serve every organisation; a row of the organisation's own with
-- the same id comes before them.
CREATE TABLE country (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    code $text NOT NULL,
    name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

CREATE TABLE province (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    country_id $int NOT NULL,
    code $text NOT NULL,
    name $text NOT NULL,
    folded_name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;

-- Districts of the scheme that ended in 2025, under the province they now lie in.
CREATE TABLE district (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    province_id $int NOT NULL,
    name $text NOT NULL,
    folded_name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE INDEX district_province ON district (organisation_id, province_id, id);

CREATE TABLE commune (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    province_id $int NOT NULL,
    name $text NOT NULL,
    folded_name $text NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
CREATE INDEX commune_province ON commune (organisation_id, province_id, id);

-- The id under which a caller's own system knows a row of reference data is an external_name (V1).

CREATE TABLE booking (
    organisation_id $int NOT NULL,
    id $int NOT NULL,
    code $text NOT NULL,
    lead_id $int NOT NULL,
    person_id $int NOT NULL,
    brand_id $int NOT NULL,
    company_id $int NOT NULL,
    booked_at $int NOT NULL,
    ends_at $int NOT NULL,
    state $int NOT NULL,
    in_effect $int NOT NULL,
    dialect $text NOT NULL,
    details $text NOT NULL,
    version $int NOT NULL,
    created_at $int NOT NULL,
    updated_at $int NOT NULL,
    PRIMARY KEY (organisation_id, id)
) $clustered;
-- One booking in effect for each person and brand, however many are asked for at once.
CREATE UNIQUE INDEX booking_in_effect ON booking (organisation_id, person_id, brand_id) WHERE in_effect = 1;
CREATE INDEX booking_person ON booking (organisation_id, person_id, id);
CREATE INDEX booking_lead ON booking (organisation_id, lead_id, id);
CREATE UNIQUE INDEX booking_code ON booking (organisation_id, code);

-- The key under which an integration created a lead: the same key again is the same lead. Each has its own keys, since two
-- partners may count alike.
CREATE TABLE lead_key (
    organisation_id $int NOT NULL,
    integration_id $int NOT NULL,
    value $text NOT NULL,
    lead_id $int NOT NULL,
    PRIMARY KEY (organisation_id, integration_id, value)
) $clustered;
CREATE INDEX lead_key_lead ON lead_key (organisation_id, lead_id);
