//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes as fields of `Settings`. A new
//! one is declared here, and is a line in the README's table.

use leadhub_wire::settings;

settings! {
    zone: TimeZone("the organisation's",
        "múi giờ để in và lọc thời gian; `UTC` thì chữ `Z` được in ra là đúng (X6)",
        "the zone that times are printed in and filters read in; `UTC` makes the printed `Z` true (X6)");
    default_service_id: Number("none",
        "dịch vụ của lead không nêu dịch vụ, nhóm hay người phụ trách (B6)",
        "the service of a lead that names neither service, group nor assignee (B6)");
    default_group_id: Number("none",
        "nhóm của lead đó (B6)",
        "its group (B6)");
    default_assignee_id: Number("none",
        "người phụ trách lead đó (B6)",
        "its assignee (B6)");
    email_names_requester: YesNo(true,
        "lead có e-mail đã biết là của khách hàng có e-mail đó, dù số điện thoại của lead là số mới (B38)",
        "a lead whose e-mail is known is that requester's even when its phone is new (B38)");
    explain_errors: YesNo(false,
        "lý do của lỗi 400 cũng nằm trong nội dung trả lời, ở `message` (B12)",
        "the reason of a 400 stands in its body too, as `message` (B12)");
    show_assignee_contacts: YesNo(false,
        "chi tiết lead hiện e-mail và số điện thoại của người phụ trách (B23)",
        "the detail shows the assignee's e-mail and phone (B23)");
}
