//! What the page of one's own password says.
//! What is wrong with a password is said by the verb.

crate::words! {
    TITLE: "Mật khẩu", "Password";
    FIRST: "Mật khẩu này do người khác đặt. Đặt mật khẩu của riêng bạn để bắt đầu.", "This password was given by somebody else. Set your own to begin.";
    OLD: "Mật khẩu đang dùng", "Current password";
    NEW: "Mật khẩu mới", "New password";
    HINT: "Ít nhất 10 ký tự.", "At least 10 characters.";
    CHANGE: "Đổi mật khẩu", "Change password";
    WRONG: "Mật khẩu đang dùng không đúng.", "The current password is wrong.";
}
