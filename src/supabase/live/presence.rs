//! Presence, on a channel of its own: who looks at what, as far as they show it. A state machine without I/O, as the channels of rows are.
//!
//! A server stops a channel that tracks more than five times in half a minute, so it is told at most every ten seconds, the newest alone.
//! Whatever happens to this channel happens to it alone: rows never wait for it. Everybody with the public key may hear it, so it carries
//! ids and nothing else; what others show is believed as little: what cannot be read is nobody.

use super::super::phoenix::{self, Incoming, Refs};
use crate::domain::presence::{MOST_PLACES, Present, Showing};
use crate::domain::value::{ChangeId, IncidentId, ProblemId, ProfileId, Record};
use crate::supabase::calls::Home;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Between two words to the server.
const PAUSE: Duration = Duration::from_secs(10);
/// Before the topic is joined again after trouble.
const AGAIN: Duration = Duration::from_mins(1);
/// People beyond this are not listed: more cannot be shown, and a stranger could make up any number.
const MOST_PEOPLE: usize = 500;
/// Screens of one person that are kept.
const MOST_SCREENS: usize = 8;
/// Bytes of the server's name for a screen.
const MOST_REFERENCE: usize = 64;

/// The channel.
pub(super) struct Presence {
    home: Home,
    state: State,
    /// What is to be shown; nothing while nobody chose to show anything.
    wanted: Option<Vec<Showing>>,
    /// What the server was told last.
    told: Option<Vec<Showing>>,
    not_before: Option<Instant>,
    /// Everybody there by key, each connection of theirs by its reference.
    people: BTreeMap<ProfileId, BTreeMap<String, Vec<Showing>>>,
    news: Option<Vec<Present>>,
}

enum State {
    Out,
    Joining {
        join: String,
    },
    In {
        join: String,
    },
    /// Not before this again.
    Shut {
        until: Instant,
    },
}

impl Presence {
    pub(super) fn new(home: Home) -> Self {
        let people = BTreeMap::new();
        Self { home, state: State::Out, wanted: None, told: None, not_before: None, people, news: None }
    }

    fn topic(&self) -> String {
        format!("realtime:antops:presence:{}", self.home.organization)
    }

    /// Shows these places from now on.
    pub(super) fn show(&mut self, mut places: Vec<Showing>) {
        places.truncate(MOST_PLACES);
        self.wanted = Some(places);
    }

    /// When [`Self::keep`] has something to do.
    pub(super) fn due(&self) -> Option<Instant> {
        match &self.state {
            State::Shut { until } => self.wanted.as_ref().map(|_| *until),
            State::In { .. } if self.wanted != self.told => self.not_before,
            _ => None,
        }
    }

    /// What is to be sent now.
    pub(super) fn keep(&mut self, is_ready: bool, refs: &mut Refs, token: &str, now: Instant) -> Vec<String> {
        let Some(wanted) = self.wanted.clone().filter(|_| is_ready) else { return vec![] };
        let topic = self.topic();
        match &self.state {
            State::Shut { until } if *until > now => vec![],
            State::Out | State::Shut { .. } => {
                let join = refs.next();
                let text = phoenix::join_presence(&topic, &join, &self.home.me.to_string(), token);
                self.state = State::Joining { join };
                vec![text]
            }
            State::In { join } if self.told.as_ref() != Some(&wanted) && self.not_before.is_none_or(|at| at <= now) => {
                let text = if wanted.is_empty() {
                    phoenix::untrack(&topic, &refs.next(), join)
                } else {
                    phoenix::track(&topic, &refs.next(), join, &written(&wanted))
                };
                self.told = Some(wanted);
                self.not_before = Some(now + PAUSE);
                vec![text]
            }
            State::Joining { .. } | State::In { .. } => vec![],
        }
    }

    /// A newer token, if the topic is joined.
    pub(super) fn renew(&self, refs: &mut Refs, token: &str) -> Option<String> {
        let State::In { join } = &self.state else { return None };
        Some(phoenix::token(&self.topic(), &refs.next(), join, token))
    }

