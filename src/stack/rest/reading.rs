//! A read, as a tree: the table itself and what is embedded in it.
//!
//! It owns the meeting of a query with the catalog: which relation each embed is, and which condition, order and range belongs
//! to which table. It knows nothing of SQL's spelling beyond names (see `sql`). Invariant: every part of the query finds its
//! place in the tree or is refused.

use axum::http::StatusCode;

use super::catalog::{Catalog, Relation, Table};
use super::query::{Embed, Field, Item, Logic, Order, Query, Span};
use super::refusal::Refusal;
use super::relation;
use super::sql::{identifier, public};

/// No answer holds more rows of one list than this.
pub(super) const MOST_ROWS: i64 = 1000;

/// The name under which rows that a write or a function returned are read again.
pub(super) const RETURNED: &str = "pgrst_source";

/// One table's part of a read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// What the catalog knows of it; nothing for a function that returns no table's rows.
    pub(super) table: Option<&'a Table>,
    /// What stands after FROM.
    pub(super) from: String,
    /// What stands before its columns.
    pub(super) scope: String,
    /// What ties it to the rows it is embedded in, as SQL.
    pub(super) joining: Vec<String>,
    pub(super) columns: Vec<Selected>,
    pub(super) embeds: Vec<Embedded<'a>>,
    pub(super) conditions: Vec<Logic>,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<i64>,
    pub(super) offset: i64,
    name: String,
}

/// One selected column.
#[derive(Debug)]
pub(super) struct Selected {
    pub(super) field: Field,
    pub(super) cast: Option<String>,
    pub(super) alias: Option<String>,
}

/// A child of a reading.
#[derive(Debug)]
pub(super) struct Embedded<'a> {
    /// Its name in the SQL, unlike any other in the query.
    pub(super) handle: String,
    /// Its name in the answer.
    pub(super) output: String,
    target: String,
    /// `table()` embeds for the sake of its filters and shows nothing.
    pub(super) silent: bool,
    pub(super) inner: bool,
    pub(super) relation: Relation<'a>,
    pub(super) reading: Reading<'a>,
}

impl<'a> Reading<'a> {
    /// A read of a table, with everything the query says of it. `conditions` of the table itself are left out when `returned`:
    /// then the rows are those a write has returned, and the write has met the conditions.
    pub(super) fn of_table(
        catalog: &'a Catalog,
        table: &'a Table,
        query: &Query,
        returned: bool,
    ) -> Result<Self, Refusal> {
        let scope = if returned { identifier(RETURNED) } else { public(&table.name) };
        let mut reading = Self::bare(Some(table), &table.name, scope.clone(), scope);
        reading.select(catalog, Some(&table.name), &query.select, "embed", 1)?;
        reading.place(query, returned)?;
        Ok(reading)
    }

    /// A read of what a function returned: rows of `table` if it is given.
    pub(super) fn of_function(
        catalog: &'a Catalog,
        name: &str,
        table: Option<&'a str>,
        query: &Query,
    ) -> Result<Self, Refusal> {
        let scope = identifier(RETURNED);
        let known = table.and_then(|table| catalog.tables.get(table));
        let mut reading = Self::bare(known, name, scope.clone(), scope);
        reading.select(catalog, table, &query.select, "embed", 1)?;
        reading.place(query, false)?;
        Ok(reading)
    }

    /// A table that is written to: a reading that only spells conditions on the columns of `scope`.
    pub(super) fn of_target(table: &'a Table, scope: String) -> Self {
        Self::bare(Some(table), &table.name, scope.clone(), scope)
    }

    fn bare(table: Option<&'a Table>, name: &str, from: String, scope: String) -> Self {
        Self {
            table,
            from,
            scope,
            joining: Vec::new(),
            columns: Vec::new(),
            embeds: Vec::new(),
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: 0,
            name: name.to_owned(),
        }
    }

    fn select(
        &mut self,
        catalog: &'a Catalog,
        origin: Option<&'a str>,
        items: &[Item],
        handle: &str,
        depth: usize,
    ) -> Result<(), Refusal> {
        for item in items {
            match item {
                Item::Column { field, cast, alias } => {
                    let alias = alias.clone().or_else(|| field.json_name());
                    self.columns.push(Selected { field: field.clone(), cast: cast.clone(), alias });
                }
                Item::Embed(embed) => {
                    let Some(origin) = origin else {
                        return Err(Refusal::outside_subset("embeds in a function's own columns"));
                    };
                    let handle = format!("{handle}_{}", self.embeds.len());
                    let mut embedded = Self::embedded(catalog, origin, embed, handle, depth)?;
                    embedded.join_to(&self.scope);
                    self.embeds.push(embedded);
                }
            }
        }
        Ok(())
    }

