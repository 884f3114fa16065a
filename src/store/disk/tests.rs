use super::*;
use crate::domain::edits::{Edit, Edits, Turn};
use crate::domain::member::{Me, Profile};
use crate::domain::request::Deed;
use crate::domain::request::Verb;
use crate::domain::slo::SloTargets;
use crate::domain::value::{IncidentId, OpId, OrganizationId, Record, Role};
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
        deed: Deed::Edit {
            record: Record::Incident(IncidentId(Uuid::nil())),
            edits: Edits::of([Edit::Assignee(Turn::new(None, Some(MEI)))]),
            verb: Verb::Assign,
        },
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
        changes: Vec::new(),
        approvals: vec![],
        automations: vec![],
        responses: vec![],
        services: Vec::new(),
        infrastructure: crate::domain::infrastructure::Infrastructure::default(),
        unseen: vec![],
    }
}

#[test]
fn before_anybody_signed_in_there_is_nothing_to_load_and_no_place_to_save() {
    let home = home();
    let shelf = shelf(&home);
    assert!(shelf.load_cache().is_none());
    assert_eq!((shelf.load_drafts().len(), shelf.load_outbox().len(), shelf.complaints().len()), (0, 0, 0));
    assert!(shelf.save_draft(&KeptDraft::new("comment", "x")).is_err());
}

#[test]
fn a_draft_of_the_first_antops_is_read_without_what_it_began_from() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.save_draft(&KeptDraft::new("edit-1c00", "newer")).expect("saved");
    let file = home.path().join(format!("profile/people/{MEI}/drafts/edit-1c00.json"));
    let written = std::fs::read_to_string(&file).expect("the draft");
    assert_eq!(written, r#"{"version":1,"what":{"place":"edit-1c00","text":"newer"}}"#, "as it always was");
    std::fs::write(&file, written.replace("newer", "older")).expect("written");
    assert_eq!(shelf.load_drafts(), [KeptDraft::new("edit-1c00", "older")]);
}

#[test]
fn the_next_process_finds_what_the_last_one_kept() {
    let home = home();
    let first = attached(&home, MEI);
    first.save_cache(&cached()).expect("saved");
    first.save_draft(&KeptDraft::new("comment:1c00", "half a sentence")).expect("saved");
    first.keep_op(&op(9)).expect("kept");
    first.keep_op(&op(3)).expect("kept");
    let next = shelf(&home);
    assert_eq!(next.load_cache(), Some(cached()));
    assert_eq!(next.load_drafts(), [KeptDraft::new("comment:1c00", "half a sentence")]);
    assert_eq!(next.load_outbox(), [op(3), op(9)], "oldest first");
}

#[test]
fn what_is_done_with_is_forgotten() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.save_draft(&KeptDraft::new("a/b", "text")).expect("saved");
    shelf.save_draft(&KeptDraft::new("a/b", "")).expect("forgotten");
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
    shelf.save_draft(&KeptDraft::new("a", "secret")).expect("saved");
    shelf.attach(MARC).expect("attached");
    assert!(shelf.load_cache().is_none());
    assert_eq!(shelf.load_drafts(), []);
    shelf.attach(MEI).expect("attached");
    assert_eq!(shelf.load_drafts().len(), 1);
}

#[test]
fn signing_out_forgets_one_persons_rows_and_keeps_what_they_wrote() {
    let home = home();
    let shelf = attached(&home, MARC);
    shelf.save_draft(&KeptDraft::new("a", "his")).expect("saved");
    shelf.attach(MEI).expect("attached");
    shelf.save_cache(&cached()).expect("saved");
    shelf.save_draft(&KeptDraft::new("a", "hers")).expect("saved");
    shelf.keep_op(&op(1)).expect("kept");
    shelf.forget_cache().expect("forgotten");
    assert!(shelf.load_cache().is_none() && shelf.load_drafts().is_empty(), "nobody is attached");
    assert!(self::shelf(&home).load_drafts().is_empty(), "nor in the next process");
    shelf.attach(MEI).expect("attached");
    assert!(shelf.load_cache().is_none());
    assert_eq!((shelf.load_drafts(), shelf.load_outbox()), (vec![KeptDraft::new("a", "hers")], vec![op(1)]));
    shelf.attach(MARC).expect("attached");
    assert_eq!(shelf.load_drafts(), [KeptDraft::new("a", "his")]);
}

