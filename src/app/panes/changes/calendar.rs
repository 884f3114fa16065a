//! Which days the calendar shows. It is the list in another shape: its rows, its cursor and its filter are the list's.

use super::{Changes, ChangesPane};
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::view::Layout;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan, Unit};

/// How many days are shown.
pub const DAYS: i64 = 7;

/// The days that are shown.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Calendar {
    /// How many days the first one is after today.
    ahead: i64,
}

impl ChangesPane {
    /// Whether it is laid out as a calendar.
    #[must_use]
    pub fn is_calendar(&self) -> bool {
        self.layout == Layout::Calendar
    }
}

impl Model {
    /// The first day that the calendar shows.
    #[must_use]
    pub fn first_day(&self) -> Date {
        let today = self.now.to_zoned(self.zone.clone()).date();
        today.checked_add(self.changes.more.calendar.ahead.days()).unwrap_or(today)
    }

    /// When a day begins in the zone of the screen.
    #[must_use]
    pub fn begin_of(&self, day: Date) -> Timestamp {
        self.zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().unwrap_or(Timestamp::MIN)
    }

    /// A calendar for a list, or the list again.
    pub(in crate::app) fn toggle_calendar(&mut self) -> Effects {
        self.toggle_layout_of::<Changes>(Layout::Calendar);
        if self.changes.is_calendar() {
            self.follow_window();
        }
        vec![]
    }

    /// Shows other days.
    pub(in crate::app) fn turn_days(&mut self, by: i64) -> Effects {
        let calendar = &mut self.changes.more.calendar;
        calendar.ahead = (calendar.ahead + by).clamp(-3_650, 3_650);
        self.dirty();
        vec![]
    }

    /// Shows the days from today.
    pub(in crate::app) fn show_today(&mut self) -> Effects {
        self.changes.more.calendar.ahead = 0;
        self.dirty();
        vec![]
    }

    /// Shows the days in which the selected change happens, if it says when.
    pub(in crate::app) fn follow_window(&mut self) -> Effects {
        let Some(from) = self.selected_change().and_then(|row| row.scheduled_for) else { return vec![] };
        let first = self.begin_of(self.first_day());
        let beyond = first.checked_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::MAX);
        if from >= first && from < beyond {
            return vec![];
        }
        let today = self.now.to_zoned(self.zone.clone()).date();
        let day = from.to_zoned(self.zone.clone()).date();
        if let Ok(span) = today.until((Unit::Day, day)) {
            // The day before it stands at the left, so that what leads to it is seen.
            self.changes.more.calendar.ahead = i64::from(span.get_days()) - 1;
            self.dirty();
        }
        vec![]
    }
}
