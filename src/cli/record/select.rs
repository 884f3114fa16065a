//! Which incidents, problems and changes are meant, and which people and services: by number, by name, from standard input, or by a filter. Anything that is not clear is an error before anything is done.

use super::super::{Code, Trouble};
use super::Titled;
use super::ledger::Ledger;
use crate::domain::change::Change;
use crate::domain::edits::Editable;
use crate::domain::filter::{Condition, Fact};
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{ProblemId, ProfileId, Record};
use std::io::Read as _;

/// So many numbers are looked for at once: the condition still fits into an address.
const AT_ONCE: usize = 10;
/// The most digits a count has.
const LONGEST_COUNT: usize = 7;

/// What stands for standard input.
pub(in crate::cli) const STDIN: &str = "-";

/// The numbers that were given, those of standard input in place of a `-`: the first word of each line, so that the lines of `list` will do.
pub(in crate::cli) fn numbers(given: &[String]) -> Result<Vec<String>, Trouble> {
    let mut numbers = Vec::new();
    for number in given {
        if number == STDIN {
            let text = stdin()?;
            numbers.extend(text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned));
        } else {
            numbers.push(number.clone());
        }
    }
    Ok(numbers)
}

/// All of standard input.
pub(in crate::cli) fn stdin() -> Result<String, Trouble> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| Trouble::new(Code::Io, format!("standard input could not be read: {error}")))?;
    Ok(text)
}

/// The incidents of these numbers, each once, in their order.
pub(in crate::cli) async fn by_number(ledger: &mut Ledger, numbers: &[String]) -> Result<Vec<Incident>, Trouble> {
    let mut known: Vec<Incident> = Vec::new();
    for some in numbers.chunks(AT_ONCE) {
        let numbered = some.iter().flat_map(|number| asked(number)).collect();
        known.extend(ledger.search(Condition::Any(numbered)).await?);
    }
    known.sort_by_key(|row| row.id);
    known.dedup_by_key(|row| row.id);
    each(numbers, "incident", || known.iter())
}

/// Turns down a filter that says nothing: it would mean everything.
pub(in crate::cli) fn check_filter(filter: &str) -> Result<(), Trouble> {
    if filter.trim().is_empty() {
        return Err(Trouble::new(Code::Usage, "the filter is empty; nothing was done"));
    }
    Ok(())
}

/// What a filter found, by number; it is an error if that is nothing.
pub(in crate::cli) fn found<R: Titled>(mut rows: Vec<R>) -> Result<Vec<R>, Trouble> {
    if rows.is_empty() {
        return Err(Trouble::new(Code::Missing, "there is nothing the filter asks for; nothing was done"));
    }
    rows.sort_by_cached_key(Editable::name);
    Ok(rows)
}

/// Every way a number that somebody shortened may be written in the database, and what has none.
fn asked(typed: &str) -> Vec<Condition> {
    let typed = tidy(typed).to_lowercase();
    let mut ways: Vec<Condition> = match split(&typed) {
        (_, Some(count)) => (count.len()..=LONGEST_COUNT)
            .map(|width| Condition::Ends(Fact::Number, format!("-{count:0>width$}")))
            .collect(),
        (_, None) => vec![Condition::Ends(Fact::Number, typed.clone())],
    };
    if typed.len() == 8 && typed.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        ways.push(Condition::Missing(Fact::Number));
    }
    ways
}

fn tidy(typed: &str) -> String {
    typed.trim().trim_start_matches('#').to_uppercase()
}

/// What stands before the count at the end, and the count without zeros in front; nothing where no digit is at the end.
fn split(number: &str) -> (&str, Option<&str>) {
    let head = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &number[head.len()..];
    (head, (!digits.is_empty()).then(|| digits.trim_start_matches('0')))
}

/// The problem of a number, or none.
pub(in crate::cli) fn problem(ledger: &Ledger, number: &str) -> Result<Option<ProblemId>, Trouble> {
    if number.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    problem_named(ledger, number).map(|problem| Some(problem.id))
}

/// The problem of a number.
pub(in crate::cli) fn problem_named<'a>(ledger: &'a Ledger, number: &str) -> Result<&'a Problem, Trouble> {
    one(number, "problem", ledger.rows.problems.values(), Problem::name)
}

