//! Which verb of the command line says what a command of the screen does, or why none does: so that neither grows without the other.

/// How a command of the screen is said on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spoken {
    /// By this verb of `antops incident`.
    As(&'static str),
    /// Not at all, for this reason.
    Not(&'static str),
}

/// Every command of the screen that writes on an incident.
pub const SPOKEN: &[(&str, Spoken)] = &[
    ("incident.report", Spoken::As("create")),
    ("incident.edit", Spoken::As("edit")),
    ("incident.priority", Spoken::As("edit")),
    ("incident.tags", Spoken::As("edit")),
    ("incident.take", Spoken::As("take")),
    ("incident.assign", Spoken::As("assign")),
    ("incident.status", Spoken::As("status")),
    ("incident.resolve", Spoken::As("resolve")),
    ("incident.close", Spoken::As("close")),
    ("incident.reopen", Spoken::As("reopen")),
    ("incident.link", Spoken::As("link")),
    ("record.ask", Spoken::Not("a comment that calls those who may does the same, and a script should not beg")),
    ("comment.write", Spoken::As("comment")),
    ("comment.edit", Spoken::Not("a comment has no number to name it by")),
    ("comment.delete", Spoken::Not("a comment has no number to name it by")),
    ("known.comment", Spoken::As("comment")),
    ("known.use", Spoken::Not("show prints the workaround, and comment takes it from standard input")),
];
