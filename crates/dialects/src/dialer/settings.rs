//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes as fields of `Settings`. A new
//! one is declared here, and is a line in the README's table.

use leadhub_wire::settings;

settings! {
    create_status_201: YesNo(false,
        "`POST /v3/lead` trả lời 201 thay vì 200 (T10)",
        "`POST /v3/lead` answers 201 instead of 200 (T10)");
    corrected_phone_pattern: YesNo(false,
        "`POST /v3/lead` nhận số theo đúng ý của mẫu trong tài liệu, `^(\\+?84|0)[35789][0-9]{8}$`, và in mẫu này khi báo lỗi (P3)",
        "`POST /v3/lead` takes what the documented pattern was meant to say, `^(\\+?84\\|0)[35789][0-9]{8}$`, and prints that pattern in its error (P3)");
    zone: TimeZone("Asia/Ho_Chi_Minh",
        "múi giờ để in thời gian (X6)",
        "the zone that times are printed in (X6)");
}
