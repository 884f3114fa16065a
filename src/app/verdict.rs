//! What became of a deed, in a sentence. Done, refused, conflict and gone are four different things, and the database answers "success"
//! to all of them; a fault is a fifth. Text that did not arrive goes back to where it was written.

use super::draft::Place;
use super::effect::Effects;
use super::model::Model;
use super::notice::Tone;
use super::sentences;
use crate::domain::change::step::{Left, Step};
use crate::domain::fault::Fault;
use crate::domain::permission::Refusal;
use crate::domain::request::{Deed, Op, Query, Receipt, Row, Then, Verdict};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::{IncidentStatus, Record};

/// What there is to say about a deed that is over, and what to do about it.
struct Told {
    effects: Effects,
    words: Option<(Tone, String)>,
    /// Those who may do what was refused.
    ask: Option<(Record, Refusal)>,
}

impl Told {
    fn bad(effects: Effects, words: impl Into<String>) -> Self {
        Self { effects, words: Some((Tone::Bad, words.into())), ask: None }
    }
}

pub(super) fn judged(model: &mut Model, op: &Op, receipt: Receipt) -> Effects {
    model.dirty();
    // Whoever decided on it has signed out since: it is on disk for them, and nobody else's business.
    if !model.pending.holds(op.id) {
        return vec![];
    }
    let lost = model.lost_links(&op.deed);
    if let Deed::Map(_) = op.deed {
        model.look_at_map_again();
    }
    let told = match receipt {
        Err(fault) if fault.leaves_deed_open() => return postponed(model, op, fault),
        Err(fault) => {
            model.pending.settle(op.id);
            model.undo.dropped(op.id);
            let sentence = model.rows.failed(op, &fault);
            let effects = give_back(model, op);
            let is_text = !effects.is_empty() && model.kept_form(&op.deed).is_none();
            let kept = if is_text { " Your text is back in its draft." } else { "" };
            Told::bad(effects, format!("{sentence}{kept}"))
        }
        Ok(verdict) => {
            model.pending.settle(op.id);
            match &verdict {
                Verdict::Done(rows) => model.undo.done(op, rows),
                _ => model.undo.dropped(op.id),
            }
            let told = decided(model, op, verdict);
            model.refresh_order();
            told
        }
    };
    let Told { mut effects, mut words, ask } = told;
    if let (false, Some((_, words)), Some(kept)) = (effects.is_empty(), &mut words, model.kept_form(&op.deed)) {
        words.push_str(&kept);
        words.push_str(&lost);
    }
    let is_alone = !model.is_counted(op);
    if let Some((tone, words)) = model.count_in(op, words) {
        model.say(tone, words);
    }
    // Nothing may come to lie over what somebody is typing in.
    if let Some((record, refusal)) = ask.filter(|_| is_alone && model.layers.is_empty()) {
        model.offer_to_ask(record, &refusal);
    }
    effects.extend(next(model));
    effects
}

fn next(model: &mut Model) -> Effects {
    model.send_pending()
}

/// The link failed, or the session ended: the deed stays on disk and goes again.
fn postponed(model: &mut Model, op: &Op, fault: Fault) -> Effects {
    let mut effects = vec![];
    if let Fault::SignedOut { reason } = &fault {
        effects = model.signed_out_by_server(reason);
    } else {
        let about = model.rows.about(op);
        model.say(Tone::Plain, format!("{about}: not sent yet, kept and tried again. {fault}."));
        // If the link is gone the header must say so: look once, unless looking fails already.
        let is_failing = model.remote.line(&Query::Incidents).is_some_and(|line| line.failed.is_some());
        if matches!(fault, Fault::Offline { .. } | Fault::TimedOut) && !is_failing {
            model.remote.mark_stale(Query::Incidents);
        }
    }
    model.pending.postpone(op.id, fault, model.now);
    effects
}

