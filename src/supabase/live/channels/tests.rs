use super::*;
use crate::domain::value::{OrganizationId, ProfileId};
use uuid::Uuid;

const SECOND: Duration = Duration::from_secs(1);

/// A connection under test: what it sent, and what it told.
struct Bench {
    channels: Channels,
    now: Instant,
    sent: Vec<Value>,
    told: Vec<LiveEvent>,
    rest: Vec<Out>,
}

impl Bench {
    fn open() -> Self {
        let now = Instant::now();
        let channels = Channels::open(
            Home { me: ProfileId(Uuid::from_u128(2)), organization: OrganizationId(Uuid::from_u128(1)) },
            "token-1".into(),
            now,
        );
        let mut bench = Self { channels, now, sent: Vec::new(), told: Vec::new(), rest: Vec::new() };
        bench.collect();
        bench
    }

    fn collect(&mut self) {
        for out in self.channels.take() {
            match out {
                Out::Send(text) => self.sent.push(serde_json::from_str(&text).expect("JSON")),
                Out::Event(event) => self.told.push(event),
                other => self.rest.push(other),
            }
        }
    }

    fn server(&mut self, frame: &Value) {
        self.channels.receive(&frame.to_string(), self.now);
        self.collect();
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.channels.tick(self.now);
        self.collect();
    }

    fn clear(&mut self) {
        self.sent.clear();
        self.told.clear();
        self.rest.clear();
    }

    /// The `ref` of the last join of a kind.
    fn join_of(&self, kind: Kind) -> String {
        let mut joins = self.sent.iter().filter(|frame| frame["event"] == "phx_join" && frame["topic"] == topic(kind));
        joins.next_back().expect("a join")["ref"].as_str().expect("a ref").to_owned()
    }

    fn reply(&mut self, kind: Kind, reference: &str) {
        let payload = json!({"status": "ok", "response": {"postgres_changes": []}});
        self.server(&json!({"topic": topic(kind), "event": "phx_reply", "payload": payload, "ref": reference}));
    }

    fn system(&mut self, kind: Kind, extension: &str, status: &str, message: &str) {
        let payload = json!({"extension": extension, "status": status, "message": message});
        self.server(&json!({"topic": topic(kind), "event": "system", "payload": payload, "ref": null}));
    }

    fn live() -> (Self, String) {
        let mut bench = Self::open();
        let first = bench.join_of(Kind::Incidents);
        bench.reply(Kind::Incidents, &first);
        for kind in &Kind::ALL[1..] {
            let join = bench.join_of(*kind);
            bench.reply(*kind, &join);
        }
        for kind in Kind::ALL {
            bench.system(*kind, "postgres_changes", "ok", "Subscribed to PostgreSQL");
        }
        let beat = bench.sent.iter().find(|frame| frame["event"] == "heartbeat").expect("a heartbeat")["ref"].clone();
        bench.server(&json!({"topic": "phoenix", "event": "phx_reply", "payload": {"status": "ok"}, "ref": beat}));
        bench.clear();
        (bench, first)
    }
}

#[test]
fn one_topic_is_joined_first_and_the_others_after_its_reply() {
    let mut bench = Bench::open();
    assert_eq!(bench.sent.len(), 1);
    let first = bench.join_of(Kind::Incidents);
    bench.reply(Kind::Incidents, &first);
    let joins = bench.sent.iter().filter(|frame| frame["event"] == "phx_join");
    let joined: Vec<_> = joins.filter_map(|frame| frame["topic"].as_str()).collect();
    let all: Vec<_> = Kind::ALL.iter().map(|kind| topic(*kind)).collect();
    assert_eq!((joined[0], &joined), ("realtime:antops:incidents", &all.iter().map(String::as_str).collect()));
}

