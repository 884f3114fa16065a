//! Times as people read them: short and relative in lists, absolute and local in the detail. Nothing here asks what time it is.

use super::theme::Theme;
use crate::domain::slo::Standing;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use ratatui::style::{Modifier, Style};

/// A span of time in four cells: `34m`, `7h26`, `11h`, `3d`, `2y`. What is under a minute, or negative, is `0m`.
pub(crate) fn short(span: SignedDuration) -> String {
    let minutes = span.as_mins().max(0);
    let (hours, days) = (minutes / 60, minutes / (24 * 60));
    match (hours, minutes % 60) {
        (0, minutes) => format!("{minutes}m"),
        (1..10, 1..) => format!("{hours}h{:02}", minutes % 60),
        (1..24, _) => format!("{hours}h"),
        _ if days < 1000 => format!("{days}d"),
        _ => format!("{}y", (days / 365).min(999)),
    }
}

/// A span of time in words: `12 min`, `2 h 12 min`, `11 h`, `3 days`.
pub(super) fn long(span: SignedDuration) -> String {
    let minutes = span.as_mins().max(0);
    let (hours, days) = (minutes / 60, minutes / (24 * 60));
    match (hours, minutes % 60) {
        (0, 0) => "under a minute".into(),
        (0, minutes) => format!("{minutes} min"),
        (1..10, 1..) => format!("{hours} h {} min", minutes % 60),
        (1..48, _) => format!("{hours} h"),
        _ => format!("{days} days"),
    }
}

/// How long ago something was.
pub(super) fn since(then: Timestamp, now: Timestamp) -> SignedDuration {
    now.duration_since(then)
}

/// The cell of the SLO column, five cells at most, so that a blank stays before it.
pub(crate) fn slo_cell(standing: Standing, theme: &Theme) -> (String, Style) {
    match standing {
        Standing::Breached { over } => (format!("-{}", short(over)), theme.danger().add_modifier(Modifier::BOLD)),
        Standing::AtRisk { left } => (short(left), theme.warning()),
        Standing::Fine { left } => (short(left), theme.plain()),
        Standing::Met => ("met".into(), theme.muted()),
        Standing::Missed => ("late".into(), theme.muted()),
        Standing::Unknown => (theme.glyphs().none.into(), theme.muted()),
    }
}

/// `14:03`.
pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%H:%M").to_string()
}

/// `UTC`, `CET`, `+05:30`: what the zone calls itself at that time.
pub(super) fn zone_name(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%Z").to_string()
}

/// `Sun 22 Nov 2026 14:03 UTC`.
pub(crate) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%a %-d %b %Y %H:%M %Z").to_string()
}

/// The day in the words of somebody for whom it is `now`: `today`, `yesterday`, `Fri 20 Nov`, `Fri 20 Nov 2025`.
pub(super) fn day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, now) = (local(at, zone), local(now, zone));
    if then.date() == now.date() {
        "today".into()
    } else if now.date().yesterday().is_ok_and(|yesterday| yesterday == then.date()) {
        "yesterday".into()
    } else if then.year() == now.year() {
        then.strftime("%a %-d %b").to_string()
    } else {
        then.strftime("%a %-d %b %Y").to_string()
    }
}

/// The time for a list in six cells: `14:03` today, `20 Nov` this year, `2025` before.
pub(super) fn absolute(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, now) = (local(at, zone), local(now, zone));
    if then.date() == now.date() {
        then.strftime("%H:%M").to_string()
    } else if then.year() == now.year() {
        then.strftime("%-d %b").to_string()
    } else {
        then.year().to_string()
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> Zoned {
    at.to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_fit_their_cells_however_long() {
        let table = [
            (0, "0m", "under a minute"),
            (34, "34m", "34 min"),
            (60, "1h", "1 h"),
            (132, "2h12", "2 h 12 min"),
            (446, "7h26", "7 h 26 min"),
            (11 * 60 + 5, "11h", "11 h"),
            (26 * 60, "1d", "26 h"),
            (3 * 24 * 60, "3d", "3 days"),
            (2000 * 24 * 60, "5y", "2000 days"),
        ];
        for (minutes, cell, words) in table {
            let span = SignedDuration::from_mins(minutes);
            assert_eq!((short(span).as_str(), long(span).as_str()), (cell, words));
        }
        for span in [SignedDuration::MIN, SignedDuration::MAX] {
            assert!(short(span).len() <= 4);
        }
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let now: Timestamp = "2026-11-22T00:30:00Z".parse().unwrap();
        let at = |text: &str| day(text.parse().unwrap(), now, &zone);
        assert_eq!(at("2026-11-21T23:00:00Z"), "today");
        assert_eq!(at("2026-11-21T20:00:00Z"), "yesterday");
        assert_eq!(at("2026-11-19T20:00:00Z"), "Thu 19 Nov");
        assert_eq!(at("2025-12-31T12:00:00Z"), "Wed 31 Dec 2025");
    }

    #[test]
    fn the_ends_of_time_are_no_reason_to_panic() {
        for at in [Timestamp::MIN, Timestamp::MAX] {
            for zone in [TimeZone::UTC, TimeZone::fixed(jiff::tz::Offset::MAX), TimeZone::fixed(jiff::tz::Offset::MIN)]
            {
                let _ = (
                    clock(at, &zone),
                    moment(at, &zone),
                    day(at, Timestamp::UNIX_EPOCH, &zone),
                    absolute(at, at, &zone),
                );
            }
        }
    }
}
