//! Changing the map row by row: what was meant arrives, what antops does not know stays, what the rules refuse is said before, and every step
//! is taken back.

use super::map::{find, stands};
use super::{Desk, Office};

async fn node(office: &Office, label: &str, column: &str) -> String {
    office.ask(&format!("select {column} from infrastructure_nodes where label = '{label}'")).await
}

async fn judged(desk: &mut Desk) {
    desk.wait_until("the verdict", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    desk.settle().await.unwrap();
}

/// Chooses in a picker that searches.
async fn choose(desk: &mut Desk, text: &str) {
    desk.type_text(text);
    desk.do_keys("enter").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_is_added_named_moved_connected_and_every_step_is_taken_back() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("4").await;
    find(&mut ana, "checkout-api").await;
    ana.do_keys("n c").await;
    choose(&mut ana, "cache").await;
    choose(&mut ana, "cart-cache").await;
    judged(&mut ana).await;
    assert_eq!(stands(&ana), "cart-cache");
    assert_eq!(node(&office, "cart-cache", "zone_id").await, "zone-eu-app");
    assert_eq!(node(&office, "cart-cache", "metadata->>'type'").await, "cache");
    assert_eq!(node(&office, "cart-cache", "metadata->>'customTitle'").await, "cart-cache");
    assert_eq!(node(&office, "cart-cache", "type").await, "infrastructure");
    assert_eq!(node(&office, "cart-cache", "zone_constraint").await, "parent");
    assert_eq!(node(&office, "cart-cache", "id like 'cache-%-%-%-%-%'").await, "true");
    let home = "(select name from infrastructure_environments e where e.id = environment_id)";
    assert_eq!(node(&office, "cart-cache", home).await, "Production");
    // A name that is taken is said while it is typed.
    ana.press("e n ctrl-u");
    ana.type_text("batch");
    ana.sees("that name is taken").await;
    ana.press("ctrl-u");
    choose(&mut ana, "basket-cache").await;
    judged(&mut ana).await;
    assert_eq!(node(&office, "basket-cache", "metadata->>'customTitle'").await, "basket-cache");
    ana.do_keys("e t").await;
    choose(&mut ana, "queue").await;
    judged(&mut ana).await;
    assert_eq!(node(&office, "basket-cache", "metadata->>'type'").await, "queue");
    ana.do_keys("e z").await;
    choose(&mut ana, "data").await;
    judged(&mut ana).await;
    assert_eq!(node(&office, "basket-cache", "zone_id").await, "zone-eu-data");
    ana.do_keys("n r").await;
    choose(&mut ana, "session-cache").await;
    choose(&mut ana, "replicates_to").await;
    judged(&mut ana).await;
    let edge = "select relationship from infrastructure_edges e join infrastructure_nodes n on n.id = e.source \
                where n.label = 'basket-cache' and e.target = 'cache-session'";
    assert_eq!(office.ask(edge).await, "replicates_to");
    for undone in ["", "zone-eu-app", "cache"] {
        ana.do_keys("u").await;
        judged(&mut ana).await;
        match undone {
            "" => assert_eq!(office.ask(edge).await, ""),
            "cache" => assert_eq!(node(&office, "basket-cache", "metadata->>'type'").await, "cache"),
            zone => assert_eq!(node(&office, "basket-cache", "zone_id").await, zone),
        }
    }
    ana.do_keys("u").await;
    judged(&mut ana).await;
    assert_eq!(node(&office, "cart-cache", "count(*)").await, "1");
    ana.do_keys("u").await;
    judged(&mut ana).await;
    assert_eq!(node(&office, "cart-cache", "count(*)").await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_antops_does_not_know_of_a_component_survives_a_rename_a_deletion_and_its_undo() {
    let office = Office::open().await;
    office
        .run("update infrastructure_nodes set metadata = metadata || '{\"terraformType\": \"aws_lb\", \"isLocked\": true}' where id = 'lb-eu'")
        .await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("4").await;
    find(&mut ana, "lb-eu").await;
    ana.press("e n ctrl-u");
    choose(&mut ana, "lb-eu-1").await;
    judged(&mut ana).await;
    let held = "metadata->>'terraformType' || (metadata->>'isLocked')";
    assert_eq!(node(&office, "lb-eu-1", held).await, "aws_lbtrue");
    let edges = "select count(*) from infrastructure_edges where source = 'lb-eu' or target = 'lb-eu'";
    let before = office.ask(edges).await;
    ana.do_keys("D c").await;
    ana.sees(&format!("{before} relationships go with it")).await;
    ana.do_keys("y").await;
    judged(&mut ana).await;
    assert_eq!((office.ask(edges).await.as_str(), node(&office, "lb-eu-1", "count(*)").await.as_str()), ("0", "0"));
    ana.do_keys("u").await;
    judged(&mut ana).await;
    assert_eq!(office.ask(edges).await, before);
    assert_eq!(node(&office, "lb-eu-1", held).await, "aws_lbtrue");
    assert_eq!(node(&office, "lb-eu-1", "zone_id").await, "zone-eu-edge");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_is_dissolved_and_what_stood_in_it_stays_at_its_place() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("4").await;
    find(&mut ana, "db-sg").await;
    let places = "select string_agg(id || ' ' || coalesce(zone_id, '-') || ' ' || position_x || ' ' || position_y, ', ' order by id) \
                  from infrastructure_nodes where id in ('db-orders', 'db-orders-replica', 'db-catalog')";
    let before = office.ask(places).await;
    ana.do_keys("D c y").await;
    judged(&mut ana).await;
    assert_eq!(office.ask("select count(*) from infrastructure_zones where name = 'db-sg'").await, "0");
    let expected =
        "db-catalog zone-eu-data 430 80, db-orders zone-eu-data 30 80, db-orders-replica zone-eu-data 230 80";
    assert_eq!(office.ask(places).await, expected);
    ana.do_keys("u").await;
    judged(&mut ana).await;
    assert_eq!(office.ask(places).await, before);
    assert_eq!(
        office.ask("select zone_config::text || description from infrastructure_zones where name = 'db-sg'").await,
        "{\"rules\": [{\"port\": 5432, \"source\": \"app\"}]}Port 5432 from app only"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn environments_and_zones_are_made_described_renamed_and_deleted_with_what_is_in_them() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("4 n e").await;
    choose(&mut ana, "Lab").await;
    judged(&mut ana).await;
    ana.sees("Nothing is in Lab yet").await;
    ana.do_keys("n z").await;
    choose(&mut ana, "cluster").await;
    choose(&mut ana, "bench").await;
    judged(&mut ana).await;
    ana.do_keys("n c").await;
    choose(&mut ana, "server").await;
    choose(&mut ana, "lab-1").await;
    judged(&mut ana).await;
    assert_eq!(node(&office, "lab-1", "(select name from infrastructure_zones z where z.id = zone_id)").await, "bench");
    ana.press("e e ctrl-u");
    choose(&mut ana, "Laboratory").await;
    ana.press("e w");
    choose(&mut ana, "Where things break").await;
    judged(&mut ana).await;
    let row = "select name || ': ' || description from infrastructure_environments where name like 'Lab%'";
    assert_eq!(office.ask(row).await, "Laboratory: Where things break");
    ana.do_keys("D e").await;
    ana.sees("1 component and 1 zone go with it").await;
    ana.do_keys("y").await;
    judged(&mut ana).await;
    assert_eq!(office.ask(row).await, "");
    assert_eq!(node(&office, "lab-1", "count(*)").await, "0");
    ana.do_keys("u").await;
    judged(&mut ana).await;
    assert_eq!(office.ask(row).await, "Laboratory: Where things break");
    assert_eq!(node(&office, "lab-1", "count(*)").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relationship_is_turned_around_said_otherwise_and_deleted() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("4").await;
    find(&mut ana, "batch").await;
    let edges = "select string_agg(source || ' ' || relationship || ' ' || target, ', ' order by id) from infrastructure_edges \
                 where 'batch' in (source, target)";
    assert_eq!(office.ask(edges).await, "batch connected db-orders-replica, batch connected queue-orders");
    ana.do_keys("e r").await;
    choose(&mut ana, "orders-queue").await;
    ana.do_keys("t").await;
    judged(&mut ana).await;
    assert_eq!(office.ask(edges).await, "batch connected db-orders-replica, queue-orders connected batch");
    ana.do_keys("e r").await;
    choose(&mut ana, "orders-queue").await;
    ana.do_keys("w").await;
    choose(&mut ana, "wakes").await;
    judged(&mut ana).await;
    assert_eq!(office.ask(edges).await, "batch connected db-orders-replica, queue-orders wakes batch");
    ana.do_keys("D 2 y").await;
    judged(&mut ana).await;
    assert_eq!(office.ask(edges).await, "batch connected db-orders-replica");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_adds_and_changes_but_may_not_delete() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("4").await;
    find(&mut dana, "batch").await;
    dana.do_keys("D").await;
    dana.sees("Delete: A member may not delete from the map").await;
    dana.press("e n ctrl-u");
    choose(&mut dana, "batch-eu").await;
    judged(&mut dana).await;
    assert_eq!(node(&office, "batch-eu", "id").await, "batch");
    // Undo of an addition is a deletion: the database lets a member do nothing of that, and it is said.
    dana.do_keys("n c").await;
    choose(&mut dana, "server").await;
    choose(&mut dana, "tmp-1").await;
    judged(&mut dana).await;
    dana.do_keys("u").await;
    dana.sees("Refused: A member may not delete from the map").await;
    assert_eq!(node(&office, "tmp-1", "count(*)").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_renamed_meanwhile_is_not_overwritten() {
    let office = Office::open().await;
    let mut ana = office.desk("ana").await;
    ana.do_keys("4").await;
    find(&mut ana, "search").await;
    office.run("update infrastructure_nodes set label = 'search-eu' where id = 'search'").await;
    ana.press("e n ctrl-u");
    choose(&mut ana, "finder").await;
    ana.sees("somebody changed this component meanwhile; nothing was written").await;
    judged(&mut ana).await;
    assert_eq!(node(&office, "search-eu", "id").await, "search");
    assert_eq!(stands(&ana), "search-eu", "the screen shows what it is called now");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_linked_to_a_component_and_unlinked_from_it() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    // Two things the web app's clean-up would lose: a zone, and an id that is gone.
    office
        .run("update incidents set affected_services = '{zone-eu,gone-1}' where incident_number = 'ACM-INC-0041'")
        .await;
    let may = "select (created_by = p.id or assigned_to = p.id)::text from incidents i, profiles p \
               where i.incident_number = 'ACM-INC-0041' and p.email = 'dana@acme.example'";
    assert_eq!(office.ask(may).await, "true", "it is hers to change");
    dana.do_keys("r 4").await;
    find(&mut dana, "batch").await;
    dana.press("i");
    choose(&mut dana, "0041").await;
    judged(&mut dana).await;
    let services = "select affected_services::text from incidents where incident_number = 'ACM-INC-0041'";
    assert_eq!(office.ask(services).await, "{zone-eu,gone-1,batch}");
    assert!(!dana.model().map.about.naming.incidents.is_empty());
    dana.press("I");
    choose(&mut dana, "0041").await;
    judged(&mut dana).await;
    assert_eq!(office.ask(services).await, "{zone-eu,gone-1}");
    dana.do_keys("u").await;
    judged(&mut dana).await;
    assert_eq!(office.ask(services).await, "{zone-eu,gone-1,batch}");
}
