//! The grammar of `antops change`. Help texts here are what `--help`, the manual page, the completions and docs/cli.md say.

use super::super::record::arguments::{self, Manner, Telling, level};
use super::columns::Column;
use super::decide::Decision;
use crate::app::panes::changes::sort::Sort;
use crate::app::panes::listing::Sorting as _;
use crate::domain::change::step::Kind;
use crate::domain::filter::Listed;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

/// What can be done with changes.
#[derive(Subcommand, Debug)]
pub(in crate::cli) enum ChangeVerb {
    /// List changes
    ///
    /// On a terminal: a table as wide as it is. In a pipe: one change a line, columns separated by tabs, the number first, without a
    /// heading; its numbers can be piped back: `antops change list status:draft is:mine | antops change request -`.
    List(List),
    /// Show changes whole: window, collisions, plans, who was asked and whether the answers count, what is to happen, what came of it
    Show(Show),
    /// List what happens on the coming days, in the order in which it begins, with what collides
    Calendar(Calendar),
    /// Draft a change; prints its number
    ///
    /// With --for, what is not named is filled in from the problem or the incident. A rollback plan and a test plan are needed.
    Create(Box<Create>),
    /// Change fields of changes; what is not named is not touched
    ///
    /// Where the window of a change moves that somebody was asked about already, what is to happen at its time moves with it.
    Edit {
        /// What they become.
        #[command(flatten)]
        fields: Box<ChangeFields>,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Make changes yours to do
    Take {
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Say who does changes
    Assign {
        /// Part of a name or address, me, or none
        #[arg(value_name = "WHO")]
        who: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Comment on changes
    Comment {
        /// What to say, in the composer's markdown; @Name calls somebody; - reads it from standard input
        #[arg(value_name = "TEXT", allow_hyphen_values = true)]
        text: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Put drafts up for a decision, and tell everybody who may decide
    Request {
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Say yes to a change
    ///
    /// One at a time, named twice, and only where it says what it said when it was asked for. Where you have no part in the change, your answer is written
    /// and the change itself is moved by its requester or assignee: then it is partly done (exit code 5).
    Approve(Box<Approve>),
    /// Say no to a change, and why: it is cancelled
    Reject(Reject),
    /// Take requests for approval back: the changes are drafts again
    Withdraw {
        /// Why; - reads it from standard input
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        reason: Option<String>,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Begin approved changes
    ///
    /// What a manager approved of and nobody moved yet is moved first, as it is by each other step of a requester or assignee.
    Start {
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Say that changes worked
    Complete {
        /// What was seen; - reads it from standard input
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        notes: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Say that changes did not work
    Fail {
        /// What happened; - reads it from standard input
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        notes: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Call changes off
    Cancel {
        /// Why; - reads it from standard input
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        reason: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Move changes to another window, and with them what is to happen at their time
    Reschedule {
        /// When they begin: 22:00, tomorrow 9:30, fri 22:00, 2026-12-01 22:00 or +2h
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        start: String,
        /// When they should be over, or how long they take: 23:30, 50m or 2h30; without it, as long as before
        #[arg(long, value_name = "TIME")]
        end: Option<String>,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
}

impl ChangeVerb {
    /// The changes of a verb that takes several.
    pub(super) fn many(&self) -> Option<&Many> {
        match self {
            Self::Edit { many, .. }
            | Self::Take { many }
            | Self::Assign { many, .. }
            | Self::Comment { many, .. }
            | Self::Request { many }
            | Self::Withdraw { many, .. }
            | Self::Start { many }
            | Self::Complete { many, .. }
            | Self::Fail { many, .. }
            | Self::Cancel { many, .. }
            | Self::Reschedule { many, .. } => Some(many),
            Self::List(_)
            | Self::Show(_)
            | Self::Calendar(_)
            | Self::Create(_)
            | Self::Approve(_)
            | Self::Reject(_) => None,
        }
    }
}

/// The changes of a verb that writes.
#[derive(Args, Debug)]
pub(in crate::cli) struct Many {
    /// Numbers: ACM-CHG-0007, CHG-7 or 7; - reads them from standard input, one a line
    #[arg(value_name = "NUMBER", required_unless_present = "filter")]
    pub(in crate::cli) numbers: Vec<String>,
    /// All that a filter keeps, instead of numbers
    #[arg(short, long, value_name = "EXPR", allow_hyphen_values = true, conflicts_with = "numbers", long_help = filter_help("All that a filter keeps, instead of numbers."))]
    pub(in crate::cli) filter: Option<String>,
    /// How to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) manner: Manner,
}

/// The fields of a change.
#[derive(Args, Debug)]
pub(in crate::cli) struct ChangeFields {
    /// What is altered, in one line
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: Option<String>,
    /// What is altered, and why, in the composer's markdown; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) description: Option<String>,
    /// The way back; the same
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) rollback: Option<String>,
    /// How one sees that it worked; the same
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) test: Option<String>,
    /// When it begins: 22:00, tomorrow 9:30, fri 22:00, 2026-12-01 22:00 or +2h; none for no time
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) start: Option<String>,
    /// When it should be over, or how long it takes: 23:30, 50m or 2h30; none for no time
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) end: Option<String>,
    /// How urgent it is; medium for a new one
    #[arg(long, value_name = "LEVEL", value_parser = level(&[]))]
    pub(in crate::cli) priority: Option<String>,
    /// Who does it: part of a name or address, me, or none
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) assignee: Option<String>,
    /// What it touches: a service's name or id; with - before it, what it does not; may be said again
    #[arg(long = "service", value_name = "NAME", allow_hyphen_values = true)]
    pub(in crate::cli) services: Vec<String>,
    /// A tag; with - before it, one to take off; may be said again
    #[arg(long = "tag", value_name = "TAG", allow_hyphen_values = true)]
    pub(in crate::cli) tags: Vec<String>,
    /// The one problem or incident it ends: PRBM-7 or INC-42; none for neither
    #[arg(long = "for", value_name = "NUMBER")]
    pub(in crate::cli) ends: Option<String>,
}

/// What to draft.
#[derive(Args, Debug)]
pub(in crate::cli) struct Create {
    /// What is known of it.
    #[command(flatten)]
    pub(in crate::cli) fields: ChangeFields,
    /// Whether to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) telling: Telling,
}

/// What to say yes to.
#[derive(Args, Debug)]
pub(in crate::cli) struct Approve {
    /// The change's number, whole or its count
    #[arg(value_name = "NUMBER")]
    pub(in crate::cli) number: String,
    /// The change's number once more, as it is written: ACM-CHG-0007, CHG-0007 or 0007
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) confirm: Option<String>,
    /// A sentence with it; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) comment: Option<String>,
    /// Approve your own change: you asked for it or do it, and nobody else will have looked at it
    #[arg(long = "self")]
    pub(in crate::cli) is_own: bool,
    /// Approve it though it was changed after it was asked for
    #[arg(long)]
    pub(in crate::cli) changed: bool,
    /// Whether to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) telling: Telling,
}

/// What to say no to.
#[derive(Args, Debug)]
pub(in crate::cli) struct Reject {
    /// The change's number, whole or its count
    #[arg(value_name = "NUMBER")]
    pub(in crate::cli) number: String,
    /// Why, for whoever asked; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) comment: Option<String>,
    /// Whether to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) telling: Telling,
}

impl Approve {
    /// What it decides.
    pub(super) fn as_decision(&self) -> Decision<'_> {
        Decision {
            kind: Kind::Approve,
            number: &self.number,
            confirm: self.confirm.as_deref(),
            comment: self.comment.as_deref(),
            is_own: self.is_own,
            changed: self.changed,
            telling: self.telling,
        }
    }
}

impl Reject {
    /// The same. Saying no is safe, whatever changed and whosever it is.
    pub(super) fn as_decision(&self) -> Decision<'_> {
        Decision {
            kind: Kind::Reject,
            number: &self.number,
            confirm: None,
            comment: self.comment.as_deref(),
            is_own: true,
            changed: true,
            telling: self.telling,
        }
    }
}

/// What to list and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct List {
    /// Words and terms of the filter language, as under `/`; without any, those to which something will still happen
    #[arg(value_name = "EXPR", long_help = filter_help("Words and terms of the filter language, as under `/`; without any, those to which something will still happen."))]
    pub(in crate::cli) filter: Vec<String>,
    /// By what to sort; by window where nothing is said
    #[arg(short, long, value_name = "BY", value_parser = sort())]
    pub(in crate::cli) sort: Option<Sort>,
    /// The other way round
    #[arg(short, long)]
    pub(in crate::cli) reverse: bool,
    /// At most so many; that some were left out is said
    #[arg(short, long, value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
    /// Which columns, in their order, with commas between
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = Column::parser())]
    pub(in crate::cli) columns: Vec<Column>,
    /// Name the columns in a pipe too
    #[arg(long)]
    pub(in crate::cli) header: bool,
    /// As JSON: an array of objects
    #[arg(long, conflicts_with_all = ["columns", "header"])]
    pub(in crate::cli) json: bool,
}

