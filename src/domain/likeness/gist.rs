//! What a record says about itself, and the gist of it: which services, which words, how loud.
//!
//! Owns the reading of texts into weighed words. It must not know which kinds of records there are nor how they are compared. [`About`] is
//! cheap to make and to compare; [`Gist`] is dear, because rich text has to be read for it, and is made when [`About`] differs.

use super::words::{each_word, stem};
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
            let called = gist.services.entry(id.clone()).or_default();
            for text in [&id.0, label(id).unwrap_or_default()] {
                each_word(text, |word| called.extend([stem(word).to_owned()]));
            }
        }
        self.each_word(|word, loud| {
            let stem = stem(word);
            match gist.words.get_mut(stem) {
                Some(said) => said.0 = said.0.max(loud),
                None => drop(gist.words.insert(stem.to_owned(), (loud, word.to_owned()))),
            }
        });
        gist
    }

    /// The stems it has and how loud each is said: what an index needs of its words.
    pub(super) fn stems(&self) -> HashMap<String, f64> {
        let mut stems: HashMap<String, f64> = HashMap::new();
        self.each_word(|word, loud| {
            let stem = stem(word);
            match stems.get_mut(stem) {
                Some(said) => *said = said.max(loud),
                None => drop(stems.insert(stem.to_owned(), loud)),
            }
        });
        stems
    }

    fn each_word(&self, mut take: impl FnMut(&str, f64)) {
        for text in &self.loud {
            each_word(text, |word| take(word, LOUD));
        }
        for text in &self.quiet {
            let cut;
            let beginning = if text.len() > BEGINNING {
                cut = Safe::new(&text[..text.floor_char_boundary(BEGINNING)]);
                &cut
            } else {
                text
            };
            for line in rich_text::read(beginning) {
                each_word(&line.text(), |word| take(word, QUIET));
            }
        }
    }
}

/// What a record is about, as far as likeness goes.
#[derive(Clone, Default, Debug)]
pub struct Gist {
    /// Each service with the stems of what it is called. Words that only repeat the name of a shared service prove nothing more.
    pub(super) services: BTreeMap<ServiceId, BTreeSet<String>>,
    /// Stem, how loud it is said, and the word as it stands there.
    pub(super) words: HashMap<String, (f64, String)>,
}
