//! The grammar of filters and of `and`/`or` trees.
//!
//! It owns operators, negation and the quoting of values, which differs: outside `or` and `in` a value is taken to the letter.
//! It knows nothing of columns' types. Invariant: like the real server it stops reading at the end of what it understood and
//! ignores the rest; a closing parenthesis that was not quoted therefore ends a tree without an error.

use super::cursor::{Cursor, Unreadable};
use super::select::{Field, field};

/// A condition on one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Filter {
    pub(in super::super) field: Field,
    pub(in super::super) negated: bool,
    pub(in super::super) test: Test,
}

/// What is asked of a field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Test {
    Compare {
        /// As `PostgreSQL` writes it.
        operator: &'static str,
        /// `ANY` or `ALL` of an array literal.
        quantifier: Option<&'static str>,
        value: String,
    },
    /// `NULL`, `NOT NULL`, `TRUE`, `FALSE` or `UNKNOWN`.
    Is(&'static str),
    Distinct(String),
    In(Vec<String>),
}

/// Conditions joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Logic {
    One(Filter),
    Many {
        negated: bool,
        /// `AND` or `OR`.
        joiner: &'static str,
        parts: Vec<Logic>,
    },
}

/// Why a filter is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Unfilterable {
    Unreadable(Unreadable),
    /// Full text search, which the subset lacks.
    TextSearch,
}

impl From<Unreadable> for Unfilterable {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

const OPERATORS: [(&str, &str); 9] = [
    ("neq", "<>"),
    ("cs", "@>"),
    ("cd", "<@"),
    ("ov", "&&"),
    ("sl", "<<"),
    ("sr", ">>"),
    ("nxr", "&<"),
    ("nxl", "&>"),
    ("adj", "-|-"),
];
/// Those that may be followed by `(any)` or `(all)`; longer words before their beginnings.
const QUANTIFIABLE: [(&str, &str); 9] = [
    ("eq", "="),
    ("gte", ">="),
    ("gt", ">"),
    ("lte", "<="),
    ("lt", "<"),
    ("like", "LIKE"),
    ("ilike", "ILIKE"),
    ("match", "~"),
    ("imatch", "~*"),
];
const TEXT_SEARCHES: [&str; 4] = ["fts", "plfts", "phfts", "wfts"];
/// Longer words before their beginnings.
const STATES: [(&str, &str); 5] =
    [("not_null", "NOT NULL"), ("null", "NULL"), ("true", "TRUE"), ("false", "FALSE"), ("unknown", "UNKNOWN")];

/// The right side of `column=…`: its value runs to the end, quotes and all.
pub(super) fn condition(text: &str) -> Result<(bool, Test), Unfilterable> {
    test(&mut Cursor::new(text), |cursor| cursor.run(|_| true).to_owned())
}

/// The value of `and=(…)` or `or=(…)`, with the operator already put before it.
pub(super) fn tree(text: &str) -> Result<Logic, Unfilterable> {
    logic(&mut Cursor::new(text))
}

fn test(cursor: &mut Cursor<'_>, value: impl Fn(&mut Cursor<'_>) -> String) -> Result<(bool, Test), Unfilterable> {
    let negated = cursor.eat("not.");
    if cursor.eat("in.") {
        return Ok((negated, Test::In(list(cursor)?)));
    }
    if cursor.eat("is.") {
        return Ok((negated, Test::Is(state(cursor)?)));
    }
    if cursor.eat("isdistinct.") {
        return Ok((negated, Test::Distinct(value(cursor))));
    }
    let mut ahead = cursor.clone();
    let word = ahead.run(|next| next.is_ascii_lowercase());
    if TEXT_SEARCHES.contains(&word) && (ahead.rest().starts_with('.') || ahead.rest().starts_with('(')) {
        return Err(Unfilterable::TextSearch);
    }
    let quantifiable = QUANTIFIABLE.iter().find(|(name, _)| *name == word);
    let quantifier = match quantifiable {
        Some(_) if ahead.eat("(any)") => Some("ANY"),
        Some(_) if ahead.eat("(all)") => Some("ALL"),
        _ => None,
    };
    let found = quantifiable.or_else(|| OPERATORS.iter().find(|(name, _)| *name == word));
    match found {
        Some((_, operator)) if ahead.eat(".") => {
            *cursor = ahead;
            Ok((negated, Test::Compare { operator, quantifier, value: value(cursor) }))
        }
        _ => Err(cursor.unreadable("\"not\" or operator (eq, gt, ...)").into()),
    }
}

