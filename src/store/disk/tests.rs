use super::*;
use crate::domain::member::{Me, Profile};
use crate::domain::request::Deed;
use crate::domain::slo::SloTargets;
use crate::domain::value::{IncidentId, OpId, OrganizationId, Role};
use jiff::Timestamp;
use uuid::Uuid;

const MEI: ProfileId = ProfileId(Uuid::from_u128(1));
const MARC: ProfileId = ProfileId(Uuid::from_u128(2));

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

fn shelf(home: &tempfile::TempDir) -> Shelf {
    Shelf::open(&home.path().join("profile")).expect("a shelf")
}

fn attached(home: &tempfile::TempDir, who: ProfileId) -> Shelf {
    let shelf = shelf(home);
    shelf.attach(who).expect("attached");
    shelf
}

fn op(second: i64) -> Op {
    Op {
        id: OpId(Uuid::from_u128(second.unsigned_abs().into())),
        at: Timestamp::from_second(second).expect("a time"),
        deed: Deed::Assign { incident: IncidentId(Uuid::nil()), to: Some(MEI), seen: None },
    }
}

fn cached() -> Cached {
    let profile =
        Profile { id: MEI, email: "mei@acme.example".into(), full_name: Some("Mei 林美".into()), role: Role::Member };
    let organization = OrganizationId(Uuid::nil());
    Cached {
        at: Timestamp::from_second(7).expect("a time"),
        me: Me { profile: profile.clone(), organization, organization_name: "Acme".into(), membership: None },
        people: vec![profile],
        slo: SloTargets::default(),
        incidents: Vec::new(),
        comments: Vec::new(),
        problems: Vec::new(),
        services: Vec::new(),
    }
}

#[test]
fn before_anybody_signed_in_there_is_nothing_to_load_and_no_place_to_save() {
    let home = home();
    let shelf = shelf(&home);
    assert!(shelf.load_cache().is_none());
    assert_eq!((shelf.load_drafts().len(), shelf.load_outbox().len(), shelf.complaints().len()), (0, 0, 0));
    assert!(shelf.save_draft("comment", "x").is_err());
}

#[test]
fn the_next_process_finds_what_the_last_one_kept() {
    let home = home();
    let first = attached(&home, MEI);
    first.save_cache(&cached()).expect("saved");
    first.save_draft("comment:1c00", "half a sentence").expect("saved");
    first.keep_op(&op(9)).expect("kept");
    first.keep_op(&op(3)).expect("kept");
    let next = shelf(&home);
    assert_eq!(next.load_cache(), Some(cached()));
    assert_eq!(next.load_drafts(), [("comment:1c00".to_owned(), "half a sentence".to_owned())]);
    assert_eq!(next.load_outbox(), [op(3), op(9)], "oldest first");
}

#[test]
fn what_is_done_with_is_forgotten() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.save_draft("a/b", "text").expect("saved");
    shelf.save_draft("a/b", "").expect("forgotten");
    shelf.keep_op(&op(1)).expect("kept");
    shelf.forget_op(&op(1)).expect("forgotten");
    shelf.forget_op(&op(1)).expect("forgotten again");
    assert_eq!((shelf.load_drafts().len(), shelf.load_outbox().len()), (0, 0));
}

#[test]
fn nobody_sees_what_is_kept_for_another() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.save_cache(&cached()).expect("saved");
    shelf.save_draft("a", "secret").expect("saved");
    shelf.attach(MARC).expect("attached");
    assert!(shelf.load_cache().is_none());
    assert_eq!(shelf.load_drafts(), []);
    shelf.attach(MEI).expect("attached");
    assert_eq!(shelf.load_drafts().len(), 1);
}

#[test]
fn wiping_takes_one_persons_part_alone() {
    let home = home();
    let shelf = attached(&home, MARC);
    shelf.save_draft("a", "his").expect("saved");
    shelf.attach(MEI).expect("attached");
    shelf.save_cache(&cached()).expect("saved");
    shelf.wipe().expect("wiped");
    assert!(shelf.load_cache().is_none());
    let left = std::fs::read_dir(home.path().join("profile/people")).expect("a list").count();
    assert_eq!(left, 1);
    shelf.attach(MARC).expect("attached");
    assert_eq!(shelf.load_drafts().len(), 1);
}

#[test]
fn a_damaged_file_is_set_aside_and_told() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.save_cache(&cached()).expect("saved");
    let file = home.path().join(format!("profile/people/{MEI}/cache.json"));
    for damage in ["", "{", "{\"version\":99,\"what\":{}}", "{\"version\":1}"] {
        std::fs::write(&file, damage).expect("damaged");
        assert!(shelf.load_cache().is_none(), "{damage}");
        assert_eq!(shelf.complaints().len(), 1, "{damage}");
        assert!(!file.exists() && file.with_extension("json.unreadable").exists());
    }
    shelf.save_cache(&cached()).expect("saved");
    assert_eq!(shelf.load_cache(), Some(cached()));
    assert_eq!(shelf.complaints(), Vec::<Safe>::new());
}

#[test]
fn names_of_places_never_leave_the_folder() {
    assert_eq!(file_name("comment:1c-0/../x").ok().as_deref(), Some("comment_3a1c-0_2f_2e_2e_2fx"));
    assert!(file_name("").is_err());
    assert!(file_name(&"x".repeat(300)).is_err());
}

proptest::proptest! {
    // Each case waits for the disk several times.
    #![proptest_config(proptest::test_runner::Config::with_cases(24))]
    #[test]
    fn any_draft_comes_back_as_it_was(place in ".{1,12}", text in ".{1,400}") {
        let home = home();
        let shelf = attached(&home, MEI);
        shelf.save_draft(&place, &text).expect("saved");
        proptest::prop_assert_eq!(shelf.load_drafts(), [(place, text)]);
    }
}
