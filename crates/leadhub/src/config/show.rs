//! Prints the configuration: as the TOML of a file, and as JSON for scripts. Secrets and the passwords of URLs are hidden
//! wherever a value is shown, in errors too.

use super::{Config, Key, Setting};
use serde_json::{Value, json};

const HIDDEN: &str = "***";

/// The configuration in force as TOML; with origins, each key's beside it.
pub fn to_toml(config: &Config, with_origins: bool) -> String {
    let mut text = match &config.file {
        Some(path) => format!("# read: {}\n", path.display()),
        None => "# no file was read\n".to_owned(),
    };
    let mut section = "";
    for setting in &config.settings {
        if let Some((begun, _)) = setting.key.name.split_once('.').filter(|(begun, _)| *begun != section) {
            text.push_str(&format!("\n[{begun}]\n"));
            section = begun;
        }
        let line = format!("{} = {}", setting.key.last(), visible(setting));
        let origin = if with_origins { format!("  # {}", setting.origin) } else { String::new() };
        text.push_str(&format!("{line}{origin}\n"));
    }
    text
}

/// `{"file", "settings": [{"key", "value", "origin", "variable"}]}`.
pub fn to_json(config: &Config) -> Value {
    let setting = |setting: &Setting| {
        let value = visible(setting);
        let value = value.as_integer().map_or_else(|| Value::from(value.as_str()), Value::from);
        json!({
            "key": setting.key.name, "value": value, "origin": setting.origin.to_string(), "variable": setting.key.variable
        })
    };
    json!({
        "file": config.file.as_ref().map(|path| path.display().to_string()),
        "settings": config.settings.iter().map(setting).collect::<Vec<_>>(),
    })
}

/// Ends a sentence about a value that does not fit.
pub fn given(key: &Key, value: &toml::Value) -> String {
    match value {
        _ if key.is_secret => String::new(),
        toml::Value::Table(_) => ", not a table".to_owned(),
        toml::Value::Array(_) => ", not a list".to_owned(),
        toml::Value::String(text) => format!(", not {}", toml::Value::from(shown(text))),
        value => format!(", not {value}"),
    }
}

fn visible(setting: &Setting) -> toml::Value {
    match &setting.value {
        toml::Value::String(text) if setting.key.is_secret && !text.is_empty() => HIDDEN.into(),
        toml::Value::String(text) => shown(text).into(),
        value => value.clone(),
    }
}

/// A store's address as it may be printed: without the passwords in it.
pub fn shown(database: &str) -> String {
    let Some((scheme, rest)) = database.split_once("://") else { return database.to_owned() };
    // Up to the last @, since passwords are typed with anything in them; of what stands before it only the user is sure.
    let (user, place) = match rest.rsplit_once('@') {
        Some((who, place)) => (who.split([':', '/', '?']).next().map(|user| format!("{user}@")), place),
        None => (None, rest),
    };
    let (place, query) = place.split_once('?').map_or((place, None), |(place, query)| (place, Some(query)));
    let part = |part: &str| match part.split_once('=') {
        Some((name, _)) if name.to_lowercase().contains("pass") => format!("{name}={HIDDEN}"),
        _ => part.to_owned(),
    };
    let query = query.map(|query| format!("?{}", query.split('&').map(part).collect::<Vec<_>>().join("&")));
    format!("{scheme}://{}{place}{}", user.unwrap_or_default(), query.unwrap_or_default())
}

/// Whether a store's address holds a password.
pub fn holds_password(database: &str) -> bool {
    let Some((_, rest)) = database.split_once("://") else { return false };
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    let in_front = rest.rsplit_once('@').is_some_and(|(who, _)| who.contains(':'));
    in_front || query.split('&').any(|part| part.to_lowercase().starts_with("password="))
}

#[cfg(test)]
mod tests {
    use super::{holds_password, shown};

    #[test]
    fn a_password_is_known_wherever_it_stands() {
        for with in ["postgres://a:b@db/x", "postgres://a:p?ss@db/x", "postgres://db/x?user=a&Password=b"] {
            assert!(holds_password(with), "{with}");
        }
        for without in ["postgres://a@db:5432/x", "postgres://db:5432/x?sslmode=require", "/var/lib/a:b@c.db"] {
            assert!(!holds_password(without), "{without}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        for (given, printed) in [
            (
                "postgres://leadhub:s3cret@db:5432/leads?sslmode=require",
                "postgres://leadhub@db:5432/leads?sslmode=require",
            ),
            ("postgres://leadhub:p@ss@db/leads", "postgres://leadhub@db/leads"),
            ("postgres://leadhub:p?ss@db/leads", "postgres://leadhub@db/leads"),
            (
                "postgres://db/leads?user=a&password=s3cret&sslmode=disable",
                "postgres://db/leads?user=a&password=***&sslmode=disable",
            ),
            ("postgres://db/leads?password=s3@cret", "postgres://db@cret"),
            ("postgres://db/leads", "postgres://db/leads"),
            ("/var/lib/leadhub.db", "/var/lib/leadhub.db"),
        ] {
            assert_eq!(shown(given), printed);
        }
    }
}
