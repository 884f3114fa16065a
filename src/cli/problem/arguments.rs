//! The grammar of `antops problem`. Help texts here are what `--help`, the manual page, the completions and docs/cli.md say.

use super::super::record::arguments::{self, Manner, Telling};
use super::super::record::fields;
use super::candidates::Column as Ranking;
use super::columns::Column;
use crate::app::panes::listing::Sorting as _;
use crate::app::panes::problems::sort::Sort;
use crate::domain::filter::Listed;
use crate::domain::problem::ProblemText;
use crate::domain::value::ProblemStatus;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

/// What can be done with problems.
#[derive(Subcommand, Debug)]
pub(in crate::cli) enum ProblemVerb {
    /// List problems
    ///
    /// On a terminal: a table as wide as it is. In a pipe: one problem a line, columns separated by tabs, the number first, without a
    /// heading; its numbers can be piped back: `antops problem list status:known_error | antops problem show -`.
    List(List),
    /// Show problems whole: what is known of them, their incidents and changes, their timelines
    Show(Show),
    /// Write a problem down; prints its number
    ///
    /// Made from incidents, what is not named is proposed from them, and they are linked to it after: each is done or refused by itself, and
    /// what belongs to another problem stays there.
    Create(Box<Create>),
    /// Change fields of problems; what is not named is not touched
    Edit {
        /// What they become.
        #[command(flatten)]
        fields: Box<ProblemFields>,
        /// Say nothing there any more; may be said again
        #[arg(long, value_name = "TEXT", value_parser = text())]
        clear: Vec<ProblemText>,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Make problems yours and start to look for the cause
    Take {
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Give problems to somebody
    Assign {
        /// Part of a name or address, me, or none
        #[arg(value_name = "WHO")]
        who: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Move problems to another status
    Status {
        /// Where to
        #[arg(value_name = "STATUS", value_parser = status())]
        to: ProblemStatus,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Comment on problems
    Comment {
        /// What to say, in the composer's markdown; @Name calls somebody; - reads it from standard input
        #[arg(value_name = "TEXT", allow_hyphen_values = true)]
        text: String,
        /// Which ones, and how to tell.
        #[command(flatten)]
        many: Many,
    },
    /// Link incidents and changes to a problem
    ///
    /// Each is done or refused by itself: only whoever reported an incident or works on it may link it, of a change whoever asked for it or
    /// does it. What belongs to another problem already stays there unless --move is said.
    Link(Link),
    /// Take incidents and changes out of the problems they are linked to
    Unlink(Unlink),
    /// Rank what may belong to a problem, or the problems that incidents may belong to
    ///
    /// Incidents and changes that are linked to no problem, the likeliest first: by shared services, similar words, closeness in time and what
    /// the texts say outright. In a pipe their numbers can be piped on: `antops problem candidates 7 | antops problem link 7 -`.
    Candidates(Candidates),
}

/// The problems of a verb that writes.
#[derive(Args, Debug)]
pub(in crate::cli) struct Many {
    /// Numbers: ACM-PRBM-0007, PRBM-7 or 7; - reads them from standard input, one a line
    #[arg(value_name = "NUMBER", required_unless_present = "filter")]
    pub(in crate::cli) numbers: Vec<String>,
    /// All that a filter keeps, instead of numbers
    #[arg(short, long, value_name = "EXPR", allow_hyphen_values = true, conflicts_with = "numbers", long_help = filter_help("All that a filter keeps, instead of numbers."))]
    pub(in crate::cli) filter: Option<String>,
    /// How to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) manner: Manner,
}

/// The fields of a problem.
#[derive(Args, Debug)]
pub(in crate::cli) struct ProblemFields {
    /// What any record has.
    #[command(flatten)]
    pub(in crate::cli) shared: fields::Fields,
    /// Why it happens, in the composer's markdown; - reads it from standard input, an empty text clears it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) root_cause: Option<String>,
    /// What helps until the cause is gone; the same
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) workaround: Option<String>,
    /// What ends it for good; the same
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) solution: Option<String>,
}

/// What to write down.
#[derive(Args, Debug)]
pub(in crate::cli) struct Create {
    /// What is known of it.
    #[command(flatten)]
    pub(in crate::cli) fields: ProblemFields,
    /// The incidents it is made from: 42, INC-42 or ACM-INC-0042; - reads them from standard input, one a line
    #[arg(long, value_name = "NUMBER", num_args = 1..)]
    pub(in crate::cli) from: Vec<String>,
    /// Where linking is refused, ask those who may in a comment that mentions them
    #[arg(long, requires = "from")]
    pub(in crate::cli) ask: bool,
    /// Whether to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) telling: Telling,
}

/// What to list and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct List {
    /// Words and terms of the filter language, as under `/`; without any, those that are neither resolved nor closed
    #[arg(value_name = "EXPR", long_help = filter_help("Words and terms of the filter language, as under `/`; without any, those that are neither resolved nor closed."))]
    pub(in crate::cli) filter: Vec<String>,
    /// By what to sort; by priority where nothing is said
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
    /// Numbers: ACM-PRBM-0007, PRBM-7 or 7; - reads them from standard input, one a line
    #[arg(value_name = "NUMBER", required = true)]
    pub(in crate::cli) numbers: Vec<String>,
    /// As JSON: an array of objects, with description and comments
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// What to link, and what if it is refused.
#[derive(Args, Debug)]
pub(in crate::cli) struct Link {
    /// The problem's number, whole or its count
    #[arg(value_name = "PROBLEM")]
    pub(in crate::cli) problem: String,
    /// Incidents by number (42, INC-42) and changes (CHG-4); - reads them from standard input, one a line
    #[arg(value_name = "RECORD", required = true)]
    pub(in crate::cli) records: Vec<String>,
    /// Take over what belongs to another problem
    #[arg(long = "move")]
    pub(in crate::cli) takes_over: bool,
    /// Where linking is refused, ask those who may in a comment that mentions them
    #[arg(long)]
    pub(in crate::cli) ask: bool,
    /// Whether to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) telling: Telling,
}

/// What to take out.
#[derive(Args, Debug)]
pub(in crate::cli) struct Unlink {
    /// Incidents by number (42, INC-42) and changes (CHG-4); - reads them from standard input, one a line
    #[arg(value_name = "RECORD", required = true)]
    pub(in crate::cli) records: Vec<String>,
    /// Whether to do it, and how to tell.
    #[command(flatten)]
    pub(in crate::cli) telling: Telling,
}

/// What to rank.
#[derive(Args, Debug)]
pub(in crate::cli) struct Candidates {
    /// The problem's number, whole or its count
    #[arg(value_name = "PROBLEM", required_unless_present = "incidents")]
    pub(in crate::cli) problem: Option<String>,
    /// Rank the problems that this incident may belong to instead; said again, those that at least half of the incidents fit
    #[arg(long = "incident", value_name = "NUMBER", conflicts_with = "problem")]
    pub(in crate::cli) incidents: Vec<String>,
    /// At most so many; that some were left out is said
    #[arg(short, long, value_name = "N", default_value_t = 20)]
    pub(in crate::cli) limit: usize,
    /// Which columns, in their order, with commas between
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = Ranking::parser())]
    pub(in crate::cli) columns: Vec<Ranking>,
    /// Name the columns in a pipe too
    #[arg(long)]
    pub(in crate::cli) header: bool,
    /// As JSON: an array of objects
    #[arg(long, conflicts_with_all = ["columns", "header"])]
    pub(in crate::cli) json: bool,
}