    /// Takes a message that is about this topic; whether it was.
    pub(super) fn hear(&mut self, incoming: &Incoming, now: Instant) -> bool {
        let own = self.topic();
        match incoming {
            Incoming::Reply { topic, reference, is_ok, .. } if *topic == own => {
                match &self.state {
                    State::Joining { join } if join == reference && *is_ok => {
                        self.state = State::In { join: join.clone() };
                        (self.told, self.not_before) = (None, None);
                    }
                    State::Joining { join } if join == reference => self.shut(now),
                    _ => {}
                }
                true
            }
            Incoming::PresenceState { topic, state } if *topic == own => {
                self.people.clear();
                self.came(state);
                self.tell();
                true
            }
            Incoming::PresenceDiff { topic, joins, leaves } if *topic == own => {
                // Whoever shows something else leaves and comes in one message.
                self.went(leaves);
                self.came(joins);
                self.tell();
                true
            }
            Incoming::Closed { topic, join } | Incoming::Crashed { topic, join } if *topic == own => {
                let current = match &self.state {
                    State::Joining { join } | State::In { join } => Some(join),
                    State::Out | State::Shut { .. } => None,
                };
                if current.is_some_and(|current| join.as_ref().is_none_or(|join| join == current)) {
                    self.shut(now);
                }
                true
            }
            Incoming::System { topic, .. } | Incoming::Change { topic, .. } => *topic == own,
            _ => false,
        }
    }

    /// Who is where now, if that is news.
    pub(super) fn take_news(&mut self) -> Option<Vec<Present>> {
        self.news.take()
    }

    fn shut(&mut self, now: Instant) {
        self.state = State::Shut { until: now + AGAIN };
        if !self.people.is_empty() {
            self.people.clear();
            self.tell();
        }
    }

    /// Whoever has the project's public key can say anything here, and as much of it as they like: only so much is kept.
    fn came(&mut self, joins: &Value) {
        for (key, of) in joins.as_object().into_iter().flatten() {
            let Some(who) = key.parse().ok().map(ProfileId).filter(|who| *who != self.home.me) else { continue };
            for meta in of.get("metas").and_then(Value::as_array).into_iter().flatten().take(MOST_SCREENS) {
                let reference = meta.get("phx_ref").and_then(Value::as_str).unwrap_or_default();
                let has_room = self.people.len() < MOST_PEOPLE || self.people.contains_key(&who);
                if has_room && reference.len() <= MOST_REFERENCE {
                    let screens = self.people.entry(who).or_default();
                    if screens.len() < MOST_SCREENS || screens.contains_key(reference) {
                        screens.insert(reference.to_owned(), read(meta));
                    }
                }
            }
        }
    }

    fn went(&mut self, leaves: &Value) {
        for (key, of) in leaves.as_object().into_iter().flatten() {
            let Some(who) = key.parse().ok().map(ProfileId) else { continue };
            let Some(screens) = self.people.get_mut(&who) else { continue };
            for meta in of.get("metas").and_then(Value::as_array).into_iter().flatten() {
                screens.remove(meta.get("phx_ref").and_then(Value::as_str).unwrap_or_default());
            }
            if screens.is_empty() {
                self.people.remove(&who);
            }
        }
    }

    fn tell(&mut self) {
        let mut present = Vec::new();
        for (who, screens) in &self.people {
            let places = screens.values().flatten().take(MOST_PLACES);
            present.extend(places.map(|showing| Present { who: *who, showing: *showing }));
        }
        present.sort_unstable();
        present.dedup();
        self.news = Some(present);
    }
}

/// What the server is told: each place as its kind, its id, and letters for typing and for being on it.
fn written(places: &[Showing]) -> Value {
    let place = |showing: &Showing| {
        let mut flags = String::new();
        flags.extend(showing.is_typing.then_some('t'));
        flags.extend(showing.is_on_it.then_some('o'));
        json!([showing.on.kind(), showing.on.id(), flags])
    };
    let mut shown = Map::new();
    shown.insert("v".to_owned(), json!(1));
    shown.insert("at".to_owned(), places.iter().map(place).collect());
    Value::Object(shown)
}

