//! What a list, a page of a look back and a live change make of each other, in whichever order they arrive.

use super::Rows;
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::safe::Safe;
use crate::domain::samples;
use crate::domain::value::{CommentId, IncidentId, IncidentStatus, ProfileId, Record};
use jiff::Timestamp;
use uuid::Uuid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn incident(n: u128, title: &str, status: IncidentStatus) -> Incident {
    Incident {
        id: IncidentId(Uuid::from_u128(n)),
        title: Safe::line(title),
        status,
        created_at: at(0),
        updated_at: at(0),
        ..samples::incident(0)
    }
}

fn closed(n: u128, title: &str) -> Incident {
    incident(n, title, IncidentStatus::Closed)
}

/// Titles by number.
fn titles(rows: &Rows) -> Vec<(u128, String)> {
    let mut titles: Vec<_> = rows.incidents.values().map(|row| (row.id.0.as_u128(), row.title.to_string())).collect();
    titles.sort_unstable();
    titles
}

fn all(titles: &[(u128, &str)]) -> Vec<(u128, String)> {
    titles.iter().map(|(n, title)| (*n, (*title).to_owned())).collect()
}

#[test]
fn what_was_found_outlives_the_next_list_and_goes_when_it_is_forgotten() {
    let mut rows = Rows::default();
    rows.replace_incidents(vec![closed(1, "late"), incident(2, "open", IncidentStatus::Open)], Some(9), at(1));
    rows.keep_found();
    rows.put_found(vec![closed(1, "late"), closed(3, "old")], at(2));
    assert!(!rows.is_found(IncidentId(Uuid::from_u128(1))), "it came with the list");
    // The list has another latest closed one now, and the open one is gone.
    rows.replace_incidents(vec![closed(4, "later")], Some(9), at(3));
    assert_eq!(titles(&rows), all(&[(1, "late"), (3, "old"), (4, "later")]));
    rows.take_news();
    rows.forget_found();
    assert_eq!(titles(&rows), all(&[(4, "later")]));
    assert_eq!(rows.take_news().incidents.len(), 2, "both are told to be gone");
    rows.replace_incidents(vec![closed(5, "x")], Some(9), at(4));
    assert_eq!(titles(&rows), all(&[(5, "x")]), "without a look back nothing stays");
}

#[test]
fn a_page_does_not_undo_what_was_heard_since_it_was_asked_for() {
    let mut rows = Rows::default();
    rows.keep_found();
    rows.replace_incidents(vec![closed(1, "of five"), closed(2, "of five")], Some(9), at(5));
    rows.put_incident(closed(2, "live"), at(7));
    rows.put_found(vec![closed(1, "of four"), closed(2, "of six"), closed(3, "of four")], at(4));
    assert_eq!(titles(&rows), all(&[(1, "of five"), (2, "live"), (3, "of four")]));
    rows.put_found(vec![closed(1, "of six"), closed(2, "of six"), closed(3, "of six")], at(6));
    assert_eq!(titles(&rows), all(&[(1, "of six"), (2, "live"), (3, "of six")]));
    rows.remove_incident(IncidentId(Uuid::from_u128(3)), at(8));
    rows.put_found(vec![closed(3, "of seven")], at(7));
    assert_eq!(titles(&rows), all(&[(1, "of six"), (2, "live")]), "it went after the page was asked for");
}

#[test]
fn a_comment_deleted_while_its_timeline_is_on_its_way_stays_deleted() {
    let mut rows = Rows::default();
    let on = Record::Incident(IncidentId(Uuid::nil()));
    let comment = Comment {
        id: CommentId(Uuid::from_u128(9)),
        on,
        content: "gone".into(),
        author: ProfileId(Uuid::nil()),
        mentions: vec![],
        created_at: at(1),
        updated_at: at(1),
    };
    rows.remove_comment(comment.id, at(11));
    rows.replace_timeline(on, vec![comment.clone()], at(10));
    assert!(rows.timeline(on).is_empty());
    rows.replace_timeline(on, vec![comment.clone()], at(12));
    assert_eq!(rows.timeline(on), [comment], "a later look is believed");
}