fn decided(model: &mut Model, op: &Op, verdict: Verdict) -> Told {
    let name = model.rows.name_of(&op.deed);
    match verdict {
        Verdict::Done(rows) => {
            let is_anothers = matches!(op.deed, Deed::Edit { .. }) && rows.iter().any(|row| !is_by(op, row));
            take(model, op, rows);
            if let Deed::DeleteComment { comment, .. } = op.deed {
                model.rows.remove_comment(comment, model.now);
            }
            if let Deed::Map(deed) = &op.deed {
                model.map_is_changed(deed);
            }
            // One that was reported has a number by now.
            let name = model.rows.name_of(&op.deed);
            let words = if is_anothers {
                Some((Tone::Plain, model.rows.done_by_another(op, &name)))
            } else {
                let lacks = model.lacks_workaround(&op.deed).unwrap_or_default();
                let told = |sentence| (Tone::Good, with_undo(model, op, sentence) + &lacks);
                model.rows.done(op, &name).map(told)
            };
            Told { effects: give_reason_back(model, op), words, ask: None }
        }
        Verdict::Renumbered { row, tries } => {
            take(model, op, vec![row]);
            let words = sentences::renumbered(op.deed.record(), &model.rows.name_of(&op.deed), tries);
            Told { effects: vec![], words: Some((Tone::Good, words)), ask: None }
        }
        Verdict::DoneWithoutReason { row, fault } => {
            take(model, op, vec![row]);
            let effects = give_back(model, op);
            let sentence = sentences::closed_without_reason(&name, &fault);
            Told::bad(effects, format!("{sentence}; it is in your draft of a comment."))
        }
        Verdict::Partly { rows, left, fault } => {
            take(model, op, rows);
            let words = model.rows.partly(op, &model.rows.name_of(&op.deed), &left, fault.as_ref());
            // That others have to go on with it is how it is meant to be.
            let tone = if left == [Left::Change] { Tone::Good } else { Tone::Bad };
            Told { effects: vec![], words: Some((tone, words)), ask: None }
        }
        Verdict::Refused => {
            let effects = give_back(model, op);
            Told { effects, ..refused(model, op, &name) }
        }
        Verdict::Conflict(row) => overtaken(model, op, row, &name),
        Verdict::Gone => {
            if let Deed::EditComment { comment, .. } | Deed::DeleteComment { comment, .. } = op.deed {
                model.rows.remove_comment(comment, model.now);
                return Told::bad(give_back(model, op), format!("The comment on {name} is gone already."));
            }
            Told::bad(give_back(model, op), sentences::gone(&name))
        }
    }
}

/// Somebody else was faster: their row is taken, what was typed is a draft again.
fn overtaken(model: &mut Model, op: &Op, row: Row, name: &str) -> Told {
    let mut sentence = model.rows.overtaken(&op.deed, &row, name);
    if let Deed::EditComment { .. } = op.deed {
        sentence.push_str(" Correct it again to see both texts.");
    }
    super::answer::take_row(model, row);
    let effects = give_back(model, op);
    Told::bad(effects, sentence)
}

/// The reason for a closing that was taken back is a draft again.
fn give_reason_back(model: &mut Model, op: &Op) -> Effects {
    match &op.deed {
        Deed::TakeBack { record: Record::Incident(incident), then: Then::Unsay { reason, .. }, .. } => {
            model.set_draft(Place::CloseReason(*incident), reason, None)
        }
        _ => vec![],
    }
}

/// What was done to an incident can be taken back, and which key does it is worth a word.
fn with_undo(model: &Model, op: &Op, sentence: String) -> String {
    let undo = if model.shown_linking().is_some() { "linking.undo" } else { "app.undo" };
    let key = model.settings.keymap.hint(undo);
    let is_told =
        matches!(op.deed, Deed::Edit { .. } | Deed::Close { .. } | Deed::Map(_)) && model.undo.takes_back(op.id);
    if is_told && !key.is_empty() { format!("{sentence} {key} undoes it.") } else { sentence }
}

/// Whether a row is as this deed left it: every write says when it was decided. Otherwise somebody made it so before, or changed it since.
pub(super) fn is_by(op: &Op, row: &Row) -> bool {
    row.updated_at().is_none_or(|at| at.as_microsecond() == op.at.as_microsecond())
}

/// What a deed of mine did is no news.
fn take(model: &mut Model, op: &Op, rows: Vec<Row>) {
    for row in rows {
        super::answer::take_row(model, row);
    }
    model.own_doing(&op.deed);
}

