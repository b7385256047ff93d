//! A lead as a row of the columns that were asked for, all of them where nobody asked. Used by the formats that are tables; which columns
//! there are is the native dialect's to say.

use crate::cli::opened::Opened;
use leadhub_core::questions::ExportedLead;
use leadhub_core::store::reference::{custom_fields, sources};
use leadhub_model::catalogue::Source;
use leadhub_model::{CustomFieldId, Lead};
use leadhub_native::rows;
use std::sync::Arc;

pub struct Columns {
    header: Vec<String>,
    /// The place of each among all columns.
    places: Vec<usize>,
    fields: Vec<CustomFieldId>,
    sources: Arc<Vec<Source>>,
}

impl Columns {
    /// Refuses a column that is not there, naming those that are, and one that is asked for twice.
    pub fn of(opened: &Opened, wanted: &[String]) -> Result<Columns, String> {
        let fields = opened.read(|db, house| Ok(custom_fields::list_custom_fields(db, house)?))?;
        let fields: Vec<CustomFieldId> = fields.iter().map(|field| field.id).collect();
        let sources = opened.read(|db, house| Ok(sources::list_sources(db, house)?))?;
        let known = rows::header(&fields);
        let places = if wanted.is_empty() { (0..known.len()).collect() } else { places(&known, wanted)? };
        let header = places.iter().map(|place| known[*place].clone()).collect();
        Ok(Columns { header, places, fields, sources })
    }

    pub fn header(&self) -> &[String] {
        &self.header
    }

    pub fn cells(&self, exported: &ExportedLead) -> Vec<String> {
        let ExportedLead { lead, labels, custom_values, .. } = exported;
        let mut all = rows::cells(lead, labels, custom_values, source_of(lead, &self.sources), &self.fields);
        self.places.iter().map(|place| std::mem::take(&mut all[*place])).collect()
    }
}

fn places(known: &[String], wanted: &[String]) -> Result<Vec<usize>, String> {
    let mut places = Vec::with_capacity(wanted.len());
    for name in wanted {
        let place = known.iter().position(|column| column.eq_ignore_ascii_case(name.trim()));
        let place = place.ok_or_else(|| format!("there is no column '{name}': there are {}", known.join(", ")))?;
        if places.contains(&place) {
            return Err(format!("the column '{name}' is asked for twice"));
        }
        places.push(place);
    }
    Ok(places)
}

/// The name of where a lead comes from.
fn source_of<'s>(lead: &Lead, sources: &'s [Source]) -> &'s str {
    let source = lead.source.and_then(|id| Source::standing_for(sources, id));
    source.map_or("", |source| source.name.as_str())
}
