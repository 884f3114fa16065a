//! The map: walking, looking, folding, how far trouble reaches, from a component to its records and back. What is seen is what the database
//! holds.

use super::{Desk, Office};
use antops::app::panes::Pane;
use antops::app::panes::map::Zoom;
use antops::domain::graph::Manner;
use antops::domain::infrastructure::impact::Way;
use std::collections::BTreeSet;

/// Where somebody stands, by name.
pub fn stands(desk: &Desk) -> String {
    let model = desk.model();
    model.map.focus().and_then(|id| model.estate.shown().name(id)).map_or_else(String::new, ToString::to_string)
}

/// Goes to something on the map, with the keys a person would use.
pub async fn find(desk: &mut Desk, name: &str) {
    desk.press("/");
    desk.type_text(name);
    desk.do_keys("enter").await;
    assert_eq!(stands(desk), name);
}

/// The first column of all rows, sorted.
async fn all(office: &Office, sql: &str) -> BTreeSet<String> {
    let joined = office.ask(&format!("select string_agg(name, ' ' order by name) from ({sql}) as found (name)")).await;
    joined.split_whitespace().map(ToOwned::to_owned).collect()
}

/// What depends on a component in the database, with the arrow's source depending on its target.
const DEPENDENTS: &str = "with recursive reached (id) as (
    select source from infrastructure_edges where target = 'edge-eu'
    union select e.source from infrastructure_edges e join reached r on e.target = r.id
) select n.label from infrastructure_nodes n join reached r on n.id = r.id";