/// The problems of these numbers, each once, in their order.
pub(in crate::cli) fn problems_by_number(ledger: &Ledger, numbers: &[String]) -> Result<Vec<Problem>, Trouble> {
    each(numbers, "problem", || ledger.rows.problems.values())
}

/// The change of a number. The changes are known by now.
pub(in crate::cli) fn change_named<'a>(ledger: &'a Ledger, number: &str) -> Result<&'a Change, Trouble> {
    one(number, "change", ledger.rows.changes.values(), Change::name)
}

/// The changes of these numbers, each once, in their order. The changes are known by now.
pub(in crate::cli) fn changes_by_number(ledger: &Ledger, numbers: &[String]) -> Result<Vec<Change>, Trouble> {
    each(numbers, "change", || ledger.rows.changes.values())
}

/// The problem or the incident of a number, which has to say of which kind it is.
pub(in crate::cli) async fn problem_or_incident(ledger: &mut Ledger, number: &str) -> Result<Record, Trouble> {
    let typed = tidy(number);
    if says(&typed, "PRBM") {
        return Ok(Record::Problem(problem_named(ledger, number)?.id));
    }
    if says(&typed, "INC") {
        let found = by_number(ledger, &[number.to_owned()]).await?;
        return found.first().map(|row| Record::Incident(row.id)).ok_or_else(|| super::ledger::odd().into());
    }
    let sentence =
        format!("{} says neither PRBM- nor INC-, as in PRBM-7 or INC-42; nothing was done", Safe::line(number));
    Err(Trouble::new(Code::Usage, sentence))
}

/// The rows of these numbers, each once, in their order.
fn each<'a, R: Titled + Clone + 'a, I: Iterator<Item = &'a R>>(
    numbers: &[String],
    what: &str,
    rows: impl Fn() -> I,
) -> Result<Vec<R>, Trouble> {
    let mut found: Vec<R> = Vec::new();
    for number in numbers {
        let row = one(number, what, rows(), Editable::name)?;
        if !found.iter().any(|known| known.record() == row.record()) {
            found.push(row.clone());
        }
    }
    if found.is_empty() {
        return Err(Trouble::new(Code::Usage, "no number was given"));
    }
    Ok(found)
}

/// The incidents and changes of these numbers: a change's says so (`CHG-4`) or is the whole of it, any other is an incident's. The changes
/// are known by now.
pub(in crate::cli) async fn linkable_by_number(
    ledger: &mut Ledger,
    numbers: &[String],
) -> Result<(Vec<Incident>, Vec<Change>), Trouble> {
    let is_whole = |number: &str| ledger.rows.changes.values().any(|change| change.name().to_uppercase() == number);
    let is_change = |number: &String| {
        let number = tidy(number);
        says(&number, "CHG") || is_whole(&number)
    };
    let (of_changes, of_incidents): (Vec<String>, Vec<String>) = numbers.iter().cloned().partition(is_change);
    let changes = if of_changes.is_empty() { vec![] } else { changes_by_number(ledger, &of_changes)? };
    if of_incidents.is_empty() && !changes.is_empty() {
        return Ok((vec![], changes));
    }
    Ok((by_number(ledger, &of_incidents).await?, changes))
}

/// Whether a number says of which kind it is: just before the count, for an organization may have any prefix.
fn says(number: &str, kind: &str) -> bool {
    split(number).0.strip_suffix('-').is_some_and(|head| head.rsplit('-').next() == Some(kind))
}

/// The one row a number means: the whole of it, its end after a dash, or the count at its end.
fn one<'a, T>(
    typed: &str,
    what: &str,
    rows: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> String,
) -> Result<&'a T, Trouble> {
    let wanted = tidy(typed);
    let meant: Vec<&T> = rows.filter(|row| is_meant(&name(row).to_uppercase(), &wanted)).collect();
    let exact = meant.iter().find(|row| name(row).to_uppercase() == wanted);
    match (exact, meant.as_slice()) {
        (Some(row), _) | (None, [row]) => Ok(row),
        (None, []) => Err(Trouble::new(
            Code::Missing,
            format!("no {what} has the number {}, or it is hidden from you; nothing was done", Safe::line(typed)),
        )),
        (None, many) => {
            let mut names: Vec<String> = many.iter().take(5).map(|row| name(row)).collect();
            names.sort();
            let sentence = format!("{} could be {}; nothing was done", Safe::line(typed), names.join(" or "));
            Err(Trouble::new(Code::Usage, sentence))
        }
    }
}

