//! [`Template`]: a value with `${PLACEHOLDERS}`.

use super::environment::is_variable_name;

/// A text in which `${NAME}` stands for another value. `$${` is a plain `${`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Placeholder(String),
}

impl Template {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            if let Some(escaped) = rest[..start].strip_suffix('$') {
                literal.push_str(escaped);
                literal.push_str("${");
                rest = &rest[start + 2..];
                continue;
            }
            literal.push_str(&rest[..start]);
            let after = &rest[start + 2..];
            let end = after.find('}').ok_or_else(|| format!("`{}` has no closing `}}`", &rest[start..]))?;
            let name = &after[..end];
            if !is_variable_name(name) {
                return Err(format!(
                    "`${{{name}}}` is not a placeholder: letters, digits and `_`, no digit first"
                ));
            }
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Placeholder(name.to_owned()));
            rest = &after[end + 1..];
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Self { parts })
    }

    /// The names of its placeholders, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// Puts in a value for each placeholder.
    ///
    /// # Errors
    ///
    /// The first error of `value`.
    pub fn resolve<E>(&self, mut value: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Placeholder(name) => text.push_str(&value(name)?),
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    fn resolved(text: &str) -> String {
        Template::parse(text).unwrap().resolve(|name| Ok::<_, ()>(format!("<{name}>"))).unwrap()
    }

    #[test]
    fn puts_values_in() {
        assert_eq!(resolved(""), "");
        assert_eq!(resolved("plain $ text }"), "plain $ text }");
        assert_eq!(resolved("${A}"), "<A>");
        assert_eq!(resolved("x${A}y${B_2}z"), "x<A>y<B_2>z");
        assert_eq!(resolved("$${A} and ${B}"), "${A} and <B>");
    }

    #[test]
    fn refuses_what_is_no_placeholder() {
        assert!(Template::parse("a ${B").unwrap_err().contains("no closing"));
        assert!(Template::parse("${}").unwrap_err().contains("not a placeholder"));
        assert!(Template::parse("${a-b}").is_err());
        assert!(Template::parse("${1A}").is_err());
    }

    #[test]
    fn lists_its_placeholders() {
        let template = Template::parse("${A}/${B}").unwrap();
        assert_eq!(template.placeholders().collect::<Vec<_>>(), ["A", "B"]);
    }
}
