//! `both_engines!`: one test body, two tests, `name::on_sqlite` and `name::on_postgres`.
//! Called by the tests of core and leadhub. It skips nothing: without a cluster the second test fails.

/// Runs a future to its end on a runtime of its own with two workers, as the server has more than one.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a tokio runtime")
        .block_on(future)
}

/// Turns each `async fn` or `fn` that takes a [`TestStore`](crate::TestStore) into a module with two tests.
///
/// `migrate` is a `fn(url: &str)`, named by a path that starts with `crate::` or an imported name; the store a
/// body gets is already migrated. A body may return a `Result`.
///
/// ```text
/// both_engines! {
///     migrate = crate::store::migrate;
///
///     /// An empty book has no lead.
///     async fn an_empty_book_has_no_lead(store: TestStore) {
///         let hub = Hub::open(store.url()).await.unwrap();
///         assert_eq!(hub.read(count).await.unwrap(), 0);
///     }
/// }
/// ```
#[macro_export]
macro_rules! both_engines {
    (@each $migrate:path;) => {};
    (@each $migrate:path;
        $(#[$attr:meta])* async fn $name:ident($store:ident: $kind:ty) $(-> $out:ty)? $body:block
        $($rest:tt)*
    ) => {
        $(#[$attr])*
        #[cfg(test)]
        mod $name {
            use super::*;
            async fn body($store: $kind) $(-> $out)? $body
            #[test]
            fn on_sqlite() $(-> $out)? {
                $crate::block_on(body($crate::TestStore::migrated($crate::Engine::Sqlite, $migrate)))
            }
            #[test]
            fn on_postgres() $(-> $out)? {
                $crate::block_on(body($crate::TestStore::migrated($crate::Engine::Postgres, $migrate)))
            }
        }
        $crate::both_engines!(@each $migrate; $($rest)*);
    };
    (@each $migrate:path;
        $(#[$attr:meta])* fn $name:ident($store:ident: $kind:ty) $(-> $out:ty)? $body:block
        $($rest:tt)*
    ) => {
        $(#[$attr])*
        #[cfg(test)]
        mod $name {
            use super::*;
            fn body($store: $kind) $(-> $out)? $body
            #[test]
            fn on_sqlite() $(-> $out)? {
                body($crate::TestStore::migrated($crate::Engine::Sqlite, $migrate))
            }
            #[test]
            fn on_postgres() $(-> $out)? {
                body($crate::TestStore::migrated($crate::Engine::Postgres, $migrate))
            }
        }
        $crate::both_engines!(@each $migrate; $($rest)*);
    };
    (migrate = $migrate:path; $($tests:tt)*) => {
        $crate::both_engines!(@each $migrate; $($tests)*);
    };
}
