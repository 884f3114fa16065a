//! The one way out: TLS, proxies, time limits, size limits, redirects.
//!
//! Knows nothing of tables or sessions. Two clients share one setup: requests speak HTTP/2 where they can, the WebSocket's upgrade only
//! exists in HTTP/1.1. No address, key or token ever gets into an error: they are shown to people and pasted into bug reports.

use super::Settings;
use super::answer::{self, Reply};
use super::key::ProjectKey;
use crate::domain::fault::Fault;
use crate::domain::safe::Safe;
use crate::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect;
use reqwest::{Client, ClientBuilder, RequestBuilder, Url};
use std::error::Error as _;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;
use thiserror::Error;

/// Larger answers are refused: a page of 1000 long comments is a few megabytes.
const MOST_BYTES: usize = 64 << 20;
/// How many times a redirect on the same origin is followed.
const MOST_REDIRECTS: usize = 3;

/// Why no connection can even be tried.
#[derive(Debug, Error)]
pub enum SetupError {
    /// Not an absolute address.
    #[error("the address of the project is not one a browser would take: {0}")]
    Url(String),
    /// Something else than http or https, or a password in it.
    #[error(
        "the address of the project must look like https://abcdefgh.supabase.co, without a name, a question mark or a #"
    )]
    UrlForm,
    /// Tokens would travel in the clear.
    #[error("http:// is for this machine only: over a network, tokens would travel in the clear; use https://")]
    Plain,
    /// The file named by `ca_file`.
    #[error("ca_file {} cannot be used: {reason}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No trust anchors, or a broken one.
    #[error(
        "TLS cannot be set up: {0}. If this machine has no bundle of certificate authorities, install one (ca-certificates), or name \
         one in SSL_CERT_FILE or ca_file"
    )]
    Tls(String),
}

/// The clients and what every request carries.
#[derive(Clone)]
pub(super) struct Http {
    client: Client,
    upgrade: Client,
    base: Url,
    key: ProjectKey,
    clock: Arc<dyn Clock>,
    /// Server time minus ours in seconds, from the last `Date` header.
    skew: Arc<AtomicI64>,
}

impl Http {
    pub(super) fn new(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        static PROVIDER: Once = Once::new();
        // A second call fails when somebody else in the process chose a provider; theirs then serves us too.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let base = address(&settings.url)?;
        let client = builder(settings, &base)?.timeout(settings.timeouts.request).build();
        let upgrade = builder(settings, &base)?.http1_only().build();
        Ok(Self {
            client: client.map_err(|error| SetupError::Tls(root_cause(&error)))?,
            upgrade: upgrade.map_err(|error| SetupError::Tls(root_cause(&error)))?,
            base,
            key: settings.key.clone(),
            clock,
            skew: Arc::default(),
        })
    }

    /// The address of the project, which sessions are kept under.
    pub(super) fn project(&self) -> &str {
        self.base.as_str()
    }

    /// The shared client, for the library that builds table requests.
    pub(super) fn client(&self) -> Client {
        self.client.clone()
    }

    /// The client for upgrades: HTTP/1.1, and no limit on how long it lasts.
    pub(super) fn upgrade_client(&self) -> &Client {
        &self.upgrade
    }

    pub(super) fn key(&self) -> &ProjectKey {
        &self.key
    }

    /// An address below the project's.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }

    /// Server time minus ours, as the last answer had it; zero before the first.
    pub(super) fn skew(&self) -> SignedDuration {
        SignedDuration::from_secs(self.skew.load(Ordering::Relaxed))
    }

    /// Sends and reads to the end, whatever the status. Fails only where no whole answer came.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Reply, Fault> {
        let mut response = request.send().await.map_err(|error| fault(&error))?;
        self.note_time(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| broken_off(&error))? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(Fault::Broken { trace: Safe::line("an answer of more than 64 MB") });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status: response.status(), headers: response.headers().clone(), body })
    }

    fn note_time(&self, headers: &HeaderMap) {
        let date = headers.get(reqwest::header::DATE).and_then(|value| value.to_str().ok());
        if let Some(server) = date.and_then(|text| jiff::fmt::rfc2822::parse(text).ok()) {
            let ours: Timestamp = self.clock.now();
            self.skew.store(server.timestamp().duration_since(ours).as_secs(), Ordering::Relaxed);
        }
    }
}

