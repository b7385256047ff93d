//! What the overview says.
//! Stages, users and groups are the organisation's own words.

crate::words! {
    TITLE: "Tổng quan", "Overview";
    TODAY: "Hôm nay", "Today";
    LAST_DAYS: "{} ngày", "{} days";
    OWN_DAYS: "Chọn ngày", "Choose days";
    SINCE: "Từ ngày", "From";
    TO: "Đến ngày", "To";
    SHOW: "Xem", "Show";
    WRONG_DAYS: "Ngày đầu phải trước ngày cuối, nhiều nhất 366 ngày. Đang xem 7 ngày qua.", "The first day must come before the last, 366 days at most. These are the last 7 days.";
    EVERY_GROUP: "Mọi nhóm", "Every group";
    GROUP: "Nhóm", "Group";
    BEFORE: "So với {}", "Against {}";
    NOTHING_BEFORE: "kỳ trước không có", "nothing before";
    LEADS: "Khách vào", "Leads";
    FIRST_TOUCH: "Liên hệ lần đầu sau", "First contact after";
    UNTOUCHED: "{} chưa ai liên hệ", "{} not contacted";
    ALL_TOUCHED: "đã liên hệ hết", "all contacted";
    FASTER: "nhanh hơn {}", "{} faster";
    SLOWER: "chậm hơn {}", "{} slower";
    AS_BEFORE: "như kỳ trước", "as before";
    CONVERSION: "Tỉ lệ đạt", "Conversion";
    POINTS: "{} điểm", "{} points";
    BOOKINGS: "Có lịch hẹn", "Booked";
    BY_DAY: "Khách vào theo ngày và nguồn", "Leads by day and source";
    OTHER_SOURCES: "{} nguồn khác", "{} other sources";
    FUNNEL: "Đang ở giai đoạn", "Now in stage";
    SOURCES: "Theo nguồn", "By source";
    SOURCE: "Nguồn", "Source";
    CHANNELS: "Theo kênh", "By channel";
    CHANNEL: "Kênh", "Channel";
    AGENTS: "Theo người phụ trách", "By assignee";
    AGENT: "Phụ trách", "Assignee";
    NOBODY: "Chưa ai nhận", "Unassigned";
    CAME: "Khách", "Leads";
    CONTACTED: "Đã liên hệ", "Contacted";
    CONVERTED: "Đạt", "Converted";
    BOOKED: "Lịch hẹn", "Booked";
    NONE: "Không có khách nào vào những ngày này", "No leads came on these days";
    NONE_ADVICE: "Chọn khoảng ngày dài hơn, hoặc bỏ lọc nhóm.", "Choose more days, or take the group filter away.";
    MONTH: "Xem 30 ngày", "Show 30 days";
}
