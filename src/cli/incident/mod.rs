//! `antops incident`: the verbs of the screen on the command line, one file per concern.
//!
//! What all kinds of records share is in [`super::record`]; here is what an incident is made of: its grammar, its columns and fields, and
//! `deeds`, what is to become of it. Sentences are those of the screen (`app::sentences`). Invariant: nothing is written before everything
//! that was said on the command line is understood.

mod arguments;
mod columns;
mod create;
mod deeds;
mod export;
mod fields;
mod json;
mod list;
mod show;

use super::record::ledger::Ledger;
use super::record::{prose, said, select, write};
use super::{Code, Scene, Trouble, threads};
use crate::app::view::View;
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::value::Record;
pub(super) use arguments::IncidentVerb;
use arguments::Many;
#[cfg(test)]
pub(super) use columns::Column;
use deeds::Wish;
use fields::Filled;
pub use json::FIELDS;
use list::Look;

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
            let timelines = threads.block_on(timelines(&ledger, &rows))?;
            show::show(scene, &ledger, &rows, &timelines, wanted.json)?;
        }
        IncidentVerb::Export(wanted) => {
            let rows = threads.block_on(Look::of(scene, &wanted.filter, &wanted.order)?.incidents(&mut ledger))?;
            let timelines = wanted.comments.then(|| threads.block_on(timelines(&ledger, &rows))).transpose()?;
            export::export(scene, &ledger, &rows, timelines.as_deref(), wanted.format)?;
        }
        IncidentVerb::Create { fields, telling } => {
            let fields = Filled::of(fields, &ledger)?;
            return create::create(scene, &threads, &ledger, &fields, *telling);
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
            said::check_stdin(text_of(verb), &many.numbers)?;
            if let Some(wish) = Wish::of(verb, &ledger)? {
                write::check_profile(&ledger, many.manner.telling)?;
                let rows = threads.block_on(meant(&mut ledger, many))?;
                let manner = (many.manner, many.filter.is_some());
                return write::write(scene, &threads, &ledger, &wish, rows, manner);
            }
        }
    }
    Ok(Code::Fine)
}

/// The text of a verb, which may be standard input.
fn text_of(verb: &IncidentVerb) -> Option<&String> {
    match verb {
        IncidentVerb::Close { reason: text, .. } | IncidentVerb::Comment { text, .. } => Some(text),
        IncidentVerb::Edit { fields, .. } => fields.shared.description.as_ref(),
        _ => None,
    }
}

/// The incidents that were named, by number or by a filter.
async fn meant(ledger: &mut Ledger, many: &Many) -> Result<Vec<Incident>, Trouble> {
    let Some(filter) = &many.filter else {
        return select::by_number(ledger, &select::numbers(&many.numbers)?).await;
    };
    select::check_filter(filter)?;
    select::found(ledger.find(filter, &View::default()).await?)
}

async fn timelines(ledger: &Ledger, rows: &[Incident]) -> Result<Vec<Vec<Comment>>, Trouble> {
    let records: Vec<Record> = rows.iter().map(|row| Record::Incident(row.id)).collect();
    prose::timelines(ledger, &records).await
}
