//! Linking what belongs to a problem: ranked and with reasons, many in one go, what the rules refuse known before and asked for, and never over
//! a colleague's head.

use super::{Desk, Office};
use antops::app::layers::linking::{Side, Standing};
use antops::domain::value::Record;

/// A problem of Ana's with badge readers, and twelve incidents that belong to it, numbered ACM-INC-0901 to 0912: all Dana's but 0903 and 0909
/// (Mia's) and 0907 (Mia's, assigned to Omar). A change of Dana's belongs to it, too.
async fn readers(office: &Office) {
    office
        .run(
            "insert into problems (organization_id, problem_number, title, description, priority, status, created_by, affected_services) \
             select organization_id, 'ACM-PRBM-0901', 'Badge readers reject every badge', '<p>The turnstile firmware forgets its keys.</p>', \
             'high', 'investigating', id, '{turnstile}' from profiles where email = 'ana@acme.example'; \
             insert into incidents (organization_id, incident_number, title, description, priority, status, created_by, assigned_to, affected_services, created_at) \
             select d.organization_id, 'ACM-INC-09' || lpad(n::text, 2, '0'), 'Badge reader at gate ' || n || ' rejects every badge', '<p>d</p>', 'low', 'open', \
             case when n in (3, 7, 9) then m.id else d.id end, case when n = 7 then o.id end, '{turnstile}', now() - (13 - n) * interval '1 minute' \
             from generate_series(1, 12) n, profiles d, profiles m, profiles o \
             where d.email = 'dana@acme.example' and m.email = 'mia@acme.example' and o.email = 'omar@acme.example'; \
             insert into changes (organization_id, change_number, title, description, priority, status, requested_by, rollback_plan, test_plan, affected_services) \
             select organization_id, 'ACM-CHG-0901', 'Give the badge readers at the turnstiles new firmware', '<p>It keeps its keys.</p>', 'low', 'draft', id, \
             '<p>r</p>', '<p>t</p>', '{turnstile}' from profiles where email = 'dana@acme.example'",
        )
        .await;
}

/// Somebody with the view of the badge readers open.
async fn at_the_readers(office: &Office, who: &str) -> Desk {
    let mut desk = office.desk(who).await;
    open_view(&mut desk, "ACM-PRBM-0901").await;
    desk
}

async fn open_view(desk: &mut Desk, number: &str) {
    desk.do_keys("2 g").await;
    for _ in 0..desk.model().problems.list.order().len() {
        if desk.model().selected_problem().unwrap().name() == number {
            break;
        }
        desk.do_keys("j").await;
    }
    assert_eq!(desk.model().selected_problem().unwrap().name(), number);
    desk.do_keys("l").await;
    assert!(desk.model().shown_linking().is_some());
}

/// Puts the cursor of the list that has the keys on a record.
async fn go_to(desk: &mut Desk, number: &str) {
    desk.do_keys("g").await;
    for _ in 0..desk.model().shown_linking().unwrap().order().len() {
        let record = desk.model().shown_linking().unwrap().selected().unwrap();
        if desk.model().rows.record_name(record).ends_with(number) {
            return;
        }
        desk.do_keys("j").await;
    }
    panic!("{number} is not listed");
}

fn numbers(desk: &Desk, of: impl Fn(&Standing) -> bool) -> Vec<String> {
    let linking = desk.model().shown_linking().unwrap();
    let order = linking.candidates().order().iter();
    let mut names: Vec<String> = order
        .filter(|record| of(&desk.model().standing(linking, **record)))
        .map(|record| desk.model().rows.record_name(*record))
        .collect();
    names.sort();
    names
}

const LINKED: &str = "select coalesce(string_agg(right(i.incident_number, 2), ' ' order by i.incident_number), '') from incidents i \
                      join problems p on p.id = i.problem_id where p.problem_number = 'ACM-PRBM-0901'";
const REST: &str =
    "select md5(string_agg((to_jsonb(i) - 'problem_id' - 'updated_at')::text, '' order by i.id)) from incidents i";

