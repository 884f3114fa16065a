//! The infrastructure as the server last told it, as it will be when everything decided is done, and who depends on whom in it.
//!
//! It must not know who looks. Invariant: `shown` is `told` under the deeds without a verdict, and `web` is that of `shown`; both are renewed
//! once for each change, for incidents ask who depends on what in every frame.

use super::model::Model;
use super::pace::POLL;
use super::panes::Pane;
use crate::domain::infrastructure::Infrastructure;
use crate::domain::infrastructure::deed::MapDeed;
use crate::domain::infrastructure::impact::{Flows, Touched, Web};
use crate::domain::member::Me;
use crate::domain::permission::{self, Permission, Refusal};
use crate::domain::request::{Deed, Query};
use crate::domain::service::ServiceId;
use jiff::SignedDuration;

/// How often the map is looked at while nobody does.
const SELDOM: SignedDuration = SignedDuration::from_mins(10);

/// The infrastructure.
#[derive(Clone, Debug, Default)]
pub struct Estate {
    told: Infrastructure,
    shown: Infrastructure,
    web: Web,
    flows: Flows,
    /// Goes up whenever `shown` becomes another.
    version: u64,
    is_stale: bool,
    /// An environment looked empty that was not; the next answer is believed.
    is_doubted: bool,
}

impl Estate {
    /// Nothing is known yet; trouble will go this way.
    #[must_use]
    pub fn new(flows: Flows) -> Self {
        Self { flows, ..Self::default() }
    }

    /// The rows as the server told them.
    #[must_use]
    pub fn told(&self) -> &Infrastructure {
        &self.told
    }

    /// The rows as the screen shows them: under the deeds without a verdict.
    #[must_use]
    pub fn shown(&self) -> &Infrastructure {
        &self.shown
    }

    /// Who depends on whom.
    #[must_use]
    pub fn web(&self) -> &Web {
        &self.web
    }

    /// Which way trouble goes along each relationship.
    #[must_use]
    pub fn flows(&self) -> &Flows {
        &self.flows
    }

    /// Goes up whenever the rows shown become others.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Takes the rows of the cache.
    pub fn restore(&mut self, rows: Infrastructure) {
        self.told = rows.sorted();
        self.is_stale = true;
    }

    /// What trouble at these services comes to; nothing where none of them is known.
    #[must_use]
    pub fn touched(&self, services: &[ServiceId]) -> Option<Touched> {
        Some(self.web.touched(services)).filter(|touched| touched.known > 0)
    }
}

/// Why the rules would not have a change of the map; nothing where they should have.
#[must_use]
pub fn refusal(deed: &Deed, me: &Me) -> Option<Refusal> {
    let Deed::Map(deed) = deed else { return None };
    match permission::map(me, deed.removes()) {
        Permission::Refused(refusal) => Some(refusal),
        Permission::Allowed => None,
    }
}

impl Model {
    /// How old the map may be.
    pub(super) fn map_age(&self) -> SignedDuration {
        if self.pane == Pane::Map { POLL } else { SELDOM }
    }

    /// Takes the whole infrastructure. Where an environment is suddenly empty, somebody is just saving it: it is looked at once more before
    /// that is believed.
    pub(super) fn take_infrastructure(&mut self, rows: Infrastructure) {
        let estate = &mut self.estate;
        if !estate.is_doubted && estate.told.is_emptied_in(&rows) {
            estate.is_doubted = true;
            self.remote.mark_stale(Query::Infrastructure);
            return;
        }
        estate.is_doubted = false;
        self.rows.set_services(rows.services());
        if estate.told != rows {
            estate.told = rows;
            estate.is_stale = true;
        }
    }

    /// A deed on the map is done.
    pub(super) fn map_is_changed(&mut self, deed: &MapDeed) {
        self.estate.told.apply(deed);
        self.estate.is_stale = true;
        self.rows.set_services(self.estate.told.services());
    }

    /// Whatever became of a deed on the map, the server knows better.
    pub(super) fn look_at_map_again(&mut self) {
        self.remote.mark_stale(Query::Infrastructure);
    }

    /// Renews what follows from the rows, if they are others or deeds came or went.
    pub(super) fn keep_estate(&mut self) {
        let is_touched = self.pending.take_map_touched();
        if !std::mem::take(&mut self.estate.is_stale) && !is_touched {
            return;
        }
        let mut shown = self.estate.told.clone();
        for deed in self.pending.map_deeds() {
            shown.apply(deed);
        }
        if shown == self.estate.shown && self.estate.version > 0 {
            return;
        }
        self.estate.web = Web::new(&shown, &self.estate.flows);
        self.estate.shown = shown;
        self.estate.version += 1;
        self.dirty();
    }
}
