//! `error_kinds!`: what the callers of one service can decide on.

/// Defines `ErrorKind` for a service: the kinds of its errors with their codes, after them the ones that every service has,
/// and the crate's own. `prefix` is what the codes of an older protocol start with.
#[macro_export]
#[doc(hidden)]
macro_rules! __error_kinds {
    (
        $(prefix $prefix:literal;)?
        service { $( $(#[$meta:meta])* $kind:ident: $code:literal $(| $alias:literal)*, )* }
        own { $( $(#[$own_meta:meta])* $own:ident, )* }
    ) => {
        /// Why a call failed, one variant for each outcome that a caller handles.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $( $(#[$meta])* $kind, )*
            /// The service answered with an error that is none of the above.
            Service,
            /// There is no answer: refused, broken off.
            Transport,
            /// No answer came in time.
            Timeout,
            /// The client is not set up for this call: no region, no credentials, a bad endpoint.
            Config,
            /// The request can't be sent as the caller made it.
            InvalidRequest,
            /// The answer is not what the service documents.
            InvalidResponse,
            $( $(#[$own_meta])* $own, )*
        }

        impl ErrorKind {
            /// The kind of a service's error code; `None` for an unknown code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                $( let code = code.strip_prefix($prefix).unwrap_or(code); )?
                match code {
                    $( $code $(| $alias)* => Some(Self::$kind), )*
                    _ => None,
                }
            }

            /// The service's error code, without namespace; `None` for an error that is not the service's.
            #[must_use]
            pub const fn code(self) -> Option<&'static str> {
                match self {
                    $( Self::$kind => Some($code), )*
                    _ => None,
                }
            }

            /// The kind of a failed call.
            pub(crate) fn of_call(error: &$crate::CallError) -> Self {
                use $crate::CallErrorKind;
                match error.kind() {
                    CallErrorKind::Service(service) => Self::from_code(&service.code)
                        .or_else(|| Self::from_code(service.query_code.as_deref()?))
                        .unwrap_or(Self::Service),
                    _ if error.is_timeout() => Self::Timeout,
                    CallErrorKind::Transport(_) => Self::Transport,
                    CallErrorKind::Config(_) => Self::Config,
                    CallErrorKind::InvalidRequest(_) => Self::InvalidRequest,
                    CallErrorKind::InvalidResponse(_) => Self::InvalidResponse,
                    _ => Self::Service,
                }
            }
        }

        #[cfg(test)]
        const CODES: &[&str] = &[$( $code $(, $alias)* ),*];
    };
}
