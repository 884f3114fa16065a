//! The WebSocket under Realtime: a request of our own HTTP client, upgraded.
//!
//! So it goes through the same proxy, trusts the same authorities and obeys the same limits as everything else. The key travels in a
//! header: addresses end up in the logs of every proxy on the way.

use super::super::answer::Refusal;
use super::super::http::{self, Http};
use super::super::phoenix;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt as _, StreamExt as _};
use rand::RngCore as _;
use reqwest::header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use reqwest::{StatusCode, Upgraded};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// What the server takes at most, and so what it gives.
const MOST_BYTES: usize = 5_000_000;
/// As much as is read of a refusal.
const MOST_REFUSAL: usize = 16 << 10;

/// An open connection.
pub(super) struct Socket(WebSocketStream<Upgraded>);

/// Why there is none.
#[derive(Debug)]
pub(super) enum NoSocket {
    /// The server answered, and not with a connection.
    Refused(Refusal),
    /// The network did not let it come about.
    Network(crate::domain::fault::Fault),
}

impl Socket {
    pub(super) async fn open(http: &Http) -> Result<Self, NoSocket> {
        let mut nonce = [0; 16];
        rand::rng().fill_bytes(&mut nonce);
        let request = http
            .upgrade_client()
            .get(http.url("/realtime/v1/websocket"))
            .query(&[("vsn", phoenix::VERSION)])
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, STANDARD.encode(nonce))
            // The gateway reads `apikey`, which every request carries; Realtime without a gateway reads this.
            .header("x-api-key", http.key().expose());
        let network = |error: reqwest::Error| NoSocket::Network(http::fault(&error));
        let mut response = request.send().await.map_err(network)?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let mut body = Vec::new();
            while let Some(chunk) = response.chunk().await.map_err(network)? {
                body.extend_from_slice(&chunk[..chunk.len().min(MOST_REFUSAL - body.len())]);
                if body.len() == MOST_REFUSAL {
                    break;
                }
            }
            return Err(NoSocket::Refused(Refusal::read(status, &headers, &body)));
        }
        let upgraded = response.upgrade().await.map_err(network)?;
        let config = WebSocketConfig::default().max_message_size(Some(MOST_BYTES)).max_frame_size(Some(MOST_BYTES));
        Ok(Self(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await))
    }

    /// Sends a text.
    pub(super) async fn send(&mut self, text: String) -> Result<(), String> {
        self.0.send(Message::text(text)).await.map_err(|error| error.to_string())
    }

    /// The next text; an error once there is none to come.
    pub(super) async fn next(&mut self) -> Result<String, String> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
                Some(Ok(Message::Close(Some(close)))) => {
                    return Err(format!("the server closed the connection ({})", u16::from(close.code)));
                }
                Some(Ok(Message::Close(None))) | None => return Err("the connection was closed".to_owned()),
                // Pings are answered by the codec; binary frames are broadcasts, and we asked for none.
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.to_string()),
            }
        }
    }
}
