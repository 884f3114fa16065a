//! `antops map list`: the components, a line each.

use super::ListArgs;
use super::estate::Estate;
use crate::cli::paint::Paper;
use crate::cli::record::json::print;
use crate::cli::{Scene, Trouble};
use crate::domain::infrastructure::{Node, kinds};
use crate::domain::safe::Safe;
use crate::ui::text;

/// Lists components.
pub(super) fn list(scene: &mut Scene<'_>, estate: &Estate, wanted: &ListArgs) -> Result<(), Trouble> {
    let home = wanted.environment.as_deref().map(|name| estate.environment(Some(name))).transpose()?.map(|row| row.id);
    let words: Vec<String> = wanted.words.iter().map(|word| word.to_lowercase()).collect();
    let is_meant = |node: &&Node| {
        let zones = estate.zones(&node.id).join(" ");
        let all = format!("{} {} {} {zones}", node.label, node.kind, estate.home(&node.id)).to_lowercase();
        (home.is_none() || node.environment == home)
            && words.iter().all(|word| all.contains(word))
            && (!wanted.unhealthy || !estate.healths.own(&node.id).is_fine())
    };
    let mut nodes: Vec<&Node> = estate.rows.nodes.iter().filter(is_meant).collect();
    nodes.sort_by_key(|node| (estate.home(&node.id), node.label.as_str(), &node.id));
    if wanted.json {
        return print(scene, nodes.into_iter().map(|node| estate.node_json(node)));
    }
    let paper = Paper::of(scene)?;
    let rows: Vec<[String; 6]> = nodes.iter().map(|node| row(estate, node)).collect();
    let Some(room) = paper.width else {
        return rows.iter().try_for_each(|row| scene.say(&row.join("\t")));
    };
    let heads = ["NAME", "KIND", "ENVIRONMENT", "ZONES", "HEALTH", "DEPENDENTS"].map(str::to_owned);
    let all = || std::iter::once(&heads).chain(&rows);
    let widths: [usize; 6] = std::array::from_fn(|at| all().map(|row| text::width(&row[at])).max().unwrap_or(0));
    let set = paper.theme.glyphs();
    for (at, row) in all().enumerate() {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| text::left(cell, width, set)).collect();
        let line = text::cut(cells.join("  ").trim_end(), room, set);
        let style = if at == 0 { paper.theme.muted() } else { paper.theme.plain() };
        scene.say(&paper.ink(&line, style))?;
    }
    Ok(())
}

fn row(estate: &Estate, node: &Node) -> [String; 6] {
    let health = estate.healths.own(&node.id);
    let touched = estate.web.touched(std::slice::from_ref(&node.id));
    [
        Safe::line(&node.label).to_string(),
        kinds::words(&node.kind),
        estate.home(&node.id).to_owned(),
        estate.zones(&node.id).join(" / "),
        Estate::word(health),
        touched.dependents.to_string(),
    ]
}
