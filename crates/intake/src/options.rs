//! What a caller may say about a file that its reader would otherwise find out. Given by the command line, kept with an upload as text.
//! Nothing is checked against a file here.

use crate::encoding::Encoding;
use serde_json::{Value, json};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileOptions {
    /// The sheet of a workbook; without it the first one.
    pub sheet: Option<String>,
    pub encoding: Option<Encoding>,
    /// A heading and the field that it is.
    pub map: Vec<(String, String)>,
}

impl FileOptions {
    /// As it is kept; `""` where nothing was said.
    pub fn to_text(&self) -> String {
        if *self == FileOptions::default() {
            return String::new();
        }
        json!({ "sheet": self.sheet, "encoding": self.encoding.map(Encoding::name), "map": self.map }).to_string()
    }

    pub fn of_text(text: &str) -> FileOptions {
        let kept: Value = serde_json::from_str(text).unwrap_or_default();
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let pair = |pair: &Value| Some((text(pair.get(0))?, text(pair.get(1))?));
        FileOptions {
            sheet: text(kept.get("sheet")),
            encoding: text(kept.get("encoding")).and_then(|name| Encoding::named(&name).ok()),
            map: kept.get("map").and_then(Value::as_array).into_iter().flatten().filter_map(pair).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_kept() {
        let map = vec![("Mã \"A\"".to_owned(), "code".to_owned())];
        for options in
            [FileOptions::default(), FileOptions { sheet: Some("Tết".to_owned()), encoding: Some(Encoding::Vni), map }]
        {
            assert_eq!(FileOptions::of_text(&options.to_text()), options);
        }
    }
}
