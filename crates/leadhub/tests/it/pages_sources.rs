//! Sources that came as words with leads, as an administrator works them off in the settings: marked and first, looked at by saving, folded
//! into another. What is written is what our own API shows. On both engines.

use crate::client::Client;
use crate::house::{House, MANAGER};
use crate::pages::{Browser, form, text};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const PAGE: &str = "/app/settings/sources";
const MARK: &str = ">Chưa xem</span>";

async fn sources(house: &House) -> Vec<Value> {
    let (status, all) = Client::new(house, house.kangnam(), "native").get("/hub/v1/sources").await;
    assert_eq!(status, 200, "{all}");
    all["data"].as_array().unwrap().clone()
}

async fn named(house: &House, name: &str) -> Value {
    sources(house).await.into_iter().find(|row| row["name"] == name).unwrap_or_default()
}

/// As our own API tells it.
async fn waiting(house: &House) -> usize {
    let waits = |row: &Value| row["reviewed"] == false && row["merged_into_id"].is_null();
    sources(house).await.iter().filter(|row| waits(row)).count()
}

/// Somebody whom a wire sends with a word that nobody knows; gives her lead and its source.
async fn comes(house: &House, phone: &str, word: &str) -> (Value, Value) {
    let lead = json!({ "lead": { "phone": phone, "subject": "s", "service_id": 1244, "ticket_source": word } });
    let caresoft = Client::new(house, house.kangnam(), "caresoft");
    let (status, made) = caresoft.post("/kangnam/api/v1/lead", &lead).await;
    assert_eq!(status, 200, "{made}");
    (made["lead"]["id"].clone(), named(house, word).await["id"].clone())
}

/// What the choice of that name shows.
fn chosen(page: &str, name: &str) -> String {
    let choice = page.split(&format!("<select id=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap();
    let before: Vec<&str> = choice.split("\" selected>").collect();
    assert_eq!(before.len(), 2, "one of them, said outright: {choice}");
    before[0].rsplit('"').next().unwrap().to_owned()
}

both_engines! {
    migrate = crate::migrate;

    async fn a_new_word_waits_in_the_settings_until_it_is_saved(store: TestStore) {
        let house = House::open(store).await;
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        let (_, id) = comes(&house, "0349718001", "Tờ Rơi Q5").await;
        let many = waiting(&house).await;
        let one = format!("{PAGE}/{id}");

        // It stands first and is marked; the sections say how many wait, on every page of the settings.
        let list = text(&admin.get(PAGE).await);
        assert!(list.contains(&format!("Nguồn chưa xem: {many}.")), "{list}");
        let rows = list.split("<tbody").nth(1).unwrap();
        assert_eq!(rows.matches(MARK).count(), many, "{rows}");
        let (marked, rest) = rows.rsplit_once(MARK).unwrap();
        let facebook = named(&house, "Facebook").await;
        assert!(marked.contains(&one) && rest.contains(&format!("{PAGE}/{}\"", facebook["id"])), "{rows}");
        for path in ["/app/settings", "/app/settings/stages", one.as_str()] {
            let page = text(&admin.get(path).await);
            assert!(page.contains(&format!("<span class=\"pill middle\">{many}<span")), "{path}: {page}");
        }

        // No category is chosen that it does not have, and it is folded into none.
        let page = text(&admin.get(&one).await);
        assert!(page.contains("Lưu là đã xem"), "{page}");
        assert_eq!((chosen(&page, "category_id"), chosen(&page, "merged_into_id")), (String::new(), String::new()));
        assert!(page.contains(&format!("href=\"/app/leads?source={id}\"")), "{page}");
        let saved = form(&[("name", "Tờ Rơi Q5"), ("category_id", ""), ("merged_into_id", "")]);
        assert_eq!(admin.post(&one, &saved).await.status, 303);
        let row = named(&house, "Tờ Rơi Q5").await;
        assert_eq!((&row["reviewed"], &row["category_id"], &row["merged_into_id"]), (&json!(true), &json!(null), &json!(null)), "{row}");
        assert_eq!(waiting(&house).await, many - 1);
        let list = text(&admin.get(PAGE).await);
        assert_eq!(list.split("<tbody").nth(1).unwrap().matches(MARK).count(), many - 1, "{list}");
        assert!(!text(&admin.get(&one).await).contains("Lưu là đã xem"));
        house.stop().await;
    }

    async fn a_source_is_folded_into_another_that_stands_by_itself(store: TestStore) {
        let house = House::open(store).await;
        let admin = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        let native = Client::new(&house, house.kangnam(), "native");
        let (lead, id) = comes(&house, "0349718011", "Fanpage Mới").await;
        let (_, other) = comes(&house, "0349718012", "Fanpage Cũ").await;
        let facebook = named(&house, "Facebook").await["id"].clone();
        let save = async |id: &Value, name: &str, into: &str| {
            let sent = form(&[("name", name), ("category_id", "1"), ("merged_into_id", into)]);
            admin.post(&format!("{PAGE}/{id}"), &sent).await
        };
        let source_of = async |lead: &Value| native.get(&format!("/hub/v1/leads/{lead}")).await.1["source_id"].clone();
        assert_eq!(save(&other, "Fanpage Cũ", &facebook.to_string()).await.status, 303);

        // Into itself, into one that is folded already, into none that there is: nothing is written, what was typed stays.
        for into in [&id, &other] {
            let refused = save(&id, "Đang Gõ", &into.to_string()).await;
            let page = text(&refused);
            assert_eq!(refused.status, 422, "{page}");
            assert!(page.contains("id=\"merged_into_id-error\"") && page.contains("chưa gộp vào nguồn nào"), "{page}");
            assert!(page.contains("value=\"Đang Gõ\""), "{page}");
            assert_eq!((chosen(&page, "category_id"), chosen(&page, "merged_into_id")), ("1".to_owned(), into.to_string()));
        }
        let refused = save(&id, "Đang Gõ", "777777").await;
        assert!(refused.status == 422 && text(&refused).contains("id=\"merged_into_id-error\""), "{}", text(&refused));
        let row = named(&house, "Fanpage Mới").await;
        assert_eq!((&row["reviewed"], &row["merged_into_id"]), (&json!(false), &json!(null)), "{row}");
        assert_eq!(source_of(&lead).await, id);
        let page = text(&admin.get(&format!("{PAGE}/{id}")).await);
        assert!(!page.contains(&format!("<option value=\"{id}\"")) && !page.contains(&format!("<option value=\"{other}\"")), "offered are those that it may: {page}");

        // Its leads follow, it waits no more, and the list says into which it went.
        assert_eq!(save(&id, "Fanpage Mới", &facebook.to_string()).await.status, 303);
        let row = named(&house, "Fanpage Mới").await;
        assert_eq!((&row["reviewed"], &row["merged_into_id"]), (&json!(true), &facebook), "{row}");
        assert_eq!(source_of(&lead).await, facebook);
        assert_eq!(comes(&house, "0349718013", "fanpage moi").await.1, json!(null), "the word makes no other source");
        let list = text(&admin.get(PAGE).await);
        let line = list.split(&format!("id=\"row-{id}\"")).nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(line.contains("<td>Facebook</td>") && !line.contains(MARK), "{line}");
        assert_eq!(chosen(&text(&admin.get(&format!("{PAGE}/{id}")).await), "merged_into_id"), facebook.to_string());
        house.stop().await;
    }
}
