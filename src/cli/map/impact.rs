//! `antops map impact` and `antops map path`: what depends on what, and over which relationships.

use super::estate::Estate;
use super::{ImpactArgs, PathArgs};
use crate::cli::paint::Paper;
use crate::cli::record::json::print;
use crate::cli::record::select;
use crate::cli::{Code, Scene, Trouble};
use crate::domain::infrastructure::path::path;
use serde_json::json;

/// Says how far trouble reaches.
pub(super) fn impact(scene: &mut Scene<'_>, estate: &Estate, wanted: &ImpactArgs) -> Result<(), Trouble> {
    let id = select::service(&estate.ledger, &wanted.name)?;
    let reached = estate.web.reach(std::slice::from_ref(&id), wanted.way.way(), wanted.depth);
    let reached: Vec<_> = reached.into_iter().filter(|one| one.steps > 0).collect();
    if wanted.json {
        let row = |one: &crate::domain::infrastructure::impact::Reached| {
            json!({
                "id": one.id.0, "name": estate.name(&one.id), "steps": one.steps, "way": one.way.word(),
                "environment": estate.home(&one.id), "zone": one.is_zone,
                "health": estate.healths.own(&one.id).worst,
            })
        };
        return print(scene, reached.iter().map(row));
    }
    let paper = Paper::of(scene)?;
    let touched = estate.web.touched(std::slice::from_ref(&id));
    if paper.width.is_some() {
        scene.say(&paper.ink(&format!("{}: {touched}", estate.name(&id)), paper.theme.strong()))?;
    }
    for one in &reached {
        let health = Estate::word(estate.healths.own(&one.id));
        let (steps, name, way) = (one.steps, estate.name(&one.id), one.way.word());
        match paper.width {
            Some(_) => scene.say(&format!("{steps:>3}  {name}  {}", paper.ink(&health, paper.theme.muted())))?,
            None => scene.say(&format!("{steps}\t{way}\t{name}\t{health}"))?,
        }
    }
    Ok(())
}

/// Says how one gets from one thing to another.
pub(super) fn way(scene: &mut Scene<'_>, estate: &Estate, wanted: &PathArgs) -> Result<(), Trouble> {
    let from = select::service(&estate.ledger, &wanted.from)?;
    let to = select::service(&estate.ledger, &wanted.to)?;
    let Some(hops) = path(&estate.rows, &from, &to) else {
        let sentence = format!("no relationships lead from {} to {}", estate.name(&from), estate.name(&to));
        return Err(Trouble::new(Code::Missing, sentence));
    };
    if wanted.json {
        return print(
            scene,
            hops.iter().map(|hop| {
                json!({
                    "from": { "id": hop.from().0, "name": estate.name(hop.from()) },
                    "to": { "id": hop.to().0, "name": estate.name(hop.to()) },
                    "relationship": hop.edge.relationship,
                    "forward": hop.is_forward,
                })
            }),
        );
    }
    scene.say(estate.name(&from))?;
    for hop in hops {
        let arrow = if hop.is_forward { "->" } else { "<-" };
        scene.say(&format!("  {arrow} {}  {}", estate.name(hop.to()), hop.edge.relationship))?;
    }
    Ok(())
}
