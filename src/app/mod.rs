//! The machine. [`update`] is the only place where anything changes: a message goes in, the model is another, effects come out.
//!
//! This file is the contents page: each kind of message goes to the file that knows what it means. Nothing here or below does I/O,
//! reads a clock or draws.

pub mod bell;
pub mod board;
pub mod bulk;
pub mod command;
pub mod draft;
pub mod effect;
pub mod estate;
pub mod forms;
pub mod intent;
pub mod keymap;
pub mod layers;
pub mod list;
pub mod live;
pub mod model;
pub mod msg;
pub mod notice;
pub mod pace;
pub mod panes;
pub mod pending;
mod record;
pub mod remote;
pub mod rows;
pub mod screen;
pub mod sentences;
pub mod settings;
pub mod suggestion;
pub mod truth;
pub mod undo;
pub mod unseen;
pub mod view;

mod answer;
mod away;
mod belonging;
mod deciding;
mod heard;
mod ids;
mod input;
mod known;
mod linking;
mod moving;
mod presence;
mod relation;
mod room;
mod session;
mod small;
mod verdict;
mod waking;
mod writing;

pub use effect::{Effect, Effects};
pub use model::{Boot, Model};
pub use msg::Msg;

use notice::Tone;

/// Takes one message in; returns what is wanted of the world because of it.
pub fn update(model: &mut Model, msg: Msg) -> Effects {
    if !matches!(msg, Msg::Time(_) | Msg::Live(_)) {
        model.dirty();
    }
    let mut effects = match msg {
        Msg::Time(now) => answer::time(model, now),
        Msg::Key(event) => input::key(model, event),
        Msg::Paste(text) => input::paste(model, &text),
        Msg::Resize(size) => answer::resized(model, size),
        Msg::Restored(kept) => answer::restored(model, *kept),
        Msg::SignIn(result) => model.sign_in_answered(result),
        Msg::ProjectChecked(result) => model.project_checked(result),
        Msg::SignedOut(result) => model.signed_out(result),
        Msg::Answered { ticket, result } => answer::answered(model, ticket, result),
        Msg::LaidOut { generation, drawing } => {
            model.laid_out(generation, drawing);
            vec![]
        }
        Msg::Marked { notices, is_read, result } => model.marked(&notices, is_read, result),
        Msg::Judged { op, receipt } => verdict::judged(model, &op, *receipt),
        Msg::Live(events) => heard::live(model, events),
        Msg::Edited(result) => writing::edited(model, result),
        Msg::Opened(Ok(url)) => said(model, Tone::Good, format!("Opened {url}")),
        Msg::Opened(Err(reason)) => said(model, Tone::Plain, reason.to_string()),
        Msg::DiskTrouble(reason) => {
            said(model, Tone::Bad, format!("Could not be kept on disk: {reason}. What you write lives in memory only."))
        }
        Msg::Terminate => vec![Effect::Quit],
    };
    model.refresh_known();
    model.refresh_relations();
    model.refresh_form_offers();
    model.refresh_suggestions();
    if effects.contains(&Effect::Quit) {
        effects.splice(0..0, model.cache_to_save());
        effects.splice(0..0, model.keep_reading_place());
        return effects;
    }
    effects.extend(model.follow_changes());
    model.keep_order();
    model.keep_listed::<panes::problems::Problems>();
    model.keep_listed::<panes::changes::Changes>();
    model.keep_estate();
    effects.extend(model.keep_map());
    model.keep_small();
    model.keep_inbox();
    model.keep_feed();
    // A message took lines from the list: what the keys are for stays on the screen.
    model.clamp_shown();
    model.keep_history();
    model.gather_some();
    model.refresh_linking();
    effects.extend(model.ring());
    effects.extend(model.show_presence());
    let needs = model.needs();
    effects.extend(model.remote.reconcile(&needs, model.now));
    effects
}

fn said(model: &mut Model, tone: Tone, text: String) -> Effects {
    model.say(tone, text);
    vec![]
}
