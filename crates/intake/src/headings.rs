//! Which column a heading is: by the table of `columns`, or by its parts where every word of it says the same thing, so that `Số DĐ của
//! khách` needs no line of its own. Used by `csv_rows` for a file, and by doors that bring rows of their own.

use crate::columns::{COLUMNS, CUSTOM, Column, KEPT_ASIDE, LEFT_OUT, NAMED, REFUSALS};
use leadhub_model::text::fold;
use leadhub_model::{CustomFieldId, Fact};

/// Any of these says who the lead is.
pub const IDENTITY: [Fact; 3] = [Fact::Name, Fact::Phone, Fact::Email];

/// Headings that only files of advertising platforms have: the campaign of such a file is one of theirs.
const OF_ADS: &[&str] =
    &["ad id", "ad name", "adset id", "adset name", "form id", "form name", "campaign name", "is organic"];

/// Words that add nothing to whose phone, name or e-mail it is.
const FILLERS: &[&str] = &[
    "so", "cua", "khach", "hang", "kh", "nguoi", "mua", "dat", "quy", "ban", "chinh", "the", "of", "your", "customer",
    "client", "lead", "contact", "primary", "main", "number", "no", "num", "value", "lien", "he", "lac", "1", "bat",
    "buoc", "required",
];
const PHONE_WORDS: &[&str] = &[
    "dien",
    "thoai",
    "sdt",
    "s",
    "d",
    "t",
    "dt",
    "dtdd",
    "dd",
    "di",
    "dong",
    "mobile",
    "phone",
    "cell",
    "cellphone",
    "tel",
    "telephone",
    "zalo",
    "2",
    "3",
];
const PHONE_CORES: &[&str] = &[
    "dien thoai",
    "sdt",
    "s d t",
    "dt",
    "dtdd",
    "di dong",
    "so dd",
    "mobile",
    "phone",
    "cell",
    "cellphone",
    "tel",
    "telephone",
    "so lien he",
    "so lien lac",
    "contact number",
    "contact no",
];
const NAME_WORDS: &[&str] = &["ho", "va", "ten", "name", "full", "fullname", "display", "day", "du"];
const EMAIL_WORDS: &[&str] = &["e", "mail", "email", "gmail", "address", "dia", "chi", "from", "thu", "hop"];

/// How sure it is what a heading means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Table,
    Parts,
}

/// Which column each heading is, as they stand in a file: trimmed and in lower case. Refuses a custom field without number.
pub fn columns_of(header: &[String]) -> Result<Vec<Column>, String> {
    let is_of_ads = header.iter().any(|heading| OF_ADS.contains(&spoken(heading).as_str()));
    let found: Vec<(Column, By)> = header.iter().map(|heading| recognise(heading)).collect::<Result<_, _>>()?;
    let mut taken: Vec<Column> = found.iter().filter(|(_, by)| *by == By::Table).map(|(column, _)| *column).collect();
    let mut columns = Vec::with_capacity(found.len());
    for (column, by) in found {
        let column = match (column, by) {
            (Column::Link(_), _) if is_of_ads => Column::Aside,
            (column, By::Table) => column,
            (column, By::Parts) => {
                let free = next_of(column).into_iter().find(|column| !taken.contains(column));
                let free = free.unwrap_or(Column::Aside);
                taken.push(free);
                free
            }
        };
        columns.push(column);
    }
    Ok(columns)
}

/// Where a column that was known by its parts may go when others took its place.
fn next_of(column: Column) -> Vec<Column> {
    let phones = [Fact::Phone, Fact::Phone2, Fact::Phone3].map(Column::Fact);
    match phones.iter().position(|phone| *phone == column) {
        Some(at) => phones.into_iter().skip(at).collect(),
        None => vec![column],
    }
}

/// The column of names that a heading may well be, for somebody to say yes to.
pub fn suggestion(heading: &str) -> Option<&'static str> {
    let words = spoken(heading);
    NAMED.iter().find(|known| known.also.contains(&words.as_str())).map(|known| known.name)
}

/// What one heading is by itself.
pub fn column_of(heading: &str) -> Result<Column, String> {
    recognise(heading).map(|(column, _)| column)
}

