//! What the caller says of a file and of its rows: by flags, or by what was kept under a name before. Used by `import`; what it means is the
//! importer's.

use super::target::ImportTarget;
use clap::Args;
use leadhub_core::import::{self, Plan};
use leadhub_intake::{Encoding, FileOptions};
use leadhub_model::upload::{Duplicates, MatchBy, MatchWithin, OnDuplicate};
use std::sync::Arc;

#[derive(Args)]
pub struct Choices {
    /// The sheet of a workbook; without it the first one
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// utf-8, utf-16le, utf-16be, windows-1258, tcvn3 or vni; without it the one that gives words
    #[arg(long, value_name = "NAME", value_parser = Encoding::named)]
    encoding: Option<Encoding>,
    /// What a column is whose heading is not known; aside keeps it with the lead, ignore leaves it out; may be given several times
    #[arg(long, value_name = "HEADING=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// What becomes of a row whose lead is known: create one more, skip it, fill what the lead lacks, or update the lead [default: create]
    #[arg(long, value_name = "WORD", value_parser = word(OnDuplicate::from_code, "create, skip, fill or update"))]
    on_duplicate: Option<OnDuplicate>,
    /// By what a lead is known: code, phone, email, several with commas between [default: phone]
    #[arg(long = "match", value_name = "WORDS", value_delimiter = ',', value_parser = word(MatchBy::from_code, "code, phone or email"))]
    match_by: Vec<MatchBy>,
    /// Among which leads a known one is looked for: those of the list, of its campaign, or all [default: organisation]
    #[arg(long, value_name = "WORD", value_parser = word(MatchWithin::from_code, "list, campaign or organisation"))]
    within: Option<MatchWithin>,
    /// Make labels, lists and campaigns that nobody knows; without it their rows are refused
    #[arg(long)]
    make_names: bool,
    /// Say what was kept under this name; other flags come before it
    #[arg(long, value_name = "NAME")]
    like: Option<String>,
    /// Keep what is said of the file under this name
    #[arg(long, value_name = "NAME")]
    keep_as: Option<String>,
}

/// What is said in the end.
#[derive(Clone)]
pub struct Chosen {
    pub options: FileOptions,
    pub plan: Plan,
}

impl Choices {
    /// What the flags say of the file.
    pub fn options(&self) -> FileOptions {
        FileOptions { sheet: self.sheet.clone(), encoding: self.encoding, map: self.map.clone() }
    }

    pub fn of(&self, target: &ImportTarget) -> Result<Chosen, String> {
        let kept =
            match &self.like {
                None => None,
                Some(name) => {
                    let (actor, wanted) = (Arc::clone(&target.actor), name.clone());
                    let find = move |db: &mut leadhub_core::Db| import::find_saved_options(db, &actor, &wanted);
                    let found = target.patiently(|hub| hub.read_blocking(find.clone()))?;
                    Some(found.ok_or_else(|| {
                        format!("nothing was kept under the name '{name}': say it once with --keep-as")
                    })?)
                }
            };
        let (usual, before) = match kept {
            Some(kept) => (kept.plan, kept.options),
            None => (Plan::default(), FileOptions::default()),
        };
        let mut map = self.map.clone();
        let is_chosen = |heading: &String| self.map.iter().any(|(known, _)| known == heading);
        map.extend(before.map.into_iter().filter(|(heading, _)| !is_chosen(heading)));
        let options = FileOptions {
            sheet: self.sheet.clone().or(before.sheet),
            encoding: self.encoding.or(before.encoding),
            map,
        };
        let by = if self.match_by.is_empty() { usual.duplicates.by } else { self.match_by.clone() };
        let duplicates = Duplicates {
            by,
            within: self.within.unwrap_or(usual.duplicates.within),
            then: self.on_duplicate.unwrap_or(usual.duplicates.then),
        };
        let makes_names = self.make_names || usual.makes_names;
        let chosen = Chosen { options, plan: Plan { duplicates, makes_names, new_list: None } };
        if let Some(name) = &self.keep_as {
            let (actor, name, chosen) = (Arc::clone(&target.actor), name.clone(), chosen.clone());
            let keep = move |tx: &mut leadhub_core::Tx| {
                import::save_options(tx, &actor, &name, (&chosen.options, &chosen.plan))
            };
            target.patiently(|hub| hub.write_blocking(keep.clone()))?;
        }
        Ok(chosen)
    }
}

fn word<T: Clone + Send + Sync + 'static>(
    read: fn(&str) -> Option<T>,
    words: &'static str,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text: &str| read(text).ok_or_else(|| format!("write {words}"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (heading, field) = text.rsplit_once('=').ok_or("write HEADING=FIELD, as in 'Số gọi=phone'")?;
    Ok((heading.trim().to_owned(), field.trim().to_owned()))
}
