//! Asking the people of a record for something: one comment that mentions those who may do it.
//!
//! Owns the words and what counts as having asked already. It must not know how comments are shown nor who sends them. Invariant: nobody is
//! called twice in the same words within ten minutes.

use super::comment::Comment;
use super::rich_text::{self, Written};
use super::safe::Safe;
use super::value::ProfileId;
use jiff::Timestamp;

/// So long what was asked is not asked again.
const AGAIN_AFTER_MINUTES: i64 = 10;

/// The words that ask for a record.
#[must_use]
pub fn hand_over(name: &str) -> String {
    format!("please hand {name} over to me.")
}

/// The words that ask for a record to be linked to a problem.
#[must_use]
pub fn to_link(name: &str, problem: &str) -> String {
    format!("please link {name} to {problem}.")
}

/// The comment: these people by their names, then the words.
#[must_use]
pub fn comment(people: &[(Safe, ProfileId)], words: &str) -> Written {
    rich_text::write_call(people, words)
}

/// How many minutes ago somebody asked in these words, if that was lately. The comments are one timeline, oldest first.
#[must_use]
pub fn asked_before<'a>(
    comments: impl DoubleEndedIterator<Item = &'a Comment>,
    me: ProfileId,
    words: &str,
    now: Timestamp,
) -> Option<i64> {
    let last = comments.rev().find(|comment| comment.author == me && comment.content.contains(words))?;
    let minutes = now.duration_since(last.created_at).as_mins();
    (minutes < AGAIN_AFTER_MINUTES).then_some(minutes.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn two_people_of_one_name_are_both_called() {
        let [one, other] = [1, 2].map(|n| ProfileId(Uuid::from_u128(n)));
        let called = comment(&[(Safe::line("Ana Soto"), one), (Safe::line("Ana Soto"), other)], &hand_over("INC-1"));
        assert_eq!(called.mentions, [one, other]);
        for who in [one, other] {
            assert!(called.html.contains(&format!("data-id=\"{who}\" data-label=\"Ana Soto\"")), "{}", called.html);
        }
        assert!(called.html.ends_with(" please hand INC-1 over to me.</p>"), "{}", called.html);
    }

    #[test]
    fn people_of_two_names_are_called_as_if_it_was_typed() {
        let people: Vec<(Safe, ProfileId)> = (1..)
            .zip(["Mia Weber", "Omar"])
            .map(|(n, name)| (Safe::line(name), ProfileId(Uuid::from_u128(n))))
            .collect();
        let typed = rich_text::write("@Mia Weber @Omar please link INC-1 to PRBM-2.", &people);
        assert_eq!(comment(&people, &to_link("INC-1", "PRBM-2")), typed);
    }
}