fn recognise(heading: &str) -> Result<(Column, By), String> {
    if let Some(field) = heading.strip_prefix(CUSTOM) {
        let say = |_| format!("'{heading}' names no custom field: write its number, as in {CUSTOM}12");
        return field.trim().parse().map(|field| (Column::Custom(CustomFieldId(field)), By::Table)).map_err(say);
    }
    if REFUSALS.contains(&heading) {
        return Ok((Column::Refusal, By::Table));
    }
    if heading.starts_with(KEPT_ASIDE) {
        return Ok((Column::Aside, By::Table));
    }
    if heading.starts_with(LEFT_OUT) {
        return Ok((Column::Refusal, By::Table));
    }
    if let Some(known) = COLUMNS.iter().chain(NAMED).find(|known| known.name == heading) {
        return Ok((known.column, By::Table));
    }
    let words = spoken(heading);
    if let Some(column) = in_table(&words) {
        return Ok((column, By::Table));
    }
    let outside = spoken(heading.split(['(', '[', '（']).next().unwrap_or_default());
    let shorter = [" cua khach hang", " khach hang", " cua khach", " kh", " bat buoc", " required"];
    let shortened = shorter.iter().find_map(|tail| outside.strip_suffix(tail));
    let by_parts = || by_parts(&outside).or_else(|| shortened.and_then(in_table)).or_else(|| in_table(&outside));
    let comment = || outside.starts_with("ghi chu").then_some(Column::Comment);
    Ok((by_parts().or_else(comment).unwrap_or(Column::Aside), By::Parts))
}

fn in_table(words: &str) -> Option<Column> {
    let written = words.replace(' ', "_");
    let is_it = |known: &&crate::columns::Known| known.also.contains(&words) || known.name == written;
    COLUMNS.iter().filter(|known| known.column != Column::Own).find(is_it).map(|known| known.column)
}

/// Phone, name or e-mail when no word says anything else.
fn by_parts(words: &str) -> Option<Column> {
    let parts: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let only = |own: &[&str]| parts.iter().all(|word| own.contains(word) || FILLERS.contains(word));
    let has = |word: &str| parts.contains(&word);
    let spaced = format!(" {words} ");
    if only(PHONE_WORDS) && PHONE_CORES.iter().any(|core| spaced.contains(&format!(" {core} "))) {
        return Some(Column::Fact(match (has("2"), has("3")) {
            (true, _) => Fact::Phone2,
            (_, true) => Fact::Phone3,
            _ => Fact::Phone,
        }));
    }
    if only(EMAIL_WORDS) && (has("email") || has("mail") || has("gmail")) {
        return Some(Column::Fact(Fact::Email));
    }
    (only(NAME_WORDS) && (has("ten") || has("name") || has("fullname"))).then_some(Column::Fact(Fact::Name))
}

/// A heading as it would be said: `Tỉnh/Thành phố (*)` is `tinh thanh pho`, `Phone_Number` is `phone number`.
fn spoken(heading: &str) -> String {
    let words = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    fold(&fold(heading).chars().map(words).collect::<String>())
}

/// Whether a column says who the lead is.
pub fn is_identity(column: Column) -> bool {
    matches!(column, Column::FamilyName | Column::GivenName)
        || IDENTITY.iter().any(|fact| column == Column::Fact(*fact))
}

/// So many headings are quoted, each with so many characters.
const QUOTED_NAMES: usize = 20;
const QUOTED_LENGTH: usize = 50;

/// Refuses a header without a name, phone or e-mail, and one in which two columns are the same.
pub fn check_header(header: &[String]) -> Result<(), String> {
    let columns = columns_of(header)?;
    if !columns.iter().any(|column| is_identity(*column)) {
        let names = quoted(header);
        return Err(format!("the header has no column phone, email or name, which say who a lead is: it has {names}"));
    }
    for (at, column) in columns.iter().enumerate() {
        let name = |at: usize| header.get(at).map(String::as_str).unwrap_or_default();
        let is_same = |before: &usize| match column {
            Column::Own | Column::Refusal | Column::Aside => false,
            column => columns.get(*before) == Some(column),
        };
        if let Some(before) = (0..at).find(is_same) {
            return Err(format!(
                "the columns '{}' and '{}' are the same to a lead: rename or remove one",
                name(before),
                name(at)
            ));
        }
    }
    Ok(())
}

