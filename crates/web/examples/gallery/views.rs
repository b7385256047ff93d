//! The pages of the gallery: each a struct of its template, filled with made-up data.
//! They stand for the real pages until those are there, and for their parts afterwards.

use crate::data::{self, Row, STAGES};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_model::StageKind;
use leadhub_web::charts::{Bars, Column, Funnel, Series, Spark, Step};
use leadhub_web::form::Field;
use leadhub_web::icon::Icon;
use leadhub_web::language::Word;
use leadhub_web::layout::{Layout, Person, Preferences};
use leadhub_web::pages::{error::ErrorPage, sign_in::SignIn};
use leadhub_web::places::Place;
use leadhub_web::{render, stage};

#[derive(Template)]
#[template(path = "leads.html")]
struct Leads {
    layout: Layout,
    rows: Vec<Row>,
    preview: bool,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview;

#[derive(Template)]
#[template(path = "dialog.html")]
struct Dialog;

#[derive(Template)]
#[template(path = "board.html")]
struct Board {
    layout: Layout,
    /// Label, class, whether it asks for a reason, cards.
    columns: Vec<(&'static str, &'static str, bool, Vec<Row>)>,
}

#[derive(Template)]
#[template(path = "lead.html")]
struct Lead {
    layout: Layout,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    layout: Layout,
    chart: Bars,
    funnel: Funnel,
    spark: Spark,
}

#[derive(Template)]
#[template(path = "parts.html")]
struct Parts {
    layout: Layout,
    wrong: Field,
}

#[derive(Template)]
#[template(path = "nothing.html")]
struct Nothing {
    layout: Layout,
}

pub fn answer(page: &str, preferences: Preferences, preview: bool) -> Response {
    let language = preferences.language;
    let places = Place::ALL.map(|place| (place, (place == Place::Leads).then(|| "1.204".to_owned())));
    let name = "Nguyễn Mai Lan".to_owned();
    let person =
        Person { key: "1.1".to_owned(), name, organisation: "Nha khoa Ban Mai".to_owned(), places: places.to_vec() };
    let layout = |here: Place| Layout {
        title: here.word().say(language).to_owned(),
        preferences,
        here: Some(here),
        person: Some(person.clone()),
    };
    let outside = Layout { title: "leadhub".to_owned(), preferences, here: None, person: None };
    let sign_in = SignIn {
        layout: outside.clone(),
        organisation: "banmai".to_owned(),
        name: String::new(),
        next: "/app/leads".to_owned(),
        refusal: None,
        ended: false,
    };
    let ok = StatusCode::OK;
    match page {
        "app/leads" => render::page(ok, &Leads { layout: layout(Place::Leads), rows: data::rows(language), preview }),
        "app/preview" => render::page(ok, &Preview),
        "app/dialog" => render::page(ok, &Dialog),
        "app/board" => render::page(ok, &board(layout(Place::Board))),
        "app/lead" => render::page(ok, &Lead { layout: layout(Place::Leads) }),
        "app/overview" => render::page(ok, &overview(layout(Place::Overview))),
        "app/settings" => render::page(ok, &Parts { layout: layout(Place::Settings), wrong: wrong_field() }),
        "app/bookings" => render::page(ok, &Nothing { layout: layout(Place::Bookings) }),
        "app/sign-in" => render::page(ok, &sign_in),
        "app/sign-in/refused" => {
            let refusal = Some(leadhub_web::pages::sign_in::words::WRONG.say(language).to_owned());
            render::page(ok, &SignIn { refusal, ..sign_in })
        }
        _ => {
            let request = Some("a1b2c3d4-17".to_owned());
            render::page(StatusCode::NOT_FOUND, &ErrorPage { layout: outside, status: StatusCode::NOT_FOUND, request })
        }
    }
}

fn wrong_field() -> Field {
    const PHONE: Word = Word { vi: "Điện thoại", en: "Phone" };
    const HINT: Word = Word { vi: "Mười số, bắt đầu bằng 0", en: "Ten digits, beginning with 0" };
    let error = Some("“090 12” thiếu 5 chữ số: kiểm tra lại với khách.".to_owned());
    Field { value: "090 12".to_owned(), hint: Some(HINT), error, kind: "tel", ..Field::new("phone", PHONE) }
}

fn board(layout: Layout) -> Board {
    let language = layout.language();
    let column = |(label, kind): (&'static str, StageKind)| {
        let rows = data::rows(language).into_iter().filter(|row| row.stage == label).collect();
        (label, stage::class(kind), kind == StageKind::Unqualified, rows)
    };
    Board { columns: STAGES.map(column).into(), layout }
}

fn overview(layout: Layout) -> Overview {
    let language = layout.language();
    let series = ["Facebook", "Website", "TikTok", "Giới thiệu"]
        .map(|label| Series { label: label.to_owned(), query: format!("&source={label}") });
    let column = |day: u64| Column {
        label: format!("{}/11", day + 1),
        counts: vec![day * 7 % 11 + 8, day * 5 % 7 + 4, day * 3 % 5 + 2, day % 4],
        link: format!("/app/leads?day={}", day + 1),
    };
    let step = |(label, count): (&str, u64)| Step { label: label.to_owned(), count, link: "/app/leads".to_owned() };
    let counts = [1204, 861, 402, 217];
    let steps = STAGES.iter().map(|(label, _)| *label).zip(counts).map(step).collect();
    Overview {
        chart: Bars::new(series.into(), (0..14).map(column).collect(), language),
        funnel: Funnel::new(steps, language),
        spark: Spark::new(&[3, 5, 2, 8, 6, 9, 7]),
        layout,
    }
}
