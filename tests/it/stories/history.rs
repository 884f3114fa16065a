//! Looking back: the filter reaches every incident there ever was, however long ago it was closed.

use super::{Desk, Office};
use antops::app::panes::incidents::history::Reach;
use antops::app::panes::incidents::sort::Sort;
use antops::domain::value::IncidentId;
use std::collections::BTreeSet;

const ACME: &str = "(select organization_id from profiles where email = 'dana@acme.example')";

/// An office with 2,500 closed incidents behind it, one of them with a title full of signs.
async fn old_office() -> Office {
    let office = Office::open().await;
    office
        .run(&format!(
            "insert into incidents (organization_id, title, description, created_by, incident_number, status, tags, created_at, updated_at, resolved_at) \
             select {ACME}, case n when 1700 then 'Cache, (tier two) was 50% \"cold\"' else 'Old outage ' || n end, '', \
             (select id from profiles where email = 'omar@acme.example'), 'ACM-INC-' || 10000 + n, 'closed', \
             array['year-' || n % 5], now() - n * interval '9 hours' - interval '1 day', now() - n * interval '8 hours' - interval '1 day', \
             now() - n * interval '8 hours' - interval '1 day' from generate_series(1, 2500) n"
        ))
        .await;
    office
}

async fn filter(desk: &mut Desk, text: &str) {
    desk.press("/ ctrl-u");
    desk.type_text(text);
    desk.do_keys("enter").await;
}

fn shown(desk: &Desk) -> Vec<IncidentId> {
    desk.model().incidents.list.order().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_incident_is_found_by_a_text_full_of_signs() {
    let office = old_office().await;
    let mut dana = office.desk("dana").await;
    filter(&mut dana, "status:closed \"cache, (tier two)\"").await;
    dana.sees("Cache, (tier two) was 50% \"cold\"").await;
    assert_eq!(dana.model().selected_incident().unwrap().name(), "ACM-INC-11700");
    dana.sees("all 1").await;
    filter(&mut dana, "50% status:any").await;
    dana.sees("ACM-INC-11700").await;
    // Its detail is that of any other incident.
    dana.do_keys("enter").await;
    dana.sees("Omar").await;
    dana.do_keys("esc").await;
    filter(&mut dana, "status:closed \"no such thing) at, all\"").await;
    dana.sees("Nothing matches the filter, as far back as there are incidents.").await;
    let before = dana.model().rows.incidents.len();
    dana.do_keys("backspace").await;
    assert!(
        dana.model().rows.incidents.len() <= before && dana.model().reach().is_none(),
        "what was found goes with its filter"
    );
    dana.sees("23 of").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scrolling_down_reaches_every_closed_incident_and_the_title_says_how_many_there_are() {
    let office = old_office().await;
    let closed = office
        .ask(&format!("select count(*) from incidents where status = 'closed' and organization_id = {ACME}"))
        .await;
    let closed: usize = closed.parse().unwrap();
    assert!(closed > 2500);
    let mut dana = office.desk("dana").await;
    filter(&mut dana, "status:closed").await;
    dana.wait_until("the first page", |desk| matches!(desk.model().reach(), Some(Reach::Part(_)))).await.unwrap();
    let title = dana.screen().lines().find(|line| line.contains("status:closed")).unwrap().to_owned();
    assert!(title.contains(" of ≈") || title.contains(" of more than 1,000"), "{title}");
    let mut pages = 0;
    while dana.model().reach() != Some(Reach::Whole) {
        let before = shown(&dana).len();
        dana.do_keys("G").await;
        assert!(
            shown(&dana).len() > before || dana.model().reach() == Some(Reach::Whole),
            "nothing more after {before}"
        );
        pages += 1;
        assert!(pages < 40, "{before} rows");
    }
    let ids: BTreeSet<IncidentId> = shown(&dana).into_iter().collect();
    assert_eq!((shown(&dana).len(), ids.len()), (closed, closed), "each one once");
    let total = format!("all {},{:03}", closed / 1000, closed % 1000);
    dana.sees(&total).await;
    // The queue is loaded anew every few minutes: what was found further back stays.
    let selected = dana.model().incidents.list.selected();
    dana.do_keys("r").await;
    assert_eq!((shown(&dana).len(), dana.model().incidents.list.selected()), (closed, selected));
    dana.do_keys("esc").await;
    assert!(dana.model().rows.incidents.len() < 1000 && dana.model().reach().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn sorted_by_age_the_oldest_of_all_come_first_and_none_is_left_out_in_between() {
    let office = old_office().await;
    let mut dana = office.desk("dana").await;
    dana.do_keys("[").await;
    dana.sees("of ").await;
    let keys = format!("S {} g", Sort::Oldest.menu_key());
    dana.do_keys(&keys).await;
    dana.wait_until("the oldest", |desk| {
        desk.model().selected_incident().is_some_and(|row| row.title.as_str() == "Old outage 2500")
    })
    .await
    .unwrap();
    // As far as one scrolls, each row is older than the next, and none of the database's is missing between them.
    for _ in 0..20 {
        dana.do_keys("pagedown").await;
    }
    let reached = dana.model().incidents.list.cursor();
    assert!(reached > 300 && reached < 1500, "{reached}");
    let model = dana.model();
    let seen: Vec<String> = shown(&dana)[..reached].iter().map(|id| model.incident(*id).unwrap().name()).collect();
    let held = office
        .ask(&format!(
            "select string_agg(incident_number, ' ') from (select incident_number from incidents where organization_id = {ACME} \
             and status in ('resolved', 'closed') order by created_at, id limit {reached}) old"
        ))
        .await;
    assert_eq!(seen.join(" "), held);
}

#[tokio::test(flavor = "multi_thread")]
async fn times_and_tags_reach_back_as_far() {
    let office = old_office().await;
    let mut dana = office.desk("dana").await;
    for (expression, sql) in [
        (
            "status:closed tag:year-3 created:>700d",
            "'year-3' = any(tags) and status = 'closed' and created_at < now() - interval '700 days'",
        ),
        (
            "resolved:<40d status:any created-by:omar tag:year-1",
            "'year-1' = any(tags) and resolved_at > now() - interval '40 days'",
        ),
        (
            "status:closed slo:missed -tag:year-0,year-1,year-2,year-3 -cache created:<90d created-by:omar",
            "tags = '{year-4}' and status = 'closed' and created_at > now() - interval '90 days' and resolved_at - created_at >= interval '24 hours'",
        ),
    ] {
        let expected: usize = office.ask(&format!("select count(*) from incidents where {sql}")).await.parse().unwrap();
        assert!(expected > 3, "{expression}");
        filter(&mut dana, expression).await;
        dana.wait_until("the end", |desk| desk.model().reach() == Some(Reach::Whole)).await.unwrap();
        assert_eq!(shown(&dana).len(), expected, "{expression}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_not_told_as_nothing() {
    let office = old_office().await;
    let mut dana = office.desk("dana").await;
    office.stack.faults().change(|plan| plan.rest.status = Some(500));
    dana.press("/ ctrl-u");
    dana.type_text("status:closed \"cache, (tier two)\"");
    dana.press("enter");
    dana.sees("and older ones could not").await;
    office.stack.faults().clear();
    dana.do_keys("r").await;
    dana.sees("Cache, (tier two) was 50%").await;
}