#[test]
fn rows_are_kept_for_nobody_but_whom_they_belong_to() {
    let home = home();
    let shelf = attached(&home, MARC);
    shelf.save_cache(&cached()).expect("nothing to do");
    assert!(shelf.load_cache().is_none(), "Mei's rows in Marc's part");
    shelf.attach(MEI).expect("attached");
    shelf.forget_cache().expect("forgotten");
    shelf.save_cache(&cached()).expect("nothing to do");
    shelf.attach(MEI).expect("attached");
    assert!(shelf.load_cache().is_none(), "rows that came back after signing out");
}

#[test]
fn a_part_that_cannot_be_attached_leaves_nobody_attached() {
    let home = home();
    let shelf = attached(&home, MEI);
    std::fs::write(home.path().join(format!("profile/people/{MARC}")), "in the way").expect("written");
    shelf.attach(MARC).expect_err("no directory");
    shelf.save_draft(&KeptDraft::new("a", "his")).expect_err("nobody is attached");
    shelf.attach(MEI).expect("attached");
    assert_eq!(shelf.load_drafts(), []);
}

#[test]
fn a_damaged_file_is_set_aside_and_told() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.save_cache(&cached()).expect("saved");
    let file = home.path().join(format!("profile/people/{MEI}/cache.json"));
    for (damage, number) in ["", "{", "{\"version\":2,\"what\":{}}", "{\"version\":2}"].iter().zip(1..) {
        std::fs::write(&file, damage).expect("damaged");
        assert!(shelf.load_cache().is_none(), "{damage}");
        assert_eq!(shelf.complaints().len(), 1, "{damage}");
        let aside = file.with_extension(format!("json.unreadable-{number}"));
        assert!(!file.exists());
        assert_eq!(&std::fs::read_to_string(aside).expect("set aside, beside the earlier ones"), damage);
    }
    shelf.save_cache(&cached()).expect("saved");
    assert_eq!(shelf.load_cache(), Some(cached()));
    assert_eq!(shelf.complaints(), Vec::<Safe>::new());
}

#[test]
fn rows_that_an_older_antops_kept_are_left_out_without_a_word() {
    let home = home();
    let shelf = attached(&home, MEI);
    std::fs::write(home.path().join(format!("profile/people/{MEI}/cache.json")), "{\"version\":1,\"what\":{}}")
        .expect("written");
    assert!(shelf.load_cache().is_none());
    assert_eq!(shelf.complaints(), Vec::<Safe>::new());
    shelf.save_cache(&cached()).expect("saved over it");
    assert_eq!(shelf.load_cache(), Some(cached()));
}

#[test]
fn what_a_newer_antops_wrote_is_left_as_it_is_and_told() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.save_cache(&cached()).expect("saved");
    shelf.save_draft(&KeptDraft::new("a", "text")).expect("saved");
    shelf.keep_op(&op(1)).expect("kept");
    let part = home.path().join(format!("profile/people/{MEI}"));
    let newer = "{\"version\":4,\"body\":\"unheard of\"}";
    let files = ["cache.json".to_owned(), "drafts/a.json".to_owned(), format!("outbox/{}.json", op(1).id)];
    for file in &files {
        std::fs::write(part.join(file), newer).expect("written");
    }
    assert!(shelf.load_cache().is_none());
    assert_eq!((shelf.load_drafts(), shelf.load_outbox()), (vec![], vec![]));
    let said = shelf.complaints();
    assert!(said.len() == 3 && said.iter().all(|sentence| sentence.contains("newer antops")), "{said:?}");
    shelf.save_cache(&cached()).expect("nothing to do");
    shelf.save_draft(&KeptDraft::new("a", "older")).expect("saved beside it");
    assert_eq!(shelf.load_drafts(), [KeptDraft::new("a", "older")]);
    shelf.save_draft(&KeptDraft::new("a", "")).expect("forgotten");
    assert_eq!(shelf.load_drafts(), []);
    for file in &files {
        assert_eq!(std::fs::read_to_string(part.join(file)).expect("there"), newer, "{file}");
    }
}

