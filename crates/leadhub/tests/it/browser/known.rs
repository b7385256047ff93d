//! What the pages of the table are pages of: a request that was refused, a file that is held, one that was worked with a row refused, a
//! booking, a saved view, a source that nobody has looked at. Made once for whoever opens them all.

use super::Stage;
use crate::client::Client;
use crate::house::AGENT;
use crate::requests::logged_requests;
use serde_json::{Value, json};

pub const LIST: &str = "c4869e79-f0fa-4c6a-9410-bc0defac375a";
/// A day that has a booking.
pub const BOOKED: &str = "2099-12-31";

/// What stands for the names in the addresses.
pub struct Known(Vec<(&'static str, String)>);

impl Known {
    /// Needs an administrator to be signed in.
    pub async fn make(stage: &Stage) -> Known {
        let native = Client::new(&stage.house, stage.house.kangnam(), "native");
        let (_, leads) = native.get("/hub/v1/leads?limit=1").await;
        let lead = leads["data"][0]["id"].to_string();
        let unknown = json!({ "name": "Khách Tờ Rơi", "phone": "0349719901", "source": "Tờ rơi chưa ai biết" });
        assert_eq!(native.post("/hub/v1/leads", &unknown).await.0, 201);
        let (_, integrations) = native.get("/hub/v1/integrations").await;
        assert_eq!(native.post("/hub/v1/leads", &json!({ "name": "Sai", "phone": 7 })).await.0, 422);
        let refused = logged_requests(&stage.house, "status=refused", |rows| !rows.is_empty()).await;
        let worked = import(&native).await;
        native.post(&format!("/hub/v1/imports/{worked}/steps"), &json!({ "step": "start" })).await;
        let state = async || native.get(&format!("/hub/v1/imports/{worked}")).await.1["state"] == "done";
        while !state().await {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        send(stage, "/app/views", json!({ "name": "Mới tuần này", "query": "?order=oldest" })).await;
        let booking = json!({ "company": "2", "day": format!("{BOOKED}T10:00") });
        send(stage, &format!("/app/leads/{lead}/book"), booking).await;
        let (_, bookings) = native.get(&format!("/hub/v1/bookings?lead_id={lead}")).await;
        Known(vec![
            ("{booking_id}", bookings["data"][0]["id"].to_string()),
            ("{lead_id}", lead),
            ("{integration_id}", integrations["data"][0]["id"].to_string()),
            ("{request_id}", refused[0]["id"].to_string()),
            ("{import_id}", worked),
            ("{held_id}", import(&native).await),
            ("{user_id}", AGENT.to_string()),
        ])
    }

    pub fn fill(&self, path: &str) -> String {
        self.0.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
    }
}

/// Puts a file into the store, held, with a row that will be refused.
async fn import(native: &Client) -> String {
    let file = "Họ tên,SĐT,Màu\nVũ Thị Giang,0349719801,đỏ\n,,xanh\n";
    let target = format!("/hub/v1/imports?list_uuid={LIST}&filename=thang-11.csv");
    let reply = native.send("POST", &target, &[("Content-Type", "text/csv")], file).await;
    assert_eq!(reply.status, 201);
    serde_json::from_slice::<Value>(&reply.body).unwrap()["id"].to_string()
}

/// A form that a page of ours sends.
async fn send(stage: &Stage, target: &str, form: Value) {
    let ask = "return fetch(arguments[0], { method: 'POST', body: new URLSearchParams(arguments[1]) }).then((answer) => answer.status)";
    assert_eq!(stage.window.run(ask, json!([target, form])).await, 200, "{target}");
}
