//! JSON as the verbs of every kind print it: arrays, people, services, comments. The names of the fields are the command line's promise and never
//! change their meaning; what one kind of record has is the business of its own table of fields, which docs/cli.md lists.

use super::super::{Scene, Trouble};
use super::ledger::Ledger;
use crate::app::layers::form::People;
use crate::domain::comment::Comment;
use crate::domain::member::Profile;
use crate::domain::rich_text;
use crate::domain::service::ServiceId;
use crate::domain::value::ProfileId;
use serde_json::{Value, json};

/// Prints an array, one element a line.
pub(in crate::cli) fn print(scene: &mut Scene<'_>, values: impl Iterator<Item = Value>) -> Result<(), Trouble> {
    let mut open = "[";
    for value in values {
        write!(scene.out, "{open}\n{value}")?;
        open = ",";
    }
    scene.say(if open == "[" { "[]" } else { "\n]" })
}

/// Somebody of the directory.
pub(in crate::cli) fn person(who: ProfileId, ledger: &Ledger) -> Value {
    json!({ "id": who, "name": ledger.rows.people.get(&who).map(Profile::label) })
}

/// Nodes and zones.
pub(in crate::cli) fn services(ids: &[ServiceId], ledger: &Ledger) -> Value {
    ids.iter().map(|id| json!({ "id": id.0, "name": ledger.service(id) })).collect()
}

/// A timeline; `people` are all of the ledger, listed once.
pub(in crate::cli) fn comments(comments: &[Comment], ledger: &Ledger, people: &People) -> Value {
    let said = comments.iter().map(|comment| {
        let marker = rich_text::marker(&comment.content);
        let text = match &marker {
            Some((_, words)) => words.to_string(),
            None => rich_text::source(&comment.content, people),
        };
        json!({
            "id": comment.id,
            "author": person(comment.author, ledger),
            "created_at": comment.created_at,
            "updated_at": comment.updated_at,
            "event": marker.map(|(marker, _)| marker.keyword().to_lowercase()),
            "text": text,
            "mentions": comment.mentions.iter().map(|who| person(*who, ledger)).collect::<Vec<_>>(),
        })
    });
    said.collect()
}
