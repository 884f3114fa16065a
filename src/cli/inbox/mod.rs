//! `antops inbox`: what one is told, for scripts and for in between. Marking is told by what the database says is so now.

use super::paint::Paper;
use super::record::json::{person, print};
use super::record::ledger::{Ledger, odd};
use super::{Code, Scene, Trouble, threads};
use crate::domain::notification::{NoticeId, Notification, Told};
use crate::domain::request::{Answer, Query};
use crate::domain::value::Record;
use crate::ui::{text, time};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::io::Write as _;

/// The fields of a notification in JSON and what stands in them.
pub const INBOX_FIELDS: &[(&str, &str)] = &[
    ("id", "the id in the database; `inbox read` takes it, or its first characters"),
    (
        "kind",
        "change_approval_request, change_approved, change_rejected, change_auto_started, change_completion_prompt, mention",
    ),
    ("read", "true or false"),
    ("created_at", "RFC 3339, UTC, like all times"),
    ("record", "`{kind, id, number}` of what it is about, or null"),
    ("by", "`{id, name}` of who decided or who mentions you, or null"),
    ("text", "what it tells, in a sentence"),
    ("comment", "the id of the comment that mentions you, or null"),
];

/// What can be done with the inbox.
#[derive(Subcommand, Debug)]
pub(in crate::cli) enum InboxVerb {
    /// List what you are told, unread first
    ///
    /// On a terminal one line each; in a pipe tab-separated: id, read or unread, time, kind, number, words.
    List(List),
    /// Mark notifications read
    ///
    /// Says which are read now. What the database does not let you mark is told on standard error.
    Read(Read),
}

/// What to list.
#[derive(Args, Debug)]
pub(in crate::cli) struct List {
    /// Only what is unread
    #[arg(short, long)]
    unread: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// What to mark.
#[derive(Args, Debug)]
pub(in crate::cli) struct Read {
    /// Ids, or their first characters, as `inbox list` prints them
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<String>,
    /// Everything that is unread
    #[arg(short, long, conflicts_with = "ids")]
    all: bool,
    /// As JSON: an array of {id, read}
    #[arg(long)]
    json: bool,
}

/// Does a verb.
pub(super) fn run(scene: &mut Scene<'_>, verb: &InboxVerb) -> Result<Code, Trouble> {
    let profile = scene.profile()?;
    let threads = threads()?;
    let (ledger, rows) = threads.block_on(async {
        let mut ledger = Ledger::open(scene, &profile).await?;
        let Answer::Inbox(page) = ledger.backend.read(Query::Inbox).await? else { return Err(odd().into()) };
        if let Some(total) = page.total {
            writeln!(std::io::stderr(), "antops: {} of {total} could be read", page.rows.len())?;
        }
        ledger.read_changes().await?;
        let mut rows = page.rows;
        rows.sort_by_key(|row| (row.is_read, Reverse(row.created_at), row.id));
        Ok::<_, Trouble>((ledger, rows))
    })?;
    match verb {
        InboxVerb::List(wanted) => list(scene, &ledger, rows, wanted).map(|()| Code::Fine),
        InboxVerb::Read(wanted) => {
            if ledger.read_only {
                return Err(Trouble::new(Code::Denied, "this profile is read-only"));
            }
            let ids = meant(&rows, wanted)?;
            let marked = threads.block_on(ledger.backend.mark_read(ids.clone(), true))?;
            tell(scene, &ids, &marked, wanted.json)
        }
    }
}

/// The ids that were named; one that names none, or several, is a mistake before anything is written.
fn meant(rows: &[Notification], wanted: &Read) -> Result<Vec<NoticeId>, Trouble> {
    if wanted.all {
        return Ok(rows.iter().filter(|row| !row.is_read).map(|row| row.id).collect());
    }
    let find = |typed: &String| {
        let found: Vec<NoticeId> =
            rows.iter().map(|row| row.id).filter(|id| id.to_string().starts_with(&typed.to_lowercase())).collect();
        match found.as_slice() {
            [id] => Ok(*id),
            [] => Err(Trouble::new(Code::Missing, format!("nothing in your inbox has an id that begins with {typed}"))),
            _ => Err(Trouble::new(Code::Usage, format!("several ids begin with {typed}: write more of it"))),
        }
    };
    wanted.ids.iter().map(find).collect()
}

fn tell(scene: &mut Scene<'_>, ids: &[NoticeId], marked: &[NoticeId], json: bool) -> Result<Code, Trouble> {
    if json {
        print(scene, ids.iter().map(|id| json!({ "id": id.id(), "read": marked.contains(id) })))?;
    } else {
        scene.say(&format!("{} marked read", marked.len()))?;
    }
    for id in ids.iter().filter(|id| !marked.contains(id)) {
        writeln!(std::io::stderr(), "antops: {id} was not marked: gone, or not yours")?;
    }
    Ok(match marked.len() {
        all if all == ids.len() => Code::Fine,
        0 => Code::Denied,
        _ => Code::Partly,
    })
}

fn list(scene: &mut Scene<'_>, ledger: &Ledger, rows: Vec<Notification>, wanted: &List) -> Result<(), Trouble> {
    let rows: Vec<Notification> = rows.into_iter().filter(|row| !(wanted.unread && row.is_read)).collect();
    if wanted.json {
        return print(scene, rows.iter().map(|row| object(row, ledger)));
    }
    let paper = Paper::of(scene)?;
    let shortest = distinct(&rows);
    for row in &rows {
        let number = row.on.map_or_else(String::new, |record| ledger.rows.record_name(record));
        let words = ledger.rows.told(row).replace(['\t', '\n'], " ");
        let id = row.id.to_string();
        let line = match paper.width {
            None => {
                let read = if row.is_read { "read" } else { "unread" };
                format!("{id}\t{read}\t{}\t{}\t{number}\t{words}", row.created_at, row.told.word())
            }
            Some(width) => {
                let set = paper.theme.glyphs();
                let mark = if row.is_read { " " } else { set.unseen };
                let age = time::short(ledger.now.duration_since(row.created_at));
                let line = format!("{mark} {}  {:>5}  {number:<13} {words}", &id[..shortest], age);
                let style = if row.is_read { paper.theme.muted() } else { paper.theme.plain() };
                paper.ink(&text::cut(&line, width, set), style)
            }
        };
        scene.say(&line)?;
    }
    Ok(())
}

/// How many characters tell the ids apart, eight at least.
fn distinct(rows: &[Notification]) -> usize {
    let mut ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    ids.sort_unstable();
    let shared = |pair: &[String]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(one, other)| one == other).count();
    ids.windows(2).map(shared).max().map_or(8, |most| (most + 1).max(8)).min(36)
}

fn object(row: &Notification, ledger: &Ledger) -> Value {
    let (by, comment) = match &row.told {
        Told::Decided { by, .. } => (*by, None),
        Told::Mention { comment, said } => (said.as_ref().map(|said| said.author), Some(*comment)),
        _ => (None, None),
    };
    json!({
        "id": row.id.id(),
        "kind": row.told.word(),
        "read": row.is_read,
        "created_at": row.created_at,
        "record": row.on.map(|record| reference(record, ledger)),
        "by": by.map(|who| person(who, ledger)),
        "text": ledger.rows.told(row),
        "comment": comment,
    })
}

/// Which record something is about.
pub(super) fn reference(record: Record, ledger: &Ledger) -> Value {
    json!({ "kind": record.kind(), "id": record.id(), "number": ledger.rows.known_number(record) })
}
