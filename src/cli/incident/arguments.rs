//! The grammar of `antops incident`. Help texts here are what `--help`, the manual page, the completions and docs/cli.md say; the keys of the
//! filter language come from its own table.

use super::super::record::arguments::{self, Manner, Telling};
use super::super::record::fields;
use super::columns::Column;
use crate::app::panes::incidents::sort::Sort;
use crate::domain::filter::Listed;
use crate::domain::value::IncidentStatus;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use std::ffi::OsStr;

/// What can be done with incidents.
#[derive(Subcommand, Debug)]
pub(in crate::cli) enum IncidentVerb {
    /// List incidents
    ///
    /// On a terminal: a table as wide as it is. In a pipe: one incident a line, columns separated by tabs, the number first, without a
    /// heading; its numbers can be piped back: `antops incident list slo:breached | antops incident take -`.
    List(List),
    /// Show incidents whole, with their timelines
    Show(Show),
    /// Report an incident; prints its number
    #[command(visible_alias = "report")]
    Create {
        /// What is known of it.
        #[command(flatten)]
        fields: IncidentFields,
        /// Whether to do it, and how to tell.
        #[command(flatten)]
        telling: Telling,
    },
    /// Change fields of incidents; what is not named is not touched
    Edit {
        /// What they become.
        #[command(flatten)]
        fields: IncidentFields,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Make incidents yours and start their investigation
    Take {
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Give incidents to somebody
    Assign {
        /// Part of a name or address, me, or none
        #[arg(value_name = "WHO")]
        who: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Move incidents to open, investigating or resolved
    Status {
        /// Where to
        #[arg(value_name = "STATUS", value_parser = StatusParser)]
        to: IncidentStatus,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Resolve incidents: service is back, the clock stops
    Resolve {
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Close incidents; the reason becomes a comment
    Close {
        /// Why; - reads it from standard input
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        reason: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Reopen incidents: it was not over; the clock counts from when it was reported
    Reopen {
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Comment on incidents
    Comment {
        /// What to say, in the composer's markdown; @Name calls somebody; - reads it from standard input
        #[arg(value_name = "TEXT", allow_hyphen_values = true)]
        text: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Link incidents to a problem
    Link {
        /// The problem's number, whole or its count, or none
        #[arg(value_name = "PROBLEM")]
        problem: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Write incidents out, whole
    Export(Export),
}

/// The incidents of a verb that writes.
#[derive(Args, Debug)]
pub(in crate::cli) struct Many {
    /// Numbers: ACM-INC-0042, INC-42 or 42; - reads them from standard input, one a line
    #[arg(value_name = "NUMBER", required_unless_present = "filter")]
    pub(in crate::cli) numbers: Vec<String>,
    /// All that a filter keeps, instead of numbers
    #[arg(short, long, value_name = "EXPR", allow_hyphen_values = true, conflicts_with = "numbers", long_help = filter_help("All that a filter keeps, instead of numbers."))]
    pub(in crate::cli) filter: Option<String>,
    /// How to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) manner: Manner,
}

/// The fields of an incident.
#[derive(Args, Debug)]
pub(in crate::cli) struct IncidentFields {
    /// What any record has.
    #[command(flatten)]
    pub(in crate::cli) shared: fields::Fields,
    /// Whom it hurts; an empty text for nobody
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) customer: Option<String>,
    /// A ticket elsewhere: its address, then a space and its title; with - before the address, one to take off; may be said again
    #[arg(long = "link", value_name = "URL [TITLE]", allow_hyphen_values = true)]
    pub(in crate::cli) links: Vec<String>,
    /// The problem it belongs to: its number, whole or its count, or none
    #[arg(long, value_name = "PROBLEM")]
    pub(in crate::cli) problem: Option<String>,
}

/// What to list and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct List {
    /// Words and terms of the filter language, as under `/`; without any, the queue
    #[arg(value_name = "EXPR", long_help = filter_help("Words and terms of the filter language, as under `/`; without any, the queue."))]
    pub(in crate::cli) filter: Vec<String>,
    /// How to list them.
    #[command(flatten)]
    pub(in crate::cli) order: Order,
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

/// Through which view, in which order, and how many.
#[derive(Args, Debug)]
pub(in crate::cli) struct Order {
    /// What a view of the screen or the config shows: its filter, its order, its columns
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) view: Option<String>,
    /// By what to sort; by SLO where no view says otherwise
    #[arg(short, long, value_name = "BY", value_parser = sort())]
    pub(in crate::cli) sort: Option<Sort>,
    /// The other way round
    #[arg(short, long)]
    pub(in crate::cli) reverse: bool,
    /// At most so many; that some were left out is said
    #[arg(short, long, value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
}

/// What to show and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct Show {
    /// Numbers: ACM-INC-0042, INC-42 or 42; - reads them from standard input, one a line
    #[arg(value_name = "NUMBER", required = true)]
    pub(in crate::cli) numbers: Vec<String>,
    /// As JSON: an array of objects, with description and comments
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// What to write out and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct Export {
    /// Words and terms of the filter language; without any, the queue
    #[arg(value_name = "EXPR", long_help = filter_help("Words and terms of the filter language; without any, the queue."))]
    pub(in crate::cli) filter: Vec<String>,
    /// Which format
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub(in crate::cli) format: Format,
    /// With the comments of each incident
    #[arg(long)]
    pub(in crate::cli) comments: bool,
    /// How to sort them.
    #[command(flatten)]
    pub(in crate::cli) order: Order,
}

/// Formats of an export.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(in crate::cli) enum Format {
    /// An array of the objects of `show --json`
    Json,
    /// A line for each incident, comments in a cell of their own (RFC 4180)
    Csv,
    /// A section for each incident
    Markdown,
}

/// A status that needs no reason; of the one that does it says how to get there.
#[derive(Clone)]
struct StatusParser;

impl TypedValueParser for StatusParser {
    type Value = IncidentStatus;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<IncidentStatus, clap::Error> {
        if value == IncidentStatus::Closed.word() {
            let sentence =
                "closing needs a reason: use antops incident close --reason TEXT NUMBER...; nothing was done\n";
            return Err(clap::Error::raw(clap::error::ErrorKind::InvalidValue, sentence).with_cmd(command));
        }
        let words = PossibleValuesParser::new(SETTABLE.map(IncidentStatus::word));
        let word = words.parse_ref(command, argument, value)?;
        Ok(IncidentStatus::from_word(&word).unwrap_or(IncidentStatus::Open))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(SETTABLE.iter().map(|status| PossibleValue::new(status.word()))))
    }
}

/// What a status can be set to.
const SETTABLE: [IncidentStatus; 3] = [IncidentStatus::Open, IncidentStatus::Investigating, IncidentStatus::Resolved];

/// An order by its name.
fn sort() -> impl TypedValueParser<Value = Sort> {
    let words = Sort::ALL.map(|sort| PossibleValue::new(sort.word()).help(sort.said()));
    PossibleValuesParser::new(words).map(|word| Sort::from_word(&word).unwrap_or_default())
}

/// What can be asked, from the filter's own table.
fn filter_help(first: &str) -> String {
    let said = "Unless a term says how far incidents are, those that are open or under investigation are meant. Words match number, title, \
                customer and tags";
    arguments::filter_help(Listed::Incidents, first, said)
}
