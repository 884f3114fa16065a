//! From a verb and an incident to the deed: the same deeds the screen decides on, and the same words where there is nothing to do.

use super::super::Trouble;
use super::super::record::ledger::Ledger;
use super::super::record::write::{Plans, Step, Worded};
use super::super::record::{said, select};
use super::arguments::IncidentVerb;
use super::fields::Filled;
use crate::app::intent::Intent;
use crate::domain::incident::Incident;
use crate::domain::request::Verb;
use crate::domain::value::{CommentId, ProfileId};
use uuid::Uuid;

/// A verb with everything it needs but the incident.
pub(super) enum Wish {
    /// What the screen can want too.
    Change(Intent),
    /// These fields.
    Edit(Box<Filled>),
    /// A comment of this HTML, calling these people.
    Comment(String, Vec<ProfileId>),
}

impl Wish {
    /// What a verb wishes; nothing for the verbs that only read. Names are looked up and standard input is read here.
    pub(super) fn of(verb: &IncidentVerb, ledger: &Ledger) -> Result<Option<Self>, Trouble> {
        let intent = match verb {
            IncidentVerb::Take { .. } => Intent::Take,
            IncidentVerb::Assign { who, .. } => Intent::Assign(select::person(ledger, who)?),
            IncidentVerb::Status { to, .. } => Intent::SetStatus(*to),
            IncidentVerb::Resolve { .. } => Intent::Resolve,
            IncidentVerb::Reopen { .. } => Intent::Reopen,
            IncidentVerb::Close { reason, .. } => {
                let reason = said::text(reason, "the reason")?;
                Intent::Close(reason.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            IncidentVerb::Link { problem, .. } => Intent::Link(select::problem(ledger, problem)?),
            IncidentVerb::Comment { text: typed, .. } => {
                let (html, mentions) = said::comment(typed, ledger)?;
                return Ok(Some(Self::Comment(html, mentions)));
            }
            IncidentVerb::Edit { fields, .. } => return Ok(Some(Self::Edit(Box::new(Filled::of(fields, ledger)?)))),
            IncidentVerb::List(_) | IncidentVerb::Show(_) | IncidentVerb::Export(_) | IncidentVerb::Create { .. } => {
                return Ok(None);
            }
        };
        Ok(Some(Self::Change(intent)))
    }
}

impl Worded for Wish {
    fn title(&self, ledger: &Ledger) -> String {
        match self {
            Self::Change(intent) => ledger.rows.title_of(intent),
            Self::Edit(_) => "Edit".into(),
            Self::Comment(..) => "Comment".into(),
        }
    }
}

impl Plans<Incident> for Wish {
    fn step(&self, row: &Incident, ledger: &Ledger) -> Result<Step, Trouble> {
        let comment = || CommentId(Uuid::new_v4());
        Ok(match self {
            Self::Change(intent) => match intent.deed(row, ledger.me.profile.id, ledger.now, comment) {
                Some(deed) => Step::of(deed, ledger),
                None => Step::already(format!("{} is {}.", row.name(), ledger.rows.as_it_is(intent, row.status))),
            },
            Self::Edit(fields) => Step::edit(row, fields.edits(row, ledger)?, Verb::Edit, ledger),
            Self::Comment(html, mentions) => Step::comment(row, html, mentions, ledger),
        })
    }
}
