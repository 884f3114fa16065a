//! Replaces what cannot be the same twice by words in angle brackets; everything else stays to the letter.
//!
//! Times near now, ids that neither fixture nor cases know, tokens, secrets. Equal ids keep equal names within one answer, and
//! a value that an earlier case saved is named after it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::tokens;

/// Values saved by earlier cases of the group, in the order of saving.
pub(super) type Saved = Vec<(String, Value)>;

pub(super) struct Normaliser<'a> {
    known: &'a BTreeSet<String>,
    saved: &'a Saved,
    now: i64,
    fresh: Vec<String>,
}

impl<'a> Normaliser<'a> {
    pub(super) fn new(known: &'a BTreeSet<String>, saved: &'a Saved) -> Self {
        Self { known, saved, now: tokens::now(), fresh: Vec::new() }
    }

    /// `key` is the name under which the value stands; elements of a list share their list's.
    pub(super) fn value(&mut self, value: &Value, key: &str) -> Value {
        match value {
            Value::Object(fields) => {
                // Ids are numbered in the order met, so the order must not depend on the sender.
                let sorted: BTreeSet<&String> = fields.keys().collect();
                sorted.into_iter().map(|name| (name.clone(), self.value(&fields[name], name))).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.value(item, key)).collect(),
            Value::String(text) => self.text(text, key),
            Value::Number(number) => number.as_i64().map_or_else(|| value.clone(), |whole| self.seconds(whole)),
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    fn seconds(&self, whole: i64) -> Value {
        let ahead = whole - self.now;
        match ahead {
            -299..30 => json!("<now>"),
            _ if ahead.abs() < 3 * 86_400 => {
                #[expect(clippy::cast_precision_loss, reason = "three days in seconds are exact")]
                let minutes = (ahead as f64 / 60.0).round();
                json!(format!("<now{:+}s>", minutes * 60.0))
            }
            _ => json!(whole),
        }
    }

    pub(super) fn text(&mut self, text: &str, key: &str) -> Value {
        if is_token(text) {
            return self.token(text);
        }
        if let Some((name, _)) = self.saved.iter().find(|(_, old)| old.as_str() == Some(text)) {
            return json!(format!("<saved {name}>"));
        }
        match key {
            "refresh_token" => return json!("<refresh token>"),
            "qr_code" if text.contains("<svg") => return json!("<svg>"),
            "secret" if is_secret(text) => return json!("<totp secret>"),
            "uri" if text.starts_with("otpauth://") => return json!(enrolment(text)),
            _ => {}
        }
        let mut text = text.to_owned();
        for (name, old) in self.saved {
            if let Some(old) = old.as_str().filter(|old| old.len() > 7) {
                text = text.replace(old, &format!("<saved {name}>"));
            }
        }
        let text = self.stamps(&text);
        let text = self.ids(&text);
        if text == day(self.now, 0) {
            return json!("<today>");
        }
        json!(ages(&text))
    }

    /// An access token becomes its type and claims; the issuer is the installation's own address, so it is left out.
    fn token(&mut self, token: &str) -> Value {
        let mut parts = token.split('.').map(|part| {
            let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).unwrap_or_default();
            serde_json::from_slice::<Map<String, Value>>(&bytes).ok()
        });
        let (Some(Some(head)), Some(Some(mut claims))) = (parts.next(), parts.next()) else {
            return json!("<token that does not decode>");
        };
        claims.remove("iss");
        if let Some(Value::Array(methods)) = claims.get_mut("amr") {
            // Listed by second of use, so two within one second may come either way.
            methods.sort_by_key(|used| used["method"].to_string());
        }
        let typ = head.get("typ").cloned().unwrap_or_default();
        json!({"<jwt>": {"typ": typ, "claims": self.value(&Value::Object(claims), "")}})
    }

    fn ids(&mut self, text: &str) -> String {
        replace(text, id_at, |id| {
            if self.known.contains(id) {
                return id.to_owned();
            }
            let place = self.fresh.iter().position(|known| known == id).unwrap_or_else(|| {
                self.fresh.push(id.to_owned());
                self.fresh.len() - 1
            });
            format!("<uuid {}>", place + 1)
        })
    }

    fn stamps(&self, text: &str) -> String {
        replace(text, stamp_at, |stamp| {
            let zone = if stamp.ends_with('Z') { "Z" } else { &stamp[stamp.len() - 6..] };
            match stamp.parse::<jiff::Timestamp>() {
                Ok(at) if (at.as_second() - self.now).abs() < 300 => format!("<now {zone}>"),
                Ok(at) if at.to_string() == format!("{}T00:00:00Z", day(self.now, 1)) => {
                    format!("<coming midnight {zone}>")
                }
                _ => stamp.to_owned(),
            }
        })
    }
}

/// The ids in a text.
pub(super) fn ids_in(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    replace(text, id_at, |id| {
        found.insert(id.to_owned());
        String::new()
    });
    found
}

/// Whether a text is a JWT, decodable or not.
pub(super) fn is_token(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| is_word(byte) || byte == b'-');
    parts.len() == 3 && parts.iter().all(word) && parts[0].len() > 3 && text.starts_with("eyJ")
}

