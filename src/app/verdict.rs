//! What became of a deed, in a sentence. Done, refused, conflict and gone are four different things, and the database answers "success"
//! to all of them; a fault is a fifth. Text that did not arrive goes back to where it was written.

use super::draft::Place;
use super::effect::Effects;
use super::model::Model;
use super::notice::Tone;
use super::sentences;
use crate::domain::fault::Fault;
use crate::domain::request::{Deed, Op, Query, Receipt, Row, Verdict};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::{IncidentStatus, Record};

pub(super) fn judged(model: &mut Model, op: &Op, receipt: Receipt) -> Effects {
    model.dirty();
    match receipt {
        Err(fault) if fault.leaves_deed_open() => postponed(model, op, fault),
        Err(fault) => {
            model.pending.settle(op.id);
            let sentence = model.rows.failed(op, &fault);
            let mut effects = give_back(model, op);
            let kept = if effects.is_empty() { "" } else { " Your text is back in its draft." };
            model.say(Tone::Bad, format!("{sentence}{kept}"));
            effects.extend(next(model));
            effects
        }
        Ok(verdict) => {
            model.pending.settle(op.id);
            let mut effects = decided(model, op, verdict);
            model.refresh_order();
            effects.extend(next(model));
            effects
        }
    }
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

fn decided(model: &mut Model, op: &Op, verdict: Verdict) -> Effects {
    let name = model.rows.name_of(&op.deed);
    match verdict {
        Verdict::Done(rows) => {
            for row in rows {
                take(model, row);
            }
            if let Deed::DeleteComment { comment, .. } = op.deed {
                model.rows.remove_comment(comment, model.now);
            }
            if let Some(sentence) = model.rows.done(op, &name) {
                model.say(Tone::Good, sentence);
            }
            vec![]
        }
        Verdict::Renumbered { row, tries } => {
            let number = match &row {
                Row::Incident(incident) => incident.name(),
                _ => name,
            };
            take(model, row);
            model.say(
                Tone::Good,
                format!(
                    "Reported {number}. Numbers collide with another organization's: this one was free at the {} try.",
                    ordinal(tries)
                ),
            );
            vec![]
        }
        Verdict::DoneWithoutReason { row, fault } => {
            take(model, row);
            let effects = give_back(model, op);
            let sentence = sentences::closed_without_reason(&name, &fault);
            model.say(Tone::Bad, format!("{sentence}; it is in your draft of a comment."));
            effects
        }
        Verdict::Refused => {
            let effects = give_back(model, op);
            refused(model, op, &name);
            effects
        }
        Verdict::Conflict(row) => overtaken(model, op, row, &name),
        Verdict::Gone => {
            if let Deed::EditComment { comment, .. } | Deed::DeleteComment { comment, .. } = op.deed {
                model.rows.remove_comment(comment, model.now);
                model.say(Tone::Bad, format!("The comment on {name} is gone already."));
                return give_back(model, op);
            }
            model.say(Tone::Bad, sentences::gone(&name));
            give_back(model, op)
        }
    }
}

/// Somebody else was faster: their row is taken, what was typed is a draft again.
fn overtaken(model: &mut Model, op: &Op, row: Row, name: &str) -> Effects {
    let mut sentence = model.rows.overtaken(&row, name);
    if let Deed::EditComment { .. } = op.deed {
        sentence.push_str(" Correct it again to see both texts.");
    }
    take(model, row);
    let effects = give_back(model, op);
    model.say(Tone::Bad, sentence);
    effects
}

/// A row of our own making is no news.
fn take(model: &mut Model, row: Row) {
    let own = match &row {
        Row::Incident(incident) => Some(incident.id),
        _ => None,
    };
    let was_unseen = own.is_some_and(|id| model.incidents.unseen.contains(&id));
    super::answer::take_row(model, row);
    if let Some(id) = own.filter(|_| !was_unseen) {
        model.incidents.unseen.remove(&id);
    }
}

fn refused(model: &mut Model, op: &Op, name: &str) {
    let Record::Incident(id) = op.deed.record() else {
        model.say(Tone::Bad, format!("Refused: the rules of the database keep {name} from you."));
        return;
    };
    let (Some(me), Some(incident)) = (model.me.clone(), model.incident(id).map(std::borrow::Cow::into_owned)) else {
        model.say(Tone::Bad, format!("Refused: the rules of the database keep {name} from you."));
        return;
    };
    if let Deed::EditComment { .. } | Deed::DeleteComment { .. } = op.deed {
        model.say(Tone::Bad, "Refused: only its author may change a comment.");
        return;
    }
    match sentences::refusal_of(&op.deed, &me, &incident) {
        Some(refusal) => {
            let sentence = model.rows.refusal_sentence(&refusal, name);
            model.say(Tone::Bad, format!("Refused: {sentence}"));
            // Nothing may come to lie over what somebody is typing in.
            if model.layers.is_empty() {
                model.offer_to_ask(&incident, &refusal);
            }
        }
        None => model.say(Tone::Bad, sentences::refused_unexplained(name)),
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
        Deed::Edit { .. } | Deed::Create { .. } | Deed::DeleteComment { .. } => return vec![],
    };
    let newer = model.drafts.at(place).trim_end();
    let text = if newer.is_empty() { text } else { format!("{newer}\n\n{text}") };
    model.set_draft(place, &text, seen)
}

/// `2nd`, `3rd`, `11th`.
fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
