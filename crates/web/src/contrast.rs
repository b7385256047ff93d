//! Test of the colours: every pair that stands on each other on a page, in both themes, by the formula of WCAG 2.
//! It reads `tokens.css`, so a colour changed there is judged here.

use std::collections::HashMap;

const TEXT: f64 = 4.5;
const CONTROL: f64 = 3.0;

type Colour = [u8; 3];

/// The colours of a theme by name: 0 is light, 1 dark.
fn colours(theme: usize) -> HashMap<&'static str, Colour> {
    let tokens = include_str!("../assets/css/tokens.css").lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(#")?;
        let hex = value.strip_suffix(");")?.split(", #").nth(theme)?;
        let channel = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        Some((name, [channel(0)?, channel(2)?, channel(4)?]))
    });
    tokens.collect()
}

fn luminance(colour: Colour) -> f64 {
    let linear = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// What stands on what, and how clearly it must.
fn pairs() -> Vec<(&'static str, &'static str, f64)> {
    const GROUNDS: [&str; 4] = ["bg", "surface", "hover", "selected"];
    let mut pairs = Vec::new();
    for ground in GROUNDS {
        for text in ["text", "muted"] {
            pairs.push((text, ground, TEXT));
        }
        for control in ["control", "accent"] {
            pairs.push((control, ground, CONTROL));
        }
    }
    pairs.push(("first", "bg", TEXT));
    for text in ["accent", "ok", "warn", "bad"] {
        pairs.extend([(text, "bg", TEXT), (text, "surface", TEXT)]);
    }
    pairs.extend([
        ("accent", "selected", TEXT),
        ("ink", "accent", TEXT),
        ("ink", "accent-hover", TEXT),
        ("ink", "bad", TEXT),
    ]);
    // A toast is the page turned over.
    pairs.push(("bg", "text", TEXT));
    for (ink, ground) in [
        ("first", "first-ground"),
        ("middle", "middle-ground"),
        ("converted", "converted-ground"),
        ("unqualified", "unqualified-ground"),
        ("text", "converted-ground"),
        ("text", "unqualified-ground"),
    ] {
        pairs.push((ink, ground, TEXT));
    }
    for series in ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"] {
        pairs.push((series, "bg", CONTROL));
    }
    pairs
}

#[test]
fn every_pair_of_colours_can_be_told_apart() {
    for (theme, name) in ["light", "dark"].into_iter().enumerate() {
        let colours = colours(theme);
        for (ink, ground, least) in pairs() {
            let measured = contrast(colours[ink], colours[ground]);
            assert!(measured >= least, "{name}: {ink} on {ground} is {measured:.2} : 1, {least} : 1 at least");
        }
    }
}

#[test]
fn every_colour_has_a_pair() {
    let known = ["line"];
    let pairs = pairs();
    for name in colours(0).into_keys().filter(|name| !known.contains(name)) {
        assert!(pairs.iter().any(|(ink, ground, _)| name == *ink || name == *ground), "{name} stands on nothing");
    }
}

#[test]
fn the_formula_is_that_of_the_guidelines() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.478).abs() < 1e-3);
}
