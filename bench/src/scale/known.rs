//! What reads are about: a list, a campaign, a source, a person and moments of the store that is measured, asked of its own API.
//! Used by `scale::run`.

use serde_json::Value;

use crate::access::Access;
use crate::load;
use crate::request::Request;
use crate::server::Server;

pub struct Known {
    pub slug: String,
    /// Of the newest and the oldest leads.
    pub phones: Vec<String>,
    /// Places of a target and what stands there.
    places: Vec<(&'static str, String)>,
}

impl Known {
    pub fn ask(server: &Server, access: &Access, leads: u64, list: &str) -> Result<Known, String> {
        let token = access.token("native").ok_or("this program does not serve its own API")?;
        let ask = |target: &str| get(server, token, target);
        let lists = ask("/hub/v1/lists?limit=200")?;
        let list = row(&lists, "name", list)?;
        let campaigns = ask("/hub/v1/campaigns?limit=200")?;
        let campaign = row(&campaigns, "uuid", &text(&list, "campaign_uuid"))?;
        let sources = ask("/hub/v1/sources")?;
        let source = row(&sources, "name", "TikTok")?;
        let readable = "/hub/v1/leads?limit=200&phone_quality=valid";
        let newest = ask(readable)?["data"].clone();
        let last = &newest[0];
        let oldest = ask(&format!("{readable}&sort=created_at"))?["data"].clone();
        let phones = [&newest, &oldest].into_iter().flat_map(|page| page.as_array().into_iter().flatten());
        let phones = phones.map(|lead| text(lead, "phone")).collect();
        let phone = text(last, "phone");
        // As the wire prints it, which is also how it reads it.
        let wire = access.token("caresoft").ok_or("this program does not serve the lists that are measured")?;
        let created = |page: u64| {
            let found = get(server, wire, &format!("/{}/api/v1/leads?count=1&page={page}", access.slug))?;
            Ok::<_, String>(text(&found["leads"][0], "created_at"))
        };
        let deep = leads * 9 / 10;
        let places = vec![
            ("{list}", text(&list, "uuid")),
            ("{list_id}", text(&list, "id")),
            ("{campaign}", text(&campaign, "uuid")),
            ("{campaign_id}", text(&campaign, "id")),
            ("{source_id}", text(&source, "id")),
            ("{person}", text(last, "person_id")),
            ("{ending}", phone[phone.len().saturating_sub(5)..].to_owned()),
            ("{phone}", phone),
            ("{early}", created(leads)?),
            ("{middle}", created(leads / 2)?),
            ("{deep}", deep.to_string()),
            ("{page}", (deep / 50 + 1).to_string()),
        ];
        Ok(Known { slug: access.slug.clone(), phones, places })
    }

    pub fn fill(&self, target: &str) -> String {
        self.places.iter().fold(target.to_owned(), |target, (place, value)| target.replace(place, value))
    }
}

/// A small answer in JSON.
pub fn get(server: &Server, token: &str, target: &str) -> Result<Value, String> {
    let headers = [("authorization".to_owned(), format!("Bearer {token}"))];
    let body = load::one(server.address, &Request::new("GET", target, &headers, ""))?;
    serde_json::from_str(&body).map_err(|error| format!("{target}: {error}"))
}

/// The row that has this under a name, of an answer's `data`.
fn row(answer: &Value, name: &str, value: &str) -> Result<Value, String> {
    let rows = answer["data"].as_array().into_iter().flatten();
    let found = rows.into_iter().find(|row| text(row, name) == value);
    found.cloned().ok_or_else(|| format!("there is nothing with {name} {value}"))
}

/// Text or a number, as a target has it.
fn text(row: &Value, name: &str) -> String {
    row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned)
}
