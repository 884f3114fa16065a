//! The verbs that write: what is about to happen to each row, a question where a filter meant several, then all of it at once.
//!
//! What the rules will refuse is said in a plan; it is sent all the same when it is asked for, for the server's answer alone counts.

use super::super::{Code, Scene, Trouble, ask};
use super::Titled;
use super::arguments::{Manner, Telling};
use super::ledger::Ledger;
use super::outcome::{End, Outcome, report};
use crate::app::sentences;
use crate::domain::edits::{Editable, Edits};
use crate::domain::fault::Fault;
use crate::domain::request::{Deed, Op, Receipt, Verb};
use crate::domain::value::{CommentId, OpId, ProfileId};
use crate::ports::Backend;
use std::io::{IsTerminal as _, Write as _};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// So many of a plan are listed before somebody is asked.
const LISTED: usize = 20;

/// Why nothing is written through a read-only profile.
pub(in crate::cli) const READ_ONLY: &str = "this profile is read-only: nothing was done";

/// Deeds with what became of them.
pub(in crate::cli) type Receipts = Vec<(Op, Receipt)>;

/// What is to become of one row.
pub(in crate::cli) enum Step {
    /// This is to be sent.
    Do(Box<Op>),
    /// Nothing is to be sent: what there is to say of it.
    Settled(End, String),
}

/// A verb with everything it needs but the rows.
pub(in crate::cli) trait Plans<R> {
    /// What is to become of a row. An error is one of what was said.
    fn step(&self, row: &R, ledger: &Ledger) -> Result<Step, Trouble>;

    /// What somebody should know of a row, once it is done.
    fn remark(&self, _row: &R) -> Option<String> {
        None
    }
}

/// A verb that can be asked about before it is done.
pub(in crate::cli) trait Worded {
    /// What is wanted, as the title of a plan: `Assign to Omar`.
    fn title(&self, ledger: &Ledger) -> String;
}

/// Rows, each with what is to become of it.
pub(in crate::cli) struct Plan<R>(Vec<(R, Step)>);

impl Step {
    /// A deed, with an id of its own.
    pub(in crate::cli) fn of(deed: Deed, ledger: &Ledger) -> Self {
        Self::Do(Box::new(Op { id: OpId(Uuid::new_v4()), at: ledger.now, deed }))
    }

    /// A sentence that there is nothing to do.
    pub(in crate::cli) fn already(sentence: String) -> Self {
        Self::Settled(End::Already, sentence)
    }

    /// Edits of a row, if it is not so already.
    pub(in crate::cli) fn edit(row: &impl Editable, edits: Edits, verb: Verb, ledger: &Ledger) -> Self {
        if edits.is_empty() {
            return Self::already(format!("{} is so already.", row.name()));
        }
        Self::of(Deed::Edit { record: row.record(), edits, verb }, ledger)
    }

    /// A comment of this HTML on a row, calling these people.
    pub(in crate::cli) fn comment(row: &impl Editable, html: &str, mentions: &[ProfileId], ledger: &Ledger) -> Self {
        let comment = CommentId(Uuid::new_v4());
        let deed = Deed::Comment { comment, on: row.record(), content: html.to_owned(), mentions: mentions.to_vec() };
        Self::of(deed, ledger)
    }
}

impl<R: Titled> Plan<R> {
    /// What a verb makes of rows.
    pub(in crate::cli) fn of(rows: Vec<R>, verb: &impl Plans<R>, ledger: &Ledger) -> Result<Self, Trouble> {
        let planned = |row: R| verb.step(&row, ledger).map(|step| (row, step));
        rows.into_iter().map(planned).collect::<Result<_, _>>().map(Self)
    }

    /// The rows, in their order.
    pub(in crate::cli) fn rows(&self) -> impl Iterator<Item = &R> {
        self.0.iter().map(|(row, _)| row)
    }

