//! What a page must not do: break its content security policy, or say an error on the console. Put into every document before its own
//! scripts; asked by the tests after what they did.

use serde_json::Value;

/// Every violation becomes a line of the console, whoever caused it.
pub const WATCHER: &str = "addEventListener('securitypolicyviolation', (event) => \
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`), true); \
    addEventListener('unhandledrejection', (event) => console.error(`rejected: ${event.reason}`), true);";

/// The lines of the console that are faults; a refusal is one unless its status is among `refusals`.
pub fn faults(log: &Value, refusals: &[u16]) -> Vec<String> {
    let is_meant = |message: &str| refusals.iter().any(|status| message.contains(&format!("a status of {status} ")));
    let lines = log.as_array().into_iter().flatten().filter_map(|line| {
        let (level, message) = (line["level"].as_str()?, line["message"].as_str()?);
        let is_fault = level == "SEVERE" || message.contains("policy:") || message.contains("Content Security Policy");
        (is_fault && !is_meant(message)).then(|| format!("{level}: {message}"))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_refusal_that_was_meant_is_no_fault() {
        let log = json!([
            { "level": "INFO", "message": "hello" },
            { "level": "SEVERE", "message": "http://x/app - Failed to load resource: the server responded with a status of 422 (x)" },
            { "level": "SEVERE", "message": "http://x/app - Failed to load resource: the server responded with a status of 404 (x)" },
            { "level": "WARNING", "message": "Refused by the Content Security Policy" },
        ]);
        assert_eq!(faults(&log, &[422]).len(), 2);
        assert_eq!(faults(&log, &[]).len(), 3);
        assert!(faults(&json!([]), &[]).is_empty());
    }
}
