//! The settings as a browser asks for them: administrators alone, every kind of rows made, changed and refused at its field, users with their
//! roles and passwords, the organisation. What is written is what our own API shows. On both engines.

use crate::client::Client;
use crate::house::{AGENT, House, MANAGER};
use crate::pages::{Browser, dongnai_agent, form, text};
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::{Value, json};

const PAGE: &str = "/app/settings";

async fn rows(house: &House, kind: &str) -> Vec<Value> {
    let (status, all) = Client::new(house, house.kangnam(), "native").get(&format!("/hub/v1/{kind}")).await;
    assert_eq!(status, 200, "{all}");
    all["data"].as_array().unwrap().clone()
}

async fn named(house: &House, kind: &str, column: &str, name: &str) -> Value {
    rows(house, kind).await.into_iter().find(|row| row[column] == name).unwrap_or_default()
}

async fn admin(house: &House) -> Browser<'_> {
    Browser::of(house, "kangnam", MANAGER, Role::Admin).await
}

both_engines! {
    migrate = crate::migrate;

    async fn administrators_alone_get_in(store: TestStore) {
        let house = House::open(store).await;
        let (_, before) = Client::new(&house, house.kangnam(), "native").get("/hub/v1/reference").await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let listed = leadhub_web::routes::routes();
        let mut tried = 0;
        for route in listed.listed().iter().filter(|route| route.path.starts_with(PAGE)) {
            let path = route.path.replace("{kind}", "stages").replace("{row_id}", "557");
            for browser in [&agent, &manager] {
                let reply = match route.method.as_str() {
                    "GET" => browser.get(&path).await,
                    _ => browser.post(&path, "label=x&name=x&kind=middle&to=up").await,
                };
                assert_eq!(reply.status, 403, "{} {path}", route.method);
            }
            tried += 1;
        }
        assert!(tried >= 9, "{tried}");
        assert!(!text(&manager.get("/app/leads").await).contains("href=\"/app/settings\""));
        // Another organisation has such rows of its own: hers change, ours do not.
        let stranger = Browser::of(&house, "dongnai", dongnai_agent(&house).await, Role::Admin).await;
        assert_eq!(stranger.post(&format!("{PAGE}/reasons"), &form(&[("label", "Của nhà khác")])).await.status, 303);
        let (_, after) = Client::new(&house, house.kangnam(), "native").get("/hub/v1/reference").await;
        assert_eq!(after, before);
        house.stop().await;
    }

    async fn every_kind_is_listed_made_and_changed(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let brand = rows(&house, "brands").await[0]["id"].to_string();
        let category = rows(&house, "source-categories").await[0]["id"].to_string();
        let hostile = "<script>alert(1)</script>\"'&";
        for (path, api, column, rest) in [
            ("stages", "stages", "label", vec![("kind", "middle")]),
            ("reasons", "reasons", "label", vec![]),
            ("labels", "labels", "label", vec![]),
            ("custom-fields", "custom-fields", "label", vec![("kind", "single_choice"), ("options", "Một\nHai")]),
            ("groups", "groups", "name", vec![]),
            ("users", "users", "username", vec![("retired", "false")]),
            ("services", "services", "name", vec![]),
            ("sources", "sources", "name", vec![("category_id", category.as_str())]),
            ("source-categories", "source-categories", "name", vec![]),
            ("brands", "brands", "name", vec![("code", "B9")]),
            ("companies", "companies", "name", vec![("code", "C9"), ("brand_id", brand.as_str()), ("bookable", "true")]),
            ("products", "products", "name", vec![("code", "P9")]),
            ("price-lists", "price-lists", "name", vec![("brand_id", brand.as_str())]),
            ("countries", "countries", "name", vec![("code", "XQ")]),
            ("provinces", "provinces", "name", vec![("code", "99"), ("country_id", "241")]),
        ] {
            let sent = |name: &str| form(&[(column, name)].into_iter().chain(rest.clone()).collect::<Vec<_>>());
            assert_eq!(admin.get(&format!("{PAGE}/{path}/new")).await.status, 200, "{path}");
            let made = admin.post(&format!("{PAGE}/{path}"), &sent(hostile)).await;
            assert_eq!(made.status, 303, "{path}: {}", text(&made));
            let row = named(&house, api, column, hostile).await;
            let id = row["id"].to_string();
            let list = text(&admin.get(&format!("{PAGE}/{path}")).await);
            assert!(list.contains(&format!("{PAGE}/{path}/{id}")) && !list.contains("<script>alert"), "{path}: {list}");
            let one = text(&admin.get(&format!("{PAGE}/{path}/{id}")).await);
            assert!(one.contains("value=\"&#60;script&#62;") && !one.contains("<script>alert"), "{path}: {one}");
            assert_eq!(admin.post(&format!("{PAGE}/{path}/{id}"), &sent("Đổi tên")).await.status, 303, "{path}");
            assert_eq!(named(&house, api, column, "Đổi tên").await["id"], row["id"], "{path}");
            // Without its name it is refused, at the field, and what was typed besides stays.
            let refused = admin.post(&format!("{PAGE}/{path}/{id}"), &sent("")).await;
            assert_eq!(refused.status, 422, "{path}: {}", text(&refused));
            assert!(text(&refused).contains(&format!("id=\"{column}-error\"")), "{path}: {}", text(&refused));
            assert!(text(&admin.post(&format!("{PAGE}/{path}"), &sent(&"a".repeat(300))).await).contains("255"), "{path}");
        }
        let field = named(&house, "custom-fields", "label", "Đổi tên").await;
        assert_eq!(field["options"], json!([{ "id": 1, "label": "Một" }, { "id": 2, "label": "Hai" }]));
        for nothing in ["nothing", "stages/0", "stages/x", "reasons/557/move", "reasons/1/password"] {
            assert_eq!(admin.get(&format!("{PAGE}/{nothing}")).await.status / 100, 4, "{nothing}");
            assert_eq!(admin.post(&format!("{PAGE}/{nothing}"), "").await.status / 100, 4, "{nothing}");
        }
        house.stop().await;
    }

    async fn a_price_list_has_the_prices_that_its_form_says(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let (list, products) = (rows(&house, "price-lists").await[0].clone(), rows(&house, "products").await);
        let (one, brand) = (format!("{PAGE}/price-lists/{}", list["id"]), list["brand_id"].to_string());
        let (first, second) = (format!("price-{}", products[0]["id"]), format!("price-{}", products[1]["id"]));
        let sent = |a: &str, b: &str| form(&[("name", "Giá lẻ"), ("brand_id", &brand), (&first, a), (&second, b)]);
        let amount = async |product: &Value| {
            let list = named(&house, "price-lists", "name", "Giá lẻ").await;
            let prices = list["prices"].as_array().unwrap().clone();
            prices.iter().find(|price| price["product_id"] == product["id"]).map(|price| price["amount"].clone())
        };
        assert_eq!(admin.post(&one, &sent("1.250.000", "40,000 ₫")).await.status, 303);
        assert_eq!((amount(&products[0]).await, amount(&products[1]).await), (Some(json!(1_250_000)), Some(json!(40_000))));
        let page = text(&admin.get(&one).await);
        assert!(page.contains(&format!("name=\"{first}\" value=\"1.250.000\"")), "{page}");
        // One that is no whole number is refused, whatever was typed stays; one that is emptied keeps what it was.
        for wrong in ["một triệu", "1250000,00", "12.5"] {
            let refused = admin.post(&one, &sent(wrong, "50.000")).await;
            let page = text(&refused);
            assert_eq!(refused.status, 422, "{page}");
            let kept = page.contains(&format!("value=\"{wrong}\"")) && page.contains("value=\"50.000\"");
            assert!(page.contains("id=\"prices-error\"") && kept, "{page}");
            assert_eq!((amount(&products[0]).await, amount(&products[1]).await), (Some(json!(1_250_000)), Some(json!(40_000))));
        }
        assert_eq!(admin.post(&one, &sent("", "50.000")).await.status, 303);
        assert_eq!((amount(&products[0]).await, amount(&products[1]).await), (Some(json!(1_250_000)), Some(json!(50_000))));
        house.stop().await;
    }

    async fn an_own_place_stands_beside_the_houses(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let houses = rows(&house, "provinces").await;
        let new = form(&[("name", "Khu Đặc Biệt"), ("code", "X1"), ("country_id", "241")]);
        assert_eq!(admin.post(&format!("{PAGE}/provinces"), &new).await.status, 303);
        let now = rows(&house, "provinces").await;
        assert_eq!(now.len(), houses.len() + 1, "none of the house's lost its place");
        let own = named(&house, "provinces", "name", "Khu Đặc Biệt").await["id"].to_string();
        let list = text(&admin.get(&format!("{PAGE}/provinces")).await);
        assert!(list.contains(&format!("{PAGE}/provinces/{own}")) && list.contains("Khu Đặc Biệt") && list.contains("Việt Nam"), "{list}");
        let page = text(&admin.get(&format!("{PAGE}/districts/new")).await);
        assert!(page.contains(&format!("<option value=\"{own}\"")), "{page}");
        let district = form(&[("name", "Huyện Đảo"), ("province_id", &own)]);
        assert_eq!(admin.post(&format!("{PAGE}/districts"), &district).await.status, 303);
        let found = rows(&house, &format!("districts?province_id={own}")).await;
        assert_eq!((found.len(), &found[0]["name"]), (1, &json!("Huyện Đảo")));
        let nowhere = admin.post(&format!("{PAGE}/districts"), &form(&[("name", "Ở Đâu"), ("province_id", "987654")])).await;
        assert_eq!(nowhere.status, 422);
        assert!(text(&nowhere).contains("id=\"province_id-error\"") && text(&nowhere).contains("value=\"Ở Đâu\""), "{}", text(&nowhere));
        house.stop().await;
    }

    async fn many_rows_come_page_by_page(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let reasons: Vec<Value> = (0..150).map(|number| json!({ "id": 900_001 + number, "label": format!("Lý do {number}.") })).collect();
        let native = Client::new(&house, house.kangnam(), "native");
        let (status, put) = native.put("/hub/v1/reference", &json!({ "reasons": reasons })).await;
        assert_eq!(status, 200, "{put}");
        let (all, mut met, mut next) = (rows(&house, "reasons").await.len(), 0, String::new());
        for page in 1.. {
            let list = text(&admin.get(&format!("{PAGE}/reasons{next}")).await);
            let here = list.matches("data-row=").count();
            met += here;
            assert!(here <= 100, "{here} on page {page}");
            match list.split("rel=\"next\" href=\"").nth(1) {
                Some(rest) => next = rest.split('"').next().unwrap().to_owned(),
                None => break,
            }
        }
        assert_eq!(met, all, "every row once");
        let last = text(&admin.get(&format!("{PAGE}/reasons{next}")).await);
        assert!(last.contains(&format!("101–{all} / {all}")) && last.contains(&format!("href=\"{PAGE}/reasons\"")), "{last}");
        // A row that is gone begins the list.
        assert!(text(&admin.get(&format!("{PAGE}/reasons?after=1")).await).contains("data-row="));
        house.stop().await;
    }

    async fn a_pipeline_keeps_its_stages_in_the_order_that_it_is_given(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let ids = async || rows(&house, "stages").await.iter().map(|row| row["id"].as_i64().unwrap()).collect::<Vec<_>>();
        let before = ids().await;
        let (first, second) = (before[0], before[1]);
        assert_eq!(admin.post(&format!("{PAGE}/stages/{second}/move"), "to=up").await.status, 303);
        let swapped: Vec<i64> = [second, first].into_iter().chain(before[2..].iter().copied()).collect();
        assert_eq!(ids().await, swapped);
        assert_eq!(admin.post(&format!("{PAGE}/stages/{second}/move"), "to=up").await.status, 303);
        assert_eq!(ids().await, swapped, "the first one goes no higher");
        assert_eq!(admin.post(&format!("{PAGE}/stages/{second}/move"), "to=down").await.status, 303);
        assert_eq!(ids().await, before);

        // The first stage gives its place to another, and is not left without one.
        let all = rows(&house, "stages").await;
        let was = all.iter().find(|row| row["kind"] == "first").unwrap().clone();
        let next = all.iter().find(|row| row["kind"] == "middle").unwrap().clone();
        let sent = |row: &Value, kind: &str| form(&[("label", row["label"].as_str().unwrap()), ("kind", kind)]);
        assert_eq!(admin.post(&format!("{PAGE}/stages/{}", next["id"]), &sent(&next, "first")).await.status, 303);
        let now = rows(&house, "stages").await;
        let kind = |id: &Value| now.iter().find(|row| row["id"] == *id).unwrap()["kind"].clone();
        assert_eq!((kind(&was["id"]), kind(&next["id"])), (json!("middle"), json!("first")));
        let refused = admin.post(&format!("{PAGE}/stages/{}", next["id"]), &sent(&next, "middle")).await;
        assert_eq!(refused.status, 422);
        assert!(text(&refused).contains("role=\"alert\""), "{}", text(&refused));
        house.stop().await;
    }

    async fn a_row_has_the_names_that_the_form_says_and_no_others(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let stage = rows(&house, "stages").await[1].clone();
        let (id, label, kind) = (stage["id"].to_string(), stage["label"].as_str().unwrap(), stage["kind"].as_str().unwrap());
        let save = async |names: &str| {
            let sent = form(&[("label", label), ("kind", kind), ("dialer", names)]);
            assert_eq!(admin.post(&format!("{PAGE}/stages/{id}"), &sent).await.status, 303);
            let row = named(&house, "stages", "label", label).await;
            let words = row["names"]["dialer"].as_array().cloned().unwrap_or_default();
            words.iter().map(|name| name["external"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(save("CALLBACK2\nGọi lại, sau").await, ["CALLBACK2", "Gọi lại, sau"]);
        assert!(text(&admin.get(&format!("{PAGE}/stages/{id}")).await).contains(">CALLBACK2\nGọi lại, sau</textarea>"));
        assert_eq!(save(" Gọi lại, sau \r\n\r\n").await, ["Gọi lại, sau"]);
        assert_eq!(save("").await, Vec::<String>::new());
        house.stop().await;
    }

    async fn users_get_roles_and_passwords_and_one_administrator_stays(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let group = rows(&house, "groups").await[0]["id"].to_string();
        let user = |name: &str, role: &str, retired: &str| {
            form(&[("username", name), ("email", "lan@example.com"), ("group_id", &group), ("role", role), ("retired", retired)])
        };
        assert_eq!(admin.post(&format!("{PAGE}/users"), &user("lan.moi", "manager", "false")).await.status, 303);
        let made = named(&house, "users", "username", "lan.moi").await;
        assert_eq!((&made["login_role"], &made["has_login"], &made["email"]), (&json!("manager"), &json!(false), &json!("lan@example.com")));
        assert_eq!(made["group_id"].to_string(), group);
        let refused = admin.post(&format!("{PAGE}/users"), &user("LAN.moi", "agent", "false")).await;
        assert_eq!(refused.status, 422, "people sign in by their names");
        assert!(text(&refused).contains("id=\"username-error\""), "{}", text(&refused));
        let native = Client::new(&house, house.kangnam(), "native");
        let (status, problem) = native.put("/hub/v1/users/888777", &json!({ "username": "Lan.Moi" })).await;
        assert_eq!(status, 422, "through every door: {problem}");
        let (status, same) = native.put(&format!("/hub/v1/users/{}", made["id"]), &json!({ "username": "lan.moi" })).await;
        assert_eq!(status, 200, "her own stays hers: {same}");

        // A password is shown once, opens, and has to be changed.
        let one = format!("{PAGE}/users/{}", made["id"]);
        let reset = admin.post(&format!("{one}/password"), "").await;
        let page = text(&reset);
        assert_eq!((reset.status, reset.header("cache-control")), (200, Some("no-store")));
        let password = page.split("id=\"password\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(!text(&admin.get(&one).await).contains(&password));
        let mut fresh = Browser::new(&house);
        let reply = fresh.post("/app/sign-in", &form(&[("organisation", "kangnam"), ("name", "lan.moi"), ("password", &password)])).await;
        assert_eq!(reply.status, 303, "{}", text(&reply));
        fresh.cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        assert_eq!(fresh.get("/app/leads").await.header("location"), Some("/app/password"));

        // Nobody else is an administrator: neither another role nor rest.
        let me = format!("{PAGE}/users/{MANAGER}");
        let name = rows(&house, "users").await.into_iter().find(|row| row["id"] == MANAGER).unwrap()["username"].as_str().unwrap().to_owned();
        let refused = admin.post(&me, &user(&name, "agent", "false")).await;
        assert_eq!(refused.status, 422);
        assert!(text(&refused).contains("id=\"role-error\""), "{}", text(&refused));
        let refused = admin.post(&me, &user(&name, "admin", "true")).await;
        assert_eq!(refused.status, 422);
        assert!(text(&refused).contains("id=\"retired-error\""), "{}", text(&refused));
        // Who has somebody beside her may go.
        assert_eq!(admin.post(&one, &user("lan.moi", "admin", "false")).await.status, 303);
        assert_eq!(admin.post(&me, &user(&name, "admin", "true")).await.status, 303);
        assert_eq!(admin.get(PAGE).await.status, 303, "she is signed out");
        house.stop().await;
    }

    async fn the_organisation_is_changed_and_speaks_its_language(store: TestStore) {
        let house = House::open(store).await;
        let admin = admin(&house).await;
        let sent = |name: &str, zone: &str, language: &str| {
            form(&[("name", name), ("zone", zone), ("language", language), ("default_dialect", "dialer"), ("logs_requests", "false")])
        };
        let refused = admin.post(PAGE, &sent("", "Sao Hoả", "vi")).await;
        let page = text(&refused);
        assert_eq!(refused.status, 422);
        assert!(page.contains("id=\"name-error\"") && page.contains("value=\"Sao Hoả\""), "{page}");
        let refused = admin.post(PAGE, &sent("Kangnam", "Sao Hoả", "vi")).await;
        assert!(text(&refused).contains("id=\"zone-error\""), "{}", text(&refused));
        assert!(text(&admin.get("/app/leads").await).contains("lang=\"vi\""));
        assert_eq!(admin.post(PAGE, &sent("Kangnam Việt Nam", "Asia/Bangkok", "en")).await.status, 303);
        let (_, now) = Client::new(&house, house.kangnam(), "native").get("/hub/v1/organisation").await;
        let told = ["name", "zone", "language", "default_dialect", "logs_requests"].map(|key| now[key].clone());
        assert_eq!(told, [json!("Kangnam Việt Nam"), json!("Asia/Bangkok"), json!("en"), json!("dialer"), json!(false)]);
        assert!(text(&admin.get("/app/leads").await).contains("lang=\"en\""), "until she chooses another");
        // What is refused is said in it too, as a page and as a toast.
        let gone = text(&admin.get("/app/leads/987654321").await);
        assert!(gone.contains("lang=\"en\""), "{gone}");
        let gone = text(&admin.send("GET", "/app/leads/987654321", &[("HX-Request", "true")], "").await);
        assert!(gone.contains("This lead is gone"), "{gone}");
        let mut own = Browser::new(&house);
        own.cookie = format!("{}; language=vi", admin.cookie);
        assert!(text(&own.get("/app/leads").await).contains("lang=\"vi\""));
        house.stop().await;
    }
}
