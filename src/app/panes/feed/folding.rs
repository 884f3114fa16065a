//! Rows out of entries: what is narrowed away, what is told twice, and runs of the same that become one row, so that a burst stays readable.
//!
//! Pure: entries in, rows out. Invariant: every entry that is to be shown stands in exactly one row, in its order.

use crate::domain::happening::{Happening, Key, Stage, What};
use crate::domain::rich_text::Marker;
use crate::domain::value::{ProfileId, Record};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// From so many of the same on, they are one row.
const MANY: usize = 4;
/// Within a run, the next entry comes not later than this.
const RUN: SignedDuration = SignedDuration::from_secs(10);
/// The same of what one person says on one record.
const TALK: SignedDuration = SignedDuration::from_mins(2);
/// From so many comments on that follow each other within a moment, whoever says them on whatever, they are one row: nobody types that fast.
const FLOOD: usize = 30;
/// That moment.
const MOMENT: SignedDuration = SignedDuration::from_secs(1);
/// A marker that says the same as a move stands this near to it.
const TOGETHER: SignedDuration = SignedDuration::from_secs(60);

/// A row of the feed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Row {
    /// One entry.
    One(Key),
    /// A run of the same, named after its first entry.
    Many(Key),
    /// The line above what is new.
    New,
}

/// What a row stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folded {
    /// Its entries, in order.
    pub keys: Vec<Key>,
    /// Whether all of them are about one record.
    pub is_one_record: bool,
}

/// What makes entries the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Talk(Record, Option<ProfileId>),
    Flood,
    Made(&'static str),
    Moved(Stage),
    Raised,
    Alone,
}

fn sort(entry: &Happening) -> Sort {
    match &entry.what {
        What::Said { marker: None, .. } => Sort::Talk(entry.on, entry.who),
        What::Said { .. } => Sort::Alone,
        What::Made { .. } => Sort::Made(entry.on.kind()),
        What::Moved { to, .. } => Sort::Moved(*to),
        What::Raised { .. } => Sort::Raised,
    }
}

/// The sort of each entry; comments that come faster than anybody types are a flood.
fn sorts(entries: &[&Happening]) -> Vec<Sort> {
    let mut sorts: Vec<Sort> = entries.iter().map(|entry| sort(entry)).collect();
    let mut from = 0;
    for at in 0..=entries.len() {
        let is_talk = matches!(sorts.get(at), Some(Sort::Talk(..)));
        let goes_on = at > from && is_talk && entries[at].at.duration_since(entries[at - 1].at) <= MOMENT;
        if goes_on {
            continue;
        }
        if at - from >= FLOOD {
            sorts[from..at].fill(Sort::Flood);
        }
        from = if is_talk { at } else { at + 1 };
    }
    sorts
}

/// Moves that a marker beside them tells better, for it names who did it.
pub(super) struct Markers(HashMap<(Record, Marker), Vec<Timestamp>>);

impl Markers {
    pub(super) fn of<'a>(entries: impl Iterator<Item = &'a Happening>) -> Self {
        let mut found: HashMap<(Record, Marker), Vec<Timestamp>> = HashMap::new();
        for entry in entries {
            if let What::Said { marker: Some(marker), .. } = entry.what {
                found.entry((entry.on, marker)).or_default().push(entry.at);
            }
        }
        Self(found)
    }

    pub(super) fn tell(&self, entry: &Happening) -> bool {
        let What::Moved { to, .. } = entry.what else { return false };
        let told = to.marker().and_then(|marker| self.0.get(&(entry.on, marker)));
        told.is_some_and(|times| times.iter().any(|at| at.duration_since(entry.at).abs() <= TOGETHER))
    }
}

/// The rows of these entries, which come in order. `line` stands after the last entry of that time; `is_open` says which runs were opened.
pub(super) fn rows<'a>(
    entries: impl Iterator<Item = &'a Happening>,
    line: Option<Timestamp>,
    is_open: impl Fn(Key) -> bool,
) -> Vec<(Row, Folded)> {
    let mut rows = Vec::new();
    let mut run: Vec<&Happening> = Vec::new();
    let mut is_above = line.is_some();
    let entries: Vec<&Happening> = entries.collect();
    let sorts = sorts(&entries);
    let mut last_sort = Sort::Alone;
    for (entry, now) in entries.into_iter().zip(sorts) {
        let is_new = line.is_some_and(|line| entry.at > line);
        let crosses = is_above && is_new;
        let goes_on = !crosses
            && run.last().is_some_and(|last| {
                let pause = if matches!(now, Sort::Talk(..)) { TALK } else { RUN };
                let same = now == last_sort && now != Sort::Alone;
                same && entry.at.duration_since(last.at) <= pause
            });
        if !goes_on {
            end(&mut rows, &mut run, &is_open);
        }
        if crosses {
            is_above = false;
            if !rows.is_empty() {
                rows.push((Row::New, Folded { keys: vec![], is_one_record: false }));
            }
        }
        run.push(entry);
        last_sort = now;
    }
    end(&mut rows, &mut run, &is_open);
    rows
}

