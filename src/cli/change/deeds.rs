//! From a verb and a change to the deed: the same deeds the screen decides on, and words where there is nothing to do or it cannot be done.

use super::super::record::ledger::Ledger;
use super::super::record::outcome::End;
use super::super::record::write::{Plans, Step, Worded};
use super::super::record::{said, select};
use super::super::{Code, Trouble};
use super::arguments::ChangeVerb;
use super::fields::Filled;
use crate::domain::change::Change;
use crate::domain::change::step::Kind;
use crate::domain::change::taking::{self, Taker};
use crate::domain::edits::Edits;
use crate::domain::moment;
use crate::domain::request::Verb;
use crate::domain::value::ProfileId;
use jiff::Timestamp;
use uuid::Uuid;

/// A verb with everything it needs but the change.
pub(super) enum Wish {
    /// Mine to do.
    Take,
    /// These fields.
    Edit(Box<Filled>),
    /// Somebody's, or nobody's.
    Assign(Option<ProfileId>),
    /// A comment of this HTML, calling these people.
    Comment(String, Vec<ProfileId>),
    /// A step of its life, with what was said for it.
    Step(Kind, String),
    /// Another window; without an end, as long as before.
    Move(Timestamp, Option<Timestamp>),
}

impl Wish {
    /// What a verb wishes; nothing for the verbs that are no wish for several. Names are looked up and standard input is read here.
    pub(super) async fn of(verb: &ChangeVerb, ledger: &mut Ledger) -> Result<Option<Self>, Trouble> {
        Ok(Some(match verb {
            ChangeVerb::Take { .. } => Self::Take,
            ChangeVerb::Edit { fields, .. } => Self::Edit(Box::new(Filled::of(fields, ledger).await?)),
            ChangeVerb::Assign { who, .. } => Self::Assign(select::person(ledger, who)?),
            ChangeVerb::Comment { text, .. } => {
                let (html, mentions) = said::comment(text, ledger)?;
                Self::Comment(html, mentions)
            }
            ChangeVerb::Request { .. } => Self::Step(Kind::Request, String::new()),
            ChangeVerb::Withdraw { reason, .. } => {
                let why = reason.as_ref().map(|text| said::text(text, "the reason")).transpose()?;
                Self::Step(Kind::Withdraw, why.unwrap_or_default())
            }
            ChangeVerb::Start { .. } => Self::Step(Kind::Start, String::new()),
            ChangeVerb::Complete { notes, .. } => Self::Step(Kind::Complete, said::text(notes, "what was seen")?),
            ChangeVerb::Fail { notes, .. } => Self::Step(Kind::Fail, said::text(notes, "what happened")?),
            ChangeVerb::Cancel { reason, .. } => Self::Step(Kind::Cancel, said::text(reason, "the reason")?),
            ChangeVerb::Reschedule { start, end, .. } => window(start, end.as_deref(), ledger)?,
            _ => return Ok(None),
        }))
    }

    /// The step of a life it takes, if it takes one.
    pub(super) const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Step(kind, _) => Some(*kind),
            Self::Move(..) => Some(Kind::Reschedule),
            Self::Take | Self::Edit(_) | Self::Assign(_) | Self::Comment(..) => None,
        }
    }
}

/// A window as it was typed.
fn window(start: &str, end: Option<&str>, ledger: &Ledger) -> Result<Wish, Trouble> {
    let usage = |sentence: String| Trouble::new(Code::Usage, sentence);
    let from = moment::parse(start, ledger.now, &ledger.zone).map_err(usage)?;
    let parsed = |end| moment::parse_end(end, Some(from), ledger.now, &ledger.zone);
    let to = end.map(parsed).transpose().map_err(usage)?;
    if to.is_some_and(|to| to <= from) {
        return Err(usage("It would end before it begins.".into()));
    }
    Ok(Wish::Move(from, to))
}

