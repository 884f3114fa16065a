//! The graphs of `tests/graphs`: layered webs with nested zones, random graphs without circles, random graphs with circles.

use antops::domain::graph::kind;
use antops::domain::graph::label::{ROWS, box_width};
use antops::domain::graph::topology::{Edge, End, Node, Topology, Zone};
use serde_json::Value;
use std::collections::HashMap;

/// The graph of this name.
pub fn graph(name: &str) -> Topology {
    let path = format!("{}/tests/graphs/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let list = |key: &str| file[key].as_array().unwrap().clone();
    let ids = |key: &str| -> HashMap<String, usize> {
        list(key).iter().enumerate().map(|(at, row)| (row["id"].as_str().unwrap().to_owned(), at)).collect()
    };
    let (nodes, zones) = (ids("nodes"), ids("zones"));
    let cell =
        |row: &Value, key: &str, pixels: i64| i32::try_from(row[key].as_i64().unwrap().div_euclid(pixels)).unwrap();
    Topology {
        nodes: list("nodes")
            .iter()
            .map(|row| Node {
                width: box_width(row["label"].as_str().unwrap()),
                height: ROWS,
                zone: row["zone_id"].as_str().map(|zone| zones[zone]),
                depth: kind::depth(row["type"].as_str().unwrap()),
                drawn: (cell(row, "position_x", 8), cell(row, "position_y", 16)),
            })
            .collect(),
        zones: list("zones")
            .iter()
            .map(|row| Zone {
                title: i32::try_from(row["name"].as_str().unwrap().len()).unwrap(),
                parent: row["parent_zone_id"].as_str().map(|zone| zones[zone]),
            })
            .collect(),
        edges: list("edges")
            .iter()
            .map(|row| {
                let end = |key: &str| End::Node(nodes[row[key].as_str().unwrap()]);
                Edge { source: end("source"), target: end("target") }
            })
            .collect(),
    }
}
