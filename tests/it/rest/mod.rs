//! REST beyond the recordings: what was observed of the real server in words, asked of the stack.
//!
//! `shapes` asks for what succeeds, `refusals` for what does not, `database` for what functions and policies see.

mod database;
mod refusals;
mod shapes;

use std::path::PathBuf;

use antops::stack::{Options, Seed, Server, Stack};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const ACME: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const MEMBER: &str = "11111111-1111-4111-8111-000000000004";

/// A stack with the fixture, and a client that is one of its members.
struct Asking {
    stack: Stack,
    http: reqwest::Client,
    token: String,
}

/// An answer, its body read.
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Asking {
    async fn start() -> Self {
        Self::start_on(Server::Shared).await
    }

    async fn start_on(server: Server) -> Self {
        // A second installation in this process changes nothing.
        drop(rustls::crypto::ring::default_provider().install_default());
        let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire/fixture");
        let stack = Stack::start(Options { seed: Seed::Fixture(fixture), server, ..Options::default() }).await.unwrap();
        let token = stack.keys().sign(&json!({"role": "authenticated", "sub": MEMBER})).unwrap();
        Self { stack, http: reqwest::Client::builder().no_proxy().build().unwrap(), token }
    }

    /// Runs statements as superuser, before the first request or beside it.
    async fn arrange(&self, sql: &str) {
        self.stack.database().admin().await.unwrap().batch_execute(sql).await.unwrap();
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/rest/v1/{path}", self.stack.url());
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http.request(method, url).header("apikey", self.stack.keys().anon())
    }

    /// Asks as the member, with `Name: value` headers and perhaps a body.
    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let mut request = self.request(method, path).bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request).await
    }

    async fn get(&self, path: &str, prefer: &str) -> Answer {
        self.ask("GET", path, &[("prefer", prefer)], None).await
    }
}

impl Answer {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        let (status, headers): (StatusCode, _) = (answer.status(), answer.headers().clone());
        Self { status: status.as_u16(), headers, text: answer.text().await.unwrap() }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Status and code of a refusal.
    fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Status and range of a list.
    fn range(&self) -> (u16, &str) {
        (self.status, self.header("content-range"))
    }
}

fn incident(title: &str) -> Value {
    json!({"organization_id": ACME, "created_by": MEMBER, "title": title, "description": "x"})
}
