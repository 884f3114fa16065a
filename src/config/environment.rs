//! The environment, read once, at the start: the only home of environment variables in antops.
//!
//! Everything else gets an [`Environment`] handed in, so tests bring their own and nothing depends on where it runs.

use std::collections::BTreeMap;

/// The variables of a process. Values that are not UTF-8 are left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let variables = std::env::vars_os();
        Self(
            variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect(),
        )
    }

    /// The value of a variable; an empty one counts as not set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether `NO_COLOR` asks for none.
    #[must_use]
    pub fn refuses_color(&self) -> bool {
        self.get("NO_COLOR").is_some()
    }

    /// The names of our own variables, which children must not inherit.
    pub fn own(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).filter(|name| name.starts_with("ANTOPS_"))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

impl std::fmt::Debug for Environment {
    /// Names only: a value may be anything.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
