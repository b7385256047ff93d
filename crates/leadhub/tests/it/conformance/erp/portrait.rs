//! What the customer's portrait takes and refuses, key by key. Used by `fields.rs` and where answers print an empty one; sends
//! nothing itself.

use super::*;

pub(super) fn portrait() -> Field {
    let field = "customer_portrait";
    let hour = "must be an hour from 0 to less than 24, 2.5 = 02:30";
    let with = |key: &str, value: Value| {
        let mut portrait = no_portrait();
        portrait[key] = value;
        json!({ "customer_portrait": portrait })
    };
    let mut probes = Vec::new();
    for key in ["revenue_source", "term_goals", "social_influence", "behavior_on_the_internet"] {
        probes.push(taken(key, json!({ key: "😀" }).to_string(), with(key, json!("😀"))));
        probes.push(taken(key, json!({ key: 5 }).to_string(), with(key, json!("5"))));
        probes.push(refused(key, json!({ key: ["x"] }).to_string(), params(key, "must be a text")));
    }
    for key in ["work_start_time", "work_end_time", "break_start_time", "break_end_time"] {
        for (good, shown) in [(json!(0), 0.0), (json!(2.5), 2.5), (json!("23.5"), 23.5), (json!(23.999), 23.999)] {
            probes.push(taken(format!("{key} {good}"), json!({ key: good }).to_string(), with(key, json!(shown))));
        }
        for wrong in [json!(24), json!(-1), json!("x"), json!("NaN"), json!([1]), json!(true), json!({})] {
            probes.push(refused(format!("{key} {wrong}"), json!({ key: wrong }).to_string(), params(key, hour)));
        }
    }
    let choices: [(&str, &[&str]); 2] = [
        ("affected_by", &["family", "friend", "co_worker", "community", "electronic_media", "other"]),
        ("transport", &["bicycle", "scooter", "bus", "car", "other"]),
    ];
    for (key, words) in choices {
        for word in words {
            let pair = format!("('{word}', 'Label')");
            for given in [json!(word), json!([word, "Label"]), json!(pair), json!(word.to_uppercase())] {
                probes.push(taken(format!("{key} {given}"), json!({ key: given }).to_string(), with(key, json!(word))));
            }
        }
        for wrong in [json!("x"), json!(5), json!([]), json!({}), json!([["family"]]), json!(true)] {
            let one_of = params(key, &format!("is one of {}", words.join(", ")));
            probes.push(refused(format!("{key} {wrong}"), json!({ key: wrong }).to_string(), one_of));
        }
    }
    for key in ["pain_point", "desires"] {
        for given in [json!(["Mỏi", "mỏi"]), json!("['Mỏi', 'MỎI']"), json!("Mỏi")] {
            probes.push(taken(format!("{key} {given}"), json!({ key: given }).to_string(), with(key, json!(["Mỏi"]))));
        }
        probes.push(taken(format!("{key} empty"), json!({ key: [] }).to_string(), json!({ field: no_portrait() })));
        for wrong in [json!([5]), json!([""]), json!({}), json!([null]), json!(5), json!([["x"]])] {
            let wanted = params(key, "must be a list of texts");
            probes.push(refused(format!("{key} {wrong}"), json!({ key: wrong }).to_string(), wanted));
        }
    }
    let hobbies = with("hobby", json!(["âm nhạc", "nấu ăn", "Câu cá"]));
    probes.push(taken("hobbies", "{\"hobby\":[2,\"4\",\"ÂM NHẠC\",\"Câu cá\"]}", hobbies));
    probes.push(refused("an unknown hobby", "{\"hobby\":[99]}", offending("ID Hobby not found", "99")));
    for wrong in ["5", "true", "[1]", "\"5\"", "\"[1]\"", "\"True\""] {
        probes.push(refused(wrong, wrong, params(field, "must be an object")));
    }
    for wrong in ["\"x\"", "\"{\"", "\"{1, 2}\"", "\"dict(a=1)\"", "\"{'a': open('/etc/passwd')}\""] {
        probes.push(refused(wrong, wrong, params(field, "is no list and no object")));
    }
    for nothing in ["null", "false", "\"\"", "{}", "\"{}\"", "\"None\""] {
        probes.push(passed(nothing, nothing));
    }
    probes.push(missing(Outcome::Taken(None)));
    Field { name: field, shown: None, probes }
}

pub(super) fn no_portrait() -> Value {
    json!({
        "revenue_source": null, "term_goals": null, "social_influence": null, "behavior_on_the_internet": null, "affected_by": null,
        "work_start_time": null, "work_end_time": null, "break_start_time": null, "break_end_time": null, "transport": null
    })
}
