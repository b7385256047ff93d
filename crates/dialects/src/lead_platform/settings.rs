//! The settings of an integration that speaks this wire: declared here, read by the mapping and the routes as fields of `Settings`. A new
//! one is declared here, and is a line in the README's table.

use leadhub_wire::settings;

settings! {
    list_id: Number("none",
        "số của danh sách mà lead mới được đưa vào (L19)",
        "the number of the list that new leads go into (L19)");
}
