//! The columns of a file of leads: the name that an export gives each, the other headings under which people know it, and what it
//! is to a lead. Asked by `headings`; printed in this order by exports. `docs/import-export.md` shows this table; a test compares the two.

use leadhub_model::{CustomFieldId, Fact};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Fact(Fact),
    /// A part of the name, where it came in several.
    FamilyName,
    MiddleName,
    GivenName,
    Link(Link),
    /// The name or number of what a lead may point to, where names are looked up; elsewhere kept aside.
    Named(NameOf),
    /// Numbers of labels with commas between them.
    Labels,
    Custom(CustomFieldId),
    Comment,
    AfterDay,
    /// Where it comes from, by name.
    Source,
    Score,
    MeetingAt,
    /// What the house has no column for, as a JSON object.
    Extras,
    /// Printed for people and programs; a new lead gets its own.
    Own,
    /// Beside a row that was refused: where it stood and why.
    Refusal,
    /// A heading that nobody knows here: kept with the lead under that name.
    Aside,
}

/// What a lead may point to, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameOf {
    Stage,
    Reason,
    Agent,
    Group,
    Service,
    Campaign,
    Label,
    List,
}

impl NameOf {
    /// The heading of its numbers, which count where both stand in an export.
    pub const fn numbers(self) -> &'static str {
        match self {
            NameOf::Stage => "stage_id",
            NameOf::Reason => "reason_id",
            NameOf::Agent => "agent_id",
            NameOf::Group => "group_id",
            NameOf::Service => "service_id",
            NameOf::Campaign => "campaign_id",
            NameOf::Label => "label_ids",
            NameOf::List => "list_id",
        }
    }
}

/// A row that a lead may point to, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    Stage,
    Reason,
    Agent,
    Group,
    Service,
    Campaign,
    Source,
}

impl Link {
    /// What a name in its place is looked up as; none where any word will do.
    pub const fn name(self) -> Option<NameOf> {
        match self {
            Link::Stage => Some(NameOf::Stage),
            Link::Reason => Some(NameOf::Reason),
            Link::Agent => Some(NameOf::Agent),
            Link::Group => Some(NameOf::Group),
            Link::Service => Some(NameOf::Service),
            Link::Campaign => Some(NameOf::Campaign),
            Link::Source => None,
        }
    }
}

pub const REFUSED_ROW: &str = "refused_row";
pub const REFUSED_BECAUSE: &str = "refused_because";

/// What stands before the columns of a file of refused rows: its row, why in English and in Vietnamese, the heading at fault, its first line.
pub const REFUSALS: [&str; 5] = [REFUSED_ROW, REFUSED_BECAUSE, "refused_because_vi", "refused_field", "refused_line"];

/// `custom:12` is the column of custom field 12.
pub const CUSTOM: &str = "custom:";

/// What a caller may say of a column instead of a field: kept with the lead under its heading, or not taken at all.
pub const ASIDE: &str = "aside";
pub const IGNORED: &str = "ignore";
/// Before the heading of a column of which its caller said so.
pub const KEPT_ASIDE: &str = "aside:";
pub const LEFT_OUT: &str = "ignore:";

pub struct Known {
    pub name: &'static str,
    pub column: Column,
    /// Folded: lower case, no accents, one space between words.
    pub also: &'static [&'static str],
}

const fn fact(fact: Fact, also: &'static [&'static str]) -> Known {
    Known { name: fact.column(), column: Column::Fact(fact), also }
}

