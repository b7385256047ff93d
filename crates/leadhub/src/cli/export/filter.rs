//! Which leads an export takes: the filters of the lists of leads as flags, what they name found by name or number as an import finds it.
//! Used by `export`; what each means is the store's.

use crate::cli::by_name;
use crate::cli::founding::check_dialect;
use crate::cli::opened::Opened;
use clap::Args;
use leadhub_core::store::reference::{agents, labels, places, sources, stages};
use leadhub_core::store::{campaigns, lead_projects};
use leadhub_model::name_match::{NameMatch, find_called};
use leadhub_model::phone::{Phone, PhoneQuality};
use leadhub_model::*;
use leadhub_web::visit::DOOR;

/// Names of a kind that an error lists.
const SHOWN: usize = 30;

#[derive(Args)]
#[command(next_help_heading = "Which leads")]
pub struct FilterArgs {
    /// Only leads in this stage, by its label or number; may be given several times
    #[arg(long, value_name = "STAGE")]
    stage: Vec<String>,
    /// Only leads of this user, by user name, e-mail or number; may be given several times
    #[arg(long, value_name = "AGENT")]
    agent: Vec<String>,
    /// Only leads that no user works on; beside --agent these too
    #[arg(long)]
    unassigned: bool,
    /// Only leads of this group, by its name or number
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Only leads about this service, by its name or number
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Only leads of this campaign and of its lists, by its name or number
    #[arg(long, value_name = "CAMPAIGN")]
    campaign: Option<String>,
    /// Only leads of this list, by its name or UUID
    #[arg(long, value_name = "NAME|UUID")]
    list: Option<String>,
    /// Only leads that come from this source, by its name or number
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only leads of which nobody said the source; beside --source these too
    #[arg(long)]
    without_source: bool,
    /// Only leads that carry this label, by its name or number
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// Only leads that came by this API: caresoft, dialer, erp, lead_platform or native; or by the pages: app
    #[arg(long, value_name = "API")]
    origin: Option<String>,
    /// Only leads of this person, by her number
    #[arg(long, value_name = "NUMBER")]
    person: Option<i64>,
    /// Only leads that bear this phone number, in any spelling
    #[arg(long, value_name = "PHONE")]
    phone: Option<String>,
    /// Only leads whose phone reads so, several with commas between: empty,not_identifying,invalid finds whom nobody can call
    #[arg(long, value_name = "WORDS", value_delimiter = ',', value_parser = quality)]
    phone_quality: Vec<PhoneQuality>,
    /// Only leads of the project with this code
    #[arg(long, value_name = "CODE")]
    project_code: Option<String>,
    /// Only leads of this project, by its code or its name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Only leads with at least this score
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true)]
    least_score: Option<i64>,
    /// true: only converted leads; false: only unqualified ones
    #[arg(long, value_name = "true|false")]
    converted: Option<bool>,
    /// Whether a booking is in effect
    #[arg(long, value_name = "true|false")]
    booked: Option<bool>,
    /// Whether anybody did something about them
    #[arg(long, value_name = "true|false")]
    touched: Option<bool>,
    /// Only leads changed at this time or later: 2025-01-31, 2025-01-31T08:00 (the organisation's zone) or 2025-01-31T01:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only leads last changed at this time or before; a day alone counts to its end
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only leads that came at this time or later
    #[arg(long, value_name = "TIME")]
    created_since: Option<String>,
    /// Only leads that came at this time or before
    #[arg(long, value_name = "TIME")]
    created_until: Option<String>,
    /// Only leads converted, or found unqualified, at this time or later
    #[arg(long, value_name = "TIME")]
    converted_since: Option<String>,
    /// Only leads converted, or found unqualified, at this time or before
    #[arg(long, value_name = "TIME")]
    converted_until: Option<String>,
    /// Only leads that one meets at this time or later
    #[arg(long, value_name = "TIME")]
    meeting_since: Option<String>,
    /// Only leads that one meets at this time or before
    #[arg(long, value_name = "TIME")]
    meeting_until: Option<String>,
}

impl FilterArgs {
    pub fn of(&self, opened: &Opened) -> Result<LeadFilter, String> {
        let zone = &opened.house.zone;
        let stages = (!self.stage.is_empty()).then(|| find_stages(opened, &self.stage)).transpose()?;
        let agents = (!self.agent.is_empty()).then(|| find_agents(opened, &self.agent)).transpose()?;
        let filter = LeadFilter {
            stages,
            agents,
            unassigned: self.unassigned,
            group: self.group.as_deref().map(|name| find_group(opened, name)).transpose()?,
            service: self.service.as_deref().map(|name| find_service(opened, name)).transpose()?,
            campaign: self.campaign.as_deref().map(|name| find_campaign(opened, name)).transpose()?,
            list: self.list.as_deref().map(|name| find_list(opened, name)).transpose()?,
            sources: self.source.as_deref().map(|name| find_source(opened, name).map(|id| vec![id])).transpose()?,
            without_source: self.without_source,
            label: self.label.as_deref().map(|name| find_label(opened, name)).transpose()?,
            origin: self.origin.as_deref().map(check_origin).transpose()?,
            person: self.person.map(PersonId),
            phone_key: self.phone.as_deref().map(phone_key).transpose()?,
            phone_quality: Some(self.phone_quality.clone()).filter(|any| !any.is_empty()),
            project_code: self.project_code.clone(),
            least_score: self.least_score,
            converted: self.converted,
            booked: self.booked.map(|booked| (booked, opened.hub.now())),
            touched: self.touched,
            updated: between(&self.since, &self.until, zone)?,
            created: between(&self.created_since, &self.created_until, zone)?,
            conversion: between(&self.converted_since, &self.converted_until, zone)?,
            meeting: between(&self.meeting_since, &self.meeting_until, zone)?,
            ..LeadFilter::default()
        };
        let name = self.project.clone();
        opened.read(move |db, house| Ok(lead_projects::narrow_to_project(db, house, filter.clone(), name.as_deref())?))
    }
}