    /// What is to be sent.
    pub(in crate::cli) fn ops(&self) -> Vec<Op> {
        let ops = self.0.iter().filter_map(|(_, step)| match step {
            Step::Do(op) => Some((**op).clone()),
            Step::Settled(..) => None,
        });
        ops.collect()
    }

    /// What is to be expected.
    pub(in crate::cli) fn predicted(&self, ledger: &Ledger) -> Vec<Outcome> {
        self.0.iter().map(|(row, step)| predicted(row, step, ledger)).collect()
    }

    /// What became of it.
    pub(in crate::cli) fn ended(&self, receipts: &Receipts, ledger: &Ledger) -> Vec<Outcome> {
        self.0.iter().map(|(row, step)| ended(row, step, receipts, ledger)).collect()
    }
}

/// Turns down what a read-only profile cannot do.
pub(in crate::cli) fn check_profile(ledger: &Ledger, telling: Telling) -> Result<(), Trouble> {
    if ledger.read_only && !telling.dry_run {
        return Err(Trouble::new(Code::NotAllowed, READ_ONLY));
    }
    Ok(())
}

/// Does a verb to rows; asks before, where a filter meant several. Says which exit code sums it up.
pub(in crate::cli) fn write<R: Titled>(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &Ledger,
    verb: &(impl Plans<R> + Worded),
    rows: Vec<R>,
    (manner, is_by_filter): (Manner, bool),
) -> Result<Code, Trouble> {
    let plan = Plan::of(rows, verb, ledger)?;
    let telling = manner.telling;
    if telling.dry_run {
        return report(scene, &plan.predicted(ledger), telling.json);
    }
    if is_by_filter && plan.0.len() > 1 && !manner.yes {
        confirm(&plan, verb, ledger)?;
    }
    let receipts = threads.block_on(send(&*ledger.backend, plan.ops()));
    let outcomes = plan.ended(&receipts, ledger);
    let code = report(scene, &outcomes, telling.json)?;
    let done = plan.rows().zip(&outcomes).filter(|(_, outcome)| outcome.end == End::Done);
    for remark in done.filter_map(|(row, _)| verb.remark(row)) {
        writeln!(std::io::stderr(), "antops: {remark}")?;
    }
    Ok(code)
}

fn predicted(row: &impl Titled, step: &Step, ledger: &Ledger) -> Outcome {
    let name = row.name();
    match step {
        Step::Settled(end, sentence) => Outcome::new(row, *end, sentence.clone()),
        Step::Do(op) => match sentences::refusal_of(&op.deed, &ledger.me, row) {
            Some(refusal) => {
                let why = ledger.rows.refusal_sentence(&refusal, &name);
                Outcome::new(row, End::Refused, format!("Would be refused: {why}"))
            }
            None => Outcome::new(row, End::Planned, format!("Would do: {}  {}", ledger.rows.about(op), row.title())),
        },
    }
}

/// Lists what a filter meant and asks.
fn confirm<R: Titled>(plan: &Plan<R>, verb: &impl Worded, ledger: &Ledger) -> Result<(), Trouble> {
    let many = plan.0.len();
    let kind = plan.0.first().map_or("record", |(row, _)| row.record().kind());
    if !std::io::stdin().is_terminal() {
        let sentence = format!(
            "the filter means {many} {kind}s: say --yes to change them all, or --dry-run to see them; nothing was done"
        );
        return Err(Trouble::new(Code::Usage, sentence));
    }
    let mut error = std::io::stderr();
    for (row, step) in plan.0.iter().take(LISTED) {
        writeln!(error, "  {}", predicted(row, step, ledger).message)?;
    }
    if many > LISTED {
        writeln!(error, "  and {} more", many - LISTED)?;
    }
    let question = format!("{}: {many} {kind}s? [y/N]", verb.title(ledger));
    if ask::yes(&question)? { Ok(()) } else { Err(Trouble::new(Code::Usage, "nothing was done")) }
}

