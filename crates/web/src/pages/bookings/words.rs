//! What the page of bookings says.
//! Branches are the organisation's own words.

crate::words! {
    TITLE: "Lịch hẹn", "Bookings";
    DAY_VIEW: "Ngày", "Day";
    WEEK_VIEW: "Tuần", "Week";
    LIST_VIEW: "Danh sách", "List";
    CHOOSE_DAY: "Chọn ngày", "Choose a day";
    SHOW: "Xem", "Show";
    EARLIER: "Trước", "Earlier";
    LATER: "Sau", "Later";
    SHOWN: "Đang hiện {} lịch hẹn đầu.", "The first {} bookings are shown.";
    THE_REST: "Xem tiếp ở dạng danh sách", "Go on as a list";
    NONE: "Không có lịch hẹn", "No bookings";
    NONE_ADVICE: "Đặt hẹn từ trang của khách, phím B.", "Make one from a lead's page, key B.";
    TO_LEADS: "Đến danh sách khách", "To the leads";
    OPEN: "Sắp tới", "To come";
    DONE: "Đã đến", "Done";
    CANCELLED: "Đã huỷ", "Cancelled";
    SET_DONE: "Đã đến", "Done";
    SET_CANCELLED: "Huỷ", "Cancel";
    CANCEL_SURE: "Huỷ lịch hẹn này? Huỷ rồi thì không lấy lại được, phải đặt lịch mới.", "Cancel this booking? It cannot be taken back, only booked anew.";
    CANCEL_IT: "Huỷ lịch", "Cancel the booking";
    MOVE: "Dời", "Move";
    MOVE_TITLE: "Dời lịch hẹn: {}", "Move the booking: {}";
    NOW: "Đang hẹn {}", "Booked for {}";
    SET_MOVED: "Dời lịch", "Move the booking";
    MOVED: "Đã dời sang {}", "Moved to {}";
    SAID_DONE: "Đã ghi là khách đã đến", "Marked as done";
    SAID_CANCELLED: "Đã huỷ lịch hẹn", "Booking cancelled";
    ENDED: "Lịch này đã xong hoặc đã huỷ, không đổi được nữa.", "This booking is done or cancelled and changes no more.";
    OVERTAKEN: "Người khác vừa đổi lịch này. Xem giờ đang hẹn, rồi bấm lần nữa nếu vẫn muốn dời.", "Somebody else has just changed this booking. See when it is now, then press again if you still want to move it.";
}
