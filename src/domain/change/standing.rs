//! Whether a change is approved, read from its approval rows, and how that stands to what the row of the change says.
//!
//! The two are different facts: a manager may answer a request but not move the change, its requester may move it without any answer, and any
//! member may insert an approval that nobody gave. So an answer counts only where everything speaks for it; what counts not is named with the
//! reason and shown, never applied. Roles are what the directory says, and everybody can write their own: this catches mistakes and the lazy,
//! and what it cannot catch is a hole in the database that no client can close.

use super::Change;
use super::beside::Approval;
use crate::domain::value::{ApprovalStatus, ChangeStatus, ProfileId, Role};
use jiff::Timestamp;

/// What the approval rows of a change come to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing<'a> {
    /// The latest request of a stakeholder.
    pub asked: Option<&'a Approval>,
    /// The answer to it that counts.
    pub decided: Option<&'a Approval>,
    /// Answers that do not count, the latest first, each with the reason.
    pub doubted: Vec<(&'a Approval, Doubt)>,
}

/// Whether a change is approved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer<'a> {
    /// Nobody who may ask has asked.
    Unasked,
    /// Somebody asked, nobody answered.
    Waiting(&'a Approval),
    /// Yes.
    Approved(&'a Approval),
    /// No.
    Rejected(&'a Approval),
}

/// Why an answer does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// It answers a request before the latest: what it approved of may have been another plan.
    Stale,
    /// It names nobody who answered.
    Nameless,
    /// Who answered may not: no manager, admin or owner.
    NoRole(ProfileId),
    /// It does not say when it was answered.
    Undated,
    /// It was inserted as an answer: nobody ever answered it.
    NeverAsked,
    /// Whoever asked is neither requester nor assignee.
    Outsider(ProfileId),
}

/// How a change says other than its approvals do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mismatch {
    /// It was decided, and the change still waits: its requester or assignee has to finish it.
    Undone(ApprovalStatus),
    /// It waits for an answer that nobody asked for.
    Unasked,
    /// It goes on without any answer that counts.
    Unapproved,
    /// It goes on though the answer was no.
    Overruled,
}

impl<'a> Standing<'a> {
    /// Reads the approvals of a change, in any order. Who has which role is the directory's word.
    #[must_use]
    pub fn of(
        change: &Change,
        approvals: impl IntoIterator<Item = &'a Approval>,
        role: impl Fn(ProfileId) -> Option<Role>,
    ) -> Self {
        let mut rows: Vec<&Approval> = approvals.into_iter().filter(|row| row.change == change.id).collect();
        rows.sort_by_key(|row| (row.requested_at, row.id));
        let asked = rows.iter().rev().copied().find(|row| change.has_stakeholder(row.requested_by));
        let latest = asked.map_or(Timestamp::MIN, |row| row.requested_at);
        let mut standing = Self { asked, ..Self::default() };
        rows.sort_by_key(|row| (row.updated_at, row.id));
        for row in rows.into_iter().rev().filter(|row| row.status != ApprovalStatus::Pending) {
            match doubt(change, row, latest, &role) {
                Some(doubt) => standing.doubted.push((row, doubt)),
                None if standing.decided.is_none() => standing.decided = Some(row),
                None => {}
            }
        }
        standing
    }

    /// What they come to.
    #[must_use]
    pub fn answer(&self) -> Answer<'a> {
        match (self.decided, self.asked) {
            (Some(row), _) if row.status == ApprovalStatus::Approved => Answer::Approved(row),
            (Some(row), _) => Answer::Rejected(row),
            (None, Some(row)) if row.status == ApprovalStatus::Pending => Answer::Waiting(row),
            // It was answered, by nobody whose answer counts.
            (None, Some(_) | None) => Answer::Unasked,
        }
    }

    /// How the change says other than they do.
    #[must_use]
    pub fn mismatch(&self, change: &Change) -> Option<Mismatch> {
        use ChangeStatus::{Approved, InProgress, Pending};
        match (change.status, self.answer()) {
            (Pending, Answer::Approved(row) | Answer::Rejected(row)) => Some(Mismatch::Undone(row.status)),
            (Pending, Answer::Unasked) => Some(Mismatch::Unasked),
            (Approved | InProgress, Answer::Unasked | Answer::Waiting(_)) => Some(Mismatch::Unapproved),
            (Approved | InProgress, Answer::Rejected(_)) => Some(Mismatch::Overruled),
            _ => None,
        }
    }
}