/// A status by its word, or with a dash in it.
fn status() -> impl TypedValueParser<Value = ProblemStatus> {
    let words = ProblemStatus::ALL.iter().map(|status| {
        let word = PossibleValue::new(status.word());
        if *status == ProblemStatus::KnownError { word.alias("known-error") } else { word }
    });
    PossibleValuesParser::new(words)
        .map(|word| ProblemStatus::from_word(&word.replace('-', "_")).unwrap_or(ProblemStatus::Identified))
}

/// An order by its name.
fn sort() -> impl TypedValueParser<Value = Sort> {
    let words = Sort::ALL.iter().map(|sort| PossibleValue::new(sort.word()).help(sort.said()));
    PossibleValuesParser::new(words).map(|word| Sort::from_word(&word).unwrap_or_default())
}

/// One of the texts that say what is known, by its name.
fn text() -> impl TypedValueParser<Value = ProblemText> {
    const NAMES: [(&str, ProblemText); 3] = [
        ("root-cause", ProblemText::RootCause),
        ("workaround", ProblemText::Workaround),
        ("solution", ProblemText::Solution),
    ];
    PossibleValuesParser::new(NAMES.map(|(name, _)| name)).map(|word| {
        let named = NAMES.iter().find(|(name, _)| *name == word);
        named.map_or(ProblemText::RootCause, |(_, text)| *text)
    })
}

/// What can be asked, from the filter's own table.
fn filter_help(first: &str) -> String {
    let said = "Unless a term says how far problems are, those that are neither resolved nor closed are meant. Words match number, title and \
                tags";
    arguments::filter_help(Listed::Problems, first, said)
}
