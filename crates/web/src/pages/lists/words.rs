//! What the page of lists and campaigns says.
//! Names and kinds are the organisation's own words.

crate::words! {
    TITLE: "Danh sách và chiến dịch", "Lists and campaigns";
    CAMPAIGNS: "Chiến dịch", "Campaigns";
    LISTS: "Danh sách", "Lists";
    LISTS_OF: "Danh sách của {}", "Lists of {}";
    EVERY_CAMPAIGN: "Mọi chiến dịch", "Every campaign";
    NAME: "Tên", "Name";
    KIND: "Loại", "Kind";
    KIND_HINT: "Tuỳ đặt, ví dụ autodialer", "As you like, for example autodialer";
    DESCRIPTION: "Mô tả", "Description";
    CAMPAIGN: "Chiến dịch", "Campaign";
    STATE: "Trạng thái", "State";
    RUNNING: "Đang chạy", "Running";
    STOPPED: "Đã dừng", "Stopped";
    LEADS: "Khách", "Leads";
    PROGRESS: "Đã liên hệ", "Contacted";
    CONVERTED_OF: "{} đạt", "{} converted";
    UNTOUCHED: "Chưa liên hệ", "Not contacted";
    FILES: "Dòng từ tệp", "Rows of files";
    TAKEN_OF: "{} nhận", "{} taken";
    REFUSED: "{} hỏng", "{} refused";
    NO_FILES: "–", "–";
    ACTIONS: "Việc", "Actions";
    NEW_LIST: "Thêm danh sách", "Add a list";
    NEW_CAMPAIGN: "Thêm chiến dịch", "Add a campaign";
    ADD: "Thêm", "Add";
    RENAME: "Đổi tên", "Rename";
    START: "Chạy", "Start";
    STOP: "Dừng", "Stop";
    DELETE: "Xoá", "Delete";
    DELETE_LIST: "Xoá danh sách này cùng {} khách trong đó? Không hoàn tác được.", "Delete this list with the {} leads in it? This cannot be undone.";
    DELETE_CAMPAIGN: "Xoá chiến dịch này? Không hoàn tác được.", "Delete this campaign? This cannot be undone.";
    STILL_HOLDS: "Chiến dịch còn danh sách hoặc khách: hãy xoá hoặc chuyển chúng trước.", "The campaign still holds lists or leads: delete or move those first.";
    HOLDS_OTHERS: "Danh sách có khách của người khác: nhờ người thấy mọi khách xoá.", "The list holds leads of others: ask somebody who sees all leads.";
    OF_CAMPAIGN: "Danh sách", "Lists";
    NONE: "Chưa có danh sách nào", "No lists yet";
    NONE_ADVICE: "Danh sách gom khách để gọi; nó thuộc một chiến dịch. Tạo chiến dịch trước, rồi danh sách.", "A list gathers leads to call; it belongs to a campaign. Make a campaign first, then the list.";
    NO_CAMPAIGNS: "Chưa có chiến dịch nào", "No campaigns yet";
    MORE_THAN: "{}+", "{}+";
}