const fn known(name: &'static str, column: Column, also: &'static [&'static str]) -> Known {
    Known { name, column, also }
}

const fn own(name: &'static str) -> Known {
    known(name, Column::Own, &[])
}

/// In the order in which an export prints them, with those of names behind their numbers; the organisation's custom fields follow.
#[rustfmt::skip]
pub const COLUMNS: &[Known] = &[
    own("id"),
    own("uuid"),
    own("number"),
    own("version"),
    own("person_id"),
    own("created_at"),
    own("updated_at"),
    own("origin"),
    fact(Fact::Name, &["ho ten", "ho va ten", "ten", "ten khach hang", "ten kh", "khach hang", "ho ten khach hang", "full name", "fullname", "customer name", "customer", "lead name", "ten day du", "anh chi"]),
    known("family_name", Column::FamilyName, &["ho", "ho dem", "ho va ten dem", "last name", "lastname", "surname"]),
    known("middle_name", Column::MiddleName, &["ten dem", "dem", "additional name"]),
    known("given_name", Column::GivenName, &["ten goi", "first name", "firstname"]),
    fact(Fact::Phone, &["dien thoai", "sdt", "so dien thoai", "so dt", "dt", "di dong", "so di dong", "dtdd", "dien thoai 1", "sdt 1", "sdt1", "phone number", "phone no", "phone 1", "phone1", "mobile", "mobile number", "mobile phone", "tel", "telephone", "so lien he", "so lien lac", "contact number", "contact no"]),
    fact(Fact::Phone2, &["dien thoai 2", "so dien thoai 2", "sdt 2", "sdt2", "phone 2", "phone number 2", "mobile 2"]),
    fact(Fact::Phone3, &["dien thoai 3", "so dien thoai 3", "sdt 3", "sdt3", "phone 3", "phone number 3", "mobile 3"]),
    fact(Fact::Email, &["e mail", "mail", "email address", "thu dien tu", "dia chi email", "hop thu"]),
    fact(Fact::Subject, &["tieu de", "chu de", "nhu cau", "title", "demand"]),
    fact(Fact::Gender, &["gioi tinh", "phai", "sex"]),
    fact(Fact::BirthDate, &["ngay sinh", "sinh nhat", "birthday", "date of birth", "dob"]),
    fact(Fact::IdentityNumber, &["cccd", "so cccd", "cmnd", "so cmnd", "cmnd cccd", "cccd cmnd", "can cuoc", "can cuoc cong dan", "identity card", "id card", "id number", "national id"]),
    fact(Fact::IdentityIssuedAt, &["noi cap", "noi cap cccd", "noi cap cmnd", "place of issue"]),
    fact(Fact::IdentityIssuedOn, &["ngay cap", "ngay cap cccd", "ngay cap cmnd", "date of issue", "issue date"]),
    fact(Fact::Passport, &["ho chieu", "so ho chieu", "passport number", "passport no"]),
    fact(Fact::Address, &["dia chi", "dia chi lien he", "street", "street address"]),
    fact(Fact::Province, &["tinh", "thanh pho", "tinh thanh", "tinh thanh pho", "tinh tp", "tp", "city", "province city", "city province"]),
    fact(Fact::District, &["quan", "huyen", "quan huyen"]),
    fact(Fact::Ward, &["phuong", "xa", "phuong xa", "xa phuong", "commune"]),
    fact(Fact::EstimatedClose, &["ngay du kien chot", "ngay chot du kien", "expected close", "close date"]),
    fact(Fact::Code, &["ma", "ma kh", "ma khach hang", "ma lead", "lead code", "customer code"]),
    fact(Fact::ContractNumber, &["so hop dong", "ma hop dong", "so hd", "contract", "contract no"]),
    fact(Fact::RefUrl, &["trang nguon", "landing page", "url", "link", "referrer"]),
    fact(Fact::HomePhone, &["dien thoai nha", "sdt nha", "dien thoai nha rieng", "dien thoai co dinh", "may ban", "home number", "landline"]),
    fact(Fact::Zalo, &["tai khoan zalo", "zalo account"]),
    fact(Fact::Facebook, &["fb", "tai khoan facebook", "link facebook", "facebook account"]),
    fact(Fact::ProjectCode, &["ma du an"]),
    fact(Fact::ProjectName, &["du an", "ten du an", "project"]),
    fact(Fact::UtmSource, &[]),
    fact(Fact::UtmMedium, &[]),
    fact(Fact::UtmCampaign, &[]),
    fact(Fact::UtmTerm, &[]),
    fact(Fact::UtmContent, &[]),
    known("stage_id", Column::Link(Link::Stage), &[]),
    known("reason_id", Column::Link(Link::Reason), &[]),
    known("agent_id", Column::Link(Link::Agent), &[]),
    known("group_id", Column::Link(Link::Group), &[]),
    known("service_id", Column::Link(Link::Service), &[]),
    known("campaign_id", Column::Link(Link::Campaign), &[]),
    known("source_id", Column::Link(Link::Source), &[]),
    known("source", Column::Source, &["nguon", "nguon khach", "nguon khach hang", "nguon lead", "kenh", "channel", "lead source"]),
    known("score", Column::Score, &["diem", "lead score"]),
    known("meeting_at", Column::MeetingAt, &["gio hen", "ngay hen", "lich hen", "meeting time", "meeting"]),
    known("label_ids", Column::Labels, &[]),
    known("after_day", Column::AfterDay, &[]),
    known("comment", Column::Comment, &["ghi chu", "binh luan", "noi dung", "comments", "note", "notes", "remark", "remarks", "loi nhan", "tin nhan", "message"]),
    known("extras", Column::Extras, &[]),
    own("list_id"),
    own("previous_stage_id"),
    own("converted"),
    own("converted_at"),
    own("converted_by_agent_id"),
    own("called_count"),
    own("last_call_at"),
    own("other_extras"),
];

/// Columns of names, known by these words alone; the others are headings under which people write such names, which are offered and not
/// believed: a status of another system would move leads.
#[rustfmt::skip]
pub const NAMED: &[Known] = &[
    known("stage", Column::Named(NameOf::Stage), &["trang thai", "giai doan", "tinh trang", "status", "lead status", "buoc"]),
    known("reason", Column::Named(NameOf::Reason), &["ly do", "ly do huy", "ly do that bai", "lost reason"]),
    known("agent", Column::Named(NameOf::Agent), &["nguoi phu trach", "nhan vien", "phu trach", "sale", "sales", "tu van vien", "nhan vien phu trach", "owner", "assignee", "assigned to", "email nhan vien"]),
    known("group", Column::Named(NameOf::Group), &["nhom", "team", "phong ban", "bo phan"]),
    known("service", Column::Named(NameOf::Service), &["dich vu", "san pham", "product"]),
    known("campaign", Column::Named(NameOf::Campaign), &["chien dich"]),
    known("labels", Column::Named(NameOf::Label), &["nhan", "the", "tag", "tags", "label"]),
    known("list", Column::Named(NameOf::List), &["danh sach", "tep khach hang"]),
];