fn read(meta: &Value) -> Vec<Showing> {
    let places = meta.get("at").and_then(Value::as_array).into_iter().flatten();
    let place = |place: &Value| {
        let id = place.get(1)?.as_str()?.parse().ok()?;
        let on = match place.get(0)?.as_str()? {
            "incident" => Record::Incident(IncidentId(id)),
            "problem" => Record::Problem(ProblemId(id)),
            "change" => Record::Change(ChangeId(id)),
            _ => return None,
        };
        let flags = place.get(2).and_then(Value::as_str).unwrap_or_default();
        Some(Showing { on, is_typing: flags.contains('t'), is_on_it: flags.contains('o') })
    };
    places.take(MOST_PLACES).filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::OrganizationId;
    use uuid::Uuid;

    const ME: ProfileId = ProfileId(Uuid::from_u128(1));
    const OMAR: ProfileId = ProfileId(Uuid::from_u128(2));

    fn showing(n: u128, is_typing: bool) -> Showing {
        Showing { on: Record::Incident(IncidentId(Uuid::from_u128(n))), is_typing, is_on_it: false }
    }

    struct Bench {
        presence: Presence,
        refs: Refs,
        now: Instant,
    }

    impl Bench {
        fn joined() -> Self {
            let home = Home { me: ME, organization: OrganizationId(Uuid::from_u128(9)) };
            let mut bench = Self { presence: Presence::new(home), refs: Refs::default(), now: Instant::now() };
            assert!(bench.keep().is_empty(), "nobody chose it");
            bench.presence.show(vec![showing(42, false)]);
            let sent = bench.keep();
            assert_eq!(sent.len(), 1);
            let join: Value = serde_json::from_str(&sent[0]).expect("JSON");
            assert_eq!(join["payload"]["config"]["presence"]["key"], ME.to_string());
            bench.reply(join["ref"].as_str().expect("a ref"), true);
            bench
        }

        fn keep(&mut self) -> Vec<String> {
            self.presence.keep(true, &mut self.refs, "token", self.now)
        }

        fn reply(&mut self, reference: &str, is_ok: bool) {
            let topic = self.presence.topic();
            let reply = Incoming::Reply { topic, reference: reference.to_owned(), is_ok, response: Value::Null };
            assert!(self.presence.hear(&reply, self.now));
        }

        fn state(&mut self, state: Value) -> Vec<Present> {
            let topic = self.presence.topic();
            self.presence.hear(&Incoming::PresenceState { topic, state }, self.now);
            self.presence.take_news().expect("news")
        }
    }

    #[test]
    fn it_is_told_at_most_every_ten_seconds_and_the_newest_alone() {
        let mut bench = Bench::joined();
        assert_eq!(bench.keep().len(), 1);
        for n in 0..20 {
            bench.presence.show(vec![showing(n, true)]);
            assert!(bench.keep().is_empty());
        }
        assert_eq!(bench.presence.due(), Some(bench.now + PAUSE));
        bench.now += PAUSE;
        let sent = bench.keep();
        assert!(sent.len() == 1 && sent[0].contains(&Uuid::from_u128(19).to_string()), "{sent:?}");
        bench.now += PAUSE;
        assert!(bench.keep().is_empty(), "nothing new");
    }

    #[test]
    fn on_the_wire_are_ids_and_letters() {
        let shown = written(&[Showing { is_on_it: true, ..showing(42, true) }]);
        assert_eq!(shown, json!({"v": 1, "at": [["incident", Uuid::from_u128(42), "to"]]}));
        assert_eq!(read(&shown), [Showing { is_on_it: true, ..showing(42, true) }]);
    }

    #[test]
    fn colleagues_come_and_go_and_i_am_not_one_of_them() {
        let mut bench = Bench::joined();
        let meta = |reference: &str, n: u128| {
            let mut meta = written(&[showing(n, false)]);
            meta["phx_ref"] = json!(reference);
            json!({"metas": [meta]})
        };
        let there = bench.state(json!({ME.to_string(): meta("a", 1), OMAR.to_string(): meta("b", 42)}));
        assert_eq!(there, [Present { who: OMAR, showing: showing(42, false) }]);
        let topic = bench.presence.topic();
        let (joins, leaves) = (json!({OMAR.to_string(): meta("c", 43)}), json!({OMAR.to_string(): meta("b", 42)}));
        bench.presence.hear(&Incoming::PresenceDiff { topic: topic.clone(), joins, leaves }, bench.now);
        assert_eq!(bench.presence.take_news(), Some(vec![Present { who: OMAR, showing: showing(43, false) }]));
        let leaves = json!({OMAR.to_string(): meta("c", 43)});
        bench.presence.hear(&Incoming::PresenceDiff { topic, joins: json!({}), leaves }, bench.now);
        assert_eq!(bench.presence.take_news(), Some(vec![]));
    }

    #[test]
    fn what_strangers_show_is_read_as_nobody() {
        let mut bench = Bench::joined();
        let odd = json!({"x": {"metas": [{"at": 7}]}, OMAR.to_string(): {"metas": [{"at": [["incident"], [1], ["x", "y"]]}, null]}});
        assert_eq!(bench.state(odd), []);
        assert_eq!(bench.state(Value::Null), []);
    }

    #[test]
    fn a_channel_that_is_stopped_is_left_alone_for_a_while() {
        let mut bench = Bench::joined();
        let topic = bench.presence.topic();
        bench.presence.hear(&Incoming::Closed { topic, join: None }, bench.now);
        assert!(bench.keep().is_empty());
        bench.now += AGAIN;
        assert!(bench.keep()[0].contains("phx_join"));
    }
}