/// The address of a project in its one form, however it was written: what belongs to a project is kept under it.
pub fn project_address(text: &str) -> Result<String, SetupError> {
    address(text).map(|url| url.as_str().trim_end_matches('/').to_owned())
}

fn address(text: &str) -> Result<Url, SetupError> {
    let url = Url::parse(text.trim()).map_err(|error| SetupError::Url(error.to_string()))?;
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    match url.scheme() {
        "https" | "http" if !bare || url.host_str().is_none() => Err(SetupError::UrlForm),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(SetupError::Plain),
        _ => Err(SetupError::UrlForm),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn builder(settings: &Settings, base: &Url) -> Result<ClientBuilder, SetupError> {
    let mut headers = HeaderMap::new();
    let mut key = HeaderValue::from_str(settings.key.expose()).map_err(|error| SetupError::Url(error.to_string()))?;
    key.set_sensitive(true);
    headers.insert(HeaderName::from_static("apikey"), key);
    let home = base.origin();
    let mut builder = Client::builder()
        .user_agent(concat!("antops/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .connect_timeout(settings.timeouts.connect)
        .tcp_keepalive(Duration::from_secs(30))
        // A connection that died while the machine slept is noticed before a request runs into its time limit.
        .http2_keep_alive_interval(Duration::from_secs(20))
        .http2_keep_alive_timeout(Duration::from_secs(10))
        .referer(false)
        .redirect(redirect::Policy::custom(move |attempt| {
            // Another origin would be sent our tokens; what it answers would be taken for the project's word.
            if attempt.url().origin() == home && attempt.previous().len() <= MOST_REDIRECTS {
                attempt.follow()
            } else {
                attempt.stop()
            }
        }));
    if is_loopback(base) {
        builder = builder.no_proxy();
    }
    if base.scheme() == "http" {
        // Nothing to verify, so nothing to fail over on a machine without certificate authorities.
        return Ok(builder.tls_certs_only([]));
    }
    if let Some(path) = &settings.ca_file {
        let refuse = |reason: String| SetupError::CaFile { path: path.clone(), reason };
        let pem = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
        let certificates = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| refuse(root_cause(&error)))?;
        if certificates.is_empty() {
            return Err(refuse("there is no certificate in it (PEM is expected)".to_owned()));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder)
}

/// What the network did, in words without addresses.
pub(super) fn fault(error: &reqwest::Error) -> Fault {
    if error.is_timeout() {
        return Fault::TimedOut;
    }
    let cause = root_cause(error);
    if error.is_builder() || error.is_redirect() || error.is_decode() {
        return Fault::Broken { trace: Safe::line(&cause) };
    }
    let detail = if cause.contains("certificate") {
        format!("the server's certificate is not trusted ({cause}); a private authority can be named in ca_file")
    } else {
        cause
    };
    Fault::Offline { detail: Safe::line(&detail) }
}

/// An answer that stopped in the middle: the connection went, whatever the decoder says.
fn broken_off(error: &reqwest::Error) -> Fault {
    if error.is_timeout() {
        return Fault::TimedOut;
    }
    Fault::Offline { detail: Safe::line(&format!("the answer broke off ({})", root_cause(error))) }
}

/// The innermost error: outer ones carry the address.
fn root_cause(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut text = None;
    while let Some(inner) = source {
        text = Some(inner.to_string());
        source = inner.source();
    }
    let text = text.unwrap_or_else(|| "the request could not be made".to_owned());
    answer::redact(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for url in ["http://127.0.0.1:54321", "http://localhost:1", "http://[::1]:8", "https://x.supabase.co/base"] {
            assert!(address(url).is_ok(), "{url}");
        }
        assert!(matches!(address("http://x.supabase.co"), Err(SetupError::Plain)));
        assert!(matches!(address("http://localhost.example.com"), Err(SetupError::Plain)));
    }

    #[test]
    fn a_project_has_one_address_however_it_is_written() {
        for url in ["https://x.supabase.co", "https://X.Supabase.co/", "https://x.supabase.co:443"] {
            assert_eq!(project_address(url).ok().as_deref(), Some("https://x.supabase.co"), "{url}");
        }
    }

    #[test]
    fn an_address_carries_nothing_else() {
        for url in ["https://me:pw@x.supabase.co", "https://x.supabase.co?a=b", "ftp://x", "https://x.supabase.co#a"] {
            assert!(matches!(address(url), Err(SetupError::UrlForm)), "{url}");
        }
        assert!(matches!(address("x.supabase.co"), Err(SetupError::Url(_))));
    }
}
