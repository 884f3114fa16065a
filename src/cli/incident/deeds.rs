//! From a verb and an incident to the deed: the same deeds the screen decides on, and the same words where there is nothing to do.

use super::super::{Code, Trouble};
use super::arguments::IncidentVerb;
use super::ledger::Ledger;
use super::select;
use crate::app::layers::compose::LONGEST;
use crate::app::sentences;
use crate::domain::edits::Edits;
use crate::domain::incident::Incident;
use crate::domain::request::{Deed, Op, Verb};
use crate::domain::rich_text;
use crate::domain::value::{CommentId, IncidentStatus, OpId, ProblemId, ProfileId, Record};
use uuid::Uuid;

/// A verb with everything it needs but the incident.
pub(super) enum Wish {
    /// Mine, and under investigation.
    Take,
    /// Somebody's, or nobody's.
    Assign(Option<ProfileId>),
    /// Not closed.
    SetStatus(IncidentStatus),
    /// With this reason.
    Close(String),
    /// With this HTML, calling these people.
    Comment(String, Vec<ProfileId>),
    /// Part of a problem, or of none.
    Link(Option<ProblemId>),
}

impl Wish {
    /// What a verb wishes; nothing for the verbs that only read. Names are looked up and standard input is read here.
    pub(super) fn of(verb: &IncidentVerb, ledger: &Ledger) -> Result<Option<Self>, Trouble> {
        Ok(Some(match verb {
            IncidentVerb::Take { .. } => Self::Take,
            IncidentVerb::Assign { who, .. } => Self::Assign(select::person(ledger, who)?),
            IncidentVerb::Status { to, .. } => Self::SetStatus(*to),
            IncidentVerb::Resolve { .. } => Self::SetStatus(IncidentStatus::Resolved),
            IncidentVerb::Reopen { .. } => Self::SetStatus(IncidentStatus::Open),
            IncidentVerb::Close { reason, .. } => {
                let reason = text(reason, "the reason")?;
                Self::Close(reason.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            IncidentVerb::Comment { text: typed, .. } => {
                let written = rich_text::write(&text(typed, "the comment")?, &ledger.labelled_people());
                let me = ledger.me.profile.id;
                Self::Comment(written.html, written.mentions.into_iter().filter(|who| *who != me).collect())
            }
            IncidentVerb::Link { problem, .. } => Self::Link(select::problem(ledger, problem)?),
            IncidentVerb::List(_) | IncidentVerb::Show(_) | IncidentVerb::Export(_) => return Ok(None),
        }))
    }

    /// What it means to do, before a number: `resolve`.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign(_) => "assign",
            Self::SetStatus(IncidentStatus::Resolved) => "resolve",
            Self::SetStatus(IncidentStatus::Open) => "reopen",
            Self::SetStatus(_) => "set the status of",
            Self::Close(_) => "close",
            Self::Comment(..) => "comment on",
            Self::Link(_) => "link",
        }
    }

    /// The deed, or the sentence that there is nothing to do.
    pub(super) fn deed(&self, row: &Incident, ledger: &Ledger) -> Result<Op, String> {
        let (me, name, incident) = (ledger.me.profile.id, row.name(), row.id);
        let edit = |edits: Edits, verb| Deed::Edit { incident, edits, verb };
        let deed = match self {
            Self::Take if row.assigned_to == Some(me) && row.status != IncidentStatus::Open => {
                return Err(format!("{name} is yours already."));
            }
            Self::Take => edit(Edits::take(row, me), Verb::Take),
            Self::Assign(to) if row.assigned_to == *to => {
                let whose = to.map_or("nobody's".into(), |who| format!("{}'s", ledger.rows.full_name(who)));
                return Err(format!("{name} is {whose} already."));
            }
            Self::Assign(to) => edit(Edits::assign(row, *to), Verb::Assign),
            Self::SetStatus(to) if row.status == *to => return Err(sentences::is_already(&name, *to)),
            Self::SetStatus(to) => edit(Edits::set_status(row, *to, ledger.now), Verb::SetStatus),
            Self::Close(_) if row.status == IncidentStatus::Closed => {
                return Err(sentences::is_already(&name, IncidentStatus::Closed));
            }
            Self::Close(reason) => Deed::Close {
                incident,
                edits: Edits::set_status(row, IncidentStatus::Closed, ledger.now),
                comment: CommentId(Uuid::new_v4()),
                reason: reason.clone(),
            },
            Self::Comment(html, mentions) => Deed::Comment {
                comment: CommentId(Uuid::new_v4()),
                on: Record::Incident(incident),
                content: html.clone(),
                mentions: mentions.clone(),
            },
            Self::Link(to) if row.problem == *to => {
                let what = to.map_or("part of no problem".into(), |id| format!("part of {}", ledger.problem(id)));
                return Err(format!("{name} is {what} already."));
            }
            Self::Link(to) => edit(Edits::link(row, *to), Verb::Edit),
        };
        Ok(Op { id: OpId(Uuid::new_v4()), at: ledger.now, deed })
    }
}

/// A text as it was given, or from standard input; not empty, and no longer than a paste may be.
pub(super) fn text(given: &str, what: &str) -> Result<String, Trouble> {
    let text = if given == select::STDIN { select::stdin()? } else { given.to_owned() };
    if text.len() > LONGEST {
        let (long, most) = (text.len().div_ceil(1000), LONGEST / 1000);
        let sentence = format!("{what} has {long} kB, and {most} kB is the most; nothing was done");
        return Err(Trouble::new(Code::Usage, sentence));
    }
    if text.trim().is_empty() {
        return Err(Trouble::new(Code::Usage, format!("{what} is empty; nothing was done")));
    }
    Ok(text.trim_end().to_owned())
}
