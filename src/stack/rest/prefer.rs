//! The `Prefer` header: what a client would like, and what was honoured.
//!
//! It owns the preferences antops' server side knows. It knows nothing of the request they came with. Invariant: of a
//! preference given twice the first counts, and `Preference-Applied` names only what had an effect.

use axum::http::{HeaderMap, StatusCode};

use super::refusal::Refusal;

/// How much of the written rows to send back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Return {
    /// Nothing.
    Minimal,
    /// Nothing but the address of the new row.
    HeadersOnly,
    /// The rows.
    Representation,
}

/// What an insert does about a row that is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resolution {
    /// Update it.
    Merge,
    /// Leave it.
    Ignore,
}

/// How the total is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// By counting.
    Exact,
    /// By the planner's guess.
    Planned,
    /// By counting, up to the most rows an answer may hold; by the greater of both beyond.
    Estimated,
}

/// The preferences of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Preferences {
    pub(super) returns: Option<Return>,
    pub(super) resolution: Option<Resolution>,
    pub(super) count: Option<Count>,
    /// `missing=default` (true) or `missing=null` (false).
    pub(super) missing_default: Option<bool>,
    /// `handling=strict` (true) or `handling=lenient` (false).
    pub(super) strict: Option<bool>,
    pub(super) max_affected: Option<i64>,
}

impl Preferences {
    /// Reads every `Prefer` header. Under `handling=strict` an unknown preference is PGRST122.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let mut found = Self::default();
        let mut unknown = Vec::new();
        let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        for preference in values.flat_map(|value| value.split(',')).map(str::trim) {
            match preference {
                "return=minimal" => first(&mut found.returns, Return::Minimal),
                "return=headers-only" => first(&mut found.returns, Return::HeadersOnly),
                "return=representation" => first(&mut found.returns, Return::Representation),
                "resolution=merge-duplicates" => first(&mut found.resolution, Resolution::Merge),
                "resolution=ignore-duplicates" => first(&mut found.resolution, Resolution::Ignore),
                "count=exact" => first(&mut found.count, Count::Exact),
                "count=planned" => first(&mut found.count, Count::Planned),
                "count=estimated" => first(&mut found.count, Count::Estimated),
                "missing=default" => first(&mut found.missing_default, true),
                "missing=null" => first(&mut found.missing_default, false),
                "handling=strict" => first(&mut found.strict, true),
                "handling=lenient" => first(&mut found.strict, false),
                // Read and without effect: the end of a transaction is not for clients to choose on hosted projects.
                "tx=commit" | "tx=rollback" => {}
                other => match other.split_once('=') {
                    Some(("max-affected", number)) => {
                        if let Ok(number) = number.parse() {
                            first(&mut found.max_affected, number);
                        }
                    }
                    Some(("timezone", _)) => return Err(Refusal::outside_subset("the preference timezone")),
                    _ => unknown.push(other),
                },
            }
        }
        if found.strict == Some(true) && !unknown.is_empty() {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "PGRST122",
                "Invalid preferences given with handling=strict",
            )
            .details(format!("Invalid preferences: {}", unknown.join(", "))));
        }
        Ok(found)
    }

    /// The value of `Preference-Applied`, if anything was. Clear beforehand what had no effect on the request.
    pub(super) fn applied(&self) -> Option<String> {
        let mut parts = Vec::new();
        parts.extend(self.resolution.map(|resolution| match resolution {
            Resolution::Merge => "resolution=merge-duplicates".to_owned(),
            Resolution::Ignore => "resolution=ignore-duplicates".to_owned(),
        }));
        parts.extend(
            self.missing_default.map(|default| format!("missing={}", if default { "default" } else { "null" })),
        );
        parts.extend(self.returns.map(|returns| match returns {
            Return::Minimal => "return=minimal".to_owned(),
            Return::HeadersOnly => "return=headers-only".to_owned(),
            Return::Representation => "return=representation".to_owned(),
        }));
        parts.extend(self.count.map(|count| match count {
            Count::Exact => "count=exact".to_owned(),
            Count::Planned => "count=planned".to_owned(),
            Count::Estimated => "count=estimated".to_owned(),
        }));
        parts.extend(self.strict.map(|strict| format!("handling={}", if strict { "strict" } else { "lenient" })));
        if self.strict == Some(true) {
            parts.extend(self.max_affected.map(|rows| format!("max-affected={rows}")));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// The most rows a write may touch, if the client insists.
    pub(super) fn limit_affected(&self) -> Option<i64> {
        self.max_affected.filter(|_| self.strict == Some(true))
    }
}

fn first<T>(slot: &mut Option<T>, value: T) {
    slot.get_or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Preferences, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert("prefer", value.parse().unwrap());
        Preferences::read(&headers)
    }

    #[test]
    fn the_first_of_two_counts_and_the_echo_has_its_own_order() {
        let read = read("count=exact,  return=minimal , count=planned, odd=1, resolution=merge-duplicates").unwrap();
        assert_eq!(read.count, Some(Count::Exact));
        assert_eq!(read.applied().unwrap(), "resolution=merge-duplicates, return=minimal, count=exact");
    }

    #[test]
    fn max_affected_needs_strictness() {
        assert_eq!(read("max-affected=1").unwrap().limit_affected(), None);
        assert_eq!(read("handling=strict, max-affected=1").unwrap().limit_affected(), Some(1));
    }

    #[test]
    fn strictness_refuses_what_it_does_not_know() {
        assert_eq!(read("handling=strict, odd=1").unwrap_err().code, "PGRST122");
        assert_eq!(read("odd=1").unwrap().applied(), None);
    }
}
