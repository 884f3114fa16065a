//! The part of the grammar that verbs on every kind of record share. Help texts here are what `--help`, the manual page, the completions and
//! docs/cli.md say. It must not know what one kind of record is made of.

use crate::domain::filter::{Key, Listed};
use crate::domain::value::Priority;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::ffi::OsString;

/// How to do it to several and how to tell.
#[derive(Args, Clone, Copy, Debug)]
pub(in crate::cli) struct Manner {
    /// Do not ask before a filter changes several
    #[arg(short, long)]
    pub(in crate::cli) yes: bool,
    /// How to tell.
    #[command(flatten)]
    pub(in crate::cli) telling: Telling,
}

/// Whether to do it at all, and how to tell.
#[derive(Args, Clone, Copy, Debug)]
pub(in crate::cli) struct Telling {
    /// Say what would be done and what the rules would refuse, and do nothing
    #[arg(short = 'n', long)]
    pub(in crate::cli) dry_run: bool,
    /// As JSON: an array of {number, outcome, message}; outcomes are done, planned, partly, refused, conflict, gone and failed
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// A level, or one of these words.
pub(in crate::cli) fn level(more: &[&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(Priority::ALL.iter().map(|level| level.word()).chain(more.iter().copied()))
}

/// What can be asked of rows of a kind, from the filter's own table: first what the filter is for, then what is meant without terms.
pub(in crate::cli) fn filter_help(listed: Listed, first: &str, said: &str) -> String {
    let turned = "a leading - turns a word or term around (before a word, -- must stand in front of it). Terms:\n";
    let mut text = format!("{first}\n\n{said}; {turned}");
    for key in listed.keys() {
        text.extend(["\n  ", &format!("{:<13}", format!("{}:", key.word())), listed.help(key)]);
    }
    text
}

/// The verbs that take a filter as words, by the kind of record.
const LISTING: &[(&str, &[&str])] =
    &[("incident", &["list", "export"]), ("problem", &["list", "export"]), ("change", &["list"]), ("feed", &[])];

/// Arguments so that terms turned around (`-tag:db`) are not taken for flags: behind `--`, where anything is a word.
pub(in crate::cli) fn with_terms_last(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let (mut first, mut last): (Vec<OsString>, Vec<OsString>) = (Vec::new(), Vec::new());
    let mut verbs: Option<&[&str]> = None;
    let (mut is_listing, mut is_behind) = (false, false);
    for argument in arguments {
        match verbs {
            None => {
                verbs = LISTING.iter().find(|(kind, _)| argument == *kind).map(|(_, verbs)| *verbs);
                // The feed has no verbs: whatever follows is about it.
                is_listing = verbs.is_some_and(<[&str]>::is_empty);
            }
            Some(verbs) => is_listing |= verbs.iter().any(|verb| argument == *verb),
        }
        is_behind |= argument == "--";
        let is_term = argument.to_str().and_then(|text| text.strip_prefix('-')?.split_once(':'));
        match is_term.filter(|(word, _)| is_listing && Key::ALL.iter().any(|key| key.word() == *word)) {
            Some(_) if !is_behind => last.push(argument),
            _ => first.push(argument),
        }
    }
    if !last.is_empty() {
        let at = first.iter().position(|argument| argument == "--").unwrap_or(first.len());
        if at == first.len() {
            first.push("--".into());
        }
        let behind = first.split_off(at + 1);
        first.extend(last.into_iter().chain(behind));
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_is_turned_around_is_no_flag() {
        for (typed, expected) in [
            ("antops incident list -tag:db --json x", "antops incident list --json x -- -tag:db"),
            ("antops incident export -tag:db -- -word", "antops incident export -- -tag:db -word"),
            ("antops incident list -- -tag:db", "antops incident list -- -tag:db"),
            ("antops incident list -r x:y", "antops incident list -r x:y"),
            ("antops incident comment -tag:db 42", "antops incident comment -tag:db 42"),
            ("antops problem list -tag:db --json", "antops problem list --json -- -tag:db"),
            ("antops feed --follow -by:me x", "antops feed --follow x -- -by:me"),
            ("antops problem comment -tag:db 7", "antops problem comment -tag:db 7"),
        ] {
            let moved = with_terms_last(typed.split(' ').map(OsString::from));
            assert_eq!(moved.join(" ".as_ref()).to_str(), Some(expected), "{typed}");
        }
    }
}
