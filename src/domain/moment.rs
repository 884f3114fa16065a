//! Moments as people type them: `22:00`, `tomorrow 9:30`, `fri 22:00`, `2026-12-01 22:00`, `+2h`, and an end that may be a length, `50m`.
//!
//! What is typed is meant in the zone the screen shows. A time of day alone is the next one: nobody plans for the past. Seconds are not typed.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// What cannot be read, with what can.
pub const HELP: &str = "a time as in 22:00, tomorrow 9:30, fri 22:00, 2026-12-01 22:00 or +2h";

/// A moment as it is typed: `2026-12-01 22:00`.
#[must_use]
pub fn print(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A moment in full: `Tue 1 Dec 22:00 CET`.
#[must_use]
pub fn stated(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b %H:%M %Z").to_string()
}

/// A length in words: `3 h 20 min`.
#[must_use]
pub fn spoken(length: SignedDuration) -> String {
    let minutes = length.as_mins();
    match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, 0, _) => "1 day".into(),
        (1, hours, _) => format!("1 day {hours} h"),
        (days, ..) => format!("{days} days"),
    }
}

/// From when to when, the days by their names where they are near: `today 14:10–15:00 UTC`, `Tue 1 Dec 22:00–Wed 2 Dec 01:00 CET`.
#[must_use]
pub fn span(from: Timestamp, to: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> String {
    let [from, today] = [from, now].map(|at| at.to_zoned(zone.clone()));
    let day = |date: Date| match today.date().until((jiff::Unit::Day, date)).map(|span| span.get_days()) {
        Ok(0) => "today".to_owned(),
        Ok(1) => "tomorrow".to_owned(),
        Ok(-1) => "yesterday".to_owned(),
        _ if date.year() == today.year() => date.strftime("%a %-d %b").to_string(),
        _ => date.strftime("%a %-d %b %Y").to_string(),
    };
    let end = match to.map(|to| to.to_zoned(zone.clone())) {
        Some(to) if to.date() == from.date() => format!("\u{2013}{}", to.strftime("%H:%M")),
        Some(to) => format!("\u{2013}{} {}", day(to.date()), to.strftime("%H:%M")),
        None => String::new(),
    };
    format!("{} {}{end} {}", day(from.date()), from.strftime("%H:%M"), from.strftime("%Z"))
}

/// Reads a moment.
///
/// # Errors
/// A sentence that says what can be typed.
pub fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = text.trim();
    let unread = || format!("\u{201c}{text}\u{201d} is no time: {HELP}.");
    if let Ok(exact) = text.parse::<Timestamp>() {
        return Ok(exact);
    }
    let ahead = text.strip_prefix('+').or_else(|| text.strip_prefix("in "));
    if let Some(length) = ahead {
        let length = length_of(length.trim()).ok_or_else(unread)?;
        return now.checked_add(length).map_err(|_| unread());
    }
    let (day, time) = match text.rsplit_once([' ', 'T']) {
        Some((day, time)) => (day.trim(), time),
        None => ("", text),
    };
    let time = time_of(time).ok_or_else(unread)?;
    let today = now.to_zoned(zone.clone()).date();
    let at = |date: Date| resolve(date.to_datetime(time), zone);
    let next = |date: Date| at(date).filter(|at| *at > now);
    let found = match day.to_lowercase().as_str() {
        "" => next(today).or_else(|| at(today.saturating_add(1.day()))),
        "today" => at(today),
        "tomorrow" => at(today.saturating_add(1.day())),
        day => match weekday(day) {
            Some(weekday) => {
                let ahead = i64::from(today.weekday().until(weekday));
                let date = today.saturating_add(ahead.days());
                next(date).or_else(|| at(date.saturating_add(7.days())))
            }
            None => at(date_of(day).ok_or_else(unread)?),
        },
    };
    found.ok_or_else(unread)
}

/// Reads the end of what begins then: a moment, or a length from there.
///
/// # Errors
/// A sentence that says what can be typed.
pub fn parse_end(text: &str, begins: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = text.trim();
    match (length_of(text), begins) {
        (Some(length), Some(begins)) => {
            begins.checked_add(length).map_err(|_| format!("\u{201c}{text}\u{201d} is too long."))
        }
        (Some(_), None) => Err("A length needs a time at which it begins.".into()),
        // A time of day is the next one after it begins.
        (None, begins) => parse(text, begins.unwrap_or(now), zone).map_err(|sentence| {
            sentence.replace(HELP, "a length as in 50m or 2h30, or a time as in 23:30 or 2026-12-01 23:30")
        }),
    }
}

fn resolve(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(at).compatible().ok()
}

