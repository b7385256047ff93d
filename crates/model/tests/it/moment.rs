//! Instants: every form the wires write, the zone rule of X6, and that printed times read back as the same instant.
//! Run with the crate's own tests; needs no store.

use leadhub_model::moment::{Moment, TimeStyle, Zone, wall_clock};
use proptest::prelude::*;

use crate::seeded;

fn hanoi() -> Zone {
    zone("Asia/Ho_Chi_Minh")
}

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|| panic!("no zone {name}"))
}

#[track_caller]
fn read(text: &str, zone: &Zone) -> Moment {
    Moment::read(text, zone).unwrap_or_else(|| panic!("unread: {text}"))
}

#[test]
fn the_styles_print_one_instant() {
    let moment = Moment::from_micros(1_723_015_031_250_818);
    for (zone, style, text) in [
        (hanoi(), TimeStyle::Spaced, "2024-08-07 14:17:11"),
        (hanoi(), TimeStyle::IsoZ, "2024-08-07T14:17:11Z"),
        (hanoi(), TimeStyle::MicrosZ, "2024-08-07T14:17:11.250818Z"),
        (hanoi(), TimeStyle::Offset, "2024-08-07T14:17:11.250818+07:00"),
        (Zone::utc(), TimeStyle::Spaced, "2024-08-07 07:17:11"),
        (Zone::utc(), TimeStyle::Offset, "2024-08-07T07:17:11.250818+00:00"),
        (zone("America/St_Johns"), TimeStyle::Offset, "2024-08-07T04:47:11.250818-02:30"),
    ] {
        assert_eq!(moment.format(&zone, style), text);
    }
    assert_eq!(Moment::from_micros(0).format(&hanoi(), TimeStyle::Offset), "1970-01-01T08:00:00.000000+08:00");
}

#[test]
fn digits_without_an_offset_are_the_zones_also_before_z() {
    let instant = 1_723_015_031_000_000;
    for text in ["2024-08-07 14:17:11", "2024/08/07T14:17:11", "2024-08-07T14:17:11Z", " 2024-08-07t14:17:11z "] {
        assert_eq!(read(text, &hanoi()).micros(), instant, "{text}");
    }
    assert_eq!(read("2024-08-07T07:17:11Z", &Zone::utc()).micros(), instant);
}

#[test]
fn a_written_offset_is_honoured() {
    for text in ["2024-08-07T14:17:11+07:00", "2024-08-07 07:17:11+00:00", "2024-08-07T04:47:11-02:30"] {
        assert_eq!(read(text, &hanoi()).micros(), 1_723_015_031_000_000, "{text}");
    }
}

#[test]
fn missing_parts_are_zero_and_decimals_stop_at_micros() {
    let midnight = read("2024-08-07 00:00:00", &hanoi());
    assert_eq!(read("2024-08-07", &hanoi()), midnight);
    assert_eq!(read("2024/08/07", &hanoi()), midnight);
    assert_eq!(read("2024-08-07 00:00", &hanoi()), midnight);
    for (text, micros) in [("0.5", 500_000), ("0.250818", 250_818), ("0.2508189", 250_818), ("0.000001999999", 1)] {
        let moment = read(&format!("2024-08-07 00:00:0{text}"), &hanoi());
        assert_eq!(moment.micros() - midnight.micros(), micros, "{text}");
    }
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "today",
        "2024",
        "2024-8-7",
        "2024-02-30",
        "2024-13-01",
        "0000-00-00",
        "2024-08/07",
        "2024.08.07",
        "07-08-2024",
        "2024-08-07 ",
        "2024-08-07Z",
        "2024-08-07 14",
        "2024-08-07 24:00",
        "2024-08-07 14:60",
        "2024-08-07 14:17:60",
        "2024-08-07 14:17:11.",
        "2024-08-07 14:17:11,5",
        "2024-08-07 14:17:11+7",
        "2024-08-07 14:17:11+24:00",
        "2024-08-07 14:17:11+07:60",
        "2024-08-07 14:17:11Zulu",
        "2024-08-07  14:17:11",
        "２０２４-08-07",
    ] {
        // A space at the end is trimmed, so the date before it stands.
        let expected = text.ends_with("07 ").then(|| read("2024-08-07", &hanoi()));
        assert_eq!(Moment::read(text, &hanoi()), expected, "{text:?}");
        assert_eq!(wall_clock(text).is_some(), expected.is_some(), "{text:?}");
    }
}

