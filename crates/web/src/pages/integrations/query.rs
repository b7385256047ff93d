//! Which requests the inspector shows, as the address says it. A slip in an address narrows nothing.
//! Called by the pages of integrations; it asks the store nothing.

use form_urlencoded::Serializer;
use leadhub_model::request::{RequestFilter, Statuses};
use leadhub_model::{IntegrationId, RequestId};
use leadhub_wire::query::Query;

const KNOWN: [&str; 6] = ["status", "dialect", "integration", "id", "after", "request"];
/// Stand in an address beside the filters.
const PLACES: [&str; 2] = ["after", "request"];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestsQuery {
    pairs: Vec<(String, String)>,
}

impl RequestsQuery {
    pub fn read(query: &Query) -> RequestsQuery {
        let known = |(key, value): (&str, &str)| {
            let is_said = KNOWN.contains(&key) && !value.trim().is_empty();
            is_said.then(|| (key.to_owned(), value.trim().to_owned()))
        };
        RequestsQuery { pairs: query.pairs().filter_map(known).collect() }
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Refusals, unless somebody asks for more.
    pub fn status(&self) -> &str {
        self.get("status").filter(|status| ["all", "4xx", "5xx"].contains(status)).unwrap_or("refused")
    }

    pub fn filter(&self) -> RequestFilter {
        RequestFilter {
            statuses: match self.status() {
                "all" => Statuses::Any,
                "4xx" => Statuses::Client,
                "5xx" => Statuses::Server,
                _ => Statuses::Refused,
            },
            dialect: self.get("dialect").map(str::to_owned),
            integration: self.number("integration").map(IntegrationId),
            request_id: self.get("id").map(str::to_owned),
            newer: None,
        }
    }

    pub fn after(&self) -> Option<RequestId> {
        self.number("after").map(RequestId)
    }

    /// The one that is open.
    pub fn open(&self) -> Option<RequestId> {
        self.number("request").map(RequestId)
    }

    /// Whether anything but the status narrows the list.
    pub fn is_narrow(&self) -> bool {
        self.pairs.iter().any(|(key, _)| key != "status" && !PLACES.contains(&key.as_str()))
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.get(key)?.parse().ok()
    }

    /// The address with a parameter set to one value; `""` takes it out. The page begins anew.
    pub fn with(&self, key: &str, value: &str) -> String {
        let kept = self.pairs.iter().filter(|(known, _)| known != key && !PLACES.contains(&known.as_str()));
        let set = Some((key, value)).filter(|(_, value)| !value.is_empty());
        let pairs = kept.map(|(key, value)| (key.as_str(), value.as_str())).chain(set);
        format!("?{}", Serializer::new(String::new()).extend_pairs(pairs).finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RequestsQuery {
        RequestsQuery::read(&Query::read(text))
    }

    #[test]
    fn refusals_come_first_and_slips_narrow_nothing() {
        assert_eq!(read("").filter(), RequestFilter { statuses: Statuses::Refused, ..RequestFilter::default() });
        assert_eq!(read("status=x&integration=y&other=1&after=z"), read("status=x&integration=y&after=z"));
        assert_eq!(read("status=x&integration=y").filter(), read("").filter());
        let narrow = read("status=5xx&dialect=a&integration=7&id=a-1&after=5&request=6");
        let filter = RequestFilter {
            statuses: Statuses::Server,
            dialect: Some("a".to_owned()),
            integration: Some(IntegrationId(7)),
            request_id: Some("a-1".to_owned()),
            newer: None,
        };
        assert_eq!((narrow.filter(), narrow.after(), narrow.open()), (filter, Some(RequestId(5)), Some(RequestId(6))));
        assert_eq!(narrow.with("dialect", ""), "?status=5xx&integration=7&id=a-1");
        assert!(narrow.is_narrow() && !read("status=all&request=1").is_narrow());
    }
}