#[tokio::test(flavor = "multi_thread")]
async fn twelve_are_linked_in_one_go_of_which_three_are_refused_and_asked_for_with_one_key() {
    let office = Office::open().await;
    readers(&office).await;
    let mut dana = at_the_readers(&office, "dana").await;
    let rest = office.ask(REST).await;
    dana.sees("0 linked, 13 candidates").await;
    let refused = ["ACM-INC-0903", "ACM-INC-0907", "ACM-INC-0909"];
    assert_eq!(numbers(&dana, Standing::is_refused), refused, "known before anything is done");
    dana.sees("Mia's, unassigned: ask").await;
    dana.sees("Mia's, Omar is on it: ask").await;
    // By their words, so that the change stays out of it.
    dana.press("/");
    dana.type_text("badge gate");
    dana.do_keys("enter g").await;
    dana.sees("/ badge gate  12 found").await;
    for _ in 0..12 {
        dana.do_keys("space").await;
    }
    dana.sees("12 marked, 3 would be refused").await;
    assert_eq!(office.ask(LINKED).await, "", "a mark writes nothing");
    let before = office.stack.faults().rest_requests();
    dana.do_keys("l").await;
    dana.sees("Link to ACM-PRBM-0901: done on all 9.").await;
    assert!(office.stack.faults().rest_requests() - before <= 2, "one request for all nine");
    assert_eq!(office.ask(LINKED).await, "01 02 04 05 06 08 10 11 12");
    assert_eq!(office.ask(REST).await, rest, "nothing but the problem and the time of the change was written");
    assert_eq!(dana.model().shown_linking().unwrap().linked().order().len(), 9);
    dana.sees("3 marked, 3 would be refused").await;
    dana.do_keys("H").await;
    dana.sees("Ask to link: done on all 3.").await;
    assert_eq!(numbers(&dana, |standing| matches!(standing, Standing::Asked)), refused);
    let asked = "select string_agg(right(i.incident_number, 2) || ' ' || coalesce(jsonb_array_length(c.mentions), 0), ', ' order by i.incident_number) \
                 from comments c join incidents i on i.id = c.incident_id where c.content like '%please link ACM-INC-09% to ACM-PRBM-0901%'";
    assert_eq!(office.ask(asked).await, "03 1, 07 2, 09 1");
    assert_eq!(office.ask(LINKED).await, "01 02 04 05 06 08 10 11 12");
    // Asked once is asked.
    dana.do_keys("H").await;
    assert_eq!(office.ask(asked).await, "03 1, 07 2, 09 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_links_one_first_is_not_overwritten_and_the_other_sees_where_it_went() {
    let office = Office::open().await;
    readers(&office).await;
    let mut dana = at_the_readers(&office, "dana").await;
    office.run("update incidents set assigned_to = (select id from profiles where email = 'omar@acme.example') where incident_number = 'ACM-INC-0902'").await;
    let mut omar = office.desk("omar").await;
    open_view(&mut omar, "ACM-PRBM-0007").await;
    // Dana does not hear of it in time, but of what was before.
    dana.wait_until("0902 given to Omar", |desk| {
        let mut rows = desk.model().rows.incidents.values();
        rows.any(|row| row.name() == "ACM-INC-0902" && row.assigned_to.is_some())
    })
    .await
    .unwrap();
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    omar.press("/");
    omar.type_text("0902");
    omar.do_keys("enter l").await;
    omar.sees("Linked ACM-INC-0902 to ACM-PRBM-0007.").await;
    let problem = "select p.problem_number from incidents i join problems p on p.id = i.problem_id where i.incident_number = 'ACM-INC-0902'";
    assert_eq!(office.ask(problem).await, "ACM-PRBM-0007");
    go_to(&mut dana, "0902").await;
    dana.do_keys("l").await;
    dana.sees("ACM-INC-0902 is part of ACM-PRBM-0007 by now. Nothing was written.").await;
    dana.sees("part of PRBM-0007 by now").await;
    assert_eq!(office.ask(problem).await, "ACM-PRBM-0007", "the first one stands");
    // Pressed again it is not taken from there either.
    dana.wait_until("the deed judged", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    go_to(&mut dana, "0902").await;
    dana.do_keys("l").await;
    dana.sees("unlink it there first").await;
    assert_eq!(office.ask(problem).await, "ACM-PRBM-0007");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_links_while_one_looks_changes_its_row_and_moves_none() {
    let office = Office::open().await;
    readers(&office).await;
    let mut dana = at_the_readers(&office, "dana").await;
    go_to(&mut dana, "0906").await;
    let (order, selected) = {
        let linking = dana.model().shown_linking().unwrap();
        (linking.candidates().order().to_vec(), linking.selected())
    };
    let mut mia = at_the_readers(&office, "mia").await;
    go_to(&mut mia, "0909").await;
    mia.do_keys("l").await;
    assert_eq!(office.ask(LINKED).await, "09");
    dana.sees("1 linked, 12 candidates").await;
    let linking = dana.model().shown_linking().unwrap();
    assert_eq!((linking.candidates().order(), linking.selected()), (&order[..], selected));
    assert_eq!(numbers(&dana, |standing| *standing == Standing::Linked), ["ACM-INC-0909"]);
    dana.do_keys("r").await;
    assert_eq!(dana.model().shown_linking().unwrap().candidates().order().len(), order.len() - 1, "ranked anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fits_is_marked_with_one_key_unlinked_again_and_taken_back() {
    let office = Office::open().await;
    readers(&office).await;
    let mut dana = at_the_readers(&office, "dana").await;
    dana.do_keys("* enter").await;
    dana.sees("done on all 10").await;
    let change = "select p.problem_number from changes c join problems p on p.id = c.problem_id where c.change_number = 'ACM-CHG-0901'";
    assert_eq!(office.ask(change).await, "ACM-PRBM-0901", "a change is linked like an incident");
    assert_eq!(office.ask(LINKED).await, "01 02 04 05 06 08 10 11 12");
    dana.do_keys("tab").await;
    assert_eq!(dana.model().shown_linking().unwrap().side, Side::Linked);
    go_to(&mut dana, "0904").await;
    dana.do_keys("space").await;
    go_to(&mut dana, "CHG-0901").await;
    dana.do_keys("space x").await;
    dana.sees("Unlink from ACM-PRBM-0901: done on all 2.").await;
    assert_eq!(office.ask(LINKED).await, "01 02 05 06 08 10 11 12");
    assert_eq!(office.ask(change).await, "");
    dana.do_keys("u").await;
    dana.sees("Undo: done on all 2.").await;
    assert_eq!(office.ask(LINKED).await, "01 02 04 05 06 08 10 11 12");
    dana.do_keys("u").await;
    dana.sees("Undo: done on all 10.").await;
    assert_eq!((office.ask(LINKED).await, office.ask(change).await), (String::new(), String::new()));
    dana.do_keys("esc esc").await;
    assert!(dana.model().shown_linking().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_made_on_a_dead_line_is_kept_and_made_once_it_is_back() {
    let office = Office::open().await;
    readers(&office).await;
    let mut dana = at_the_readers(&office, "dana").await;
    go_to(&mut dana, "0905").await;
    office.stack.faults().change(|plan| plan.rest.refuse = true);
    dana.press("l");
    dana.sees("not sent yet, tried again").await;
    assert_eq!(office.ask(LINKED).await, "");
    office.stack.faults().clear();
    dana.wait_until("the deed judged", |desk| desk.model().pending.all().is_empty()).await.unwrap();
    assert_eq!(office.ask(LINKED).await, "05");
    dana.sees("1 linked, 12 candidates").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_find_what_does_not_rank_and_a_record_is_read_from_the_view_and_left_for_it() {
    let office = Office::open().await;
    readers(&office).await;
    let mut dana = at_the_readers(&office, "dana").await;
    let ranked = dana.model().shown_linking().unwrap().found().len();
    dana.press("/");
    dana.type_text("0043");
    dana.sees("unlike it").await;
    dana.do_keys("enter o").await;
    assert!(dana.model().shown_linking().is_none());
    assert!(dana.model().selected_incident().unwrap().name().ends_with("0043"));
    dana.do_keys("esc").await;
    let linking = dana.model().shown_linking().unwrap();
    assert!(matches!(linking.selected(), Some(Record::Incident(_))) && linking.words == "0043");
    dana.do_keys("l").await;
    dana.sees("Linked ACM-INC-0043 to ACM-PRBM-0901.").await;
    assert_eq!(office.ask(LINKED).await, "43");
    dana.press("/");
    dana.do_keys("esc").await;
    assert_eq!(dana.model().shown_linking().unwrap().candidates().order().len(), ranked);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_problem_an_incident_belongs_to_is_ranked_first_with_its_reason_from_the_incident_too() {
    let office = Office::open().await;
    readers(&office).await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0904").await;
    dana.do_keys("l").await;
    dana.sees("turnstile").await;
    dana.do_keys("enter").await;
    dana.sees("Linked ACM-INC-0904 to ACM-PRBM-0901.").await;
    assert_eq!(office.ask(LINKED).await, "04");
    dana.do_keys("l").await;
    dana.sees("linked now").await;
}
