//! The kept order of the queue against one computed from scratch, after anything that can happen to it.

use crate::support::world::*;
use antops::app::Msg;
use antops::app::board::Columns;
use antops::app::panes::incidents::sort::Sort;
use antops::app::panes::incidents::tally::Counts;
use antops::domain::filter::{Filter, Surroundings};
use antops::domain::incident::Incident;
use antops::domain::live::LiveEvent;
use antops::domain::request::{Row, Verdict};
use antops::domain::service::ServiceId;
use antops::domain::slo::Standing;
use antops::domain::value::{IncidentId, IncidentStatus, Priority, ProblemId, ProfileId};
use jiff::SignedDuration;
use proptest::prelude::*;
use std::cmp::Reverse;

/// Something that can happen while somebody looks at the queue.
#[derive(Clone, Debug)]
enum Happening {
    Row { n: u128, priority: usize, status: usize, created: i64, updated: i64, mine: bool },
    Batch(Vec<(u128, usize, i64)>),
    Gone(u128),
    Key(&'static str),
    Filter(&'static str),
    Look(&'static str),
    Judge(bool),
    Minutes(i64),
}

const FILTERS: [&str; 12] = [
    "",
    "slo:breached",
    "is:unseen",
    "age:>3h",
    "assignee:me",
    "status:closed,resolved",
    "status:open,investigating,resolved,closed",
    "-priority:low",
    "updated:today",
    "created:>2d",
    "7",
    "some thing",
];

fn happening() -> impl Strategy<Value = Happening> {
    let row = (1_u128..40, 0..4_usize, 0..4_usize, 0_i64..3000, 0_i64..300, any::<bool>()).prop_map(
        |(n, priority, status, created, updated, mine)| Happening::Row { n, priority, status, created, updated, mine },
    );
    prop_oneof![
        6 => row,
        1 => prop::collection::vec((1_u128..200, 0..4_usize, 0_i64..5000), 60..150).prop_map(Happening::Batch),
        2 => (1_u128..60).prop_map(Happening::Gone),
        6 => prop::sample::select(vec!["j", "k", "j", "k", "g", "G", "a", "R", "r", "pagedown", "h", "right", ">", "<"]).prop_map(Happening::Key),
        2 => prop::sample::select(FILTERS.to_vec()).prop_map(Happening::Filter),
        1 => prop::sample::select(vec!["]", "[", "S p", "S n", "S t", "S a", "S i", "S u", "S s", "b", "b"]).prop_map(Happening::Look),
        2 => any::<bool>().prop_map(Happening::Judge),
        2 => (1_i64..900).prop_map(Happening::Minutes),
    ]
}

fn status(at: usize) -> IncidentStatus {
    IncidentStatus::ALL[at]
}

fn heard(world: &mut World, rows: Vec<Incident>) {
    for row in &rows {
        world.rows.incidents.retain(|known| known.id != row.id);
        world.rows.incidents.push(row.clone());
    }
    let events = rows.into_iter().map(|row| LiveEvent::Row(Row::Incident(Box::new(row)))).collect();
    world.send(Msg::Live(events));
}

fn happen(world: &mut World, happening: &Happening) {
    match happening {
        Happening::Row { n, priority, status: at, created, updated, mine } => {
            let row = Incident {
                priority: Priority::ALL[*priority],
                status: status(*at),
                created_at: ago(*created),
                updated_at: ago(*updated),
                created_by: if *mine { dana() } else { omar() },
                ..incident(*n, "Something")
            };
            heard(world, vec![row]);
        }
        Happening::Batch(rows) => {
            let row = |(n, priority, created): &(u128, usize, i64)| Incident {
                priority: Priority::ALL[*priority],
                status: status(usize::try_from(*n % 4).unwrap()),
                created_at: ago(*created),
                ..incident(*n, "Many")
            };
            heard(world, rows.iter().map(row).collect());
        }
        Happening::Gone(n) => {
            world.rows.incidents.retain(|known| known.id != incident_id(*n));
            world.send(Msg::Live(vec![LiveEvent::IncidentDeleted(incident_id(*n))]));
        }
        Happening::Key(key) => {
            world.press(key);
            close_layers(world);
        }
        Happening::Look(keys) => world.press(keys),
        Happening::Filter(text) => {
            world.press("backspace /");
            world.type_text(text);
            world.press("enter");
        }
        Happening::Judge(is_refused) => {
            for op in world.sent() {
                world.judge(&op, if *is_refused { Ok(Verdict::Refused) } else { Ok(Verdict::Gone) });
            }
            close_layers(world);
        }
        Happening::Minutes(minutes) => world.pass(SignedDuration::from_mins(*minutes)),
    }
}

/// Leaves whatever a key or a verdict opened: it would take the next key.
fn close_layers(world: &mut World) {
    while !world.model.layers.is_empty() {
        world.press("esc");
    }
}

fn from_scratch(world: &World) -> (Vec<IncidentId>, Counts) {
    let model = &world.model;
    let filter = Filter::parse(&model.incidents.expression()).unwrap();
    let people = |id: ProfileId| model.rows.people.get(&id).map(antops::domain::member::Profile::label);
    let service = |id: &ServiceId| model.rows.services.get(id).map(|service| service.label.as_str());
    let problem = |id: ProblemId| model.rows.problems.get(&id).and_then(|problem| problem.number.as_deref());
    let unseen = |id: IncidentId| model.incidents.unseen.contains(&id);
    let around = Surroundings {
        now: model.now,
        zone: &model.zone,
        me: Some(dana()),
        people: &people,
        service: &service,
        problem: &problem,
        targets: &model.rows.slo,
        unseen: &unseen,
    };
    let mut counts = Counts::default();
    let mut shown = vec![];
    for row in model.rows.incidents.values() {
        let incident = model.pending.over(row);
        let standing = model.rows.slo.standing(&incident, model.now);
        counts.active += usize::from(incident.status.is_active());
        counts.breached += usize::from(matches!(standing, Standing::Breached { .. }));
        counts.at_risk += usize::from(matches!(standing, Standing::AtRisk { .. }));
        if filter.matches(&*incident, &around) {
            shown.push((standing.left(), incident.into_owned()));
        }
    }
    let name = |who: Option<ProfileId>| who.map(|who| model.rows.full_name(who).to_lowercase());
    let late = |left: &Option<SignedDuration>| (left.is_none(), *left);
    // The last key first: the sorts are stable.
    shown.sort_by_key(|(_, incident)| (Reverse(incident.updated_at), incident.id));
    match model.incidents.sort {
        Sort::Slo => shown.sort_by_key(|(left, _)| late(left)),
        Sort::Priority => shown.sort_by_key(|(left, incident)| (Reverse(incident.priority), late(left))),
        Sort::Newest => shown.sort_by_key(|(_, incident)| Reverse(incident.created_at)),
        Sort::Oldest => shown.sort_by_key(|(_, incident)| incident.created_at),
        Sort::Updated => {}
        Sort::Number => shown.sort_by_key(|(_, incident)| incident.id), // the world counts ids and numbers together
        Sort::Title => shown.sort_by_key(|(_, incident)| incident.title.to_lowercase()),
        Sort::Assignee => shown.sort_by_key(|(left, incident)| (name(incident.assigned_to), late(left))),
    }
    if model.incidents.is_board() {
        shown.sort_by_key(|(_, incident)| incident.status);
    }
    (shown.into_iter().map(|(_, incident)| incident.id).collect(), counts)
}

fn check(world: &World) -> Result<(), TestCaseError> {
    let (fresh, counts) = from_scratch(world);
    let pane = &world.model.incidents;
    prop_assert_eq!(pane.order.tally().counts(), counts);
    let (lingering, shown): (Vec<_>, Vec<_>) =
        pane.list.order().iter().copied().partition(|id| pane.order.is_lingering(*id));
    prop_assert!(lingering.iter().all(|id| pane.list.selected() == Some(*id)), "only the selected row may linger");
    let sorted = |ids: &[IncidentId]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    prop_assert_eq!(sorted(&shown), sorted(&fresh), "the rows that pass, each once");
    if pane.is_board() {
        let columns: Vec<IncidentId> = (0..4).flat_map(|lane| pane.cards(lane).0).copied().collect();
        prop_assert_eq!(columns.as_slice(), pane.list.order(), "every card in one column");
        for (lane, status) in IncidentStatus::ALL.iter().enumerate() {
            for id in pane.cards(lane).0.iter().filter(|id| pane.list.selected() != Some(**id)) {
                prop_assert_eq!(world.model.incident(*id).unwrap().status, *status, "in the column of its status");
            }
        }
    }
    if pane.order.moved() == 0 {
        prop_assert_eq!(&shown, &fresh, "nothing moved");
    } else if lingering.is_empty() {
        prop_assert_ne!(&shown, &fresh, "something would move");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_kept_order_and_counts_are_those_of_a_fresh_look_at_every_row(
        happenings in prop::collection::vec(happening(), 1..40),
    ) {
        let mut world = World::ready(80, 24);
        for happening in &happenings {
            let before = world.model.incidents.list.selected();
            happen(&mut world, happening);
            check(&world)?;
            let is_my_doing = matches!(happening, Happening::Key(_) | Happening::Filter(_) | Happening::Look(_));
            if !is_my_doing && before.is_some() {
                prop_assert_eq!(world.model.incidents.list.selected(), before, "nothing jumps under the cursor");
            }
        }
        world.press("r r"); // what the first reading brings is sorted by the second
        check(&world)?;
        prop_assert_eq!(world.model.incidents.list.order(), from_scratch(&world).0);
    }
}

#[test]
fn a_card_whose_deed_came_to_nothing_and_that_left_the_filter_meanwhile_stays_under_the_hand() {
    let mut world = World::ready(80, 24);
    for before in [Happening::Look("b"), Happening::Filter("assignee:me"), Happening::Key(">")] {
        happen(&mut world, &before);
    }
    // It passes only because of the deed: that is what made it of today.
    happen(&mut world, &Happening::Filter("updated:today"));
    let selected = world.model.incidents.list.selected();
    assert!(selected.is_some(), "the card that was moved");
    happen(&mut world, &Happening::Judge(false));
    assert_eq!(world.model.incidents.list.selected(), selected);
    check(&world).unwrap();
}