fn state(cursor: &mut Cursor<'_>) -> Result<&'static str, Unreadable> {
    let rest = cursor.rest();
    let starts = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match STATES.iter().find(|(word, _)| starts(word)) {
        Some((word, sql)) => {
            cursor.eat(rest.get(..word.len()).unwrap_or_default());
            Ok(sql)
        }
        None => Err(cursor.unreadable("isVal: (null, not_null, true, false, unknown)")),
    }
}

fn list(cursor: &mut Cursor<'_>) -> Result<Vec<String>, Unreadable> {
    if !cursor.eat_spaced("(") {
        return Err(cursor.unreadable("\"(\""));
    }
    let mut values = Vec::new();
    loop {
        values.push(closed_quote(cursor).unwrap_or_else(|| cursor.run(|next| next != ',' && next != ')').to_owned()));
        if cursor.eat(",") {
            continue;
        }
        return if cursor.eat_spaced(")") { Ok(values) } else { Err(cursor.unreadable("\",\" or \")\"")) };
    }
}

/// A quoted value that ends where the value must end; otherwise the quotes are ordinary characters.
fn closed_quote(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut ahead = cursor.clone();
    let value = ahead.quoted()?;
    ahead.peek().is_none_or(|next| next == ',' || next == ')').then(|| *cursor = ahead)?;
    Some(value)
}

/// A value inside a tree: quoted, or an array literal, or up to a comma or closing parenthesis.
fn tree_value(cursor: &mut Cursor<'_>) -> String {
    if let Some(value) = closed_quote(cursor) {
        return value;
    }
    let rest = cursor.rest();
    if let Some(end) = rest.strip_prefix('{').and_then(|inner| inner.find(['{', '}'])) {
        let literal = rest.get(..end + 2).unwrap_or_default();
        if literal.ends_with('}') {
            cursor.eat(literal);
            return literal.to_owned();
        }
    }
    cursor.run(|next| next != ',' && next != ')').to_owned()
}

fn logic(cursor: &mut Cursor<'_>) -> Result<Logic, Unfilterable> {
    let mut ahead = cursor.clone();
    let filter = filter(&mut ahead);
    if let Ok(filter) = filter {
        *cursor = ahead;
        return Ok(Logic::One(filter));
    }
    let mut ahead = cursor.clone();
    let negated = ahead.eat("not.");
    let joiner = if ahead.eat("and") {
        "AND"
    } else if ahead.eat("or") {
        "OR"
    } else {
        // Not a group either: what was wrong with it as a filter says more.
        return filter.map(Logic::One);
    };
    if !ahead.eat_spaced("(") {
        return filter.map(Logic::One);
    }
    ahead.descend()?;
    let mut parts = Vec::new();
    loop {
        parts.push(logic(&mut ahead)?);
        if !ahead.eat_spaced(",") {
            break;
        }
    }
    if !ahead.eat_spaced(")") {
        return Err(ahead.unreadable("\",\" or \")\"").into());
    }
    ahead.ascend();
    *cursor = ahead;
    Ok(Logic::Many { negated, joiner, parts })
}

fn filter(cursor: &mut Cursor<'_>) -> Result<Filter, Unfilterable> {
    let field = field(cursor)?;
    if !cursor.eat(".") {
        return Err(cursor.unreadable("letter, digit, \"-\", \"->>\", \"->\" or delimiter (.)").into());
    }
    let (negated, test) = test(cursor, tree_value)?;
    Ok(Filter { field, negated, test })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told((negated, test): (bool, Test)) -> String {
        let not = if negated { "not " } else { "" };
        match test {
            Test::Compare { operator, quantifier, value } => {
                format!("{not}{operator}{} [{value}]", quantifier.map_or(String::new(), |word| format!(" {word}")))
            }
            Test::Is(state) => format!("{not}is {state}"),
            Test::Distinct(value) => format!("{not}distinct [{value}]"),
            Test::In(values) => format!("{not}in {values:?}"),
        }
    }

    fn grown(logic: Logic) -> String {
        match logic {
            Logic::One(filter) => format!("{} {}", filter.field.name, told((filter.negated, filter.test))),
            Logic::Many { negated, joiner, parts } => {
                let parts: Vec<String> = parts.into_iter().map(grown).collect();
                format!("{}({})", if negated { "not " } else { "" }, parts.join(&format!(" {joiner} ")))
            }
        }
    }

    #[test]
    fn conditions_take_their_value_to_the_letter() {
        for (text, expected) in [
            ("eq.open", "= [open]"),
            ("eq.", "= []"),
            ("neq.a,b)", "<> [a,b)]"),
            ("eq.\"x\"", "= [\"x\"]"),
            ("eq.a\\\"b", "= [a\\\"b]"),
            ("not.eq.x", "not = [x]"),
            ("ilike.*a_b*", "ILIKE [*a_b*]"),
            ("like(any).{a*,b*}", "LIKE ANY [{a*,b*}]"),
            ("eq(all).{a}", "= ALL [{a}]"),
            ("gte.2025-01-01T00:00:00+00:00", ">= [2025-01-01T00:00:00+00:00]"),
            ("lt.3", "< [3]"),
            ("cs.{\"a,b\"}", "@> [{\"a,b\"}]"),
            ("is.null", "is NULL"),
            ("is.NOT_NULL", "is NOT NULL"),
            ("not.is.Null", "not is NULL"),
            ("is.unknown", "is UNKNOWN"),
            ("isdistinct.x", "distinct [x]"),
            ("in.(a,b)", "in [\"a\", \"b\"]"),
            ("in.()", "in [\"\"]"),
            ("not.in.(\"a,b\",\"c)d\",e)", "not in [\"a,b\", \"c)d\", \"e\"]"),
            ("in.(\"a\\\"b\",\"c\\\\d\")", "in [\"a\\\"b\", \"c\\\\d\"]"),
            ("in.(\"a\"b,c)", "in [\"\\\"a\\\"b\", \"c\"]"),
            ("in.(a)ignored", "in [\"a\"]"),
        ] {
            let read = condition(text).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!(told(read), expected, "{text}");
        }
    }

    #[test]
    fn conditions_without_an_operator_are_refused_at_their_first_character() {
        for text in ["open", "", "foo.bar", "eq", "EQ.x", "eqx.1", "not.open"] {
            let column = if text.starts_with("not.") { 5 } else { 1 };
            match condition(text) {
                Err(Unfilterable::Unreadable(at)) => assert_eq!(at.column, column, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        for text in ["in.a", "in.(a", "is.maybe"] {
            assert!(condition(text).is_err(), "{text}");
        }
        assert_eq!(condition("plfts(english).x"), Err(Unfilterable::TextSearch));
    }

    #[test]
    fn trees_deeper_than_anyone_needs_are_refused() {
        assert!(tree(&format!("{}a.eq.1{}", "or(".repeat(90), ")".repeat(90))).is_ok());
        assert!(tree(&"or(".repeat(20_000)).is_err());
    }

    #[test]
    fn trees_unquote_and_stop_at_the_first_closing_parenthesis() {
        for (text, expected) in [
            ("or(a.eq.1,b.eq.2)", "(a = [1] OR b = [2])"),
            ("not.and(a.eq.1)", "not (a = [1])"),
            ("or(a.eq.\"x, \\\"y\\\" (z)\",b.is.null)", "(a = [x, \"y\" (z)] OR b is NULL)"),
            ("or(a.eq.1),b.eq.2)", "(a = [1])"),
            (
                "or(and(a.eq.1,b.in.(x,y)),not.or(c.not.eq.3))",
                "((a = [1] AND b in [\"x\", \"y\"]) OR not (c not = [3]))",
            ),
            ("or(tags.cs.{a,b},c.eq.1)", "(tags @> [{a,b}] OR c = [1])"),
            ("or(a.eq.half\"quoted\",b.eq.1)", "(a = [half\"quoted\"] OR b = [1])"),
            ("or(a.eq.'; drop table x;--,b.eq.1)", "(a = ['; drop table x;--] OR b = [1])"),
            ("and(meta->>k.eq.v)", "(meta = [v])"),
            ("or(order.eq.1,andy.eq.2)", "(order = [1] OR andy = [2])"),
        ] {
            let read = tree(text).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!(grown(read), expected, "{text}");
        }
    }

    #[test]
    fn trees_with_an_unquoted_comma_or_an_open_end_are_refused() {
        for text in ["or(title.ilike.*fails, again*)", "or()", "or(a.eq.1", "or;a.eq.1", "or(a.eq.1,)", "or(a.xx.1)"] {
            assert!(tree(text).is_err(), "{text}");
        }
    }
}
