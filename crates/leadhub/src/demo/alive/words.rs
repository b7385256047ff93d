//! Words that the demo's leads are made of, used by `plan`. Names are put together by chance, nobody is meant; no rule stands here,
//! and no name of somebody real may.

pub const SURNAMES: &[&str] = &[
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý",
];

pub const MIDDLES: &[&str] =
    &["Thị", "Văn", "Ngọc", "Minh", "Thanh", "Hồng", "Thu", "Quốc", "Đức", "Kim", "Phương", "Gia"];

pub const GIVEN: &[&str] = &[
    "Ánh", "Dũng", "Lan", "Hương", "Tuấn", "Linh", "Trang", "Hải", "Sơn", "Yến", "Bình", "Châu", "Đạt", "Giang",
    "Hạnh", "Khánh", "Long", "My", "Nam", "Oanh", "Phúc", "Quân", "Thảo", "Uyên", "Vy",
];

/// What a lead asks about.
pub const SUBJECTS: &[&str] = &[
    "Tư vấn nâng mũi cấu trúc",
    "Hỏi giá cắt mí",
    "Trẻ hoá da, muốn xem ưu đãi",
    "Niềng răng trả góp",
    "Trồng răng implant",
    "Tẩy trắng răng",
    "Đăng ký khám tổng quát",
    "Hỏi lịch bác sĩ cuối tuần",
];

pub const PROVINCES: &[&str] = &["Hà Nội", "Hồ Chí Minh", "Đồng Nai", "Đà Nẵng", "Hải Phòng", "Cần Thơ"];

/// After the first call.
pub const FIRST_CALLS: &[&str] = &[
    "Đã gọi, khách đang bận, hẹn gọi lại sau giờ làm.",
    "Khách quan tâm, muốn biết thêm về chi phí.",
    "Đã gửi bảng giá qua Zalo.",
    "Không nghe máy lần 1.",
    "Khách hỏi có trả góp không, đã tư vấn gói 6 tháng.",
    "Khách ở tỉnh, hỏi lịch khám chủ nhật.",
];

/// Some days later.
pub const LATER_CALLS: &[&str] = &[
    "Gọi lại, khách cần bàn thêm với gia đình.",
    "Khách so sánh với bên khác, đã gửi thêm hình trước sau.",
    "Không nghe máy lần 2, đã nhắn tin.",
    "Khách hẹn cuối tháng mới có thời gian.",
];

pub const BOOKED: &[&str] = &["Khách chốt lịch, nhắc trước một ngày.", "Đã đặt lịch, khách đi cùng người nhà."];

pub const REFUSED: &[&str] =
    &["Khách không còn nhu cầu.", "Gọi nhiều lần không liên lạc được.", "Ngân sách chưa phù hợp, hẹn dịp khác."];
