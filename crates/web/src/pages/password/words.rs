//! What the page of one's own account says: password and sessions.
//! What is wrong with a password is said by the verb.

crate::words! {
    TITLE: "Mật khẩu", "Password";
    FIRST: "Mật khẩu này do người khác đặt. Đặt mật khẩu của riêng bạn để bắt đầu.", "This password was given by somebody else. Set your own to begin.";
    OLD: "Mật khẩu đang dùng", "Current password";
    NEW: "Mật khẩu mới", "New password";
    HINT: "Ít nhất 10 ký tự. Đổi xong thì mọi nơi khác bị đăng xuất.", "At least 10 characters. Once it is changed you are signed out everywhere else.";
    CHANGE: "Đổi mật khẩu", "Change password";
    CHANGED: "Đã đổi mật khẩu.", "The password was changed.";
    WRONG: "Mật khẩu đang dùng không đúng.", "The current password is wrong.";
    SESSIONS: "Nơi đang đăng nhập", "Where you are signed in";
    DEVICE: "Thiết bị", "Device";
    SINCE: "Đăng nhập lúc", "Signed in";
    SEEN: "Dùng lần cuối", "Last seen";
    HERE: "Nơi này", "This one";
    UNKNOWN_DEVICE: "Không rõ", "Unknown";
    SIGN_OUT_ELSEWHERE: "Đăng xuất mọi nơi khác", "Sign out everywhere else";
    NOWHERE_ELSE: "Bạn không đăng nhập ở nơi nào khác.", "You are signed in nowhere else.";
    SIGNED_OUT: "Đã đăng xuất khỏi những nơi khác.", "You are signed out everywhere else.";
}