fn is_secret(text: &str) -> bool {
    text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of an id that begins at `at` and stands alone.
fn id_at(text: &[u8], at: usize) -> Option<usize> {
    const SHAPE: &[u8] = b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    let candidate = text.get(at..at + SHAPE.len())?;
    let fits = candidate.iter().zip(SHAPE).all(|(byte, shape)| match shape {
        b'x' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        _ => byte == shape,
    });
    let borders = |byte: Option<&u8>| byte.is_none_or(|byte| !is_word(*byte) && byte.is_ascii());
    let alone = borders(at.checked_sub(1).and_then(|before| text.get(before))) && borders(text.get(at + SHAPE.len()));
    (fits && alone).then_some(SHAPE.len())
}

/// The length of a time stamp with seconds and zone that begins at `at`.
fn stamp_at(text: &[u8], at: usize) -> Option<usize> {
    let digits = |shape: &[u8], from: usize| {
        let candidate = text.get(from..from + shape.len())?;
        let fits = candidate.iter().zip(shape).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            _ => byte == shape,
        });
        fits.then_some(from + shape.len())
    };
    let mut end = digits(b"0000-00-00T00:00:00", at)?;
    if let Some(mut fraction) = digits(b".0", end) {
        while let Some(next) = digits(b"0", fraction) {
            fraction = next;
        }
        end = fraction;
    }
    let end = digits(b"Z", end).or_else(|| digits(b"+00:00", end)).or_else(|| digits(b"-00:00", end))?;
    Some(end - at)
}

/// Replaces every place where `matcher` finds something, from left to right.
fn replace(text: &str, matcher: fn(&[u8], usize) -> Option<usize>, mut with: impl FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = 0;
    while let Some(character) = text[rest..].chars().next() {
        if let Some(length) = matcher(text.as_bytes(), rest) {
            out.push_str(&with(&text[rest..rest + length]));
            rest += length;
        } else {
            out.push(character);
            rest += character.len_utf8();
        }
    }
    out
}

/// The date `ahead` days from a moment.
fn day(moment: i64, ahead: i64) -> String {
    let at = jiff::Timestamp::from_second(moment + ahead * 86_400).unwrap();
    at.to_string()[..10].to_owned()
}

/// The age in Auth's messages about times.
fn ages(text: &str) -> String {
    for phrase in ["expired by ", "used before issued by "] {
        if let Some(start) = text.find(phrase) {
            let (before, after) = text.split_at(start + phrase.len());
            let rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit() || "hms.".contains(letter));
            if rest.len() < after.len() {
                return format!("{before}<duration>{rest}");
            }
        }
    }
    text.to_owned()
}

/// The address in an enrolment, its secret and issuer named.
fn enrolment(uri: &str) -> String {
    let secret = uri.split("secret=").nth(1).map(|rest| rest.split('&').next().unwrap_or_default()).unwrap_or_default();
    let uri = uri.replace(&format!("secret={secret}"), "secret=<totp secret>");
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%').then(|| tail.get(..2)).flatten();
        let decoded = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    let uri = String::from_utf8(bytes).unwrap();
    let issuer = uri.split("issuer=").nth(1).map(|rest| rest.split('&').next().unwrap_or_default().to_owned());
    issuer.map_or_else(|| uri.clone(), |issuer| uri.replace(&issuer, "<issuer>"))
}
