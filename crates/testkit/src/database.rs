//! One database a test: cloned from a template that is built once, whichever process comes first.
//! Called by `TestStore`. Runs on a plain thread, as the blocking client must.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, Error, NoTls};

/// The address of a new database on which `migrate` has run.
pub(crate) fn create_migrated<M: Fn(&str)>(admin_url: &str, migrate: M) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);

    let mut admin = connect(admin_url);
    let template = template_name::<M>();
    if !exists(&mut admin, &template) {
        build_template(&mut admin, admin_url, &template, migrate);
    }
    let name = format!("leadhub_test_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    // A killed test of an earlier run may have had the same process id.
    run(&mut admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    with_database(admin_url, &name)
}

/// Drops the database of `url`, and whoever is still connected to it.
pub(crate) fn remove(admin_url: &str, url: &str) -> Result<(), Error> {
    let name = url.rsplit('/').next().unwrap_or_default();
    let name = name.split('?').next().unwrap_or_default();
    Client::connect(admin_url, NoTls)?.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
}

/// `admin_url` with another database.
pub(crate) fn with_database(admin_url: &str, name: &str) -> String {
    let (address, options) = match admin_url.split_once('?') {
        Some((address, options)) => (address, format!("?{options}")),
        None => (admin_url, String::new()),
    };
    let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
    format!("{server}/{name}{options}")
}

/// One template for each build of each test binary and each migration: a stale one is never cloned.
fn template_name<M>() -> String {
    let binary = env::current_exe().expect("the path of the test binary");
    let metadata = fs::metadata(&binary).expect("the test binary's metadata");
    let mut hasher = DefaultHasher::new();
    binary.hash(&mut hasher);
    metadata.len().hash(&mut hasher);
    metadata.modified().ok().hash(&mut hasher);
    std::any::type_name::<M>().hash(&mut hasher);
    format!("leadhub_template_{:016x}", hasher.finish())
}

/// Each test is a process of its own under nextest, so a lock of the cluster decides who builds. The name is given
/// at the end: a template that exists is whole.
fn build_template<M: Fn(&str)>(admin: &mut Client, admin_url: &str, template: &str, migrate: M) {
    admin
        .execute("SELECT pg_advisory_lock(hashtext($1))", &[&template])
        .expect("the lock under which a template is built");
    if !exists(admin, template) {
        let building = format!("{template}_building");
        run(admin, &format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)"));
        run(admin, &format!("CREATE DATABASE {building} TEMPLATE template0"));
        migrate(&with_database(admin_url, &building));
        run(admin, &format!("ALTER DATABASE {building} RENAME TO {template}"));
    }
    admin.execute("SELECT pg_advisory_unlock(hashtext($1))", &[&template]).expect("the lock given back");
}

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls)
        .unwrap_or_else(|error| panic!("no test cluster at {url}: {error}: run `cargo xtask test`"))
}

fn exists(admin: &mut Client, name: &str) -> bool {
    admin.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).expect("the list of databases").is_some()
}

fn run(admin: &mut Client, statement: &str) {
    admin.batch_execute(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_database_is_replaced_and_the_options_stay() {
        assert_eq!(with_database("postgres://u@h:1/postgres", "a"), "postgres://u@h:1/a");
        assert_eq!(
            with_database("postgres://u@h:1/postgres?sslmode=disable", "a"),
            "postgres://u@h:1/a?sslmode=disable"
        );
    }
}
