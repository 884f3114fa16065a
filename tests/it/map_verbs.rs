//! `antops map` as a script and a person have it: what is said, in which language, with which exit code.

use crate::shift::Shift;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn components_are_listed_with_kind_place_health_and_how_many_depend_on_each() {
    let shift = Shift::begin().await;
    let all = shift.antops(&["map", "list"], "");
    assert_eq!((all.code, all.out.lines().count(), all.err.as_str()), (0, 25, ""));
    let edge = all.out.lines().find(|line| line.starts_with("edge-eu\t")).unwrap();
    assert_eq!(edge, "edge-eu\tgateway\tProduction\teu-vpc / edge\tcritical\t4");
    let some = shift.antops(&["map", "list", "database", "--environment", "staging"], "");
    assert_eq!(some.out, "stg-db\tdatabase\tStaging\tstaging-vpc\tlow\t3\n");
    let json: Value = serde_json::from_str(&shift.antops(&["map", "list", "edge-eu", "--json"], "").out).unwrap();
    assert_eq!(json[0]["name"], "edge-eu");
    assert_eq!(json[0]["zones"], serde_json::json!(["eu-vpc", "edge"]));
    assert_eq!(json[0]["health"]["worst"], "critical");
    assert_eq!((&json[0]["dependents"], &json[0]["direct_dependents"]), (&4.into(), &3.into()));
    let wrong = shift.antops(&["map", "list", "--environment", "moon"], "");
    assert_eq!(
        (wrong.code, wrong.err.as_str()),
        (66, "antops: no environment is called moon; there are Production, Staging\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn impact_and_path_follow_the_relationships_of_the_database() {
    let shift = Shift::begin().await;
    let up = shift.antops(&["map", "impact", "edge-eu"], "");
    let names: Vec<&str> = up.out.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    assert_eq!((up.code, names), (0, vec!["wildcard-cert", "edge-apac", "lb-eu", "acme-dns"]));
    let down = shift.antops(&["map", "impact", "edge-eu", "--way", "down", "--depth", "1", "--json"], "");
    let down: Value = serde_json::from_str(&down.out).unwrap();
    assert_eq!((down.as_array().unwrap().len(), &down[0]["name"], &down[0]["steps"]), (1, &"fw-eu".into(), &1.into()));
    let way = shift.antops(&["map", "path", "lb-eu", "orders-primary"], "");
    assert_eq!(way.code, 0);
    assert_eq!(way.out.lines().next(), Some("lb-eu"));
    assert!(way.out.lines().last().unwrap().starts_with("  -> orders-primary"), "{}", way.out);
    let back = shift.antops(&["map", "path", "fw-eu", "edge-eu", "--json"], "");
    let back: Value = serde_json::from_str(&back.out).unwrap();
    assert_eq!((&back[0]["forward"], &back[0]["relationship"]), (&false.into(), &"connected".into()));
    let none = shift.antops(&["map", "path", "edge-eu", "prometheus"], "");
    assert_eq!((none.code, none.out.as_str()), (66, ""));
    assert_eq!(none.err, "antops: no relationships lead from edge-eu to prometheus\n");
    assert_eq!(shift.antops(&["map", "impact", "nosuch"], "").code, 66);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_is_drawn_and_written_in_every_language() {
    let shift = Shift::begin().await;
    let drawn = shift.antops(&["map", "show"], "");
    assert_eq!(drawn.code, 0);
    for name in ["acme-dns", "eu-vpc", "orders-replica", "prometheus"] {
        assert!(drawn.out.contains(name), "{name}: {}", drawn.out);
    }
    assert!(!drawn.out.contains('\x1b'));
    let ascii = shift.antops(&["--ascii", "map", "show", "--chips", "--folded", "1"], "");
    assert!(ascii.out.is_ascii() && ascii.out.contains("edge 4"), "{}", ascii.out);
    let told = shift.antops(&["map", "show", "edge-eu"], "");
    assert!(told.out.contains("impact       4 depend on it") && told.out.contains("ACM-INC-0042"), "{}", told.out);
    let told: Value = serde_json::from_str(&shift.antops(&["map", "show", "edge-eu", "--json"], "").out).unwrap();
    assert_eq!((&told["leads_to"][0]["name"], &told["incidents"][0]), (&"fw-eu".into(), &"ACM-INC-0042".into()));
    let json = shift.antops(&["map", "export"], "").out;
    let laid = shift.antops(&["map", "layout", "--from", "-"], &json);
    assert!(laid.out.starts_with("Production: 21 components, 29 relationships, 6 zones\n"), "{laid:?}");
    let dot = shift.antops(&["map", "export", "--format", "dot"], "").out;
    assert_eq!((dot.matches(" -> ").count(), dot.matches("subgraph").count()), (29, 6));
    let mermaid = shift.antops(&["map", "export", "--format", "mermaid"], "").out;
    assert_eq!((mermaid.matches("-->").count(), mermaid.matches("subgraph").count()), (29, 6));
    let text = shift.antops(&["map", "export", "--format", "text"], "").out;
    assert_eq!(text, drawn.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_cannot_break_out_of_the_language_they_are_written_in() {
    let shift = Shift::begin().await;
    shift.run(r#"update infrastructure_nodes set label = 'a"b]; c -> d #quot; \' where id = 'lb-eu'"#).await;
    let dot = shift.antops(&["map", "export", "--format", "dot"], "").out;
    assert!(dot.contains(r#"[label="a\"b]; c -> d #quot; \\"];"#), "{dot}");
    let mermaid = shift.antops(&["map", "export", "--format", "mermaid"], "").out;
    assert!(mermaid.contains(r#"["a#quot;b]; c -> d #35;quot; \"]"#), "{mermaid}");
}
