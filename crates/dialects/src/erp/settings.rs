//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes as fields of `Settings`. A new
//! one is one line, and one in the README's table.

use leadhub_wire::settings;

settings! {
    brand_id: Number("the organisation's first", "the brand it speaks for; its branches and price lists are the ones it knows (A19)");
    validation: Word(&["documented", "as_deployed"], "`as_deployed`: only what the deployed vendor enforces is required, and a booking's phone is digits only, ten of them in Việt Nam (A3, P1)");
    base_url: Text("http://localhost:13000", "what links begin with (K11)");
    booking_code_dated: YesNo(false, "codes are `BOOK-YYMMDD-NNNNN`, the number with five digits at least (K12)");
    match_external_ids: YesNo(false, "`state_id`, `district_id`, `source_id` are first looked up among the organisation's external names of kind `state`, `district`, `source` (A7)");
    call_types: Text("4=Xác nhận lịch hẹn; 5=Chăm sóc sau dịch vụ; 6=Hẹn lịch tái khám; 7=Hỏi khách hàng thêm thông tin", "the types of phone calls, `id=name` each, with `;` between (K17)");
    newer_keys: YesNo(false, "the answer to a created lead also has `customer_portrait`, `id_lead`, `link_lead_detail` (A10)");
}
