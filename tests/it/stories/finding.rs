//! Finding one's way: filter, palette, help, moving, copying, links, times, focus.

use super::Office;

#[tokio::test(flavor = "multi_thread")]
async fn the_filter_narrows_as_it_is_typed_and_esc_brings_back_what_was() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let all = dana.model().incidents.list.order().len();
    assert_eq!(all.to_string(), office.ask("select count(*) from incidents where status in ('open', 'investigating') and organization_id = (select organization_id from profiles where email = 'dana@acme.example')").await);
    dana.press("/");
    dana.type_text("assignee:me");
    dana.settle().await.unwrap();
    let mine = dana.model().incidents.list.order().len();
    let expected = office.ask("select count(*) from incidents where status in ('open', 'investigating') and assigned_to = (select id from profiles where email = 'dana@acme.example')").await;
    assert_eq!(mine.to_string(), expected);
    dana.do_keys("esc").await;
    assert_eq!(dana.model().incidents.list.order().len(), all);
    dana.press("/");
    dana.type_text("pri");
    dana.press("tab");
    dana.type_text("critical");
    dana.do_keys("enter").await;
    assert!(dana.model().selected_incident().is_some_and(|row| row.priority.word() == "critical"));
    dana.do_keys("backspace").await;
    assert_eq!(dana.model().incidents.list.order().len(), all);
    dana.press("/");
    dana.type_text("zzzz");
    dana.do_keys("enter").await;
    assert!(dana.model().incidents.list.order().is_empty());
    dana.do_keys("esc").await;
    assert_eq!(dana.model().incidents.list.order().len(), all, "esc clears a filter that stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_runs_what_it_finds_and_greys_what_cannot_be_done() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.press(":");
    dana.type_text("resolve");
    dana.sees("Only Mia (created) or Omar (assigned) may change").await;
    dana.do_keys("esc").await;
    dana.go_to("0043").await;
    dana.press(":");
    dana.type_text("resolve");
    dana.do_keys("enter").await;
    dana.sees("Resolved ACM-INC-0043.").await;
    dana.press(":");
    dana.do_keys("down up ctrl-n ctrl-p esc").await;
    assert!(dana.model().layers.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn help_names_the_keys_of_the_place() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.press("?");
    dana.sees("Take").await;
    dana.do_keys("j k G g ctrl-d ctrl-u").await;
    dana.do_keys("esc").await;
    assert!(dana.model().layers.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_moving_moves() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let last = dana.model().incidents.list.order().len() - 1;
    for (keys, place) in [("j", 1), ("k", 0), ("G", last), ("g", 0), ("down down up", 1), ("home", 0), ("end", last)] {
        dana.do_keys(keys).await;
        assert_eq!(dana.model().incidents.list.cursor(), place, "{keys}");
    }
    dana.do_keys("g pagedown").await;
    let page = dana.model().incidents.list.cursor();
    assert!(page > 5);
    dana.do_keys("pageup").await;
    assert_eq!(dana.model().incidents.list.cursor(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn tab_and_enter_go_to_the_detail_and_esc_comes_back() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0042").await;
    dana.do_keys("enter").await;
    assert!(dana.model().incidents.detail.is_focused);
    dana.do_keys("esc").await;
    assert!(!dana.model().incidents.detail.is_focused);
    dana.do_keys("tab k k").await;
    assert!(dana.model().incidents.detail.is_focused && dana.model().incidents.detail.comment.is_some());
    dana.do_keys("tab").await;
    assert!(!dana.model().incidents.detail.is_focused);
}

#[tokio::test(flavor = "multi_thread")]
async fn number_title_and_links_can_be_copied_and_opened() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.go_to("0008").await;
    dana.do_keys("y n").await;
    dana.do_keys("y t").await;
    dana.do_keys("y m").await;
    assert_eq!(dana.copied()[..2], ["ACM-INC-0008", "Carts are empty after login"]);
    assert!(dana.copied()[2].starts_with("**ACM-INC-0008** Carts are empty after login"), "{}", dana.copied()[2]);
    dana.do_keys("o").await;
    assert_eq!(dana.opened.urls(), ["https://acme.zendesk.example/tickets/20711"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn times_can_be_absolute_the_screen_be_drawn_anew_and_everything_asked_again() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    let relative = dana.screen();
    dana.do_keys("T").await;
    assert_ne!(dana.screen(), relative);
    dana.do_keys("T ctrl-l").await;
    // A change nobody announced is found by asking.
    office.stack.faults().change(|plan| plan.drop_realtime_events = true);
    office.run("update incidents set title = 'Quite another thing' where incident_number = 'ACM-INC-0043'").await;
    dana.do_keys("r").await;
    dana.sees("Quite another thing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn q_leaves() {
    let office = Office::open().await;
    let mut dana = office.desk("dana").await;
    dana.press("q");
    dana.wait_until("the end", antops::runtime::Driver::has_ended).await.unwrap();
}
