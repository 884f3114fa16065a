//! Conditions in the grammar of PostgREST.
//!
//! What somebody typed goes into an address here and nowhere else. Two things can go wrong with it: its signs may mean something (a comma, a
//! parenthesis, which ends the condition *without an error*, a quote, a star), and the database may compare letters in another way than the
//! filter does. So every value stands in quotes, and whatever cannot be said to the letter is said more widely: the filter looks at the
//! rows again. Invariant: a row that the condition keeps is never lost; what would make it so is left out, and [`Asked::is_exact`] is off.

use super::rows::column;
use crate::domain::filter::{Condition, Fact};
use jiff::Timestamp;
use unicode_width::UnicodeWidthChar;

/// The longest condition that is sent, in bytes as they stand in the address: gateways refuse addresses of eight thousand.
const LONGEST: usize = 6000;
/// More ids than this are not listed.
const MOST_IDS: usize = 100;
/// So many elements of a list are looked at one by one; rows with more come along.
const ELEMENTS: usize = 6;

/// Characters that we show in another form than the database has them ([`crate::domain::safe::Safe`]), or whose lower case is another
/// number of them: a row with one may be more than it seems.
const ODD: &str = "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u0130\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u115f\\u1160\
                   \\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u212a\\u3164\\ufdd0-\\ufe0f\\ufeff\\uffa0\
                   \\ufff0-\\uffff\\U00010000-\\U0010ffff]";
/// The same for short texts, where length counts more than a few rows: everything outside ASCII.
const FOREIGN: &str = "[^ -~]";

/// A condition to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// Nothing can be found.
    Nothing,
    /// Rows that fit.
    Rows {
        /// The value of `and`; without one, all rows fit.
        and: Option<String>,
        /// Whether no other rows fit.
        is_exact: bool,
    },
}

/// What a condition is for the database.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Always,
    Never,
    Is(String),
}

/// How parts are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

/// What to send for a condition.
pub(super) fn asked(condition: &Condition) -> Asked {
    let mut writer = Writer { is_exact: true };
    let terms = match condition {
        Condition::All(terms) => terms.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut parts = Vec::new();
    for term in terms {
        match writer.part(term, false) {
            Part::Always => {}
            Part::Never => return Asked::Nothing,
            Part::Is(text) => parts.push(text),
        }
    }
    // The condition gets wider with every part that is left out, so the longest go first.
    parts.sort_by_key(|part| encoded(part));
    while parts.iter().map(|part| encoded(part) + 3).sum::<usize>() > LONGEST {
        parts.pop();
        writer.is_exact = false;
    }
    let and = (!parts.is_empty()).then(|| format!("({})", parts.join(",")));
    Asked::Rows { and, is_exact: writer.is_exact }
}

/// How long a text is in an address.
fn encoded(text: &str) -> usize {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() || b"*-._".contains(&byte) { 1 } else { 3 }).sum()
}

struct Writer {
    is_exact: bool,
}

impl Writer {
    /// The condition, or its opposite. Both are never narrower than what is meant, so the opposite is not simply the one turned around.
    fn part(&mut self, condition: &Condition, negated: bool) -> Part {
        match condition {
            Condition::All(parts) => self.joined(parts, negated, if negated { Join::Or } else { Join::And }),
            Condition::Any(parts) => self.joined(parts, negated, if negated { Join::And } else { Join::Or }),
            Condition::Not(condition) => self.part(condition, !negated),
            Condition::Missing(fact) => self.missing(*fact, negated),
            Condition::OneOf(fact, values) if is_list(*fact) => self.element_of(*fact, values, negated),
            Condition::OneOf(fact, values) => self.one_of(*fact, values, negated),
            Condition::Holds(fact, text) if is_list(*fact) => self.elements(*fact, negated, &[pattern("*", text, "*")]),
            Condition::Holds(fact, text) => self.like(*fact, text, &pattern("*", text, "*"), negated),
            Condition::Ends(fact, text) => self.like(*fact, text, &pattern("*", text, ""), negated),
            Condition::Labelled(text) => self.labelled(text, negated),
            Condition::Within { fact, from, to } => within(*fact, *from, *to, negated),
        }
    }