#[test]
fn a_kind_is_live_from_the_system_message_on() {
    let mut bench = Bench::open();
    let first = bench.join_of(Kind::Incidents);
    bench.clear();
    bench.reply(Kind::Incidents, &first);
    assert_eq!(bench.told, []);
    bench.system(Kind::Incidents, "postgres_changes", "ok", "in whatever words");
    assert_eq!(bench.told, [LiveEvent::State(Kind::Incidents, LiveState::Live)]);
}

#[test]
fn inserts_and_updates_are_filtered_and_deletes_are_not() {
    let bench = Bench::open();
    let bindings = bench.sent[0]["payload"]["config"]["postgres_changes"].as_array().expect("bindings").clone();
    let filters: Vec<_> =
        bindings.iter().map(|binding| (binding["event"].as_str(), binding.get("filter").is_some())).collect();
    assert_eq!(filters, [(Some("INSERT"), true), (Some("UPDATE"), true), (Some("DELETE"), false)]);
}

#[test]
fn the_pulse_is_felt_right_after_joining() {
    let mut bench = Bench::open();
    let first = bench.join_of(Kind::Incidents);
    bench.reply(Kind::Incidents, &first);
    let beat = bench.sent.last().expect("a frame").clone();
    assert_eq!(beat["event"], "heartbeat");
    bench.now += Duration::from_millis(42);
    bench.server(&json!({"topic": "phoenix", "event": "phx_reply", "payload": {"status": "ok"}, "ref": beat["ref"]}));
    assert_eq!(bench.told.last(), Some(&LiveEvent::Pulse { millis: 42 }));
}

#[test]
fn a_table_outside_the_publication_is_refused_and_others_live_on() {
    let (mut bench, _) = Bench::live();
    bench.system(Kind::Problems, "postgres_changes", "error", "Unable to subscribe");
    let refused = LiveState::Refused { reason: "Unable to subscribe".into() };
    assert_eq!(bench.told, [LiveEvent::State(Kind::Problems, refused)]);
    assert_eq!(bench.rest, []);
}

#[test]
fn an_expired_token_is_renewed_and_the_topic_joined_again() {
    let (mut bench, join) = Bench::live();
    bench.system(Kind::Incidents, "system", "error", "Token has expired 0 seconds ago");
    bench.server(&json!({"topic": topic(Kind::Incidents), "event": "phx_close", "payload": {}, "ref": join}));
    assert_eq!(bench.rest, [Out::Renew]);
    assert!(matches!(&bench.told[..], [LiveEvent::State(Kind::Incidents, LiveState::Down { .. })]), "{:?}", bench.told);
    bench.channels.set_token("token-2".into());
    bench.collect();
    bench.pass(SECOND);
    let join = bench.sent.iter().find(|frame| frame["event"] == "phx_join").expect("a join");
    assert_eq!(join["payload"]["access_token"], "token-2");
}

#[test]
fn a_close_of_an_older_join_is_not_ours() {
    let (mut bench, _) = Bench::live();
    bench.server(&json!({"topic": topic(Kind::Incidents), "event": "phx_close", "payload": {}, "ref": "99"}));
    assert_eq!((bench.told.len(), bench.sent.len()), (0, 0));
}

#[test]
fn a_crashed_channel_is_joined_again() {
    let (mut bench, join) = Bench::live();
    bench.server(&json!({"topic": topic(Kind::Incidents), "event": "phx_error", "payload": {}, "ref": join}));
    bench.pass(SECOND);
    assert_ne!(bench.join_of(Kind::Incidents), join);
    assert_eq!(bench.told.last(), Some(&LiveEvent::State(Kind::Incidents, LiveState::Joining)));
}

#[test]
fn a_new_token_goes_to_every_joined_topic() {
    let (mut bench, _) = Bench::live();
    bench.channels.set_token("token-2".into());
    bench.collect();
    let pushed: Vec<_> =
        bench.sent.iter().map(|frame| (frame["event"].as_str(), frame["payload"]["access_token"].as_str())).collect();
    assert_eq!(pushed, vec![(Some("access_token"), Some("token-2")); Kind::ALL.len()]);
    bench.channels.set_token("token-2".into());
    assert_eq!(bench.channels.take(), []);
}

