//! Reads statements and their values out of a PostgreSQL server's JSON log.
//! Used by `record`. It knows the log's form and nothing of leads.

use serde_json::Value as Json;

/// One statement as the server ran it.
#[derive(Clone, Debug, PartialEq)]
pub enum Logged {
    /// Without values: BEGIN, COMMIT and the like, maybe several in one message.
    Command(String),
    /// With a text for each of `$1`, `$2`, …; `None` is null.
    Bound { sql: String, values: Vec<Option<String>> },
}

/// The statements that `application` sent between two marks, connection by connection in the order of their first one.
/// `None` while the second mark is not in the log yet.
pub fn between(log: &str, application: &str, from: &str, to: &str) -> Result<Option<Vec<Logged>>, String> {
    let mut connections: Vec<(i64, Vec<Logged>)> = Vec::new();
    let mut inside = false;
    for line in log.lines() {
        // The last line may be half written.
        let Ok(entry) = serde_json::from_str::<Json>(line) else { continue };
        let text = |key: &str| entry.get(key).and_then(Json::as_str).unwrap_or_default();
        let message = text("message");
        if message.contains(from) {
            inside = true;
        } else if message.contains(to) {
            return Ok(Some(connections.into_iter().flat_map(|(_, logged)| logged).collect()));
        } else if inside && text("application_name") == application {
            let Some(logged) = logged(message, text("detail"))? else { continue };
            let pid = entry.get("pid").and_then(Json::as_i64).unwrap_or_default();
            match connections.iter_mut().find(|(known, _)| *known == pid) {
                Some((_, all)) => all.push(logged),
                None => connections.push((pid, vec![logged])),
            }
        }
    }
    Ok(None)
}

fn logged(message: &str, detail: &str) -> Result<Option<Logged>, String> {
    if let Some(sql) = message.strip_prefix("statement: ") {
        return Ok(Some(Logged::Command(sql.trim().to_owned())));
    }
    let bound = message.strip_prefix("execute ").and_then(|rest| rest.split_once(": "));
    let Some((_, sql)) = bound else { return Ok(None) };
    Ok(Some(Logged::Bound { sql: sql.trim().to_owned(), values: values(detail)? }))
}

/// `parameters: $1 = '1', $2 = NULL, $3 = 'it''s'`; newer servers write it with a capital.
fn values(detail: &str) -> Result<Vec<Option<String>>, String> {
    let wrong = || format!("values that cannot be read: {detail}");
    let mut values = Vec::new();
    let Some((_, mut rest)) = detail.split_once(": ") else { return Ok(values) };
    while !rest.is_empty() {
        rest = rest.trim_start_matches(", ").strip_prefix(&format!("${} = ", values.len() + 1)).ok_or_else(wrong)?;
        if let Some(after) = rest.strip_prefix("NULL") {
            values.push(None);
            rest = after;
            continue;
        }
        let mut value = String::new();
        rest = rest.strip_prefix('\'').ok_or_else(wrong)?;
        loop {
            let (piece, after) = rest.split_once('\'').ok_or_else(wrong)?;
            value.push_str(piece);
            rest = after;
            match rest.strip_prefix('\'') {
                Some(after) => rest = after,
                None => break,
            }
            value.push('\'');
        }
        values.push(Some(value));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(pid: i64, application: &str, message: &str, detail: &str) -> String {
        let entry =
            serde_json::json!({ "pid": pid, "application_name": application, "message": message, "detail": detail });
        format!("{entry}\n")
    }

    #[test]
    fn statements_between_the_marks_are_found_connection_by_connection() {
        let log = [
            line(1, "leadhub", "statement: too early", ""),
            line(9, "", "statement: SELECT 'mark 1'", ""),
            line(1, "leadhub", "statement: BEGIN; SET LOCAL x = 1", ""),
            line(2, "leadhub", "statement: BEGIN", ""),
            line(3, "other", "statement: noise", ""),
            line(1, "leadhub", "duration: 1 ms", ""),
            line(1, "leadhub", "execute s1: SELECT $1, $2", "parameters: $1 = '7', $2 = NULL"),
            line(2, "leadhub", "statement: ROLLBACK", ""),
            line(1, "leadhub", "statement: COMMIT", ""),
        ];
        let mut log = log.concat();
        assert_eq!(between(&log, "leadhub", "mark 1", "mark 2"), Ok(None));
        log.push_str(&line(9, "", "statement: SELECT 'mark 2'", ""));
        let command = |text: &str| Logged::Command(text.to_owned());
        let bound = Logged::Bound { sql: "SELECT $1, $2".to_owned(), values: vec![Some("7".to_owned()), None] };
        let wanted =
            [command("BEGIN; SET LOCAL x = 1"), bound, command("COMMIT"), command("BEGIN"), command("ROLLBACK")];
        assert_eq!(between(&log, "leadhub", "mark 1", "mark 2"), Ok(Some(wanted.to_vec())));
    }

    #[test]
    fn values_are_read_to_the_letter() {
        let detail = "Parameters: $1 = 'it''s, $2 = ''x''', $2 = '', $3 = NULL, $4 = '{\"a\": [null, \"é\"]}'";
        let wanted = [Some("it's, $2 = 'x'"), Some(""), None, Some("{\"a\": [null, \"é\"]}")];
        assert_eq!(values(detail).unwrap(), wanted.map(|value| value.map(str::to_owned)));
        assert_eq!(values("").unwrap(), []);
        assert!(values("parameters: $1 = 'open").is_err());
        assert!(values("parameters: $2 = '1'").is_err());
    }
}