#[test]
fn a_deed_of_an_older_antops_is_set_aside_with_where_it_lies_and_nothing_is_called_damaged() {
    let home = home();
    let shelf = attached(&home, MEI);
    shelf.keep_op(&op(1)).expect("kept");
    let file = home.path().join(format!("profile/people/{MEI}/outbox/{}.json", op(1).id));
    let older = "{\"version\":1,\"what\":{\"id\":\"00000000-0000-0000-0000-000000000001\",\"deed\":{\"Take\":{}}}}";
    std::fs::write(&file, older).expect("written");
    shelf.keep_op(&op(2)).expect("kept");
    assert_eq!(shelf.load_outbox(), [op(2)]);
    let aside = file.with_extension("json.unreadable-1");
    assert_eq!(std::fs::read_to_string(&aside).expect("set aside"), older);
    let said = shelf.complaints();
    let [sentence] = said.as_slice() else { panic!("{said:?}") };
    assert!(
        sentence.contains("left by an older antops") && sentence.contains(&aside.display().to_string()),
        "{sentence}"
    );
    assert_eq!((shelf.load_outbox(), shelf.complaints()), (vec![op(2)], vec![]), "said once");
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
    fn any_draft_comes_back_as_it_was(place in ".{1,12}", text in ".{1,400}", seen in proptest::option::of(0_i64..2_000_000_000)) {
        let home = home();
        let shelf = attached(&home, MEI);
        let draft = KeptDraft { seen: seen.map(|second| Timestamp::from_second(second).expect("a time")), ..KeptDraft::new(place, text) };
        shelf.save_draft(&draft).expect("saved");
        proptest::prop_assert_eq!(shelf.load_drafts(), [draft]);
    }
}

#[test]
fn two_processes_change_the_room_and_neither_loses_what_the_other_wrote() {
    use crate::domain::notification::NoticeId;
    use crate::domain::value::{MentionId, NotificationId};
    use crate::ports::{KeptRoom, RoomChange};
    let home = tempfile::tempdir().expect("a directory");
    let who = ProfileId(uuid::Uuid::from_u128(1));
    let [one, other] = [(); 2].map(|()| Shelf::open(home.path()).expect("a shelf"));
    one.attach(who).expect("attached");
    other.attach(who).expect("attached");
    let away = NoticeId::System(NotificationId(uuid::Uuid::from_u128(7)));
    let read = NoticeId::Mention(MentionId(uuid::Uuid::from_u128(8)));
    let at = jiff::Timestamp::UNIX_EPOCH;
    one.change_room(&RoomChange { archive: vec![(away, Some(at))], ..RoomChange::default() }).expect("kept");
    other.change_room(&RoomChange { marking: vec![(read, Some(true))], ..RoomChange::default() }).expect("kept");
    let kept = KeptRoom { archived: [(away, at)].into(), marking: [(read, true)].into(), feed_read_until: None };
    assert_eq!(one.load_room(), kept);
    other
        .change_room(&RoomChange { archive: vec![(away, None)], marking: vec![(read, None)], ..RoomChange::default() })
        .expect("kept");
    assert_eq!(one.load_room(), KeptRoom::default());
}

#[test]
fn one_process_rings_until_it_ends() {
    let home = tempfile::tempdir().expect("a directory");
    let who = ProfileId(uuid::Uuid::from_u128(1));
    let [one, other] = [(); 2].map(|()| Shelf::open(home.path()).expect("a shelf"));
    assert!(!one.may_ring(), "nobody is attached");
    one.attach(who).expect("attached");
    other.attach(who).expect("attached");
    assert_eq!((one.may_ring(), other.may_ring(), one.may_ring()), (true, false, true));
    drop(one);
    assert!(other.may_ring());
}
