//! Keys by their names, as WebDriver wants them. Called when a window presses keys.
//! A letter is itself.

use serde_json::{Value, json};

const NAMED: [(&str, &str); 12] = [
    ("Control", "\u{e009}"),
    ("Shift", "\u{e008}"),
    ("Tab", "\u{e004}"),
    ("Enter", "\u{e007}"),
    ("Escape", "\u{e00c}"),
    ("Space", " "),
    ("Backspace", "\u{e003}"),
    ("Left", "\u{e012}"),
    ("Up", "\u{e013}"),
    ("Right", "\u{e014}"),
    ("Down", "\u{e015}"),
    ("Delete", "\u{e017}"),
];

fn value(name: &str) -> &str {
    NAMED.iter().find(|(named, _)| *named == name).map_or(name, |(_, value)| *value)
}

/// `Shift+x`: all down in order, then up the other way round.
pub fn pressed(chord: &str) -> Value {
    let keys: Vec<&str> = if chord == "+" { vec!["+"] } else { chord.split('+').collect() };
    let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": value(key) }));
    let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": value(key) }));
    json!({ "actions": [{ "type": "key", "id": "keys", "actions": down.chain(up).collect::<Vec<_>>() }] })
}

/// The chord's keys down, the mouse pressed on an element, the keys up again.
pub fn with_mouse(chord: &str, element: &Value) -> Value {
    let pause = json!({ "type": "pause", "duration": 0 });
    let (down, up) =
        (json!({ "type": "keyDown", "value": value(chord) }), json!({ "type": "keyUp", "value": value(chord) }));
    let keys = json!([down, pause, pause, pause, up]);
    let mouse = json!([
        pause,
        { "type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0 },
        { "type": "pointerDown", "button": 0 },
        { "type": "pointerUp", "button": 0 },
        pause,
    ]);
    json!({ "actions": [
        { "type": "key", "id": "keys", "actions": keys },
        { "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": mouse },
    ] })
}

/// The mouse goes onto an element and stays there.
pub fn hovering(element: &Value) -> Value {
    mouse(&json!([{ "type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0 }]))
}

/// The mouse takes one element to another, slowly enough that the page sees it move.
pub fn dragging(from: &Value, to: &Value) -> Value {
    mouse(&json!([
        { "type": "pointerMove", "duration": 0, "origin": from, "x": 0, "y": 0 },
        { "type": "pointerDown", "button": 0 },
        { "type": "pointerMove", "duration": 50, "origin": from, "x": 6, "y": 6 },
        { "type": "pointerMove", "duration": 100, "origin": to, "x": 0, "y": 0 },
        { "type": "pointerMove", "duration": 50, "origin": to, "x": 2, "y": 2 },
        { "type": "pointerUp", "button": 0 },
    ]))
}

fn mouse(actions: &Value) -> Value {
    let parameters = json!({ "pointerType": "mouse" });
    json!({ "actions": [{ "type": "pointer", "id": "mouse", "parameters": parameters, "actions": actions }] })
}
