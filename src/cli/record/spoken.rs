//! Which verb of the command line says what a command of the screen does, or why none does, so that neither grows without the other.

/// How a command of the screen is said on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spoken {
    /// By this kind of record and its verb: `incident take`.
    As(&'static str),
    /// Not at all, for this reason.
    Not(&'static str),
}

/// Every command of the screen that writes on an incident, a problem or a change.
pub const SPOKEN: &[(&str, Spoken)] = &[
    ("incident.report", Spoken::As("incident create")),
    ("incident.edit", Spoken::As("incident edit")),
    ("incident.priority", Spoken::As("incident edit")),
    ("incident.tags", Spoken::As("incident edit")),
    ("incident.take", Spoken::As("incident take")),
    ("incident.assign", Spoken::As("incident assign")),
    ("incident.status", Spoken::As("incident status")),
    ("incident.resolve", Spoken::As("incident resolve")),
    ("incident.close", Spoken::As("incident close")),
    ("incident.reopen", Spoken::As("incident reopen")),
    ("incident.link", Spoken::As("incident link")),
    ("incident.make-problem", Spoken::As("problem create")),
    ("incident.plan-change", Spoken::As("change create")),
    ("problem.plan-change", Spoken::As("change create")),
    ("problem.create", Spoken::As("problem create")),
    ("problem.edit", Spoken::As("problem edit")),
    ("problem.write", Spoken::As("problem edit")),
    ("problem.priority", Spoken::As("problem edit")),
    ("problem.tags", Spoken::As("problem edit")),
    ("problem.take", Spoken::As("problem take")),
    ("problem.assign", Spoken::As("problem assign")),
    ("problem.status", Spoken::As("problem status")),
    ("change.create", Spoken::As("change create")),
    ("change.edit", Spoken::As("change edit")),
    ("change.priority", Spoken::As("change edit")),
    ("change.tags", Spoken::As("change edit")),
    ("change.link", Spoken::As("change edit")),
    ("change.take", Spoken::As("change take")),
    ("change.assign", Spoken::As("change assign")),
    ("change.step", Spoken::Not("each step is a verb of its own; show says which one can be taken")),
    ("change.request", Spoken::As("change request")),
    ("change.withdraw", Spoken::As("change withdraw")),
    ("change.start", Spoken::As("change start")),
    ("change.complete", Spoken::As("change complete")),
    ("change.fail", Spoken::As("change fail")),
    ("change.cancel", Spoken::As("change cancel")),
    ("change.reschedule", Spoken::As("change reschedule")),
    ("approval.approve", Spoken::As("change approve")),
    ("approval.reject", Spoken::As("change reject")),
    ("linking.link", Spoken::As("problem link")),
    ("linking.unlink", Spoken::As("problem unlink")),
    ("linking.ask", Spoken::As("problem link")),
    ("linking.undo", Spoken::Not("who scripts knows what was before, and can say so")),
    ("record.ask", Spoken::Not("a comment that calls those who may does the same, and problem link --ask")),
    ("comment.write", Spoken::As("incident comment")),
    ("comment.edit", Spoken::Not("a comment has no number to name it by")),
    ("comment.delete", Spoken::Not("a comment has no number to name it by")),
    ("known.comment", Spoken::As("incident comment")),
    ("known.use", Spoken::Not("show prints the workaround, and comment takes it from standard input")),
];
