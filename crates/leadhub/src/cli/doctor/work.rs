//! Tries the store out as a server would: opens it, reads, writes, and looks whether anybody could call or
//! sign in. Called by `doctor`, once
//! nothing worse was found. What it writes is the readiness probe's row; what it mends is the matter of `kept.rs`.

use super::kept;
use crate::cli::settings;
use crate::config::Config;
use leadhub_core::store::reference::sources;
use leadhub_core::store::{joined_persons, organisations, tokens};
use leadhub_core::{Actor, Finding, Hub, actions, questions};
use leadhub_model::reference::{CampaignRow, LONGEST_NAME, ListSeed, ReferenceData, ReferenceRow};
use leadhub_model::source::MOST_UNREVIEWED;
use leadhub_model::{Field, LeadError};
use leadhub_wire::setting;

/// Mends first what can be, where that is asked for.
pub fn try_out(config: &Config, mend: bool) -> Vec<Finding> {
    let hub = match settings::open(config) {
        Ok(hub) => hub,
        Err(say) => return vec![Finding::wrong("opening", say, "see the lines above")],
    };
    let mended = mend.then(|| kept::mend(&hub, &config.values.database));
    let mut found = Vec::from_iter(mended);
    found.extend([
        write(&hub),
        callers(&hub),
        administrators(&hub),
        settings_of_integrations(&hub),
        joined(&hub),
        names(&hub),
        sources(&hub),
        kept::totals(&hub),
        days(&hub),
        kept::search(&hub),
    ]);
    hub.close();
    found
}

fn write(hub: &Hub) -> Finding {
    match hub.write_blocking(actions::probe) {
        Ok(()) => Finding::good("write", "a row was written"),
        Err(error) => Finding::wrong(
            "write",
            error.to_string(),
            "see that the disk has room, is not mounted read-only, and that this user may write",
        ),
    }
}