fn end(rows: &mut Vec<(Row, Folded)>, run: &mut Vec<&Happening>, is_open: &impl Fn(Key) -> bool) {
    let keys: Vec<Key> = run.iter().map(|entry| entry.key()).collect();
    let is_one_record = run.windows(2).all(|pair| pair[0].on == pair[1].on);
    run.clear();
    match keys.first() {
        Some(first) if keys.len() >= MANY && !is_open(*first) => {
            rows.push((Row::Many(*first), Folded { keys, is_one_record }));
        }
        _ => rows.extend(keys.into_iter().map(|key| (Row::One(key), Folded { keys: vec![key], is_one_record: true }))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::safe::Safe;
    use crate::domain::value::{CommentId, IncidentId, IncidentStatus, Priority};
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn record(n: u128) -> Record {
        Record::Incident(IncidentId(Uuid::from_u128(n)))
    }

    fn moved(second: i64, n: u128, to: IncidentStatus) -> Happening {
        let what = What::Moved { from: None, to: Stage::Incident(to) };
        Happening { at: at(second), on: record(n), who: None, what }
    }

    fn said(second: i64, n: u128, who: u128, marker: Option<Marker>) -> Happening {
        let comment = CommentId(Uuid::from_u128(9_000 + u128::try_from(second).unwrap()));
        let what = What::Said { comment, marker, words: Safe::from("x"), mentions: vec![] };
        Happening { at: at(second), on: record(n), who: Some(ProfileId(Uuid::from_u128(who))), what }
    }

    fn shape(entries: &[Happening], line: Option<i64>) -> Vec<usize> {
        let rows = rows(entries.iter(), line.map(at), |_| false);
        rows.iter().map(|(row, folded)| if *row == Row::New { 0 } else { folded.keys.len() }).collect()
    }

    #[test]
    fn a_burst_of_the_same_is_one_row_and_a_few_are_not() {
        let mut entries: Vec<Happening> =
            (0..40_u8).map(|n| moved(n.into(), u128::from(n), IncidentStatus::Resolved)).collect();
        entries.extend((100..103).map(|n| moved(n, 7, IncidentStatus::Open)));
        entries.push(Happening { what: What::Made { priority: Priority::Low }, ..moved(104, 8, IncidentStatus::Open) });
        assert_eq!(shape(&entries, None), [40, 1, 1, 1, 1]);
    }

    #[test]
    fn what_one_says_on_one_record_folds_and_what_two_say_does_not() {
        let one: Vec<Happening> = (0..5).map(|n| said(n * 60, 1, 1, None)).collect();
        assert_eq!(shape(&one, None), [5]);
        let two: Vec<Happening> = (0..6_u8).map(|n| said(i64::from(n) * 60, 1, u128::from(n % 2), None)).collect();
        assert_eq!(shape(&two, None), [1; 6]);
    }

    #[test]
    fn the_line_stands_between_and_breaks_a_run() {
        let entries: Vec<Happening> = (0..12).map(|n| moved(n, 1, IncidentStatus::Open)).collect();
        assert_eq!(shape(&entries, Some(5)), [6, 0, 6]);
        assert_eq!(shape(&entries, Some(-5)), [12], "no line above everything");
        assert_eq!(shape(&entries, Some(50)), [12], "nor below");
    }

    #[test]
    fn an_opened_run_stands_row_by_row() {
        let entries: Vec<Happening> = (0..5).map(|n| moved(n, 1, IncidentStatus::Open)).collect();
        assert_eq!(rows(entries.iter(), None, |key| key == entries[0].key()).len(), 5);
    }

    #[test]
    fn many_who_say_something_at_once_on_many_records_are_one_row_and_a_lively_talk_is_not() {
        let talk = |many: u32| {
            (0..many)
                .map(|n| said(100 + i64::from(n / 40), u128::from(n % 40) + 1, u128::from(n % 7), None))
                .collect::<Vec<_>>()
        };
        let rows_of = |entries: &[Happening]| rows(entries.iter(), None, |_| false).len();
        assert_eq!((rows_of(&talk(1_000)), rows_of(&talk(30)), rows_of(&talk(29))), (1, 1, 29));
        let mut around = talk(100);
        around.insert(0, said(0, 50, 1, None));
        around.push(said(200, 51, 2, None));
        assert_eq!(rows_of(&around), 3, "what was said before and after stands by itself");
    }

    #[test]
    fn a_move_that_a_marker_tells_is_not_told_again() {
        let entries = [
            moved(0, 1, IncidentStatus::Closed),
            said(2, 1, 1, Some(Marker::Closed)),
            moved(3, 2, IncidentStatus::Closed),
        ];
        let markers = Markers::of(entries.iter());
        assert_eq!(entries.iter().map(|entry| markers.tell(entry)).collect::<Vec<_>>(), [true, false, false]);
    }
}
