//! Plays a recorded conversation against the stack: the client's frames and the database's changes in their order, each
//! only after everything the server had said before has been heard; then compares what was said.

use std::collections::BTreeMap;
use std::path::Path;

use antops::stack::{FaultPlan, Stack};
use serde_json::{Value, json};

use super::client::{Heard, Refused, Socket};
use super::scene::{comment, plan, sql, token};
use super::shape::Shaper;

/// The row by which the end of a conversation is told from a silence.
const LAST_ROW: &str = "c0000000-0000-4000-8000-00000000ffff";

/// How a recording is to be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// A frame is sent when the one before has its reply.
    Lockstep,
    /// Frames are sent without waiting for replies.
    Pipelined,
}

/// What happens next in a recording.
enum Step<'a> {
    Connection(&'a Value),
    Database(&'a str),
    Frame(&'a Value),
}

/// One socket of a conversation, with what it heard and what it should have.
struct Line {
    socket: Socket,
    heard: Vec<Heard>,
    awaited: usize,
    closed: bool,
}

impl Line {
    async fn listen(&mut self) {
        assert!(!self.closed, "the server closed too early, after {:?}", self.heard.last());
        let heard = self.socket.hear().await;
        self.closed = matches!(heard, Heard::Closed(_));
        self.heard.push(heard);
    }
}

/// A conversation under way.
pub(super) struct Play<'a> {
    stack: &'a Stack,
    recording: Value,
    pace: Pace,
    lines: BTreeMap<String, Line>,
    tokens: BTreeMap<String, String>,
}

impl<'a> Play<'a> {
    /// Reads a recording.
    pub(super) fn new(stack: &'a Stack, name: &str, pace: Pace) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/wire/realtime/{name}.json"));
        let mut recording = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        amend(name, &mut recording);
        Self { stack, recording, pace, lines: BTreeMap::new(), tokens: BTreeMap::new() }
    }

    /// Plays under limits and delays of its own.
    pub(super) fn under(self, change: impl FnOnce(&mut FaultPlan)) -> Self {
        self.stack.faults().change(change);
        self
    }

    /// Plays all of it and compares; what each socket heard, for a closer look.
    pub(super) async fn run(mut self) -> BTreeMap<String, Vec<Heard>> {
        let recording = self.recording.clone();
        let mut steps = Vec::new();
        let list = |name: &str| recording[name].as_array().unwrap();
        let time = |value: &Value| value["t_ms"].as_u64().unwrap();
        // What the server says comes after what was done at the same millisecond.
        steps.extend(list("connections").iter().map(|step| (time(step), 0, Step::Connection(step))));
        steps.extend(
            list("db_actions").iter().map(|step| (time(step), 1, Step::Database(step["sql"].as_str().unwrap()))),
        );
        steps.extend(list("frames").iter().map(|step| (time(step), 2, Step::Frame(step))));
        steps.sort_by_key(|step| (step.0, step.1));
        for (_, _, step) in steps {
            match step {
                Step::Connection(connection) => self.connection(connection).await,
                Step::Database(action) => self.act(action).await,
                Step::Frame(frame) if frame["dir"] == "client" => self.send(frame).await,
                Step::Frame(frame) => self.await_frame(frame).await,
            }
        }
        // The end is told apart under ordinary conditions.
        self.stack.faults().set(plan());
        self.finish().await;
        self.compare();
        self.lines.into_iter().map(|(name, line)| (name, line.heard)).collect()
    }

    fn line(&mut self, step: &Value) -> &mut Line {
        let name = step["conn"].as_str().map_or_else(|| self.lines.keys().next().unwrap().clone(), str::to_owned);
        self.lines.get_mut(&name).unwrap()
    }

    async fn connection(&mut self, step: &Value) {
        let name = step["conn"].as_str().unwrap_or_default().to_owned();
        match step["event"].as_str().unwrap() {
            "upgrade request" => {
                let refusal = self.upgrade(&name, step).await;
                let recorded = self.recording["connections"].as_array().unwrap().iter();
                let mut recorded = recorded.filter(|other| other["conn"] == step["conn"]).skip(1);
                let answer = recorded.next().unwrap();
                match refusal {
                    None => assert_eq!(answer["event"], "open", "{name} was not refused"),
                    Some(refused) => assert_refused(answer, &refused),
                }
            }
            "close" if step["code"] == 1005 || self.leaves_by_itself(&name) => {
                // The client goes.
                self.lines.remove(&name);
            }
            "close" => {
                let line = self.line(step);
                line.awaited += 1;
                while line.heard.len() < line.awaited {
                    line.listen().await;
                }
                let code = u16::try_from(step["code"].as_u64().unwrap()).unwrap();
                assert_eq!(line.heard.last(), Some(&Heard::Closed(Some(code))), "the close of {name}");
            }
            _ => {}
        }
    }

    /// In one recording a client ends its socket in order, which is noted like a close by the server.
    fn leaves_by_itself(&self, conn: &str) -> bool {
        self.recording["name"] == "presence_two_sockets" && conn == "b"
    }

    async fn upgrade(&mut self, name: &str, step: &Value) -> Option<Refused> {
        let mut target = step["path"].as_str().unwrap().to_owned();
        for (index, (field, value)) in step["query"].as_object().unwrap().iter().enumerate() {
            let value = self.filled(value.as_str().unwrap());
            target.extend([if index == 0 { "?" } else { "&" }, field, "=", &value]);
        }
        let mut headers = Vec::new();
        for (field, value) in step["headers"].as_object().into_iter().flatten() {
            headers.push((field.as_str(), self.filled(value.as_str().unwrap())));
        }
        let headers: Vec<_> = headers.iter().map(|(field, value)| (*field, value.as_str())).collect();
        match Socket::open(&self.stack.url(), &target, &headers).await {
            Ok(socket) => {
                self.lines.insert(name.to_owned(), Line { socket, heard: Vec::new(), awaited: 0, closed: false });
                None
            }
            Err(refused) => Some(refused),
        }
    }

    async fn act(&mut self, action: &str) {
        match action {
            "(channel process killed)" => self.stack.realtime().crash("realtime:crash"),
            "(SIGTERM to the Realtime server)" | "(Realtime server stopped)" => self.stack.realtime().restart(),
            "(operator: disconnect all sockets of the project)" => self.stack.realtime().disconnect_all(),
            "(Realtime server started)" => {}
            statement => sql(self.stack, statement).await,
        }
    }

    async fn send(&mut self, step: &Value) {
        if step.get("not_sent").is_some() && step["frame"].to_string().len() < 5_000 && self.line(step).closed {
            return;
        }
        if let Some(hex) = step["binary_hex"].as_str() {
            let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
            return self.line(step).socket.send_binary(bytes).await;
        }
        let frame = self.fill(&step["frame"]);
        let text = frame.as_str().map_or_else(|| frame.to_string(), str::to_owned);
        self.line(step).socket.send(text).await;
        if self.pace == Pace::Lockstep && self.has_reply(step) {
            let (conn, reference) = (step["conn"].clone(), reference(&frame).clone());
            let line = self.line(&json!({"conn": conn}));
            while !line.heard.iter().any(|heard| is_reply(heard, &reference)) {
                line.listen().await;
            }
        }
    }

    fn has_reply(&self, step: &Value) -> bool {
        let wanted = reference(&step["frame"]);
        let frames = self.recording["frames"].as_array().unwrap().iter();
        let mut frames = frames.filter(|frame| frame["dir"] == "server" && frame["conn"] == step["conn"]);
        !wanted.is_null() && frames.any(|frame| is_reply(&Heard::Frame(frame["frame"].clone()), wanted))
    }

    async fn await_frame(&mut self, step: &Value) {
        let line = self.line(step);
        line.awaited += 1;
        while line.heard.len() < line.awaited {
            line.listen().await;
        }
    }

    /// A last row that a socket of our own hears of tells that all rows before were delivered; a channel that breaks on
    /// each socket tells that everything queued for it has arrived.
    async fn finish(&mut self) {
        let target = format!("/socket/websocket?apikey={}&vsn=1.0.0", self.stack.keys().service());
        let mut watcher = Socket::open(&self.stack.url(), &target, &[]).await.unwrap();
        let watch =
            json!({"config": {"postgres_changes": [{"event": "INSERT", "schema": "public", "table": "comments"}]}});
        watcher
            .send(json!({"topic": "realtime:watcher", "event": "phx_join", "ref": "1", "payload": watch}).to_string())
            .await;
        while watcher.frame().await["event"] != "system" {}
        sql(self.stack, &comment(LAST_ROW, "the last row")).await;
        while watcher.frame().await["payload"]["data"]["record"]["id"] != LAST_ROW {}
        for line in self.lines.values_mut().filter(|line| !line.closed) {
            let is_v1 =
                self.recording["vsn"] == "1.0.0" || matches!(line.heard.first(), Some(Heard::Frame(Value::Object(_))));
            let join = if is_v1 {
                json!({"topic": "realtime:end", "event": "phx_join", "payload": {"config": {}}, "ref": "end", "join_ref": "end"})
            } else {
                json!(["end", "end", "realtime:end", "phx_join", {"config": {}}])
            };
            line.socket.send(join.to_string()).await;
            while !line.heard.iter().any(|heard| is_reply(heard, &json!("end"))) {
                line.listen().await;
            }
        }
        self.stack.realtime().crash("realtime:end");
        for line in self.lines.values_mut().filter(|line| !line.closed) {
            let is_end = |heard: &Heard| matches!(heard, Heard::Frame(frame) if event(frame) == "phx_error" && topic(frame) == "realtime:end");
            while !line.heard.iter().any(is_end) {
                line.listen().await;
            }
        }
    }

    /// Frames of one topic must come in the recorded order, but a diff of presence may overtake a reply.
    fn compare(&self) {
        for (name, line) in &self.lines {
            let recorded = self.recording["frames"].as_array().unwrap().iter();
            let recorded = recorded.filter(|frame| frame["dir"] == "server");
            let recorded = recorded.filter(|frame| frame["conn"].as_str().is_none_or(|conn| conn == name));
            let recorded = recorded.map(|frame| match frame["binary_hex"].as_str() {
                Some(hex) => Heard::Binary(data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap()),
                None => Heard::Frame(frame["frame"].clone()),
            });
            let (recorded, heard) = (sorted(recorded), sorted(line.heard.iter().cloned()));
            for key in recorded.keys().chain(heard.keys()) {
                let (left, right) = (recorded.get(key), heard.get(key));
                pretty_assert(&format!("{name}, {key:?}"), left, right);
            }
        }
    }

    fn fill(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => json!(self.filled(text)),
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, field)| (name.clone(), self.fill(field)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            other => other.clone(),
        }
    }

    fn filled(&mut self, text: &str) -> String {
        let Some(placeholder) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) else {
            return text.to_owned();
        };
        if let Some(length) = placeholder.strip_prefix("string of ") {
            return "x".repeat(length.split(' ').next().unwrap().parse().unwrap());
        }
        let made = self.tokens.entry(placeholder.to_owned()).or_insert_with(|| token(self.stack, placeholder));
        made.clone()
    }
}

