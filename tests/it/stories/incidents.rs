//! Working an incident: take, assign, status, resolve, close, reopen, ask; and what the database makes of it.

use super::Office;

const STATUS: &str = "select status from incidents where incident_number = 'ACM-INC-";

#[tokio::test(flavor = "multi_thread")]
async fn dana_takes_what_she_reported_and_the_database_says_so() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.do_keys("a").await;
    dana.sees("Took ACM-INC-0043.").await;
    let row = office
        .ask(
            "select i.status || ' ' || p.email || ' ' || (i.updated_at > now() - interval '1 minute') from incidents i \
             join profiles p on p.id = i.assigned_to where incident_number = 'ACM-INC-0043'",
        )
        .await;
    assert_eq!(row, "investigating dana@acme.example true");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_hers_is_refused_before_it_is_sent_and_asked_for_with_one_key() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.do_keys("a").await;
    dana.sees("Only Mia (created) or Omar (assigned) may change ACM-INC-0042.").await;
    assert_eq!(
        office.ask("select assigned_to::text from incidents where incident_number = 'ACM-INC-0042'").await,
        office.ask("select id::text from profiles where email = 'omar@acme.example'").await
    );
    dana.do_keys("y").await;
    dana.sees("Mia and Omar will see the mention").await;
    let told = office
        .ask(
            "select string_agg(p.email, ' ' order by p.email) from comment_notifications n join profiles p on p.id = n.user_id \
             join comments c on c.id = n.comment_id join profiles a on a.id = c.author_id \
             where a.email = 'dana@acme.example' and c.created_at > now() - interval '1 minute'",
        )
        .await;
    assert_eq!(told, "mia@acme.example omar@acme.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_database_itself_is_a_refusal_on_the_screen() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    // A project with a stricter rule than the schema's: what antops predicts is not what happens.
    office
        .run("create policy story on incidents as restrictive for update using (title not like 'One acquirer%')")
        .await;
    dana.do_keys("R").await;
    dana.sees("Refused: this project's rules do not let you change ACM-INC-0043.").await;
    assert_eq!(office.ask(&format!("{STATUS}0043'")).await, "open");
    dana.sees("○").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_was_quicker_is_a_conflict_and_nothing_is_overwritten() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    // Nobody tells Dana's screen: the event is lost, as events are.
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office
        .run(
            "update incidents set status = 'resolved', resolved_at = now(), assigned_to = \
             (select id from profiles where email = 'omar@acme.example') where incident_number = 'ACM-INC-0043'",
        )
        .await;
    dana.do_keys("s i").await;
    dana.sees("ACM-INC-0043 was changed meanwhile: now resolved, Omar. Nothing was written.").await;
    assert_eq!(office.ask(&format!("{STATUS}0043'")).await, "resolved");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_is_gone_is_said_to_be_gone() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office
        .run("delete from comments; delete from changes; delete from incidents where incident_number = 'ACM-INC-0043'")
        .await;
    dana.do_keys("R").await;
    dana.sees("ACM-INC-0043 is gone, or hidden from you. Nothing was written.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn resolving_stops_the_clock_closing_keeps_it_and_reopening_clears_it() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.do_keys("R").await;
    dana.sees("Resolved ACM-INC-0043.").await;
    let resolved = office.ask("select resolved_at from incidents where incident_number = 'ACM-INC-0043'").await;
    assert!(!resolved.is_empty());
    dana.do_keys("X").await;
    dana.type_text("Limit was theirs; raised by the acquirer");
    dana.do_keys("enter").await;
    dana.sees("Closed ACM-INC-0043.").await;
    assert_eq!(office.ask("select resolved_at from incidents where incident_number = 'ACM-INC-0043'").await, resolved);
    let marker = office.ask("select content from comments order by created_at desc limit 1").await;
    assert_eq!(marker, "📝 **CLOSED** | Limit was theirs; raised by the acquirer");
    dana.do_keys("O").await;
    dana.sees("ACM-INC-0043 is open now.").await;
    assert_eq!(office.ask("select status || coalesce(resolved_at::text, ' none') from incidents where incident_number = 'ACM-INC-0043'").await, "open none");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_creator_gives_an_incident_to_anybody_and_the_assignee_cannot_give_it_away() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.do_keys("A").await;
    dana.type_text("omar");
    dana.do_keys("enter").await;
    dana.sees("Assigned ACM-INC-0043 to Omar Haddad.").await;
    let mut omar = office.desk("omar").await;
    omar.go_to("0043").await;
    omar.do_keys("A").await;
    omar.type_text("wei");
    omar.do_keys("enter").await;
    omar.sees("Only Dana (created) may give ACM-INC-0043 to somebody else.").await;
    let holder = "select p.email from incidents i join profiles p on p.id = i.assigned_to where incident_number = 'ACM-INC-0043'";
    assert_eq!(office.ask(holder).await, "omar@acme.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_menu_moves_an_incident_with_one_key() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0043").await;
    dana.do_keys("s").await;
    dana.sees("Status of ACM-INC-0043").await;
    dana.do_keys("i").await;
    dana.sees("ACM-INC-0043 is investigating now.").await;
    assert_eq!(office.ask(&format!("{STATUS}0043'")).await, "investigating");
    dana.do_keys("s esc").await;
    dana.do_keys("s j enter").await;
    dana.sees("Resolved ACM-INC-0043.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_an_incident_has_a_key_of_its_own_and_is_shut_where_there_is_nothing_to_ask() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0037").await;
    dana.do_keys("H").await;
    dana.sees("Omar and Lena will see the mention").await;
    dana.go_to("0043").await;
    dana.do_keys("H").await;
    dana.sees("yours to change").await;
}
