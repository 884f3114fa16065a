//! What a record says about itself, and the gist of it: which services, which words, how loud.
//!
//! Owns the reading of texts into weighed words. It must not know which kinds of records there are nor how they are compared. [`About`] is
//! cheap to make and to compare; [`Gist`] is dear, because rich text has to be read for it, and is made when [`About`] differs.

use super::words::{stem, words};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A word in a title or a tag. Its square counts where both say it aloud: 1.
const LOUD: f64 = 1.0;
/// A word in running text: half where the other's title has it, a quarter where neither has.
pub(super) const QUIET: f64 = 0.5;
/// Bytes of a running text that are looked at. What matters stands at its beginning.
const BEGINNING: usize = 6_000;

/// What a record says about itself, unread.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct About {
    /// The services it names.
    pub services: Vec<ServiceId>,
    /// Title and tags, one line each.
    pub loud: Vec<Safe>,
    /// Rich texts.
    pub quiet: Vec<Safe>,
}

impl About {
    /// What it is about. `label` is what people call a service.
    #[must_use]
    pub fn gist<'b>(&self, label: impl Fn(&ServiceId) -> Option<&'b str>) -> Gist {
        let mut gist = Gist::default();
        for id in &self.services {
            gist.add_service(id, label(id).unwrap_or_default());
        }
        for text in &self.loud {
            gist.add(text, LOUD);
        }
        for text in &self.quiet {
            gist.add_quiet(text);
        }
        gist
    }
}

/// What a record is about, as far as likeness goes.
#[derive(Clone, Default, Debug)]
pub struct Gist {
    /// Each service with the stems of what it is called.
    pub(super) services: BTreeMap<ServiceId, BTreeSet<String>>,
    /// Stem, how loud it is said, and the word as it stands there.
    pub(super) words: HashMap<String, (f64, String)>,
}

impl Gist {
    /// Adds a service and what people call it. Words that only repeat the name of a shared service prove nothing more.
    fn add_service(&mut self, id: &ServiceId, label: &str) {
        let called = words(&id.0).chain(words(label)).map(|word| stem(&word)).collect();
        self.services.insert(id.clone(), called);
    }

    fn add_quiet(&mut self, text: &Safe) {
        let beginning = Safe::new(&text[..text.floor_char_boundary(BEGINNING)]);
        for line in rich_text::read(&beginning) {
            self.add(&line.text(), QUIET);
        }
    }

    fn add(&mut self, text: &str, weight: f64) {
        for word in words(text) {
            let said = self.words.entry(stem(&word)).or_insert_with(|| (weight, word));
            said.0 = said.0.max(weight);
        }
    }
}