#[tokio::test(flavor = "multi_thread")]
async fn the_map_opens_on_what_is_worst_and_holds_what_the_database_holds() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    assert_eq!(dana.model().pane, Pane::Map);
    let picture = &dana.model().map.look().unwrap().drawing.as_ref().unwrap().picture;
    let shown: BTreeSet<String> = picture.spots.iter().map(|spot| spot.label.to_string()).collect();
    let sql = "select n.label from infrastructure_nodes n join infrastructure_environments e on e.id = n.environment_id \
               where e.name = 'Production'";
    assert_eq!(shown, all(&office, sql).await);
    let worst = "select n.label from infrastructure_nodes n join incidents i on n.id = any(i.affected_services) \
                 where i.priority = 'critical' and i.status in ('open', 'investigating')";
    assert!(all(&office, worst).await.contains(&stands(&dana)), "{}", stands(&dana));
    dana.sees("Production 21").await;
    dana.sees("Staging 4").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_walks_by_direction_and_along_lines_and_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    find(&mut dana, "edge-eu").await;
    dana.do_keys("j").await;
    let below = stands(&dana);
    assert_ne!(below, "edge-eu");
    dana.do_keys("up").await;
    assert_eq!(stands(&dana), "edge-eu");
    dana.do_keys("k l h").await;
    find(&mut dana, "edge-eu").await;
    let leads_to = all(&office, "select target from infrastructure_edges where source = 'edge-eu'").await;
    dana.press("> enter");
    dana.settle().await.unwrap();
    assert_eq!(leads_to, BTreeSet::from([stands(&dana)]));
    dana.do_keys("backspace").await;
    assert_eq!(stands(&dana), "edge-eu");
    let reached_from = "select n.label from infrastructure_nodes n join infrastructure_edges e on e.source = n.id where e.target = 'edge-eu'";
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        dana.do_keys("<").await;
        let about = &dana.model().map.about.neighbours;
        seen.insert(about[dana.model().map.preview.unwrap()].label.to_string());
    }
    assert_eq!(seen, all(&office, reached_from).await);
    dana.do_keys("esc").await;
    assert_eq!(dana.model().map.preview, None);
    dana.do_keys("backspace").await;
    dana.sees("you came along no line").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zones_are_folded_and_opened_with_counts_and_the_worst_of_what_is_in_them() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    find(&mut dana, "checkout-api").await;
    dana.do_keys("z").await;
    assert_eq!(stands(&dana), "app");
    let many = office.ask("select count(*) from infrastructure_nodes where zone_id = 'zone-eu-app'").await;
    dana.sees(&format!("app {many}")).await;
    dana.do_keys("z").await;
    assert_eq!(stands(&dana), "eu-vpc");
    let all_in = "select count(*) from infrastructure_nodes where zone_id like 'zone-eu%'";
    dana.sees(&format!("eu-vpc {}", office.ask(all_in).await)).await;
    dana.do_keys("space").await;
    dana.do_keys("Z").await;
    let folded = |desk: &Desk| desk.model().map.look().unwrap().folded.len();
    assert_eq!(folded(&dana), 0);
    dana.do_keys("Z").await;
    let zones = "select count(*) from infrastructure_zones z join infrastructure_environments e on e.id = z.environment_id \
                 where e.name = 'Production'";
    assert_eq!(folded(&dana).to_string(), office.ask(zones).await);
    find(&mut dana, "orders-primary").await;
    assert!(dana.model().map.look().unwrap().spot().is_some(), "what is found has a box of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_looks_from_near_and_far_and_moves_the_canvas() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    find(&mut dana, "edge-eu").await;
    let zoom = |desk: &Desk| desk.model().map.look().unwrap().zoom();
    dana.do_keys("+ +").await;
    assert_eq!(zoom(&dana), Zoom::Box);
    dana.do_keys("-").await;
    assert_eq!(zoom(&dana), Zoom::Chip);
    dana.do_keys("-").await;
    assert_eq!(zoom(&dana), Zoom::Dot);
    dana.do_keys("+ +").await;
    let origin = |desk: &Desk| desk.model().map.look().unwrap().origin;
    let before = origin(&dana);
    dana.do_keys("J").await;
    assert!(origin(&dana).1 > before.1);
    dana.do_keys("K").await;
    dana.do_keys("0").await;
    let centred = origin(&dana);
    dana.do_keys("J J 0").await;
    assert_eq!(origin(&dana), centred);
    dana.do_keys("f").await;
    let look = dana.model().map.look().unwrap().size();
    assert!(look.1 <= 50, "{look:?} fits");
    // Nothing lies outside of what is narrower than the canvas.
    let before = origin(&dana).0;
    dana.do_keys("H L").await;
    assert_eq!(origin(&dana).0, before);
    dana.do_keys("m").await;
    let overview = dana.model().map.overview;
    dana.do_keys("m").await;
    assert_ne!(dana.model().map.overview, overview);
    dana.do_keys("s").await;
    dana.sees("connected: the source depends on the target").await;
    dana.do_keys("s o").await;
    assert_eq!(dana.model().map.look().unwrap().drawing.as_ref().unwrap().manner, Manner::Drawn);
    dana.sees("as drawn").await;
    dana.do_keys("o").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_environment_has_a_map_of_its_own_and_is_found_again_as_it_was_left() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    find(&mut dana, "batch").await;
    dana.do_keys("]").await;
    let sql = "select n.label from infrastructure_nodes n join infrastructure_environments e on e.id = n.environment_id where e.name = 'Staging'";
    let picture = &dana.model().map.look().unwrap().drawing.as_ref().unwrap().picture;
    let shown: BTreeSet<String> = picture.spots.iter().map(|spot| spot.label.to_string()).collect();
    assert_eq!(shown, all(&office, sql).await);
    dana.do_keys("[").await;
    assert_eq!(stands(&dana), "batch");
    find(&mut dana, "stg-db").await;
    dana.do_keys("]").await;
    assert_eq!(stands(&dana), "batch");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_blast_radius_is_what_the_database_s_edges_say_and_stands_in_the_incident_too() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let dependents = all(&office, DEPENDENTS).await;
    office.run("update incidents set affected_services = '{edge-eu}' where incident_number = 'ACM-INC-0042'").await;
    dana.go_to("0042").await;
    let text = format!("{} depend on it", dependents.len());
    dana.sees(&text).await;
    dana.do_keys("L").await;
    assert_eq!(stands(&dana), "edge-eu");
    dana.do_keys("b").await;
    let reached = |desk: &Desk| {
        let model = desk.model();
        let far = model.map.about.reached.iter().filter(|(_, (steps, _))| *steps > 0);
        far.filter_map(|(id, _)| model.estate.shown().node(id))
            .map(|row| row.label.to_string())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(reached(&dana), dependents);
    dana.sees(&text).await;
    dana.do_keys("d").await;
    let direct = "select n.label from infrastructure_nodes n join infrastructure_edges e on e.source = n.id where e.target = 'edge-eu'";
    assert_eq!(reached(&dana), all(&office, direct).await);
    dana.do_keys("b").await;
    assert_eq!(dana.model().map.blast.unwrap().way, Way::Dependencies);
    assert_eq!(reached(&dana), BTreeSet::from(["fw-eu".to_owned()]));
    dana.do_keys("b b d").await;
    dana.sees("the blast radius is not shown").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_component_to_what_names_it_and_from_an_incident_to_what_it_names() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    find(&mut dana, "edge-eu").await;
    let naming = "select count(*) from (select id from incidents where 'edge-eu' = any(affected_services) \
                  union all select id from problems where 'edge-eu' = any(affected_services) \
                  union all select id from changes where 'edge-eu' = any(affected_services)) as naming";
    dana.do_keys("enter").await;
    dana.sees(&format!("{0} of {0}", office.ask(naming).await)).await;
    dana.type_text("0042");
    dana.do_keys("enter").await;
    assert_eq!(dana.model().pane, Pane::Incidents);
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0042");
    dana.do_keys("esc").await;
    assert_eq!((dana.model().pane, stands(&dana).as_str()), (Pane::Map, "edge-eu"));
    dana.do_keys("1").await;
    dana.go_to("0042").await;
    // It names several: one is chosen.
    dana.press("L");
    dana.type_text("edge");
    dana.do_keys("enter").await;
    assert_eq!((dana.model().pane, stands(&dana).as_str()), (Pane::Map, "edge-eu"));
    dana.do_keys("esc").await;
    assert_eq!(dana.model().pane, Pane::Incidents);
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-0042");
    dana.do_keys("4 y p").await;
    assert_eq!(dana.copied().last().unwrap(), "Production / eu-vpc / edge / edge-eu");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_membership_row_is_told_why_the_map_is_empty() {
    let office = Office::open().await;
    let mut ines = office.desk("ines").await;
    ines.do_keys("4").await;
    ines.sees("You have no membership row, so the database hides").await;
    ines.do_keys("n").await;
    ines.sees("New: You have no membership row").await;
    assert_eq!(office.ask("select count(*) from infrastructure_nodes").await, "25");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_that_is_just_being_saved_in_the_web_app_is_not_taken_for_an_empty_one() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    let boxes = |desk: &Desk| {
        let look = desk.model().map.look().unwrap();
        look.drawing.as_ref().unwrap().picture.spots.len()
    };
    assert_eq!(boxes(&dana), 21);
    office.run("create table kept as select * from infrastructure_nodes; delete from infrastructure_nodes").await;
    dana.press("r");
    dana.wait_until("a second look", |desk| !desk.model().estate.told().nodes.is_empty()).await.unwrap();
    office.run("insert into infrastructure_nodes select * from kept; drop table kept").await;
    dana.do_keys("r").await;
    assert_eq!(boxes(&dana), 21);
    office.run("delete from infrastructure_edges; delete from infrastructure_nodes").await;
    dana.do_keys("r").await;
    dana.wait_until("the emptiness", |desk| desk.model().estate.told().nodes.is_empty()).await.unwrap();
    dana.settle().await.unwrap();
}
