//! Infrastructures for tests: the map of a shop, and one as large as is wanted, read from the graphs of `tests/graphs` or made up.

#![allow(dead_code, reason = "each test takes what it needs")]

use super::world::{ago, environment_id};
use antops::domain::infrastructure::{Edge, EdgeId, Environment, Infrastructure, Node, Unshown, Zone};
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::EnvironmentId;
use serde_json::Value;

fn id(name: &str) -> ServiceId {
    ServiceId(Safe::line(name))
}

pub fn environment(n: u128, name: &str) -> Environment {
    Environment {
        id: environment_id(n),
        name: Safe::line(name),
        description: None,
        is_default: n == 1,
        created_at: ago(90_000),
    }
}

pub fn node(home: EnvironmentId, name: &str, kind: &str, zone: Option<&str>, at: (i32, i32)) -> Node {
    Node {
        id: id(&format!("node-{name}")),
        environment: Some(home),
        label: Safe::line(name),
        kind: Safe::line(kind),
        zone: zone.map(|zone| id(&format!("zone-{zone}"))),
        at,
        unshown: Unshown::default(),
    }
}

pub fn zone(home: EnvironmentId, name: &str, parent: Option<&str>, at: (i32, i32)) -> Zone {
    Zone {
        id: id(&format!("zone-{name}")),
        environment: Some(home),
        name: Safe::line(name),
        kind: Safe::line("subnet"),
        parent: parent.map(|zone| id(&format!("zone-{zone}"))),
        at,
        size: (600, 200),
        unshown: Unshown::default(),
    }
}

pub fn edge(home: EnvironmentId, source: &str, relationship: &str, target: &str) -> Edge {
    Edge {
        id: EdgeId(Safe::line(&format!("{source}-{relationship}-{target}"))),
        environment: Some(home),
        source: id(&format!("node-{source}")),
        target: id(&format!("node-{target}")),
        relationship: Safe::line(relationship),
        unshown: Unshown::default(),
    }
}

/// A shop: two zones in a third, a queue, a replica, something that hangs on nothing; and a small staging.
pub fn shop() -> Infrastructure {
    let (home, staging) = (environment_id(1), environment_id(2));
    let nodes = vec![
        node(home, "acme-dns", "dns", None, (0, 0)),
        node(home, "edge-eu", "gateway", Some("public"), (40, 40)),
        node(home, "checkout", "api", Some("app"), (40, 40)),
        node(home, "web-shop", "container", Some("app"), (260, 40)),
        node(home, "orders-queue", "queue", Some("app"), (480, 40)),
        node(home, "pg-orders", "database", None, (40, 600)),
        node(home, "pg-orders-replica-frankfurt-03", "database", None, (300, 600)),
        node(home, "prometheus", "monitoring", None, (900, 0)),
        node(staging, "stg-shop", "container", None, (0, 0)),
    ];
    let zones = vec![
        zone(home, "vpc-eu", None, (0, 100)),
        zone(home, "public", Some("vpc-eu"), (20, 40)),
        zone(home, "app", Some("vpc-eu"), (20, 280)),
    ];
    let edges = vec![
        edge(home, "acme-dns", "connected", "edge-eu"),
        edge(home, "edge-eu", "routes_to", "checkout"),
        edge(home, "edge-eu", "routes_to", "web-shop"),
        edge(home, "web-shop", "calls", "checkout"),
        edge(home, "checkout", "depends_on", "pg-orders"),
        edge(home, "checkout", "async", "orders-queue"),
        edge(home, "pg-orders", "replicates_to", "pg-orders-replica-frankfurt-03"),
    ];
    let environments = vec![environment(1, "Production"), environment(2, "Staging")];
    Infrastructure { environments, zones, nodes, edges }.sorted()
}

/// A graph of `tests/graphs` as an environment.
pub fn of_graph(name: &str) -> Infrastructure {
    let path = format!("{}/tests/graphs/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let list = |key: &str| file[key].as_array().unwrap().clone();
    let home = environment_id(1);
    let text = |row: &Value, key: &str| Safe::line(row[key].as_str().unwrap());
    let place = |row: &Value, key: &str| row[key].as_str().map(id);
    let pixels = |row: &Value, key: &str| i32::try_from(row[key].as_i64().unwrap()).unwrap();
    let nodes = list("nodes")
        .iter()
        .map(|row| Node {
            id: ServiceId(text(row, "id")),
            environment: Some(home),
            label: text(row, "label"),
            kind: text(row, "type"),
            zone: place(row, "zone_id"),
            at: (pixels(row, "position_x"), pixels(row, "position_y")),
            unshown: Unshown::default(),
        })
        .collect();
    let zones = list("zones")
        .iter()
        .map(|row| Zone {
            id: ServiceId(text(row, "id")),
            environment: Some(home),
            name: text(row, "name"),
            kind: Safe::line("vpc"),
            parent: place(row, "parent_zone_id"),
            at: (0, 0),
            size: (300, 200),
            unshown: Unshown::default(),
        })
        .collect();
    let edges = list("edges")
        .iter()
        .enumerate()
        .map(|(at, row)| Edge {
            id: EdgeId(Safe::line(&format!("edge-{at:05}"))),
            environment: Some(home),
            source: ServiceId(text(row, "source")),
            target: ServiceId(text(row, "target")),
            relationship: text(row, "relationship"),
            unshown: Unshown::default(),
        })
        .collect();
    Infrastructure { environments: vec![environment(1, "Production")], zones, nodes, edges }.sorted()
}

/// An environment of so many components in zones of forty, each calling some of the next tier.
pub fn large(size: usize) -> Infrastructure {
    const STACK: usize = 40;
    let home = environment_id(1);
    let mut rows = Infrastructure { environments: vec![environment(1, "Production")], ..Infrastructure::default() };
    for stack in 0..size.div_ceil(STACK) {
        rows.zones.push(zone(home, &format!("vpc-{stack:03}"), None, (0, 0)));
        let tier = |tier| zone(home, &format!("net-{stack:03}-{tier}"), Some(&format!("vpc-{stack:03}")), (0, 0));
        rows.zones.extend((0..4).map(tier));
    }
    let name = |at: usize| format!("svc-{at:04}");
    for at in 0..size {
        let tier = at % STACK / 10;
        rows.nodes.push(node(home, &name(at), "container", Some(&format!("net-{:03}-{tier}", at / STACK)), (0, 0)));
        for call in 0..2 {
            let target = at / STACK * STACK + (tier + 1) * 10 + (at * 7 + call * 3) % 10;
            if tier < 3 && target < size {
                rows.edges.push(edge(home, &name(at), "calls", &name(target)));
            }
        }
        if at % STACK == 35 && at + STACK < size {
            rows.edges.push(edge(home, &name(at), "replicates_to", &name(at + STACK)));
        }
    }
    rows.sorted()
}