#[test]
fn the_zero_time_of_year_one_comes_back() {
    let text = "0001-01-01T00:00:00Z";
    for zone in [Zone::utc(), hanoi(), zone("America/New_York")] {
        let moment = read(text, &zone);
        assert_eq!(moment.format(&zone, TimeStyle::IsoZ), text);
        // Local mean time has odd seconds, which an offset of minutes cannot say; the instant stays all the same.
        assert_eq!(read(&moment.format(&zone, TimeStyle::Offset), &zone), moment);
    }
}

#[test]
fn the_end_of_time_does_not_panic() {
    let last = read("9999-12-31 23:59:59", &Zone::utc());
    assert!(last > read("9999-12-30 12:00:00", &Zone::utc()));
    for (micros, year) in [(i64::MIN, "-9999-"), (i64::MAX, "9999-")] {
        for style in [TimeStyle::Spaced, TimeStyle::IsoZ, TimeStyle::MicrosZ, TimeStyle::Offset] {
            assert!(Moment::from_micros(micros).format(&hanoi(), style).starts_with(year));
        }
    }
}

#[test]
fn skipped_and_repeated_hours_are_read() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(read("2024-03-31 02:30:00", &berlin), read("2024-03-31T03:30:00+02:00", &berlin));
    assert_eq!(read("2024-10-27 02:30:00", &berlin), read("2024-10-27T02:30:00+02:00", &berlin));
}

#[test]
fn wall_clock_text_keeps_its_digits() {
    for (text, clock) in [
        ("2024/03/21 23:59:59", Some("2024-03-21 23:59:59")),
        ("2024-03-21T23:59:59Z", Some("2024-03-21 23:59:59")),
        ("2024-03-21 23:59:59.9", Some("2024-03-21 23:59:59")),
        ("2024-03-21 23:59", Some("2024-03-21 23:59:00")),
        ("2024/03/21", Some("2024-03-21 00:00:00")),
        ("0001-01-01", Some("0001-01-01 00:00:00")),
        ("9999-12-31 23:59:59", Some("9999-12-31 23:59:59")),
        ("2024-03-21T23:59:59+07:00", None),
        ("2024-02-30", None),
    ] {
        assert_eq!(wall_clock(text).as_deref(), clock, "{text}");
    }
}

#[test]
fn zones_have_names() {
    assert_eq!(hanoi().name(), "Asia/Ho_Chi_Minh");
    assert_eq!(zone("asia/ho_chi_minh"), hanoi());
    assert_eq!(Zone::utc().name(), "UTC");
    assert_eq!(zone("UTC"), Zone::utc());
    assert_ne!(hanoi(), Zone::utc());
    assert_eq!(Zone::named("Asia/Atlantis"), None);
    assert_eq!(Zone::named(""), None);
}

#[test]
fn moments_are_stored_as_bare_numbers() {
    let json = serde_json::to_string(&Moment::from_micros(-5));
    assert_eq!(json.ok().as_deref(), Some("-5"));
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), "[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ]?[0-9:.Z+-]{0,20}"]) {
        let read = Moment::read(&text, &hanoi());
        prop_assert!(wall_clock(&text).is_none() || read.is_some(), "wall clock and moment share one grammar");
    }

    #[test]
    fn a_printed_offset_reads_back_exactly(micros in -62_135_596_800_000_000_i64..253_370_764_800_000_000) {
        for zone in [Zone::utc(), hanoi(), zone("America/New_York")] {
            let moment = Moment::from_micros(micros);
            // Read in another zone: the offset decides.
            prop_assert_eq!(Moment::read(&moment.format(&zone, TimeStyle::Offset), &Zone::utc()), Some(moment));
        }
    }

    // Since 13 June 1975 no clock in Vietnam has been turned.
    #[test]
    fn printed_digits_read_back_to_the_second(seconds in 171_820_800_i64..253_370_764_800) {
        let moment = Moment::from_micros(seconds * 1_000_000);
        for zone in [Zone::utc(), hanoi()] {
            for style in [TimeStyle::Spaced, TimeStyle::IsoZ] {
                prop_assert_eq!(Moment::read(&moment.format(&zone, style), &zone), Some(moment));
            }
        }
    }

    #[test]
    fn any_number_of_micros_prints(micros: i64) {
        for style in [TimeStyle::Spaced, TimeStyle::IsoZ, TimeStyle::MicrosZ, TimeStyle::Offset] {
            prop_assert!(Moment::from_micros(micros).format(&hanoi(), style).len() >= 19);
        }
    }
}
