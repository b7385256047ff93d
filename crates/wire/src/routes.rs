//! A dialect's table of routes: builds its router and remembers what is in it, so that tests can ask for every route there is.
//! Used by each dialect's `routes()`; the front door takes the router.

use crate::dialect::AppState;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use http::Method;

/// One operation: its method and its path as the router spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    /// The path's segments; `None` stands for any.
    segments: Vec<Option<&'static str>>,
    /// How many of them are spelled out.
    spelled: usize,
}

impl Route {
    pub fn new(method: Method, path: &'static str) -> Route {
        let spelled_out = |segment: &'static str| Some(segment).filter(|segment| !segment.starts_with('{'));
        let segments: Vec<_> = path.split('/').map(spelled_out).collect();
        let spelled = segments.iter().flatten().count();
        Route { method, path, segments, spelled }
    }

    /// How many segments of the path are spelled out here; `None` where it does not fit.
    fn fit(&self, given: &[&str]) -> Option<usize> {
        let fits = |(wanted, given): (&Option<&str>, &&str)| wanted.is_none_or(|wanted| wanted == *given);
        // From the end, since routes begin alike.
        let fits = self.segments.len() == given.len() && self.segments.iter().zip(given).rev().all(fits);
        fits.then_some(self.spelled)
    }
}

/// A path as routes are compared with it; a slash at its end does not count.
fn segments(path: &str) -> Vec<&str> {
    path.strip_suffix('/').unwrap_or(path).split('/').collect()
}

/// The route that a request means, as its place in `routes`: of its method (HEAD is GET's), the one that fits the path most
/// exactly. The cost is a comparison of segments for each route.
pub fn find(routes: &[Route], method: &Method, path: &str) -> Option<usize> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let given = segments(path);
    let own = routes.iter().enumerate().filter(|(_, route)| route.method == method);
    let fitting = own.filter_map(|(at, route)| Some((route.fit(&given)?, at)));
    fitting.max_by_key(|(spelled, _)| *spelled).map(|(_, at)| at)
}

/// Routes on their way into a router.
pub struct Routes {
    router: Router<AppState>,
    listed: Vec<Route>,
}

impl Default for Routes {
    fn default() -> Self {
        Routes { router: Router::new(), listed: Vec::new() }
    }
}

impl Routes {
    /// Adds an operation. A path may be added once for each method.
    #[must_use]
    pub fn on<H: Handler<T, AppState>, T: 'static>(self, method: Method, path: &'static str, handler: H) -> Routes {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        let mut listed = self.listed;
        listed.push(Route::new(method, path));
        // One trailing slash too many is what clients get wrong most.
        let slashed = format!("{path}/");
        let router = self.router.route(path, on(filter, handler.clone())).route(&slashed, on(filter, handler));
        Routes { router, listed }
    }

    /// Changes the router as a whole: fallbacks and layers.
    #[must_use]
    pub fn with(self, change: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Routes {
        Routes { router: change(self.router), listed: self.listed }
    }

    /// Every operation that was added.
    pub fn listed(&self) -> &[Route] {
        &self.listed
    }

    /// How exactly a path fits one of the routes: the number of its segments that are spelled out there; `None` when it fits
    /// none. A trailing slash does not count.
    pub fn fit(&self, path: &str) -> Option<usize> {
        let given = segments(path);
        self.listed.iter().filter_map(|route| route.fit(&given)).max()
    }

    pub fn router(&self, app: AppState) -> Router {
        self.router.clone().with_state(app)
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, find, segments};
    use http::Method;

    #[test]
    fn a_request_means_the_route_of_its_method_that_fits_best() {
        let routes = [
            Route::new(Method::GET, "/{d}/lead/{id}"),
            Route::new(Method::GET, "/{d}/lead/status"),
            Route::new(Method::PUT, "/{d}/lead/{id}"),
        ];
        let means = |method, path| find(&routes, &method, path);
        assert_eq!(means(Method::GET, "/a/lead/status"), Some(1));
        assert_eq!(means(Method::HEAD, "/a/lead/7/"), Some(0));
        assert_eq!(means(Method::PUT, "/a/lead/status"), Some(2));
        assert_eq!(means(Method::DELETE, "/a/lead/7"), None);
        assert_eq!(means(Method::GET, "/a/leads"), None);
    }

    #[test]
    fn a_path_that_is_spelled_out_fits_better() {
        let fit = |template, path| Route::new(Method::GET, template).fit(&segments(path));
        assert!(fit("/{d}/lead/status", "/a/lead/status") > fit("/{d}/lead/{id}", "/a/lead/status"));
        assert_eq!(fit("/{d}/lead/{id}", "/a/lead/7/"), fit("/{d}/lead/{id}", "/a/lead/7"));
        assert!(fit("/{d}/lead/{id}", "/a/lead/7").is_some());
        assert_eq!(fit("/{d}/lead", "/a/lead/7"), None);
        assert_eq!(fit("/{d}/lead/{id}", "/a/lead"), None);
    }
}
