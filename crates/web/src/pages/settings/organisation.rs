//! `/app/settings`: the organisation itself: its name, zone and language, which API answers for it, whether requests are kept. What addresses
//! carry never changes.

use super::{Sections, may_change, sections, waiting, words};
use crate::form::{Field, FormBody};
use crate::icon::Icon;
use crate::language::Language;
use crate::layout::Layout;
use crate::pages::names::dialect_choices;
use crate::places::Place;
use crate::refusal::{Refusal, elsewhere, refused};
use crate::visit::Visit;
use crate::{render, say};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use leadhub_core::actions;
use leadhub_core::store::organisations;
use leadhub_model::organisation::Organisation;
use leadhub_model::{Field as About, Refusal as Refused};
use leadhub_wire::dialect::registered;
use leadhub_wire::query::Query;

#[derive(Template)]
#[template(path = "pages/settings_organisation.html")]
struct Page {
    layout: Layout,
    sections: Sections,
    slug: String,
    fields: Vec<Field>,
    is_saved: bool,
}

fn page(visit: &Visit, known: &Organisation, waiting: usize, refused: Option<&Refused>, is_saved: bool) -> Page {
    let language = visit.language();
    let wrong = |about: About| say::beside(refused, |field| field == about, language);
    let field = |name, label, value: &str| Field { value: value.to_owned(), ..Field::new(name, label) };
    let yes_no = [("true", words::YES), ("false", words::NO)];
    let fields = vec![
        Field { required: true, error: wrong(About::Name), ..field("name", words::NAME, &known.name) },
        Field { hint: Some(words::ZONE_HINT), error: wrong(About::Zone), ..field("zone", words::ZONE, &known.zone) },
        Field {
            options: Language::ALL.map(|known| (known.code().to_owned(), known.own_name().to_owned())).to_vec(),
            hint: Some(words::LANGUAGE_HINT),
            error: wrong(About::Language),
            ..field("language", words::LANGUAGE, &known.language)
        },
        Field {
            options: dialect_choices(),
            hint: Some(words::DEFAULT_DIALECT_HINT),
            ..field("default_dialect", words::DEFAULT_DIALECT, &known.default_dialect)
        },
        Field {
            options: yes_no.map(|(value, word)| (value.to_owned(), word.say(language).to_owned())).to_vec(),
            hint: Some(words::LOG_HINT),
            ..field("logs_requests", words::LOG, if known.logs_requests { "true" } else { "false" })
        },
    ];
    let layout = visit.layout(words::TITLE.say(language), Some(Place::Settings));
    Page { layout, sections: sections(None, waiting), slug: known.slug.clone(), fields, is_saved }
}

pub async fn show(visit: Visit, query: Query) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let known = visit.read(|db, actor| Ok(organisations::get_organisation(db, actor.organisation_id())?)).await?;
    let waiting = waiting(&visit).await?;
    Ok(render::page(StatusCode::OK, &page(&visit, &known, waiting, None, query.get("saved").is_some())))
}

pub async fn save(visit: Visit, form: FormBody) -> Result<Response, Refusal> {
    may_change(&visit)?;
    let wanted = typed(&visit.actor.organisation, &form);
    let changed = wanted.clone();
    match visit.write(move |tx, actor| actions::update_organisation(tx, actor, &changed)).await {
        Ok(_) => Ok(elsewhere("/app/settings?saved=1", visit.is_partial)),
        Err(error) => {
            let refused = refused(error)?;
            let page = page(&visit, &wanted, waiting(&visit).await?, Some(&refused), false);
            Ok(render::page(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// The organisation as the form wants it.
fn typed(known: &Organisation, form: &FormBody) -> Organisation {
    let given = form.text("default_dialect");
    let dialect = registered().iter().find(|known| known.key == given);
    Organisation {
        name: form.text("name"),
        zone: form.text("zone"),
        language: form.text("language"),
        default_dialect: dialect.map_or(known.default_dialect.as_str(), |dialect| dialect.key).to_owned(),
        logs_requests: form.text("logs_requests") != "false",
        ..known.clone()
    }
}
