//! Records of any kind, as the screen shows them: the server's rows under the deeds without a verdict.

use super::model::Model;
use super::panes::Pane;
use crate::domain::change::Change;
use crate::domain::permission::{self, Permission};
use crate::domain::request::Row;
use crate::domain::value::{ChangeId, Record};
use std::borrow::Cow;

impl Model {
    /// The record under the cursor of the pane that is shown.
    #[must_use]
    pub fn subject(&self) -> Option<Record> {
        match self.pane {
            Pane::Incidents => self.incidents.list.selected().map(Record::Incident),
            Pane::Problems => self.problems.list.selected().map(Record::Problem),
            Pane::Changes => self.changes.list.selected().map(Record::Change),
            Pane::Map => None,
            Pane::Feed => self.feed_subject(),
            Pane::Inbox => self.selected_notice().and_then(|notice| self.subject_of(notice)),
        }
    }

    /// A record as the screen shows it.
    #[must_use]
    pub fn record(&self, record: Record) -> Option<Row> {
        match record {
            Record::Incident(id) => self.incident(id).map(|row| Row::Incident(Box::new(row.into_owned()))),
            Record::Problem(id) => self.problem(id).map(|row| Row::Problem(Box::new(row.into_owned()))),
            Record::Change(id) => self.change(id).map(|row| Row::Change(Box::new(row.into_owned()))),
        }
    }

    /// A change as the screen shows it.
    #[must_use]
    pub fn change(&self, id: ChangeId) -> Option<Cow<'_, Change>> {
        match self.rows.changes.get(&id) {
            Some(row) => Some(self.pending.over(row)),
            None => self.drafted(id).map(|row| Cow::Owned(self.pending.over(&row).into_owned())),
        }
    }

    /// Whether I may change a record; nothing where it is not there.
    #[must_use]
    pub fn may_change_record(&self, record: Record) -> Option<Permission> {
        let me = self.me.as_ref()?;
        match record {
            Record::Incident(id) => Some(permission::change(me, &*self.incident(id)?)),
            Record::Problem(id) => Some(permission::change(me, &*self.problem(id)?)),
            Record::Change(id) => Some(permission::change(me, &*self.change(id)?)),
        }
    }
}
