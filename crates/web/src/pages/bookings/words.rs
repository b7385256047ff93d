//! What the page of bookings says.
//! Branches are the organisation's own words.

crate::words! {
    TITLE: "Lịch hẹn", "Bookings";
    DAY_VIEW: "Ngày", "Day";
    WEEK_VIEW: "Tuần", "Week";
    CHOOSE_DAY: "Chọn ngày", "Choose a day";
    SHOW: "Xem", "Show";
    EARLIER: "Trước", "Earlier";
    LATER: "Sau", "Later";
    NONE: "Không có lịch hẹn", "No bookings";
    NONE_ADVICE: "Đặt hẹn từ trang của khách, phím B.", "Make one from a lead's page, key B.";
    TO_LEADS: "Đến danh sách khách", "To the leads";
    OPEN: "Sắp tới", "To come";
    DONE: "Đã đến", "Done";
    CANCELLED: "Đã huỷ", "Cancelled";
    SET_DONE: "Đã đến", "Done";
    SET_CANCELLED: "Huỷ", "Cancel";
}