/// `42`, `0042`, `INC-42` and `ACM-INC-0042` all mean `ACM-INC-0042`.
fn is_meant(number: &str, wanted: &str) -> bool {
    let ((head, count), (wanted_head, wanted_count)) = (split(number), split(wanted));
    number == wanted
        || (wanted_count.is_some()
            && count == wanted_count
            && (head == wanted_head || head.ends_with(&format!("-{wanted_head}")) || wanted_head.is_empty()))
}

/// The service of an id, of a name, or of a part of a name that no other has.
pub(in crate::cli) fn service(ledger: &Ledger, typed: &str) -> Result<ServiceId, Trouble> {
    let wanted = typed.trim().to_lowercase();
    let services = || ledger.rows.services.values();
    if let Some(exact) = services().find(|service| service.id.0.as_str() == typed.trim()) {
        return Ok(exact.id.clone());
    }
    let whole: Vec<_> = services().filter(|service| service.label.to_lowercase() == wanted).collect();
    let part: Vec<_> =
        services().filter(|service| !wanted.is_empty() && service.label.to_lowercase().contains(&wanted)).collect();
    match (whole.as_slice(), part.as_slice()) {
        ([service], _) | ([], [service]) => Ok(service.id.clone()),
        ([], []) => {
            let sentence = format!("no service is called {}; nothing was done", Safe::line(typed));
            Err(Trouble::new(Code::Missing, sentence))
        }
        (many, others) => {
            let many = if many.is_empty() { others } else { many };
            let names: Vec<String> =
                many.iter().take(5).map(|service| format!("{} ({})", service.label, service.id.0)).collect();
            let sentence = format!("{} could be {}; nothing was done", Safe::line(typed), names.join(" or "));
            Err(Trouble::new(Code::Usage, sentence))
        }
    }
}

/// Whom somebody means by a name: `me`, `none`, a whole name or address, or part of one that nobody else has.
pub(in crate::cli) fn person(ledger: &Ledger, typed: &str) -> Result<Option<ProfileId>, Trouble> {
    let wanted = typed.trim().trim_start_matches('@').to_lowercase();
    match wanted.as_str() {
        "none" => return Ok(None),
        "me" => return Ok(Some(ledger.me.profile.id)),
        _ => {}
    }
    let people = || ledger.rows.people.values();
    let whole =
        people().filter(|person| person.label().to_lowercase() == wanted || person.email.to_lowercase() == wanted);
    let part = people().filter(|person| {
        !wanted.is_empty()
            && (person.label().to_lowercase().contains(&wanted) || person.email.to_lowercase().starts_with(&wanted))
    });
    let (whole, part): (Vec<_>, Vec<_>) = (whole.collect(), part.collect());
    match (whole.as_slice(), part.as_slice()) {
        ([person], _) | ([], [person]) => Ok(Some(person.id)),
        ([], []) => {
            let sentence = format!("nobody is called {}; nothing was done", Safe::line(typed));
            Err(Trouble::new(Code::Missing, sentence))
        }
        (many, others) => {
            let many = if many.is_empty() { others } else { many };
            let names: Vec<String> =
                many.iter().take(5).map(|person| format!("{} <{}>", person.label(), person.email)).collect();
            let sentence = format!("{} could be {}; nothing was done", Safe::line(typed), names.join(" or "));
            Err(Trouble::new(Code::Usage, sentence))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_shortened_from_the_front_and_lose_its_zeros() {
        for wanted in ["ACM-INC-0042", "INC-0042", "INC-42", "42", "0042", "ACM-INC-42"] {
            assert!(is_meant("ACM-INC-0042", wanted), "{wanted}");
        }
        for wanted in ["4", "2", "INC-0043", "NC-42", "PRBM-42", "INC-", "", "1042"] {
            assert!(!is_meant("ACM-INC-0042", wanted), "{wanted}");
        }
    }

    #[test]
    fn a_change_says_so_before_its_count_and_an_organization_may_be_called_chg() {
        for number in ["CHG-4", "ACM-CHG-0004", "CHG-CHG-0004"] {
            assert!(says(number, "CHG"), "{number}");
        }
        for number in ["CHG-INC-0004", "ACM-INC-0004", "INC-4", "4", "CHG", "ACHG-4", ""] {
            assert!(!says(number, "CHG"), "{number}");
        }
    }
}
