//! Which foreign key an embed means.
//!
//! It owns the rules by which a name and a hint pick one relation among several, and the refusals when they pick none
//! (PGRST200) or two (PGRST201). It knows nothing of SQL. Invariant: a choice is never guessed.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::catalog::{Cardinality, Catalog, Relation, nearest};
use super::query::Embed;
use super::refusal::Refusal;

impl Cardinality {
    /// Whether one object is embedded, rather than a list.
    pub(super) fn is_to_one(self) -> bool {
        self != Self::OneToMany
    }

    fn name(self) -> &'static str {
        match self {
            Self::ManyToOne => "many-to-one",
            Self::OneToOne => "one-to-one",
            Self::OneToMany => "one-to-many",
        }
    }
}

/// The relation from `origin` that the embed names.
pub(super) fn find<'a>(catalog: &'a Catalog, origin: &'a str, embed: &Embed) -> Result<Relation<'a>, Refusal> {
    let mut found: Vec<Relation<'a>> = catalog.relations(origin).filter(|relation| is_meant(relation, embed)).collect();
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => Err(none(catalog, origin, embed)),
        _ => Err(several(origin, embed, &found)),
    }
}

fn is_meant(relation: &Relation<'_>, embed: &Embed) -> bool {
    let target = embed.target.as_str();
    let by_table = relation.foreign_table == target;
    let is_only = |columns: &[String], name: &str| matches!(columns, [only] if only == name);
    if relation.table == relation.foreign_table {
        // Within one table the table's name means the children, the key's column the parent.
        return match &embed.hint {
            None => {
                by_table && relation.cardinality == Cardinality::OneToMany
                    || is_only(relation.columns, target) && relation.cardinality == Cardinality::ManyToOne
            }
            Some(hint) => {
                by_table && relation.cardinality == Cardinality::OneToMany && is_only(relation.foreign_columns, hint)
            }
        };
    }
    match &embed.hint {
        None => by_table || relation.constraint == target || is_only(relation.columns, target),
        Some(hint) => {
            by_table
                && (relation.constraint == hint
                    || is_only(relation.columns, hint)
                    || is_only(relation.foreign_columns, hint))
        }
    }
}

fn none(catalog: &Catalog, origin: &str, embed: &Embed) -> Refusal {
    let target = &embed.target;
    let hinted = embed.hint.as_ref().map_or(String::new(), |hint| format!("' using the hint '{hint}"));
    let suggestion = nearest(target, catalog.relations(origin).map(|relation| relation.foreign_table));
    Refusal::new(
        StatusCode::BAD_REQUEST,
        "PGRST200",
        format!("Could not find a relationship between '{origin}' and '{target}' in the schema cache"),
    )
    .details(format!(
        "Searched for a foreign key relationship between '{origin}' and '{target}{hinted}' in the schema 'public', but no \
         matches were found."
    ))
    .hint(suggestion.map(|near| format!("Perhaps you meant '{near}' instead of '{target}'.")))
}

fn several(origin: &str, embed: &Embed, found: &[Relation<'_>]) -> Refusal {
    let target = &embed.target;
    let details: Vec<Value> = found
        .iter()
        .map(|relation| {
            json!({
                "cardinality": relation.cardinality.name(),
                "embedding": format!("{} with {}", relation.table, relation.foreign_table),
                "relationship": format!(
                    "{} using {}({}) and {}({})",
                    relation.constraint,
                    relation.table,
                    relation.columns.join(", "),
                    relation.foreign_table,
                    relation.foreign_columns.join(", ")
                ),
            })
        })
        .collect();
    let ways: Vec<String> =
        found.iter().map(|relation| format!("'{}!{}'", relation.foreign_table, relation.constraint)).collect();
    Refusal::new(
        StatusCode::MULTIPLE_CHOICES,
        "PGRST201",
        format!("Could not embed because more than one relationship was found for '{origin}' and '{target}'"),
    )
    .details(details)
    .hint(Some(format!(
        "Try changing '{target}' to one of the following: {}. Find the desired relationship in the 'details' key.",
        ways.join(", ")
    )))
}
