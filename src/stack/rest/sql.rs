//! SQL text: names and literals safely quoted, and readings spelled out.
//!
//! It owns every place where a client's words enter SQL. It knows nothing of HTTP. Invariant: a client's word gets in only
//! through [`identifier`] or [`literal`]; literals carry no type, so that the column decides what they mean and the database's
//! own errors come out.

use std::fmt::Write as _;

use super::query::{Field, Filter, Key, Logic, Order, Test};
use super::reading::{Embedded, Reading};
use super::refusal::Refusal;

/// A name in double quotes.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", without_nul(name).replace('"', "\"\""))
}

/// A name in schema `public`.
pub(super) fn public(name: &str) -> String {
    format!("\"public\".{}", identifier(name))
}

/// A literal without a type, whatever `standard_conforming_strings` says.
pub(super) fn literal(value: &str) -> String {
    let value = without_nul(value).replace('\'', "''");
    if value.contains('\\') { format!("E'{}'", value.replace('\\', "\\\\")) } else { format!("'{value}'") }
}

/// No text of the database can hold a NUL; like the real server, what follows one is dropped.
fn without_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

/// An array literal of these elements.
fn array(values: &[String]) -> String {
    let quote = |value: &String| format!("\"{}\"", without_nul(value).replace('\\', "\\\\").replace('"', "\\\""));
    let elements: Vec<String> = values.iter().map(quote).collect();
    format!("{{{}}}", elements.join(","))
}

/// Names quoted and joined by commas, each with `before` in front.
pub(super) fn listed<'a>(before: &str, names: impl IntoIterator<Item = &'a String>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("{before}{}", column_name(name))).collect();
    quoted.join(", ")
}

fn column_name(name: &str) -> String {
    if name == "*" { name.to_owned() } else { identifier(name) }
}

impl Field {
    /// The name a JSON path gives its column in the answer: its last key.
    pub(super) fn json_name(&self) -> Option<String> {
        self.path.last()?;
        let keys = self.path.iter().rev().find_map(|step| match &step.key {
            Key::Name(name) => Some(name.clone()),
            Key::Index(_) => None,
        });
        Some(keys.unwrap_or_else(|| self.name.clone()))
    }
}

impl Reading<'_> {
    /// The statement that finds its rows.
    pub(super) fn select_sql(&self) -> Result<String, Refusal> {
        let mut sql = format!("SELECT {} FROM {}", self.output_sql(), self.from);
        for embed in &self.embeds {
            sql.push_str(&embed.join_sql()?);
        }
        sql.push_str(&self.where_sql(&self.conditions));
        sql.push_str(&self.order_sql()?);
        if let Some(limit) = self.limit {
            let _ = write!(sql, " LIMIT {limit}");
        }
        if self.offset != 0 {
            let _ = write!(sql, " OFFSET {}", self.offset);
        }
        Ok(sql)
    }

    /// The statement that finds a row of ones for each of its rows, whatever the range.
    pub(super) fn count_sql(&self) -> String {
        let mut conditions = self.joining.clone();
        conditions.extend(self.conditions.iter().map(|logic| self.logic_sql(logic, true)));
        conditions.extend(self.embeds.iter().filter(|embed| embed.inner).map(Embedded::existence_sql));
        format!("SELECT 1 FROM {}{}", self.from, where_all(&conditions))
    }

    fn output_sql(&self) -> String {
        let columns = self.columns.iter().map(|column| {
            let mut sql = self.field_sql(&column.field);
            if let Some(cast) = &column.cast {
                // Letters, digits, `_`, `$` and spaces: the grammar lets nothing else through.
                sql = format!("CAST({sql} AS {cast})");
            }
            match &column.alias {
                Some(alias) => format!("{sql} AS {}", identifier(alias)),
                None => sql,
            }
        });
        let embeds = self.embeds.iter().filter(|embed| !embed.silent).map(|embed| {
            let (handle, output) = (identifier(&embed.handle), identifier(&embed.output));
            if embed.relation.cardinality.is_to_one() {
                format!("row_to_json({handle}.*)::jsonb AS {output}")
            } else {
                format!("coalesce({handle}.{handle}, '[]') AS {output}")
            }
        });
        let parts: Vec<String> = columns.chain(embeds).collect();
        if parts.is_empty() && self.embeds.is_empty() { format!("{}.*", self.scope) } else { parts.join(", ") }
    }

    /// The WHERE clause of these conditions on its rows, or nothing.
    pub(super) fn where_sql(&self, conditions: &[Logic]) -> String {
        let mut all = self.joining.clone();
        all.extend(conditions.iter().map(|logic| self.logic_sql(logic, false)));
        where_all(&all)
    }

    fn order_sql(&self) -> Result<String, Refusal> {
        let terms: Vec<String> = self.order.iter().map(|term| self.term_sql(term)).collect::<Result<_, _>>()?;
        Ok(if terms.is_empty() { String::new() } else { format!(" ORDER BY {}", terms.join(", ")) })
    }

    fn term_sql(&self, term: &Order) -> Result<String, Refusal> {
        let column = match &term.embed {
            None => self.field_sql(&term.field),
            Some(name) => {
                let embed = self.ordering_embed(name)?;
                qualified(&identifier(&embed.handle), &term.field, false)
            }
        };
        Ok(format!("{column} {} {}", term.direction, term.nulls))
    }

    fn field_sql(&self, field: &Field) -> String {
        let known = self.table.and_then(|table| table.column(&field.name));
        qualified(&self.scope, field, known.is_some_and(|column| matches!(column.kind.as_str(), "json" | "jsonb")))
    }

    /// A condition; when only counting, embeds are not joined and their presence is asked for by EXISTS.
    pub(super) fn logic_sql(&self, logic: &Logic, counting: bool) -> String {
        match logic {
            Logic::Many { negated, joiner, parts } => {
                let parts: Vec<String> = parts.iter().map(|part| self.logic_sql(part, counting)).collect();
                format!("{}({})", if *negated { "NOT " } else { "" }, parts.join(&format!(" {joiner} ")))
            }
            Logic::One(filter) => match self.asked_embed(filter) {
                Some(embed) if counting => {
                    format!("{}{}", if filter.negated { "" } else { "NOT " }, embed.existence_sql())
                }
                Some(embed) => {
                    let not = if filter.negated { "" } else { "NOT " };
                    format!("{} IS {not}DISTINCT FROM NULL", identifier(&embed.handle))
                }
                None => filter_sql(filter, &self.field_sql(&filter.field)),
            },
        }
    }

    fn asked_embed(&self, filter: &Filter) -> Option<&Embedded<'_>> {
        if filter.test != Test::Is("NULL") || !filter.field.path.is_empty() {
            return None;
        }
        self.embed_called(&filter.field.name)
    }
}

