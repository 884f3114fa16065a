//! Owns questions about a moment: how long ago, on which day, in which month, between which two.
//!
//! Days are those of the zone it is given, and "today" is judged anew each time; it reads no clock. Invariant: every question is one
//! stretch of time with a beginning and an end, either of which may be open.

use super::FilterError;
use super::fold;
use super::key::Key;
use super::parse::{self, Value};
use super::print::duration;
use super::term::Compare;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::fmt;
use std::ops::{Bound, RangeBounds};

/// What is asked of a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum When {
    /// So long ago.
    Ago(Compare, SignedDuration),
    /// In, before or after a stretch of the calendar.
    On(Compare, Stretch),
    /// From the beginning of one to the end of another; not both open.
    Between(Option<Stretch>, Option<Stretch>),
    /// It has not come.
    Never,
}

/// A stretch of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stretch {
    Today,
    Yesterday,
    Day(Date),
    /// By its first day.
    Month(Date),
    /// By its first day.
    Year(Date),
}

/// The moments that answer a question.
pub(super) type Span = (Bound<Timestamp>, Bound<Timestamp>);

impl When {
    /// Whether a moment is one that was asked for.
    pub(super) fn holds(&self, moment: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> bool {
        match (self.span(now, zone), moment) {
            (Some(span), Some(moment)) => span.contains(&moment),
            (None, None) => true,
            _ => false,
        }
    }

    /// The moments that are asked for; nothing where it is asked for none. The later `now` is, the later both ends are.
    pub(super) fn span(&self, now: Timestamp, zone: &TimeZone) -> Option<Span> {
        use Bound::{Excluded, Included, Unbounded};
        let of = |stretch: Stretch| stretch.span(now, zone);
        Some(match *self {
            Self::Never => return None,
            Self::Ago(compare, ago) => {
                // Before all time or after it, everything is on one side.
                let far = if ago.is_negative() { Timestamp::MAX } else { Timestamp::MIN };
                let then = now.checked_sub(ago).unwrap_or(far);
                match compare {
                    Compare::Is => (Included(then), Included(then)),
                    Compare::Less => (Excluded(then), Unbounded),
                    Compare::AtMost => (Included(then), Unbounded),
                    Compare::More => (Unbounded, Excluded(then)),
                    Compare::AtLeast => (Unbounded, Included(then)),
                }
            }
            Self::On(compare, stretch) => {
                let (begins, ends) = of(stretch);
                match compare {
                    Compare::Is => (Included(begins), Excluded(ends)),
                    Compare::Less => (Unbounded, Excluded(begins)),
                    Compare::AtMost => (Unbounded, Excluded(ends)),
                    Compare::More => (Included(ends), Unbounded),
                    Compare::AtLeast => (Included(begins), Unbounded),
                }
            }
            Self::Between(from, to) => {
                (from.map_or(Unbounded, |from| Included(of(from).0)), to.map_or(Unbounded, |to| Excluded(of(to).1)))
            }
        })
    }
}

impl Stretch {
    /// Where it begins, and where the next one does.
    fn span(self, now: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let today = || now.to_zoned(zone.clone()).date();
        let (first, next) = match self {
            Self::Today => (today(), today().saturating_add(1.day())),
            Self::Yesterday => (today().saturating_sub(1.day()), today()),
            Self::Day(day) => (day, day.saturating_add(1.day())),
            Self::Month(first) => (first, first.saturating_add(1.month())),
            Self::Year(first) => (first, first.saturating_add(1.year())),
        };
        let begin = |day: Date| zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible();
        (begin(first).unwrap_or(Timestamp::MIN), begin(next).unwrap_or(Timestamp::MAX))
    }
}

/// Reads one value; nothing while it is still being typed.
pub(super) fn read(key: Key, value: &Value<'_>) -> Result<Vec<When>, FilterError> {
    let text = fold(value.text.trim());
    if matches!(key, Key::Resolved | Key::Starts) && value.word().is_some() && text == "none" {
        return Ok(vec![When::Never]);
    }
    if let Some((from, to)) = text.split_once("..") {
        let end =
            |text: &str| if text.is_empty() { Ok(Some(None)) } else { stretch(key, value, text).map(|s| s.map(Some)) };
        return Ok(match (end(from)?, end(to)?) {
            (Some(None), Some(None)) | (None, _) | (_, None) => vec![],
            (Some(from), Some(to)) => vec![When::Between(from, to)],
        });
    }
    let (compare, rest) = parse::compare(&text);
    if compare.is_some() && !is_calendar(rest) {
        return Ok(parse::time(key.word(), value)
            .map_err(|_| value.error(&sentence(key, &value.text)))?
            .into_iter()
            .map(|(compare, ago)| When::Ago(compare, ago))
            .collect());
    }
    let found = stretch(key, value, rest)?;
    Ok(found.map(|stretch| When::On(compare.unwrap_or(Compare::Is), stretch)).into_iter().collect())
}

/// Whether something is a day, a month or a year, or may become one, and not so many minutes or days.
fn is_calendar(text: &str) -> bool {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_year || (text.find('-').is_some_and(|at| at > 0)) || text.starts_with(['t', 'y'])
}

fn stretch(key: Key, value: &Value<'_>, text: &str) -> Result<Option<Stretch>, FilterError> {
    begun(text).map_err(|NotADate| value.error(&sentence(key, &value.text)))
}

fn sentence(key: Key, typed: &str) -> String {
    let key = key.word();
    format!(
        "\"{typed}\" is not a time for {key}: a day, month or year as in {key}:2026-10-01, a range as in \
         {key}:2026-10-01..2026-10-31, today, or how long ago as in {key}:<7d"
    )
}

/// It is no date and will never be one.
struct NotADate;

/// A stretch, or nothing while it may still become one.
fn begun(text: &str) -> Result<Option<Stretch>, NotADate> {
    for (word, stretch) in [("today", Stretch::Today), ("yesterday", Stretch::Yesterday)] {
        if !text.is_empty() && word.starts_with(text) {
            return Ok(Some(stretch));
        }
    }
    let mut parts = [0_i16; 3];
    let mut count = 0;
    let mut rest = Some(text);
    while let Some(part) = rest {
        let (part, next) = part.split_once('-').map_or((part, None), |(part, next)| (part, Some(next)));
        let (Some(place), true) = (parts.get_mut(count), part.bytes().all(|byte| byte.is_ascii_digit())) else {
            return Err(NotADate);
        };
        let digits = if count == 0 { 4 } else { 2 };
        if part.len() != digits {
            return if part.len() < digits && next.is_none() { Ok(None) } else { Err(NotADate) };
        }
        *place = part.parse().map_err(|_| NotADate)?;
        count += 1;
        rest = next;
    }
    let [year, month, day] = parts;
    let narrow = |number: i16| i8::try_from(number).map_err(|_| NotADate);
    let first = |month, day| Date::new(year, month, day).map_err(|_| NotADate);
    match count {
        _ if !(1900..=2999).contains(&year) => Err(NotADate),
        1 => Ok(Some(Stretch::Year(first(1, 1)?))),
        2 => Ok(Some(Stretch::Month(first(narrow(month)?, 1)?))),
        _ => Ok(Some(Stretch::Day(first(narrow(month)?, narrow(day)?)?))),
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ago(compare, ago) => write!(f, "{}{}", compare.sign(), duration(*ago)),
            Self::On(Compare::Is, stretch) => stretch.fmt(f),
            Self::On(compare, stretch) => write!(f, "{}{stretch}", compare.sign()),
            Self::Between(from, to) => {
                from.map_or(Ok(()), |from| from.fmt(f))?;
                f.write_str("..")?;
                to.map_or(Ok(()), |to| to.fmt(f))
            }
            Self::Never => f.write_str("none"),
        }
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => f.write_str("today"),
            Self::Yesterday => f.write_str("yesterday"),
            Self::Day(day) => day.fmt(f),
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Self::Year(first) => write!(f, "{:04}", first.year()),
        }
    }
}
