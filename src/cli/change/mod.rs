//! `antops change`: changes on the command line, from the draft to what came of them.
//!
//! What all kinds of records share is in [`super::record`]; here is what a change is made of, the steps of its life (`deeds`), deciding on one
//! (`decide`), and whether it is approved, in words (`standing`). The deeds are those of the screen, made in [`crate::domain::change::taking`].
//! Invariant: nothing is written before everything that was said on the command line is understood.

mod arguments;
mod calendar;
mod columns;
mod create;
mod decide;
mod deeds;
mod fields;
mod finish;
mod json;
mod list;
mod show;
mod standing;
mod whole;

use super::record::ledger::Ledger;
use super::record::{prose, said, select, write};
use super::{Code, Scene, Trouble, threads};
use crate::domain::change::Change;
use crate::domain::change::step::Kind;
use crate::domain::value::Record;
pub(super) use arguments::ChangeVerb;
use arguments::{ChangeFields, Many};
use deeds::Wish;
pub use json::CHANGE_FIELDS;

/// Does a verb.
pub(super) fn run(scene: &mut Scene<'_>, verb: &ChangeVerb) -> Result<Code, Trouble> {
    let profile = scene.profile()?;
    let threads = threads()?;
    let mut ledger = threads.block_on(Ledger::open(scene, &profile))?;
    threads.block_on(ledger.read_changes())?;
    threads.block_on(ledger.read_beside_changes())?;
    match verb {
        ChangeVerb::List(wanted) => {
            let rows = threads.block_on(list::changes(&mut ledger, wanted))?;
            list::list(scene, &ledger, &rows, wanted)?;
        }
        ChangeVerb::Show(wanted) => {
            let rows = select::changes_by_number(&ledger, &select::numbers(&wanted.numbers)?)?;
            let records: Vec<Record> = rows.iter().map(|row| Record::Change(row.id)).collect();
            let timelines = threads.block_on(prose::timelines(&ledger, &records))?;
            let rows = threads.block_on(whole::wholes(&mut ledger, rows))?;
            show::show(scene, &ledger, &rows, &timelines, wanted.json)?;
        }
        ChangeVerb::Calendar(wanted) => threads.block_on(calendar::calendar(scene, &mut ledger, wanted))?,
        ChangeVerb::Approve(wanted) => return decide::decide(scene, &threads, &ledger, &wanted.as_decision()),
        ChangeVerb::Reject(wanted) => return decide::decide(scene, &threads, &ledger, &wanted.as_decision()),
        ChangeVerb::Create(wanted) => {
            said::check_stdin(texts_of(&wanted.fields), &[])?;
            return create::create(scene, &threads, &mut ledger, wanted);
        }
        _ => {
            if let Some(many) = verb.many() {
                said::check_stdin(texts(verb), &many.numbers)?;
                if let Some(wish) = threads.block_on(Wish::of(verb, &mut ledger))? {
                    write::check_profile(&ledger, many.manner.telling)?;
                    let mut rows = meant(&ledger, many)?;
                    let is_by_filter = many.filter.is_some();
                    if wish.kind().is_some_and(|kind| kind != Kind::Request) && !is_by_filter {
                        threads.block_on(finish::finish(&mut ledger, &mut rows, many.manner.telling.dry_run))?;
                    }
                    return write::write(scene, &threads, &ledger, &wish, rows, (many.manner, is_by_filter));
                }
            }
        }
    }
    Ok(Code::Fine)
}

/// The texts of a verb, one of which may be standard input.
fn texts(verb: &ChangeVerb) -> Vec<&String> {
    match verb {
        ChangeVerb::Comment { text, .. }
        | ChangeVerb::Complete { notes: text, .. }
        | ChangeVerb::Fail { notes: text, .. }
        | ChangeVerb::Cancel { reason: text, .. } => vec![text],
        ChangeVerb::Withdraw { reason, .. } => reason.iter().collect(),
        ChangeVerb::Edit { fields, .. } => texts_of(fields),
        _ => vec![],
    }
}

fn texts_of(fields: &ChangeFields) -> Vec<&String> {
    [&fields.description, &fields.rollback, &fields.test].into_iter().flatten().collect()
}

/// The changes that were named, by number or by a filter.
fn meant(ledger: &Ledger, many: &Many) -> Result<Vec<Change>, Trouble> {
    let Some(filter) = &many.filter else {
        return select::changes_by_number(ledger, &select::numbers(&many.numbers)?);
    };
    select::check_filter(filter)?;
    select::found(ledger.find_changes(filter)?)
}
