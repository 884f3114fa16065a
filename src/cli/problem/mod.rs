//! `antops problem`: problems on the command line, and what belongs to them.
//!
//! What all kinds of records share is in [`super::record`]; here is what a problem is made of, what it is linked to (`whole`), linking
//! (`link`) and the ranking of what may belong to it (`candidates`). Invariant: nothing is written before everything that was said on the
//! command line is understood.

mod arguments;
mod candidates;
mod columns;
mod create;
mod deeds;
mod fields;
mod json;
mod link;
mod list;
mod show;
mod whole;

use super::record::ledger::Ledger;
use super::record::{prose, said, select, write};
use super::{Code, Scene, Trouble, threads};
use crate::domain::problem::Problem;
use crate::domain::value::Record;
pub(super) use arguments::ProblemVerb;
use arguments::{Many, ProblemFields};
pub use candidates::CANDIDATE_FIELDS;
use deeds::Wish;
pub use json::PROBLEM_FIELDS;

/// Does a verb.
pub(super) fn run(scene: &mut Scene<'_>, verb: &ProblemVerb) -> Result<Code, Trouble> {
    let profile = scene.profile()?;
    let threads = threads()?;
    let mut ledger = threads.block_on(Ledger::open(scene, &profile))?;
    match verb {
        ProblemVerb::List(wanted) => {
            let rows = threads.block_on(list::problems(&mut ledger, wanted))?;
            list::list(scene, &ledger, &rows, wanted)?;
        }
        ProblemVerb::Show(wanted) => {
            let rows = select::problems_by_number(&ledger, &select::numbers(&wanted.numbers)?)?;
            let records: Vec<Record> = rows.iter().map(|row| Record::Problem(row.id)).collect();
            let timelines = threads.block_on(prose::timelines(&ledger, &records))?;
            let rows = threads.block_on(whole::wholes(&mut ledger, rows))?;
            show::show(scene, &ledger, &rows, &timelines, wanted.json)?;
        }
        ProblemVerb::Link(wanted) => return link::link(scene, &threads, &mut ledger, wanted),
        ProblemVerb::Unlink(wanted) => return link::unlink(scene, &threads, &mut ledger, wanted),
        ProblemVerb::Candidates(wanted) => threads.block_on(candidates::candidates(scene, &mut ledger, wanted))?,
        ProblemVerb::Create(wanted) => {
            said::check_stdin(texts_of(&wanted.fields), &wanted.from)?;
            return create::create(scene, &threads, &mut ledger, wanted);
        }
        ProblemVerb::Edit { many, .. }
        | ProblemVerb::Take { many }
        | ProblemVerb::Assign { many, .. }
        | ProblemVerb::Status { many, .. }
        | ProblemVerb::Comment { many, .. } => {
            said::check_stdin(texts(verb), &many.numbers)?;
            if let Some(wish) = Wish::of(verb, &ledger)? {
                write::check_profile(&ledger, many.manner.telling)?;
                let rows = meant(&ledger, many)?;
                return write::write(scene, &threads, &ledger, &wish, rows, (many.manner, many.filter.is_some()));
            }
        }
    }
    Ok(Code::Fine)
}

/// The texts of a verb, one of which may be standard input.
fn texts(verb: &ProblemVerb) -> Vec<&String> {
    match verb {
        ProblemVerb::Comment { text, .. } => vec![text],
        ProblemVerb::Edit { fields, .. } => texts_of(fields),
        _ => vec![],
    }
}

fn texts_of(fields: &ProblemFields) -> Vec<&String> {
    let texts = [&fields.shared.description, &fields.root_cause, &fields.workaround, &fields.solution];
    texts.into_iter().flatten().collect()
}

/// The problems that were named, by number or by a filter.
fn meant(ledger: &Ledger, many: &Many) -> Result<Vec<Problem>, Trouble> {
    let Some(filter) = &many.filter else {
        return select::problems_by_number(ledger, &select::numbers(&many.numbers)?);
    };
    select::check_filter(filter)?;
    select::found(ledger.find_problems(filter)?)
}