impl Worded for Wish {
    fn title(&self, ledger: &Ledger) -> String {
        match self {
            Self::Take => "Take".into(),
            Self::Edit(_) => "Edit".into(),
            Self::Assign(Some(to)) => format!("Assign to {}", ledger.rows.full_name(*to)),
            Self::Assign(None) => "Assign to nobody".into(),
            Self::Comment(..) => "Comment".into(),
            Self::Step(Kind::Request, _) => "Ask for approval".into(),
            Self::Step(Kind::Withdraw, _) => "Withdraw".into(),
            Self::Step(Kind::Start, _) => "Start".into(),
            Self::Step(Kind::Complete, _) => "Complete".into(),
            Self::Step(Kind::Fail, _) => "Fail".into(),
            Self::Step(Kind::Cancel, _) => "Cancel".into(),
            Self::Step(Kind::Approve, _) => "Approve".into(),
            Self::Step(Kind::Reject, _) => "Reject".into(),
            Self::Step(Kind::Reschedule, _) | Self::Move(..) => "Reschedule".into(),
        }
    }
}

impl Plans<Change> for Wish {
    fn step(&self, row: &Change, ledger: &Ledger) -> Result<Step, Trouble> {
        let (name, people) = (row.name(), &ledger.rows);
        Ok(match self {
            Self::Take => {
                let edits = Edits::assign(row, Some(ledger.me.profile.id));
                if edits.is_empty() {
                    return Ok(Step::already(format!("{name} is yours already.")));
                }
                Step::edit(row, edits, Verb::Take, ledger)
            }
            Self::Edit(fields) => edited(row, fields.edits(row, ledger)?, ledger),
            Self::Assign(to) if *to == row.assigned_to => match to {
                Some(who) => Step::already(format!("{name} is {}'s already.", people.full_name(*who))),
                None => Step::already(format!("{name} is nobody's already.")),
            },
            Self::Assign(to) => Step::edit(row, Edits::assign(row, *to), Verb::Assign, ledger),
            Self::Comment(html, mentions) => Step::comment(row, html, mentions, ledger),
            Self::Step(kind, typed) => taken(row, *kind, typed, ledger),
            Self::Move(from, to) => {
                if let Some(hindered) = hindered(row, Kind::Reschedule, ledger) {
                    return Ok(hindered);
                }
                let length = row.scheduled_for.zip(row.estimated_end).map(|(from, to)| to.duration_since(from));
                let to = to.or_else(|| from.checked_add(length?).ok());
                edited(row, Edits::reschedule(row, Some(*from), to), ledger)
            }
        })
    }
}

/// Edits of a change; where they move its window, more moves with it.
fn edited(row: &Change, edits: Edits, ledger: &Ledger) -> Step {
    if edits.is_empty() {
        return Step::already(format!("{} is so already.", row.name()));
    }
    match taking::moved(row, &edits, Uuid::new_v4) {
        Some(deed) => Step::of(deed, ledger),
        None => Step::edit(row, edits, Verb::Edit, ledger),
    }
}

/// A step of its life.
pub(super) fn taken(row: &Change, kind: Kind, typed: &str, ledger: &Ledger) -> Step {
    let name = row.name();
    if kind.to() == Some(row.status) {
        return Step::already(format!("{name} is {} already.", row.status.words()));
    }
    if let Some(hindered) = hindered(row, kind, ledger) {
        return hindered;
    }
    if let Some(missing) = row.lacks().filter(|_| kind == Kind::Request) {
        let sentence = format!("{name} has no {missing}: nobody can decide on it. antops change edit writes one.");
        return Step::Settled(End::Refused, sentence);
    }
    let decided = ledger.rows.standing_of(row).decided.and_then(|row| row.approved_by);
    let taker = Taker { me: &ledger.me, now: ledger.now, deciders: ledger.rows.deciders(), decided };
    match taker.deed(row, row, kind, typed, Uuid::new_v4) {
        Some(deed) => Step::of(deed, ledger),
        None => Step::already(format!("{name} is so already.")),
    }
}

/// Why a step cannot be taken, if it cannot. Such a step is not sent: half of what belongs to it could take.
pub(super) fn hindered(row: &Change, kind: Kind, ledger: &Ledger) -> Option<Step> {
    let hindrance = kind.hindrance(&ledger.me, row)?;
    let why = ledger.rows.hindrance(kind, hindrance, row);
    Some(Step::Settled(End::Refused, format!("{}: {why}. Nothing was written.", row.name())))
}
