use super::impact::{Flow, Flows, Touched, Way, Web};
use super::samples::{id, infrastructure};
use super::{Infrastructure, kinds};
use crate::domain::service::ServiceId;

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
