//! The cases of the house's own API: what a stranger may get of leads, persons, bookings, lists and campaigns. Called by the
//! isolation test.

use super::{Case, Theirs, Wanted};
use serde_json::{Value, json};

pub fn cases(theirs: &Theirs) -> Vec<Case> {
    use Wanted::*;
    let Theirs { lead, list, campaign, booking, booker, upload, .. } = theirs;
    let case = |method, path: &'static str, given: &str, body, wanted| {
        let target = format!("/hub{given}");
        Case { route: (method, path), target, body, wanted }
    };
    let none = || Value::Null;
    let one_lead = format!("/v1/leads/{lead}");
    let one_list = format!("/v1/lists/{list}");
    let one_campaign = format!("/v1/campaigns/{campaign}");
    let one_booking = format!("/v1/bookings/{booking}");
    let one_import = format!("/v1/imports/{upload}");
    let booked =
        |who: Value| json!({ "brand_id": 1, "company_id": 2, "booked_at": "2099-12-31T00:00:00Z", "lead": who });
    vec![
        case("GET", "/hub/openapi.json", "/openapi.json", none(), Shared),
        case("GET", "/hub/v1/dialects", "/v1/dialects", none(), Shared),
        case("GET", "/hub/v1/leads", "/v1/leads", none(), OwnRowsOnly),
        case("GET", "/hub/v1/leads", &format!("/v1/leads?person_id={booker}"), none(), OwnRowsOnly),
        // No JSON: `native_export` looks whose leads are in it.
        case("GET", "/hub/v1/leads/export", "/v1/leads/export?format=none", none(), NoId),
        case("GET", "/hub/v1/search", &format!("/v1/search?q={}", super::BOOKER), none(), Empty),
        case("POST", "/hub/v1/leads", "/v1/leads", json!({ "name": "mine", "person_id": booker }), Refused422),
        case("GET", "/hub/v1/leads/{lead_id}", &one_lead, none(), NotFound),
        case("PATCH", "/hub/v1/leads/{lead_id}", &one_lead, json!({ "name": "mine" }), NotFound),
        case("DELETE", "/hub/v1/leads/{lead_id}", &one_lead, none(), NotFound),
        case("GET", "/hub/v1/leads/{lead_id}/timeline", &format!("{one_lead}/timeline"), none(), NotFound),
        case("GET", "/hub/v1/leads/{lead_id}/comments", &format!("{one_lead}/comments"), none(), NotFound),
        case(
            "POST",
            "/hub/v1/leads/{lead_id}/comments",
            &format!("{one_lead}/comments"),
            json!({ "body": "mine" }),
            NotFound,
        ),
        case("POST", "/hub/v1/leads/{lead_id}/undo", &format!("{one_lead}/undo"), json!({ "event_id": 1 }), NotFound),
        case("POST", "/hub/v1/leads/{lead_id}/reveal", &format!("{one_lead}/reveal"), none(), NotFound),
        case(
            "POST",
            "/hub/v1/leads/assign",
            "/v1/leads/assign",
            json!({ "lead_ids": [lead], "group_id": null }),
            MakesOwn,
        ),
        case("POST", "/hub/v1/leads/move", "/v1/leads/move", json!({ "lead_ids": [lead], "stage_id": 557 }), MakesOwn),
        case("POST", "/hub/v1/leads/label", "/v1/leads/label", json!({ "lead_ids": [lead] }), MakesOwn),
        case("GET", "/hub/v1/changes", "/v1/changes?since=2199-12-31T00:00:00Z", none(), Empty),
        case(
            "GET",
            "/hub/v1/calendar",
            "/v1/calendar?since=2020-01-01T00:00:00Z&to=2199-12-31T00:00:00Z",
            none(),
            Empty,
        ),
        case("GET", "/hub/v1/requests", "/v1/requests?status=server_error", none(), Empty),
        case("GET", "/hub/v1/requests/{request_id}", "/v1/requests/1", none(), NotFound),
        case("GET", "/hub/v1/overview", "/v1/overview?since=2026-01-01&to=2026-12-31", none(), OwnRowsOnly),
        case("GET", "/hub/v1/views", "/v1/views", none(), OwnRowsOnly),
        case(
            "POST",
            "/hub/v1/views",
            "/v1/views",
            json!({ "page": "leads", "name": "mine", "shared": true }),
            MakesOwn,
        ),
        case("DELETE", "/hub/v1/views/{view_id}", "/v1/views/1", none(), NotFound),
        case("GET", "/hub/v1/persons", "/v1/persons", none(), OwnRowsOnly),
        case("GET", "/hub/v1/persons", &format!("/v1/persons?phone={}", super::BOOKER), none(), Empty),
        case("GET", "/hub/v1/persons/{person_id}", &format!("/v1/persons/{booker}"), none(), NotFound),
        case("GET", "/hub/v1/bookings", "/v1/bookings", none(), Empty),
        case("POST", "/hub/v1/bookings", "/v1/bookings", booked(json!({ "person_id": booker })), Refused422),
        case(
            "POST",
            "/hub/v1/bookings",
            "/v1/bookings",
            json!({ "brand_id": 1, "company_id": 2, "booked_at": "2099-12-31T00:00:00Z", "lead_id": lead }),
            Refused422,
        ),
        case("GET", "/hub/v1/bookings/{booking_id}", &one_booking, none(), NotFound),
        case("PATCH", "/hub/v1/bookings/{booking_id}", &one_booking, json!({ "state": "done" }), NotFound),
        case("GET", "/hub/v1/lists", "/v1/lists", none(), OwnRowsOnly),
        case("GET", "/hub/v1/lists", &format!("/v1/lists?campaign_uuid={campaign}"), none(), Empty),
        case("POST", "/hub/v1/lists", "/v1/lists", json!({ "name": "mine", "campaign_uuid": campaign }), Refused422),
        case("GET", "/hub/v1/lists/{list_uuid}", &one_list, none(), NotFound),
        case("PATCH", "/hub/v1/lists/{list_uuid}", &one_list, json!({ "active": false }), NotFound),
        case("DELETE", "/hub/v1/lists/{list_uuid}", &one_list, none(), NotFound),
        case("GET", "/hub/v1/lists/{list_uuid}/uploads", &format!("{one_list}/uploads"), none(), NotFound),
        case(
            "GET",
            "/hub/v1/lists/{list_uuid}/uploads/{upload_id}/rejected",
            &format!("{one_list}/uploads/1/rejected"),
            none(),
            NotFound,
        ),
        case("GET", "/hub/v1/imports", "/v1/imports", none(), OwnRowsOnly),
        case("POST", "/hub/v1/imports", &format!("/v1/imports?list_uuid={list}"), none(), Refused422),
        case("GET", "/hub/v1/imports/{import_id}", &one_import, none(), NotFound),
        case("PATCH", "/hub/v1/imports/{import_id}", &one_import, json!({ "on_duplicate": "skip" }), NotFound),
        case(
            "POST",
            "/hub/v1/imports/{import_id}/steps",
            &format!("{one_import}/steps"),
            json!({ "step": "undo" }),
            NotFound,
        ),
        case("GET", "/hub/v1/imports/{import_id}/preview", &format!("{one_import}/preview"), none(), NotFound),
        case("GET", "/hub/v1/imports/{import_id}/rejected", &format!("{one_import}/rejected"), none(), NotFound),
        case(
            "GET",
            "/hub/v1/imports/{import_id}/rejected.csv",
            &format!("{one_import}/rejected.csv"),
            none(),
            NotFound,
        ),
        case("GET", "/hub/v1/imports/{import_id}/left", &format!("{one_import}/left"), none(), NotFound),
        case("GET", "/hub/v1/import-options", "/v1/import-options", none(), OwnRowsOnly),
        case("GET", "/hub/v1/campaigns", "/v1/campaigns", none(), OwnRowsOnly),
        case(
            "POST",
            "/hub/v1/campaigns",
            "/v1/campaigns",
            json!({ "name": "mine native", "kind": "manual" }),
            MakesOwn,
        ),
        case("GET", "/hub/v1/campaigns/{campaign_uuid}", &one_campaign, none(), NotFound),
        case("PATCH", "/hub/v1/campaigns/{campaign_uuid}", &one_campaign, json!({ "active": false }), NotFound),
        case("DELETE", "/hub/v1/campaigns/{campaign_uuid}", &one_campaign, none(), NotFound),
    ]
}