/// The number of the row that is called so; else what to write.
fn find(kind: &str, name: &str, rows: &[(i64, String)]) -> Result<i64, String> {
    match find_called(rows.iter().map(|(id, called)| (*id, called.as_str())), name) {
        NameMatch::One(id) => Ok(id),
        NameMatch::Several => Err(format!("several {kind}s are called '{name}': give the number")),
        NameMatch::Nobody => {
            let shown = rows.iter().take(SHOWN).map(|(id, called)| format!("{called} ({id})")).collect::<Vec<_>>();
            let more = if rows.len() > SHOWN { ", …" } else { "" };
            let there = if rows.is_empty() { "none".to_owned() } else { shown.join(", ") };
            Err(format!("there is no {kind} '{name}': there are {there}{more}"))
        }
    }
}

fn find_stages(opened: &Opened, wanted: &[String]) -> Result<Vec<StageId>, String> {
    let known = opened.read(|db, house| Ok(stages::list_stages(db, house)?))?;
    let rows: Vec<_> = known.iter().map(|stage| (stage.id.0, stage.label.clone())).collect();
    wanted.iter().map(|name| find("stage", name, &rows).map(StageId)).collect()
}

/// Retired ones too: their leads are there.
fn find_agents(opened: &Opened, wanted: &[String]) -> Result<Vec<AgentId>, String> {
    let known = opened.read(|db, house| Ok(agents::list_agents(db, house)?))?;
    let rows: Vec<_> = known.iter().map(|stored| (stored.agent.id.0, stored.agent.username.clone())).collect();
    let by_email = |name: &str| {
        let is_hers = |email: &Option<String>| email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(name));
        known.iter().find(|stored| !name.is_empty() && is_hers(&stored.agent.email)).map(|stored| stored.agent.id)
    };
    wanted.iter().map(|name| by_email(name).map_or_else(|| find("user", name, &rows).map(AgentId), Ok)).collect()
}

fn find_group(opened: &Opened, name: &str) -> Result<GroupId, String> {
    let known = opened.read(|db, house| Ok(places::list_groups(db, house)?))?;
    let rows: Vec<_> = known.iter().map(|(group, _)| (group.id.0, group.name.clone())).collect();
    find("group", name, &rows).map(GroupId)
}

fn find_service(opened: &Opened, name: &str) -> Result<ServiceId, String> {
    let known = opened.read(|db, house| Ok(places::list_services(db, house)?))?;
    let rows: Vec<_> = known.iter().map(|service| (service.id.0, service.name.clone())).collect();
    find("service", name, &rows).map(ServiceId)
}

fn find_campaign(opened: &Opened, name: &str) -> Result<CampaignId, String> {
    let all = Paging { offset: 0, limit: i64::MAX };
    let known = opened.read(move |db, house| Ok(campaigns::list_campaigns(db, house, None, all)?))?;
    let rows: Vec<_> = known.rows.iter().map(|campaign| (campaign.id.0, campaign.name.clone())).collect();
    find("campaign", name, &rows).map(CampaignId)
}

fn find_label(opened: &Opened, name: &str) -> Result<LabelId, String> {
    let known = opened.read(|db, house| Ok(labels::list_labels(db, house)?))?;
    let rows: Vec<_> = known.iter().map(|label| (label.id.0, label.label.clone())).collect();
    find("label", name, &rows).map(LabelId)
}

/// One that was folded into another stands for that one.
fn find_source(opened: &Opened, name: &str) -> Result<SourceId, String> {
    let known = opened.read(|db, house| Ok(sources::list_sources(db, house)?))?;
    let rows: Vec<_> = known.iter().map(|source| (source.effective().0, source.name.clone())).collect();
    find("source", name, &rows).map(SourceId)
}

fn find_list(opened: &Opened, list: &str) -> Result<ListId, String> {
    by_name::find_list(opened, list)?.map(|list| list.id).ok_or_else(|| format!("there is no list '{list}'"))
}

/// Leads come by the wires that are served, and by the pages.
fn check_origin(key: &str) -> Result<String, String> {
    if key == DOOR { Ok(key.to_owned()) } else { check_dialect(key).map(str::to_owned) }
}

fn phone_key(text: &str) -> Result<String, String> {
    let read = Phone::read(text);
    let key = read.key().map(|key| key.as_str().to_owned());
    key.ok_or_else(|| format!("'{text}' is no phone number that somebody could be known by"))
}

fn quality(word: &str) -> Result<PhoneQuality, String> {
    let known = || PhoneQuality::ALL.map(PhoneQuality::code).join(", ");
    PhoneQuality::from_code(word.trim()).ok_or_else(|| format!("write any of {}", known()))
}

/// Both belong to it.
fn between(
    since: &Option<String>,
    until: &Option<String>,
    zone: &Zone,
) -> Result<(Option<Moment>, Option<Moment>), String> {
    let since = since.as_deref().map(|text| moment(text, zone)).transpose()?;
    // A day alone is meant whole.
    let end = |text: &str| moment(text, zone).map(|at| if text.contains(':') { at } else { at.end_of_day(zone) });
    Ok((since, until.as_deref().map(end).transpose()?))
}

fn moment(text: &str, zone: &Zone) -> Result<Moment, String> {
    let utc = Zone::utc();
    let zone = if text.ends_with(['Z', 'z']) { &utc } else { zone };
    Moment::read(text, zone).ok_or_else(|| format!("'{text}' is no time: write 2025-01-31 or 2025-01-31T08:00"))
}
