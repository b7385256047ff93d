//! Whether a set of reference data may be put over what is known already: ids, names, what rows point to, the pipeline as it will
//! be. Pure; asked before a file is taken and by the verb that puts a set. Places are not looked up here: most are the house's.

use super::*;
use crate::catalogue::*;
use crate::stage::check_pipeline;
use crate::{Field, RefusalReason, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// No larger ids, so that the house's own numbers, which go on from the largest, stay within what JSON carries exactly.
pub const LARGEST_ID: i64 = 999_999_999_999_999;
/// In characters, of names and words: some are keys of the store.
pub const LONGEST_NAME: usize = 255;

impl ReferenceData {
    /// Whether a whole set holds together by itself; the error says everything that is to mend.
    pub fn check(&self) -> Result<(), String> {
        let misfits = self.misfits(&ReferenceData::default());
        let texts: Vec<String> = misfits.iter().map(|(field, why)| format!("{field}{why}")).collect();
        if texts.is_empty() { Ok(()) } else { Err(texts.join("; ")) }
    }

    /// What is wrong with putting this set over `known`.
    pub fn misfits(&self, known: &ReferenceData) -> Vec<(Field, RefusalReason)> {
        let mut check = Check { data: self, known, wrong: Vec::new() };
        check.rows::<StageRow>();
        check.rows::<Reason>();
        check.rows::<LabelRow>();
        check.rows::<CustomField>();
        check.rows::<Group>();
        check.rows::<Agent>();
        check.rows::<Service>();
        check.rows::<CampaignRow>();
        check.rows::<ListSeed>();
        check.rows::<Brand>();
        check.rows::<Company>();
        check.rows::<PriceList>();
        check.rows::<Product>();
        check.rows::<SourceCategory>();
        check.rows::<Source>();
        check.rows::<Hobby>();
        check.rows::<Country>();
        check.rows::<Province>();
        check.rows::<District>();
        check.rows::<KnownPerson>();
        check.pipeline();
        check.labels();
        check.custom_fields();
        check.usernames();
        check.pointers();
        check.taken::<CampaignRow, _>("name", |row| row.name.clone());
        check.taken::<CampaignRow, _>("uuid", |row| row.uuid);
        check.taken::<ListSeed, _>("name", |row| row.name.clone());
        check.taken::<ListSeed, _>("uuid", |row| row.uuid);
        check.external_names();
        check.wrong
    }
}

struct Check<'d> {
    data: &'d ReferenceData,
    known: &'d ReferenceData,
    wrong: Vec<(Field, RefusalReason)>,
}

