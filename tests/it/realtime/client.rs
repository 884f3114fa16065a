//! A WebSocket for tests that sends exactly what it is given: the handshake by hand, so that refusals can be read.

use std::time::Duration;

use antops::stack::Stack;
use base64::Engine as _;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// How long anything may take that must happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The answer to an upgrade that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) body: String,
}

/// What a socket gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heard {
    Frame(Value),
    Binary(Vec<u8>),
    /// The server closed, with this code if it sent one.
    Closed(Option<u16>),
}

/// An open socket.
pub(super) struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Asks a server (`http://host:port`) for an upgrade of `target` (path and query).
    pub(super) async fn open(url: &str, target: &str, headers: &[(&str, &str)]) -> Result<Self, Refused> {
        let host = url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.unwrap();
        let key = base64::engine::general_purpose::STANDARD.encode([7; 16]);
        let mut request = format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        );
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        if status == 101 {
            let config = WebSocketConfig::default().max_frame_size(None).max_message_size(None);
            let stream = WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await;
            return Ok(Self { stream });
        }
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.into_iter().find(|line| line.0.eq_ignore_ascii_case(name)).map(|line| line.1.to_owned())
        };
        let length = header("content-length").unwrap().parse().unwrap();
        let mut body = vec![0; length];
        timeout(PATIENCE, stream.read_exact(&mut body)).await.unwrap().unwrap();
        Err(Refused { status, content_type: header("content-type"), body: String::from_utf8(body).unwrap() })
    }

    /// Opens a socket (vsn 1.0.0) through the stack's gateway with its publishable key.
    pub(super) async fn through_gateway(stack: &Stack) -> Self {
        let target = format!("/realtime/v1/websocket?apikey={}&vsn=1.0.0", stack.keys().publishable());
        Self::open(&stack.url(), &target, &[]).await.expect("refused")
    }

    /// Joins `realtime:{name}` with ref and join ref `reference` and gives the payload of the reply.
    pub(super) async fn join(&mut self, name: &str, reference: &str, config: Value, token: &str) -> Value {
        let payload = json!({"config": config, "access_token": token});
        self.push(name, "phx_join", reference, reference, payload).await;
        self.await_reply(reference).await
    }

    /// Sends one frame to a topic.
    pub(super) async fn push(&mut self, name: &str, event: &str, join_ref: &str, reference: &str, payload: Value) {
        let topic = format!("realtime:{name}");
        let frame = json!({"topic": topic, "event": event, "payload": payload, "ref": reference, "join_ref": join_ref});
        self.send(frame.to_string()).await;
    }

    /// Hears until the reply to a ref and gives its payload.
    pub(super) async fn await_reply(&mut self, reference: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["event"] == "phx_reply" && frame["ref"] == reference {
                return frame["payload"].clone();
            }
        }
    }

    /// Joins with one binding on comments and waits until changes count.
    pub(super) async fn watch_comments(&mut self, name: &str, token: &str, filter: Option<&str>) {
        let mut binding = json!({"event": "*", "schema": "public", "table": "comments"});
        if let Some(filter) = filter {
            binding["filter"] = json!(filter);
        }
        self.join(name, name, json!({"postgres_changes": [binding]}), token).await;
        let frame = self.frame().await;
        assert_eq!(frame["payload"]["message"], "Subscribed to PostgreSQL", "{frame}");
    }

    /// Sends a text frame. A socket the server has closed meanwhile swallows it.
    pub(super) async fn send(&mut self, text: impl Into<String>) {
        drop(self.stream.send(Message::text(text.into())).await);
    }

    /// Sends a binary frame.
    pub(super) async fn send_binary(&mut self, bytes: Vec<u8>) {
        drop(self.stream.send(Message::binary(bytes)).await);
    }

    /// The next frame, or the end.
    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("the server said nothing") {
                Some(Ok(Message::Text(text))) => return Heard::Frame(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Binary(bytes))) => return Heard::Binary(bytes.to_vec()),
                Some(Ok(Message::Close(frame))) => return Heard::Closed(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(None),
            }
        }
    }

    /// The next frame, which must be text.
    pub(super) async fn frame(&mut self) -> Value {
        match self.hear().await {
            Heard::Frame(frame) => frame,
            other => panic!("not a text frame: {other:?}"),
        }
    }
}
