use super::*;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;

fn about(services: &[&str], title: &str, text: &str) -> About {
    About {
        services: services.iter().map(|id| ServiceId(Safe::line(id))).collect(),
        loud: vec![Safe::line(title)],
        quiet: vec![Safe::new(text)],
    }
}

fn index(all: impl IntoIterator<Item = (usize, About)>) -> Index<usize> {
    let mut index = Index::default();
    for (id, about) in all {
        index.put(id, about);
    }
    index
}

/// All that have anything in common with one and score so much, by their ids.
fn like(index: &Index<usize>, about: &About, least: f64, wanted: usize) -> Vec<(usize, Likeness)> {
    let gist = about.gist(|id| (id.0.as_str() == "api-checkout").then_some("checkout"));
    let found = index.like(&[gist], least, |id| id == wanted, |_, _, likeness| likeness.score());
    let mut found: Vec<_> = found.into_iter().map(|alike| (alike.id, alike.likeness)).collect();
    found.sort_by_key(|(id, _)| *id);
    found
}

const NOBODY: usize = usize::MAX;

/// Sixty records that have this and that in common.
fn crowd(n: usize) -> About {
    let said = ["pool", "disk", "edge", "queue", "login", "mail", "cache"];
    let nodes = [format!("node-{}", n % 3), format!("node-{}", n % 4)];
    about(
        &[&nodes[0], &nodes[1]],
        &format!("{} {}", said[n % 7], said[n % 5]),
        &format!("<p>{} and {}</p>", said[n % 3], said[(n + 2) % 7]),
    )
}

#[test]
fn what_every_record_says_is_no_likeness_and_what_one_says_is_most() {
    let all = (0..8).map(|n| (n, about(&[], ["gateway pool", "gateway disk"][usize::from(n > 0)], "")));
    let index = index(all);
    let like = |title: &str| like(&index, &about(&[], title, ""), 0.0, NOBODY);
    assert_eq!(like("gateway"), []);
    let found = like("gateway pool");
    assert_eq!((found.len(), found[0].0, found[0].1.words.clone()), (1, 0, vec!["pool".to_owned()]));
    assert!((found[0].1.score() - 1.0).abs() < 1e-9);
    assert!(like("disk").iter().all(|(_, likeness)| likeness.score() < 0.1));
}

#[test]
fn the_name_of_a_shared_service_is_not_counted_twice() {
    let index = index([(1, about(&["api-checkout"], "Checkout refuses", ""))]);
    for title in ["", "checkout"] {
        let found = like(&index, &about(&["api-checkout"], title, ""), 0.0, NOBODY);
        assert!((found[0].1.score() - SERVICE).abs() < 1e-9, "{title}");
    }
}

#[test]
fn records_with_other_services_are_elsewhere_and_records_without_any_are_not() {
    let index = index([(1, about(&["edge-eu"], "pool", "")), (2, about(&[], "pool", ""))]);
    let found = like(&index, &about(&["db-hr"], "pool", ""), 0.0, NOBODY);
    assert_eq!(found.iter().map(|(_, it)| it.is_elsewhere).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_close_look_at_the_likely_ones_alone_misses_none_that_is_alike_enough() {
    let index = index((0..60).map(|n| (n, crowd(n))));
    for n in 0..60 {
        let all = like(&index, &crowd(n), 0.0, NOBODY);
        for least in [0.3, 0.8, 1.4] {
            let close: Vec<_> = all.iter().filter(|(id, it)| it.score() >= least || *id == 7).cloned().collect();
            assert_eq!(like(&index, &crowd(n), least, 7), close, "like {n}, {least} at least");
        }
    }
}

#[test]
fn of_many_that_are_asked_about_the_likest_is_named() {
    let index = index((0..60).map(|n| (n, crowd(n))));
    let asked: Vec<Gist> = [3, 11, 24, 40].iter().map(|n| crowd(*n).gist(|_| None)).collect();
    // What weighs less than it scores must not hide what is likest after weighing.
    let weigh = |to: usize, it: &Likeness| it.score() * if to == 1 { 0.5 } else { 1.0 };
    let found = index.like(&asked, 0.0, |_| false, |_, to, it| weigh(to, it));
    assert!(found.len() > 30);
    for alike in found {
        let weights = asked.iter().enumerate().map(|(to, gist)| {
            let one = index.like(std::slice::from_ref(gist), 0.0, |_| false, |_, _, it| weigh(to, it));
            one.iter().find(|one| one.id == alike.id).map_or(0.0, |one| one.weight)
        });
        let weights: Vec<f64> = weights.collect();
        assert!(weights.iter().all(|weight| *weight <= alike.weight), "{} is {:?}", alike.id, weights);
        assert!((weights[alike.to] - alike.weight).abs() < 1e-9);
    }
}

#[test]
fn an_index_that_was_changed_answers_like_one_made_anew() {
    let mut changed = index((0..40).map(|n| (n, crowd(n + 9))));
    for gone in [0, 3, 17, 39] {
        assert!(changed.remove(gone));
    }
    assert!(!changed.remove(17));
    for n in (0..60).rev() {
        changed.put(n, crowd(n));
    }
    assert!(!changed.put(5, crowd(5)), "it says the same");
    changed.retain(|id| id != 8);
    let anew = index((0..60).filter(|n| *n != 8).map(|n| (n, crowd(n))));
    for n in 0..60 {
        assert_eq!(like(&changed, &crowd(n), 0.0, NOBODY), like(&anew, &crowd(n), 0.0, NOBODY), "like {n}");
    }
    changed.retain(|_| false);
    assert!(changed.words.is_empty() && changed.services.is_empty(), "nothing of what is gone stays");
}