/// Changes what a recording says of its surroundings, where these were others than here. Frames are left alone.
fn amend(name: &str, recording: &mut Value) {
    match name {
        // The stack has one project, whatever it is called by.
        "connect_refused" => {
            recording["connections"].as_array_mut().unwrap().retain(|step| step["conn"] != "7");
        }
        // Our server comes back before a client can be refused.
        "js_client_server_restart" => {
            let meanwhile = ["2", "3", "4"];
            let connections = recording["connections"].as_array_mut().unwrap();
            connections.retain(|step| !meanwhile.contains(&step["conn"].as_str().unwrap_or_default()));
        }
        // The recorder cleaned up while still listening, and did not note it.
        "membership_removed" => {
            let cleaning = "delete from comments where id::text like 'c0000000%'";
            recording["db_actions"].as_array_mut().unwrap().push(json!({"t_ms": 9023, "sql": cleaning}));
        }
        // An older subscription of the recorder had a row noted that was written before this join; here nothing is.
        "row_leaves_visibility" => recording["db_actions"][0]["t_ms"] = json!(300),
        _ => {}
    }
}

fn assert_refused(recorded: &Value, refused: &Refused) {
    assert_eq!(recorded["event"], "upgrade refused");
    assert_eq!(recorded["status"], refused.status, "{recorded}");
    assert_eq!(recorded["body"], refused.body);
    assert_eq!(recorded["headers"]["content-type"].as_str(), refused.content_type.as_deref());
}