#[test]
fn a_join_refused_for_its_token_asks_for_another() {
    let mut bench = Bench::open();
    let join = bench.join_of(Kind::Incidents);
    let payload =
        json!({"status": "error", "response": {"reason": "InvalidJWTToken: Token has expired 2 seconds ago"}});
    bench.server(&json!({"topic": topic(Kind::Incidents), "event": "phx_reply", "payload": payload, "ref": join}));
    assert_eq!(bench.rest, [Out::Renew]);
    assert_eq!(
        bench.sent.iter().filter(|frame| frame["event"] == "phx_join").count(),
        Kind::ALL.len(),
        "the others are tried"
    );
}

#[test]
fn a_silent_server_is_left() {
    let (mut bench, _) = Bench::live();
    bench.pass(HEARTBEAT);
    assert_eq!(bench.sent.len(), 1);
    bench.pass(HEARTBEAT_ANSWER);
    assert_eq!(bench.rest, [Out::Lost("no answer to a heartbeat")]);
}

#[test]
fn heartbeats_may_be_late_while_a_join_is_pending() {
    let mut bench = Bench::open();
    let first = bench.join_of(Kind::Incidents);
    bench.reply(Kind::Incidents, &first);
    bench.pass(HEARTBEAT_ANSWER);
    assert_eq!(bench.rest, []);
}

#[test]
fn nothing_is_due_at_once_after_what_was_due_is_done() {
    let (mut bench, join) = Bench::live();
    bench.pass(25 * SECOND);
    bench.pass(5 * SECOND);
    // A join that is not answered lets the heartbeat be late, past the time of the next one.
    let payload = json!({"status": "ok", "response": {}});
    let crash = json!({"topic": topic(Kind::Incidents), "event": "phx_error", "payload": payload, "ref": join});
    bench.server(&crash);
    while bench.rest.is_empty() {
        bench.pass(SECOND);
        assert!(!bench.rest.is_empty() || bench.channels.due() > bench.now, "it would be asked again and again");
    }
    assert_eq!(bench.rest, [Out::Lost("no answer to a join")]);
}

#[test]
fn without_a_word_about_the_subscription_it_is_tried_again() {
    let mut bench = Bench::open();
    let first = bench.join_of(Kind::Incidents);
    bench.reply(Kind::Incidents, &first);
    for kind in &Kind::ALL[1..] {
        let join = bench.join_of(*kind);
        bench.reply(*kind, &join);
    }
    bench.clear();
    bench.pass(SUBSCRIBED);
    let down = bench.told.iter().filter(|event| matches!(event, LiveEvent::State(_, LiveState::Down { .. }))).count();
    assert_eq!(down, Kind::ALL.len());
}

proptest::proptest! {
    #[test]
    fn whatever_a_server_says_is_survived(
        event in "(phx_reply|phx_close|phx_error|system|postgres_changes|.{0,8})",
        topic in "(realtime:antops:(incidents|comments|problems|changes|change_approvals)|phoenix|.{0,8})",
        reference in proptest::option::of("[0-4]"),
        status in "(ok|error|)",
        extension in "(postgres_changes|system|)",
        payload in "(null|1|\"x\"|\\[\\]|\\{\\})",
        is_whole in proptest::bool::ANY,
    ) {
        let (mut bench, _) = Bench::live();
        let odd: Value = serde_json::from_str(&payload).expect("JSON");
        let usual = json!({"status": status, "extension": extension, "message": "m", "response": odd, "data": odd});
        let payload = if is_whole { usual } else { odd };
        bench.server(&json!({"topic": topic, "event": event, "payload": payload, "ref": reference}));
        bench.pass(SECOND);
        proptest::prop_assert!(!bench.rest.iter().any(|out| matches!(out, Out::Lost(_))));
    }
}
