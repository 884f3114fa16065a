//! The query string, read into what is asked.
//!
//! It owns the split of parameters into `select`, filters, trees, order and ranges, each for the table itself or for an embed
//! named before a dot. It knows nothing of tables. Invariant: reading has no effect and needs no database, so that whatever is
//! wrong here is told before anything runs. Start at [`Query::read`].

mod cursor;
mod filter;
mod select;

use std::collections::BTreeMap;

use axum::extract::Query as Pairs;
use axum::http::{StatusCode, Uri};

use self::cursor::{Cursor, Unreadable};
use self::filter::Unfilterable;
use self::select::Unselectable;
use super::refusal::Refusal;

pub(super) use self::filter::{Filter, Logic, Test};
pub(super) use self::select::{Embed, Field, Item, Key, Order};

/// The embeds to go down through; empty for the table itself.
pub(super) type Path = Vec<String>;

/// Everything a query string says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// `*` if there is no `select`.
    pub(super) select: Vec<Item>,
    pub(super) conditions: Vec<(Path, Logic)>,
    pub(super) order: Vec<(Path, Vec<Order>)>,
    pub(super) spans: BTreeMap<Path, Span>,
    pub(super) columns: Option<Vec<String>>,
    pub(super) on_conflict: Option<Vec<String>>,
    /// For a function called by GET: what is no filter.
    pub(super) arguments: Vec<(String, String)>,
}

/// `limit` and `offset` as written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) limit: Option<i64>,
    pub(super) offset: Option<i64>,
}

/// How a key without a meaning of its own is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stray {
    /// As a column to filter by.
    Filter,
    /// As an argument, if its value does not read like a filter.
    Argument,
}

impl Query {
    /// Reads the query string of `uri`. Refusals are PGRST100, PGRST123 and 501.
    pub(super) fn read(uri: &Uri, stray: Stray) -> Result<Self, Refusal> {
        let Pairs(pairs) = Pairs::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, "PGRST100", error.body_text()))?;
        let mut query = Self::default();
        let mut select = None;
        for (key, value) in &pairs {
            match key.as_str() {
                "select" => select = select.or(Some(value)),
                "columns" if query.columns.is_none() => query.columns = Some(names("columns", value)?),
                "on_conflict" if query.on_conflict.is_none() => query.on_conflict = Some(names("on_conflict", value)?),
                "columns" | "on_conflict" => {}
                _ => query.read_pair(key, value, stray)?,
            }
        }
        query.select = selected(select.map_or("*", String::as_str))?;
        Ok(query)
    }

    fn read_pair(&mut self, key: &str, value: &str, stray: Stray) -> Result<(), Refusal> {
        match key.rsplit('.').next() {
            Some("order") => {
                let terms = select::order(value).map_err(|at| unparsed("order", value, &at))?;
                self.order.push((path_before(key)?, terms));
            }
            // A number that is none is no limit, as in the real server.
            Some("limit") => self.spans.entry(path_before(key)?).or_default().limit = value.parse().ok(),
            Some("offset") => self.spans.entry(path_before(key)?).or_default().offset = value.parse().ok(),
            Some("and" | "or") => self.read_tree(key, value)?,
            _ => match filter::condition(value) {
                Err(Unfilterable::Unreadable(_)) if stray == Stray::Argument => {
                    self.arguments.push((key.to_owned(), value.to_owned()));
                }
                Err(why) => return Err(unfilterable("filter", value, &why)),
                Ok((negated, test)) => {
                    let (path, field) = place(key)?;
                    self.conditions.push((path, Logic::One(Filter { field, negated, test })));
                }
            },
        }
        Ok(())
    }

    /// `embed.not.or=(…)`: the negation stands among the embeds.
    fn read_tree(&mut self, key: &str, value: &str) -> Result<(), Refusal> {
        let (mut path, field) = place(key)?;
        let negation = if path.iter().any(|word| word == "not") { "not." } else { "" };
        path.retain(|word| word != "not");
        let tree = filter::tree(&format!("{negation}{}{value}", field.name));
        self.conditions.push((path, tree.map_err(|why| unfilterable("logic tree", value, &why))?));
        Ok(())
    }

    /// Whether any row is excluded by a condition on the table itself.
    pub(super) fn is_filtered(&self) -> bool {
        self.conditions.iter().any(|(path, _)| path.is_empty())
    }
}

fn selected(text: &str) -> Result<Vec<Item>, Refusal> {
    let items = select::items(&mut Cursor::new(text)).map_err(|why| match why {
        Unselectable::Unreadable(at) => unparsed("select parameter", text, &at),
        Unselectable::Aggregate => {
            Refusal::new(StatusCode::BAD_REQUEST, "PGRST123", "Use of aggregate functions is not allowed")
        }
        Unselectable::Spread => Refusal::outside_subset("spread embeds"),
    })?;
    if items.is_empty() { Err(Refusal::outside_subset("an empty select")) } else { Ok(items) }
}

