//! Identifiers, literals, and what the catalog says of a table's columns.

use tokio_postgres::{Client, Error};

/// A column, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// The type's name as events show it (`_text`, `incident_status_type`).
    pub(super) type_name: String,
    /// The type as SQL writes it.
    pub(super) declared: String,
    pub(super) is_key: bool,
    /// Those of the roles asked for that may select it.
    pub(super) readers: Vec<String>,
}

/// The columns of a table, each with those of `roles` that may read it.
pub(super) async fn columns(client: &Client, schema: &str, table: &str, roles: &[&str]) -> Result<Vec<Column>, Error> {
    let query = "
        select a.attname::text, t.typname::text, format_type(a.atttypid, a.atttypmod),
               coalesce(a.attnum = any (i.indkey), false),
               array(select r.rolname::text from pg_roles r
                      where r.rolname = any ($3::text[]) and has_column_privilege(r.oid, c.oid, a.attnum, 'select'))
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          join pg_type t on t.oid = a.atttypid
          left join pg_index i on i.indrelid = c.oid and i.indisprimary
         where n.nspname = $1::text and c.relname = $2::text
         order by a.attnum";
    let rows = client.query(query, &[&schema, &table, &roles]).await?;
    let column = |row: &tokio_postgres::Row| Column {
        name: row.get(0),
        type_name: row.get(1),
        declared: row.get(2),
        is_key: row.get(3),
        readers: row.get(4),
    };
    Ok(rows.iter().map(column).collect())
}

/// A name in double quotes.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as an SQL literal, whatever `standard_conforming_strings` says.
pub(super) fn literal(text: &str) -> String {
    let text = text.replace('\0', "").replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", text.replace('\\', "\\\\")) } else { format!("'{text}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_cannot_be_left() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal(r"a\'b"), r"E'a\\''b'");
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
    }
}
