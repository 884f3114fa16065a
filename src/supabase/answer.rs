//! Reading answers: which of the many shapes of an error it is, and which `Fault` that makes.
//!
//! REST, Auth, the gateway and whatever stands before it each speak their own dialect, and any of them may answer with a web page.
//! The status decides, the code refines, the text is only ever shown.

use crate::domain::fault::Fault;
use crate::domain::safe::Safe;
use jiff::SignedDuration;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

/// As much of a server's text as is shown.
const MOST_TEXT: usize = 300;

/// A whole answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// An answer that is not a success, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// SQLSTATE, `PGRST…`, or a word of Auth's; empty where there is none.
    pub(super) code: String,
    /// The sentence, shortened and made safe; empty where there is none.
    pub(super) message: Safe,
    /// Whether the body was the JSON of one of the servers, and not something a proxy made up.
    pub(super) is_json: bool,
    pub(super) retry_after: Option<SignedDuration>,
}

impl Reply {
    /// The body as JSON where the status says success.
    pub(super) fn json(&self) -> Result<Value, Fault> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let what = if is_page(&self.body) { "a web page".to_owned() } else { error.to_string() };
            Fault::Broken {
                trace: Safe::line(&format!("status {} with {what} where JSON belongs", self.status.as_u16())),
            }
        })
    }

    /// The refusal in it, unless it is a success.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        (!self.status.is_success()).then(|| Refusal::read(self.status.as_u16(), &self.headers, &self.body))
    }
}

impl Refusal {
    pub(super) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let json = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
        let text = |name: &str| json.as_ref().and_then(|json| json.get(name)).and_then(Value::as_str);
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let code = text("error_code")
            .or_else(|| text("code"))
            .or_else(|| text("error").filter(|word| !word.contains(' ')))
            .or_else(|| header("x-sb-error-code"))
            .or_else(|| header("proxy-status").and_then(|value| value.split_once("error=")).map(|(_, code)| code));
        let message = text("msg")
            .or_else(|| text("message"))
            .or_else(|| text("error_description"))
            .or_else(|| text("error"))
            .map_or_else(|| plain_text(body, json.is_some()), shorten);
        let retry_after = header(RETRY_AFTER.as_str())
            .and_then(|value| value.trim().parse().ok())
            .map(|seconds: u32| SignedDuration::from_secs(i64::from(seconds)));
        Self { status, code: code.unwrap_or_default().to_owned(), message, is_json: json.is_some(), retry_after }
    }

    /// Whether the same request may be answered in a moment: nothing reached the database, or it was too busy.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self.status, 425 | 429 | 502..=504 | 520..=530 | 544 | 546)
    }

    /// What it comes to for a table request.
    pub(super) fn fault(&self) -> Fault {
        let detail = self.sentence();
        if self.is_passing() {
            return Fault::Busy { retry_after: self.retry_after };
        }
        match (self.status, self.code.as_str()) {
            (_, "57014") | (408, _) => Fault::TimedOut,
            (_, "23505") => Fault::Conflict { detail },
            (_, "PGRST116") | (410, _) => Fault::Gone,
            (401 | 403, _) => Fault::Forbidden { detail },
            // Another schema, or a wrong question of ours, too: asking again does not help.
            (300 | 400..500, _) if self.is_json => Fault::Invalid { field: self.field(), detail },
            (status, _) => Fault::Broken { trace: Safe::line(&format!("status {status}: {detail}")) },
        }
    }

    /// What it comes to for a change. One that was turned away is turned away again, even when something before the server said so in
    /// a form nobody reads; sent for ever, it would hold up every later change of the same row.
    pub(super) fn fault_of_change(&self) -> Fault {
        match self.fault() {
            Fault::Broken { .. } if (400..500).contains(&self.status) => {
                let detail = Safe::line(&format!("status {}: {}", self.status, self.sentence()));
                Fault::Invalid { field: None, detail }
            }
            fault => fault,
        }
    }

    /// The server's sentence, or what can be said without one.
    pub(super) fn sentence(&self) -> Safe {
        if !self.message.is_empty() {
            return self.message.clone();
        }
        let reason = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        Safe::line(reason.unwrap_or("no reason was given"))
    }

    /// The column a constraint names: `incidents_criticality_check`, `column "title" of relation`.
    fn field(&self) -> Option<Safe> {
        let quoted: Vec<&str> = self.message.split('"').skip(1).step_by(2).collect();
        match (self.code.as_str(), quoted.as_slice()) {
            ("23502", [column, ..]) => Some(Safe::line(column)),
            ("23503" | "23514", [table, constraint, ..]) => {
                let column = constraint.strip_prefix(table)?.trim_start_matches('_');
                let column = column.rsplit_once('_')?.0;
                (!column.is_empty()).then(|| Safe::line(column))
            }
            _ => None,
        }
    }
}

