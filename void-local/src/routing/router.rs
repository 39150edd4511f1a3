//! [`Router`]: the most specific route wins.

use http::Method;
use percent_encoding::percent_decode_str;

use super::pattern::PathPattern;

/// Routes to targets of type `T`.
#[derive(Clone, Debug)]
pub(crate) struct Router<T> {
    routes: Vec<Route<T>>,
}

#[derive(Clone, Debug)]
struct Route<T> {
    /// `None` answers any method.
    method: Option<Method>,
    pattern: PathPattern,
    target: T,
}

/// Two routes that can't be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RouteConflict<T> {
    /// Whose route was there before.
    pub(crate) other: T,
}

/// What became of a method and a path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Match<'r, T> {
    /// A route answers.
    Found { target: &'r T, pattern: &'r PathPattern, parameters: Vec<(String, String)> },
    /// Routes have the path, none the method; these are the methods, in alphabetical order.
    MethodNotAllowed { allowed: Vec<Method> },
    /// No route has the path.
    NotFound,
}

impl<T> Default for Router<T> {
    fn default() -> Self {
        Self { routes: Vec::new() }
    }
}

impl<T: Clone> Router<T> {
    /// Adds a route.
    ///
    /// # Errors
    ///
    /// [`RouteConflict`] when another one answers the same method on the same paths.
    pub(crate) fn add(
        &mut self,
        method: Option<Method>,
        pattern: PathPattern,
        target: T,
    ) -> Result<(), RouteConflict<T>> {
        let same = |route: &&Route<T>| route.method == method && route.pattern.same_paths(&pattern);
        if let Some(route) = self.routes.iter().find(same) {
            return Err(RouteConflict { other: route.target.clone() });
        }
        self.routes.push(Route { method, pattern, target });
        Ok(())
    }

    /// Removes the routes to a target.
    pub(crate) fn remove(&mut self, target: &T)
    where
        T: PartialEq,
    {
        self.routes.retain(|route| route.target != *target);
    }

    /// Finds the route of `method` on `path`: literal segments before parameters before `{rest+}`, from the left;
    /// a route of the method before one of any method. One slash at the end of the path is ignored.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Match<'_, T> {
        let segments = segments(path);
        let mut matching: Vec<_> = self
            .routes
            .iter()
            .filter_map(|route| route.pattern.matches(&segments).map(|parameters| (route, parameters)))
            .collect();
        matching.sort_by(|(left, _), (right, _)| {
            let by_method = left.method.is_none().cmp(&right.method.is_none());
            left.pattern.specificity(&right.pattern).then(by_method)
        });
        let mut allowed: Vec<Method> =
            matching.iter().filter_map(|(route, _)| route.method.clone()).collect();
        let answers = |route: &Route<T>| route.method.as_ref().is_none_or(|wanted| wanted == method);
        match matching.into_iter().find(|(route, _)| answers(route)) {
            Some((route, parameters)) => {
                Match::Found { target: &route.target, pattern: &route.pattern, parameters }
            }
            None if allowed.is_empty() => Match::NotFound,
            None => {
                allowed.sort_by(|left, right| left.as_str().cmp(right.as_str()));
                allowed.dedup();
                Match::MethodNotAllowed { allowed }
            }
        }
    }
}

/// The path's segments, percent-decoded; what is not UTF-8 then stays as it was sent. One slash at each end is none of them.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let decode = |part: &str| {
        percent_decode_str(part).decode_utf8().map_or_else(|_| part.to_owned(), std::borrow::Cow::into_owned)
    };
    if path.is_empty() { Vec::new() } else { path.split('/').map(decode).collect() }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{Match, Router};
    use crate::routing::PathPattern;

    fn router(routes: &[(&str, &str)]) -> Router<String> {
        let mut router = Router::default();
        for (method, path) in routes {
            let target = format!("{method} {path}");
            let method = (*method != "ANY").then(|| method.parse().unwrap());
            router.add(method, PathPattern::parse(path).unwrap(), target).unwrap();
        }
        router
    }

    fn found(router: &Router<String>, method: Method, path: &str) -> String {
        match router.find(&method, path) {
            Match::Found { target, .. } => target.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn prefers_the_most_specific_route_whatever_the_order() {
        let mut routes = [
            ("GET", "/{rest+}"),
            ("GET", "/orders/{id}"),
            ("GET", "/orders/latest"),
            ("ANY", "/orders/latest"),
        ];
        for _ in 0..2 {
            let router = router(&routes);
            assert_eq!(found(&router, Method::GET, "/orders/latest"), "GET /orders/latest");
            assert_eq!(found(&router, Method::PUT, "/orders/latest"), "ANY /orders/latest");
            assert_eq!(found(&router, Method::GET, "/orders/7"), "GET /orders/{id}");
            assert_eq!(found(&router, Method::GET, "/orders/7/items"), "GET /{rest+}");
            routes.reverse();
        }
    }

    #[test]
    fn a_path_counts_before_a_method() {
        let router = router(&[("GET", "/orders/{id}"), ("ANY", "/orders/latest")]);
        assert_eq!(found(&router, Method::GET, "/orders/latest"), "ANY /orders/latest");
    }

    #[test]
    fn falls_back_to_a_less_specific_route_that_has_the_method() {
        let router = router(&[("GET", "/orders/latest"), ("POST", "/orders/{id}")]);
        assert_eq!(found(&router, Method::POST, "/orders/latest"), "POST /orders/{id}");
    }

    #[test]
    fn says_which_methods_a_path_has() {
        let router = router(&[("POST", "/orders"), ("GET", "/orders"), ("GET", "/{any}")]);
        let allowed = vec![Method::GET, Method::POST];
        assert_eq!(router.find(&Method::DELETE, "/orders"), Match::MethodNotAllowed { allowed });
        assert_eq!(router.find(&Method::GET, "/"), Match::NotFound);
        assert_eq!(router.find(&Method::GET, "/a/b"), Match::NotFound);
    }

    #[test]
    fn decodes_parameters_and_ignores_one_slash_at_the_end() {
        let router = router(&[("GET", "/orders/{id}")]);
        let Match::Found { parameters, .. } = router.find(&Method::GET, "/orders/a%2Fb%20c/") else {
            panic!()
        };
        assert_eq!(parameters, [("id".to_owned(), "a/b c".to_owned())]);
        assert_eq!(router.find(&Method::GET, "/orders//"), Match::NotFound);
    }

    #[test]
    fn refuses_routes_that_cannot_be_told_apart() {
        let mut router = router(&[("GET", "/orders/{id}")]);
        let pattern = PathPattern::parse("/orders/{number}").unwrap();
        let conflict = router.add(Some(Method::GET), pattern.clone(), "other".to_owned()).unwrap_err();
        assert_eq!(conflict.other, "GET /orders/{id}");
        router.add(None, pattern, "other".to_owned()).unwrap();
    }
}
