//! The catalog: which tables, columns, foreign keys and functions schema `public` has.
//!
//! It owns one reading of the database's own catalogs, kept until the stack ends, as the real server keeps it until told to
//! reload. It knows nothing of requests. Invariant: it holds names and types only, nothing that depends on who asks.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::refusal::Refusal;

/// Everything a request may name.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Catalog {
    pub(super) tables: BTreeMap<String, Table>,
    keys: Vec<ForeignKey>,
    functions: Vec<Function>,
    /// Statement timeouts that roles carry, in `PostgreSQL`'s own spelling.
    pub(super) timeouts: BTreeMap<String, String>,
}

/// A table or view.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Table {
    pub(super) name: String,
    /// `pg_class.relkind`.
    kind: String,
    pub(super) columns: Vec<Column>,
    pub(super) primary_key: Vec<String>,
}

/// A column.
#[derive(Debug, Deserialize)]
pub(super) struct Column {
    pub(super) name: String,
    /// Without its length or precision.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// The SQL expression that fills it when nothing is said.
    pub(super) default: Option<String>,
}

/// A foreign key.
#[derive(Debug, Deserialize)]
struct ForeignKey {
    constraint: String,
    table: String,
    columns: Vec<String>,
    foreign_table: String,
    foreign_columns: Vec<String>,
    one_to_one: bool,
}

/// A function of schema `public`.
#[derive(Debug, Deserialize)]
pub(super) struct Function {
    pub(super) name: String,
    /// Whether it returns rows, any number of them.
    pub(super) set: bool,
    pub(super) volatile: bool,
    pub(super) returns: String,
    /// Whether a row of several columns comes back rather than a value.
    pub(super) composite: bool,
    /// The table whose rows it returns, if any.
    pub(super) table: Option<String>,
    pub(super) arguments: Vec<Argument>,
}

/// What a function takes.
#[derive(Debug, Deserialize)]
pub(super) struct Argument {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) required: bool,
    pub(super) variadic: bool,
}

/// How rows of one table belong to rows of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cardinality {
    ManyToOne,
    OneToOne,
    OneToMany,
}

/// A foreign key seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation<'a> {
    pub(super) constraint: &'a str,
    pub(super) table: &'a str,
    pub(super) columns: &'a [String],
    pub(super) foreign_table: &'a str,
    pub(super) foreign_columns: &'a [String],
    pub(super) cardinality: Cardinality,
}

impl Catalog {
    /// Reads the catalogs through a connection of any role.
    pub(super) async fn load(client: &tokio_postgres::Client) -> Result<Self, Refusal> {
        let rows = client.simple_query(include_str!("catalog.sql")).await.map_err(|error| {
            tracing::error!(%error, "the database's catalogs cannot be read");
            Refusal::database_down()
        })?;
        let text = rows.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        serde_json::from_str(text.unwrap_or_default()).map_err(|error| {
            tracing::error!(%error, "the database's catalogs read oddly");
            Refusal::database_down()
        })
    }

    /// The table of that name, or PGRST205.
    pub(super) fn table(&self, name: &str) -> Result<&Table, Refusal> {
        self.tables
            .get(name)
            .ok_or_else(|| Refusal::unknown_table(name, nearest(name, self.tables.keys().map(String::as_str))))
    }

    /// Every function of that name; more than one if it is overloaded.
    pub(super) fn functions(&self, name: &str) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(move |function| function.name == name)
    }

    /// The name of a function spelled nearly so.
    pub(super) fn nearest_function(&self, name: &str) -> Option<&str> {
        nearest(name, self.functions.iter().map(|function| function.name.as_str()))
    }

    /// Every relation that starts at `origin`; a key within one table gives both directions.
    pub(super) fn relations<'a>(&'a self, origin: &'a str) -> impl Iterator<Item = Relation<'a>> {
        let there = self.keys.iter().filter(move |key| key.table == origin).map(|key| Relation {
            constraint: &key.constraint,
            table: &key.table,
            columns: &key.columns,
            foreign_table: &key.foreign_table,
            foreign_columns: &key.foreign_columns,
            cardinality: if key.one_to_one { Cardinality::OneToOne } else { Cardinality::ManyToOne },
        });
        let back = self.keys.iter().filter(move |key| key.foreign_table == origin).map(|key| Relation {
            constraint: &key.constraint,
            table: &key.foreign_table,
            columns: &key.foreign_columns,
            foreign_table: &key.table,
            foreign_columns: &key.columns,
            cardinality: if key.one_to_one { Cardinality::OneToOne } else { Cardinality::OneToMany },
        });
        there.chain(back)
    }
}

impl Table {
    /// The column of that name.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether rows can be written to it at all.
    pub(super) fn is_writable(&self) -> bool {
        matches!(self.kind.as_str(), "r" | "p")
    }
}

/// The candidate most like `name`, if one is like it at all: at most a third of the letters differ.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance > 0 && distance * 3 <= candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, dropped or changed to make one word the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, left) in one.chars().enumerate() {
        let mut before = line;
        let mut last = line + 1;
        row[0] = last;
        for (place, right) in other.iter().enumerate() {
            let change = before + usize::from(left != *right);
            before = row[place + 1];
            last = change.min(before + 1).min(last + 1);
            row[place + 1] = last;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_suggested_and_a_far_one_is_not() {
        let tables = ["incidents", "problems", "changes"];
        assert_eq!(nearest("incident", tables.into_iter()), Some("incidents"));
        assert_eq!(nearest("chnages", tables.into_iter()), Some("changes"));
        assert_eq!(nearest("weather", tables.into_iter()), None);
    }
}