/// The first headings, shortened: a file's own text may have no end, and every refused row repeats it.
fn quoted(header: &[String]) -> String {
    let names = header.iter().take(QUOTED_NAMES).map(|name| match name.char_indices().nth(QUOTED_LENGTH) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.clone(),
    });
    let names = names.collect::<Vec<_>>().join(", ");
    match header.len().checked_sub(QUOTED_NAMES) {
        Some(more) if more > 0 => format!("{names} and {more} more"),
        _ => names,
    }
}

/// The headings that nobody knows here, whose cells are kept with the lead under those names.
pub fn kept_aside(header: &[String]) -> Vec<&str> {
    let exported = is_export(header);
    let columns = columns_of(header).unwrap_or_default();
    let is_aside = |(_, column): &(&String, &Column)| match column {
        Column::Own => !exported,
        column => **column == Column::Aside,
    };
    let aside = header.iter().zip(&columns).filter(is_aside).map(|(heading, _)| heading.as_str());
    let aside = aside.map(|heading| heading.strip_prefix(KEPT_ASIDE).unwrap_or(heading));
    aside.filter(|heading| !heading.is_empty()).collect()
}

/// Whether the header is an export's: it has every column that only an export has.
pub fn is_export(header: &[String]) -> bool {
    let mut own = COLUMNS.iter().filter(|known| known.column == Column::Own);
    own.all(|known| header.iter().any(|heading| heading == known.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(headings: &[&str]) -> Vec<Column> {
        let header: Vec<String> = headings.iter().map(|heading| heading.to_lowercase()).collect();
        columns_of(&header).unwrap()
    }

    #[test]
    fn people_name_a_phone_in_many_ways() {
        for heading in [
            "Điện thoại di động",
            "ĐT di động",
            "SĐT Zalo",
            "SĐT KH",
            "Số liên hệ",
            "S.Đ.T",
            "Số DĐ",
            "Điện thoại khách hàng",
            "Mobile No.",
            "Mobile Phone Number",
            "Cell",
            "Contact Number",
            "Phone 1 - Value",
            "Số điện thoại (*)",
            "Số điện thoại của khách",
            "Phone_Number",
            "ĐIỆN THOẠI",
            "Sđt người mua",
            "Cell phone",
        ] {
            assert_eq!(all(&[heading]), [Column::Fact(Fact::Phone)], "{heading}");
        }
        for heading in
            ["Phone 1 - Type", "Loại điện thoại", "SĐT người giới thiệu", "Điện thoại nhân viên", "Số lượng", "Số"]
        {
            assert_eq!(all(&[heading]), [Column::Aside], "{heading}");
        }
        assert_eq!(all(&["Zalo"]), [Column::Fact(Fact::Zalo)]);
        assert_eq!(all(&["SĐT Zalo", "SĐT"]), [Column::Fact(Fact::Phone2), Column::Fact(Fact::Phone)]);
        assert_eq!(all(&["Phone 2 - Value"]), [Column::Fact(Fact::Phone2)]);
    }

    #[test]
    fn people_name_a_name_and_an_address_of_mail_in_many_ways() {
        for heading in ["Họ và tên khách", "Tên người mua", "Contact Name", "Họ tên (họ, tên đệm, tên)", "Display Name"]
        {
            assert_eq!(all(&[heading]), [Column::Fact(Fact::Name)], "{heading}");
        }
        for heading in ["E-mail 1 - Value", "Email From", "Địa chỉ e-mail", "Email khách hàng", "Gmail"] {
            assert_eq!(all(&[heading]), [Column::Fact(Fact::Email)], "{heading}");
        }
        for heading in ["Tên sản phẩm", "Ad name", "Company Name", "E-mail 2 - Value", "Email 1 - Type"] {
            assert_eq!(all(&[heading]), [Column::Aside], "{heading}");
        }
        assert_eq!(all(&["First Name", "Last Name"]), [Column::GivenName, Column::FamilyName]);
        assert_eq!(all(&["Ghi chú (nhu cầu, giờ gọi)"]), [Column::Comment]);
    }

    #[test]
    fn the_campaign_of_an_advertiser_is_not_ours() {
        assert_eq!(all(&["campaign_id", "campaign_name"]), [Column::Aside, Column::Aside]);
        assert!(matches!(all(&["campaign_id", "phone"])[0], Column::Link(_)));
    }
}
