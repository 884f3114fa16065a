//! What somebody said on the command line, made of what the domain knows: texts, lists that something joins or leaves, comments.

use super::super::{Code, Trouble};
use super::ledger::Ledger;
use super::select;
use crate::app::layers::compose::LONGEST;
use crate::domain::edits::Members;
use crate::domain::rich_text;
use crate::domain::value::ProfileId;
use std::io::Write as _;

/// A text as it was given, or from standard input; not empty, and no longer than a paste may be.
pub(in crate::cli) fn text(given: &str, what: &str) -> Result<String, Trouble> {
    let text = if given == select::STDIN { select::stdin()? } else { given.to_owned() };
    if text.len() > LONGEST {
        let (long, most) = (text.len().div_ceil(1000), LONGEST / 1000);
        let sentence = format!("{what} has {long} kB, and {most} kB is the most; nothing was done");
        return Err(Trouble::new(Code::Usage, sentence));
    }
    if text.trim().is_empty() {
        return Err(Trouble::new(Code::Usage, format!("{what} is empty; nothing was done")));
    }
    Ok(text.trim_end().to_owned())
}

/// What joins and, with a `-` before it, what leaves.
pub(in crate::cli) fn members<T>(
    said: &[String],
    read: impl Fn(&str) -> Result<T, Trouble>,
) -> Result<Members<T>, Trouble> {
    let (mut join, mut leave) = (Vec::new(), Vec::new());
    for item in said {
        match item.strip_prefix('-') {
            Some(item) => leave.push(read(item)?),
            None => join.push(read(item)?),
        }
    }
    Ok(Members { join, leave })
}

/// A comment as it is sent, and whom it calls. What looks like a call and is none is told.
pub(in crate::cli) fn comment(typed: &str, ledger: &Ledger) -> Result<(String, Vec<ProfileId>), Trouble> {
    let written = rich_text::write(&text(typed, "the comment")?, &ledger.labelled_people());
    for word in &written.uncalled {
        writeln!(std::io::stderr(), "antops: {word} calls nobody; in the comment it is text")?;
    }
    let me = ledger.me.profile.id;
    Ok((written.html, written.mentions.into_iter().filter(|who| *who != me).collect()))
}

/// Standard input is one thing: one of the texts or the numbers.
pub(in crate::cli) fn check_stdin<'a>(
    texts: impl IntoIterator<Item = &'a String>,
    numbers: &'a [String],
) -> Result<(), Trouble> {
    let said = texts.into_iter().chain(numbers).filter(|said| *said == select::STDIN).count();
    if said > 1 {
        return Err(Trouble::new(Code::Usage, "standard input can be read once only; nothing was done"));
    }
    Ok(())
}
