//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes as fields of `Settings`. A new
//! one is declared here, and is a line in the README's table.

use leadhub_wire::settings;

settings! {
    brand_id: Number("the organisation's first",
        "thương hiệu mà tích hợp làm việc cho; tích hợp chỉ biết chi nhánh và bảng giá của thương hiệu này (A19)",
        "the brand it speaks for; its branches and price lists are the ones it knows (A19)");
    validation: Word(&["documented", "as_deployed"],
        "`as_deployed`: chỉ bắt buộc những gì hệ thống đang chạy của nhà cung cấp thật sự kiểm tra, và số điện thoại của lịch hẹn chỉ gồm chữ số, mười chữ số nếu ở Việt Nam (A3, P1)",
        "`as_deployed`: only what the deployed vendor enforces is required, and a booking's phone is digits only, ten of them in Việt Nam (A3, P1)");
    base_url: Text("http://localhost:13000",
        "phần đầu của các đường dẫn được trả về (K11)",
        "what links begin with (K11)");
    booking_code_dated: YesNo(false,
        "mã có dạng `BOOK-YYMMDD-NNNNN`, số cuối có ít nhất năm chữ số (K12)",
        "codes are `BOOK-YYMMDD-NNNNN`, the number with five digits at least (K12)");
    match_external_ids: YesNo(false,
        "`state_id`, `district_id`, `source_id` được tìm trước tiên trong các tên bên ngoài của tổ chức, thuộc loại `state`, `district`, `source` (A7)",
        "`state_id`, `district_id`, `source_id` are first looked up among the organisation's external names of kind `state`, `district`, `source` (A7)");
    call_types: Text("4=Xác nhận lịch hẹn; 5=Chăm sóc sau dịch vụ; 6=Hẹn lịch tái khám; 7=Hỏi khách hàng thêm thông tin",
        "các loại cuộc gọi, mỗi loại viết `id=tên`, cách nhau bằng `;` (K17)",
        "the types of phone calls, `id=name` each, with `;` between (K17)");
    newer_keys: YesNo(false,
        "trả lời cho lead vừa tạo có thêm `customer_portrait`, `id_lead`, `link_lead_detail` (A10)",
        "the answer to a created lead also has `customer_portrait`, `id_lead`, `link_lead_detail` (A10)");
}
