//! `antops incident`: the verbs of the screen on the command line, one file per concern.
//!
//! `ledger` reads, `select` says which incidents are meant, `deeds` what is to become of them, `write` does it, `outcome` tells. Sentences are
//! those of the screen (`app::sentences`). Invariant: nothing is written before everything that was said on the command line is understood.

mod arguments;
mod columns;
mod create;
mod deeds;
mod export;
mod fields;
mod json;
mod ledger;
mod list;
mod outcome;
mod select;
mod show;
mod spoken;
mod write;

use super::{Code, Scene, Trouble, threads};
use arguments::Many;
pub(super) use arguments::{IncidentVerb, with_terms_last};
use deeds::Wish;
use fields::Filled;
pub use json::FIELDS;
use ledger::Ledger;
use list::Look;
pub use spoken::{SPOKEN, Spoken};

/// Does a verb.
pub(super) fn run(scene: &mut Scene<'_>, verb: &IncidentVerb) -> Result<Code, Trouble> {
    let profile = scene.profile()?;
    let threads = threads()?;
    let mut ledger = threads.block_on(Ledger::open(scene, &profile))?;
    match verb {
        IncidentVerb::List(wanted) => {
            let look = Look::of(scene, &wanted.filter, &wanted.order)?;
            let rows = threads.block_on(look.incidents(&mut ledger))?;
            list::list(scene, &ledger, &rows, &look, wanted)?;
        }
        IncidentVerb::Show(wanted) => {
            let numbers = select::numbers(&wanted.numbers)?;
            let rows = threads.block_on(select::by_number(&mut ledger, &numbers))?;
            let timelines = threads.block_on(show::timelines(&ledger, &rows))?;
            show::show(scene, &ledger, &rows, &timelines, wanted.json)?;
        }
        IncidentVerb::Export(wanted) => {
            let rows = threads.block_on(Look::of(scene, &wanted.filter, &wanted.order)?.incidents(&mut ledger))?;
            let timelines = wanted.comments.then(|| threads.block_on(show::timelines(&ledger, &rows))).transpose()?;
            export::export(scene, &ledger, &rows, timelines.as_deref(), wanted.format)?;
        }
        IncidentVerb::Create { fields, dry_run, json } => {
            let fields = Filled::of(fields, &ledger)?;
            return create::create(scene, &threads, &ledger, &fields, *dry_run, *json);
        }
        IncidentVerb::Take { many }
        | IncidentVerb::Edit { many, .. }
        | IncidentVerb::Assign { many, .. }
        | IncidentVerb::Status { many, .. }
        | IncidentVerb::Resolve { many }
        | IncidentVerb::Close { many, .. }
        | IncidentVerb::Reopen { many }
        | IncidentVerb::Comment { many, .. }
        | IncidentVerb::Link { many, .. } => {
            check_stdin(verb, many)?;
            if let Some(wish) = Wish::of(verb, &ledger)? {
                return write::write(scene, &threads, &mut ledger, &wish, many);
            }
        }
    }
    Ok(Code::Fine)
}

/// Standard input is one thing: the text or the numbers.
fn check_stdin(verb: &IncidentVerb, many: &Many) -> Result<(), Trouble> {
    let text = match verb {
        IncidentVerb::Close { reason: text, .. } | IncidentVerb::Comment { text, .. } => Some(text),
        IncidentVerb::Edit { fields, .. } => fields.description.as_ref(),
        _ => None,
    };
    let is_text = text.is_some_and(|text| text == select::STDIN);
    let numbers = many.numbers.iter().filter(|number| *number == select::STDIN).count();
    if numbers + usize::from(is_text) > 1 {
        return Err(Trouble::new(Code::Usage, "standard input can be read once only; nothing was done"));
    }
    Ok(())
}
