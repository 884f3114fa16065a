//! What a user chose about looks and keys, once read and checked. Where it comes from is `config`'s business.

use super::bell::BellSettings;
use super::keymap::Keymap;
use super::view::Views;
use crate::domain::infrastructure::impact::Flows;

/// Choices that hold for a whole run.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "choices that have nothing to do with each other, no state among them"
)]
pub struct Settings {
    /// Which characters may be drawn.
    pub glyphs: Glyphs,
    /// Fewer bytes: the selected row carries its mark alone, no reverse video.
    pub low_bandwidth: bool,
    /// No deed is offered.
    pub read_only: bool,
    /// Approved changes of one's own are started at their time.
    pub runs_due: bool,
    /// Marked in the header, so that nobody mistakes it for staging.
    pub production: bool,
    /// Which way trouble goes along the relationships of the map.
    pub flows: Flows,
    /// The ways to look at the incidents.
    pub views: Views,
    /// What rings, and how.
    pub bell: BellSettings,
    /// Whether colleagues are shown where I am, and I where they are.
    pub presence: bool,
    /// Which keys do what.
    pub keymap: Keymap,
}

/// Which characters may be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Glyphs {
    /// One-cell symbols of Unicode, none an emoji.
    #[default]
    Unicode,
    /// Nothing of ours outside ASCII. People's own words stay as they are.
    Ascii,
}
