//! The page of the life of a change, from the table of its steps. Whether PostgreSQL sees it so is tested in `contract::changes`.

use antops::app::command::{commands, of_step};
use antops::app::keymap::Keymap;
use antops::domain::change::step::{By, Kind};
use antops::domain::value::ChangeStatus;
use std::fmt::Write;

/// What somebody is called who stands so to a change, and whether a step is theirs.
type Actor = (&'static str, fn(By) -> bool);

/// Who stands how to a change.
const ACTORS: [Actor; 4] = [
    ("requester", |by| matches!(by, By::Stakeholder)),
    ("assignee", |by| matches!(by, By::Stakeholder | By::Assignee)),
    ("manager, admin, owner", |by| matches!(by, By::Approver)),
    ("everybody else", |_| false),
];

const OPENING: &str = "# The life of a change\n\nWhich steps there are, from where, and whom row level security lets take them. What somebody is adds up: \
     a manager who requested a change has both columns.\n\n\
     PostgreSQL itself guards none of the statuses: requester and assignee could write any over any other. antops takes a step \
     only from where this table has it, and writes it only where the change still stands there; a step that a colleague was quicker with is \
     a conflict, shown with what the change is by now, and nothing is written.\n";

const CLOSING: &str = "\n## A decision is two facts\n\nAn approval is a row of its own, which managers, admins and owners may answer; the change is another, \
     which only its requester or assignee may move. So:\n\n\
     - **A manager without a stake decides, and the change stays pending** until an antops of its requester or assignee sees the answer. It then applies it, \
     once, and says so; it looks as soon as the answer arrives and whenever it starts.\n\
     - **An answer counts** if whoever gave it may decide by their role, if it came after the latest request, and if the request was made by requester or \
     assignee. One that a viewer wrote, or that was there before anybody asked, is shown as such and never applied.\n\
     - **Where the two disagree** (approved by status without an answer, rejected but pending, a draft somebody approved) the change carries a mark, and its detail \
     says which of the two is missing and who resolves it.\n\
     - **A change that was edited after it was asked for** says so on the page of the decision. The comment that asks carries a fingerprint of what was asked for, so every \
     antops sees it, not only the one that was open.\n\
     - **Withdrawing leaves the request in the table**: nobody but those who decide may change it. It no longer counts, because the change is a draft.\n\n\
     Right before an answer is written the change is read again. If anything that is decided on differs from what was on the screen, nothing is written.\n\n\
     ## At its time\n\nAn approved change carries two automations: it starts, and somebody is asked how it went. The web app's scheduler runs them. \
     `run_due_changes = true` in the config lets your antops start your own changes at their time in its place: it claims the automation first, so that two of them \
     never both start it.\n";

/// The whole page.
pub(super) fn page() -> String {
    let mut page = String::from(OPENING);
    page.push_str("\n## What can be done when\n\n| status |");
    for (actor, _) in ACTORS {
        write!(page, " {actor} |").unwrap();
    }
    writeln!(page, "\n|---|{}", "---|".repeat(ACTORS.len())).unwrap();
    for status in ChangeStatus::ALL {
        write!(page, "| {} |", status.words()).unwrap();
        for (_, is_theirs) in ACTORS {
            let steps = Kind::ALL.iter().filter(|kind| kind.from().contains(status) && is_theirs(kind.by()));
            let words: Vec<_> = steps.map(|kind| kind.word()).collect();
            write!(page, " {} |", if words.is_empty() { "–".to_owned() } else { words.join(", ") }).unwrap();
        }
        page.push('\n');
    }
    page.push_str("\n## The steps\n\n| step | key | from | to | who | what it does |\n|---|---|---|---|---|---|\n");
    let keymap = Keymap::default();
    for kind in Kind::ALL {
        let command = commands().find(|row| row.id == of_step(*kind)).unwrap();
        let from: Vec<_> = kind.from().iter().map(|status| status.words()).collect();
        let to = kind.to().map_or("stays", ChangeStatus::words);
        let (word, key, who) = (kind.word(), keymap.hint(command.id), kind.by().words());
        writeln!(page, "| {word} | `{key}` | {} | {to} | {who} | {} |", from.join(", "), command.help).unwrap();
    }
    page.push_str(CLOSING);
    page
}
