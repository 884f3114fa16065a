//! `antops map`: the infrastructure map on the command line.
//!
//! `file` reads a graph, `layout` says where everything goes: what is read from a file needs no project and no network. The other verbs read
//! the infrastructure of a project ([`estate`]) and change nothing.

mod estate;
mod export;
mod file;
mod impact;
mod layout;
mod list;
mod show;

use super::{Scene, Trouble, threads};
use crate::domain::infrastructure::impact::Way;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// What to do with a map.
#[derive(Subcommand, Debug)]
pub(super) enum MapVerb {
    /// Lay out a graph from a file, without any server, and say how large the drawing is
    ///
    /// The file is JSON: a name; nodes with id, label, type, `zone_id`, `position_x` and `position_y`; edges with source, target and
    /// relationship; zones with id, name and `parent_zone_id`. Positions are pixels. The same file always gives the same drawing.
    Layout(LayoutArgs),
    /// Draw an environment as text, or tell what is known of one component or zone
    ///
    /// Without a name, the map of the environment as the screen draws it, whole. With one: what it is and how, what depends on it, where its
    /// relationships lead, which open incidents name it.
    Show(ShowArgs),
    /// List components: kind, environment, zones, health, how many depend on each
    ///
    /// A component is as bad as the worst open incident that names it. On a terminal a table, in a pipe lines with tabs.
    List(ListArgs),
    /// Say what depends on a component or a zone, or what it depends on, step by step
    ///
    /// Which end of a relationship depends on the other is the setting `impact`; without it, the source depends on the target.
    Impact(ImpactArgs),
    /// Say over which relationships one gets from one component or zone to another
    ///
    /// The shortest way along the arrows; where there is none, the shortest with some of them turned around.
    Path(PathArgs),
    /// Write an environment for other programs: text, JSON, Graphviz DOT or Mermaid
    ///
    /// The JSON is what antops map layout reads.
    Export(ExportArgs),
}

/// Of what, and how.
#[derive(Args, Debug)]
pub(super) struct ShowArgs {
    /// A component or a zone: its name, part of it that nothing else has, or its id
    name: Option<String>,
    /// The environment to draw; the default one without it
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    #[command(flatten)]
    draw: Draw,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// How a map is drawn as text.
#[derive(Args, Debug)]
struct Draw {
    /// With a line for each component instead of a box
    #[arg(long)]
    chips: bool,
    /// As it was drawn in the web app
    #[arg(long)]
    as_drawn: bool,
    /// Fold the zones this deep in others: 0 folds the outermost
    #[arg(long, value_name = "DEPTH")]
    folded: Option<usize>,
}

/// Which components.
#[derive(Args, Debug)]
pub(super) struct ListArgs {
    /// Only those whose name, kind, environment or zones hold all of these words
    words: Vec<String>,
    /// Only those of this environment
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// Only those with an open incident or a running change
    #[arg(long)]
    unhealthy: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// From where, which way, how far.
#[derive(Args, Debug)]
pub(super) struct ImpactArgs {
    /// A component or a zone: its name, part of it that nothing else has, or its id
    name: String,
    /// up: what depends on it; down: what it depends on
    #[arg(long, value_enum, default_value_t = Direction::Up)]
    way: Direction,
    /// Over so many relationships at most
    #[arg(long, value_name = "STEPS")]
    depth: Option<u32>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Which way to look.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Direction {
    /// What depends on it
    Up,
    /// What it depends on
    Down,
    /// Both
    Both,
}

impl Direction {
    const fn way(self) -> Way {
        match self {
            Self::Up => Way::Dependents,
            Self::Down => Way::Dependencies,
            Self::Both => Way::Both,
        }
    }
}

/// From where to where.
#[derive(Args, Debug)]
pub(super) struct PathArgs {
    /// Where the way begins
    from: String,
    /// Where it ends
    to: String,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// What, and in which language.
#[derive(Args, Debug)]
pub(super) struct ExportArgs {
    /// The environment; the default one without it
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// The language
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    #[command(flatten)]
    draw: Draw,
}

/// A language for graphs.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Format {
    /// The drawing
    Text,
    /// What antops map layout reads
    Json,
    /// Graphviz
    Dot,
    /// A flowchart
    Mermaid,
}

/// Which graph, and how.
#[derive(Args, Debug)]
pub(super) struct LayoutArgs {
    /// The file to read; - for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    from: PathBuf,
    /// What decides where things go
    #[arg(long, value_enum, default_value_t = Manner::Zones)]
    manner: Manner,
    /// Change as little as possible in the drawing of this earlier state of the graph
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    after: Option<PathBuf>,
    /// The drawing as JSON, in cells: boxes and zones as [column, row, columns, rows], edges with the centres of the cells where they turn
    #[arg(long)]
    json: bool,
}

/// What decides where things go.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Manner {
    /// The edges, zone by zone
    Zones,
    /// The edges alone; zones are not drawn
    Flat,
    /// The positions in the file, moved apart where boxes would overlap
    Drawn,
}

/// Does a verb.
pub(super) fn run(scene: &mut Scene<'_>, verb: &MapVerb) -> Result<(), Trouble> {
    if let MapVerb::Layout(wanted) = verb {
        return layout::layout(scene, wanted);
    }
    let estate = threads()?.block_on(estate::Estate::open(scene))?;
    match verb {
        MapVerb::Layout(_) => Ok(()),
        MapVerb::Show(wanted) => show::show(scene, &estate, wanted),
        MapVerb::List(wanted) => list::list(scene, &estate, wanted),
        MapVerb::Impact(wanted) => impact::impact(scene, &estate, wanted),
        MapVerb::Path(wanted) => impact::way(scene, &estate, wanted),
        MapVerb::Export(wanted) => export::export(scene, &estate, wanted),
    }
}