impl Embedded<'_> {
    fn existence_sql(&self) -> String {
        format!("EXISTS ({})", self.reading.count_sql())
    }

    fn join_sql(&self) -> Result<String, Refusal> {
        let handle = identifier(&self.handle);
        let kind = if self.inner { "INNER" } else { "LEFT" };
        let rows = self.reading.select_sql()?;
        if self.relation.cardinality.is_to_one() {
            return Ok(format!(" {kind} JOIN LATERAL ({rows}) AS {handle} ON TRUE"));
        }
        let condition = if self.inner { format!("{handle} IS NOT NULL") } else { "TRUE".to_owned() };
        Ok(format!(
            " {kind} JOIN LATERAL (SELECT json_agg({handle})::jsonb AS {handle} FROM ({rows}) AS {handle}) AS {handle} \
             ON {condition}"
        ))
    }
}

/// A WHERE clause of all these conditions, or nothing.
pub(super) fn where_all(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
}

/// A column of `scope`; a path into a column that is not JSON goes through JSON all the same.
fn qualified(scope: &str, field: &Field, is_json: bool) -> String {
    let mut sql = format!("{scope}.{}", column_name(&field.name));
    if !field.path.is_empty() && !is_json {
        sql = format!("to_jsonb({sql})");
    }
    for step in &field.path {
        sql.push_str(if step.as_text { "->>" } else { "->" });
        match &step.key {
            Key::Name(name) => sql.push_str(&literal(name)),
            // In parentheses, for a minus sign would join the arrow into another operator.
            Key::Index(index) => {
                let _ = write!(sql, "({index})");
            }
        }
    }
    sql
}

/// A condition on a column that is spelled already.
fn filter_sql(filter: &Filter, column: &str) -> String {
    let not = if filter.negated { "NOT " } else { "" };
    let test = match &filter.test {
        Test::Compare { operator, quantifier, value } => {
            let is_pattern = matches!(*operator, "LIKE" | "ILIKE");
            let value = literal(&if is_pattern { value.replace('*', "%") } else { value.clone() });
            match quantifier {
                Some(quantifier) => format!("{operator} {quantifier}({value})"),
                None => format!("{operator} {value}"),
            }
        }
        Test::Is(state) => format!("IS {state}"),
        Test::Distinct(value) => format!("IS DISTINCT FROM {}", literal(value)),
        Test::In(values) if values.iter().all(String::is_empty) && values.len() == 1 => "= ANY ('{}')".to_owned(),
        Test::In(values) => format!("= ANY ({})", literal(&array(values))),
    };
    format!("{not}{column} {test}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_words_stay_inside_their_quotes() {
        for (value, expected) in [
            ("plain", "'plain'"),
            ("O'Reilly", "'O''Reilly'"),
            ("'; drop table x; --", "'''; drop table x; --'"),
            ("\\'", "E'\\\\'''"),
            ("\\", "E'\\\\'"),
            ("a\0'b", "'a'"),
            ("%00", "'%00'"),
        ] {
            assert_eq!(literal(value), expected, "{value}");
        }
        assert_eq!(identifier("a\"; drop table x; --"), "\"a\"\"; drop table x; --\"");
        assert_eq!(identifier("a\0\"b"), "\"a\"");
    }

    #[test]
    fn array_elements_are_quoted_twice() {
        let values = ["a,b".to_owned(), "c\"d".to_owned(), "e\\f".to_owned(), "g'h".to_owned()];
        assert_eq!(array(&values), r#"{"a,b","c\"d","e\\f","g'h"}"#);
        assert_eq!(literal(&array(&values)), r#"E'{"a,b","c\\"d","e\\\\f","g''h"}'"#);
    }
}
