//! The grammar of `select` and `order`.
//!
//! It owns the shapes a client can ask for: columns with JSON paths, casts and aliases, embeds within embeds, sort terms. It
//! knows nothing of which tables exist. Invariant: what it accepts, `PostgREST` accepts with the same meaning; what it does not
//! serve though `PostgREST` would is named as such, not called wrong.

use super::cursor::{Cursor, Unreadable};

/// A column, perhaps with a way into its JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Field {
    pub(in super::super) name: String,
    pub(in super::super) path: Vec<Step>,
}

/// One step into JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Step {
    /// `->>` gives text, `->` JSON.
    pub(in super::super) as_text: bool,
    pub(in super::super) key: Key,
}

/// What a step goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Key {
    Name(String),
    Index(i32),
}

/// One thing selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Item {
    Column { field: Field, cast: Option<String>, alias: Option<String> },
    Embed(Embed),
}

/// A related table's rows inside each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Embed {
    /// The table, foreign key column or constraint it goes by.
    pub(in super::super) target: String,
    pub(in super::super) alias: Option<String>,
    /// After `!`: a constraint or column that tells two relations apart.
    pub(in super::super) hint: Option<String>,
    /// `!inner`: parents without it are left out.
    pub(in super::super) inner: bool,
    pub(in super::super) items: Vec<Item>,
}

/// One sort term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Order {
    /// The embed whose column it is, if not the table's own.
    pub(in super::super) embed: Option<String>,
    pub(in super::super) field: Field,
    /// `ASC`, `DESC` or nothing.
    pub(in super::super) direction: &'static str,
    /// `NULLS FIRST`, `NULLS LAST` or nothing.
    pub(in super::super) nulls: &'static str,
}

/// Why a `select` is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Unselectable {
    Unreadable(Unreadable),
    /// Sums, counts and the like, switched off on hosted projects.
    Aggregate,
    /// `...table(columns)`, which the subset lacks.
    Spread,
}

