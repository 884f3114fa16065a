//! Folding zones into boxes and opening them again.

use super::MOST;
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::infrastructure::picture::folded_to;
use crate::domain::service::ServiceId;
use std::collections::BTreeSet;

impl Model {
    /// The folded zone one stands at.
    pub(in crate::app) fn folded_here(&self) -> Option<ServiceId> {
        let look = self.map.look()?;
        look.focus.clone().filter(|id| look.folded.contains(id))
    }

    /// The zone around where one stands.
    pub(in crate::app) fn zone_here(&self) -> Option<ServiceId> {
        let rows = self.estate.shown();
        rows.around(self.map.focus()?).first().map(|zone| zone.id.clone())
    }

    /// Folds the zone around where one stands into a box, and stands there.
    pub(in crate::app) fn fold_zone(&mut self) -> Effects {
        let Some(zone) = self.zone_here() else { return vec![] };
        if let Some(look) = self.map.look_mut() {
            look.folded.insert(zone.clone());
        }
        self.map.about.forget();
        // The box comes with the next drawing; until then one stands where one stood.
        vec![]
    }

    /// Opens the folded zone one stands at.
    pub(in crate::app) fn open_zone(&mut self) -> Effects {
        let Some(zone) = self.folded_here() else { return vec![] };
        if let Some(look) = self.map.look_mut() {
            look.folded.remove(&zone);
        }
        self.map.about.forget();
        vec![]
    }

    /// Opens all zones, or folds them until there are not too many boxes; where that is so anyway, all of them.
    pub(in crate::app) fn fold_all(&mut self) -> Effects {
        let Some(at) = self.map.at else { return vec![] };
        let rows = self.estate.shown();
        let some = folded_to(rows, at, MOST);
        let all = || rows.zones.iter().filter(|zone| zone.environment == Some(at)).map(|zone| zone.id.clone());
        let folded = if some.is_empty() { all().collect() } else { some };
        let is_empty = folded.is_empty();
        if let Some(look) = self.map.look_mut() {
            look.folded = if look.folded.is_empty() { folded } else { BTreeSet::new() };
        }
        if is_empty {
            self.say(Tone::Plain, "There are no zones here.");
        }
        self.map.about.forget();
        vec![]
    }

    /// Opens the zones around something, so that it has a box of its own.
    pub(super) fn unfold_to(&mut self, id: &ServiceId) {
        let around: Vec<ServiceId> = self.estate.shown().around(id).iter().map(|zone| zone.id.clone()).collect();
        if let Some(look) = self.map.look_mut() {
            look.folded.retain(|zone| !around.contains(zone));
        }
    }
}
