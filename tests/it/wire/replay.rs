//! Sends the cases of one topic in order and gathers what is answered otherwise than recorded.
//!
//! Cases of one group run on one fixture; a group after a write begins on a fresh one. Where a case says `wait`, the server's
//! refresh tokens are made that much older instead: time passes without anyone waiting for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use antops::stack::{Options, Seed, Stack};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::compare::{Comparison, Difference};
use super::normal::{Normaliser, Saved, ids_in, is_token};
use super::tokens;

/// The headers that count, by presence and absence.
const HEADERS: [&str; 7] = [
    "content-range",
    "content-type",
    "location",
    "preference-applied",
    "proxy-status",
    "www-authenticate",
    "x-supabase-api-version",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    r#as: Value,
    method: String,
    path: String,
    #[serde(default)]
    query: Vec<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    raw: Option<String>,
    #[serde(default)]
    save: Map<String, Value>,
    group: Option<String>,
    wait: Option<f64>,
    #[serde(default)]
    loose: Vec<String>,
    #[serde(default)]
    unordered: Vec<String>,
}

/// One topic against one stack.
pub(super) struct Replay {
    stack: Stack,
    http: reqwest::Client,
    cases: Vec<Case>,
    golden: Map<String, Value>,
    users: Map<String, Value>,
    known: BTreeSet<String>,
    /// Access tokens by user name, since the last reset.
    signed_in: BTreeMap<String, String>,
    saved: Saved,
    dirty: bool,
}