impl From<Unreadable> for Unselectable {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

const FIELD_NAME: &str = "field name (* or [a..z0..9_$])";
const AGGREGATES: [&str; 5] = [".sum()", ".avg()", ".count()", ".max()", ".min()"];

/// Reads a list of items up to the end, or to the parenthesis that closes the embed it stands in.
pub(super) fn items(cursor: &mut Cursor<'_>) -> Result<Vec<Item>, Unselectable> {
    let mut found = Vec::new();
    cursor.skip_spaces();
    if cursor.peek().is_none_or(|next| next == ')') {
        return Ok(found);
    }
    loop {
        found.push(item(cursor)?);
        if !cursor.eat_spaced(",") {
            return Ok(found);
        }
    }
}

fn item(cursor: &mut Cursor<'_>) -> Result<Item, Unselectable> {
    cursor.skip_spaces();
    if cursor.rest().starts_with("...") {
        return Err(Unselectable::Spread);
    }
    if let Some(embed) = embed(cursor)? {
        return Ok(Item::Embed(embed));
    }
    let item = column(cursor)?;
    cursor.skip_spaces();
    match cursor.peek() {
        None | Some(',' | ')') => Ok(item),
        Some(_) => Err(cursor.unreadable("\"->>\", \"->\", \"::\", \",\", \")\" or end of input").into()),
    }
}

/// An embed, if the text up to the next parenthesis reads like one.
fn embed(cursor: &mut Cursor<'_>) -> Result<Option<Embed>, Unselectable> {
    let mut ahead = cursor.clone();
    let alias = alias(&mut ahead);
    let Some(target) = ahead.field_name() else { return Ok(None) };
    let (mut hint, mut inner) = (None, None);
    while hint.is_none() || inner.is_none() {
        if !ahead.eat("!") {
            break;
        }
        let Some(word) = ahead.field_name() else { return Ok(None) };
        match word.as_str() {
            "inner" if inner.is_none() => inner = Some(true),
            "left" if inner.is_none() => inner = Some(false),
            _ => hint = Some(word),
        }
    }
    if target == "count" || !ahead.eat("(") {
        return Ok(None);
    }
    ahead.descend()?;
    let items = items(&mut ahead)?;
    ahead.ascend();
    if !ahead.eat_spaced(")") {
        return Err(ahead.unreadable("\",\" or \")\"").into());
    }
    *cursor = ahead;
    Ok(Some(Embed { target, alias, hint, inner: inner.unwrap_or(false), items }))
}

/// `alias:`, but not the `::` of a cast.
fn alias(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut ahead = cursor.clone();
    let name = ahead.field_name()?;
    if ahead.rest().starts_with("::") || !ahead.eat(":") {
        return None;
    }
    *cursor = ahead;
    Some(name)
}

fn column(cursor: &mut Cursor<'_>) -> Result<Item, Unselectable> {
    if cursor.eat("*") {
        let field = Field { name: "*".to_owned(), path: Vec::new() };
        return Ok(Item::Column { field, cast: None, alias: None });
    }
    let alias = alias(cursor);
    if cursor.rest().starts_with("count()") {
        return Err(Unselectable::Aggregate);
    }
    let field = field(cursor)?;
    let mut cast = None;
    if cursor.eat("::") {
        let name = cursor.run(|next| next.is_alphanumeric() || matches!(next, '_' | '$' | ' ')).trim();
        if name.is_empty() {
            return Err(cursor.unreadable("letter or digit").into());
        }
        cast = Some(name.to_owned());
    }
    if AGGREGATES.iter().any(|call| cursor.rest().starts_with(call)) {
        return Err(Unselectable::Aggregate);
    }
    Ok(Item::Column { field, cast, alias })
}

/// A column with its JSON path.
pub(super) fn field(cursor: &mut Cursor<'_>) -> Result<Field, Unreadable> {
    cursor.skip_spaces();
    let Some(name) = cursor.field_name() else { return Err(cursor.unreadable(FIELD_NAME)) };
    let path = json_path(cursor)?;
    cursor.skip_spaces();
    Ok(Field { name, path })
}

/// Any number of `->key` and `->>key`.
pub(super) fn json_path(cursor: &mut Cursor<'_>) -> Result<Vec<Step>, Unreadable> {
    let mut path = Vec::new();
    loop {
        let as_text = cursor.eat("->>");
        if !as_text && !cursor.eat("->") {
            return Ok(path);
        }
        let key = match json_index(cursor) {
            Some(index) => Key::Index(index),
            None => match cursor.json_key() {
                Some(key) => Key::Name(key),
                None => return Err(cursor.unreadable("any non reserved character different from: .,>()")),
            },
        };
        path.push(Step { as_text, key });
    }
}

fn json_index(cursor: &mut Cursor<'_>) -> Option<i32> {
    let mut ahead = cursor.clone();
    let sign = if ahead.eat("-") { -1 } else { 1 };
    let number: i32 = ahead.run(|next| next.is_ascii_digit()).parse().ok()?;
    let ends = ["->", "::", ".", ","].iter().any(|end| ahead.rest().starts_with(end)) || ahead.rest().is_empty();
    ends.then(|| *cursor = ahead)?;
    Some(sign * number)
}

/// Reads an `order` parameter.
pub(super) fn order(text: &str) -> Result<Vec<Order>, Unreadable> {
    let mut cursor = Cursor::new(text);
    let mut terms = Vec::new();
    loop {
        terms.push(order_term(&mut cursor)?);
        if !cursor.eat_spaced(",") {
            return Ok(terms);
        }
    }
}

fn order_term(cursor: &mut Cursor<'_>) -> Result<Order, Unreadable> {
    let mut embed = None;
    let mut field = field(cursor)?;
    if field.path.is_empty() && cursor.eat("(") {
        embed = Some(field.name);
        field = self::field(cursor)?;
        if !cursor.eat(")") {
            return Err(cursor.unreadable("\")\""));
        }
    }
    let direction = if cursor.eat(".asc") {
        "ASC"
    } else if cursor.eat(".desc") {
        "DESC"
    } else {
        ""
    };
    let nulls = if cursor.eat(".nullsfirst") {
        "NULLS FIRST"
    } else if cursor.eat(".nullslast") {
        "NULLS LAST"
    } else {
        ""
    };
    cursor.skip_spaces();
    match cursor.peek() {
        None | Some(',') => Ok(Order { embed, field, direction, nulls }),
        Some(_) => Err(cursor.unreadable("\"asc\", \"desc\", \"nullsfirst\" or \"nullslast\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes items back in one canonical spelling, every name in brackets.
    fn spelled(items: &[Item]) -> String {
        let named = |alias: &Option<String>| alias.as_ref().map_or(String::new(), |alias| format!("[{alias}]="));
        let parts = items.iter().map(|item| match item {
            Item::Column { field, cast, alias } => {
                let steps =
                    field.path.iter().map(|step| format!("{}{:?}", if step.as_text { "T" } else { "J" }, step.key));
                let steps: String = steps.collect();
                let cast = cast.as_ref().map_or(String::new(), |cast| format!("::{cast}"));
                format!("{}[{}]{steps}{cast}", named(alias), field.name)
            }
            Item::Embed(embed) => {
                let hint = embed.hint.as_ref().map_or(String::new(), |hint| format!("!{hint}"));
                let inner = if embed.inner { "!!" } else { "" };
                format!("{}[{}]{hint}{inner}({})", named(&embed.alias), embed.target, spelled(&embed.items))
            }
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn selects_read_as_written() {
        for (text, expected) in [
            ("*", "[*]"),
            ("id,title", "[id] [title]"),
            (" id , title ", "[id] [title]"),
            ("name:full_name", "[name]=[full_name]"),
            ("id::text", "[id]::text"),
            ("when:created_at::text", "[when]=[created_at]::text"),
            ("metadata->a->>b", "[metadata]JName(\"a\")TName(\"b\")"),
            ("kind:metadata->>type", "[kind]=[metadata]TName(\"type\")"),
            ("links->0->>url", "[links]JIndex(0)TName(\"url\")"),
            ("links->-1", "[links]JIndex(-1)"),
            ("meta->some-key", "[meta]JName(\"some-key\")"),
            ("some-column", "[some-column]"),
            ("\"odd,(name)\"", "[odd,(name)]"),
            ("\"a\\\"b\"", "[a\"b]"),
            ("problems(id)", "[problems]([id])"),
            ("problems()", "[problems]()"),
            ("p:problems!inner(id,x:y)", "[p]=[problems]!!([id] [x]=[y])"),
            ("profiles!incidents_assigned_to_fkey!inner(*)", "[profiles]!incidents_assigned_to_fkey!!([*])"),
            ("profiles!inner!incidents_assigned_to_fkey(*)", "[profiles]!incidents_assigned_to_fkey!!([*])"),
            ("id,z:zones(n, parent:parent_id(n))", "[id] [z]=[zones]([n] [parent]=[parent_id]([n]))"),
        ] {
            let read = items(&mut Cursor::new(text)).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!(spelled(&read), expected, "{text}");
        }
    }

    #[test]
    fn selects_that_are_wrong_or_not_served_say_which() {
        for text in ["id,", "id;drop", "id)x(", "a(b", "->a", "a->", "id::", "\"unclosed"] {
            let read = items(&mut Cursor::new(text));
            let closed_early = text.starts_with("id)");
            assert_eq!(read.is_err(), !closed_early, "{text}: {read:?}");
        }
        assert_eq!(items(&mut Cursor::new("count()")), Err(Unselectable::Aggregate));
        assert_eq!(items(&mut Cursor::new("cost.sum()")), Err(Unselectable::Aggregate));
        assert_eq!(items(&mut Cursor::new("...profiles(id)")), Err(Unselectable::Spread));
    }

    #[test]
    fn orders_read_as_written() {
        let read = order("priority.desc, created_at.asc.nullslast,creator(full_name),a->>b.nullsfirst").unwrap();
        let spelled: Vec<String> = read
            .iter()
            .map(|term| format!("{:?} {} {} {}", term.embed, term.field.name, term.direction, term.nulls))
            .collect();
        assert_eq!(
            spelled,
            [
                "None priority DESC ",
                "None created_at ASC NULLS LAST",
                "Some(\"creator\") full_name  ",
                "None a  NULLS FIRST"
            ]
        );
        for text in ["", "a.down", "a,", "a;b", "a.desc.asc"] {
            assert!(order(text).is_err(), "{text}");
        }
    }
}