/// Sends deeds; once more those whose answer did not come: with the same ids they are never done twice.
pub(in crate::cli) async fn send(backend: &dyn Backend, ops: Vec<Op>) -> Receipts {
    if ops.is_empty() {
        return vec![];
    }
    let (again, mut ended): (Vec<_>, Vec<_>) = (backend.write(ops).await.into_iter())
        .partition(|(_, receipt)| matches!(receipt, Err(Fault::TimedOut | Fault::Offline { .. })));
    if !again.is_empty() {
        ended.extend(backend.write(again.into_iter().map(|(op, _)| op).collect()).await);
    }
    ended
}

fn ended(row: &impl Titled, step: &Step, receipts: &Receipts, ledger: &Ledger) -> Outcome {
    match step {
        Step::Settled(end, sentence) => Outcome::new(row, *end, sentence.clone()),
        Step::Do(op) => match receipts.iter().find(|(sent, _)| sent.id == op.id) {
            Some((_, receipt)) => Outcome::of(row, op, receipt, ledger),
            None => Outcome::of(row, op, &Err(super::ledger::odd()), ledger),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::notification::NoticeId;
    use crate::domain::request::{Answer, Query, Verdict};
    use crate::domain::value::{IncidentId, Record};
    use crate::ports::{Pending, SignIn, SignedIn};
    use std::sync::Mutex;

    /// A server whose answers are these, one after the other; it remembers what it was sent.
    struct Scripted {
        answers: Mutex<Vec<Receipt>>,
        sent: Mutex<Vec<OpId>>,
    }

    impl Backend for Scripted {
        fn sign_in(&self, _: SignIn) -> Pending<'_, Result<SignedIn, Fault>> {
            Box::pin(async { Err(Fault::Gone) })
        }

        fn sign_out(&self) -> Pending<'_, Result<(), Fault>> {
            Box::pin(async { Err(Fault::Gone) })
        }

        fn read(&self, _: Query) -> Pending<'_, Result<Answer, Fault>> {
            Box::pin(async { Err(Fault::Gone) })
        }

        fn write(&self, ops: Vec<Op>) -> Pending<'_, Vec<(Op, Receipt)>> {
            self.sent.lock().unwrap().extend(ops.iter().map(|op| op.id));
            let answers: Vec<Receipt> = self.answers.lock().unwrap().drain(..ops.len()).collect();
            Box::pin(async { ops.into_iter().zip(answers).collect() })
        }

        fn mark_read(&self, _: Vec<NoticeId>, _: bool) -> Pending<'_, Result<Vec<NoticeId>, Fault>> {
            Box::pin(async { Err(Fault::Gone) })
        }
    }

    fn comment(n: u128) -> Op {
        let on = Record::Incident(IncidentId(Uuid::from_u128(n)));
        let deed = Deed::Comment { comment: CommentId(Uuid::from_u128(n)), on, content: "x".into(), mentions: vec![] };
        Op { id: OpId(Uuid::from_u128(n)), at: jiff::Timestamp::UNIX_EPOCH, deed }
    }

    #[tokio::test]
    async fn only_what_got_no_answer_is_sent_once_more_with_its_id() {
        let done = || Ok(Verdict::Done(vec![]));
        let answers = vec![Err(Fault::TimedOut), done(), Ok(Verdict::Refused), done()];
        let server = Scripted { answers: Mutex::new(answers), sent: Mutex::default() };
        let ended = send(&server, vec![comment(1), comment(2), comment(3)]).await;
        let of = |n: u128| ended.iter().find(|(op, _)| *op == comment(n)).map(|(_, receipt)| receipt.clone());
        assert_eq!((of(1), of(2), of(3)), (Some(done()), Some(done()), Some(Ok(Verdict::Refused))));
        let sent: Vec<u128> = server.sent.lock().unwrap().iter().map(|id| id.0.as_u128()).collect();
        assert_eq!(sent, [1, 2, 3, 1]);
    }
}