fn doubt(
    change: &Change,
    row: &Approval,
    latest: Timestamp,
    role: impl Fn(ProfileId) -> Option<Role>,
) -> Option<Doubt> {
    let Some(who) = row.approved_by else { return Some(Doubt::Nameless) };
    if !role(who).is_some_and(Role::may_approve) {
        return Some(Doubt::NoRole(who));
    }
    if row.responded_at.is_none() {
        return Some(Doubt::Undated);
    }
    // The database says when a row was last changed, and an answer is a change.
    if row.updated_at <= row.created_at {
        return Some(Doubt::NeverAsked);
    }
    if !change.has_stakeholder(row.requested_by) {
        return Some(Doubt::Outsider(row.requested_by));
    }
    (row.updated_at < latest).then_some(Doubt::Stale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;
    use crate::domain::value::ApprovalId;
    use uuid::Uuid;

    const DANA: ProfileId = ProfileId(Uuid::from_u128(1));
    const BO: ProfileId = ProfileId(Uuid::from_u128(2));
    const VIC: ProfileId = ProfileId(Uuid::from_u128(3));

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn role(who: ProfileId) -> Option<Role> {
        [(DANA, Role::Member), (BO, Role::Manager), (VIC, Role::Viewer)]
            .into_iter()
            .find_map(|(known, role)| (known == who).then_some(role))
    }

    fn change(status: ChangeStatus) -> Change {
        Change { status, requested_by: DANA, ..samples::change(1) }
    }

    /// Dana asks at a minute.
    fn asked(n: u128, minute: i64) -> Approval {
        Approval {
            id: ApprovalId(Uuid::from_u128(n)),
            change: change(ChangeStatus::Pending).id,
            requested_by: DANA,
            approved_by: None,
            status: ApprovalStatus::Pending,
            comments: None,
            requested_at: at(minute),
            responded_at: None,
            created_at: at(minute),
            updated_at: at(minute),
        }
    }

    /// Bo answers it at a minute.
    fn answered(row: Approval, status: ApprovalStatus, minute: i64) -> Approval {
        Approval { status, approved_by: Some(BO), responded_at: Some(at(minute)), updated_at: at(minute), ..row }
    }

    fn approved(n: u128, asked_at: i64, minute: i64) -> Approval {
        answered(asked(n, asked_at), ApprovalStatus::Approved, minute)
    }

    #[test]
    fn an_answer_counts_where_everything_speaks_for_it() {
        let change = change(ChangeStatus::Pending);
        let rows = [approved(1, 0, 5)];
        assert!(matches!(Standing::of(&change, &rows, role).answer(), Answer::Approved(row) if row.id == rows[0].id));
        let rows = [asked(1, 0)];
        assert!(matches!(Standing::of(&change, &rows, role).answer(), Answer::Waiting(_)));
        assert_eq!(Standing::of(&change, &[], role).answer(), Answer::Unasked);
        let other = samples::change(2);
        assert_eq!(Standing::of(&other, &rows, role).answer(), Answer::Unasked, "it is of another change");
    }

    #[test]
    fn what_speaks_against_an_answer_is_named() {
        let change = change(ChangeStatus::Pending);
        let table = [
            (Approval { approved_by: None, ..approved(1, 0, 5) }, Doubt::Nameless),
            (Approval { approved_by: Some(VIC), ..approved(1, 0, 5) }, Doubt::NoRole(VIC)),
            (
                Approval { approved_by: Some(ProfileId(Uuid::max())), ..approved(1, 0, 5) },
                Doubt::NoRole(ProfileId(Uuid::max())),
            ),
            (Approval { responded_at: None, ..approved(1, 0, 5) }, Doubt::Undated),
            (Approval { updated_at: at(0), ..approved(1, 0, 5) }, Doubt::NeverAsked),
            (Approval { requested_by: VIC, ..approved(1, 0, 5) }, Doubt::Outsider(VIC)),
        ];
        for (row, expected) in table {
            let rows = [row];
            let standing = Standing::of(&change, &rows, role);
            assert_eq!(standing.doubted, [(&rows[0], expected)]);
            assert_eq!(standing.answer(), Answer::Unasked, "{expected:?}");
            assert_eq!(standing.mismatch(&change), Some(Mismatch::Unasked), "{expected:?}");
        }
    }

    #[test]
    fn an_answer_to_an_earlier_request_is_stale() {
        let change = change(ChangeStatus::Pending);
        let rows = [approved(1, 0, 5), asked(2, 10)];
        let standing = Standing::of(&change, &rows, role);
        assert!(matches!(standing.answer(), Answer::Waiting(row) if row.id == rows[1].id));
        assert_eq!(standing.doubted, [(&rows[0], Doubt::Stale)]);
        // Answered after the latest request, it says something of what was asked then, whichever row it is in.
        let rows = [approved(1, 0, 15), asked(2, 10)];
        assert!(matches!(Standing::of(&change, &rows, role).answer(), Answer::Approved(_)));
        // Nobody makes an answer stale who may not ask.
        let rows = [approved(1, 0, 5), Approval { requested_by: VIC, ..asked(2, 10) }];
        assert!(matches!(Standing::of(&change, &rows, role).answer(), Answer::Approved(_)));
    }

    #[test]
    fn of_two_answers_the_later_counts() {
        let change = change(ChangeStatus::Pending);
        let rows = [answered(asked(1, 0), ApprovalStatus::Rejected, 9), approved(2, 0, 5)];
        assert!(matches!(Standing::of(&change, &rows, role).answer(), Answer::Rejected(_)));
    }

    #[test]
    fn change_and_answer_are_two_facts() {
        use ApprovalStatus::{Approved as Yes, Rejected as No};
        use ChangeStatus::{Approved, Cancelled, Completed, Draft, InProgress, Pending};
        let (none, waiting, yes, no) =
            (vec![], vec![asked(1, 0)], vec![approved(1, 0, 5)], vec![answered(asked(1, 0), No, 5)]);
        let table = [
            (Draft, &none, None),
            (Draft, &waiting, None),
            (Pending, &none, Some(Mismatch::Unasked)),
            (Pending, &waiting, None),
            (Pending, &yes, Some(Mismatch::Undone(Yes))),
            (Pending, &no, Some(Mismatch::Undone(No))),
            (Approved, &none, Some(Mismatch::Unapproved)),
            (Approved, &waiting, Some(Mismatch::Unapproved)),
            (Approved, &yes, None),
            (Approved, &no, Some(Mismatch::Overruled)),
            (InProgress, &none, Some(Mismatch::Unapproved)),
            (InProgress, &yes, None),
            (Completed, &none, None),
            (Cancelled, &no, None),
        ];
        for (status, rows, expected) in table {
            let change = change(status);
            assert_eq!(Standing::of(&change, rows, role).mismatch(&change), expected, "{status} with {rows:?}");
        }
    }
}