/// What to show and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct Show {
    /// Numbers: ACM-CHG-0007, CHG-7 or 7; - reads them from standard input, one a line
    #[arg(value_name = "NUMBER", required = true)]
    pub(in crate::cli) numbers: Vec<String>,
    /// As JSON: an array of objects, with texts, approvals, automations, responses and comments
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Which days, and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct Calendar {
    /// The first day, as in 2026-12-01; today without it
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<jiff::civil::Date>,
    /// How many days
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=366))]
    pub(in crate::cli) days: i64,
    /// Name the columns in a pipe too
    #[arg(long)]
    pub(in crate::cli) header: bool,
    /// As JSON: an array of objects, as list has them
    #[arg(long, conflicts_with = "header")]
    pub(in crate::cli) json: bool,
}

/// An order by its name.
fn sort() -> impl TypedValueParser<Value = Sort> {
    let words = Sort::ALL.iter().map(|sort| PossibleValue::new(sort.word()).help(sort.said()));
    PossibleValuesParser::new(words).map(|word| Sort::from_word(&word).unwrap_or_default())
}

/// What can be asked, from the filter's own table.
fn filter_help(first: &str) -> String {
    let said = "Unless a term says how far changes are, those that are neither completed nor failed nor cancelled are meant. Words match number, title \
                and tags";
    arguments::filter_help(Listed::Changes, first, said)
}