/// `22:00`, `9:30`, `22`h as `22h` is a length and no time.
fn time_of(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let is_plain =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(is_plain(hour, 2) && is_plain(minute, 2) && minute.len() == 2) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn date_of(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn weekday(text: &str) -> Option<Weekday> {
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    days.into_iter().find_map(|(name, day)| (text.len() >= 3 && name.starts_with(text)).then_some(day))
}

/// `50m`, `2h`, `2h30`, `2h30m`, `1d`.
fn length_of(text: &str) -> Option<SignedDuration> {
    let mut rest = text;
    let mut minutes: i64 = 0;
    let mut last = None;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: i64 = rest.get(..digits)?.parse().ok().filter(|number| *number < 100_000)?;
        let unit = rest.get(digits..)?.chars().next();
        let factor = match (unit, last) {
            (Some('d'), None) => 24 * 60,
            (Some('h'), None | Some('d')) => 60,
            (Some('m'), None | Some('d' | 'h')) | (None, Some('h')) => 1,
            _ => return None,
        };
        minutes += number * factor;
        last = unit;
        rest = rest.get(digits + unit.map_or(0, char::len_utf8)..)?;
    }
    (minutes > 0).then(|| SignedDuration::from_mins(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday 19 November 2026, 14:03 in Berlin.
    fn now() -> Timestamp {
        "2026-11-19T13:03:00Z".parse().unwrap()
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn moments_are_read_as_people_mean_them() {
        for (text, expected) in [
            ("22:00", "2026-11-19T21:00:00Z"),
            ("9:30", "2026-11-20T08:30:00Z"),
            ("today 9:30", "2026-11-19T08:30:00Z"),
            ("tomorrow 9:30", "2026-11-20T08:30:00Z"),
            ("fri 22:00", "2026-11-20T21:00:00Z"),
            ("thu 13:00", "2026-11-26T12:00:00Z"),
            ("Thursday 15:00", "2026-11-19T14:00:00Z"),
            ("2026-12-01 22:00", "2026-12-01T21:00:00Z"),
            ("2026-07-01T22:00", "2026-07-01T20:00:00Z"),
            ("2026-07-01T22:00:00Z", "2026-07-01T22:00:00Z"),
            ("+2h", "2026-11-19T15:03:00Z"),
            ("in 1h30", "2026-11-19T14:33:00Z"),
            ("+1d", "2026-11-20T13:03:00Z"),
        ] {
            assert_eq!(parse(text, now(), &berlin()).map(|at| at.to_string()), Ok(expected.to_owned()), "{text}");
        }
        for text in
            ["", "22", "25:00", "9:3", "2026-12-01", "2026-13-01 22:00", "someday 22:00", "+", "+2x", "mo 22:00"]
        {
            let error = parse(text, now(), &berlin()).unwrap_err();
            assert!(error.contains("is no time: a time as in 22:00"), "{text}: {error}");
        }
    }

    #[test]
    fn an_end_may_be_a_length_and_a_time_of_day_is_after_the_beginning() {
        let begins = Some("2026-12-01T21:00:00Z".parse().unwrap());
        for (text, expected) in [
            ("50m", "2026-12-01T21:50:00Z"),
            ("2h", "2026-12-01T23:00:00Z"),
            ("2h30", "2026-12-01T23:30:00Z"),
            ("1d2h", "2026-12-02T23:00:00Z"),
            ("23:30", "2026-12-01T22:30:00Z"),
            ("1:00", "2026-12-02T00:00:00Z"),
        ] {
            let found = parse_end(text, begins, now(), &berlin()).map(|at| at.to_string());
            assert_eq!(found, Ok(expected.to_owned()), "{text}");
        }
        assert!(parse_end("50m", None, now(), &berlin()).is_err());
        assert!(parse_end("soon", begins, now(), &berlin()).unwrap_err().contains("a length as in 50m"));
    }

    #[test]
    fn a_span_names_the_days_that_are_near() {
        for (from, to, expected) in [
            ("2026-11-19T13:10:00Z", Some("2026-11-19T14:00:00Z"), "today 14:10–15:00 CET"),
            ("2026-11-20T08:00:00Z", None, "tomorrow 09:00 CET"),
            ("2026-12-01T21:00:00Z", Some("2026-12-02T00:00:00Z"), "Tue 1 Dec 22:00–Wed 2 Dec 01:00 CET"),
            ("2027-07-01T20:00:00Z", Some("2027-07-01T21:00:00Z"), "Thu 1 Jul 2027 22:00–23:00 CEST"),
        ] {
            let at = |text: &str| text.parse::<Timestamp>().unwrap();
            assert_eq!(span(at(from), to.map(at), now(), &berlin()), expected);
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let at = "2026-12-01T21:00:00Z".parse().unwrap();
        assert_eq!(print(at, &berlin()), "2026-12-01 22:00");
        assert_eq!(parse(&print(at, &berlin()), now(), &berlin()), Ok(at));
    }
}
