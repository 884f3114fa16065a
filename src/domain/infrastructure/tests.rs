use super::deed::{MapDeed, MapVerb, Part, Step};
use super::health::{Health, Healths};
use super::impact::{Flow, Flows, Touched, Way, Web};
use super::path::path;
use super::picture::{Level, Picture, folded_to};
use super::samples::{HOME, id, infrastructure};
use super::{Infrastructure, Node, kinds};
use crate::domain::service::ServiceId;
use std::collections::BTreeSet;

fn shop() -> Infrastructure {
    infrastructure(
        &["dns", "lb", "shop@app", "api@app", "db@data", "replica@data", "lonely"],
        &["vpc", "app@vpc", "data@vpc"],
        &[
            "dns connected lb",
            "lb connected shop",
            "shop calls api",
            "api depends_on db",
            "db replicates_to replica",
            "shop calls gone",
        ],
    )
}

fn reached(rows: &Infrastructure, flows: &Flows, from: &str, way: Way, most: Option<u32>) -> Vec<String> {
    let found = Web::new(rows, flows).reach(&[id(from)], way, most).into_iter();
    found.map(|one| format!("{}{}", one.steps, one.id.0)).collect()
}

#[test]
fn trouble_goes_against_the_arrow_unless_the_relationship_says_otherwise() {
    let (rows, flows) = (shop(), Flows::default());
    assert_eq!(
        reached(&rows, &flows, "db", Way::Dependents, None),
        ["0db", "1api", "1replica", "2shop", "3lb", "4dns"]
    );
    assert_eq!(reached(&rows, &flows, "db", Way::Dependents, Some(1)), ["0db", "1api", "1replica"]);
    assert_eq!(reached(&rows, &flows, "lb", Way::Dependencies, None), ["0lb", "1shop", "2api", "3db"]);
    assert_eq!(reached(&rows, &flows, "shop", Way::Both, Some(1)), ["0shop", "1api", "1lb"]);
    let turned = Flows::parse("*=target replicates_to=neither").unwrap();
    assert_eq!(reached(&rows, &turned, "api", Way::Dependents, None), ["0api", "1db"]);
}

#[test]
fn what_stands_in_a_zone_shares_its_trouble_at_no_further_step() {
    let rows = shop();
    let found = reached(&rows, &Flows::default(), "data", Way::Dependents, None);
    assert_eq!(found, ["0db", "0replica", "0data", "1api", "2shop", "3lb", "4dns"]);
    let touched = |names: &[&str]| {
        let ids: Vec<ServiceId> = names.iter().map(|name| id(name)).collect();
        Web::new(&rows, &Flows::default()).touched(&ids)
    };
    assert_eq!(touched(&["data"]), Touched { known: 1, dependents: 4, direct: 1 });
    assert_eq!(touched(&["db", "api", "nobody"]).to_string(), "4 depend on them");
    assert_eq!(touched(&["lb"]).to_string(), "1 depends on it");
    assert_eq!(touched(&["lonely"]).to_string(), "nothing depends on it");
    assert_eq!(touched(&["nobody"]).known, 0);
}

#[test]
fn a_circle_is_walked_once_and_zones_in_a_circle_are_left() {
    let rows = infrastructure(&["a@x", "b", "c"], &["x@y", "y@x"], &["a calls b", "b calls c", "c calls a"]);
    assert_eq!(reached(&rows, &Flows::default(), "a", Way::Dependents, None), ["0a", "1c", "2b"]);
    let around: Vec<_> = rows.around(&id("a")).iter().map(|zone| zone.name.to_string()).collect();
    assert_eq!(around, ["x", "y"]);
    let picture = Picture::of(&rows, HOME, &BTreeSet::new());
    assert_eq!(picture.topology(Level::Box).check(), Ok(()));
    assert_eq!(Picture::of(&rows, HOME, &BTreeSet::from([id("x")])).spots.len(), 3);
}

#[test]
fn the_direction_of_impact_is_read_with_its_mistakes() {
    let flows = Flows::parse("connected=both, Depends-On=target").unwrap();
    assert_eq!(
        (flows.of("connected"), flows.of("Replicates To"), flows.of("calls")),
        (Flow::Both, Flow::Target, Flow::Source)
    );
    assert!(Flows::parse("connected").unwrap_err().contains("relationship=source"));
    assert!(Flows::parse("a=up").unwrap_err().contains("source, target, both or neither"));
}

#[test]
fn a_map_being_saved_elsewhere_is_told_from_an_empty_one() {
    let (before, mut later) = (shop(), shop());
    later.nodes.clear();
    assert!(before.is_emptied_in(&later));
    later.environments.clear();
    assert!(!before.is_emptied_in(&later), "its environment is gone as well");
    assert!(!before.is_emptied_in(&shop()));
}

#[test]
fn a_kind_has_two_letters_and_words() {
    assert_eq!(
        ["database", "loadbalancer", "Mainframe", "x", "磁"].map(kinds::letters),
        ["db", "lb", "ma", "x?", "??"]
    );
    assert_eq!(
        (kinds::words("loadbalancer").as_str(), kinds::words("security_group").as_str()),
        ("load balancer", "security group")
    );
    assert!(kinds::is_loose("Replicates_to") && !kinds::is_loose("connected"));
}