    fn embedded(
        catalog: &'a Catalog,
        origin: &'a str,
        embed: &Embed,
        handle: String,
        depth: usize,
    ) -> Result<Embedded<'a>, Refusal> {
        let relation = relation::find(catalog, origin, embed)?;
        let table = relation.foreign_table;
        // The name an unknown column is reported under.
        let scope = identifier(&format!("{table}_{depth}"));
        let from = format!("{} AS {scope}", public(table));
        let mut reading = Self::bare(catalog.tables.get(table), table, from, scope);
        reading.select(catalog, Some(table), &embed.items, &handle, depth + 1)?;
        if !relation.cardinality.is_to_one() {
            reading.limit = Some(MOST_ROWS);
        }
        Ok(Embedded {
            handle,
            output: embed.alias.clone().unwrap_or_else(|| embed.target.clone()),
            target: embed.target.clone(),
            silent: embed.items.is_empty(),
            inner: embed.inner,
            relation,
            reading,
        })
    }

    fn place(&mut self, query: &Query, returned: bool) -> Result<(), Refusal> {
        for (path, logic) in &query.conditions {
            if !(returned && path.is_empty()) {
                self.below(path)?.conditions.push(logic.clone());
            }
        }
        for (path, terms) in &query.order {
            self.below(path)?.order.extend(terms.iter().cloned());
        }
        for (path, span) in query.spans.iter().filter(|(path, _)| !path.is_empty()) {
            self.below(path)?.restrict(*span);
        }
        Ok(())
    }

    /// Narrows the rows to a span; never beyond the most rows there may be.
    pub(super) fn restrict(&mut self, span: Span) {
        if let Some(limit) = span.limit {
            self.limit = Some(self.limit.map_or(limit, |most| most.min(limit)));
        }
        self.offset = span.offset.unwrap_or(0);
    }

    /// The part of the tree that a path of embeds leads to.
    fn below(&mut self, path: &[String]) -> Result<&mut Self, Refusal> {
        let Some((first, rest)) = path.split_first() else { return Ok(self) };
        match self.embeds.iter().position(|embed| embed.is_called(first)) {
            Some(place) => self.embeds[place].reading.below(rest),
            None => Err(not_embedded(first)),
        }
    }

    /// The embed an order term names; it must be one object, or there is nothing to order by.
    pub(super) fn ordering_embed(&self, name: &str) -> Result<&Embedded<'a>, Refusal> {
        let Some(embed) = self.embeds.iter().find(|embed| embed.is_called(name)) else {
            return Err(not_embedded(name));
        };
        if embed.relation.cardinality.is_to_one() {
            return Ok(embed);
        }
        Err(Refusal::new(StatusCode::BAD_REQUEST, "PGRST118", format!("A related order on '{name}' is not possible"))
            .details(format!("'{}' and '{name}' do not form a many-to-one or one-to-one relationship", self.name)))
    }

    /// The embed whose presence a filter on `name` asks about.
    pub(super) fn embed_called(&self, name: &str) -> Option<&Embedded<'a>> {
        self.embeds.iter().find(|embed| embed.output == name)
    }

    /// The columns a write must return for this to be read from it; `*` stands for all.
    pub(super) fn needed_columns(&self, primary_key: &[String]) -> Vec<String> {
        let mut needed: Vec<String> = Vec::new();
        let selected = self.columns.iter().map(|column| &column.field.name);
        let joining = self.embeds.iter().flat_map(|embed| embed.relation.columns);
        for name in selected.chain(joining).chain(primary_key) {
            if name == "*" {
                return vec![name.clone()];
            }
            if !needed.contains(name) {
                needed.push(name.clone());
            }
        }
        needed
    }
}

impl Embedded<'_> {
    fn join_to(&mut self, parent: &str) {
        let pairs = self.relation.columns.iter().zip(self.relation.foreign_columns);
        let scope = &self.reading.scope;
        let equal = |(own, foreign): (&String, &String)| {
            format!("{scope}.{} = {parent}.{}", identifier(foreign), identifier(own))
        };
        self.reading.joining = pairs.map(equal).collect();
    }

    /// By its alias, or by its target even if it has one.
    fn is_called(&self, name: &str) -> bool {
        self.output == name || self.target == name
    }
}

fn not_embedded(name: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "PGRST108", format!("'{name}' is not an embedded resource in this request"))
        .hint(Some(format!("Verify that '{name}' is included in the 'select' query parameter.")))
}