fn refused(model: &Model, op: &Op, name: &str) -> Told {
    if op.deed.is_creation() {
        return Told::bad(vec![], sentences::refused_new(op.deed.record()));
    }
    let (Some(record), Some(me)) = (op.deed.record(), &model.me) else {
        let refusal = model.me.as_ref().and_then(|me| super::estate::refusal(&op.deed, me));
        let why = refusal.map(|refusal| format!("Refused: {}", model.rows.refusal_sentence(&refusal, name)));
        return Told::bad(vec![], why.unwrap_or_else(|| sentences::refused_unexplained(name)));
    };
    if let (Deed::Step { step, .. }, Record::Change(id)) = (&op.deed, record) {
        // The row as the server has it: what this deed wanted of it no longer lies over it.
        let why = model.rows.changes.get(&id).and_then(|row| Some((step.kind()?, row)));
        let why = why.and_then(|(kind, row)| Some(model.rows.hindrance(kind, kind.hindrance(me, row)?, row)));
        let words = why.map_or_else(|| sentences::refused_unexplained(name), |why| format!("Refused: {why}."));
        return Told::bad(vec![], words);
    }
    let Some(row) = model.record(record) else {
        return Told::bad(vec![], format!("Refused: the rules of the database keep {name} from you."));
    };
    if let Deed::EditComment { .. } | Deed::DeleteComment { .. } = op.deed {
        return Told::bad(vec![], "Refused: only its author may change a comment.");
    }
    let refusal = match &row {
        Row::Incident(row) => sentences::refusal_of(&op.deed, me, &**row),
        Row::Problem(row) => sentences::refusal_of(&op.deed, me, &**row),
        Row::Change(row) => sentences::refusal_of(&op.deed, me, &**row),
        Row::Comment(_) | Row::Profile(_) | Row::Beside(_) => None,
    };
    match refusal {
        Some(refusal) => {
            let sentence = format!("Refused: {}", model.rows.refusal_sentence(&refusal, name));
            Told { effects: vec![], words: Some((Tone::Bad, sentence)), ask: Some((record, refusal)) }
        }
        None => Told::bad(vec![], sentences::refused_unexplained(name)),
    }
}

/// Text that did not arrive becomes a draft again, below anything newer, in a place where one can still reach it.
fn give_back(model: &mut Model, op: &Op) -> Effects {
    let people = model.labelled_people();
    // The draft knows what it began from: what changed meanwhile is shown before anything is sent again.
    let seen = if let Deed::EditComment { seen, .. } = op.deed { Some(seen) } else { None };
    let (place, text) = match &op.deed {
        Deed::Comment { on, content, .. } => (Place::Comment(*on), rich_text::source(&Safe::new(content), &people)),
        Deed::EditComment { on, comment, content, .. } => {
            let is_there = model.rows.timeline(*on).iter().any(|known| known.id == *comment);
            let place = if is_there { Place::Edit(*on, *comment) } else { Place::Comment(*on) };
            (place, rich_text::source(&Safe::new(content), &people))
        }
        Deed::Close { incident, reason, .. } => {
            let row = model.rows.incidents.get(incident);
            let can_close = row.is_some_and(|row| row.status != IncidentStatus::Closed);
            let place =
                if can_close { Place::CloseReason(*incident) } else { Place::Comment(Record::Incident(*incident)) };
            (place, reason.clone())
        }
        // What was wanted of many rows at once stands in its plan.
        Deed::Edit { .. } if model.is_counted(op) => return vec![],
        Deed::Edit { .. } | Deed::Create { .. } | Deed::CreateProblem { .. } | Deed::CreateChange { .. } => {
            return model.give_form_back(&op.deed);
        }
        Deed::Step { step, .. } if matches!(**step, Step::Reschedule { .. }) => return model.give_form_back(&op.deed),
        Deed::Step { change, step, .. } => match (step.kind(), step.typed()) {
            (Some(kind), Some(text)) if !text.trim().is_empty() => (Place::Step(*change, kind), text.to_owned()),
            _ => return vec![],
        },
        Deed::DeleteComment { .. } | Deed::TakeBack { .. } | Deed::Map(_) => return vec![],
    };
    let newer = model.drafts.at(place).trim_end();
    let text = if newer.is_empty() { text } else { format!("{newer}\n\n{text}") };
    model.set_draft(place, &text, seen)
}
