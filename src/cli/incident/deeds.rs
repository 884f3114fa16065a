//! From a verb and an incident to the deed: the same deeds the screen decides on, and the same words where there is nothing to do.

use super::super::{Code, Trouble};
use super::arguments::IncidentVerb;
use super::fields::Filled;
use super::ledger::Ledger;
use super::select;
use crate::app::intent::Intent;
use crate::app::layers::compose::LONGEST;
use crate::domain::incident::Incident;
use crate::domain::request::{Deed, Op, Verb};
use crate::domain::rich_text;
use crate::domain::value::{CommentId, OpId, ProfileId, Record};
use std::io::Write as _;
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
                let reason = text(reason, "the reason")?;
                Intent::Close(reason.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            IncidentVerb::Link { problem, .. } => Intent::Link(select::problem(ledger, problem)?),
            IncidentVerb::Comment { text: typed, .. } => {
                let written = rich_text::write(&text(typed, "the comment")?, &ledger.labelled_people());
                for word in &written.uncalled {
                    writeln!(std::io::stderr(), "antops: {word} calls nobody; in the comment it is text")?;
                }
                let me = ledger.me.profile.id;
                let mentions = written.mentions.into_iter().filter(|who| *who != me).collect();
                return Ok(Some(Self::Comment(written.html, mentions)));
            }
            IncidentVerb::Edit { fields, .. } => return Ok(Some(Self::Edit(Box::new(Filled::of(fields, ledger)?)))),
            IncidentVerb::List(_) | IncidentVerb::Show(_) | IncidentVerb::Export(_) | IncidentVerb::Create { .. } => {
                return Ok(None);
            }
        };
        Ok(Some(Self::Change(intent)))
    }

    /// What is wanted, as the title of a plan: `Assign to Omar`.
    pub(super) fn title(&self, ledger: &Ledger) -> String {
        match self {
            Self::Change(intent) => ledger.rows.title_of(intent),
            Self::Edit(_) => "Edit".into(),
            Self::Comment(..) => "Comment".into(),
        }
    }

    /// The deed, or the sentence that there is nothing to do. An error is one of what was said.
    pub(super) fn deed(&self, row: &Incident, ledger: &Ledger) -> Result<Result<Op, String>, Trouble> {
        let comment = || CommentId(Uuid::new_v4());
        let deed = match self {
            Self::Change(intent) => match intent.deed(row, ledger.me.profile.id, ledger.now, comment) {
                Some(deed) => deed,
                None => return Ok(Err(format!("{} is {}.", row.name(), ledger.rows.as_it_is(intent, row.status)))),
            },
            Self::Edit(fields) => {
                let edits = fields.edits(row, ledger)?;
                if edits.is_empty() {
                    return Ok(Err(format!("{} is so already.", row.name())));
                }
                Deed::Edit { record: Record::Incident(row.id), edits, verb: Verb::Edit }
            }
            Self::Comment(html, mentions) => Deed::Comment {
                comment: comment(),
                on: Record::Incident(row.id),
                content: html.clone(),
                mentions: mentions.clone(),
            },
        };
        Ok(Ok(Op { id: OpId(Uuid::new_v4()), at: ledger.now, deed }))
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
