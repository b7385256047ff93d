//! What a browser says of itself, in the two words that people know it by. Used by the list of one's own sessions; nothing is decided by
//! it, since a browser may say what it likes.

/// The first that is found counts: a browser names those that it takes after, too.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser/", "Cốc Cốc"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Browser and system; what names neither as it stands.
pub fn device(said: &str) -> String {
    let first = |all: &[(&str, &'static str)]| all.iter().find(|(word, _)| said.contains(word)).map(|(_, name)| *name);
    let parts: Vec<&str> = [first(&BROWSERS), first(&SYSTEMS)].into_iter().flatten().collect();
    if parts.is_empty() { said.to_owned() } else { parts.join(" · ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_by_its_name_and_its_system() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (said, called) in [
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/126.0 Safari/537.36"),
                "Chrome · Windows",
            ),
            (format!("Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/126.0 Safari/537.36 Edg/126.0"), "Edge · Windows"),
            (
                format!("Mozilla/5.0 (Linux; Android 14; K) {webkit} Chrome/126.0 Mobile Safari/537.36"),
                "Chrome · Android",
            ),
            (
                format!("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {webkit} Safari/604.1"),
                "Safari · iPhone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0".to_owned(), "Firefox · Linux"),
            ("curl/8.5.0".to_owned(), "curl/8.5.0"),
            (String::new(), ""),
        ] {
            assert_eq!(device(&said), called, "{said}");
        }
    }
}
