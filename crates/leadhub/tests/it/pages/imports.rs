//! A file goes in by the page: its columns are said, it is tried out and started, its refused rows come back as a file, and all of it is taken
//! back. Without a script, by links and forms.

use super::forms::wrong;
use super::{AGENT, Browser, MANAGER, form, routes, text};
use crate::house::House;
use leadhub_golden::Reply;
use leadhub_model::sign_in::Role;
use leadhub_testkit::{TestStore, both_engines};
use std::time::Duration;

const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";

impl Browser<'_> {
    /// Sends a form with a file in it.
    async fn bring(&self, fields: &[(&str, &str)], file: Option<&str>) -> Reply {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        if let Some(file) = file {
            let head =
                "Content-Disposition: form-data; name=\"file\"; filename=\"tháng.csv\"\r\nContent-Type: text/csv";
            body.push_str(&format!("--xyz\r\n{head}\r\n\r\n{file}\r\n"));
        }
        body.push_str("--xyz--\r\n");
        let headers = [("Content-Type", "multipart/form-data; boundary=xyz"), ("Sec-Fetch-Site", "same-origin")];
        self.send("POST", "/app/import", &headers, &body).await
    }

    /// Asks for a page until it says something.
    async fn until(&self, target: &str, word: &str) -> String {
        for _ in 0..200 {
            let page = text(&self.get(target).await);
            if page.contains(word) {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{target} never says {word}: {}", text(&self.get(target).await));
    }
}

both_engines! {
    migrate = crate::migrate;

    async fn a_file_is_brought_tried_out_imported_and_taken_back(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let page = text(&manager.get("/app/import").await);
        assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains(LIST), "{page}");
        let file = "Họ tên,SĐT,Trạng thái,Màu <b>xe</b>\nVũ Thị Nhập,0349761001,Không có,đỏ\n,,Mới,\nLê Văn Nhập,0349761002,,\n";
        let brought = manager.bring(&[("list", LIST), ("new_list", ""), ("campaign", "")], Some(file)).await;
        let place = brought.header("location").unwrap_or_default().to_owned();
        assert!(brought.status == 303 && place.starts_with("/app/import/"), "{} {}", brought.status, text(&brought));

        // The columns as they were recognised; a stage is offered and nothing is believed yet.
        let page = text(&manager.get(&place).await);
        assert!(page.contains("value=\"stage\" selected") && page.contains("gợi ý"), "{page}");
        assert!(page.contains("màu &#60;b&#62;xe&#60;/b&#62;") || page.contains("màu &lt;b&gt;xe&lt;/b&gt;"), "{page}");
        assert!(page.contains("Vũ Thị Nhập") && page.contains("Chưa có gì được ghi"), "{page}");
        assert!(page.contains("giữa các ô là") && !page.contains("stands between the cells"), "notes are told in her language: {page}");
        let says = |step: &str| form(&[
            ("says", "1"), ("step", step), ("heading.0", "họ tên"), ("was.0", "name"), ("field.0", "name"),
            ("heading.1", "sđt"), ("was.1", "phone"), ("field.1", "phone"), ("heading.2", "trạng thái"), ("was.2", "aside"),
            ("field.2", "stage"), ("heading.3", "màu <b>xe</b>"), ("was.3", "aside"), ("field.3", "ignore"),
            ("then", "skip"), ("by.phone", "1"), ("within", "organisation"), ("keep_as", "Tháng"),
        ]);
        assert_eq!(manager.post(&place, &says("dry_run")).await.status, 303);
        let tried = manager.until(&place, "Kết quả thử").await;
        assert!(tried.contains("stage: ở đây không có &#39;Không có&#39;"), "{tried}");
        let found = text(&manager.get("/app/leads?q=0349761002").await);
        assert!(!found.contains("Lê Văn Nhập"), "a dry run writes nothing");

        assert_eq!(manager.post(&place, &says("start")).await.status, 303);
        let status = format!("{place}/status");
        let done = manager.until(&status, "Các dòng không nhận").await;
        let done = if done.contains("xong") { done } else { manager.until(&status, "xong").await };
        assert!(done.contains("số điện thoại, e-mail và tên đều trống"), "{done}");
        assert!(text(&manager.get("/app/leads?q=0349761002").await).contains("Lê Văn Nhập"));
        let refused = manager.get(&format!("{place}/refused.csv")).await;
        assert_eq!((refused.status, refused.header("content-type")), (200, Some("text/csv; charset=utf-8")));
        let rows = text(&refused);
        assert!(rows.contains("refused_row,refused_because,refused_because_vi,refused_field,refused_line,họ tên,sđt,stage"), "{rows}");
        assert!(rows.contains("Vũ Thị Nhập,0349761001,Không có"), "{rows}");
        assert!(text(&manager.get(&format!("{place}?like=Th%C3%A1ng")).await).contains("xong"));

        // Mended, the file of refused rows goes in by the same door.
        let mended = rows.trim_start_matches('\u{feff}').replace("Không có", "").replace("\n2,", "\n2,x");
        let again = manager.bring(&[("list", LIST)], Some(&mended)).await;
        let second = again.header("location").unwrap().to_owned();
        assert!(text(&manager.get(&second).await).contains("value=\"Tháng\"") || text(&manager.get(&second).await).contains("<option>Tháng</option>"));

        assert_eq!(manager.post(&place, &form(&[("step", "undo")])).await.status, 303);
        let undone = manager.until(&status, "đã hoàn tác").await;
        assert!(undone.contains("đã lấy lại"), "{undone}");
        assert!(!text(&manager.get("/app/leads?q=0349761002").await).contains("Lê Văn Nhập"));
        let late = manager.post(&place, &form(&[("step", "pause")])).await;
        assert_eq!(late.status, 422);
        house.stop().await;
    }

    async fn how_many_leads_an_undo_left_is_told(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let bring = async |comment: &str| {
            let rows: String = (0..51).map(|number| format!("03497620{number:02},{comment}\n")).collect();
            let brought = manager.bring(&[("list", LIST)], Some(&format!("SĐT,Ghi chú\n{rows}"))).await;
            let place = brought.header("location").unwrap().to_owned();
            let says = form(&[
                ("says", "1"), ("step", "start"), ("heading.0", "sđt"), ("was.0", "phone"), ("field.0", "phone"),
                ("heading.1", "ghi chú"), ("was.1", "comment"), ("field.1", "comment"),
                ("then", "update"), ("by.phone", "1"), ("within", "organisation"),
            ]);
            assert_eq!(manager.post(&place, &says).await.status, 303);
            manager.until(&format!("{place}/status"), "xong").await;
            place
        };
        bring("").await;
        let place = bring("gọi lại").await;
        assert_eq!(manager.post(&place, &form(&[("step", "undo")])).await.status, 303);
        let undone = manager.until(&format!("{place}/status"), "đã hoàn tác").await;
        assert_eq!(undone.matches("chỉ được thêm ghi chú").count(), 50, "{undone}");
        let id = place.rsplit('/').next().unwrap();
        assert!(undone.contains("… và 1 khách nữa.") && undone.contains(&format!("/hub/v1/imports/{id}/left")), "{undone}");
        house.stop().await;
    }

    async fn a_refused_plan_is_shown_as_it_was_chosen(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Manager).await;
        let brought = manager.bring(&[("list", LIST)], Some("Họ tên,SĐT,Trạng thái\nVũ Thị Nhập,0349761011,Mới\n")).await;
        let place = brought.header("location").unwrap().to_owned();
        assert!(text(&manager.get(&place).await).contains("value=\"stage\" selected"), "it is suggested");
        let long = "a".repeat(300);
        let sent = form(&[
            ("says", "1"), ("step", "start"), ("heading.0", "họ tên"), ("was.0", "name"), ("field.0", "subject"),
            ("heading.1", "sđt"), ("was.1", "phone"), ("field.1", "phone"), ("heading.2", "trạng thái"), ("was.2", "aside"),
            ("field.2", "aside"), ("then", "update"), ("by.email", "1"), ("within", "list"), ("makes_names", "1"), ("keep_as", &long),
        ]);
        let refused = manager.post(&place, &sent).await;
        let page = text(&refused);
        assert_eq!((refused.status, wrong(&page)), (422, vec!["keep_as"]), "{page}");
        assert!(page.contains("id=\"keep_as-error\"") && page.contains(&format!("value=\"{long}\"")), "{page}");
        let chosen = |name: &str| page.split(&format!("id=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap().to_owned();
        for (name, value) in [("field.0", "subject"), ("field.1", "phone"), ("field.2", "aside"), ("then", "update"), ("within", "list")] {
            let options = chosen(name);
            assert!(options.contains(&format!("value=\"{value}\" selected")) && options.matches(" selected").count() == 1, "{name}: {options}");
        }
        for (name, is_on) in [("by.email", true), ("by.phone", false), ("makes_names", true)] {
            assert_eq!(page.contains(&format!("name=\"{name}\" value=\"1\" checked")), is_on, "{name}: {page}");
        }
        // Nothing of it was kept: the file stands as it was brought.
        assert!(text(&manager.get(&place).await).contains("value=\"stage\" selected"));
        house.stop().await;
    }

    async fn what_keeps_a_file_from_being_taken_is_said_on_the_page(store: TestStore) {
        let house = House::open(store).await;
        let manager = Browser::of(&house, "kangnam", MANAGER, Role::Admin).await;
        for (fields, file, say) in [
            (&[("list", LIST)][..], None, "Hãy chọn một tệp"),
            (&[("list", "")], Some("phone\n1\n"), "Hãy chọn một danh sách"),
            (&[("list", "00000000-0000-4000-8000-000000000000")], Some("phone\n1\n"), "Không còn nữa"),
        ] {
            let answer = manager.bring(fields, file).await;
            assert!(answer.status == 422 && text(&answer).contains(say), "{say}: {} {}", answer.status, text(&answer));
        }
        // What was typed stays: the list that was chosen, or the name of a new one and its campaign.
        let page = text(&manager.bring(&[("list", LIST)], None).await);
        assert!(page.contains(&format!("<option value=\"{LIST}\" selected>")), "{page}");
        let campaigns = crate::client::Client::new(&house, house.kangnam(), "native").get("/hub/v1/campaigns").await.1;
        let campaign = campaigns["data"].as_array().unwrap().last().unwrap()["uuid"].as_str().unwrap().to_owned();
        let page = text(&manager.bring(&[("list", ""), ("new_list", "Hội chợ"), ("campaign", &campaign)], None).await);
        assert!(page.contains("value=\"Hội chợ\"") && page.contains(&format!("<option value=\"{campaign}\" selected>")), "{page}");
        house.stop().await;
    }

    /// Files hold everybody's contacts.
    async fn who_does_not_see_all_leads_brings_no_files(store: TestStore) {
        let house = House::open(store).await;
        let agent = Browser::of(&house, "kangnam", AGENT, Role::Agent).await;
        for (method, path) in routes("1").into_iter().filter(|(_, path)| path.starts_with("/app/import")) {
            let media = ("Content-Type", "application/x-www-form-urlencoded");
            let answer = agent.send(&method, &path, &[media, ("Sec-Fetch-Site", "same-origin")], "step=undo").await;
            assert_eq!(answer.status, 403, "{method} {path}");
        }
        assert_eq!(agent.bring(&[("list", LIST)], Some("phone\n1\n")).await.status, 403);
        assert!(!text(&agent.get("/app/leads").await).contains("/app/import"));
        house.stop().await;
    }
}