impl Check<'_> {
    fn refuse(&mut self, set: &'static str, id: i64, column: &'static str, why: RefusalReason) {
        self.wrong.push((Field::Row { set, id, column }, why));
    }

    /// What holds for rows of every kind.
    fn rows<R: ReferenceRow>(&mut self) {
        let mut seen = BTreeSet::new();
        for row in R::rows(self.data) {
            let id = row.id();
            if !(1..=LARGEST_ID).contains(&id) {
                self.refuse(R::SET, id, "id", RefusalReason::Unfit("take a number from 1 to 999999999999999"));
            }
            if !seen.insert(id) {
                self.refuse(R::SET, id, "id", RefusalReason::Unfit("it stands twice in the set: keep one of the two"));
            }
            self.text(R::SET, id, R::NAME, row.name());
        }
    }

    fn text(&mut self, set: &'static str, id: i64, column: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.refuse(set, id, column, RefusalReason::Missing);
        } else if text.chars().count() > LONGEST_NAME {
            self.refuse(set, id, column, RefusalReason::TooLong { max: LONGEST_NAME });
        }
    }

    /// The pipeline as it will be (decision B17).
    fn pipeline(&mut self) {
        let stays = |row: &&StageRow| StageRow::find(self.data, row.id.0).is_none();
        let stages = self.known.stages.iter().filter(stays).chain(&self.data.stages);
        if let Err(say) = check_pipeline(stages.map(|row| row.kind)) {
            self.wrong.push((Field::Stage, RefusalReason::Unfit(say)));
        }
    }

    fn labels(&mut self) {
        let unread = |row: &&LabelRow| {
            let at = row.created_at.as_deref();
            at.is_some_and(|text| Moment::read(text, &Zone::utc()).is_none())
        };
        for row in self.data.labels.iter().filter(unread) {
            let why = RefusalReason::Unfit("write it like 2024-08-07T14:17:11Z");
            self.refuse(LabelRow::SET, row.id.0, "created_at", why);
        }
    }

    /// Leads have values in a field: what they are does not change under them.
    fn custom_fields(&mut self) {
        for field in &self.data.custom_fields {
            let id = field.id.0;
            if CustomField::find(self.known, id).is_some_and(|known| known.kind != field.kind) {
                self.refuse(
                    CustomField::SET,
                    id,
                    "kind",
                    RefusalReason::Unfit("a field keeps its kind: make another field"),
                );
            }
            let mut seen = BTreeSet::new();
            for option in &field.options {
                if !(1..=LARGEST_ID).contains(&option.id) || !seen.insert(option.id) {
                    let why = RefusalReason::Unfit("give each a number of its own, from 1 to 999999999999999");
                    self.refuse(CustomField::SET, id, "options", why);
                }
                self.text(CustomField::SET, id, "options", &option.label);
            }
        }
    }

    /// People sign in by their names, whatever their case. Two who had one name before keep it.
    fn usernames(&mut self) {
        let name = |row: &Agent| row.username.trim().to_lowercase();
        let stays = |row: &Agent| Agent::find(self.known, row.id.0).is_some_and(|known| name(known) == name(row));
        let others = self.known.agents.iter().filter(|row| Agent::find(self.data, row.id.0).is_none());
        let mut holders: BTreeMap<String, BTreeSet<AgentId>> = BTreeMap::new();
        for row in others.chain(&self.data.agents) {
            holders.entry(name(row)).or_default().insert(row.id);
        }
        let is_taken = |row: &&Agent| !stays(row) && holders.get(&name(row)).is_some_and(|all| all.len() > 1);
        let taken: Vec<i64> = self.data.agents.iter().filter(is_taken).map(|row| row.id.0).collect();
        for id in taken {
            self.refuse(Agent::SET, id, Agent::NAME, RefusalReason::Taken);
        }
    }

    fn pointers(&mut self) {
        let data = self.data;
        self.point::<Agent, Group>("group_id", |row| row.group.map(|id| id.0).into_iter().collect());
        self.point::<Agent, Group>("more_group_ids", |row| row.more_groups.iter().map(|id| id.0).collect());
        self.point::<ListSeed, CampaignRow>("campaign_id", |row| vec![row.campaign.0]);
        self.point::<Company, Brand>("brand_id", |row| vec![row.brand.0]);
        self.point::<PriceList, Brand>("brand_id", |row| vec![row.brand.0]);
        self.point::<PriceList, Product>("prices", |row| row.prices.iter().map(|price| price.product.0).collect());
        self.point::<Source, SourceCategory>("category_id", |row| row.category.map(|id| id.0).into_iter().collect());
        self.point::<Source, Source>("merged_into_id", |row| row.merged_into.map(|id| id.0).into_iter().collect());
        self.merged();
        for list in &data.catalogue.price_lists {
            let products: BTreeSet<i64> = list.prices.iter().map(|price| price.product.0).collect();
            if products.len() < list.prices.len() {
                self.refuse(
                    PriceList::SET,
                    list.id.0,
                    "prices",
                    RefusalReason::Unfit("a product stands twice: keep one price"),
                );
            }
        }
    }

    /// A source is folded into one that stands by itself.
    fn merged(&mut self) {
        let (data, known) = (self.data, self.known);
        let stands = |id: SourceId| {
            let row = Source::find(data, id.0).or_else(|| Source::find(known, id.0));
            row.is_none_or(|row| row.merged_into.is_none())
        };
        for row in &data.catalogue.sources {
            if row.merged_into.is_some_and(|into| into == row.id || !stands(into)) {
                let why = RefusalReason::Unfit("name a source that stands by itself, folded into no other");
                self.refuse(Source::SET, row.id.0, "merged_into_id", why);
            }
        }
    }

    /// Every id in a column stands for a row that is there or comes with the set.
    fn point<R: ReferenceRow, T: ReferenceRow>(&mut self, column: &'static str, of: impl Fn(&R) -> Vec<i64>) {
        let known = self.ids::<T>();
        for row in R::rows(self.data) {
            if of(row).iter().any(|id| !known.contains(id)) {
                self.refuse(R::SET, row.id(), column, RefusalReason::Unknown);
            }
        }
    }

    fn ids<T: ReferenceRow>(&self) -> BTreeSet<i64> {
        T::rows(self.data).iter().chain(T::rows(self.known)).map(ReferenceRow::id).collect()
    }

    /// No two rows of a kind have the same in a column.
    fn taken<R: ReferenceRow, K: Ord>(&mut self, column: &'static str, of: impl Fn(&R) -> K) {
        let mut taken: BTreeSet<(K, i64)> = R::rows(self.known).iter().map(|row| (of(row), row.id())).collect();
        for row in R::rows(self.data) {
            let others = taken.range((of(row), i64::MIN)..=(of(row), i64::MAX));
            if others.into_iter().any(|(_, id)| *id != row.id()) {
                self.refuse(R::SET, row.id(), column, RefusalReason::Taken);
            }
            taken.insert((of(row), row.id()));
        }
    }

    fn external_names(&mut self) {
        const SET: &str = "external_names";
        let mut seen = BTreeSet::new();
        for name in &self.data.external_names {
            for (column, text) in [("dialect", &name.dialect), ("kind", &name.kind), ("external", &name.external)] {
                self.text(SET, name.row, column, text);
            }
            if !seen.insert((&name.dialect, &name.kind, &name.external)) {
                self.refuse(
                    SET,
                    name.row,
                    "external",
                    RefusalReason::Unfit("it stands twice in the set: keep one of the two"),
                );
            }
            if self.named(&name.kind).is_some_and(|rows| !rows.contains(&name.row)) {
                self.refuse(SET, name.row, "row_id", RefusalReason::Unknown);
            }
        }
    }

    /// The rows that a kind of external name stands for; `None` for the kinds that are a dialect's own, and for places.
    fn named(&self, kind: &str) -> Option<BTreeSet<i64>> {
        Some(match kind {
            "stage" => self.ids::<StageRow>(),
            "reason" => self.ids::<Reason>(),
            "label" => self.ids::<LabelRow>(),
            "custom_field" => self.ids::<CustomField>(),
            "agent" => self.ids::<Agent>(),
            "group" => self.ids::<Group>(),
            "service" => self.ids::<Service>(),
            "campaign" => self.ids::<CampaignRow>(),
            "list" => self.ids::<ListSeed>(),
            "brand" => self.ids::<Brand>(),
            "company" => self.ids::<Company>(),
            "price_list" => self.ids::<PriceList>(),
            "product" => self.ids::<Product>(),
            "source" => self.ids::<Source>(),
            "source_category" => self.ids::<SourceCategory>(),
            "hobby" => self.ids::<Hobby>(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(names: &[(i64, &str)]) -> ReferenceData {
        let user = |(id, name): &(i64, &str)| Agent::new(AgentId(*id), uuid::Uuid::from_u64_pair(0, *id as u64), name);
        ReferenceData { agents: names.iter().map(user).collect(), ..ReferenceData::default() }
    }

    /// The users whose names are taken.
    fn taken(put: &[(i64, &str)], known: &[(i64, &str)]) -> Vec<i64> {
        let wrong = users(put).misfits(&users(known));
        let of = |(field, why): &(Field, RefusalReason)| match (field, why) {
            (Field::Row { set: "agents", id, column: "username" }, RefusalReason::Taken) => Some(*id),
            _ => None,
        };
        wrong.iter().filter_map(of).collect()
    }

    #[test]
    fn no_two_users_get_one_name() {
        assert_eq!(taken(&[(2, "LAN")], &[(1, "lan")]), [2]);
        assert_eq!(taken(&[(2, "Lan"), (3, "lan ")], &[]), [2, 3]);
        assert_eq!(taken(&[(2, "Làn")], &[(1, "lan")]), [] as [i64; 0], "another name");
        assert_eq!(taken(&[(1, "Lan")], &[(1, "lan")]), [] as [i64; 0], "her own");
        // Who had it before keeps it, and one that is given up is free.
        assert_eq!(taken(&[(1, "lan"), (2, "lan")], &[(1, "lan"), (2, "lan")]), [] as [i64; 0]);
        assert_eq!(taken(&[(1, "lan moi"), (2, "lan")], &[(1, "lan"), (2, "hoa")]), [] as [i64; 0]);
    }
}
