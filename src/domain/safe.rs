//! The one type for text from outside: no control, escape or bidi character survives it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Text that cannot touch the terminal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Safe(Arc<str>);

impl Safe {
    /// Makes a text of several lines safe.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().into())
    }

    /// Makes a text of one line safe: line breaks become spaces.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self::new(&text.replace('\n', " "))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Safe {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl From<&str> for Safe {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl Serialize for Safe {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Safe {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(&text))
    }
}
