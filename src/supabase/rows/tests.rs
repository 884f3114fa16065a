use super::*;
use serde_json::json;

fn row() -> Value {
    json!({
        "id": "0a0a0a0a-0000-4000-8000-000000000001", "organization_id": "0a0a0a0a-0000-4000-8000-000000000002",
        "incident_number": "ACM-INC-0001", "title": "Down\u{1b}[2J\nagain", "description": "<p>a</p>\n<p>b</p>", "priority": "high",
        "status": "investigating", "assigned_to": null, "created_by": "0a0a0a0a-0000-4000-8000-000000000003", "problem_id": null,
        "tags": ["a", "env:prod"], "affected_services": null, "criticality": "medium", "urgency": null, "auto_priority": null,
        "links": [{"title": "T", "url": "https://x", "type": "jira"}, {"title": "no address"}, 7], "customer": null,
        "created_at": "2025-01-01T08:00:00.5+00:00", "updated_at": "2025-01-01T08:00:00+00:00", "resolved_at": null,
        "something_new": {"a": 1}
    })
}

#[test]
fn an_incident_is_read_with_whatever_may_be_empty() {
    let incident = incident(&row()).expect("an incident");
    assert!(!incident.title.contains(['\u{1b}', '\n']), "{:?}", incident.title);
    assert_eq!(incident.description.as_str(), "<p>a</p>\n<p>b</p>");
    assert_eq!((incident.priority, incident.status), (Priority::High, IncidentStatus::Investigating));
    assert_eq!((incident.criticality, incident.urgency, incident.auto_priority), (Some(Priority::Medium), None, true));
    assert_eq!(incident.services, []);
    assert_eq!(incident.links.len(), 1);
    assert_eq!(incident.created_at.to_string(), "2025-01-01T08:00:00.5Z");
}

#[test]
fn what_is_wrong_with_a_row_names_the_column() {
    for (column, value, sentence) in [
        ("status", json!("sleeping"), "incidents.status holds a word antops does not know"),
        ("title", json!(null), "incidents.title is empty"),
        ("created_by", json!("bob"), "incidents.created_by is no UUID"),
        ("created_at", json!("yesterday"), "incidents.created_at is no time stamp"),
        ("tags", json!("a"), "incidents.tags is no list"),
        ("customer", json!(7), "incidents.customer is no text"),
    ] {
        let mut row = row();
        row[column] = value;
        assert_eq!(incident(&row), Err(Fault::Broken { trace: sentence.into() }));
    }
    let mut row = row();
    row.as_object_mut().expect("an object").remove("urgency");
    assert!(!is_whole(&row, INCIDENT));
    assert_eq!(incident(&row), Err(Fault::Broken { trace: "incidents.urgency is missing".into() }));
}

#[test]
fn a_comment_belongs_to_one_of_three_records() {
    let mut row = json!({
        "id": "0a0a0a0a-0000-4000-8000-000000000001", "incident_id": null, "problem_id": null,
        "change_id": "0a0a0a0a-0000-4000-8000-000000000009", "content": "x", "author_id": "0a0a0a0a-0000-4000-8000-000000000003",
        "mentions": ["0a0a0a0a-0000-4000-8000-000000000004", "bob", 3], "created_at": "2025-01-01T08:00:00+00:00", "updated_at": null
    });
    let read = comment(&row).expect("a comment");
    assert!(matches!(read.on, Record::Change(_)));
    assert_eq!(read.mentions.len(), 1);
    assert!(!read.is_edited());
    row["change_id"] = json!(null);
    assert!(comment(&row).is_err());
}

#[test]
fn every_selected_column_exists_in_the_schema() {
    let contract: Value = serde_json::from_str(include_str!("../../../tests/contract.json")).expect("the contract");
    for (table, columns) in [
        ("incidents", INCIDENT),
        ("comments", COMMENT),
        ("problems", PROBLEM),
        ("profiles", PROFILE),
        ("organizations", ORGANIZATION),
        ("organization_memberships", MEMBERSHIP),
        ("slo_configurations", SLO),
        ("infrastructure_nodes", NODE),
        ("infrastructure_zones", ZONE),
        ("infrastructure_environments", ENVIRONMENT),
    ] {
        let known = contract["tables"][table]["columns"].as_array().expect("columns");
        for column in columns {
            assert!(known.iter().any(|known| known["name"] == *column), "{table}.{column}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_cell_of_an_incident_may_be_anything(
        column in proptest::sample::select(INCIDENT),
        cell in proptest::sample::select(vec![json!(null), json!(1), json!(-1.5), json!(true), json!(""), json!("\u{1b}["), json!([1, null, "a"]), json!({"a": {}})]),
    ) {
        let mut row = row();
        row[column] = cell;
        let (shown, named) = match incident(&row) {
            Ok(incident) => (format!("{incident:?}"), true),
            Err(fault) => (String::new(), fault.to_string().contains(&format!("incidents.{column}"))),
        };
        proptest::prop_assert!(named, "the sentence names the column");
        proptest::prop_assert!(!shown.contains("u{1b}"), "made safe");
    }
}
