//! What a refusal of the core says to people: which field, what is wrong, what to do, in the language of the page.
//! Called wherever a page shows a refusal; the core's own sentences are for programs and logs.

use crate::language::{Language, Word};
use leadhub_model::{Field, LeadError, Refusal, RefusalReason, Resource};

crate::words! {
    GONE_LEAD: "Khách này không còn, hoặc không thuộc nhóm của bạn.", "This lead is gone, or belongs to another group.";
    GONE: "Không còn nữa. Tải lại trang.", "It is gone. Reload the page.";
    STALE: "Người khác vừa sửa khách này. Tải lại để xem, rồi làm lại.", "Somebody else changed this lead. Reload to see it, then do it again.";
    FORBIDDEN: "Bạn không có quyền làm việc này.", "You may not do this.";
    BUSY: "Máy chủ đang bận, chưa có gì thay đổi. Thử lại sau ít giây.", "The server is busy, nothing was changed. Try again in a few seconds.";
    UNKNOWN_OUTCOME: "Mất kết nối khi đang ghi: tải lại trang để xem đã ghi chưa.", "The connection was lost while writing: reload to see whether it was done.";
    FAULT: "Có lỗi ở máy chủ (mã {}).", "Something went wrong on the server (code {}).";
    BOOKED: "Khách đã có lịch hẹn {} còn hiệu lực. Sửa hoặc huỷ lịch đó trước.", "The person has the booking {} in effect. Change or cancel it first.";
    MISSING: "{}: cần có", "{}: is needed";
    UNKNOWN: "{}: không có trong danh mục", "{}: is not in the list";
    TAKEN: "{}: đã có rồi", "{}: is taken";
    WRONG: "{}: chưa đúng", "{}: is not right";
    FIELD_REASON: "Lý do", "Reason";
    FIELD_STAGE: "Giai đoạn", "Stage";
    FIELD_AGENT: "Người phụ trách", "Assignee";
    FIELD_LABEL: "Nhãn", "Label";
    FIELD_PHONE: "Điện thoại", "Phone";
    FIELD_EMAIL: "E-mail", "E-mail";
    FIELD_BOOKED_AT: "Ngày hẹn", "Day";
    FIELD_COMPANY: "Chi nhánh", "Branch";
    FIELD_BRAND: "Thương hiệu", "Brand";
    FIELD_PASSWORD: "Mật khẩu mới", "New password";
    FIELD_OLD_PASSWORD: "Mật khẩu cũ", "Old password";
    FIELD_NAME: "Tên", "Name";
    FIELD_ZONE: "Múi giờ", "Time zone";
    FIELD_LANGUAGE: "Ngôn ngữ", "Language";
    FIELD_ROLE: "Quyền", "Role";
    FIELD_LIST: "Danh sách", "List";
    FIELD_CAMPAIGN: "Chiến dịch", "Campaign";
    HERE_MISSING: "Cần điền.", "Is needed.";
    HERE_UNKNOWN: "Không có trong danh mục.", "Is not in the list.";
    HERE_TAKEN: "Đã có rồi.", "Is taken.";
    HERE_LONG: "Dài quá {} ký tự.", "Has more than {} characters.";
    HERE_WRONG: "Chưa đúng: {}", "Is not right: {}";
    STILL_ACTIVE: "{}: đang chạy, hãy dừng trước", "{}: is running, stop it first";
}

pub fn refusal(error: &LeadError, language: Language) -> String {
    match error {
        LeadError::Refused(refusal) => {
            let lines = refusal.all().map(|(field, why)| fault(field, why, language));
            lines.collect::<Vec<_>>().join(" · ")
        }
        LeadError::BookingInEffect { codes, .. } => BOOKED.with(language, codes),
        LeadError::NotFound(Resource::Lead) => GONE_LEAD.say(language).to_owned(),
        LeadError::NotFound(_) => GONE.say(language).to_owned(),
        LeadError::Stale(_) => STALE.say(language).to_owned(),
        LeadError::Forbidden(_) => FORBIDDEN.say(language).to_owned(),
        LeadError::Internal(fault) => FAULT.with(language, fault),
        LeadError::OutcomeUnknown => UNKNOWN_OUTCOME.say(language).to_owned(),
        _ => BUSY.say(language).to_owned(),
    }
}

/// What is wrong with a field of a form, said beside it under its own label.
pub fn beside(refused: Option<&Refusal>, is_it: impl Fn(Field) -> bool, language: Language) -> Option<String> {
    let (_, why) = refused.into_iter().flat_map(Refusal::all).find(|(field, _)| is_it(*field))?;
    Some(match why {
        RefusalReason::Missing => HERE_MISSING.say(language).to_owned(),
        RefusalReason::Unknown => HERE_UNKNOWN.say(language).to_owned(),
        RefusalReason::Taken => HERE_TAKEN.say(language).to_owned(),
        RefusalReason::TooLong { max } => HERE_LONG.with(language, &max.to_string()),
        other => HERE_WRONG.with(language, other.to_string().trim_start_matches([':', ' '])),
    })
}

/// What is wrong with none of the fields of a form, said above them.
pub fn above(refused: Option<&Refusal>, is_field: impl Fn(Field) -> bool, language: Language) -> Option<String> {
    let all = refused.into_iter().flat_map(Refusal::all).filter(|(field, _)| !is_field(*field));
    let lines: Vec<String> = all.map(|(field, why)| fault(field, why, language)).collect();
    (!lines.is_empty()).then(|| lines.join(" · "))
}

/// One field that was refused.
pub fn fault(field: Field, why: &RefusalReason, language: Language) -> String {
    let name = field_word(field).map_or_else(|| field.to_string(), |word: Word| word.say(language).to_owned());
    let word = match why {
        RefusalReason::Missing => MISSING,
        RefusalReason::Unknown => UNKNOWN,
        RefusalReason::Taken => TAKEN,
        RefusalReason::StillActive => STILL_ACTIVE,
        _ => WRONG,
    };
    let text = word.with(language, &name);
    match why {
        // The core says in English what would fit: better that than nothing.
        RefusalReason::Unfit(what) => format!("{text} ({what})"),
        _ => text,
    }
}

fn field_word(field: Field) -> Option<Word> {
    Some(match field {
        Field::Reason => FIELD_REASON,
        Field::Stage => FIELD_STAGE,
        Field::Agent => FIELD_AGENT,
        Field::Label => FIELD_LABEL,
        Field::Fact(leadhub_model::Fact::Phone) => FIELD_PHONE,
        Field::Fact(leadhub_model::Fact::Email) => FIELD_EMAIL,
        Field::Fact(leadhub_model::Fact::Name) | Field::Name => FIELD_NAME,
        Field::BookedAt => FIELD_BOOKED_AT,
        Field::Company => FIELD_COMPANY,
        Field::Brand => FIELD_BRAND,
        Field::Password => FIELD_PASSWORD,
        Field::List => FIELD_LIST,
        Field::Campaign => FIELD_CAMPAIGN,
        Field::OldPassword => FIELD_OLD_PASSWORD,
        Field::Zone => FIELD_ZONE,
        Field::Language => FIELD_LANGUAGE,
        Field::Role => FIELD_ROLE,
        _ => return None,
    })
}