/// Takes out what must never be shown: tokens and keys.
pub(super) fn redact(text: &str) -> String {
    let is_secret =
        |word: &str| word.starts_with("eyJ") || word.starts_with("sb_secret_") || word.starts_with("sb_publishable_");
    text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '"' | '=' | '&' | '\'' | '(' | ')' | ','))
        .map(|piece| {
            let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if is_secret(word) { piece.replacen(word, "***", 1) } else { piece.to_owned() }
        })
        .collect()
}

fn shorten(text: &str) -> Safe {
    let short: String = text.chars().take(MOST_TEXT).collect();
    Safe::line(&redact(&short))
}

fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// What a body that is no JSON of ours says: a page's title, or its first line.
fn plain_text(body: &[u8], is_json: bool) -> Safe {
    if is_json {
        return Safe::default();
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(16 << 10)]);
    if !is_page(body) {
        return shorten(text.lines().next().unwrap_or_default().trim());
    }
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title>").and_then(|start| {
        let end = lower[start..].find("</title>")?;
        text.get(start + "<title>".len()..start + end)
    });
    match title {
        Some(title) => shorten(&format!("a web page: {}", title.trim())),
        None => Safe::line("a web page"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Refusal {
        Refusal::read(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn every_shape_of_an_auth_error_is_read() {
        for body in [
            r#"{"error":"otp_expired","error_description":"too old"}"#,
            r#"{"code":403,"error_code":"otp_expired","msg":"too old"}"#,
            r#"{"code":"otp_expired","message":"too old"}"#,
        ] {
            let refusal = read(403, body);
            assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("otp_expired", "too old"), "{body}");
        }
    }

    #[test]
    fn the_gateway_has_no_code() {
        let refusal = read(401, r#"{"message":"Invalid API key","hint":"Double check"}"#);
        assert_eq!(refusal.code, "");
        assert_eq!(refusal.fault(), Fault::Forbidden { detail: "Invalid API key".into() });
    }

    #[test]
    fn a_web_page_is_named_by_its_title() {
        let refusal = read(500, "<!DOCTYPE html><html><head><TITLE> Oops </TITLE></head></html>");
        assert_eq!(refusal.message.as_str(), "a web page: Oops");
        assert!(!refusal.is_json);
        assert_eq!(read(522, "<html></html>").fault(), Fault::Busy { retry_after: None });
    }

    #[test]
    fn a_constraint_names_its_column() {
        let body = r#"{"code":"23514","message":"new row for relation \"incidents\" violates check constraint \"incidents_criticality_check\""}"#;
        assert!(
            matches!(read(400, body).fault(), Fault::Invalid { field: Some(field), .. } if field.as_str() == "criticality")
        );
    }

    #[test]
    fn tokens_are_taken_out() {
        assert_eq!(
            redact("bad token eyJhbGciOi.J9.x for apikey=sb_publishable_abc&x=1"),
            "bad token *** for apikey=***&x=1"
        );
        assert_eq!(redact("nothing here"), "nothing here");
    }

    #[test]
    fn a_change_turned_away_in_an_unreadable_form_is_final() {
        for status in [400, 404, 405, 413, 414, 418, 422] {
            let refusal = read(status, "<html><title>No</title></html>");
            assert!(refusal.fault().is_transient(), "{status}: a question may be asked again");
            assert!(!refusal.fault_of_change().leaves_deed_open(), "{status}");
        }
        for status in [408, 425, 429, 500, 502] {
            assert!(read(status, "<html></html>").fault_of_change().leaves_deed_open(), "{status}");
        }
    }

    #[test]
    fn busy_servers_say_for_how_long() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, reqwest::header::HeaderValue::from_static("7"));
        let refusal = Refusal::read(429, &headers, b"slow down");
        assert_eq!(refusal.fault(), Fault::Busy { retry_after: Some(SignedDuration::from_secs(7)) });
    }
}
