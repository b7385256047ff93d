//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes. A new one is one line,
//! and one in the README's table.

use leadhub_wire::settings;

settings! {
    BRAND: Number("brand_id", "the organisation's first", "the brand it speaks for; its branches and price lists are the ones it knows (A19)");
    VALIDATION: Word("validation", &["documented", "as_deployed"], "`as_deployed`: only what the deployed vendor enforces is required, and a booking's phone is digits only, ten of them in Việt Nam (A3, P1)");
    BASE_URL: Text("base_url", "http://localhost:13000", "what links begin with (K11)");
    BOOKING_CODE_DATED: YesNo("booking_code_dated", false, "codes are `BOOK-YYMMDD-NNNNN`, the number with five digits at least (K12)");
    MATCH_EXTERNAL_IDS: YesNo("match_external_ids", false, "`state_id`, `district_id`, `source_id` are first looked up among the organisation's external names of kind `state`, `district`, `source` (A7)");
    CALL_TYPES: Text("call_types", "4=Xác nhận lịch hẹn; 5=Chăm sóc sau dịch vụ; 6=Hẹn lịch tái khám; 7=Hỏi khách hàng thêm thông tin", "the types of phone calls, `id=name` each, with `;` between (K17)");
    NEWER_KEYS: YesNo("newer_keys", false, "the answer to a created lead also has `customer_portrait`, `id_lead`, `link_lead_detail` (A10)");
}