    fn joined(&mut self, parts: &[Condition], negated: bool, join: Join) -> Part {
        joined(join, parts.iter().map(|part| self.part(part, negated)).collect::<Vec<_>>())
    }

    fn wide(&mut self) -> Part {
        self.is_exact = false;
        Part::Always
    }

    fn missing(&mut self, fact: Fact, negated: bool) -> Part {
        let name = column(fact);
        // A list of nulls and a name of odd spaces are nothing to us, and something to the database.
        self.is_exact &= !is_list(fact) && fact != Fact::Customer;
        match fact {
            Fact::Tags | Fact::Services if negated => {
                joined(Join::And, vec![is(format!("{name}.not.is.null")), is(format!("{name}.neq.\"{{}}\""))])
            }
            Fact::Tags | Fact::Services => is(format!("{name}->>0.is.null")),
            Fact::Customer if negated => {
                joined(Join::And, vec![is(format!("{name}.not.is.null")), is(format!("{name}.not.match.\"^ *$\""))])
            }
            Fact::Customer => {
                let blank = is(format!("{name}.match.\"^ *$\""));
                joined(Join::Or, vec![is(format!("{name}.is.null")), blank, self.odd(fact)])
            }
            _ => is(format!("{name}{}.is.null", not(negated))),
        }
    }

    fn one_of(&mut self, fact: Fact, values: &[String], negated: bool) -> Part {
        let name = column(fact);
        let test = match values {
            [] => return if negated { Part::Always } else { Part::Never },
            [one] => format!("{name}{}.eq.{}", not(negated), quoted(one)),
            many if many.len() > MOST_IDS => return self.wide(),
            many => {
                let many: Vec<String> = many.iter().map(|value| quoted(value)).collect();
                format!("{name}{}.in.({})", not(negated), many.join(","))
            }
        };
        or_null(fact, negated, is(test))
    }

    /// A list that has one of these, to the letter.
    fn element_of(&mut self, fact: Fact, values: &[String], negated: bool) -> Part {
        let name = column(fact);
        let plain: Vec<String> = values.iter().filter(|value| is_plain(value)).map(|value| quoted(value)).collect();
        self.is_exact &= plain.len() == values.len();
        if plain.len() > MOST_IDS || (plain.len() < values.len() && !negated) {
            return if negated { self.wide() } else { self.missing(fact, true) };
        }
        let test = |not: &str| is(format!("{name}{not}.ov.{}", quoted(&format!("{{{}}}", plain.join(",")))));
        match (plain.is_empty(), negated) {
            (true, true) => Part::Always,
            (true, false) => Part::Never,
            (false, true) => or_null(fact, true, test(".not")),
            (false, false) => joined(Join::Or, vec![test(""), self.elements(fact, false, &[])]),
        }
    }

    /// A list one element of which is like one of these. Elements cannot be asked for in any case at once, so the first of them are asked
    /// one by one.
    fn elements(&mut self, fact: Fact, negated: bool, patterns: &[String]) -> Part {
        self.is_exact = false;
        if negated {
            return Part::Always;
        }
        let name = column(fact);
        let mut any = vec![is(format!("{name}->>{ELEMENTS}.not.is.null"))];
        for at in 0..ELEMENTS {
            any.extend(patterns.iter().map(|pattern| is(format!("{name}->>{at}.ilike.{}", quoted(pattern)))));
            any.push(is(format!("{name}->>{at}.match.{}", quoted(FOREIGN))));
        }
        joined(Join::Or, any)
    }

