//! What the sign-in page says.
//! The same sentence for an unknown organisation, an unknown name and a wrong password.

crate::words! {
    TITLE: "Đăng nhập", "Sign in";
    LEAD: "Khách tiềm năng của mọi kênh, ở một nơi.", "The leads of every channel, in one place.";
    ORGANISATION: "Tổ chức", "Organisation";
    ORGANISATION_HINT: "Tên trong đường dẫn, ví dụ: acme", "Its name in addresses, such as: acme";
    NAME: "Tên đăng nhập", "User name";
    PASSWORD: "Mật khẩu", "Password";
    SUBMIT: "Đăng nhập", "Sign in";
    WRONG: "Tổ chức, tên hoặc mật khẩu không đúng. Quên mật khẩu thì nhờ quản lý đặt lại.", "Organisation, name or password is wrong. If you forgot it, ask your manager to set a new one.";
    WAIT: "Sai nhiều lần. Đợi {} giây rồi thử lại.", "Too many wrong tries. Wait {} seconds, then try again.";
    ENDED: "Phiên làm việc đã hết. Đăng nhập để làm tiếp; những gì đang gõ được giữ lại.", "Your session has ended. Sign in to go on; what you were typing is kept.";
}
