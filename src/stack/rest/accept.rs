//! `Accept` and the profile headers: in which form an answer is wanted.
//!
//! It owns content negotiation. It knows nothing of what is answered. Invariant: a form that cannot be produced is refused,
//! never replaced by another.

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};

use super::refusal::Refusal;

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    /// `application/vnd.pgrst.object+json`: one row, not in a list.
    Object,
}

impl Media {
    /// The first in `Accept` that can be produced, or PGRST107.
    pub(super) fn wanted(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(accept) = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()) else {
            return Ok(Self::Json);
        };
        let mut ranges: Vec<(f64, &str)> = accept.split(',').map(|range| (quality(range), range.trim())).collect();
        // Stable, so that among equals the first named comes first.
        ranges.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (_, range) in &ranges {
            if range.contains("nulls=stripped") {
                return Err(Refusal::outside_subset("nulls=stripped"));
            }
            match essence(range) {
                "application/json" | "*/*" | "application/vnd.pgrst.array" | "application/vnd.pgrst.array+json" => {
                    return Ok(Self::Json);
                }
                "application/vnd.pgrst.object" | "application/vnd.pgrst.object+json" => return Ok(Self::Object),
                "text/csv" => return Err(Refusal::outside_subset("answers in text/csv")),
                _ => {}
            }
        }
        let named: Vec<&str> = ranges.iter().map(|(_, range)| essence(range)).collect();
        Err(Refusal::new(
            StatusCode::NOT_ACCEPTABLE,
            "PGRST107",
            format!("None of these media types are available: {}", named.join(", ")),
        ))
    }

    /// The value of `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Object => "application/vnd.pgrst.object+json; charset=utf-8",
        }
    }
}

fn essence(range: &str) -> &str {
    range.split(';').next().unwrap_or_default().trim()
}

fn quality(range: &str) -> f64 {
    range.split(';').find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0)
}

/// Whether the request chose its schema by a profile header; a schema other than `public` is PGRST106.
pub(super) fn profile(method: &Method, headers: &HeaderMap) -> Result<bool, Refusal> {
    let writes = matches!(*method, Method::POST | Method::PUT | Method::PATCH | Method::DELETE);
    let name = HeaderName::from_static(if writes { "content-profile" } else { "accept-profile" });
    let Some(profile) = headers.get(name).and_then(|value| value.to_str().ok()) else { return Ok(false) };
    if profile == "public" {
        return Ok(true);
    }
    Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, "PGRST106", format!("Invalid schema: {profile}"))
        .hint(Some("Only the following schemas are exposed: public".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> Result<Media, String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        Media::wanted(&headers).map_err(|refusal| refusal.code.clone())
    }

    #[test]
    fn the_best_form_that_can_be_produced_is_taken() {
        for (accept, expected) in [
            ("*/*", Ok(Media::Json)),
            ("text/html, application/json;q=0.5", Ok(Media::Json)),
            ("application/vnd.pgrst.object+json", Ok(Media::Object)),
            ("application/json;q=0.1, application/vnd.pgrst.object+json", Ok(Media::Object)),
            ("text/html", Err("PGRST107".to_owned())),
            ("text/csv", Err("ANTOPS501".to_owned())),
        ] {
            assert_eq!(wanted(accept), expected, "{accept}");
        }
    }
}
