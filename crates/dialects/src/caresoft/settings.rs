//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes. A new one is one line,
//! and one in the README's table.

use leadhub_wire::settings;

settings! {
    ZONE: TimeZone("zone", "the organisation's", "the zone that times are printed in and filters read in; `UTC` makes the printed `Z` true (X6)");
    DEFAULT_SERVICE: Number("default_service_id", "none", "the service of a lead that names neither service, group nor assignee (B6)");
    DEFAULT_GROUP: Number("default_group_id", "none", "its group (B6)");
    DEFAULT_ASSIGNEE: Number("default_assignee_id", "none", "its assignee (B6)");
    EMAIL_NAMES_REQUESTER: YesNo("email_names_requester", true, "a lead whose e-mail is known is that requester's even when its phone is new (B38)");
    EXPLAIN_ERRORS: YesNo("explain_errors", false, "the reason of a 400 stands in its body too, as `message` (B12)");
    SHOW_ASSIGNEE_CONTACTS: YesNo("show_assignee_contacts", false, "the detail shows the assignee's e-mail and phone (B23)");
}