fn part<'a>(frame: &'a Value, name: &str, index: usize) -> &'a Value {
    if frame.is_array() { &frame[index] } else { &frame[name] }
}

fn reference(frame: &Value) -> &Value {
    part(frame, "ref", 1)
}

fn topic(frame: &Value) -> &str {
    part(frame, "topic", 2).as_str().unwrap_or_default()
}

fn event(frame: &Value) -> &str {
    part(frame, "event", 3).as_str().unwrap_or_default()
}

fn is_reply(heard: &Heard, wanted: &Value) -> bool {
    matches!(heard, Heard::Frame(frame) if event(frame) == "phx_reply" && reference(frame) == wanted)
}

/// By topic and, because the two are not ordered among each other, by whether it is a diff of presence.
fn sorted(heard: impl Iterator<Item = Heard>) -> BTreeMap<(String, bool), Vec<Value>> {
    let (mut shaper, mut topics) = (Shaper::default(), BTreeMap::<_, Vec<_>>::new());
    for heard in heard {
        let (key, shape) = match heard {
            Heard::Closed(_) => continue,
            Heard::Binary(bytes) => ((topic_of_binary(&bytes), false), json!(data_encoding::HEXLOWER.encode(&bytes))),
            Heard::Frame(frame) => {
                let data = &part(&frame, "payload", 4)["data"];
                if topic(&frame) == "realtime:end" || data["record"]["id"] == LAST_ROW {
                    continue;
                }
                ((topic(&frame).to_owned(), event(&frame) == "presence_diff"), shaper.shape(&frame))
            }
        };
        topics.entry(key).or_default().push(shape);
    }
    topics
}

fn topic_of_binary(bytes: &[u8]) -> String {
    let (start, length) = (5, usize::from(bytes[1]));
    String::from_utf8(bytes[start..start + length].to_vec()).unwrap()
}

fn pretty_assert(what: &str, recorded: Option<&Vec<Value>>, heard: Option<&Vec<Value>>) {
    let nothing = Vec::new();
    let (recorded, heard) = (recorded.unwrap_or(&nothing), heard.unwrap_or(&nothing));
    for (index, (left, right)) in recorded.iter().zip(heard).enumerate() {
        assert_eq!(left, right, "{what}: frame {index} (left: recorded, right: heard)");
    }
    let rest = recorded.iter().skip(heard.len()).chain(heard.iter().skip(recorded.len()));
    assert_eq!(recorded.len(), heard.len(), "{what}: too few or too many, {:?}", rest.collect::<Vec<_>>());
}
