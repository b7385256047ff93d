//! Reads the literal texts that form fields carry, JSON's and Python's alike: numbers, quoted texts, words for true, false and
//! nothing, lists, tuples, dicts (decisions A5, A25, K13). Called by the mapping. It never evaluates anything.

use serde_json::{Map, Number, Value};

/// Lists in lists are read so deep.
const DEPTH: usize = 32;
/// The bytes of the longest literal that is read.
const LONGEST: usize = 256 * 1024;

/// The value that `text` writes down; a tuple becomes a list, and values with commas between them and nothing around are one.
/// `None` for anything else, also for what is too long or too deep, and for the character U+0000, which no store keeps.
pub fn read(text: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    let mut rest = Rest(text.trim());
    let first = rest.value(DEPTH)?;
    if rest.is_over() {
        return Some(first);
    }
    let mut values = vec![first];
    while rest.take(',') {
        if rest.is_over() {
            break;
        }
        values.push(rest.value(DEPTH)?);
    }
    rest.is_over().then_some(Value::Array(values))
}

/// What is still to be read.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn is_over(&mut self) -> bool {
        self.0 = self.0.trim_start();
        self.0.is_empty()
    }

    /// Takes the character if it comes next, whatever blanks are before it.
    fn take(&mut self, wanted: char) -> bool {
        self.0 = self.0.trim_start();
        let rest = self.0.strip_prefix(wanted);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.0.chars().next()?;
        self.0 = &self.0[next.len_utf8()..];
        Some(next)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        if self.take('[') {
            return self.list(']', depth).map(Value::Array);
        }
        if self.take('(') {
            return self.list(')', depth).map(Value::Array);
        }
        if self.take('{') {
            return self.dict(depth).map(Value::Object);
        }
        match self.0.chars().next()? {
            quote @ ('\'' | '"') => {
                self.next();
                self.text(quote).map(Value::String)
            }
            _ => self.word(),
        }
    }

    fn list(&mut self, end: char, depth: usize) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        while !self.take(end) {
            values.push(self.value(depth)?);
            if !self.take(',') {
                return self.take(end).then_some(values);
            }
        }
        Some(values)
    }

    fn dict(&mut self, depth: usize) -> Option<Map<String, Value>> {
        let mut values = Map::new();
        while !self.take('}') {
            let key = match self.value(depth)? {
                Value::String(key) => key,
                Value::Number(key) => key.to_string(),
                _ => return None,
            };
            if !self.take(':') {
                return None;
            }
            values.insert(key, self.value(depth)?);
            if !self.take(',') {
                return self.take('}').then_some(values);
            }
        }
        Some(values)
    }

    fn text(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                end if end == quote => return (!text.contains('\0')).then_some(text),
                '\\' => text.push(self.escaped()?),
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'x' => char::from_u32(self.hex(2)?)?,
            'u' => match self.hex(4)? {
                high @ 0xd800..=0xdbff => {
                    self.0 = self.0.strip_prefix("\\u")?;
                    let low = self.hex(4)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)?
                }
                code => char::from_u32(code)?,
            },
            same @ ('\\' | '\'' | '"' | '/') => same,
            _ => return None,
        })
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let (head, tail) = self.0.split_at_checked(digits)?;
        self.0 = tail;
        head.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(head, 16).ok())?
    }

    fn word(&mut self) -> Option<Value> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
        let end = self.0.find(|letter| !is_part(letter)).unwrap_or(self.0.len());
        let (word, tail) = self.0.split_at(end);
        self.0 = tail;
        match word {
            "True" | "true" => Some(Value::Bool(true)),
            "False" | "false" => Some(Value::Bool(false)),
            "None" | "null" => Some(Value::Null),
            _ => number(word),
        }
    }
}

fn number(word: &str) -> Option<Value> {
    if !word.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return None;
    }
    match word.parse::<i64>() {
        Ok(whole) => Some(Value::from(whole)),
        Err(_) => word.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number),
    }
}
