//! What the error page says: of each error what is wrong, and what to do.
//! Nothing here names a cause inside the program.

crate::words! {
    FORBIDDEN: "Bạn không được mở trang này", "You may not open this page";
    FORBIDDEN_ADVICE: "Nhờ quản lý cấp quyền, hoặc đăng nhập bằng tài khoản khác.", "Ask a manager for access, or sign in as somebody else.";
    NOT_FOUND: "Không tìm thấy", "Not found";
    NOT_FOUND_ADVICE: "Có thể khách đã bị xoá hoặc không thuộc nhóm của bạn. Kiểm tra đường dẫn, hoặc tìm theo tên.", "The lead may have been deleted, or belong to another group. Check the address, or search by name.";
    TOO_MANY: "Quá nhiều yêu cầu", "Too many requests";
    TOO_MANY_ADVICE: "Đợi một lát rồi tải lại trang.", "Wait a moment, then reload the page.";
    BUSY: "Máy chủ đang bận", "The server is busy";
    BUSY_ADVICE: "Chưa có gì được thay đổi. Trang này tự mở lại khi máy chủ sẵn sàng.", "Nothing was changed. This page opens again by itself when the server is ready.";
    UNREADABLE: "Yêu cầu không đọc được", "The request could not be read";
    UNREADABLE_ADVICE: "Quay lại trang trước, tải lại rồi thử lần nữa.", "Go back, reload the page and try once more.";
    FAULT: "Có lỗi ở máy chủ", "Something went wrong on the server";
    FAULT_ADVICE: "Thử lại. Nếu vẫn lỗi, gửi mã dưới đây cho người quản trị.", "Try again. If it stays, give the code below to your administrator.";
    CODE: "Mã yêu cầu", "Request code";
    HOME: "Về danh sách khách", "To the leads";
}
