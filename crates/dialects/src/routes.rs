//! A dialect's table of routes: builds its router and remembers what is in it, so that tests can ask for every route there is.
//! Used by each dialect's `routes()`; the front door takes the router.

use crate::dialect::Desk;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use http::Method;

/// One operation: its method and its path as the router spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
}

/// Routes on their way into a router.
pub struct Routes {
    router: Router<Desk>,
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
    pub fn on<H: Handler<T, Desk>, T: 'static>(self, method: Method, path: &'static str, handler: H) -> Routes {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        let mut listed = self.listed;
        listed.push(Route { method, path });
        // One trailing slash too many is what clients get wrong most.
        let slashed = format!("{path}/");
        let router = self.router.route(path, on(filter, handler.clone())).route(&slashed, on(filter, handler));
        Routes { router, listed }
    }

    /// Changes the router as a whole: fallbacks and layers.
    #[must_use]
    pub fn with(self, change: impl FnOnce(Router<Desk>) -> Router<Desk>) -> Routes {
        Routes { router: change(self.router), listed: self.listed }
    }

    /// Every operation that was added.
    pub fn listed(&self) -> &[Route] {
        &self.listed
    }

    pub fn into_router(self, desk: Desk) -> Router {
        self.router.with_state(desk)
    }
}