#[test]
fn a_deed_is_taken_back_by_its_inverse_and_survives_the_disk() {
    let before = shop();
    let node = before.node(&id("api")).unwrap().clone();
    let edges = before.edges_at(&node.id).cloned().map(Part::Edge).map(Step::remove);
    let renamed = Node { label: "api-2".into(), ..node.clone() };
    let steps = edges.chain([
        Step::change(Part::Node(node.clone()), Part::Node(renamed.clone())),
        Step::remove(Part::Node(renamed)),
    ]);
    let deed = MapDeed { environment: HOME, verb: MapVerb::Delete, name: "api".into(), steps: steps.collect() };
    let mut after = before.clone();
    after.apply(&deed);
    assert_eq!((after.nodes.len(), after.edges.len()), (before.nodes.len() - 1, before.edges.len() - 2));
    let kept: MapDeed = serde_json::from_str(&serde_json::to_string(&deed.inverse()).unwrap()).unwrap();
    after.apply(&kept);
    assert_eq!(after, before);
    assert!(deed.removes() && !deed.inverse().removes());
}

#[test]
fn a_folded_zone_stands_for_what_is_in_it_and_lines_between_the_same_two_become_one() {
    let rows = shop();
    let ties = |folded: &[&str]| {
        let folded = folded.iter().map(|name| id(name)).collect();
        let picture = Picture::of(&rows, HOME, &folded);
        let name = |end| picture.id(end).unwrap().0.to_string();
        let ties =
            picture.ties.iter().map(|tie| format!("{} {} {}", name(tie.source), tie.edges.len(), name(tie.target)));
        (picture.spots.len(), picture.frames.len(), ties.collect::<Vec<_>>())
    };
    let (spots, frames, all) = ties(&[]);
    assert_eq!((spots, frames, all.len()), (7, 3, 5));
    let (spots, frames, folded) = ties(&["app", "data"]);
    assert_eq!((spots, frames), (5, 1));
    assert_eq!(folded, ["app 1 data", "dns 1 lb", "lb 1 app"]);
    // What is folded within something folded does not show.
    let (spots, frames, folded) = ties(&["vpc", "app"]);
    assert_eq!((spots, frames, folded), (4, 0, vec!["dns 1 lb".to_owned(), "lb 1 vpc".to_owned()]));
    assert_eq!(folded_to(&rows, HOME, 7), BTreeSet::new());
    assert_eq!(folded_to(&rows, HOME, 5), BTreeSet::from([id("app"), id("data")]));
    assert_eq!(folded_to(&rows, HOME, 1).len(), 3, "as few as can be");
}

#[test]
fn the_shortest_way_follows_the_arrows_and_turns_them_only_where_it_must() {
    let rows = shop();
    let way = |from: &str, to: &str| {
        let hops = path(&rows, &id(from), &id(to))?;
        Some(
            hops.iter()
                .map(|hop| format!("{}{}", if hop.is_forward { "" } else { "-" }, hop.to().0))
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(way("dns", "db"), Some(vec!["lb".into(), "shop".into(), "api".into(), "db".into()]));
    assert_eq!(way("db", "shop"), Some(vec!["-api".into(), "-shop".into()]));
    assert_eq!(way("db", "db"), Some(vec![]));
    assert_eq!(way("dns", "lonely"), None);
}

#[test]
fn health_is_the_worst_open_incident_and_a_zone_is_as_bad_as_what_stands_in_it() {
    use crate::domain::samples;
    use crate::domain::value::{ChangeStatus, IncidentStatus, Priority};
    use std::borrow::Cow;
    let rows = shop();
    let incident = |n, priority, status, service: &str| crate::domain::incident::Incident {
        priority,
        status,
        services: vec![id(service)],
        ..samples::incident(n)
    };
    let incidents = [
        incident(1, Priority::High, IncidentStatus::Open, "api"),
        incident(2, Priority::Low, IncidentStatus::Investigating, "api"),
        incident(3, Priority::Critical, IncidentStatus::Resolved, "api"),
        incident(4, Priority::Critical, IncidentStatus::Open, "gone"),
    ];
    let mut change = samples::change(1);
    (change.status, change.services) = (ChangeStatus::InProgress, vec![id("app")]);
    let healths = Healths::of(&rows, incidents.iter().map(Cow::Borrowed), [Cow::Borrowed(&change)].into_iter());
    let said = |health: Health| (health.worst, health.incidents, health.running);
    assert_eq!(said(healths.own(&id("api"))), (Some(Priority::High), 2, 0));
    assert_eq!(said(healths.whole(&id("app"))), (Some(Priority::High), 2, 1));
    assert_eq!(said(healths.whole(&id("vpc"))), (Some(Priority::High), 2, 1));
    assert!(healths.whole(&id("data")).is_fine());
}
