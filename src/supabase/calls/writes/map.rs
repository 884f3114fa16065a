//! Changes of the map, row by row: never the web app's way, which deletes everything and inserts it again.
//!
//! A denied change or deletion answers "success, no rows", so each asks for its rows back and looks again where none come. Every table has
//! an `updated_at`: what was just read is the guard of the change, and metadata is written over what was just read, so that nothing antops
//! does not know is lost. A deed may be sent twice: a row that is as it is to be is done.

use super::{Calls, stamp};
use crate::domain::fault::Fault;
use crate::domain::infrastructure::deed::{MapDeed, Part, Step};
use crate::domain::request::{Receipt, Verdict};
use crate::domain::safe::Safe;
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// So many ids fit into the address of one request.
const MOST_IDS: usize = 40;

/// How a step ended.
enum Ended {
    Done,
    Not(Verdict),
}

impl Calls {
    /// Does the steps of a deed, the first that does not work ends it.
    pub(super) async fn change_map(&self, deed: &MapDeed, at: Timestamp) -> Receipt {
        for steps in deed.steps.chunk_by(|one, next| one.is_removal() && next.is_removal() && is_same_table(one, next))
        {
            for steps in steps.chunks(MOST_IDS) {
                let ended = match steps {
                    [Step { from: None, to: Some(to) }] => self.add_part(to).await?,
                    [Step { from: Some(from), to: Some(to) }] => self.change_part(from, to, at).await?,
                    gone => self.remove_parts(gone).await?,
                };
                if let Ended::Not(verdict) = ended {
                    return Ok(verdict);
                }
            }
        }
        Ok(Verdict::Done(Vec::new()))
    }

    async fn add_part(&self, part: &Part) -> Result<Ended, Fault> {
        let table = rows::map_table(part);
        let row = rows::map_row(part, self.home().await?);
        match self.ask(&Ask::insert(table.name, "id", row)).await {
            Ok(_) => Ok(Ended::Done),
            Err(Failure::Refused(refusal)) if refusal.code == "42501" => Ok(Ended::Not(Verdict::Refused)),
            Err(Failure::Refused(refusal)) if refusal.code == "23505" => match self.part(part).await? {
                // Ids are made here, so one that is there was sent before and its answer lost.
                Some(_) => Ok(Ended::Done),
                None => Err(refusal.fault_of_change()),
            },
            Err(failure) => Err(failure.of_change()),
        }
    }

    async fn change_part(&self, from: &Part, to: &Part, at: Timestamp) -> Result<Ended, Fault> {
        let Some(held) = self.part(to).await? else { return Ok(Ended::Not(Verdict::Gone)) };
        let now = rows::part_like(to, &held)?;
        let wanted = difference(from, to);
        if difference(&now, to).keys().all(|column| !wanted.contains_key(column)) {
            return Ok(Ended::Done);
        }
        if difference(from, &now).keys().any(|column| wanted.contains_key(column)) {
            return Err(overtaken(to));
        }
        let table = rows::map_table(to);
        let mut body = wanted;
        if let Part::Node(node) = to
            && body.remove(KIND).is_some() | body.contains_key("label")
        {
            body.insert("metadata".to_owned(), rows::metadata(node, held.get("metadata")));
        }
        if !table.is_stamped {
            body.insert("updated_at".to_owned(), json!(stamp(at)));
        }
        let mut ask = Ask::change(table.name, "id", Value::Object(body)).eq("id", rows::map_id(to));
        if let Some(seen) = held.get("updated_at").and_then(Value::as_str) {
            ask = ask.eq("updated_at", seen);
        }
        match self.ask(&ask).await {
            Ok(answer) if !answer.rows.is_empty() => Ok(Ended::Done),
            Ok(_) => match self.part(to).await? {
                None => Ok(Ended::Not(Verdict::Gone)),
                Some(later) if later.get("updated_at") == held.get("updated_at") => Ok(Ended::Not(Verdict::Refused)),
                Some(_) => Err(overtaken(to)),
            },
            Err(Failure::Refused(refusal)) if refusal.code == "42501" => Ok(Ended::Not(Verdict::Refused)),
            Err(failure) => Err(failure.of_change()),
        }
    }

    /// Deletes rows of one table.
    async fn remove_parts(&self, steps: &[Step]) -> Result<Ended, Fault> {
        let parts: Vec<&Part> = steps.iter().filter_map(|step| step.from.as_ref()).collect();
        let Some(first) = parts.first() else { return Ok(Ended::Done) };
        let table = rows::map_table(first);
        let ids: Vec<String> = parts.iter().map(|part| quoted(&rows::map_id(part))).collect();
        let among = format!("in.({})", ids.join(","));
        let deleted = self.ask(&Ask::delete(table.name, "id").filter("id", among.clone())).await;
        let deleted = deleted.map_err(Failure::of_change)?;
        if deleted.rows.len() == parts.len() {
            return Ok(Ended::Done);
        }
        // Not there is what was wanted, whoever did it.
        let left = self.ask(&Ask::read(table.name, "id").filter("id", among)).await?;
        Ok(if left.rows.is_empty() { Ended::Done } else { Ended::Not(Verdict::Refused) })
    }

    /// A row of the map as the database has it now.
    async fn part(&self, like: &Part) -> Result<Option<Value>, Fault> {
        let table = rows::map_table(like);
        let ask = Ask::read(table.name, rows::select(table.columns)).eq("id", rows::map_id(like));
        Ok(self.ask(&ask).await?.rows.into_iter().next())
    }
}

/// Stands for what a component is, among its columns: it is no column of its own.
const KIND: &str = "metadata.type";

/// The columns in which the second row differs from the first, with its values.
fn difference(from: &Part, to: &Part) -> Map<String, Value> {
    let (before, mut after) = (rows::map_columns(from), rows::map_columns(to));
    if let (Part::Node(from), Part::Node(to)) = (from, to)
        && from.kind != to.kind
    {
        after.insert(KIND.to_owned(), json!(to.kind));
    }
    after.retain(|column, value| before.get(column) != Some(value));
    after
}

fn overtaken(part: &Part) -> Fault {
    Fault::Conflict {
        detail: Safe::line(&format!("somebody changed this {} meanwhile; nothing was written", part.kind())),
    }
}

fn is_same_table(one: &Step, other: &Step) -> bool {
    let name = |step: &Step| step.from.as_ref().map(|part| rows::map_table(part).name);
    name(one) == name(other)
}

/// A text within a list of a filter.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', r#"\""#))
}
