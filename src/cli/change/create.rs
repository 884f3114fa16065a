//! `antops change create`: one new draft, its number on standard output.

use super::super::record::ledger::Ledger;
use super::super::record::making;
use super::super::record::outcome::{End, report};
use super::super::record::write::{check_profile, send};
use super::super::{Code, Scene, Trouble};
use super::arguments::Create;
use super::fields::Filled;
use crate::domain::request::Deed;
use crate::domain::value::ChangeId;
use std::io::Write as _;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Drafts a change, or says what would be drafted.
pub(super) fn create(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &mut Ledger,
    wanted: &Create,
) -> Result<Code, Trouble> {
    let telling = wanted.telling;
    check_profile(ledger, telling)?;
    let fields = threads.block_on(Filled::of(&wanted.fields, ledger))?;
    let deed = Deed::CreateChange { change: ChangeId(Uuid::new_v4()), new: Box::new(fields.new_change(ledger)?) };
    let op = making::op(deed, ledger);
    let outcome = if telling.dry_run {
        making::predicted(&op, ledger)
    } else {
        making::ended(&op, threads.block_on(send(&*ledger.backend, vec![op.clone()])), ledger)?.0
    };
    match outcome.end {
        End::Done if !telling.json => {
            scene.say(&outcome.number)?;
            if ledger.rows.done(&op, &outcome.number).as_ref() != Some(&outcome.message) {
                writeln!(std::io::stderr(), "antops: {}", outcome.message)?;
            }
            Ok(Code::Fine)
        }
        _ => report(scene, &[outcome], telling.json),
    }
}