/// Reads the directory: an organisation without a token that is good can be called by nobody.
fn callers(hub: &Hub) -> Finding {
    let now = hub.now();
    let found = hub.read_blocking(move |db| {
        let (mut count, mut silent) = (0, Vec::new());
        for organisation in organisations::list_organisations(db)? {
            count += 1;
            if !tokens::list_tokens(db, organisation.id, now)?.iter().any(|token| token.is_good(now)) {
                silent.push(organisation.slug);
            }
        }
        Ok::<_, LeadError>((count, silent))
    });
    const WHAT: &str = "callers";
    match found {
        Ok((0, _)) => Finding::warning(WHAT, "there is no organisation", "make one with 'leadhub org create'"),
        Ok((count, silent)) if silent.is_empty() => {
            Finding::good(WHAT, format!("{count} organisation(s), each with a token that is good"))
        }
        Ok((_, silent)) => Finding::warning(
            WHAT,
            format!("no token is good of {}", silent.join(", ")),
            "make one with 'leadhub token create', unless nobody is to call",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the store cannot be read: see the log"),
    }
}

/// Where nobody is an administrator, the pages' settings are nobody's.
fn administrators(hub: &Hub) -> Finding {
    const WHAT: &str = "administrators";
    let found = hub.read_blocking(|db| {
        let mut without = Vec::new();
        for organisation in organisations::list_organisations(db)? {
            let house = Actor::house(organisation);
            if questions::list_administrators(db, &house)?.is_empty() {
                without.push(house.organisation.slug);
            }
        }
        Ok::<_, LeadError>(without)
    });
    match found {
        Ok(without) if without.is_empty() => Finding::good(WHAT, "somebody can sign in as one everywhere"),
        Ok(without) => Finding::warning(
            WHAT,
            format!("nobody can sign in as one in {}", without.join(", ")),
            "give a user the role with 'leadhub user update --role admin' and a password with 'leadhub user passwd', \
             unless only programs call",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the store cannot be read: see the log"),
    }
}

/// A setting that no door reads, or that it cannot read, is as good as none.
fn settings_of_integrations(hub: &Hub) -> Finding {
    const WHAT: &str = "integrations";
    let found = hub.read_blocking(|db| {
        let mut wrong = Vec::new();
        for organisation in organisations::list_organisations(db)? {
            for row in organisations::list_integrations(db, organisation.id)? {
                let of_row = setting::check(&row.dialect, &row.settings);
                let told =
                    of_row.iter().map(|(key, say)| format!("'{key}' of {}/{} {say}", organisation.slug, row.name));
                wrong.extend(told);
            }
        }
        Ok::<_, LeadError>(wrong)
    });
    match found {
        Ok(wrong) if wrong.is_empty() => Finding::good(WHAT, "every setting is known"),
        Ok(wrong) => Finding::warning(
            WHAT,
            wrong.join("; "),
            "what is not known is not heeded: change the integration's settings (PATCH /hub/v1/integrations/{id})",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the store cannot be read: see the log"),
    }
}

/// Before a phone alone identified, an e-mail of several people made one person of them. Nothing is split by itself.
fn joined(hub: &Hub) -> Finding {
    const WHAT: &str = "persons";
    let found = hub.read_blocking(|db| {
        let mut count = 0;
        for organisation in organisations::list_organisations(db)? {
            count += joined_persons::count_joined_by_email(db, organisation.id)?;
        }
        Ok::<_, LeadError>(count)
    });
    match found {
        Ok(0) => Finding::good(WHAT, "none was joined by an e-mail only"),
        Ok(count) => Finding::warning(
            WHAT,
            format!("{count} may be several people: a lead with another phone was joined to them by its e-mail only"),
            "look at them before you rely on their bookings; new leads are joined by their first phone",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the store cannot be read: see the log"),
    }
}

/// Lists and campaigns whose names an export of the reference data would carry, and an import refuse. No new one can get such a name.
fn names(hub: &Hub) -> Finding {
    const WHAT: &str = "names";
    let found = hub.read_blocking(|db| {
        let mut wrong = Vec::new();
        for organisation in organisations::list_organisations(db)? {
            let slug = organisation.slug.clone();
            let data = questions::get_reference(db, &Actor::house(organisation))?;
            for (field, _) in data.misfits(&ReferenceData::default()) {
                let Field::Row { set, id, column: "name" } = field else { continue };
                let name = match set {
                    ListSeed::SET => data.lists.iter().find(|row| row.id.0 == id).map(|row| &row.name),
                    CampaignRow::SET => data.campaigns.iter().find(|row| row.id.0 == id).map(|row| &row.name),
                    _ => None,
                };
                wrong.extend(name.map(|name| format!("{slug}: {set} {id} '{}'", name.escape_debug())));
            }
        }
        Ok::<_, LeadError>(wrong)
    });
    match found {
        Ok(wrong) if wrong.is_empty() => Finding::good(WHAT, "lists and campaigns can be exported and imported again"),
        Ok(wrong) => Finding::warning(
            WHAT,
            format!("blank, or longer than {LONGEST_NAME} characters: {}", wrong.join(", ")),
            "rename them with 'leadhub org rename', by their UUID: an export with such names is not taken back",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the store cannot be read: see the log"),
    }
}

/// Words of callers that became sources and wait for somebody to look at them; where too many do, new words become none.
fn sources(hub: &Hub) -> Finding {
    const WHAT: &str = "sources";
    let found = hub.read_blocking(|db| {
        let mut full = Vec::new();
        for organisation in organisations::list_organisations(db)? {
            let slug = organisation.slug.clone();
            let sources = sources::list_sources(db, &Actor::house(organisation))?;
            full.extend((sources.iter().filter(|row| row.is_waiting()).count() >= MOST_UNREVIEWED).then_some(slug));
        }
        Ok::<_, LeadError>(full)
    });
    match found {
        Ok(full) if full.is_empty() => Finding::good(WHAT, "what leads come from is kept, known or not"),
        Ok(full) => Finding::warning(
            WHAT,
            format!(
                "{MOST_UNREVIEWED} sources wait to be looked at in {}: leads with new words get none",
                full.join(", ")
            ),
            "name them, or fold them into others, with PUT /hub/v1/sources/{source_id}",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the store cannot be read: see the log"),
    }
}

/// Counts the leads of every day and compares with what the overview is told from.
fn days(hub: &Hub) -> Finding {
    const WHAT: &str = "days";
    let now = hub.now();
    let found = hub.read_blocking(move |db| {
        let mut wrong = Vec::new();
        for organisation in organisations::list_organisations(db)? {
            let slug = organisation.slug.clone();
            let days = questions::list_wrong_days(db, &Actor::house(organisation), now)?;
            wrong.extend(days.into_iter().map(|day| format!("{slug} on {day}")));
        }
        Ok::<_, LeadError>(wrong)
    });
    match found {
        Ok(wrong) if wrong.is_empty() => Finding::good(WHAT, "the days of the overview are what counting gives"),
        Ok(wrong) => Finding::wrong(
            WHAT,
            format!("kept days differ from what counting gives: {}", wrong.join(", ")),
            "the overview tells wrong numbers: change the organisation's zone and back, which counts all days anew, and report this fault",
        ),
        Err(error) => Finding::wrong(WHAT, error.to_string(), "the leads could not be counted: see the log"),
    }
}
