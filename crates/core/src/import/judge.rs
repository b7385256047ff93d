//! With what the rows of a file are worked: how they are read, where their leads go, which leads are known. Used by the importer and by the
//! dry run, so that both say the same.

use super::plan::Plan;
use crate::store::duplicates::Among;
use leadhub_intake::{ReadRow, Reason, Row};
use leadhub_model::upload::MatchWithin;
use leadhub_model::{CampaignId, ListId};
use uuid::Uuid;

/// How a door reads the files that came by it.
#[derive(Clone, Copy)]
pub struct RowReader {
    /// Refuses a file whose columns cannot be used, saying what is wrong.
    pub check_header: fn(&[String]) -> Result<(), String>,
    /// A lead from a row, or why not.
    pub read: fn(&Row) -> Result<ReadRow, Reason>,
}

/// The work on one file.
#[derive(Clone)]
pub struct Work {
    pub plan: Plan,
    /// `None` where a dry run goes without: the list is not there yet.
    pub list: Option<ListId>,
    /// That of the list; `None` where the list is gone: then every row is refused that is not skipped as a known one.
    pub campaign: Option<(CampaignId, Uuid)>,
    pub reader: RowReader,
    /// The columns cannot be used: every row is refused for it.
    pub unusable: Option<Reason>,
}

impl Work {
    pub fn read(&self, row: &Row) -> Result<ReadRow, Reason> {
        let mut read = match &self.unusable {
            Some(reason) => return Err(reason.clone()),
            None => {
                row.check()?;
                (self.reader.read)(row)?
            }
        };
        read.lead.list = self.list;
        Ok(read)
    }

    pub fn check_header(&mut self, header: &[String]) {
        let reason = |say: String| {
            let vi = format!("không dùng được các cột của tệp: {say}");
            Reason::of_row(say, vi)
        };
        self.unusable = (self.reader.check_header)(header).err().map(reason);
    }

    /// Among which leads a known one is looked for.
    pub fn among(&self) -> Among {
        match (self.plan.duplicates.within, self.campaign) {
            (MatchWithin::Organisation, _) => Among::All,
            (MatchWithin::Campaign, Some((campaign, _))) => Among::Campaign(campaign),
            // A list that is not there yet holds nothing, and none has the number 0.
            (MatchWithin::Campaign | MatchWithin::List, _) => Among::List(self.list.unwrap_or(ListId(0))),
        }
    }
}

/// Why a file does not change the number of a lead that is booked.
pub fn booked() -> Reason {
    Reason::new(
        "phone",
        "phone: the known lead has a booking in effect and another number, change that by hand",
        "phone: khách đã có lịch hẹn còn hiệu lực với số khác, hãy sửa bằng tay",
    )
}