/// `embed.embed.column->path`
fn place(key: &str) -> Result<(Path, Field), Refusal> {
    let mut cursor = Cursor::new(key);
    let wrong = |cursor: &Cursor<'_>| unparsed("tree path", key, &cursor.unreadable("field name (* or [a..z0..9_$])"));
    let mut path = Vec::new();
    loop {
        let Some(name) = cursor.field_name() else { return Err(wrong(&cursor)) };
        if cursor.eat(".") {
            path.push(name);
            continue;
        }
        let steps = select::json_path(&mut cursor).map_err(|at| unparsed("tree path", key, &at))?;
        return Ok((path, Field { name, path: steps }));
    }
}

/// The embeds before the last word, as in `embed.order`.
fn path_before(key: &str) -> Result<Path, Refusal> {
    place(key).map(|(path, _)| path)
}

fn names(what: &str, text: &str) -> Result<Vec<String>, Refusal> {
    let mut cursor = Cursor::new(text);
    let mut names = Vec::new();
    loop {
        let Some(name) = cursor.field_name() else {
            return Err(unparsed(
                &format!("{what} parameter"),
                text,
                &cursor.unreadable("field name (* or [a..z0..9_$])"),
            ));
        };
        names.push(name);
        if !cursor.eat_spaced(",") {
            return Ok(names);
        }
    }
}

fn unparsed(what: &str, text: &str, at: &Unreadable) -> Refusal {
    let message = format!("\"failed to parse {what} ({text})\" (line 1, column {})", at.column);
    Refusal::new(StatusCode::BAD_REQUEST, "PGRST100", message).details(at.why.clone())
}

fn unfilterable(what: &str, text: &str, why: &Unfilterable) -> Refusal {
    match why {
        Unfilterable::Unreadable(at) => unparsed(what, text, at),
        Unfilterable::TextSearch => Refusal::outside_subset("full text search"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Query, Refusal> {
        Query::read(&format!("/t?{query}").parse().unwrap(), Stray::Filter)
    }

    #[test]
    fn parameters_find_the_embed_they_speak_of() {
        let query =
            read("incidents.order=a.desc&incidents.limit=1&limit=5&offset=2&a.b.c=eq.1&x=is.null&e.not.or=(a.eq.1)")
                .unwrap();
        assert_eq!(query.order[0].0, ["incidents"]);
        assert_eq!(query.spans[&vec!["incidents".to_owned()]].limit, Some(1));
        assert_eq!(query.spans[&Path::new()], Span { limit: Some(5), offset: Some(2) });
        let paths: Vec<String> = query.conditions.iter().map(|(path, _)| path.join(".")).collect();
        assert_eq!(paths, ["a.b", "", "e"]);
        assert!(matches!(&query.conditions[2].1, Logic::Many { negated: true, joiner: "OR", .. }));
    }

    #[test]
    fn a_json_path_in_a_key_keeps_its_dashes() {
        let query = read("ai_response-%3E%3EcomponentId=eq.node-api").unwrap();
        let Logic::One(filter) = &query.conditions[0].1 else { panic!("one filter") };
        assert_eq!((filter.field.name.as_str(), filter.field.path.len()), ("ai_response", 1));
    }

    #[test]
    fn a_filter_that_does_not_parse_says_where() {
        let refusal = read("status=open").unwrap_err();
        assert_eq!(refusal.message, "\"failed to parse filter (open)\" (line 1, column 1)");
        assert_eq!(refusal.details, "unexpected \"o\" expecting \"not\" or operator (eq, gt, ...)");
    }

    #[test]
    fn a_called_functions_arguments_are_what_is_no_filter() {
        let uri = "/rpc/f?org_id=abc&can_scan=is.true&limit=1".parse().unwrap();
        let query = Query::read(&uri, Stray::Argument).unwrap();
        assert_eq!(query.arguments, [("org_id".to_owned(), "abc".to_owned())]);
        assert_eq!(query.conditions.len(), 1);
    }

    #[test]
    fn a_plus_sign_that_is_not_encoded_is_a_space() {
        let query = read("at=lt.2025-01-01T00:00:00+00:00").unwrap();
        let Logic::One(Filter { test: Test::Compare { value, .. }, .. }) = &query.conditions[0].1 else {
            panic!("one filter")
        };
        assert_eq!(value, "2025-01-01T00:00:00 00:00");
    }
}