    fn labelled(&mut self, text: &str, negated: bool) -> Part {
        if negated {
            self.is_exact = false;
            if !is_plain(text) {
                return Part::Always;
            }
            let unlike = format!("{}.not.cs.{}", column(Fact::Tags), quoted(&format!("{{{}}}", quoted(text))));
            return or_null(Fact::Tags, true, is(unlike));
        }
        let mut patterns = vec![pattern("", text, "")];
        // A key has no colon in it.
        if !text.contains(':') {
            patterns.push(pattern("", text, ":*"));
        }
        self.elements(Fact::Tags, false, &patterns)
    }

    fn like(&mut self, fact: Fact, text: &str, pattern: &str, negated: bool) -> Part {
        self.is_exact = false;
        let like = is(format!("{}{}.ilike.{}", column(fact), not(negated), quoted(pattern)));
        if !negated {
            return joined(Join::Or, vec![like, self.odd(fact)]);
        }
        if !is_plain(text) || text.contains('*') {
            return Part::Always;
        }
        or_null(fact, true, joined(Join::Or, vec![like, self.odd(fact)]))
    }

    /// A text that may be another one for us.
    fn odd(&mut self, fact: Fact) -> Part {
        self.is_exact = false;
        let class = if fact == Fact::Title { ODD } else { FOREIGN };
        is(format!("{}.match.{}", column(fact), quoted(class)))
    }
}

fn is(test: String) -> Part {
    Part::Is(test)
}

const fn not(negated: bool) -> &'static str {
    if negated { ".not" } else { "" }
}

const fn is_list(fact: Fact) -> bool {
    matches!(fact, Fact::Tags | Fact::Services)
}

/// Whether the column may be empty.
const fn is_optional(fact: Fact) -> bool {
    use Fact::{Assignee, Criticality, Customer, Number, Problem, Resolved, Services, Tags, Urgency};
    matches!(fact, Assignee | Criticality | Customer | Number | Problem | Resolved | Services | Tags | Urgency)
}

/// Nothing is not equal to anything, nor unequal: in SQL a row without a value fits neither a test nor its opposite.
fn or_null(fact: Fact, negated: bool, part: Part) -> Part {
    if negated && is_optional(fact) {
        joined(Join::Or, vec![is(format!("{}.is.null", column(fact))), part])
    } else {
        part
    }
}

fn joined(join: Join, parts: Vec<Part>) -> Part {
    let (word, neutral, deciding) = match join {
        Join::And => ("and", Part::Always, Part::Never),
        Join::Or => ("or", Part::Never, Part::Always),
    };
    if parts.contains(&deciding) {
        return deciding;
    }
    let mut texts: Vec<String> =
        parts.into_iter().filter_map(|part| if let Part::Is(text) = part { Some(text) } else { None }).collect();
    match texts.len() {
        0 => neutral,
        1 => texts.pop().map_or(neutral, Part::Is),
        _ => Part::Is(format!("{word}({})", texts.join(","))),
    }
}

fn within(fact: Fact, from: Option<Timestamp>, to: Option<Timestamp>, negated: bool) -> Part {
    let name = column(fact);
    let test = |operator: &str, at: Timestamp| is(format!("{name}.{operator}.\"{at}\""));
    if negated {
        let ends = from.map(|from| test("lt", from)).into_iter().chain(to.map(|to| test("gte", to)));
        return or_null(fact, true, joined(Join::Or, ends.collect()));
    }
    let ends = from.map(|from| test("gte", from)).into_iter().chain(to.map(|to| test("lt", to)));
    joined(Join::And, ends.collect())
}

