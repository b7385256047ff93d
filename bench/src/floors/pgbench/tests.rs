//! Recorded statements as a script for pgbench, and pgbench's report.
//! Called by the test command; pgbench itself is not run.

use super::*;

fn text(text: &str) -> Recipe {
    Recipe::Constant(Value::Text(text.to_owned()))
}

#[test]
fn values_become_variables_that_are_bound() {
    let recipes = vec![
        Recipe::Constant(Value::Int(1)),
        Recipe::Number(Line { base: 1000, step: 4 }),
        Recipe::Constant(Value::Null),
        text("it's {\"a\":null}"),
        Recipe::Text(vec!["098".to_owned(), String::new()]),
        Recipe::Uuid,
        text(""),
    ];
    let sql = "INSERT INTO a VALUES ($1, $2, $3, $4, $5, $6, $7, $2)".to_owned();
    let begin = Step::Command("BEGIN; SET LOCAL lock_timeout = 5000".to_owned());
    let recorded = Script(vec![begin, Step::Bound { sql, recipes }, Step::Command("COMMIT".to_owned())]);
    let (text, constants) = script(&recorded, "\\set i 1\n").unwrap();
    let wanted = "\\set i 1\n\\set u :i + 2718281\n\\set w :i + 100000000000\n\\set v0 1000 + 4 * :i\n\
        BEGIN;\nSET LOCAL lock_timeout = 5000;\n\
        INSERT INTO a VALUES (:c0, :v0, NULL, :c1, (CAST(:c2 AS TEXT) || CAST(:u AS TEXT) || CAST('' AS TEXT)), \
        (CAST(:c3 AS TEXT) || CAST(:w AS TEXT)), '', :v0);\nCOMMIT;\n";
    assert_eq!(text, wanted);
    let values: Vec<&str> = constants.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, ["1", "it's {\"a\":null}", "098", UUID_START]);
}

#[test]
fn what_no_variable_can_hold_is_made_of_one() {
    let (line, parts) = (Line { base: 7, step: 4 }, vec!["<".to_owned(), "890".to_owned()]);
    let recipes = vec![
        Recipe::Constant(Value::Bytes(vec![2, 255])),
        Recipe::Drawn,
        Recipe::Backwards(parts),
        Recipe::Numbered { before: "#".to_owned(), line, behind: String::new() },
        Recipe::Placed { bytes: vec![2, 7, 0], place: 1, line },
    ];
    let sql = "INSERT INTO a VALUES ($1, $2, $3, $4, $5)".to_owned();
    let (text, constants) = script(&Script(vec![Step::Bound { sql, recipes }]), "").unwrap();
    let wanted = "\\set v0 hash(:i)\n\\set v1 7 + 4 * :i\n\\set v2 (7 + 4 * :i) & 255\n\\set v3 ((7 + 4 * :i) >> 8) & 127\n\
        INSERT INTO a VALUES (CAST(:c0 AS BYTEA), :v0, \
        (CAST(:c1 AS TEXT) || reverse(CAST(:u AS TEXT)) || CAST(:c2 AS TEXT)), \
        (CAST(:c3 AS TEXT) || CAST(:v1 AS TEXT) || CAST('' AS TEXT)), \
        set_byte(set_byte(CAST(:c4 AS BYTEA), 1, :v2), 2, :v3));\n";
    assert!(text.ends_with(wanted), "{text}");
    let values: Vec<&str> = constants.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, ["\\x02ff", "<", "890", "#", "\\x020700"]);
}

#[test]
fn a_value_that_is_missing_is_named() {
    let mut writer = Writer { numbers: Vec::new(), constants: Vec::new() };
    assert_eq!(writer.filled("SELECT $2", &[text("x")]), Err("SELECT $2: no value for $2".to_owned()));
}

#[test]
fn ids_are_taken_where_leads_are() {
    let ids: Vec<i64> = (0..50).map(|at| 400 + 4 * at).collect();
    assert_eq!(chosen(&Iteration::Among(&ids), 16).unwrap(), "\\set i 400 + 4 * random(0, 49)\n");
    assert!(chosen(&Iteration::Among(&[1, 5, 10]), 16).unwrap_err().contains("gaps"));
    let counted = chosen(&Iteration::Counted, 16).unwrap();
    assert_eq!(counted, "\\set n :n + 1\n\\set i :n * 16 + :client_id\n");
}

#[test]
fn the_report_counts_only_when_nothing_failed() {
    let output = "transaction type: x\nnumber of transactions actually processed: 12345\n\
        number of failed transactions: 0 (0.000%)\nlatency average = 5.2 ms\n";
    assert_eq!(iterations(output), Some(12345));
    assert_eq!(iterations(&output.replace("transactions: 0 (", "transactions: 3 (")), None);
    assert_eq!(iterations("pgbench: error"), None);
}

#[test]
fn the_warm_up_is_not_in_the_rate() {
    let progress = "pgbench (15.1)\nprogress: 1.0 s, 500.0 tps, lat 9.1 ms stddev 2.0, 0 failed\n\
        progress: 2.0 s, 700.5 tps, lat 9.1 ms stddev 2.0, 0 failed\n\
        progress: 3.0 s, 1000.0 tps, lat 9.1 ms stddev 2.0, 0 failed\n\
        progress: 4.0 s, 2000.0 tps, lat 9.1 ms stddev 2.0, 0 failed\n";
    assert_eq!(rate(progress, 2.0), Some(1500.0));
    assert_eq!(rate(progress, 4.0), None);
}
