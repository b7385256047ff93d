//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes as fields of `Settings`. A new
//! one is one line, and one in the README's table.

use leadhub_wire::settings;

settings! {
    zone: TimeZone("the organisation's", "the zone that times are printed in and filters read in; `UTC` makes the printed `Z` true (X6)");
    default_service_id: Number("none", "the service of a lead that names neither service, group nor assignee (B6)");
    default_group_id: Number("none", "its group (B6)");
    default_assignee_id: Number("none", "its assignee (B6)");
    email_names_requester: YesNo(true, "a lead whose e-mail is known is that requester's even when its phone is new (B38)");
    explain_errors: YesNo(false, "the reason of a 400 stands in its body too, as `message` (B12)");
    show_assignee_contacts: YesNo(false, "the detail shows the assignee's e-mail and phone (B23)");
}
