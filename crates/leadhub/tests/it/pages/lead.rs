//! The page of one lead, as a browser asks for it: an edit and its way back, all that is known of the lead and what of it who sees masked
//! contacts is not shown, the fields that its dialog changes, and the timeline beyond its first page.

use super::forms::wrong;
use super::{AGENT, Browser, MANAGER, form, text};
use crate::client::Client;
use crate::house::House;
use leadhub_golden::Reply;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

/// What htmx sends from a page of ours.
const OURS: [(&str, &str); 3] =
    [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin"), ("HX-Request", "true")];

async fn edit(browser: &Browser<'_>, id: &str, pairs: &[(&str, &str)]) -> Reply {
    browser.send("POST", &format!("/app/leads/{id}/edit"), &OURS, &form(pairs)).await
}

/// Where the toast of an answer takes it back.
fn undo_of(reply: &Reply) -> Option<String> {
    let text = text(reply);
    let address = text.split("action=\"/app/undo?").nth(1)?.split('"').next()?;
    Some(format!("/app/undo?{address}"))
}

both_engines! {
    migrate = crate::migrate;

    async fn an_edit_is_taken_back_unless_somebody_else_wrote_since(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let lead = json!({ "name": "Trước", "phone": "0349755001", "subject": "Niềng răng" });
        let (_, made) = native.post("/hub/v1/leads", &lead).await;
        let (id, path) = (made["id"].to_string(), format!("/hub/v1/leads/{}", made["id"]));
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;

        // What is put back is all that the edit changed, the number and with it the person among it.
        let version = made["version"].to_string();
        let sent = [("version", version.as_str()), ("was_name", "Trước"), ("name", "Sau"), ("was_phone", "0349755001"), ("phone", "0349755002")];
        let edited = edit(&manager, &id, &sent).await;
        assert_eq!(edited.status, 200, "{}", text(&edited));
        let undo = undo_of(&edited).expect("the toast of an edit has its undo");
        let (_, now) = native.get(&path).await;
        assert_eq!((&now["name"], &now["phone"]), (&json!("Sau"), &json!("0349755002")));
        let undone = manager.send("POST", &undo, &OURS, "").await;
        assert_eq!(undone.status, 200, "{}", text(&undone));
        let (_, now) = native.get(&path).await;
        assert_eq!((&now["name"], &now["phone"]), (&json!("Trước"), &json!("0349755001")));
        assert_eq!(now["person_id"], made["person_id"]);

        // An edit that changes nothing has nothing to take back.
        let version = now["version"].to_string();
        let same = edit(&manager, &id, &[("version", &version), ("was_name", "Trước"), ("name", "Trước")]).await;
        assert_eq!((same.status, undo_of(&same)), (200, None));

        // Somebody else writes the same field meanwhile: it stays, and she is told.
        let edited = edit(&manager, &id, &[("version", &version), ("was_subject", "Niềng răng"), ("subject", "Trồng răng")]).await;
        let undo = undo_of(&edited).expect("the toast of an edit has its undo");
        assert_eq!(native.json("PATCH", &path, Some(&json!({ "subject": "Tẩy trắng" }))).await.0, 200);
        let undone = manager.send("POST", &undo, &OURS, "").await;
        assert!(text(&undone).contains("1 khách đã được người khác sửa sau đó nên giữ nguyên"), "{}", text(&undone));
        assert_eq!(native.get(&path).await.1["subject"], "Tẩy trắng");
        house.stop().await;
    }

    async fn all_that_is_known_of_a_lead_is_on_its_page_and_what_wires_keep_for_who_sees_contacts(store: TestStore) {
        let house = House::open(store).await;
        let client = |wire| Client::new(&house, house.kangnam(), wire);
        let lead = json!({ "lead": {
            "username": "Hoa", "phone": "0349755010", "subject": "Tư vấn", "service_id": 1244, "assignee_id": AGENT,
            "estimated_closed_date": "2027/01/02 03:04:05", "custom_fields": [{ "id": "6068", "value": "106902" }],
            "unheard_of": { "kept": "gọi <b>0349755011</b>" }
        }});
        let (_, made) = client("caresoft").post("/kangnam/api/v1/lead", &lead).await;
        let page = format!("/app/leads/{}", made["lead"]["id"]);
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let shown = text(&manager.get(&page).await);
        for said in ["<dt>Dịch vụ</dt><dd>Lead Website</dd>", "<dt>Nguồn khách</dt><dd>Website</dd>", "02/01/2027 03:04"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        assert!(shown.contains("<summary>Từ CareSoft</summary>") && shown.contains("unheard_of"), "{shown}");
        assert!(shown.contains("0349755011") && !shown.contains("<b>0349755011"), "as text: {shown}");
        // As our own API: what wires keep may hold a number, so it is not for who is shown masks; the organisation's own fields are.
        let masked = text(&agent.get(&page).await);
        assert!(masked.contains("<dt>Nguồn khách</dt><dd>Website</dd>") && masked.contains("03•• ••• 010"), "{masked}");
        for hidden in ["unheard_of", "0349755011", "Nguyên văn"] {
            assert!(!masked.contains(hidden), "{hidden}: {masked}");
        }

        let list = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
        let dialled = json!({ "list_uuid": list, "lead_name": "Bảo", "phone_number": "0349755012", "contract_number": "HD-1",
            "identity_number": "001203004567", "province": "Hà Nội" });
        client("dialer").post("/v3/lead", &dialled).await;
        let (_, found) = client("native").get("/hub/v1/leads?phone=0349755012").await;
        let shown = text(&manager.get(&format!("/app/leads/{}", found["data"][0]["id"])).await);
        for said in ["<dd>001203004567</dd>", "<dd>HD-1</dd>", "<dd>Hà Nội</dd>", "/app/leads?list=", "Chiến dịch: Campaign Autodialer"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        house.stop().await;
    }

    async fn a_timeline_goes_on_behind_its_first_page_and_shows_one_kind_alone(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let (_, made) = native.post("/hub/v1/leads", &json!({ "name": "Dài", "phone": "0349755020" })).await;
        let comments = format!("/hub/v1/leads/{}/comments", made["id"]);
        for number in 0..120 {
            assert_eq!(native.post(&comments, &json!({ "body": format!("lần {number:03}.") })).await.0, 201);
        }
        let (id, version) = (made["id"].to_string(), native.get(&format!("/hub/v1/leads/{}", made["id"])).await.1["version"].to_string());
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        edit(&manager, &id, &[("version", &version), ("was_subject", ""), ("subject", "Trồng răng")]).await;
        let page = format!("/app/leads/{id}");
        let notes = |text: &str| (0..120).filter(|number| text.contains(&format!(">lần {number:03}.<"))).collect::<Vec<_>>();
        let older = |text: &str| {
            let link = format!("href=\"{page}?");
            let mut addresses = text.split(&link).skip(1).filter_map(|rest| rest.split(['"', '#']).next());
            addresses.find(|address| address.contains("before=")).map(str::to_owned)
        };

        let first = text(&manager.get(&page).await);
        assert_eq!(notes(&first), (21..120).collect::<Vec<_>>(), "with the edit a hundred");
        let behind = older(&first).expect("the timeline goes on");
        let second = text(&manager.get(&format!("{page}?{behind}")).await);
        assert_eq!(notes(&second), (0..21).collect::<Vec<_>>());
        assert!(second.contains("tạo qua leadhub") && older(&second).is_none(), "{second}");
        // The part that htmx asks for is the same, and what follows it stays there.
        let part = text(&manager.send("GET", &format!("{page}/view?{behind}"), &[("HX-Request", "true")], "").await);
        assert_eq!(notes(&part), notes(&second));
        assert!(part.contains(&format!("data-live=\"{page}/view?{behind}\"")), "{part}");

        let only = async |kind: &str| text(&manager.get(&format!("{page}?only={kind}")).await);
        let shown = only("notes").await;
        assert_eq!(notes(&shown).len(), 100);
        assert!(!shown.contains("Quan tâm: Trồng răng"), "no edit is a note: {shown}");
        let calls = only("calls").await;
        assert!(notes(&calls).is_empty() && calls.contains("Không có gì ở đây"), "{calls}");
        let api = only("api").await;
        assert!(notes(&api).len() == 100 && !api.contains("Quan tâm: Trồng răng"), "a person's edit came by no API: {api}");
        assert_eq!(notes(&only("nothing-known").await), notes(&first));
        house.stop().await;
    }

    async fn the_dialog_changes_what_a_lead_points_to_and_the_organisations_own_fields(store: TestStore) {
        let house = House::open(store).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        for (label, kind, options) in [("Dịch vụ quan tâm", "multiple_choice", "Răng\nDa\nMắt"), ("Số con", "number", "")] {
            let field = form(&[("label", label), ("kind", kind), ("options", options)]);
            assert_eq!(admin.post("/app/settings/custom-fields", &field).await.status, 303, "{label}");
        }
        let (_, all) = native.get("/hub/v1/custom-fields").await;
        let named = |label: &str| all["data"].as_array().unwrap().iter().find(|row| row["label"] == label).unwrap()["id"].to_string();
        let (many, children) = (format!("own_{}", named("Dịch vụ quan tâm")), format!("own_{}", named("Số con")));
        let was_many = format!("was_{many}");
        let (_, made) = native.post("/hub/v1/leads", &json!({ "name": "Điền", "phone": "0349755030" })).await;
        let (id, path) = (made["id"].to_string(), format!("/hub/v1/leads/{}", made["id"]));
        let values = async || {
            let (_, lead) = native.get(&path).await;
            let value = |field: &str| {
                let known = lead["custom_values"].as_array().unwrap().iter().find(|value| value["field_id"].as_i64() == field.parse().ok());
                known.map(|value| value["value"].clone()).unwrap_or_default()
            };
            (value("6068"), value(&named("Dịch vụ quan tâm")), value(&named("Số con")))
        };

        let dialog = text(&admin.send("GET", &format!("/app/leads/{id}/edit"), &OURS, "").await);
        for shown in ["name=\"phone3\"", "<option value=\"1244\"", ">Telesale</option>", ">Khách cũ giới thiệu</option>",
            ">Nguồn khách</label>", "<option value=\"106902\"", &format!("type=\"checkbox\" name=\"{many}\" value=\"2\"")] {
            assert!(dialog.contains(shown), "{shown}: {dialog}");
        }
        let version = made["version"].to_string();
        let sent: [(&str, &str); 10] = [("version", &version), ("was_phone3", ""), ("phone3", "0349755031"), ("service", "1244"), ("source", "3"),
            ("group", "12945"), ("own_6068", "106902"), (&many, "3"), (&many, "1"), (&children, "2")];
        let edited = edit(&admin, &id, &sent).await;
        assert_eq!(edited.status, 200, "{}", text(&edited));
        let (_, now) = native.get(&path).await;
        for (field, value) in [("phone3", json!("0349755031")), ("service_id", json!(1244)), ("source_id", json!(3)), ("group_id", json!(12945))] {
            assert_eq!(now[field], value, "{field}");
        }
        assert_eq!(values().await, (json!("106902"), json!(",1,3,"), json!("2")));

        // Somebody else changes another field of its own: both stay. The same one: she is shown the other's by its name, and hers is not lost.
        let version = now["version"].to_string();
        let theirs = json!({ "custom_values": [{ "field_id": 6068, "value": "106901" }] });
        assert_eq!(native.json("PATCH", &path, Some(&theirs)).await.0, 200);
        let sent: [(&str, &str); 7] = [("version", &version), ("was_own_6068", "106902"), ("own_6068", "106902"), (&was_many, ",1,3,"),
            (&many, "2"), ("was_service", "1244"), ("service", "")];
        let edited = edit(&admin, &id, &sent).await;
        assert_eq!(edited.status, 200, "{}", text(&edited));
        assert_eq!(values().await, (json!("106901"), json!(",2,"), json!("2")));
        assert_eq!(native.get(&path).await.1["service_id"], json!(null));
        let undo = undo_of(&edited).expect("the toast of an edit has its undo");
        let contested = edit(&admin, &id, &[("version", &version), ("was_own_6068", "106902"), ("own_6068", "")]).await;
        assert_eq!(contested.status, 409);
        assert!(text(&contested).contains("Người khác vừa ghi: Facebook"), "{}", text(&contested));
        assert_eq!(values().await.0, "106901");
        assert_eq!(admin.send("POST", &undo, &OURS, "").await.status, 200);
        assert_eq!(values().await, (json!("106901"), json!(",1,3,"), json!("2")));
        assert_eq!(native.get(&path).await.1["service_id"], 1244);

        // What does not fit is refused at its field, under the name that people know, and stays in the dialog.
        let refused = edit(&admin, &id, &[("was_name", "Điền"), ("name", "Điền"), (&format!("was_{children}"), "2"), (&children, "hai")]).await;
        let said = text(&refused);
        assert_eq!((refused.status, wrong(&said)), (422, vec![children.as_str()]), "{said}");
        assert!(said.contains("Số con") && said.contains("value=\"hai\"") && !said.contains("customvalue"), "{said}");
        house.stop().await;
    }
}
