//! `antops map`: the infrastructure map on the command line.
//!
//! `file` reads a graph, `layout` says where everything goes. What is read from a file needs no project and no network.

mod file;
mod layout;

use super::{Scene, Trouble};
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
    match verb {
        MapVerb::Layout(wanted) => layout::layout(scene, wanted),
    }
}