/// A value in quotes: within a condition they may hold anything.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a text is the same for the database and for us: visible ASCII and spaces.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A pattern for `ilike` that fits wherever the text stands, in any case. PostgREST makes every `*` a `%`, with no way to mean a star; a
/// database without a locale knows the case of ASCII only; marks may be fewer in what we show.
fn pattern(before: &str, text: &str, after: &str) -> String {
    let mut pattern = before.to_owned();
    for c in text.chars() {
        match c {
            '\\' | '%' | '_' => pattern.extend(['\\', c]),
            ' '..='~' if c != '*' => pattern.push(c),
            _ if c.width() == Some(0) => pattern.push('*'),
            _ if c == '*' || c.is_control() || c.is_lowercase() || c.is_uppercase() => pattern.push('_'),
            _ => pattern.push(c),
        }
    }
    pattern + after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::Condition::{All, Any, Ends, Holds, Labelled, Missing, OneOf, Within};

    fn and(condition: &Condition) -> String {
        match asked(condition) {
            Asked::Rows { and, .. } => and.unwrap_or_default(),
            Asked::Nothing => "nothing".to_owned(),
        }
    }

    fn one_of(fact: Fact, values: &[&str]) -> Condition {
        OneOf(fact, values.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_was_typed_stays_within_its_quotes() {
        for (text, expected) in [
            ("a,b)", r#""*a,b)*""#),
            (r#"say "no""#, r#""*say \"no\"*""#),
            (r"c:\x", r#""*c:\\\\x*""#),
            ("100%_", r#""*100\\%\\_*""#),
            ("5 * 3", r#""*5 _ 3*""#),
            ("größe 超", r#""*gr__e 超*""#),
            ("a\u{0}b\u{301}\n", r#""*a_b*_*""#),
        ] {
            let asked = and(&Holds(Fact::Number, text.into()));
            assert_eq!(
                asked,
                format!("(or(incident_number.ilike.{expected},incident_number.match.\"[^ -~]\"))"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_missing_is_not_lost_when_a_condition_is_turned_around() {
        let day = |text: &str| Some(text.parse().unwrap());
        for (condition, expected) in [
            (one_of(Fact::Status, &["open", "closed"]), r#"(status.not.in.("open","closed"))"#),
            (one_of(Fact::Assignee, &["x"]), r#"(or(assigned_to.is.null,assigned_to.not.eq."x"))"#),
            (Missing(Fact::Problem), "(problem_id.not.is.null)"),
            (Labelled("db".into()), r#"(or(tags.is.null,tags.not.cs."{\"db\"}"))"#),
            (
                Within { fact: Fact::Resolved, from: day("2026-01-01T00:00:00Z"), to: day("2026-01-02T00:00:00.5Z") },
                r#"(or(resolved_at.is.null,or(resolved_at.lt."2026-01-01T00:00:00Z",resolved_at.gte."2026-01-02T00:00:00.5Z")))"#,
            ),
        ] {
            assert_eq!(and(&condition.turned()), expected);
        }
    }

    #[test]
    fn what_cannot_be_said_to_the_letter_is_not_turned_around() {
        for condition in [
            Holds(Fact::Title, "größe".into()),
            Holds(Fact::Title, "5*3".into()),
            Holds(Fact::Tags, "db".into()),
            Labelled("größe".into()),
            Ends(Fact::Number, "é".into()),
        ] {
            assert_eq!(asked(&condition.clone().turned()), Asked::Rows { and: None, is_exact: false }, "{condition:?}");
        }
    }

    #[test]
    fn nothing_and_everything_need_no_words() {
        assert_eq!(and(&one_of(Fact::Id, &[])), "nothing");
        assert_eq!(and(&All(vec![one_of(Fact::Status, &["open"]), Any(vec![])])), "nothing");
        assert_eq!(asked(&Condition::everything()), Asked::Rows { and: None, is_exact: true });
        assert_eq!(asked(&one_of(Fact::Id, &[]).turned()), Asked::Rows { and: None, is_exact: true });
    }

    #[test]
    fn too_long_a_condition_loses_its_longest_part_and_says_so() {
        let short = one_of(Fact::Status, &["open"]);
        let long = Holds(Fact::Number, "x,".repeat(2000));
        let Asked::Rows { and: Some(and), is_exact } = asked(&All(vec![long, short])) else { panic!("rows") };
        assert_eq!((and.as_str(), is_exact), (r#"(status.eq."open")"#, false));
        let ids: Vec<String> = (0..101).map(|n| n.to_string()).collect();
        assert_eq!(asked(&OneOf(Fact::Assignee, ids)), Asked::Rows { and: None, is_exact: false });
    }
}
