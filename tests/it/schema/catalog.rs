//! What stands in the schema, compared whole with the contract.

use std::collections::BTreeSet;

use serde_json::Value;

const CONTRACT: &str = include_str!("../../contract.json");
const CATALOG: &str = include_str!("catalog.sql");

/// One line per difference, with the way to it. Lists of named things are compared by name, all others by position.
fn differences(at: &str, contract: &Value, database: &Value, lines: &mut Vec<String>) {
    match (contract, database) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for key in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
                let at = format!("{at}/{key}");
                match (ours.get(key), theirs.get(key)) {
                    (Some(ours), Some(theirs)) => differences(&at, ours, theirs, lines),
                    (Some(ours), None) => lines.push(format!("{at}: missing {ours}")),
                    (None, theirs) => lines.push(format!("{at}: not in the contract: {theirs:?}")),
                }
            }
        }
        (Value::Array(ours), Value::Array(theirs)) if !at.ends_with("/columns") => {
            match (by_name(ours), by_name(theirs)) {
                (Some(ours), Some(theirs)) => differences(at, &ours, &theirs, lines),
                _ if contract == database => {}
                _ => lines.push(format!("{at}: {contract} became {database}")),
            }
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            for (position, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                differences(&format!("{at}/{position}"), ours, theirs, lines);
            }
        }
        _ if contract == database => {}
        _ => lines.push(format!("{at}: {contract} became {database}")),
    }
}

fn by_name(list: &[Value]) -> Option<Value> {
    let named: Option<serde_json::Map<_, _>> =
        list.iter().map(|entry| Some((entry.get("name")?.as_str()?.to_owned(), entry.clone()))).collect();
    // A name that came twice would hide one of the two.
    named.filter(|named| named.len() == list.len()).map(Value::Object)
}

#[tokio::test]
async fn the_database_is_the_contract_and_nothing_more() {
    let client = super::superuser().await;
    let catalog: String = client.query_one(CATALOG, &[]).await.unwrap().get(0);
    let mut lines = Vec::new();
    differences("", &serde_json::from_str(CONTRACT).unwrap(), &serde_json::from_str(&catalog).unwrap(), &mut lines);
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn a_difference_is_told_with_the_way_to_it() {
    let mut contract: Value = serde_json::from_str(CONTRACT).unwrap();
    let database = contract.clone();
    contract["tables"]["comments"]["columns"][2]["type"] = "varchar".into();
    let mut lines = Vec::new();
    differences("", &contract, &database, &mut lines);
    assert_eq!(lines, [r#"/tables/comments/columns/2/type: "varchar" became "text""#]);
}
