//! [`HandlerError`]: what a handler returns when it could not do its work.

use std::{borrow::Cow, error::Error, fmt};

/// Any error that can go from one thread to another.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A handler's failure: made of any error by `?`, and retryable unless it was made with [`HandlerError::terminal`].
///
/// The host delivers the event of a retryable failure again, as often as the trigger's `maxRetries` says. A terminal
/// one is not tried again: its event goes straight to the dead-letter queue.
///
/// It does not implement [`Error`] itself, which is what lets `?` turn every error into it.
///
/// ```
/// use void_function_sdk::HandlerError;
///
/// fn parse(text: &str) -> Result<u32, HandlerError> {
///     if text.is_empty() {
///         return Err(HandlerError::terminal("there is no quantity"));
///     }
///     Ok(text.parse()?)
/// }
///
/// assert!(parse("").unwrap_err().is_terminal());
/// let error = parse("many").unwrap_err();
/// assert!(!error.is_terminal());
/// assert_eq!(error.to_string(), "invalid digit found in string");
/// assert_eq!(error.error_type(), "core::num::error::ParseIntError");
/// ```
pub struct HandlerError(Box<Inner>);

struct Inner {
    source: BoxError,
    error_type: Cow<'static, str>,
    terminal: bool,
}

/// The type of an error that is only a text.
const TEXT_ERROR_TYPE: &str = "HandlerError";

impl HandlerError {
    /// Makes a retryable failure, as `?` does.
    pub fn new<E: Into<BoxError>>(error: E) -> Self {
        Self(Box::new(Inner { error_type: type_of::<E>(), source: error.into(), terminal: false }))
    }

    /// Makes a failure that no retry can mend: the event goes straight to the dead-letter queue.
    pub fn terminal<E: Into<BoxError>>(error: E) -> Self {
        Self::new(error).into_terminal()
    }

    /// Says that no retry can mend this failure.
    #[must_use]
    pub fn into_terminal(mut self) -> Self {
        self.0.terminal = true;
        self
    }

    /// Reports the failure as `error_type` instead of as the Rust type's path.
    #[must_use]
    pub fn with_error_type(mut self, error_type: impl Into<Cow<'static, str>>) -> Self {
        self.0.error_type = error_type.into();
        self
    }

    /// Whether no retry can mend it.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.0.terminal
    }

    /// The type that the host is told: the Rust type's path, or `HandlerError` for one made of a text.
    #[must_use]
    pub fn error_type(&self) -> &str {
        &self.0.error_type
    }

    /// The error that it was made of.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0.source
    }

    /// The error that it was made of, where that is a `T`.
    #[must_use]
    pub fn downcast_ref<T: Error + 'static>(&self) -> Option<&T> {
        self.0.source.downcast_ref()
    }

    /// What caused it, from the nearest cause to the root, one line each.
    pub(crate) fn causes(&self) -> Vec<String> {
        let mut causes = Vec::new();
        let mut next = self.0.source.source();
        while let Some(error) = next {
            causes.push(error.to_string());
            next = error.source();
        }
        causes
    }
}

fn type_of<E: ?Sized>() -> Cow<'static, str> {
    let name = std::any::type_name::<E>();
    let is_text = name.ends_with("str") || name.starts_with("alloc::string::String") || name.contains("dyn ");
    Cow::Borrowed(if is_text { TEXT_ERROR_TYPE } else { name })
}

impl<E: Into<BoxError>> From<E> for HandlerError {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.source.fmt(formatter)
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HandlerError")
            .field("error_type", &self.0.error_type)
            .field("terminal", &self.0.terminal)
            .field("source", &self.0.source)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the gateway said no")]
    struct Declined(#[source] std::num::ParseIntError);

    fn declined() -> Declined {
        Declined("x".parse::<u32>().unwrap_err())
    }

    #[test]
    fn is_made_of_any_error_and_keeps_it() {
        let fails = || -> Result<(), HandlerError> { Err(declined())? };
        let error = fails().unwrap_err();
        assert!(!error.is_terminal());
        assert_eq!(error.error_type(), "void_function_sdk::error::tests::Declined");
        assert!(error.downcast_ref::<Declined>().is_some());
        assert_eq!(error.causes(), ["invalid digit found in string"]);
    }

    #[test]
    fn is_made_of_texts_and_boxed_errors() {
        for error in [HandlerError::from("a"), String::from("b").into(), BoxError::from("c").into()] {
            assert_eq!(error.error_type(), "HandlerError");
        }
        assert_eq!(HandlerError::new("x").with_error_type("PaymentDeclined").error_type(), "PaymentDeclined");
    }

    #[test]
    fn a_terminal_one_says_so() {
        assert!(HandlerError::terminal(declined()).is_terminal());
        assert!(HandlerError::from("x").into_terminal().is_terminal());
    }
}
