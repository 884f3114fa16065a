//! Entries of the feed as lines: for a person, for a pipe, as JSON.

use super::super::inbox::reference;
use super::super::paint::Paper;
use super::super::record::json::{person, print};
use super::super::record::ledger::Ledger;
use super::super::{Scene, Trouble};
use crate::domain::happening::{Happening, Stage, What};
use crate::domain::value::Record;
use crate::ui::text;
use serde_json::{Value, json};

/// The fields of an entry in JSON and what stands in them.
pub const FEED_FIELDS: &[(&str, &str)] = &[
    ("at", "when it happened: RFC 3339, UTC, like all times"),
    (
        "what",
        "comment, new, status, raised, or of system comments: approval requested, approved, rejected, auto-started, completed, failed, cancelled, closed",
    ),
    ("record", "`{kind, id, number}`"),
    ("title", "of the record"),
    ("by", "`{id, name}` or null: nobody knows who moved a row"),
    ("text", "what was said, on one line, cut; or null"),
    ("comment", "the id of the comment, or null"),
    ("mentions", "array of `{id, name}`"),
    ("from", "the status before, where it was seen, or null"),
    ("to", "the status, or the priority of what is new or was raised, or null"),
];

/// Prints entries, the newest last.
pub(super) fn all(scene: &mut Scene<'_>, ledger: &Ledger, entries: &[Happening], json: bool) -> Result<(), Trouble> {
    if json {
        return print(scene, entries.iter().map(|entry| object(entry, ledger)));
    }
    let paper = Paper::of(scene)?;
    entries.iter().try_for_each(|entry| scene.say(&line(entry, ledger, &paper)))
}

/// Prints one, as it comes.
pub(super) fn one(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    entry: &Happening,
    json: bool,
    paper: &Paper,
) -> Result<(), Trouble> {
    let line = if json { object(entry, ledger).to_string() } else { line(entry, ledger, paper) };
    scene.say(&line)?;
    // Whoever reads a pipe waits for it now.
    Ok(scene.out.flush()?)
}

fn title(record: Record, ledger: &Ledger) -> String {
    let rows = &ledger.rows;
    let title = match record {
        Record::Incident(id) => rows.incidents.get(&id).map(|row| &row.title),
        Record::Problem(id) => rows.problems.get(&id).map(|row| &row.title),
        Record::Change(id) => rows.changes.get(&id).map(|row| &row.title),
    };
    title.map_or_else(String::new, ToString::to_string)
}

/// One word for what happened.
fn what(entry: &Happening) -> String {
    match &entry.what {
        What::Said { marker: Some(marker), .. } => marker.keyword().to_lowercase(),
        What::Said { .. } => "comment".to_owned(),
        What::Made { .. } => "new".to_owned(),
        What::Moved { .. } => "status".to_owned(),
        What::Raised { .. } => "raised".to_owned(),
    }
}

fn words(entry: &Happening, ledger: &Ledger) -> String {
    let title = title(entry.on, ledger);
    match &entry.what {
        What::Said { marker: Some(marker), words, .. } => format!("{}: {words}", marker.keyword().to_lowercase()),
        What::Said { words, .. } => words.to_string(),
        What::Made { priority } => format!("new, {priority}: {title}"),
        What::Moved { from: Some(from), to } => format!("{}, was {}: {title}", to.words(), from.words()),
        What::Moved { from: None, to } => format!("{}: {title}", to.words()),
        What::Raised { to } => format!("raised to {to}: {title}"),
    }
}

fn line(entry: &Happening, ledger: &Ledger, paper: &Paper) -> String {
    let number = ledger.rows.record_name(entry.on);
    let who = entry.who.map_or("", |who| ledger.rows.short_name(who));
    let words = words(entry, ledger).replace(['\t', '\n'], " ");
    match paper.width {
        None => format!("{}\t{number}\t{who}\t{}\t{words}", entry.at, what(entry)),
        Some(width) => {
            let set = paper.theme.glyphs();
            let time = entry.at.to_zoned(ledger.zone.clone()).strftime("%b %d %H:%M").to_string();
            let head = format!("{}  {number:<14} {}  ", paper.ink(&time, paper.theme.muted()), text::left(who, 9, set));
            let room = width.saturating_sub(text::width(&time) + 2 + 15 + 11);
            format!("{head}{}", text::cut(&words, room.max(12), set))
        }
    }
}

fn object(entry: &Happening, ledger: &Ledger) -> Value {
    let (text, comment, mentions) = match &entry.what {
        What::Said { words, comment, mentions, .. } => (Some(words), Some(comment), mentions.as_slice()),
        _ => (None, None, &[][..]),
    };
    let (from, to) = match &entry.what {
        What::Moved { from, to } => (from.map(Stage::words), Some(to.words())),
        What::Made { priority: to } | What::Raised { to } => (None, Some(to.word())),
        What::Said { .. } => (None, None),
    };
    json!({
        "at": entry.at,
        "what": what(entry),
        "record": reference(entry.on, ledger),
        "title": title(entry.on, ledger),
        "by": entry.who.map(|who| person(who, ledger)),
        "text": text,
        "comment": comment,
        "mentions": mentions.iter().map(|who| person(*who, ledger)).collect::<Vec<_>>(),
        "from": from,
        "to": to,
    })
}