fn recorded(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Replay {
    pub(super) async fn of(topic: &str) -> Self {
        let source = recorded(&format!("cases/{topic}.json"));
        let topic_file: Topic = serde_json::from_str(&source).unwrap();
        let golden: Value = serde_json::from_str(&recorded(&format!("golden/{topic}.json"))).unwrap();
        let users = recorded("fixture/users.json");
        let mut known = ids_in(&recorded("fixture/seed.sql"));
        known.extend(ids_in(&users));
        known.extend(ids_in(&source));
        let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire/fixture");
        drop(rustls::crypto::ring::default_provider().install_default());
        Self {
            stack: Stack::start(Options { seed: Seed::Fixture(fixture), ..Options::default() }).await.unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            cases: topic_file.cases,
            golden: golden["answers"].as_object().unwrap().clone(),
            users: serde_json::from_str(&users).unwrap(),
            known,
            signed_in: BTreeMap::new(),
            saved: Vec::new(),
            dirty: false,
        }
    }

    /// Every difference from the recordings.
    pub(super) async fn run(mut self) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut group = None;
        for (at, case) in std::mem::take(&mut self.cases).into_iter().enumerate() {
            if at == 0 || case.group != group {
                self.begin_group().await;
                group.clone_from(&case.group);
            }
            let answer = self.answer(&case).await;
            let want = self.golden.get(&case.name).unwrap_or_else(|| panic!("{} is not recorded", case.name));
            let mut comparison = Comparison {
                case: &case.name,
                loose: case.loose.iter().map(String::as_str).collect(),
                unordered: case.unordered.iter().map(String::as_str).collect(),
                found: Vec::new(),
            };
            comparison.compare(want, &answer, "");
            found.append(&mut comparison.found);
        }
        found
    }

    async fn begin_group(&mut self) {
        self.saved.clear();
        if self.dirty {
            self.stack.reset().await.unwrap();
            self.signed_in.clear();
            self.dirty = false;
        }
    }

    /// The normalised answer to one case.
    async fn answer(&mut self, case: &Case) -> Value {
        if let Some(seconds) = case.wait {
            let admin = self.stack.database().admin().await.unwrap();
            let age = "update auth.refresh_tokens set updated_at = updated_at - make_interval(secs => $1)";
            admin.execute(age, &[&seconds]).await.unwrap();
        }
        let request = self.request(case).await;
        self.dirty |= !matches!(case.method.as_str(), "GET" | "HEAD");
        let response = self.http.execute(request).await.unwrap_or_else(|error| panic!("{}: {error:?}", case.name));
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.unwrap();
        let body: Option<Value> = serde_json::from_slice(&bytes).ok();

        let mut normaliser = Normaliser::new(&self.known, &self.saved);
        let mut answer = json!({"status": status, "headers": normal_headers(&headers, &mut normaliser)});
        match &body {
            _ if bytes.is_empty() => {}
            Some(body) => answer["body"] = normaliser.value(body, ""),
            None => answer["text"] = normaliser.text(&String::from_utf8_lossy(&bytes), ""),
        }
        self.save(case, body.as_ref());
        answer
    }

    fn save(&mut self, case: &Case, body: Option<&Value>) {
        for (name, place) in &case.save {
            let pointer = format!("/{}", place.as_str().unwrap().replace('.', "/"));
            let Some(value) = body.and_then(|body| body.pointer(&pointer)).filter(|value| !value.is_null()) else {
                continue;
            };
            remember(&mut self.saved, name, value.clone());
            // So that a later token shows whether it belongs to the same session.
            if let Some(session) = value.as_str().filter(|text| is_token(text)).and_then(session_of) {
                remember(&mut self.saved, &format!("session of {name}"), session);
            }
        }
    }

    async fn request(&mut self, case: &Case) -> reqwest::Request {
        let mut headers = HeaderMap::new();
        let anon = self.stack.keys().anon().to_owned();
        let mut set = |name: &str, value: &str| {
            let name: HeaderName = name.parse().unwrap();
            headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        };
        set("apikey", &anon);
        set("accept-encoding", "identity");
        if let Some(bearer) = self.bearer(&case.r#as).await {
            set("authorization", &format!("Bearer {bearer}"));
        }
        let body = if let Some(body) = &case.body {
            set("content-type", "application/json");
            Some(self.fill(&body.to_string()))
        } else {
            case.raw.as_deref().map(|raw| self.fill(raw))
        };
        for (name, value) in &case.headers {
            set(name, &self.fill(value));
        }
        let mut url = format!("{}{}", self.stack.url(), percent(&self.fill(&case.path), "/"));
        for (at, pair) in case.query.iter().enumerate() {
            let pair = self.fill(pair);
            let (key, value) = pair.split_once('=').unwrap_or((&pair, ""));
            url.push(if at == 0 { '?' } else { '&' });
            write!(url, "{}={}", percent(key, ",.:*()!"), percent(value, ",.:*()!")).unwrap();
        }
        let method = reqwest::Method::from_bytes(case.method.as_bytes()).unwrap();
        let mut request = self.http.request(method, url).headers(headers);
        if let Some(body) = body {
            request = request.body(body);
        }
        request.build().unwrap()
    }

    async fn bearer(&mut self, who: &Value) -> Option<String> {
        if let Some(claims) = who["mint"].as_object() {
            let secret = who["secret"].as_str().unwrap_or(self.stack.keys().jwt_secret());
            return Some(tokens::mint(claims, secret));
        }
        if let Some(text) = who["bearer"].as_str() {
            return Some(self.fill(text));
        }
        match who.as_str().unwrap() {
            "none" => None,
            "anon" => Some(self.stack.keys().anon().to_owned()),
            name => Some(self.sign_in(name).await),
        }
    }

    async fn sign_in(&mut self, name: &str) -> String {
        if let Some(token) = self.signed_in.get(name) {
            return token.clone();
        }
        let user = &self.users[name];
        let answer = self
            .http
            .post(format!("{}/auth/v1/token?grant_type=password", self.stack.url()))
            .header("apikey", self.stack.keys().anon())
            .json(&json!({"email": user["email"], "password": user["password"]}))
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{name}: {answer}")).to_owned();
        self.signed_in.insert(name.to_owned(), token.clone());
        token
    }

    /// Puts saved values, and codes made of them, in place of `${name}`, `${totp:name}` and `${wrong-totp:name}`.
    fn fill(&self, text: &str) -> String {
        let mut pieces = text.split("${");
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (reference, rest) = piece.split_once('}').unwrap();
            let (how, name) = reference.split_once(':').unwrap_or(("", reference));
            let value = self.saved.iter().find(|(saved, _)| saved == name).and_then(|(_, value)| value.as_str());
            let value = value.unwrap_or_else(|| panic!("{name} was not saved"));
            out.push_str(&match how {
                "" => value.to_owned(),
                "totp" => tokens::right_code(value),
                "wrong-totp" => tokens::wrong_code(value),
                other => panic!("nothing is called {other}"),
            });
            out.push_str(rest);
        }
        out
    }
}

fn remember(saved: &mut Saved, name: &str, value: Value) {
    match saved.iter_mut().find(|(known, _)| known == name) {
        Some(entry) => entry.1 = value,
        None => saved.push((name.to_owned(), value)),
    }
}

fn session_of(token: &str) -> Option<Value> {
    use base64::Engine as _;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Value>(&claims).ok()?.get("session_id").cloned()
}

fn normal_headers(headers: &HeaderMap, normaliser: &mut Normaliser<'_>) -> Value {
    let mut kept = Map::new();
    for name in HEADERS {
        if let Some(value) = headers.get(name) {
            let text = String::from_utf8_lossy(value.as_bytes());
            let parts = text.split(';').filter(|part| !part.trim_start().to_ascii_lowercase().starts_with("charset="));
            let text = if name == "content-type" { parts.collect::<Vec<_>>().join(";") } else { text.into_owned() };
            kept.insert(name.to_owned(), normaliser.text(&text, ""));
        }
    }
    Value::Object(kept)
}

fn percent(text: &str, safe: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte) || safe.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
    }
    out
}
